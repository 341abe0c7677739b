package mailtest

import (
	"bytes"
	"net"
	"sync"
)

// imapFaults are the knobs of the IMAP side.
type imapFaults struct {
	mu    sync.Mutex
	conns map[*cuttingConn]struct{}
	cut   int64 // bytes after which the next connection that writes so much is closed; 0: none
	mute  bool
}

// CutIMAP closes the next IMAP connection that has sent this many bytes more, which with a big
// message is in the middle of its literal. It strikes once.
func (s *Server) CutIMAP(after int64) {
	s.imapFaults.mu.Lock()
	defer s.imapFaults.mu.Unlock()
	s.imapFaults.cut = after
}

// MuteIMAP has the IMAP side say nothing more, on old and new connections, until it is unset;
// what it would have said is lost.
func (s *Server) MuteIMAP(mute bool) {
	s.imapFaults.mu.Lock()
	defer s.imapFaults.mu.Unlock()
	s.imapFaults.mute = mute
}

// StallIMAP has the IMAP connections that are open now say nothing more, without an end, as where
// a firewall has forgotten them; new ones work.
func (s *Server) StallIMAP() {
	s.imapFaults.mu.Lock()
	defer s.imapFaults.mu.Unlock()
	for c := range s.imapFaults.conns {
		c.stalled = true
	}
}

// DropIMAP closes all IMAP connections.
func (s *Server) DropIMAP() {
	s.imapFaults.mu.Lock()
	defer s.imapFaults.mu.Unlock()
	for c := range s.imapFaults.conns {
		c.Conn.Close()
	}
}

type cuttingListener struct {
	net.Listener
	server *Server
	serves
}

func (l *cuttingListener) Accept() (net.Conn, error) {
	l.begin()
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	conn := &cuttingConn{Conn: c, server: l.server}
	f := &l.server.imapFaults
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conns == nil {
		f.conns = map[*cuttingConn]struct{}{}
	}
	f.conns[conn] = struct{}{}
	return conn, nil
}

// cuttingConn stands between go-imap's server and the client.
type cuttingConn struct {
	net.Conn
	server  *Server
	stalled bool // guarded by imapFaults.mu
}

func (c *cuttingConn) Write(p []byte) (int, error) {
	said := p
	if c.server.options.NoIdle {
		said = bytes.Replace(p, []byte(" IDLE"), nil, 1)
	}
	allowed, mute, cut := c.server.imapFaults.spend(c, len(said))
	if mute {
		return len(p), nil
	}
	if _, err := c.Conn.Write(said[:allowed]); err != nil {
		return 0, err
	}
	if cut {
		c.Conn.Close()
		return 0, net.ErrClosed
	}
	return len(p), nil
}

// spend says how many of n bytes a connection may still say.
func (f *imapFaults) spend(c *cuttingConn, n int) (allowed int, mute, cut bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.mute || c.stalled {
		return 0, true, false
	}
	if f.cut == 0 || int64(n) < f.cut {
		f.cut = max(f.cut-int64(n), 0)
		return n, false, false
	}
	allowed, f.cut = int(f.cut), 0
	return allowed, false, true
}

func (c *cuttingConn) Close() error {
	f := &c.server.imapFaults
	f.mu.Lock()
	delete(f.conns, c)
	f.mu.Unlock()
	return c.Conn.Close()
}
