package mailtest

import (
	"context"
	"net"
	"sync"
)

// pipeListener accepts connections that never leave the process: no port is needed, and in a
// testing/synctest bubble waiting on them lets the clock go on, which waiting on a socket does not.
type pipeListener struct {
	waiting chan net.Conn
	closed  chan struct{}
	close   sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{waiting: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.waiting:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.close.Do(func() { close(l.closed) })
	return nil
}

// Addr is one that no socket has.
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.waiting <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// DialSMTP connects to the SMTP side whatever the address: for smtp.Config.Dial.
func (s *Server) DialSMTP(ctx context.Context, _, _ string) (net.Conn, error) {
	return dial(ctx, s.smtpAt)
}

// DialIMAP connects to the IMAP side whatever the address: for imap.Config.Dial.
func (s *Server) DialIMAP(ctx context.Context, _, _ string) (net.Conn, error) {
	return dial(ctx, s.imapAt)
}

func dial(ctx context.Context, l net.Listener) (net.Conn, error) {
	if pipes, ok := l.(*pipeListener); ok {
		return pipes.dial(ctx)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", l.Addr().String())
}
