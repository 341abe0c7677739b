package mail

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// envelope reads what the message's own header says about it.
func (p *parser) envelope(h header) {
	m := p.m
	m.Subject = oneLine(decodeWords(h.get("subject"), p.o.Charset))
	for _, name := range []string{"from", "sender", "x-from"} {
		if from := p.addresses(h.get(name)); len(from) > 0 {
			m.From, m.FromName = from[0].address, from[0].name
			break
		}
	}
	p.fromTwice(h.all("from"))
	if m.From == "" { // „MAILER-DAEMON <>“
		m.FromName = strings.Trim(oneLine(decodeWords(h.get("from"), p.o.Charset)), "<>\" ")
	}
	m.Date = parseDate(h.get("date"))
	if m.Date.IsZero() && h.has("date") {
		p.warn("датата на съобщението не се чете")
	}
	if ids := messageIDs(h.get("message-id")); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.Origin = h.get(strings.ToLower(originHeader))
	m.InReplyTo = messageIDs(h.get("in-reply-to"))
	m.References = messageIDs(strings.Join(h.all("references"), " "))
	for _, name := range []string{"to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"} {
		for _, value := range h.all(name) {
			for _, a := range p.addresses(value) {
				if !slices.Contains(m.To, a.address) && len(m.To) < 1000 {
					m.To = append(m.To, a.address)
				}
			}
		}
	}
	if to := p.addresses(h.get("reply-to")); len(to) > 0 {
		m.ReplyTo = to[0].address
	}
	if h.has("return-path") {
		m.ReturnPath = strings.Trim(strings.TrimSpace(h.get("return-path")), "<> ")
		if m.ReturnPath == "" || mailerDaemon.MatchString(m.ReturnPath+"@") {
			m.ReturnPath = "<>" // Sendmail notes its own daemon's name for the empty one
		}
	}
	m.Auth = authResults(h.all("authentication-results"), p.o.AuthServer)
}

// fromTwice notices that a message names several senders, each in a field of its own.
func (p *parser) fromTwice(fields []string) {
	for _, value := range fields {
		from := p.addresses(value)
		if len(from) > 0 && !strings.EqualFold(from[0].address, p.m.From) {
			p.m.SeveralFrom = true
			p.warn("посочени са няколко податели в отделни полета (From): кой от тях е писал, не се знае")
			return
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

type mailbox struct{ name, address string }

// addresses reads a list of mailboxes (RFC 5322, 3.4) that may break every rule of it.
func (p *parser) addresses(list string) []mailbox {
	var found []mailbox
	list = list[:min(len(list), maxValue)]
	for n := 0; list != "" && n < maxItems; n++ {
		var one string
		var angle int
		one, list, angle = cutAddress(list)
		if group, _, ok := strings.Cut(one, ":"); ok && !strings.ContainsAny(group, "@<(\"") {
			one, angle = one[len(group)+1:], angle-len(group)-1
		}
		name, address := "", ""
		if angle >= 0 {
			name, address = one[:angle], one[angle+1:]
			address, _, _ = strings.Cut(address, ">")
		} else { // „a@b (Name)“, as in the old days
			address, name = cutComments(one)
		}
		address = cleanAddress(address)
		if address == "" {
			continue
		}
		name = oneLine(decodeWords(unquote(strings.TrimSpace(name)), p.o.Charset))
		found = append(found, mailbox{name, address})
	}
	return found
}

// cutAddress cuts off the first mailbox of a list. Its address begins behind angle, or is not in
// angle brackets: -1. What stands in quotation marks or in a comment is the name alone (RFC 5322,
// 3.2.2 and 3.2.4), or else who writes could have another's address believed; but marks that nobody
// closed are none, and some programs put all of it into quotation marks.
func cutAddress(list string) (one, rest string, angle int) {
	angle = -1
	quotes, comments := true, true
	inQuotes := -1
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == ',':
			return list[:i], list[i+1:], max(angle, inQuotes)
		case c == '<':
			angle, inQuotes = i, -1
		case c == '"' && quotes:
			n := quoteEnd(list[i:])
			quotes = n > 0
			if at := strings.LastIndexByte(list[i:i+n], '<'); at >= 0 && strings.TrimSpace(list[:i]) == "" {
				inQuotes = i + at
			}
			i += n
		case c == '(' && comments:
			n := commentEnd(list[i:])
			comments = n > 0
			i += n
		case c != ' ' && c != '\t':
			inQuotes = -1 // there is something beside them
		}
	}
	return list, "", max(angle, inQuotes)
}

// cutComments takes the comments out of a mailbox. They are the name of one without angle brackets.
func cutComments(s string) (bare, comments string) {
	for {
		i := strings.IndexByte(s, '(')
		if i < 0 {
			return bare + s, comments
		}
		n := commentEnd(s[i:])
		bare += s[:i]
		if n == 0 {
			return bare, s[i+1:]
		}
		comments = s[i+1 : i+n]
		s = s[i+n+1:]
	}
}

// commentEnd gives the index of the bracket that closes the one s begins with, or 0.
func commentEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

// cleanAddress gives a bare address, or nothing where there is none. A local part without a
// domain is kept: bounces of old servers come „from: MAILER-DAEMON“.
func cleanAddress(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "mailto:"), "MAILTO:")
	s = strings.Trim(strings.ReplaceAll(s, `\`, ""), " \t<>;,'\"")
	if strings.ContainsAny(s, " \t\r\n\x00<>()") || len(s) > 320 {
		return ""
	}
	return toUTF8([]byte(s), "", "")
}

// messageIDs finds the ids of a field, without brackets. Old programs put a text into
// In-Reply-To („Your message of …“), which is passed over.
func messageIDs(s string) []string {
	var ids []string
	add := func(id string) {
		id = strings.Join(strings.Fields(toUTF8([]byte(id), "", "")), "")
		if id != "" && len(id) < 1000 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if !strings.Contains(s, "<") {
		for _, word := range strings.Fields(s) {
			if strings.Contains(word, "@") {
				add(strings.Trim(word, "<>,;\""))
			}
		}
		return ids
	}
	for len(ids) < 200 {
		_, rest, ok := strings.Cut(s, "<")
		if !ok {
			break
		}
		id, after, ok := strings.Cut(rest, ">")
		if !ok {
			after = ""
		}
		add(id)
		s = after
	}
	return ids
}

var dateLayouts = []string{
	"Mon, 2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05",
	"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006", "Mon, 02-Jan-06 15:04:05 MST",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", time.RFC3339, "02.01.2006 15:04:05",
}

// parseDate reads Date in UTC, zero where it cannot be read or is from no time that had mail.
func parseDate(s string) time.Time {
	s = strings.TrimSpace(s)
	t, err := mail.ParseDate(s)
	if err != nil {
		s = strings.Join(strings.Fields(stripComment(s)), " ")
		for _, layout := range dateLayouts {
			if t, err = time.Parse(layout, s); err == nil {
				break
			}
		}
	}
	if err != nil || t.Year() < 1971 || t.Year() > 9000 {
		return time.Time{}
	}
	return t.UTC()
}
