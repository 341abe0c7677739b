package smtp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail"
	"srok/mail/mailtest"
	"srok/mail/smtp"
)

const mayor = "mayor@breznik.example"

// What can go wrong at each line of a transaction, what Send says of it, and what the
// recipient then has. Afterwards, with the fault gone, the same client sends well. The clock is
// the bubble's: the timeouts are the real ones.
func TestFaults(t *testing.T) {
	const (
		accepted = mail.Accepted
		now      = mail.RefusedNow
		end      = mail.RefusedEnd
		unknown  = mail.Unknown
	)
	tests := []struct {
		at      mailtest.Phase
		do      mailtest.Action
		reply   string
		outcome mail.Outcome
		arrives int
	}{
		{mailtest.PhaseConnect, mailtest.CloseBefore, "", now, 0},
		{mailtest.PhaseConnect, mailtest.Hang, "", now, 0},
		{mailtest.PhaseConnect, mailtest.Reply, "554 5.7.1 No SMTP service here", now, 0},
		{mailtest.PhaseConnect, mailtest.Reply, "SSH-2.0-OpenSSH_9.2", now, 0},
		{mailtest.PhaseEHLO, mailtest.CloseBefore, "", now, 0},
		{mailtest.PhaseEHLO, mailtest.CloseAfter, "", now, 0},
		{mailtest.PhaseEHLO, mailtest.Hang, "", now, 0},
		{mailtest.PhaseMail, mailtest.CloseBefore, "", now, 0},
		{mailtest.PhaseMail, mailtest.CloseAfter, "", now, 0},
		{mailtest.PhaseMail, mailtest.Hang, "", now, 0},
		{mailtest.PhaseMail, mailtest.Reply, "451 4.3.0 Try later", now, 0},
		{mailtest.PhaseMail, mailtest.Reply, "421 4.3.2 Going down", now, 0},
		{mailtest.PhaseMail, mailtest.Reply, "552 5.3.4 Too big", end, 0},
		{mailtest.PhaseMail, mailtest.Reply, "530 5.7.0 Authentication required", now, 0},
		{mailtest.PhaseMail, mailtest.Reply, "what?", now, 0},
		{mailtest.PhaseRcpt, mailtest.CloseBefore, "", now, 0},
		{mailtest.PhaseRcpt, mailtest.CloseAfter, "", now, 0},
		{mailtest.PhaseRcpt, mailtest.Hang, "", now, 0},
		{mailtest.PhaseRcpt, mailtest.Reply, "450 4.2.0 Greylisted", now, 0},
		{mailtest.PhaseRcpt, mailtest.Reply, "421 4.7.0 Too many errors", now, 0},
		{mailtest.PhaseRcpt, mailtest.Reply, "550 5.1.1 No such user", end, 0},
		{mailtest.PhaseRcpt, mailtest.Reply, "552 5.2.2 Mailbox full", now, 0},
		{mailtest.PhaseRcpt, mailtest.Reply, "999 beyond", now, 0},
		{mailtest.PhaseData, mailtest.CloseBefore, "", now, 0},
		{mailtest.PhaseData, mailtest.CloseAfter, "", now, 0},
		{mailtest.PhaseData, mailtest.Hang, "", now, 0},
		{mailtest.PhaseData, mailtest.Reply, "451 4.3.0 No disk", now, 0},
		{mailtest.PhaseData, mailtest.Reply, "554 5.5.1 No valid recipients", end, 0},
		{mailtest.PhaseData, mailtest.Reply, "250 2.0.0 what for", now, 0},
		{mailtest.PhaseDot, mailtest.CloseBefore, "", unknown, 0},
		{mailtest.PhaseDot, mailtest.CloseAfter, "", unknown, 1},
		{mailtest.PhaseDot, mailtest.Hang, "", unknown, 0},
		{mailtest.PhaseDot, mailtest.Reply, "451 4.3.0 Try later", now, 0},
		{mailtest.PhaseDot, mailtest.Reply, "554 5.7.1 Spam", end, 0},
		{mailtest.PhaseDot, mailtest.Reply, "452 4.3.1 Insufficient storage", now, 0},
		{mailtest.PhaseRset, mailtest.CloseBefore, "", accepted, 1},
		{mailtest.PhaseQuit, mailtest.Hang, "", accepted, 1},
	}
	for _, old := range []bool{false, true} {
		for _, tt := range tests {
			inBubble(t, fmt.Sprintf("%s/%d%s/old=%t", tt.at, tt.do, tt.reply, old), func(t *testing.T) {
				server := start(t, mailtest.Options{FewExtensions: old, InMemory: true})
				c := client(t, server, nil)
				server.Fail(mailtest.Fault{At: tt.at, Do: tt.do, Reply: tt.reply})
				a := c.Send(t.Context(), envelope(mayor))
				if a.Outcome != tt.outcome || len(a.Recipients) != 1 || a.Recipients[0].Outcome != tt.outcome || a.Reply == "" {
					t.Errorf("%+v, want %s", a, tt.outcome)
				}
				if tt.reply != "" && tt.outcome != now && a.Reply != tt.reply {
					t.Errorf("the server's words %q are lost: %q", tt.reply, a.Reply)
				}
				if n := len(server.Mail(mayor)); n != tt.arrives {
					t.Errorf("%d letters arrived, want %d", n, tt.arrives)
				}
				server.Heal()
				if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.Accepted {
					t.Errorf("afterwards: %+v", a)
				}
				if n := len(server.Mail(mayor)); n != tt.arrives+1 {
					t.Errorf("afterwards %d letters", n)
				}
			})
		}
	}
}

func TestEachRecipientHasItsAnswer(t *testing.T) {
	for _, old := range []bool{false, true} {
		server := start(t, mailtest.Options{FewExtensions: old})
		server.SetRecipient("grey@breznik.example", mailtest.RecipientState{Reply: "450 4.2.0 Greylisted"})
		c := client(t, server, nil)
		to := []string{"gone@breznik.example", "grey@breznik.example", "no address", mayor, "council+t@pernik.example"}
		a := c.Send(t.Context(), envelope(to...))
		want := []mail.Outcome{mail.RefusedEnd, mail.RefusedNow, mail.RefusedEnd, mail.Accepted, mail.Accepted}
		if a.Outcome != mail.Accepted {
			t.Errorf("%+v", a)
		}
		for i, r := range a.Recipients {
			if r.Address != to[i] || r.Outcome != want[i] {
				t.Errorf("recipient %d: %+v, want %s %s", i, r, to[i], want[i])
			}
		}
		a = c.Send(t.Context(), envelope(to[:3]...))
		if a.Outcome != mail.RefusedNow || a.Reply != "450 4.2.0 Greylisted" {
			t.Errorf("all refused: %+v", a)
		}
		a = c.Send(t.Context(), envelope(to[0], to[2]))
		if a.Outcome != mail.RefusedEnd {
			t.Errorf("all refused for good: %+v", a)
		}
		a = c.Send(t.Context(), envelope(to[2]))
		if a.Outcome != mail.RefusedEnd || !strings.Contains(a.Reply, "no address") {
			t.Errorf("none is an address: %+v", a)
		}
		if n := len(server.Mail(mayor)); n != 1 {
			t.Errorf("%d letters", n)
		}
	}
}

// A server that closed the idle connection is connected to anew, and nothing is sent twice.
func TestIdleConnectionDied(t *testing.T) {
	server := start(t, mailtest.Options{})
	c := client(t, server, nil)
	for i, f := range []mailtest.Fault{
		{At: mailtest.PhaseMail, Do: mailtest.CloseBefore, Skip: 1, Times: 1},
		{At: mailtest.PhaseMail, Do: mailtest.Reply, Reply: "421 4.4.2 Timeout exceeded", Times: 1},
	} {
		server.Fail(f)
		for range 2 {
			if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.Accepted {
				t.Errorf("%d: %+v", i, a)
			}
		}
	}
	if n := len(server.Mail(mayor)); n != 4 {
		t.Errorf("%d letters", n)
	}
}

func TestBodyThatFails(t *testing.T) {
	server := start(t, mailtest.Options{})
	c := client(t, server, nil)
	broken := errors.New("disk error")
	e := envelope(mayor)
	e.Body = func() (io.ReadCloser, error) { return nil, broken }
	if a := c.Send(t.Context(), e); a.Outcome != mail.RefusedNow || !strings.Contains(a.Reply, "disk error") {
		t.Errorf("not opened: %+v", a)
	}
	e.Body = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(letter), &failing{broken})), nil
	}
	if a := c.Send(t.Context(), e); a.Outcome != mail.RefusedNow || !strings.Contains(a.Reply, "disk error") {
		t.Errorf("half read: %+v", a)
	}
	if n := len(server.Mail(mayor)); n != 0 {
		t.Errorf("%d half letters arrived", n)
	}
	if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.Accepted {
		t.Errorf("afterwards: %+v", a)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestContextEnds(t *testing.T) {
	for _, at := range []mailtest.Phase{mailtest.PhaseConnect, mailtest.PhaseEHLO, mailtest.PhaseMail, mailtest.PhaseData, mailtest.PhaseDot} {
		inBubble(t, string(at), func(t *testing.T) {
			server := start(t, mailtest.Options{InMemory: true})
			c := client(t, server, nil)
			server.Fail(mailtest.Fault{At: at, Do: mailtest.Hang})
			ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errors.New("told to stop"))
			defer cancel()
			a := c.Send(ctx, envelope(mayor))
			want := mail.RefusedNow
			if at == mailtest.PhaseDot {
				want = mail.Unknown
			}
			if a.Outcome != want || !strings.Contains(a.Reply, "told to stop") {
				t.Errorf("%+v", a)
			}
		})
	}
}

// inBubble runs a subtest on a clock of its own.
func inBubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	c, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: port, TLS: smtp.NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.RefusedNow || !strings.Contains(a.Reply, "refused") || a.Trouble != mail.NoConnection || !a.Down {
		t.Errorf("%+v", a)
	}
}

// Who hangs up does not wait long for a server that does not say goodbye.
func TestFarewellIsShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := start(t, mailtest.Options{InMemory: true})
		c := client(t, server, nil)
		if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.Accepted {
			t.Fatalf("%+v", a)
		}
		server.Fail(mailtest.Fault{At: mailtest.PhaseQuit, Do: mailtest.Hang})
		began := time.Now()
		_ = c.Close()
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}
