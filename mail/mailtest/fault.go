package mailtest

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
)

// Phase of an SMTP transaction: the command's verb, or one of these.
type Phase string

const (
	PhaseConnect  Phase = "connect" // before the greeting
	PhaseEHLO     Phase = "EHLO"
	PhaseStartTLS Phase = "STARTTLS"
	PhaseAuth     Phase = "AUTH"
	PhaseMail     Phase = "MAIL"
	PhaseRcpt     Phase = "RCPT"
	PhaseData     Phase = "DATA"
	PhaseBody     Phase = "body" // inside the message
	PhaseDot      Phase = "."    // the message is whole
	PhaseRset     Phase = "RSET"
	PhaseQuit     Phase = "QUIT"
)

// Action of a Fault.
type Action int

const (
	Reply       Action = iota + 1 // answer with Fault.Reply instead of doing it
	CloseBefore                   // close the connection; the command (or the message) is lost
	CloseAfter                    // do it, but close the connection instead of answering
	Hang                          // never do it, never answer
)

// Fault is a failure to come.
type Fault struct {
	At    Phase
	Match string // only commands that contain this, in any case; empty: all
	Do    Action
	Reply string // "451 4.3.0 Try again"; garbage is sent as it stands
	Skip  int    // so many go well before
	Times int    // so many fail; 0: until Heal
}

// Fail adds a fault.
func (s *Server) Fail(f Fault) { s.faults.add(f) }

// Heal removes all faults.
func (s *Server) Heal() { s.faults.clear() }

type faults struct {
	mu   sync.Mutex
	list []*Fault
}

func (f *faults) add(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, &fault)
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
}

// take returns the fault that strikes now, if any, and counts it.
func (f *faults) take(at Phase, line string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, fault := range f.list {
		if fault.At != at || !strings.Contains(strings.ToLower(line), strings.ToLower(fault.Match)) {
			continue
		}
		if fault.Skip > 0 {
			fault.Skip--
			continue
		}
		struck := *fault
		if fault.Times == 1 {
			f.list = slices.Delete(f.list, i, i+1)
		} else {
			fault.Times = max(fault.Times-1, 0)
		}
		return &struck
	}
	return nil
}

// faulty wraps the connections of a listener.
func (s *Server) faulty(l net.Listener) *faultyListener {
	if s.options.Implicit {
		l = tls.NewListener(l, s.options.TLS)
	}
	return &faultyListener{Listener: l, server: s, serves: newServes()}
}

type faultyListener struct {
	net.Listener
	server *Server
	serves
}

func (l *faultyListener) Accept() (net.Conn, error) {
	l.begin()
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &faultyConn{Conn: c, server: l.server, lines: bufio.NewReader(c)}, nil
}

// faultyConn stands between go-smtp and the client. It hands commands over line by line, so
// that with pipelining too a fault strikes exactly the command that it names. After STARTTLS
// the lines are ciphertext and only the dot's faults (which go-smtp's session sees) strike.
type faultyConn struct {
	net.Conn
	server *Server
	lines  *bufio.Reader

	greeted bool
	inData  bool // 354 was said: the next thing said is the answer to the dot
	mute    bool // close instead of the next answer
	sealed  bool // 220 to STARTTLS was said
	tlsNext bool
	rest    []byte // of the line that was read last
}

func (c *faultyConn) Read(p []byte) (int, error) {
	if c.sealed {
		return c.lines.Read(p)
	}
	if c.inData {
		if f := c.server.faults.take(PhaseBody, ""); f != nil {
			return 0, c.strike(f)
		}
		return c.lines.Read(p)
	}
	for len(c.rest) == 0 {
		line, err := c.lines.ReadSlice('\n')
		if err != nil && len(line) == 0 {
			return 0, err
		}
		verb := Phase(strings.ToUpper(strings.TrimSpace(string(line[:min(len(line), 8)]))))
		if len(line) >= 4 && verb != PhaseStartTLS {
			verb = Phase(strings.ToUpper(string(line[:4])))
		}
		c.tlsNext = verb == PhaseStartTLS
		f := c.server.faults.take(verb, string(line))
		if f == nil {
			c.rest = line
			break
		}
		switch f.Do {
		case Reply:
			if _, err := c.Conn.Write([]byte(f.Reply + "\r\n")); err != nil {
				return 0, err
			}
		case CloseAfter:
			c.mute, c.rest = true, line
		default:
			return 0, c.strike(f)
		}
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// strike closes, or waits until the client does.
func (c *faultyConn) strike(f *Fault) error {
	if f.Do == Hang {
		c.server.hang(c.Conn, c.lines)
	}
	c.Conn.Close()
	return net.ErrClosed
}

// hang swallows what comes until the client gives up or the server closes.
func (s *Server) hang(c net.Conn, r io.Reader) {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = io.Copy(io.Discard, r)
	}()
	select {
	case <-gone:
	case <-s.done:
		c.Close()
		<-gone
	}
}

func (c *faultyConn) Write(p []byte) (int, error) {
	if c.sealed {
		return c.Conn.Write(p)
	}
	said := string(p)
	switch {
	case !c.greeted:
		c.greeted = true
		if f := c.server.faults.take(PhaseConnect, ""); f != nil {
			if f.Do == Reply {
				return c.replace(f.Reply, p)
			}
			return 0, c.strike(f)
		}
	case c.mute:
		c.Conn.Close()
		return 0, net.ErrClosed
	}
	c.inData = strings.HasPrefix(said, "354")
	if c.server.options.FewExtensions && strings.HasPrefix(said, "250-") {
		if _, err := c.Conn.Write([]byte(withoutExtensions(said))); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	c.sealed = c.tlsNext && strings.HasPrefix(said, "220")
	return c.Conn.Write(p)
}

func (c *faultyConn) replace(reply string, p []byte) (int, error) {
	if _, err := c.Conn.Write([]byte(reply + "\r\n")); err != nil {
		return 0, err
	}
	return len(p), nil
}

// withoutExtensions takes from EHLO's answer what FewExtensions hides.
func withoutExtensions(said string) string {
	hidden := []string{"8BITMIME", "PIPELINING", "CHUNKING"}
	var kept []string
	for line := range strings.SplitSeq(said, "\r\n") {
		if len(line) > 4 && slices.Contains(hidden, line[4:]) {
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\r\n")
}
