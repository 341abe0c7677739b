package config

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// SMTP is the server that letters are given to.
type SMTP struct {
	Host     string `yaml:"host"`
	Port     int    `yaml:"port"` // by TLS where it is not given
	TLS      TLS    `yaml:"tls"`
	Auth     Auth   `yaml:"auth"`
	User     string `yaml:"user"`
	Password Secret `yaml:",inline"`
	CAFile   string `yaml:"ca_file"`   // certificates to believe besides the system's, PEM
	HeloName string `yaml:"helo_name"` // how srok names itself (RFC 5321, section 4.1.1.1); empty: the machine's name
}

// IMAP is the server of the council's mailbox.
type IMAP struct {
	Host        string   `yaml:"host"`
	Port        int      `yaml:"port"` // by TLS where it is not given
	TLS         TLS      `yaml:"tls"`
	Auth        Auth     `yaml:"auth"`
	User        string   `yaml:"user"`
	Password    Secret   `yaml:",inline"`
	CAFile      string   `yaml:"ca_file"` // certificates to believe besides the system's, PEM
	Folders     []string `yaml:"folders"`
	PollMinutes Minutes  `yaml:"poll_minutes"`
	// AuthservID is the name under which this server writes Authentication-Results
	// (RFC 8601, section 2.5); those of others are not believed. Empty: none is.
	AuthservID string `yaml:"authserv_id"`
	// VerifyDKIM has srok verify signatures itself, asking the DNS, where that server says nothing.
	VerifyDKIM bool `yaml:"verify_dkim"`
}

// TLS is how a connection is protected.
type TLS string

const (
	StartTLS    TLS = "starttls" // plain at first, then upgraded, or given up
	ImplicitTLS TLS = "implicit" // from the first byte (RFC 8314)
	NoTLS       TLS = "none"
)

// UnmarshalText refuses what is none of the three.
func (t *TLS) UnmarshalText(b []byte) error {
	word, err := oneOf(b, string(StartTLS), string(ImplicitTLS), string(NoTLS))
	*t = TLS(word)
	return err
}

// Auth is the SASL mechanism of a login.
type Auth string

const (
	NoAuth      Auth = "none"
	AuthPlain   Auth = "plain"
	AuthLogin   Auth = "login"
	AuthXOAuth2 Auth = "xoauth2" // the secret is an access token, from OAuth where that is given
)

// UnmarshalText refuses what is none of the four.
func (a *Auth) UnmarshalText(b []byte) error {
	word, err := oneOf(b, string(NoAuth), string(AuthPlain), string(AuthLogin), string(AuthXOAuth2))
	*a = Auth(word)
	return err
}

// AddressForm is how an address of the council's own mailbox is written.
type AddressForm string

const (
	PlainAddress AddressForm = "plain" // council@example.bg
	PlusAddress  AddressForm = "plus"  // council+token@example.bg (RFC 5233): not every server takes it
)

// UnmarshalText refuses what is neither.
func (f *AddressForm) UnmarshalText(b []byte) error {
	word, err := oneOf(b, string(PlainAddress), string(PlusAddress))
	*f = AddressForm(word)
	return err
}

// OutgoingNumber says when a letter gets the records office's изх. №.
type OutgoingNumber string

const (
	NoNumber     OutgoingNumber = "none"   // letters carry none
	NumberLater  OutgoingNumber = "later"  // a clerk enters it after the letter went out
	NumberBefore OutgoingNumber = "before" // a letter waits until a clerk entered it
)

// UnmarshalText refuses what is none of the three.
func (n *OutgoingNumber) UnmarshalText(b []byte) error {
	word, err := oneOf(b, string(NoNumber), string(NumberLater), string(NumberBefore))
	*n = OutgoingNumber(word)
	return err
}

func (c SMTP) port() int {
	return portOr(c.Port, c.TLS, map[TLS]int{StartTLS: 587, ImplicitTLS: 465, NoTLS: 25})
}

func (c IMAP) port() int {
	return portOr(c.Port, c.TLS, map[TLS]int{StartTLS: 143, ImplicitTLS: 993, NoTLS: 143})
}

func portOr(given int, tls TLS, usual map[TLS]int) int {
	if given != 0 {
		return given
	}
	return usual[tls]
}

func (c SMTP) check(s *source, tokens OAuth) error {
	return first(
		s.checkServer("smtp", c.Host, c.port(), c.TLS, c.Auth, c.User, c.Password, tokens),
		s.checkLine("smtp.ca_file", c.CAFile),
		c.checkHelo(s),
	)
}

// heloForm is the name of a machine, or its address in brackets (RFC 5321, section 4.1.3).
var heloForm = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[A-Za-z0-9.:]+\])$`)

func (c SMTP) checkHelo(s *source) error {
	if c.HeloName == "" || len(c.HeloName) <= maxLineBytes && heloForm.MatchString(c.HeloName) {
		return nil
	}
	return s.refuse("smtp.helo_name", fmt.Sprintf("%q is not the name of a machine", excerpt(c.HeloName)), "write it in Latin letters, such as srok.example.bg, or leave it empty")
}

func (c IMAP) check(s *source, tokens OAuth) error {
	if c.Auth == NoAuth {
		return s.refuse("imap.auth", "a mailbox cannot be read without a login", "write plain, login or xoauth2")
	}
	if len(c.Folders) == 0 {
		return s.refuse("imap.folders", "is empty", "write [INBOX], and the folder of junk mail if replies land there")
	}
	for i, folder := range c.Folders {
		at := fmt.Sprintf("imap.folders[%d]", i)
		if err := s.needLine(at, folder); err != nil {
			return err
		}
		if slices.Contains(c.Folders[:i], folder) {
			return s.refuse(at, fmt.Sprintf("%s stands here a second time", excerpt(folder)), "keep one of the two")
		}
	}
	return first(
		s.checkServer("imap", c.Host, c.port(), c.TLS, c.Auth, c.User, c.Password, tokens),
		s.checkLine("imap.ca_file", c.CAFile),
		s.checkRange("imap.poll_minutes", int(c.PollMinutes), 1, 24*60),
		s.checkLine("imap.authserv_id", c.AuthservID),
	)
}

func (s *source) checkServer(at, host string, port int, tls TLS, auth Auth, user string, password Secret, tokens OAuth) error {
	if err := first(s.needLine(at+".host", host), s.checkRange(at+".port", port, 1, 65535)); err != nil {
		return err
	}
	if strings.ContainsAny(host, "/@ ") || (strings.Contains(host, ":") && !isIP(host)) {
		return s.refuse(at+".host", fmt.Sprintf("%q is not the name of a server", excerpt(host)), "write it alone, such as mail.example.bg; the port has its own key")
	}
	if auth == NoAuth {
		return nil
	}
	if tls == NoTLS && !isLoopback(host) {
		return s.refuse(at+".tls", "a password would cross the network unprotected", "write starttls or implicit; none is for a server on this machine, or for auth: none")
	}
	if auth == AuthXOAuth2 && tokens.Given() {
		return first(s.needLine(at+".user", user), password.checkAbsent(s, at))
	}
	return first(s.needLine(at+".user", user), password.check(s, at))
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func (s *source) checkListen(path, address string) error {
	_, port, err := net.SplitHostPort(address)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
		return s.refuse(path, fmt.Sprintf("%q is not an address to listen on", excerpt(address)), "write host:port, such as 127.0.0.1:8025")
	}
	return nil
}

// checkHost takes the name of a host alone, as a browser gives it.
func (s *source) checkHost(path, name string) error {
	if !isDomain(strings.ToLower(name)) && !hostForm.MatchString(name) {
		return s.refuse(path, fmt.Sprintf("%q is not the name of a host", excerpt(name)), "write it alone, such as srok.example.bg, without http:// and without a port")
	}
	return nil
}
