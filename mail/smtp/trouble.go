package smtp

import (
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"

	"srok/mail"
)

// named is an error of which it is known what the trouble is.
type named struct {
	trouble mail.Trouble
	err     error
}

func troubled(t mail.Trouble, err error) error { return &named{t, err} }

func (n *named) Error() string { return n.err.Error() }
func (n *named) Unwrap() error { return n.err }

// troubleOf sorts what went wrong with a server by the types of the errors. A reply that the server
// gave is no trouble: its own words say all.
func troubleOf(err error) mail.Trouble {
	var quiet overdue
	var known *named
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var reply *textproto.Error
	var garbage textproto.ProtocolError
	var network net.Error
	switch {
	case errors.As(err, &quiet):
		return mail.Silent
	case errors.As(err, &known):
		return known.trouble
	case errors.As(err, &certificate):
		return mail.BadCertificate
	case errors.As(err, &record), errors.As(err, &garbage):
		return mail.Garbled
	case errors.As(err, &reply):
		return ""
	case errors.As(err, &network) && network.Timeout():
		return mail.Silent
	}
	return mail.BrokenOff
}
