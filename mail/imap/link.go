package imap

import (
	"net"
	"sync"
	"time"
)

// link is the connection with a watch on it. go-imap sets deadlines of its own, among them five
// minutes for a whole literal, however big, and none at all for many answers; so deadlines are
// taken from it, and instead the link is closed when a server that owes something says nothing
// for too long. The time that we take ourselves, with a message at hand, does not count.
type link struct {
	net.Conn

	mu      sync.Mutex
	silence time.Duration // 0: nothing is owed
	watch   *time.Timer
	late    bool
}

func newLink(raw net.Conn) *link {
	l := &link{Conn: raw}
	l.watch = time.AfterFunc(time.Hour, func() {
		l.mu.Lock()
		l.late = true
		l.mu.Unlock()
		l.Conn.Close()
	})
	l.watch.Stop()
	return l
}

// expect says that the server owes something from now on and how long it may be silent; 0:
// it owes nothing any more.
func (l *link) expect(silence time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.silence = silence
	l.watch.Stop()
	if silence > 0 {
		l.watch.Reset(silence)
	}
}

func (l *link) stalled() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.late
}

func (l *link) Read(p []byte) (int, error) {
	l.mu.Lock()
	if l.silence > 0 {
		l.watch.Reset(l.silence)
	}
	l.mu.Unlock()
	n, err := l.Conn.Read(p)
	l.mu.Lock()
	l.watch.Stop() // until the next Read the delay is ours
	l.mu.Unlock()
	return n, err
}

// SetDeadline and its like do nothing: see link.
func (l *link) SetDeadline(time.Time) error      { return nil }
func (l *link) SetReadDeadline(time.Time) error  { return nil }
func (l *link) SetWriteDeadline(time.Time) error { return nil }
