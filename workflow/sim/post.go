package sim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"srok/mail"
	"srok/mail/mailtest"
	"srok/mail/smtp"
	"srok/workflow"
)

// Servers are the mail servers of the world, in this process: one for everybody.
type Servers struct {
	*mailtest.Server
	client *smtp.Client
}

// NewServers starts them on loopback, with a mailbox for each address of the directory.
func NewServers(clock func() time.Time, d workflow.Directory, password string) (*Servers, error) {
	server, err := mailtest.New(mailtest.Options{Clock: clock})
	if err != nil {
		return nil, err
	}
	host, port, err := hostPort(server.SMTPAddr())
	if err != nil {
		return nil, errors.Join(err, server.Close())
	}
	client, err := smtp.New(smtp.Config{Host: host, Port: port, TLS: smtp.NoTLS, Helo: "mail.pernik.example"})
	if err != nil {
		return nil, errors.Join(err, server.Close())
	}
	server.AddMailbox(d.Council.Mailbox, password)
	server.AddMailbox(d.Council.Chair, password)
	for _, i := range d.Institutions {
		for _, address := range append(append([]string{}, i.Contacts...), i.Cc...) {
			server.AddMailbox(address, password)
		}
	}
	return &Servers{server, client}, nil
}

// Send hands one mail over by SMTP.
func (s *Servers) Send(ctx context.Context, e mail.Envelope) mail.Answer {
	return s.client.Send(ctx, e)
}

// Close ends the servers.
func (s *Servers) Close() error { return errors.Join(s.client.Close(), s.Server.Close()) }

func hostPort(address string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	port, err = strconv.Atoi(text)
	return host, port, err
}

// send has somebody send a mail now.
func (w *World) send(ctx context.Context, from, to string, raw []byte) error {
	answer := w.post.Send(ctx, mail.Envelope{From: from, Recipients: []string{to}, Size: int64(len(raw)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }})
	if answer.Outcome != mail.Accepted {
		return fmt.Errorf("a mail from %s to %s was not taken: %s", from, to, answer.Reply)
	}
	return nil
}
