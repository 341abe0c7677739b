package smtp

import (
	"errors"
	"fmt"
	"net/textproto"
	"slices"
	"strings"

	"srok/mail"
)

// maxReply is how much of a server's reply is kept, in octets.
const maxReply = 1000

// envelope is an Envelope in the words of the server at hand.
type envelope struct {
	mail    string // the whole MAIL command
	rcpts   []rcpt
	refused []mail.RecipientAnswer // which this server cannot even be asked for
}

type rcpt struct {
	address string
	command string
}

// prepare writes the commands. An error is about the sender: nothing can be sent.
func (c *connection) prepare(e mail.Envelope) (*envelope, error) {
	if len(e.Recipients) == 0 {
		return nil, errors.New("no recipients")
	}
	offers := func(extension string) bool { ok, _ := c.client.Extension(extension); return ok }
	utf8, dsn := offers("SMTPUTF8"), offers("DSN")

	from, err := path(e.From, utf8)
	if err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	needsUTF8 := !ascii(from)
	out := &envelope{}
	for _, address := range e.Recipients {
		to, err := path(address, utf8)
		if err != nil {
			out.refused = append(out.refused, mail.RecipientAnswer{Address: address, Outcome: mail.RefusedEnd, Reply: err.Error()})
			continue
		}
		needsUTF8 = needsUTF8 || !ascii(to)
		command := "RCPT TO:<" + to + ">"
		if dsn {
			command += " NOTIFY=FAILURE,DELAY ORCPT=" + originalRecipient(to)
		}
		out.rcpts = append(out.rcpts, rcpt{address, command})
	}

	out.mail = "MAIL FROM:<" + from + ">"
	if offers("SIZE") && e.Size > 0 {
		out.mail += fmt.Sprintf(" SIZE=%d", e.Size)
	}
	if offers("8BITMIME") {
		out.mail += " BODY=8BITMIME"
	}
	if needsUTF8 {
		out.mail += " SMTPUTF8"
	}
	if dsn {
		out.mail += " RET=HDRS"
		if e.ID != "" {
			out.mail += " ENVID=" + xtext(e.ID)
		}
	}
	return out, nil
}

// path checks an address for MAIL and RCPT; the empty one is the null sender.
func path(address string, utf8 bool) (string, error) {
	if address == "" {
		return "", nil
	}
	wire, err := mail.WireAddress(address)
	if err != nil {
		return "", err
	}
	if !utf8 && !ascii(wire) {
		return "", fmt.Errorf("%s: the server takes no addresses beyond ASCII (it lacks SMTPUTF8)", address)
	}
	return wire, nil
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// originalRecipient is ORCPT (RFC 3461, 4.2; RFC 6533, 3 beyond ASCII).
func originalRecipient(address string) string {
	if ascii(address) {
		return "rfc822;" + xtext(address)
	}
	return "utf-8;" + strings.NewReplacer(`\`, `\x{5C}`, "+", `\x{2B}`, "=", `\x{3D}`).Replace(address)
}

// xtext is the encoding of RFC 3461, 4: what is not printable, + and = as +XX.
func xtext(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c > ' ' && c <= '~' && c != '+' && c != '=' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "+%02X", c)
		}
	}
	return b.String()
}

// introduce sends MAIL and RCPTs and returns their replies. Where the server offers PIPELINING
// (RFC 2920) they go in one piece and DATA with them, whose answer is then still to be read (asked):
// each wait for the server costs a way there and back. Otherwise DATA waits, because it must not be
// said where no recipient was accepted.
func (c *connection) introduce(e *envelope) (sender reply, rcpts []reply, asked bool, err error) {
	text := c.client.Text
	pipelined, _ := c.client.Extension("PIPELINING")
	commands := []string{e.mail}
	for _, r := range e.rcpts {
		commands = append(commands, r.command)
	}
	if pipelined {
		for _, command := range append(commands, "DATA") {
			_, _ = text.W.WriteString(command + "\r\n") // a bufio.Writer keeps its first error for Flush
		}
		if err := text.W.Flush(); err != nil {
			return reply{}, nil, true, err
		}
	}
	for i, command := range commands {
		if !pipelined {
			if err := text.PrintfLine("%s", command); err != nil {
				return reply{}, nil, false, err
			}
		}
		r, err := readReply(text)
		if err != nil {
			return reply{}, nil, pipelined, err
		}
		switch {
		case r.code == 421 && i > 0: // goodbye in the middle: what was accepted is forgotten
			return reply{}, nil, pipelined, &textproto.Error{Code: r.code, Msg: r.text}
		case i > 0:
			rcpts = append(rcpts, r)
			continue
		}
		sender = r
		if !r.positive() && (!pipelined || r.code == 421) {
			return sender, nil, pipelined, nil
		}
	}
	return sender, rcpts, pipelined, nil
}

// inOrder sorts answers as the recipients were given.
func inOrder(answers []mail.RecipientAnswer, recipients []string) {
	slices.SortStableFunc(answers, func(a, b mail.RecipientAnswer) int {
		return slices.Index(recipients, a.Address) - slices.Index(recipients, b.Address)
	})
}

// oneLine makes a reply fit to be shown and stored.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
	if len(s) > maxReply {
		s = strings.ToValidUTF8(s[:maxReply], "")
	}
	return s
}
