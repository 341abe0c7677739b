package mailtest_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
	"srok/mail/smtp"
)

const (
	council = "council@pernik.example"
	mayor   = "kmet@breznik.example"
)

func hostPort(t *testing.T, address string) (string, int) {
	t.Helper()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return host, n
}

func sender(t *testing.T, p *mailtest.Postfix) *smtp.Client {
	t.Helper()
	host, port := hostPort(t, p.SMTPAddr)
	c, err := smtp.New(smtp.Config{Host: host, Port: port, CA: p.Cert.Pool})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func reader(t *testing.T, d *mailtest.Dovecot, user string) *imap.Mailbox {
	t.Helper()
	host, port := hostPort(t, d.IMAPAddr)
	m, err := imap.New(imap.Config{Host: host, Port: port, TLS: imap.StartTLS, CA: d.Cert.Pool, User: user,
		Secret: func(context.Context) (string, error) { return d.Password, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// next waits for the next message behind a place.
func next(t *testing.T, m *imap.Mailbox, after *mail.Cursor) []byte {
	t.Helper()
	var raw []byte
	for raw == nil {
		err := m.Fetch(t.Context(), *after, func(f mail.Fetched, r io.Reader) error {
			var b bytes.Buffer
			if _, err := b.ReadFrom(r); err != nil {
				return err
			}
			if raw == nil {
				raw = b.Bytes()
				*after = f.Cursor
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if raw == nil {
			if err := m.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return raw
}

func letter(id string, to ...string) mail.Envelope {
	raw := "From: " + council + "\r\nTo: " + mayor + "\r\nSubject: test\r\nMessage-ID: <" + id + "@pernik.example>\r\n\r\n.dot\r\n"
	return mail.Envelope{ID: id, From: council, Recipients: to, Size: int64(len(raw)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(raw)), nil }}
}

func TestPostfixDeliversToDovecot(t *testing.T) {
	dovecot := mailtest.StartDovecot(t, council, mayor)
	postfix := mailtest.StartPostfix(t, mailtest.PostfixOptions{Deliver: dovecot})
	answer := sender(t, postfix).Send(t.Context(), letter("L1", mayor, "council+L1@pernik.example"))
	if answer.Outcome != mail.Accepted {
		t.Fatalf("%+v", answer)
	}
	for _, user := range []string{mayor, council} {
		raw := next(t, reader(t, dovecot, user), &mail.Cursor{})
		if !bytes.Contains(raw, []byte("\r\n\r\n.dot\r\n")) {
			t.Errorf("%s got %q", user, raw)
		}
	}
}
