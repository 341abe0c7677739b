package smtp_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/smtp"
)

// scripted is a server that offers PIPELINING, answers each command of the first transaction by the
// next line of its script, and then notes what else it is told.
type scripted struct {
	answers []string
	rest    chan string
}

func (s *scripted) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		r := bufio.NewReader(theirs)
		io.WriteString(theirs, "220 ready\r\n")
		r.ReadString('\n')
		io.WriteString(theirs, "250-here\r\n250 PIPELINING\r\n")
		for _, answer := range s.answers {
			if _, err := r.ReadString('\n'); err != nil {
				break
			}
			io.WriteString(theirs, answer+"\r\n")
		}
		first, _ := r.ReadString('\n')
		io.WriteString(theirs, "221 bye\r\n")
		more, _ := io.ReadAll(r)
		s.rest <- first + string(more)
	}()
	return ours, nil
}

// DATA goes with the recipients. Where all of them are refused nothing is sent after it, even to a
// server that would take an empty letter.
func TestDataWithTheRecipients(t *testing.T) {
	for _, tt := range []struct {
		answers []string
		outcome mail.Outcome
		closed  bool // at once; otherwise the transaction is reset
	}{
		{[]string{"250 ok", "550 5.1.1 No such user", "354 Go on"}, mail.RefusedEnd, true},
		{[]string{"250 ok", "450 4.2.0 Greylisted", "250 What?"}, mail.RefusedNow, true},
		{[]string{"250 ok", "450 4.2.0 Greylisted", "554 5.5.1 No valid recipients", "250 ok"}, mail.RefusedNow, false},
		{[]string{"451 4.3.0 Try later", "503 5.5.1 MAIL first", "503 5.5.1 MAIL first", "250 ok"}, mail.RefusedNow, false},
		{[]string{"550 5.7.1 Not you", "503 5.5.1 MAIL first", "354 Go on"}, mail.RefusedEnd, true},
	} {
		server := &scripted{answers: tt.answers, rest: make(chan string, 1)}
		c, err := smtp.New(smtp.Config{Host: "127.0.0.1", TLS: smtp.NoTLS, Dial: server.dial})
		if err != nil {
			t.Fatal(err)
		}
		a := c.Send(t.Context(), envelope(mayor))
		if a.Outcome != tt.outcome || len(a.Recipients) != 1 || a.Recipients[0].Outcome != tt.outcome {
			t.Errorf("%q: %+v, want %s", tt.answers, a, tt.outcome)
		}
		c.Close()
		rest := <-server.rest
		if want := map[bool]string{true: "", false: "QUIT"}[tt.closed]; strings.TrimSpace(rest) != want {
			t.Errorf("%q: then the server was told %q, want %q", tt.answers, rest, want)
		}
	}
}
