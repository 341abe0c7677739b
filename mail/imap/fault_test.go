package imap_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
)

// A literal cut in the middle is not kept, and the next Fetch goes on where the last one was.
func TestCutInMidLiteral(t *testing.T) {
	server := start(t, mailtest.Options{})
	m := open(t, server, nil)
	put(t, server, message(0, 100), message(1, 1<<20), message(2, 100))
	server.CutIMAP(300_000)
	k := &kept{}
	err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep)
	var truncated *mail.Truncated
	if !errors.As(err, &truncated) {
		t.Fatalf("%v", err)
	}
	if truncated.Cursor.UID != 2 || truncated.Want != int64(len(message(1, 1<<20))) || truncated.Got <= 0 || truncated.Got >= truncated.Want {
		t.Errorf("%+v", truncated)
	}
	if len(k.raw) != 1 {
		t.Fatalf("%d messages kept", len(k.raw))
	}
	if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err != nil || len(k.raw) != 3 {
		t.Fatalf("afterwards: %v, %d messages", err, len(k.raw))
	}
	for i, size := range []int{100, 1 << 20, 100} {
		if !bytes.Equal(k.raw[i], message(i, size)) {
			t.Errorf("message %d differs", i)
		}
	}
}

func TestRenumbered(t *testing.T) {
	server := start(t, mailtest.Options{})
	m := open(t, server, nil)
	put(t, server, message(0, 1), message(1, 1))
	k := &kept{}
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep); err != nil {
		t.Fatal(err)
	}
	if err := server.Renumber(council, "INBOX"); err != nil {
		t.Fatal(err)
	}
	put(t, server, message(2, 1))
	again := &kept{}
	err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, again.keep)
	for err != nil { // the old connection was closed by the server: seen at once, or by the next command
		err = m.Fetch(t.Context(), mail.Request{After: k.cursor()}, again.keep)
	}
	if len(again.raw) != 3 || again.fetched[0].Validity != 2 || again.fetched[0].UID != 1 {
		t.Errorf("%+v", again.fetched)
	}
}

func TestExpungedMeanwhile(t *testing.T) {
	server := start(t, mailtest.Options{})
	m := open(t, server, nil)
	put(t, server, message(0, 1), message(1, 1), message(2, 1), message(3, 1))
	k := &kept{}
	err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, func(f mail.Fetched, r io.Reader) error {
		if f.UID == 1 {
			if err := server.Remove(council, "INBOX", 3); err != nil {
				t.Error(err)
			}
		}
		return k.keep(f, r)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err != nil {
		t.Fatal(err)
	}
	if n := len(k.raw); n < 3 || k.fetched[n-1].UID != 4 {
		t.Errorf("%+v", k.fetched)
	}
}

func TestKeepFails(t *testing.T) {
	server := start(t, mailtest.Options{})
	m := open(t, server, nil)
	put(t, server, message(0, 1), message(1, 5000), message(2, 1))
	full := errors.New("disk full")
	k := &kept{}
	err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, func(f mail.Fetched, r io.Reader) error {
		if f.UID == 2 {
			return full
		}
		return k.keep(f, r)
	})
	if !errors.Is(err, full) || len(k.raw) != 1 {
		t.Fatalf("%v, %d kept", err, len(k.raw))
	}
	if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err != nil || len(k.raw) != 3 {
		t.Fatalf("afterwards: %v, %d kept", err, len(k.raw))
	}
}

func TestKeepNeedNotRead(t *testing.T) {
	server := start(t, mailtest.Options{})
	m := open(t, server, nil)
	put(t, server, message(0, 1<<20), message(1, 7))
	var seen []uint32
	err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, func(f mail.Fetched, _ io.Reader) error {
		seen = append(seen, f.UID)
		return nil
	})
	if err != nil || len(seen) != 2 {
		t.Errorf("%v %v", err, seen)
	}
}

func TestMuteServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := start(t, mailtest.Options{InMemory: true})
		put(t, server, message(0, 1))
		m := open(t, server, func(c *imap.Config) { c.Timeouts.Connect = 10 * time.Second }) // before the server gives up itself
		k := &kept{}
		server.MuteIMAP(true)
		if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep); err == nil || !strings.Contains(err.Error(), "no connection within 10s") {
			t.Errorf("while connecting: %v", err)
		}
		server.MuteIMAP(false)
		if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep); err != nil || len(k.raw) != 1 {
			t.Fatalf("%v", err)
		}
		server.MuteIMAP(true)
		if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err == nil || !strings.Contains(err.Error(), "silent for 2m0s") {
			t.Errorf("on an open connection: %v", err)
		}
		server.MuteIMAP(false)
		put(t, server, message(1, 1))
		if err := m.Fetch(t.Context(), mail.Request{After: k.cursor()}, k.keep); err != nil || len(k.raw) != 2 {
			t.Errorf("afterwards: %v, %d kept", err, len(k.raw))
		}
	})
}

// The time that keeping takes is not the server's silence.
func TestSlowKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := start(t, mailtest.Options{InMemory: true})
		put(t, server, message(0, 1<<20), message(1, 5000))
		k := &kept{}
		m := open(t, server, func(c *imap.Config) { c.Timeouts.Silence = 10 * time.Second })
		err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, func(f mail.Fetched, r io.Reader) error {
			if _, err := io.CopyN(io.Discard, r, 1000); err != nil {
				return err
			}
			time.Sleep(20 * time.Second) // of the bubble; go-imap's server itself gives up after 30
			return k.keep(f, r)
		})
		if err != nil || len(k.raw) != 2 {
			t.Errorf("%v, %d kept", err, len(k.raw))
		}
	})
}

func TestContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := start(t, mailtest.Options{InMemory: true})
		put(t, server, message(0, 1))
		m := open(t, server, nil)
		server.MuteIMAP(true)
		stop := errors.New("told to stop")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, stop)
		defer cancel()
		if err := m.Fetch(ctx, mail.Request{After: mail.Cursor{}}, (&kept{}).keep); !errors.Is(err, stop) {
			t.Errorf("%v", err)
		}
	})
}

func TestLoginRefused(t *testing.T) {
	server := start(t, mailtest.Options{})
	for _, auth := range []imap.AuthMode{imap.AuthLogin, imap.AuthPlain, imap.AuthXOAuth2} {
		m := open(t, server, func(c *imap.Config) { c.Auth, c.Secret = auth, secret("wrong") })
		err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, (&kept{}).keep)
		if err == nil || !strings.Contains(err.Error(), "login") || !strings.Contains(err.Error(), council) {
			t.Errorf("%s: %v", auth, err)
		}
		m = open(t, server, func(c *imap.Config) { c.Auth = auth })
		if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, (&kept{}).keep); err != nil {
			t.Errorf("%s: %v", auth, err)
		}
	}
}

func TestTLS(t *testing.T) {
	cert, err := mailtest.NewCertificate("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	other, err := mailtest.NewCertificate("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		options mailtest.Options
		mode    imap.TLSMode
		trust   *mailtest.Certificate
		refused string
	}{
		{"implicit", mailtest.Options{TLS: cert.Server, Implicit: true}, imap.Implicit, cert, ""},
		{"starttls", mailtest.Options{TLS: cert.Server}, imap.StartTLS, cert, ""},
		{"implicit, unknown", mailtest.Options{TLS: cert.Server, Implicit: true}, imap.Implicit, other, "unknown authority"},
		{"starttls, unknown", mailtest.Options{TLS: cert.Server}, imap.StartTLS, other, "unknown authority"},
		{"starttls, not offered", mailtest.Options{}, imap.StartTLS, cert, "STARTTLS"},
	} {
		server := start(t, tt.options)
		put(t, server, message(0, 100_000))
		m := open(t, server, func(c *imap.Config) { c.TLS, c.CA = tt.mode, tt.trust.Pool })
		k := &kept{}
		err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep)
		if tt.refused == "" && (err != nil || len(k.raw) != 1) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tt.refused != "" && (err == nil || !strings.Contains(err.Error(), tt.refused)) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestFolders(t *testing.T) {
	server := start(t, mailtest.Options{})
	const junk = "Нежелана поща"
	if err := server.AddFolder(council, junk); err != nil {
		t.Fatal(err)
	}
	if err := server.Append(council, junk, message(7, 7)); err != nil {
		t.Fatal(err)
	}
	m := open(t, server, nil)
	k := &kept{}
	if err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{Folder: junk}}, k.keep); err != nil || len(k.raw) != 1 || k.fetched[0].Folder != junk {
		t.Errorf("%v %+v", err, k.fetched)
	}
	err := m.Fetch(t.Context(), mail.Request{After: mail.Cursor{Folder: "Няма такава"}}, k.keep)
	if err == nil || !strings.Contains(err.Error(), "Няма такава") || !strings.Contains(err.Error(), "write it as the server does") {
		t.Errorf("%v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	for want, config := range map[string]imap.Config{
		"no host":           {},
		"only for a server": {Host: "imap.example.com", TLS: imap.NoTLS},
		`"ssl" is unknown`:  {Host: "imap.example.com", TLS: "ssl"},
		`"ntlm" is unknown`: {Host: "imap.example.com", Auth: "ntlm"},
		"user and a secret": {Host: "imap.example.com"},
	} {
		if _, err := imap.New(config); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", config, err, want)
		}
	}
}
