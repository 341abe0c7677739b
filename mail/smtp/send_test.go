package smtp_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
	"srok/mail/smtp"
)

const letter = "From: council@pernik.example\r\nTo: mayor@breznik.example\r\nSubject: test\r\n\r\n.dot\r\nline\r\n"

var noon = time.Date(2018, 3, 5, 12, 0, 0, 0, time.UTC)

func start(t *testing.T, options mailtest.Options) *mailtest.Server {
	t.Helper()
	options.Clock = func() time.Time { return noon }
	server, err := mailtest.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	server.AddMailbox("mayor@breznik.example", "m")
	server.AddMailbox("council@pernik.example", "c")
	return server
}

func client(t *testing.T, server *mailtest.Server, change func(*smtp.Config)) *smtp.Client {
	t.Helper()
	host, port, _ := net.SplitHostPort(server.SMTPAddr())
	n, _ := strconv.Atoi(port)
	config := smtp.Config{Host: host, Port: n, TLS: smtp.NoTLS, Dial: server.DialSMTP}
	if change != nil {
		change(&config)
	}
	c, err := smtp.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func envelope(to ...string) mail.Envelope {
	return mail.Envelope{ID: "L1", From: "council@pernik.example", Recipients: to, Size: int64(len(letter)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(letter)), nil }}
}

func TestSendReusesTheConnection(t *testing.T) {
	server := start(t, mailtest.Options{})
	c := client(t, server, nil)
	for i := range 3 {
		a := c.Send(context.Background(), envelope("mayor@breznik.example", "council+x@pernik.example"))
		if a.Outcome != mail.Accepted || !strings.HasPrefix(a.Reply, "250 2.0.0") {
			t.Fatalf("letter %d: %+v", i, a)
		}
	}
	got := server.Mail("mayor@breznik.example")
	if len(got) != 3 || len(server.Mail("council@pernik.example")) != 3 {
		t.Fatalf("%d letters", len(got))
	}
	if !strings.HasSuffix(string(got[0].Raw), letter) {
		t.Errorf("changed on the way: %q", got[0].Raw)
	}
	if got[0].EnvelopeID != "L1" || got[0].EnvelopeFrom != "council@pernik.example" || !got[0].Arrived.Equal(noon) {
		t.Errorf("envelope %+v", got[0])
	}
	if fmt.Sprint(c.Close()) != "<nil>" {
		t.Error("close")
	}
}

func number(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// arrived waits for the first message in a Dovecot mailbox.
func arrived(t *testing.T, d *mailtest.Dovecot, user string) string {
	t.Helper()
	host, port, _ := net.SplitHostPort(d.IMAPAddr)
	m, err := imap.New(imap.Config{Host: host, Port: number(t, port), TLS: imap.NoTLS, User: user,
		Secret: func(context.Context) (string, error) { return d.Password, nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		var raw []byte
		err := m.Fetch(ctx, mail.Request{After: mail.Cursor{}}, func(_ mail.Fetched, r io.Reader) (err error) {
			raw, err = io.ReadAll(r)
			return err
		})
		if err == nil && raw == nil {
			err = m.Wait(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
		if raw != nil {
			return string(raw)
		}
	}
}
