package mailtest_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

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
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var raw []byte
	for raw == nil {
		err := m.Fetch(ctx, mail.Request{After: *after}, func(f mail.Fetched, r io.Reader) error {
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
			if err := m.Wait(ctx); err != nil {
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

// Two Postfixes: ours, and an institution's that greylists, refuses and bounces.
func TestPostfixReports(t *testing.T) {
	ours := mailtest.StartDovecot(t, council)
	theirs := mailtest.StartDovecot(t, mayor)
	var mu sync.Mutex
	asked := map[string]int{}
	institution := mailtest.StartPostfix(t, mailtest.PostfixOptions{
		Host:    "mx.breznik.example",
		Deliver: theirs,
		Policy: func(_, recipient string) string {
			mu.Lock()
			defer mu.Unlock()
			asked[recipient]++
			switch {
			case recipient == "full@breznik.example":
				return "450 4.2.2 Mailbox full"
			case recipient == mayor && asked[recipient] == 1:
				return "450 4.2.0 Greylisted"
			}
			return "DUNNO"
		},
	})
	postfix := mailtest.StartPostfix(t, mailtest.PostfixOptions{
		Deliver: ours,
		Relay:   map[string]string{"breznik.example": institution.SMTPAddr},
		Policy: func(_, recipient string) string {
			if recipient == "never@breznik.example" {
				return "550 5.7.1 Not wanted"
			}
			return "DUNNO"
		},
		Settings: map[string]string{"delay_warning_time": "1s"},
	})
	client := sender(t, postfix)

	answer := client.Send(t.Context(), letter("L1", mayor, "never@breznik.example", "gone@breznik.example"))
	want := []mail.Outcome{mail.Accepted, mail.RefusedEnd, mail.Accepted}
	for i, r := range answer.Recipients {
		if r.Outcome != want[i] {
			t.Errorf("%s: %s %s, want %s", r.Address, r.Outcome, r.Reply, want[i])
		}
	}
	if answer.Outcome != mail.Accepted {
		t.Errorf("%+v", answer)
	}
	inbox := reader(t, ours, council)
	var at mail.Cursor
	await(t, inbox, &at, "Return-Path: <>", "multipart/report", "Original-Envelope-Id: L1",
		"Original-Recipient: rfc822;gone@breznik.example", "Action: failed", "Status: 5.1.1", "<L1@pernik.example>")
	await(t, reader(t, theirs, mayor), &mail.Cursor{}, "<L1@pernik.example>") // past the greylist

	if answer := client.Send(t.Context(), letter("L2", "full@breznik.example")); answer.Outcome != mail.Accepted {
		t.Errorf("%+v", answer)
	}
	await(t, inbox, &at, "Original-Envelope-Id: L2", "Action: delayed", "Status: 4.2.2")
}

// await reads on until a message holds all of it.
func await(t *testing.T, m *imap.Mailbox, after *mail.Cursor, wants ...string) {
	t.Helper()
	for {
		raw := next(t, m, after)
		if !slices.ContainsFunc(wants, func(want string) bool { return !bytes.Contains(raw, []byte(want)) }) {
			return
		}
	}
}
