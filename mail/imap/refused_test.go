package imap_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
)

// A wrong password is tried so seldom that no directory locks the account for it; the right one is
// taken as soon as it is there.
func TestWrongPasswordLocksNoAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := start(t, mailtest.Options{InMemory: true})
		put(t, server, message(0, 1))
		var tried []time.Time
		password := "wrong"
		m := open(t, server, func(c *imap.Config) {
			c.Secret = func(context.Context) (string, error) { return password, nil }
			c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				tried = append(tried, time.Now())
				return server.DialIMAP(ctx, network, address)
			}
		})
		k := &kept{}
		fetch := func() error { return m.Fetch(t.Context(), mail.Request{After: mail.Cursor{}}, k.keep) }
		for range 24 * 60 {
			if err := fetch(); err == nil || !strings.Contains(err.Error(), "login: ") {
				t.Fatalf("%v", err)
			}
			time.Sleep(time.Minute)
		}
		for i := range tried[4:] {
			if span := tried[i+4].Sub(tried[i]); span < 30*time.Minute {
				t.Errorf("5 logins within %s", span)
			}
		}
		if len(tried) > 4*24+3 {
			t.Errorf("%d logins in a day", len(tried))
		}
		password = "secret"
		if err := fetch(); err != nil || len(k.raw) != 1 {
			t.Errorf("the right password: %v, %d messages", err, len(k.raw))
		}
	})
}

// What a server cannot check now is no wrong password: it is tried again at once.
func TestLoginThatCannotBeCheckedNow(t *testing.T) {
	answers := map[string]string{"LOGIN": "NO [UNAVAILABLE] the directory is down\r\n", "EXAMINE": examined, "UID SEARCH": "* SEARCH\r\n"}
	m := script(t, answers)
	fetch := func() error { return m.Fetch(t.Context(), mail.Request{}, (&kept{}).keep) }
	if err := fetch(); err == nil || !strings.Contains(err.Error(), "directory is down") {
		t.Errorf("%v", err)
	}
	delete(answers, "LOGIN")
	if err := fetch(); err != nil {
		t.Errorf("it is up again: %v", err)
	}
}

// A server that takes no LOGIN here is told no password (RFC 9051, 6.2.3).
func TestLoginDisabled(t *testing.T) {
	answers := map[string]string{"CAPABILITY": "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n", "LOGIN": "NO what?\r\n"}
	m := script(t, answers)
	err := m.Fetch(t.Context(), mail.Request{}, (&kept{}).keep)
	if err == nil || !strings.Contains(err.Error(), "LOGINDISABLED") {
		t.Errorf("%v", err)
	}
}
