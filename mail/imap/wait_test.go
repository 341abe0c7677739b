package imap_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
)

// waiting runs Wait and tells how it ended.
func waiting(ctx context.Context, m *imap.Mailbox) <-chan error {
	ended := make(chan error, 1)
	go func() { ended <- m.Wait(ctx) }()
	return ended
}

// spy lets a test wait until the client has said something.
type spy struct {
	net.Conn
	said chan<- string
}

func (s *spy) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	s.said <- string(p)
	return n, err
}

// listenTo has what the client says sent to a channel.
func listenTo(c *imap.Config, said chan string) {
	dial := c.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return &spy{conn, said}, err
	}
}

func until(t *testing.T, said <-chan string, word string) {
	t.Helper()
	for line := range said {
		if strings.Contains(line, word) {
			return
		}
	}
}

func TestWait(t *testing.T) {
	for _, noIdle := range []bool{false, true} {
		server := start(t, mailtest.Options{NoIdle: noIdle})
		said := make(chan string, 1000)
		m := open(t, server, func(c *imap.Config) {
			c.Timeouts.Poll = 20 * time.Millisecond
			listenTo(c, said)
		})
		if err := m.Wait(t.Context()); err != nil { // a new connection: nobody knows
			t.Fatal(err)
		}
		k := &kept{}
		if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep); err != nil {
			t.Fatal(err)
		}
		ended := waiting(t.Context(), m)
		until(t, said, map[bool]string{false: "IDLE", true: "NOOP"}[noIdle])
		put(t, server, message(0, 1))
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		// It stays news until it is fetched.
		if err := m.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err != nil || len(k.raw) != 1 {
			t.Fatalf("%v, %d kept", err, len(k.raw))
		}
	}
}

// What came between Fetch and Wait is news.
func TestWaitSeesWhatCameBefore(t *testing.T) {
	server := start(t, mailtest.Options{})
	m := open(t, server, nil)
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, (&kept{}).keep); err != nil {
		t.Fatal(err)
	}
	put(t, server, message(0, 1))
	if err := <-waiting(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

// A Fetch takes the connection from a Wait, which goes on after it and ends with news alone: were it
// to end with the Fetch, a loop that fetches when Wait ends would never come to rest.
func TestFetchInterruptsWait(t *testing.T) {
	server := start(t, mailtest.Options{})
	said := make(chan string, 1000)
	m := open(t, server, func(c *imap.Config) { listenTo(c, said) })
	k := &kept{}
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep); err != nil {
		t.Fatal(err)
	}
	ended := waiting(t.Context(), m)
	for range 20 {
		until(t, said, "IDLE")
		if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep); err != nil {
			t.Fatal(err)
		}
	}
	until(t, said, "IDLE")
	select {
	case err := <-ended:
		t.Fatalf("the wait ended without news: %v", err)
	default:
	}
	put(t, server, message(0, 1))
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

func TestIdleIsIssuedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := start(t, mailtest.Options{InMemory: true})
		said := make(chan string, 1000)
		m := open(t, server, func(c *imap.Config) {
			listenTo(c, said)
		})
		if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, (&kept{}).keep); err != nil {
			t.Fatal(err)
		}
		ended := waiting(t.Context(), m)
		begun := time.Now()
		for range 3 {
			until(t, said, "IDLE")
		}
		if waited := time.Since(begun); waited != 18*time.Minute {
			t.Errorf("the third IDLE after %s", waited)
		}
		server.MuteIMAP(true) // a half-open link is noticed by the next one
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "silent for") {
			t.Errorf("%v", err)
		}
	})
}

func TestWaitEnds(t *testing.T) {
	server := start(t, mailtest.Options{})
	said := make(chan string, 1000)
	m := open(t, server, func(c *imap.Config) { listenTo(c, said) })
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, (&kept{}).keep); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := waiting(ctx, m)
	until(t, said, "IDLE")
	stop := errors.New("told to stop")
	cancel(stop)
	if err := <-ended; !errors.Is(err, stop) {
		t.Errorf("context: %v", err)
	}
	if err := m.Wait(t.Context()); err != nil { // connects anew
		t.Fatal(err)
	}
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, (&kept{}).keep); err != nil {
		t.Fatal(err)
	}
	ended = waiting(t.Context(), m)
	until(t, said, "IDLE")
	server.DropIMAP()
	if err := <-ended; err == nil {
		t.Error("the server went away unnoticed")
	}
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, func(mail.Fetched, io.Reader) error { return nil }); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
