package mail

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
)

// TLSMode is how a connection to a server is secured.
type TLSMode string

const (
	Implicit TLSMode = "implicit" // TLS from the first byte (RFC 8314)
	StartTLS TLSMode = "starttls" // required: a server that does not offer it gets nothing, no password either
	NoTLS    TLSMode = "none"     // only to a server on this machine
)

// AuthMode is how a client logs in.
type AuthMode string

const (
	AuthNone    AuthMode = "none"
	AuthPlain   AuthMode = "plain"
	AuthLogin   AuthMode = "login"
	AuthXOAuth2 AuthMode = "xoauth2"
)

// Access is how a client comes to a server.
type Access struct {
	Host   string
	TLS    TLSMode
	Auth   AuthMode
	User   string
	Secret func(context.Context) (string, error)
}

// Check refuses what no connection could be made with, or only one that gives a password away. auths
// are the ways to log in that the protocol has.
func (a Access) Check(protocol string, auths ...AuthMode) error {
	switch {
	case a.Host == "":
		return fmt.Errorf("%s: no host", protocol)
	case !slices.Contains([]TLSMode{Implicit, StartTLS, NoTLS}, a.TLS):
		return fmt.Errorf("%s: tls: %q is unknown: want one of %v", protocol, a.TLS, []TLSMode{Implicit, StartTLS, NoTLS})
	case a.TLS == NoTLS && !loopback(a.Host):
		return fmt.Errorf("%s: tls: none is only for a server on this machine, not for %s: take implicit or starttls", protocol, a.Host)
	case !slices.Contains(auths, a.Auth):
		return fmt.Errorf("%s: auth: %q is unknown: want one of %v", protocol, a.Auth, auths)
	case a.Auth != AuthNone && (a.User == "" || a.Secret == nil):
		return fmt.Errorf("%s: auth: %s wants a user and a secret", protocol, a.Auth)
	}
	return nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
