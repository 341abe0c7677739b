package smtp

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"

	"srok/mail"

	gosmtp "github.com/wneessen/go-mail/smtp"
)

// connect opens a connection that takes letters. Its error knows what the trouble is.
func (c *Client) connect(ctx context.Context) (conn *connection, err error) {
	// Another connection may be trying the secret first.
	limit := c.config.Timeouts.Connect + c.config.Timeouts.Command
	ctx, cancel := context.WithTimeoutCause(ctx, limit, overdue{"connecting", limit})
	defer cancel()
	if c.config.Auth == AuthNone {
		return c.connectWith(ctx, "")
	}
	secret, err := c.config.Secret(ctx)
	if err != nil {
		return nil, troubled(mail.NoLogin, fmt.Errorf("secret of %s: %w", c.config.User, err))
	}
	err = c.config.Account.Try(ctx, "smtp", c.config.User, secret, func() (err error) {
		conn, err = c.connectWith(ctx, secret)
		return err
	}, isRefused)
	return conn, err
}

// isRefused reports whether a server did not take the secret, now or before, and not only that it can
// check none now (RFC 4954, section 6: 454).
func isRefused(err error) bool {
	var reply *textproto.Error
	return troubleOf(err) == mail.NoLogin && errors.As(err, &reply)
}

// connectWith dials, secures, is greeted and logs in, with go-mail's client of the protocol.
func (c *Client) connectWith(ctx context.Context, secret string) (*connection, error) {
	raw, err := c.dial(ctx)
	if err != nil {
		return nil, troubled(mail.NoConnection, err)
	}
	conn := &connection{raw: raw}
	err = conn.within(ctx, c.config.Timeouts.Command, "greeting and login", func() error { return c.introduceOver(ctx, conn, secret) })
	if err == nil && conn.broken { // closed in the last moment
		err = cmp.Or(context.Cause(ctx), error(overdue{"greeting and login", c.config.Timeouts.Command}))
	}
	if err != nil {
		raw.Close()
		return nil, err
	}
	conn.client.Text.W = bufio.NewWriterSize(through{conn.client.Text.W}, pieceSize)
	return conn, nil
}

// pieceSize is how much of a letter goes to the network at once: most are one piece, their final
// dot with them, and wake the server once.
const pieceSize = 64 << 10

// mostSaid is how many octets a server may say before it is our turn again: a line without an end would
// else be kept whole.
const mostSaid = 1 << 20

// bounded is a connection to a server that must not say too much.
type bounded struct {
	net.Conn
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, textproto.ProtocolError("it says more than any server has to say")
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func (b *bounded) Write(p []byte) (int, error) {
	b.left = mostSaid
	return b.Conn.Write(p)
}

// through is a writer that keeps nothing back.
type through struct{ w *bufio.Writer }

// Write says truly how much has left, also of what the writer below could not.
func (t through) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	if err == nil {
		err = t.w.Flush()
	}
	return max(0, n-t.w.Buffered()), err
}

func (c *Client) dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.config.Timeouts.Connect, overdue{"connecting", c.config.Timeouts.Connect})
	defer cancel()
	raw, err := c.config.Dial(ctx, "tcp", net.JoinHostPort(c.config.Host, strconv.Itoa(c.config.Port)))
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return raw, err
}

// introduceOver makes an open connection one that takes letters.
func (c *Client) introduceOver(ctx context.Context, conn *connection, secret string) (err error) {
	open := net.Conn(&bounded{Conn: conn.raw, left: mostSaid})
	if c.config.TLS == Implicit {
		secured := tls.Client(open, c.tlsConfig())
		if err := secured.HandshakeContext(ctx); err != nil {
			return err
		}
		open = secured
	}
	if conn.client, err = gosmtp.NewClient(open, c.config.Host); err != nil {
		return err
	}
	if err := conn.client.Hello(c.config.Helo); err != nil {
		return err
	}
	if c.config.TLS == StartTLS {
		if offered, _ := conn.client.Extension("STARTTLS"); !offered {
			return troubled(mail.NotProtected, errors.New("it does not support STARTTLS"))
		}
		if err := conn.client.StartTLS(c.tlsConfig()); err != nil {
			return err
		}
	}
	return c.login(conn, secret)
}

func (c *Client) login(conn *connection, secret string) error {
	// New lets a connection be unencrypted only to this machine, so the mechanisms' own check for TLS
	// would be in the way.
	var auth gosmtp.Auth
	switch c.config.Auth {
	case AuthNone:
		return nil
	case AuthPlain:
		auth = gosmtp.PlainAuth("", c.config.User, secret, c.config.Host, true)
	case AuthLogin:
		auth = gosmtp.LoginAuth(c.config.User, secret, c.config.Host, true)
	case AuthXOAuth2:
		auth = gosmtp.XOAuth2Auth(c.config.User, secret)
	}
	// RFC 4954, section 4: a server that offers no such login is told no password.
	if _, offered := conn.client.Extension("AUTH"); !slices.Contains(strings.Fields(strings.ToUpper(offered)), strings.ToUpper(string(c.config.Auth))) {
		return troubled(mail.NoLogin, fmt.Errorf("it offers no login by %s, but: AUTH %s", strings.ToUpper(string(c.config.Auth)), oneLine(offered)))
	}
	err := conn.client.Auth(auth)
	var refused *textproto.Error
	if errors.As(err, &refused) && refused.Code/100 == 5 {
		return troubled(mail.NoLogin, err)
	}
	return err
}
