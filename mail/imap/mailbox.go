// Package imap reads the council's mailbox. It is the only place where go-imap's types appear.
//
// # How it fails
//
// Nothing in the mailbox is deleted, moved or flagged: folders are opened with EXAMINE and
// bodies read with BODY.PEEK. Fetch hands over one message at a time, in the order of UIDs, and
// stops at the first thing that goes wrong, so that what was handed over before is a safe place
// to go on from. The error says which message it was (*mail.Broken, *mail.Truncated), that a folder
// was put back to an older state (*mail.Rewound), or that the mailbox could not be reached. Any
// error closes the connection; the next call opens another.
//
// A server that says nothing is bounded by timeouts, a half-open link while waiting by asking
// anew every nine minutes. A context ends every call at any time.
package imap

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"srok/mail"
	"srok/mail/login"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// The words of package mail, which both protocols share.
type (
	TLSMode  = mail.TLSMode
	AuthMode = mail.AuthMode
)

// The values of both.
const (
	Implicit    = mail.Implicit // usually port 993
	StartTLS    = mail.StartTLS
	NoTLS       = mail.NoTLS
	AuthLogin   = mail.AuthLogin
	AuthPlain   = mail.AuthPlain
	AuthXOAuth2 = mail.AuthXOAuth2
)

// Inbox is the folder that is meant where none is named.
const Inbox = "INBOX"

// Config of a Mailbox.
type Config struct {
	Host string
	Port int            // 0: 993, or 143 for StartTLS and NoTLS
	TLS  TLSMode        // empty: Implicit
	CA   *x509.CertPool // nil: the system's
	Auth AuthMode       // empty: AuthPlain
	User string
	// Secret gives the password, or for XOAUTH2 the access token; asked for at each login.
	Secret func(context.Context) (string, error)
	// Account is where refused logins are counted, with those of the other protocol; nil: alone.
	Account  *login.Account
	Timeouts Timeouts
	// Dial opens the connection; nil: TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Timeouts of a Mailbox; a zero one is the default.
type Timeouts struct {
	Connect time.Duration // dialling, TLS and login together; default 1 minute
	Silence time.Duration // how long a server that owes an answer may say nothing; default 2 minutes
	Idle    time.Duration // IDLE is issued anew so often; default 9 minutes, for NATs forget after 10
	Poll    time.Duration // NOOP where IDLE is absent; default 1 minute
}

func (t Timeouts) withDefaults() Timeouts {
	for _, d := range []struct {
		value *time.Duration
		std   time.Duration
	}{{&t.Connect, time.Minute}, {&t.Silence, 2 * time.Minute}, {&t.Idle, 9 * time.Minute}, {&t.Poll, time.Minute}} {
		if *d.value <= 0 {
			*d.value = d.std
		}
	}
	return t
}

// Mailbox is one account. Its methods may be called from several goroutines: a Fetch ends a
// Wait, everything else takes turns.
type Mailbox struct {
	config Config
	turn   chan struct{} // holds the one token of whoever uses the connection
	wanted chan struct{} // somebody wants the turn: Wait gives it up
	// waiting counts those who do. The token in wanted alone could be of somebody who has had the
	// turn meanwhile, or be taken for one.
	waiting atomic.Int32

	// Below: only with the turn.
	conn *connection // nil: none is open
}

// connection is an open one, logged in.
type connection struct {
	client *imapclient.Client
	link   *link
	folder string        // examined
	news   chan struct{} // a token: the server told of messages since the last Fetch
}

// New checks the configuration; it does not connect.
func New(config Config) (*Mailbox, error) {
	if config.TLS == "" {
		config.TLS = Implicit
	}
	if config.Auth == "" {
		config.Auth = AuthPlain
	}
	access := mail.Access{Host: config.Host, TLS: config.TLS, Auth: config.Auth, User: config.User, Secret: config.Secret}
	if err := access.Check("imap", AuthPlain, AuthLogin, AuthXOAuth2); err != nil {
		return nil, err
	}
	if config.Port == 0 {
		config.Port = map[bool]int{true: 993, false: 143}[config.TLS == Implicit]
	}
	if config.Dial == nil {
		config.Dial = (&net.Dialer{}).DialContext
	}
	if config.Account == nil {
		config.Account = login.New()
	}
	config.Timeouts = config.Timeouts.withDefaults()
	return &Mailbox{config: config, turn: make(chan struct{}, 1), wanted: make(chan struct{}, 1)}, nil
}

// farewell is how long LOGOUT may take. It is a courtesy: a server that does not answer it is worth
// neither an error nor the wait.
const farewell = 5 * time.Second

// Close logs out. The Mailbox can be used again: it then connects anew.
func (m *Mailbox) Close() error {
	if err := m.acquire(context.Background()); err != nil {
		return err
	}
	defer m.release()
	if m.conn == nil {
		return nil
	}
	_ = m.conn.within(context.Background(), min(farewell, m.config.Timeouts.Silence), "LOGOUT", m.conn.client.Logout().Wait)
	m.drop()
	return nil
}

// acquire waits for the turn, and has a Wait give it up.
func (m *Mailbox) acquire(ctx context.Context) error {
	select {
	case m.turn <- struct{}{}:
		return nil
	default:
	}
	m.waiting.Add(1)
	defer m.waiting.Add(-1)
	select {
	case m.wanted <- struct{}{}:
	default:
	}
	select {
	case m.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *Mailbox) release() { <-m.turn }

// drop closes the connection at once.
func (m *Mailbox) drop() {
	if m.conn != nil {
		m.conn.link.Close()
		_ = m.conn.client.Close() // waits for go-imap's reader; its error is how the link ended
		m.conn = nil
	}
}

// open connects and logs in where that is not done.
func (m *Mailbox) open(ctx context.Context) error {
	if m.conn != nil {
		select {
		case <-m.conn.client.Closed():
			m.drop()
		default:
			return nil
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, m.config.Timeouts.Connect, m.mute())
	defer cancel()
	secret, err := m.config.Secret(ctx)
	if err != nil {
		err = fmt.Errorf("secret: %w", err)
	} else {
		err = m.config.Account.Try(ctx, "imap", m.config.User, secret, func() error { return m.connect(ctx, secret) }, isRefused)
	}
	if err != nil {
		m.drop()
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return fmt.Errorf("mailbox %s at %s: %w", m.config.User, m.config.Host, m.explained(err))
	}
	return nil
}

func (m *Mailbox) connect(ctx context.Context, secret string) error {
	raw, err := m.config.Dial(ctx, "tcp", net.JoinHostPort(m.config.Host, strconv.Itoa(m.config.Port)))
	if err != nil {
		return err
	}
	conn := &connection{link: newLink(raw), news: make(chan struct{}, 1)}
	options := &imapclient.Options{
		TLSConfig: &tls.Config{ServerName: m.config.Host, RootCAs: m.config.CA, MinVersion: tls.VersionTLS12},
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{
			Mailbox: func(data *imapclient.UnilateralDataMailbox) {
				if data.NumMessages != nil {
					conn.tell()
				}
			},
		},
	}
	// go-imap knows no context: closing the link is what ends it.
	stop := context.AfterFunc(ctx, func() { conn.link.Close() })
	defer stop()
	switch m.config.TLS {
	case StartTLS:
		if conn.client, err = imapclient.NewStartTLS(conn.link, options); err != nil {
			return notProtected(err)
		}
	case Implicit:
		secured := tls.Client(conn.link, options.TLSConfig)
		if err := secured.HandshakeContext(ctx); err != nil {
			conn.link.Close()
			return err
		}
		conn.client = imapclient.New(secured, options)
	default:
		conn.client = imapclient.New(conn.link, options)
	}
	m.conn = conn
	if err := conn.client.WaitGreeting(); err != nil {
		return err
	}
	return m.login(secret)
}

func (m *Mailbox) login(secret string) (err error) {
	client := m.conn.client
	switch m.config.Auth {
	case AuthLogin:
		if client.Caps().Has(imap.CapLoginDisabled) { // RFC 9051, 6.2.3: then it must not be sent
			return errors.New("login: the server takes no LOGIN on this connection (LOGINDISABLED): take another tls or auth")
		}
		err = client.Login(m.config.User, secret).Wait()
	case AuthPlain:
		err = client.Authenticate(sasl.NewPlainClient("", m.config.User, secret))
	case AuthXOAuth2:
		err = client.Authenticate(&xoauth2{m.config.User, secret})
	}
	if err != nil {
		return fmt.Errorf("login: %w", err)
	}
	return m.enable()
}

// enable has a server that speaks both revisions take names of folders as go-imap then writes them, in
// UTF-8: it may do so only after this (RFC 9051, 6.3.1).
func (m *Mailbox) enable() error {
	caps := m.conn.client.Caps()
	if _, both := caps[imap.CapIMAP4rev1]; !both || !caps.Has(imap.CapIMAP4rev2) {
		return nil
	}
	_, err := m.conn.client.Enable(imap.CapIMAP4rev2).Wait()
	if refused := (*imap.Error)(nil); err != nil && !errors.As(err, &refused) { // INBOX needs it not
		return fmt.Errorf("ENABLE: %w", err)
	}
	return nil
}

// examine opens a folder to read.
func (m *Mailbox) examine(ctx context.Context, folder string) (*imap.SelectData, error) {
	var data *imap.SelectData
	err := m.conn.within(ctx, m.config.Timeouts.Silence, "EXAMINE", func() (err error) {
		data, err = m.conn.client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
		return err
	})
	var refused *imap.Error
	if errors.As(err, &refused) {
		return nil, fmt.Errorf("folder %s of %s cannot be opened; write it as the server does, or create it there: %w", folder, m.config.User, err)
	}
	if err != nil {
		return nil, fmt.Errorf("folder %s of %s: %w", folder, m.config.User, err)
	}
	m.conn.folder = folder
	return data, nil
}

func (c *connection) tell() {
	select {
	case c.news <- struct{}{}:
	default:
	}
}

// within runs one command. The link is closed when the context ends or when the server owes
// something and is silent for too long.
func (c *connection) within(ctx context.Context, silence time.Duration, what string, do func() error) error {
	stop := context.AfterFunc(ctx, func() { c.link.Close() })
	defer stop()
	c.link.expect(silence)
	defer c.link.expect(0)
	err := do()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case c.link.stalled():
		return fmt.Errorf("%s: the server was silent for %s", what, silence)
	}
	return fmt.Errorf("%s: %w", what, err)
}
