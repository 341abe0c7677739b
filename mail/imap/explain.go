package imap

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"

	"github.com/emersion/go-imap/v2"
)

// explained adds to an error of connecting what a person can do about it, where that is known.
func (m *Mailbox) explained(err error) error {
	if do := m.mend(err); do != "" {
		return fmt.Errorf("%w; %s", err, do)
	}
	return err
}

func (m *Mailbox) mend(err error) string {
	var stranger x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	var lookup *net.DNSError
	var network *net.OpError
	switch {
	case errors.As(err, &stranger):
		return "name a file with the certificate of its authority as ca_file, or have the server take one that is known"
	case errors.As(err, &name):
		return "write host as the certificate names it" + namesOf(name.Certificate)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "whoever runs the server must renew its certificate; or this machine's clock is wrong"
	case errors.As(err, &plain):
		return fmt.Sprintf("port %d does not begin with TLS: take tls: starttls, or port 993", m.config.Port)
	case errors.As(err, &lookup):
		return "is host right, and does this machine reach a DNS server?"
	case errors.As(err, &network) && network.Op == "dial":
		return "are host and port right, and does a firewall let srok through?"
	case isRefused(err) && m.config.Auth == AuthXOAuth2:
		return "may this token, or its application, read the mailbox of that user?"
	case isRefused(err):
		return "are user and password right, and does the server let programs log in with them?"
	}
	return ""
}

// namesOf lists whom a certificate is for.
func namesOf(c *x509.Certificate) string {
	if c == nil || len(c.DNSNames) == 0 {
		return ""
	}
	return ": " + c.DNSNames[0]
}

// notProtected says of a server that takes no STARTTLS, or of someone between who hides it, that it got no
// password.
func notProtected(err error) error {
	var refused *imap.Error
	if errors.As(err, &refused) {
		return fmt.Errorf("STARTTLS: %w; the server protects no connection on this port, and no password was sent: take tls: implicit and port 993", err)
	}
	return fmt.Errorf("STARTTLS: %w", err)
}

// mute says of a server that was not heard in time what may be wrong.
func (m *Mailbox) mute() error {
	do := "are host and port right, and does a firewall let srok through?"
	if m.config.TLS != Implicit {
		do += fmt.Sprintf(" Where port %d begins with TLS, it wants tls: implicit", m.config.Port)
	}
	return fmt.Errorf("no connection within %s; %s", m.config.Timeouts.Connect, do)
}
