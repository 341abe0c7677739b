package smtp_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/mailtest"
	"srok/mail/smtp"
)

func certificate(t *testing.T, hosts ...string) *mailtest.Certificate {
	t.Helper()
	cert, err := mailtest.NewCertificate(hosts...)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestTLS(t *testing.T) {
	good, other := certificate(t, "127.0.0.1"), certificate(t, "mail.example.com")
	expired, err := mailtest.NewExpiredCertificate("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		options mailtest.Options
		mode    smtp.TLSMode
		trust   *mailtest.Certificate
		refused string // in the answer; empty: accepted
		trouble mail.Trouble
	}{
		{"starttls", mailtest.Options{TLS: good.Server}, smtp.StartTLS, good, "", ""},
		{"starttls by default", mailtest.Options{TLS: good.Server}, "", good, "", ""},
		{"implicit", mailtest.Options{TLS: good.Server, Implicit: true}, smtp.Implicit, good, "", ""},
		{"not offered", mailtest.Options{}, smtp.StartTLS, good, "does not support STARTTLS", mail.NotProtected},
		{"unknown authority", mailtest.Options{TLS: good.Server}, smtp.StartTLS, other, "unknown authority", mail.BadCertificate},
		{"another host's", mailtest.Options{TLS: other.Server}, smtp.StartTLS, other, "cannot validate certificate", mail.BadCertificate},
		{"expired", mailtest.Options{TLS: expired.Server}, smtp.StartTLS, expired, "has expired", mail.BadCertificate},
		{"implicit, unknown authority", mailtest.Options{TLS: good.Server, Implicit: true}, smtp.Implicit, other, "unknown authority", mail.BadCertificate},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := start(t, tt.options)
			c := client(t, server, func(c *smtp.Config) { c.TLS, c.CA = tt.mode, tt.trust.Pool })
			for range 2 {
				a := c.Send(t.Context(), envelope(mayor))
				if tt.refused == "" && a.Outcome != mail.Accepted {
					t.Errorf("%+v", a)
				}
				if tt.refused != "" && (a.Outcome != mail.RefusedNow || !strings.Contains(a.Reply, tt.refused) || !a.Down) || a.Trouble != tt.trouble {
					t.Errorf("%+v, want %q, %s", a, tt.refused, tt.trouble)
				}
			}
			if n := len(server.Mail(mayor)); (n == 2) != (tt.refused == "") {
				t.Errorf("%d letters", n)
			}
		})
	}
}

// With TLS too, an answer that is lost behind the dot is Unknown.
func TestLostAnswerUnderTLS(t *testing.T) {
	cert := certificate(t, "127.0.0.1")
	server := start(t, mailtest.Options{TLS: cert.Server})
	c := client(t, server, func(c *smtp.Config) { c.TLS, c.CA = smtp.StartTLS, cert.Pool })
	server.Fail(mailtest.Fault{At: mailtest.PhaseDot, Do: mailtest.CloseAfter, Times: 1})
	if a := c.Send(t.Context(), envelope(mayor)); a.Outcome != mail.Unknown {
		t.Errorf("%+v", a)
	}
	if n := len(server.Mail(mayor)); n != 1 {
		t.Errorf("%d letters", n)
	}
}

func TestAuth(t *testing.T) {
	cert := certificate(t, "127.0.0.1")
	secret := func(s string) func(context.Context) (string, error) {
		return func(context.Context) (string, error) { return s, nil }
	}
	none := func(context.Context) (string, error) { return "", errors.New("the token's refresh was refused") }
	tests := []struct {
		name    string
		auth    smtp.AuthMode
		secret  func(context.Context) (string, error)
		refused string
	}{
		{"plain", smtp.AuthPlain, secret("c"), ""},
		{"login", smtp.AuthLogin, secret("c"), ""},
		{"xoauth2", smtp.AuthXOAuth2, secret("c"), ""},
		{"plain, wrong", smtp.AuthPlain, secret("x"), "535 5.7.8"},
		{"login, wrong", smtp.AuthLogin, secret("x"), "535 5.7.8"},
		{"xoauth2, wrong", smtp.AuthXOAuth2, secret("x"), "535 5.7.8"},
		{"no secret", smtp.AuthXOAuth2, none, "refresh was refused"},
		{"not tried", smtp.AuthNone, nil, "530 5.7.0"},
	}
	for _, implicit := range []bool{false, true} {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				server := start(t, mailtest.Options{TLS: cert.Server, Implicit: implicit, RequireAuth: true})
				c := client(t, server, func(c *smtp.Config) {
					c.CA, c.Auth, c.User, c.Secret = cert.Pool, tt.auth, "council@pernik.example", tt.secret
					c.TLS = map[bool]smtp.TLSMode{true: smtp.Implicit, false: smtp.StartTLS}[implicit]
				})
				a := c.Send(t.Context(), envelope(mayor))
				if tt.refused == "" && a.Outcome != mail.Accepted {
					t.Errorf("%+v", a)
				}
				// A wrong password is never the letter's fault.
				if tt.refused != "" && (a.Outcome != mail.RefusedNow || !strings.Contains(a.Reply, tt.refused)) {
					t.Errorf("%+v, want %q", a, tt.refused)
				}
				if noLogin := tt.refused != "" && tt.auth != smtp.AuthNone; noLogin != (a.Trouble == mail.NoLogin && a.Down) {
					t.Errorf("%+v, is it for want of a login? %v", a, noLogin)
				}
			})
		}
	}
}

func TestAddresses(t *testing.T) {
	const cyrillic = "кмет@breznik.example"
	server := start(t, mailtest.Options{})
	server.AddMailbox("kmet@xn--90aigekqs.example", "")
	server.AddMailbox(cyrillic, "")
	c := client(t, server, nil)
	a := c.Send(t.Context(), envelope("kmet@брезник.example", cyrillic))
	for _, r := range a.Recipients {
		if r.Outcome != mail.Accepted {
			t.Errorf("%+v", r)
		}
	}
	old := start(t, mailtest.Options{FewExtensions: true})
	a = client(t, old, nil).Send(t.Context(), envelope(cyrillic, mayor))
	if a.Outcome != mail.Accepted || a.Recipients[0].Outcome != mail.RefusedEnd || !strings.Contains(a.Recipients[0].Reply, "SMTPUTF8") {
		t.Errorf("%+v", a)
	}
}

// What must never become a second command.
func TestNoCommandIsSmuggled(t *testing.T) {
	server := start(t, mailtest.Options{})
	c := client(t, server, nil)
	for _, bad := range []string{
		"a@b.example>\r\nRCPT TO:<mayor@breznik.example", "a\r\n@b.example", "a@b.example\x00", "a b@c.example",
		"<a@b.example>", "\u202ea@b.example", strings.Repeat("a", 300) + "@b.example", "a@" + strings.Repeat("b", 300), "", "a@", "@b",
	} {
		a := c.Send(t.Context(), envelope(bad))
		if a.Outcome == mail.Accepted {
			t.Errorf("%q: %+v", bad, a)
		}
		e := envelope(mayor)
		e.From = bad
		if a := c.Send(t.Context(), e); bad != "" && a.Outcome != mail.RefusedEnd {
			t.Errorf("from %q: %+v", bad, a)
		}
	}
	e := envelope(mayor)
	e.ID = "L 1+=\r\nRSET"
	if a := c.Send(t.Context(), e); a.Outcome == mail.Accepted {
		t.Errorf("ENVID with CR LF: %+v", a) // printable ASCII only, says RFC 3461
	}
	e.ID = "L 1+="
	if a := c.Send(t.Context(), e); a.Outcome != mail.Accepted {
		t.Errorf("ENVID as xtext: %+v", a)
	}
	got := server.Mail(mayor)
	if last := got[len(got)-1]; last.EnvelopeID != "L 1+=" {
		t.Errorf("ENVID %q", last.EnvelopeID)
	}
}

func TestNewRefuses(t *testing.T) {
	for want, config := range map[string]smtp.Config{
		"no host":           {},
		"only for a server": {Host: "mail.example.com", TLS: smtp.NoTLS},
		`"ssl" is unknown`:  {Host: "mail.example.com", TLS: "ssl"},
		"user and a secret": {Host: "mail.example.com", Auth: smtp.AuthPlain},
		`"ntlm" is unknown`: {Host: "mail.example.com", Auth: "ntlm"},
	} {
		if _, err := smtp.New(config); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", config, err, want)
		}
	}
}

// The answer is lost between Postfix's acceptance and us: Unknown, and it did arrive.
func TestLostAnswerOfPostfix(t *testing.T) {
	dovecot := mailtest.StartDovecot(t, mayor)
	postfix := mailtest.StartPostfix(t, mailtest.PostfixOptions{Deliver: dovecot})
	host, port, _ := net.SplitHostPort(postfix.SMTPAddr)
	lossy := &net.Dialer{}
	c, err := smtp.New(smtp.Config{Host: host, Port: number(t, port), TLS: smtp.NoTLS,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := lossy.DialContext(ctx, network, address)
			return &deafConn{Conn: conn}, err
		}})
	if err != nil {
		t.Fatal(err)
	}
	a := c.Send(t.Context(), envelope(mayor))
	if a.Outcome != mail.Unknown || a.Recipients[0].Outcome != mail.Unknown {
		t.Fatalf("%+v", a)
	}
	if raw := arrived(t, dovecot, mayor); !strings.Contains(raw, "Subject: test") {
		t.Errorf("%q", raw)
	}
}

// deafConn loses the connection when the answer to the dot comes.
type deafConn struct {
	net.Conn
	dotted bool
}

func (d *deafConn) Write(p []byte) (int, error) {
	d.dotted = d.dotted || strings.HasSuffix(string(p), "\r\n.\r\n")
	return d.Conn.Write(p)
}

func (d *deafConn) Read(p []byte) (int, error) {
	n, err := d.Conn.Read(p)
	if d.dotted {
		d.Conn.Close()
		return 0, net.ErrClosed
	}
	return n, err
}
