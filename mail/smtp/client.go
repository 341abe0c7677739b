// Package smtp hands letters over to the council's mail server.
//
// # How it fails
//
// Send never fails as a Go function does: whatever happens is an Answer, and the Answer says
// what is known about the letter.
//
//   - No connection, no TLS, no login, a 4yz reply, a body that could not be read, a timeout or
//     a lost connection before the letter's last byte left: RefusedNow. The server has nothing.
//     A wrong password is the configuration's fault, not the letter's, so it is RefusedNow too; it is
//     tried so seldom that no directory locks the account for it.
//   - A 5yz reply to the sender, to all recipients, or to the data: RefusedEnd.
//   - The connection is lost, or nothing is heard in time, after the end of the data was or may
//     have been handed to the network, and before its answer: Unknown. Only the council's own
//     copy can tell whether the letter went out.
//   - Some recipients refused, others accepted: the data is sent for those, and each recipient
//     has its own outcome. All refused: no data is sent, and the letter's outcome is the softest.
//
// Where the server gave no reply that decides, Answer.Trouble says by a word what was wrong with it;
// Answer.Down says that there was no connection to use, so that no other letter would fare better.
//
// A connection is used for many letters and closed after any error on it, for the server may
// then be out of step with us. Where one that stood idle turns out to be dead before it
// accepted anything, the letter is tried once more on a new one. Nothing is retried otherwise:
// that is the outbox's business.
package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"time"

	"srok/mail"
	"srok/mail/login"

	gosmtp "github.com/wneessen/go-mail/smtp"
)

// The words of package mail, which both protocols share.
type (
	TLSMode  = mail.TLSMode
	AuthMode = mail.AuthMode
)

// The values of both.
const (
	Implicit    = mail.Implicit // usually port 465
	StartTLS    = mail.StartTLS
	NoTLS       = mail.NoTLS
	AuthNone    = mail.AuthNone
	AuthLogin   = mail.AuthLogin
	AuthPlain   = mail.AuthPlain
	AuthXOAuth2 = mail.AuthXOAuth2
)

// Config of a Client.
type Config struct {
	Host string
	Port int            // 0: 587, or 465 for Implicit
	TLS  TLSMode        // empty: StartTLS
	CA   *x509.CertPool // nil: the system's
	Auth AuthMode       // empty: AuthNone
	User string
	// Secret gives the password, or for XOAUTH2 the access token; asked for at each login.
	Secret func(context.Context) (string, error)
	// Account is where refused logins are counted, with those of other connections and of the other
	// protocol; nil: alone.
	Account  *login.Account
	Helo     string // our name in EHLO; empty: localhost
	Timeouts Timeouts
	// Dial opens the connection; nil: TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Timeouts of the phases of a transaction. A zero one is what RFC 5321, 4.5.3.2 asks for.
type Timeouts struct {
	Connect time.Duration // dialling; default 1 minute
	Command time.Duration // TLS, greeting and login together; the answers to MAIL and RCPT; to DATA; default 5 minutes
	Body    time.Duration // sending the data, and a second more for every 8 KiB; default 3 minutes
	Dot     time.Duration // the answer to the end of the data; default 10 minutes
}

func (t Timeouts) withDefaults() Timeouts {
	for _, d := range []struct {
		value *time.Duration
		std   time.Duration
	}{{&t.Connect, time.Minute}, {&t.Command, 5 * time.Minute}, {&t.Body, 3 * time.Minute}, {&t.Dot, 10 * time.Minute}} {
		if *d.value <= 0 {
			*d.value = d.std
		}
	}
	return t
}

// slowest is the rate below which a transfer is given up, in octets a second.
const slowest = 8 << 10

// Client sends letters over one connection. It is not for use by several goroutines at once:
// open one Client for each.
type Client struct {
	config Config
	conn   *connection // nil: none is open
}

// New checks the configuration; it does not connect.
func New(config Config) (*Client, error) {
	if config.TLS == "" {
		config.TLS = StartTLS
	}
	if config.Auth == "" {
		config.Auth = AuthNone
	}
	access := mail.Access{Host: config.Host, TLS: config.TLS, Auth: config.Auth, User: config.User, Secret: config.Secret}
	if err := access.Check("smtp", AuthNone, AuthPlain, AuthLogin, AuthXOAuth2); err != nil {
		return nil, err
	}
	if config.Port == 0 {
		config.Port = map[bool]int{true: 465, false: 587}[config.TLS == Implicit]
	}
	if config.Helo == "" {
		config.Helo = "localhost"
	}
	if config.Dial == nil {
		config.Dial = (&net.Dialer{}).DialContext
	}
	if config.Account == nil {
		config.Account = login.New()
	}
	config.Timeouts = config.Timeouts.withDefaults()
	return &Client{config: config}, nil
}

// Close says goodbye to the server. The Client can be used again: it then connects anew.
func (c *Client) Close() error {
	if c.conn == nil {
		return nil
	}
	conn := c.conn
	c.conn = nil
	return conn.within(context.Background(), farewell, "QUIT", conn.client.Quit)
}

// farewell is how long QUIT may take. It is a courtesy: a server that does not answer it is not worth
// waiting for.
const farewell = 5 * time.Second

// connection is an open one, greeted and logged in.
type connection struct {
	client *gosmtp.Client
	raw    net.Conn
	broken bool // it must not be used again
}

func (c *Client) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: c.config.Host, RootCAs: c.config.CA, MinVersion: tls.VersionTLS12}
}

// within runs one phase. When the context or the time ends, the connection is closed, which
// unblocks whatever waits on it.
func (c *connection) within(ctx context.Context, limit time.Duration, phase string, do func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, overdue{phase, limit})
	defer cancel()
	stop := context.AfterFunc(ctx, func() { c.raw.Close() })
	err := do()
	if !stop() && ctx.Err() != nil { // closed by us: the reason is the context's, not „use of closed connection“
		c.broken = true
		if err != nil {
			err = context.Cause(ctx)
		}
	}
	return err
}

// overdue is a phase that took too long.
type overdue struct {
	phase string
	limit time.Duration
}

func (o overdue) Error() string { return fmt.Sprintf("%s: no answer within %s", o.phase, o.limit) }
