package smtp_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail"
	"srok/mail/login"
	"srok/mail/mailtest"
	"srok/mail/smtp"
)

// A wrong password is tried so seldom that no directory locks the account for it, over however many
// connections; the letter stays and says what the server said. The right one is taken at once.
func TestWrongPasswordLocksNoAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := start(t, mailtest.Options{InMemory: true, RequireAuth: true})
		var dialled []time.Time
		password, account := "wrong", login.New()
		config := smtp.Config{Host: "localhost", TLS: smtp.NoTLS, Auth: smtp.AuthPlain, User: "council@pernik.example", Account: account,
			Secret: func(context.Context) (string, error) { return password, nil },
			Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				dialled = append(dialled, time.Now())
				return server.DialSMTP(ctx, network, address)
			}}
		var clients []*smtp.Client
		for range 3 {
			c, err := smtp.New(config)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			clients = append(clients, c)
		}
		for range 24 * 60 {
			for _, c := range clients {
				a := c.Send(t.Context(), envelope(mayor))
				if a.Outcome != mail.RefusedNow || a.Trouble != mail.NoLogin || !a.Down || !strings.HasPrefix(a.Reply, "localhost: 535 5.7.8") {
					t.Fatalf("%+v", a)
				}
			}
			time.Sleep(time.Minute)
		}
		for i := range dialled[4:] {
			if span := dialled[i+4].Sub(dialled[i]); span < 30*time.Minute {
				t.Errorf("5 logins within %s", span)
			}
		}
		if len(dialled) > 4*24+3 {
			t.Errorf("%d logins in a day", len(dialled))
		}
		password = "c"
		for _, c := range clients {
			if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.Accepted {
				t.Errorf("the right password: %+v", a)
			}
		}
	})
}

// A server that offers no login is told no password (RFC 4954, section 4), and it is said.
func TestNoLoginOffered(t *testing.T) {
	server := start(t, mailtest.Options{})
	c := client(t, server, func(c *smtp.Config) {
		c.Auth, c.User, c.Secret = smtp.AuthXOAuth2, "council@pernik.example", func(context.Context) (string, error) { return "c", nil }
	})
	server.Fail(mailtest.Fault{At: mailtest.PhaseEHLO, Do: mailtest.Reply, Reply: "250-mail.example\r\n250 AUTH CRAM-MD5 PLAIN"})
	a := c.Send(t.Context(), envelope(mayor))
	if a.Outcome != mail.RefusedNow || a.Trouble != mail.NoLogin || !strings.Contains(a.Reply, "no login by XOAUTH2, but: AUTH CRAM-MD5 PLAIN") {
		t.Errorf("%+v", a)
	}
}
