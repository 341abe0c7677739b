package imap_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
)

// dovecot opens a mailbox on a real server.
func dovecot(t testing.TB, d *mailtest.Dovecot, change func(*imap.Config)) *imap.Mailbox {
	t.Helper()
	return openAt(t, d.IMAPAddr, func(c *imap.Config) {
		c.Secret = secret(d.Password)
		if change != nil {
			change(c)
		}
	})
}

func deliver(t testing.TB, d *mailtest.Dovecot, name string, raw []byte) {
	t.Helper()
	if err := d.Put(council, name, raw); err != nil {
		t.Fatal(err)
	}
}

func TestDovecot(t *testing.T) {
	d := mailtest.StartDovecot(t, council)
	m := dovecot(t, d, nil)
	k := &kept{}
	fetch := func() {
		t.Helper()
		if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err != nil {
			t.Fatal(err)
		}
	}
	fetch()
	if len(k.raw) != 0 {
		t.Fatalf("%d messages in an empty mailbox", len(k.raw))
	}
	for i := range 100 {
		deliver(t, d, fmt.Sprintf("%d.M.host", 1000+i), message(i, i*100))
	}
	fetch()
	deliver(t, d, "2000.M.host", message(100, 40<<20))
	fetch()
	if len(k.raw) != 101 {
		t.Fatalf("%d of 101", len(k.raw))
	}
	for i, raw := range k.raw {
		want := message(i, i*100)
		if i == 100 {
			want = message(100, 40<<20)
		}
		// A maildir has LF or CRLF; IMAP has CRLF.
		if !bytes.Equal(raw, want) {
			t.Errorf("message %d differs: %d bytes, want %d", i, len(raw), len(want))
		}
		if k.fetched[i].Arrived.IsZero() || k.fetched[i].Size != int64(len(want)) {
			t.Errorf("%+v", k.fetched[i])
		}
	}

	// Nothing is flagged: all files still lie without an S for \Seen.
	files, err := filepath.Glob(filepath.Join(d.MailDir(council, ""), "*", "*.M.host*"))
	if err != nil || len(files) != 101 {
		t.Fatalf("%v, %d files", err, len(files))
	}
	for _, file := range files {
		if _, flags, _ := strings.Cut(filepath.Base(file), ":2,"); flags != "" {
			t.Errorf("%s is flagged", file)
		}
	}

	// One moved away by hand, the others renumbered.
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	old := k.cursor()
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Renumber(council); err != nil {
		t.Fatal(err)
	}
	again := &kept{}
	if err := m.Fetch(t.Context(), mail.Request{After: old}, again.keep); err != nil {
		t.Fatal(err)
	}
	if len(again.raw) != 100 || again.cursor().Validity == old.Validity {
		t.Errorf("%d messages, validity %d after %d", len(again.raw), again.cursor().Validity, old.Validity)
	}
}

func TestDovecotTellsByIdle(t *testing.T) {
	d := mailtest.StartDovecot(t, council)
	said := make(chan string, 1000)
	m := dovecot(t, d, func(c *imap.Config) { listenTo(c, said) })
	k := &kept{}
	for i := range 3 {
		if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err != nil {
			t.Fatal(err)
		}
		ended := waiting(t.Context(), m)
		until(t, said, "IDLE")
		deliver(t, d, fmt.Sprintf("%d.M.host", i), message(i, 1))
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err != nil || len(k.raw) != i+1 {
			t.Fatalf("%v, %d messages", err, len(k.raw))
		}
	}
}

func TestDovecotSecured(t *testing.T) {
	d := mailtest.StartDovecot(t, council)
	deliver(t, d, "1.M.host", message(1, 1))
	for _, auth := range []imap.AuthMode{imap.AuthLogin, imap.AuthPlain} {
		for mode, address := range map[imap.TLSMode]string{imap.StartTLS: d.IMAPAddr, imap.Implicit: d.IMAPSAddr} {
			m := openAt(t, address, func(c *imap.Config) {
				c.TLS, c.CA, c.Auth, c.Secret = mode, d.Cert.Pool, auth, secret(d.Password)
			})
			k := &kept{}
			if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep); err != nil || len(k.raw) != 1 {
				t.Errorf("%s %s: %v", auth, mode, err)
			}
		}
	}
	m := dovecot(t, d, func(c *imap.Config) { c.Secret = secret("wrong") })
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, (&kept{}).keep); err == nil || !strings.Contains(err.Error(), "login") {
		t.Errorf("%v", err)
	}
}
