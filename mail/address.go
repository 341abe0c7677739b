package mail

import (
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Limits of what goes into a header or an SMTP command.
const (
	maxAddress   = 254 // octets: RFC 5321, 4.5.3.1.3, without the angle brackets
	maxLocalPart = 64  // octets: 4.5.3.1.1
	maxName      = 255 // octets, of a person, an institution or a file
	maxSubject   = 255 // characters
)

// BadField is a value that may not go into a letter or an SMTP command.
type BadField struct {
	Field string // of Outgoing or Envelope: "To[1]", "Subject"
	Why   string
}

func (b *BadField) Error() string { return b.Field + ": " + b.Why }

// WireAddress checks a bare address and returns it as it stands in SMTP commands and headers:
// an internationalised domain as A-labels (RFC 5891), the local part as it is. A local part
// beyond ASCII passes; only a server with SMTPUTF8 (RFC 6531) takes it.
func WireAddress(address string) (string, error) {
	if err := checkText(address, maxAddress); err != nil {
		return "", err
	}
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at == len(address)-1 {
		return "", fmt.Errorf("%q is no address: want name@domain", address)
	}
	local, domain := address[:at], address[at+1:]
	if len(local) > maxLocalPart {
		return "", fmt.Errorf("%q is no address: more than %d octets before the @", address, maxLocalPart)
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", fmt.Errorf("%q is no address: bad domain: %w", address, err)
	}
	wire := local + "@" + ascii
	// net/mail knows RFC 5322's atoms and quoted strings; what it reads otherwise than
	// it stands (comments, blanks, a display name) is not bare.
	parsed, err := netmail.ParseAddress("<" + wire + ">")
	if err != nil {
		return "", fmt.Errorf("%q is no address: %w", address, err)
	}
	if parsed.Address != wire {
		return "", fmt.Errorf("%q is no bare address", address)
	}
	return wire, nil
}

// checkText refuses what must never stand in a header: control characters (CR and LF would
// begin a header of the writer's choice), marks that turn the direction of text and so hide
// what a name or a file really is, broken UTF-8, and more than max octets.
func checkText(s string, max int) error {
	if len(s) > max {
		return fmt.Errorf("longer than %d octets", max)
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%q is not UTF-8", s)
	}
	for _, r := range s {
		switch {
		case unicode.IsControl(r):
			return fmt.Errorf("%q has a control character", s)
		case unicode.Is(unicode.Bidi_Control, r):
			return fmt.Errorf("%q has a mark that turns the direction of text (U+%04X)", s, r)
		case unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
			return fmt.Errorf("%q has a line separator", s)
		}
	}
	return nil
}
