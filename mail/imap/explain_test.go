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

// Whoever sets a mailbox up is told what is wrong with the connection, and what to do.
func TestConnectingSaysWhatToDo(t *testing.T) {
	certificate := func(make func(...string) (*mailtest.Certificate, error), host string) *mailtest.Certificate {
		c, err := make(host)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	good, stranger := certificate(mailtest.NewCertificate, "127.0.0.1"), certificate(mailtest.NewCertificate, "127.0.0.1")
	expired, other := certificate(mailtest.NewExpiredCertificate, "127.0.0.1"), certificate(mailtest.NewCertificate, "mail.oblast.example")
	for name, c := range map[string]struct {
		server mailtest.Options
		tls    imap.TLSMode
		trust  *mailtest.Certificate
		change func(*imap.Config)
		do     string
	}{
		"a stranger's":    {mailtest.Options{TLS: good.Server, Implicit: true}, imap.Implicit, stranger, nil, "as ca_file"},
		"an expired one":  {mailtest.Options{TLS: expired.Server, Implicit: true}, imap.Implicit, expired, nil, "must renew its certificate"},
		"another host's":  {mailtest.Options{TLS: other.Server}, imap.StartTLS, other, nil, "as the certificate names it: mail.oblast.example"},
		"no STARTTLS":     {mailtest.Options{}, imap.StartTLS, good, nil, "no password was sent: take tls: implicit"},
		"no TLS":          {mailtest.Options{}, imap.Implicit, good, nil, "take tls: starttls, or port 993"},
		"a password":      {mailtest.Options{}, imap.NoTLS, good, func(c *imap.Config) { c.Secret = secret("wrong") }, "are user and password right"},
		"a token":         {mailtest.Options{}, imap.NoTLS, good, func(c *imap.Config) { c.Auth, c.Secret = imap.AuthXOAuth2, secret("wrong") }, "may this token"},
		"a closed port":   {mailtest.Options{}, imap.NoTLS, good, func(c *imap.Config) { c.Port, c.Dial = 1, nil }, "are host and port right"},
		"an unknown host": {mailtest.Options{}, imap.Implicit, good, func(c *imap.Config) { c.Host, c.Dial = "nowhere.invalid", nil }, "is host right"},
	} {
		t.Run(name, func(t *testing.T) {
			m := open(t, start(t, c.server), func(config *imap.Config) {
				config.TLS, config.CA = c.tls, c.trust.Pool
				if c.change != nil {
					c.change(config)
				}
			})
			err := m.Fetch(t.Context(), mail.Request{}, (&kept{}).keep)
			if err == nil || !strings.Contains(err.Error(), c.do) {
				t.Errorf("%v lacks %q", err, c.do)
			}
		})
	}
}

// A port that begins with TLS says nothing to who does not.
func TestMutePortSaysWhatToDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := start(t, mailtest.Options{InMemory: true})
		server.MuteIMAP(true)
		m := open(t, server, func(c *imap.Config) { c.Timeouts.Connect = 10 * time.Second }) // before the server gives up itself
		err := m.Fetch(t.Context(), mail.Request{}, (&kept{}).keep)
		if err == nil || !strings.Contains(err.Error(), "no connection within 10s") || !strings.Contains(err.Error(), "it wants tls: implicit") {
			t.Error(err)
		}
	})
}

// A token that was refused is tried as seldom as a password.
func TestRefusedTokenIsTriedSeldom(t *testing.T) {
	dialled := 0
	server := start(t, mailtest.Options{})
	m := open(t, server, func(c *imap.Config) {
		c.Auth, c.Secret = imap.AuthXOAuth2, secret("wrong")
		c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			dialled++
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
	})
	for range 5 {
		if err := m.Fetch(t.Context(), mail.Request{}, (&kept{}).keep); err == nil {
			t.Fatal("it is taken")
		}
	}
	if dialled != 1 {
		t.Errorf("it was tried %d times at once", dialled)
	}
}
