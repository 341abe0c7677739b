package smtp_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail"
	"srok/mail/mailtest"
	"srok/mail/smtp"
)

// played is a client of a server that a test plays itself, over a pipe.
func played(t *testing.T, play func(server net.Conn)) *smtp.Client {
	t.Helper()
	c, err := smtp.New(smtp.Config{Host: "localhost", TLS: smtp.NoTLS, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			play(theirs)
		}()
		return ours, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// A line without an end fills no memory, whenever it comes.
func TestEndlessReply(t *testing.T) {
	for name, before := range map[string]string{"greeting": "", "EHLO": "220 x\r\n"} {
		for _, line := range []string{strings.Repeat("2", 4096), strings.Repeat("250-x\r\n", 600)} {
			said := make(chan int)
			c := played(t, func(server net.Conn) {
				go io.Copy(io.Discard, server)
				all, err := io.WriteString(server, before)
				for n := 0; err == nil; all += n {
					n, err = io.WriteString(server, line)
				}
				said <- all
			})
			a := c.Send(t.Context(), envelope(mayor))
			if a.Outcome != mail.RefusedNow || a.Trouble != mail.Garbled || !a.Down {
				t.Errorf("%s: %+v", name, a)
			}
			if n := <-said; n > 3<<20 {
				t.Errorf("%s: %d bytes were read", name, n)
			}
		}
	}
}

// dripping says one byte a second, and waits for half a minute before each answer.
type dripping struct{ net.Conn }

func (d dripping) Write(p []byte) (int, error) {
	time.Sleep(30 * time.Second)
	for i := range p {
		time.Sleep(time.Second)
		if n, err := d.Conn.Write(p[i : i+1]); err != nil {
			return i + n, err
		}
	}
	return len(p), nil
}

// A server that takes its time is waited for as RFC 5321, section 4.5.3.2 has it; also for its greeting.
func TestSlowServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		c := played(t, func(server net.Conn) {
			slow := dripping{server}
			_, _ = io.WriteString(slow, "220 mail.example ESMTP\r\n")
			data := false
			for lines := bufio.NewScanner(server); lines.Scan(); {
				verb, _, _ := strings.Cut(lines.Text(), " ")
				if data && verb != "." {
					continue
				}
				got = append(got, verb)
				switch {
				case data:
					data = false
					_, _ = io.WriteString(slow, "250 2.0.0 queued\r\n")
				case verb == "DATA":
					data = true
					_, _ = io.WriteString(slow, "354 go on\r\n")
				default:
					_, _ = io.WriteString(slow, "250 fine\r\n")
				}
			}
		})
		if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.Accepted || !slices.Equal(got, []string{"EHLO", "MAIL", "RCPT", "DATA", "."}) {
			t.Errorf("after %q: %+v", got, a)
		}
		c.Close()
		time.Sleep(time.Minute) // for the server to be done with the farewell
	})
}

// Goodbye instead of an answer to the first command of a new connection is said to any letter: no other
// would fare better now.
func TestGoodbyeToAll(t *testing.T) {
	server := start(t, mailtest.Options{})
	c := client(t, server, nil)
	server.Fail(mailtest.Fault{At: mailtest.PhaseMail, Do: mailtest.Reply, Reply: "421 4.7.0 Too many messages, come back later"})
	a := c.Send(t.Context(), envelope(mayor))
	if a.Outcome != mail.RefusedNow || !a.Down || a.Reply != "421 4.7.0 Too many messages, come back later" {
		t.Errorf("%+v", a)
	}
}

// A letter that is too big for the server is refused before its data leaves, also by one that only
// says its limit.
func TestTooBig(t *testing.T) {
	server := start(t, mailtest.Options{})
	c := client(t, server, nil)
	server.Fail(mailtest.Fault{At: mailtest.PhaseEHLO, Do: mailtest.Reply, Reply: "250-mail.example\r\n250 SIZE 50"})
	server.Fail(mailtest.Fault{At: mailtest.PhaseMail, Match: "SIZE=", Do: mailtest.Reply, Reply: "552 5.3.4 Message size exceeds fixed limit"})
	if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.RefusedEnd || a.Reply != "552 5.3.4 Message size exceeds fixed limit" {
		t.Errorf("%+v", a)
	}
	if n := len(server.Mail(mayor)); n != 0 {
		t.Errorf("%d letters", n)
	}
}
