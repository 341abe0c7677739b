package imap_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"testing"
	"time"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
)

const council = "council@pernik.example"

var noon = time.Date(2018, 3, 5, 12, 0, 0, 0, time.UTC)

func start(t testing.TB, options mailtest.Options) *mailtest.Server {
	t.Helper()
	options.Clock = func() time.Time { return noon }
	server, err := mailtest.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	server.AddMailbox(council, "secret")
	return server
}

func secret(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

func open(t testing.TB, server *mailtest.Server, change func(*imap.Config)) *imap.Mailbox {
	t.Helper()
	return openAt(t, server.IMAPAddr(), func(c *imap.Config) {
		c.Dial = server.DialIMAP
		if change != nil {
			change(c)
		}
	})
}

func openAt(t testing.TB, address string, change func(*imap.Config)) *imap.Mailbox {
	t.Helper()
	host, port, _ := net.SplitHostPort(address)
	n, _ := strconv.Atoi(port)
	config := imap.Config{Host: host, Port: n, TLS: imap.NoTLS, User: council, Secret: secret("secret")}
	if change != nil {
		change(&config)
	}
	m, err := imap.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// message is one of a size, with bytes that no parser would take.
func message(n, size int) []byte {
	head := fmt.Sprintf("Subject: %d\r\nbroken header \xf2\xe5\r\n\r\n", n)
	return append([]byte(head), bytes.Repeat([]byte{'a' + byte(n%26)}, size)...)
}

func put(t testing.TB, server *mailtest.Server, raw ...[]byte) {
	t.Helper()
	for _, r := range raw {
		if err := server.Append(council, "INBOX", r); err != nil {
			t.Fatal(err)
		}
	}
}

// kept is what a Keep function took.
type kept struct {
	fetched []mail.Fetched
	raw     [][]byte
}

func (k *kept) keep(f mail.Fetched, r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	k.fetched, k.raw = append(k.fetched, f), append(k.raw, b)
	return nil
}

func (k *kept) cursor() mail.Cursor {
	if len(k.fetched) == 0 {
		return mail.Cursor{}
	}
	return k.fetched[len(k.fetched)-1].Cursor
}

func TestFetch(t *testing.T) {
	server := start(t, mailtest.Options{})
	m := open(t, server, nil)
	ctx := context.Background()
	k := &kept{}
	if err := m.Fetch(ctx, mail.Request{After: mail.Cursor{}}, k.keep); err != nil || len(k.raw) != 0 {
		t.Fatalf("empty mailbox: %v, %d messages", err, len(k.raw))
	}
	for i := range 150 { // more than a window
		put(t, server, message(i, i*10))
	}
	if err := m.Fetch(ctx, mail.Request{After: k.cursor()}, k.keep); err != nil {
		t.Fatal(err)
	}
	if len(k.raw) != 150 {
		t.Fatalf("%d of 150", len(k.raw))
	}
	for i, f := range k.fetched {
		want := message(i, i*10)
		if !bytes.Equal(k.raw[i], want) || f.UID != uint32(i)+1 || f.Folder != "INBOX" || f.Validity != 1 || f.Size != int64(len(want)) || !f.Arrived.Equal(noon) {
			t.Fatalf("message %d: %+v", i, f)
		}
	}
	if err := m.Fetch(ctx, mail.Request{After: k.cursor()}, k.keep); err != nil || len(k.raw) != 150 {
		t.Fatalf("nothing new: %v, %d messages", err, len(k.raw))
	}
	put(t, server, message(150, 3))
	if err := m.Fetch(ctx, mail.Request{After: k.cursor()}, k.keep); err != nil || len(k.raw) != 151 {
		t.Fatalf("one new: %v, %d messages", err, len(k.raw))
	}
}
