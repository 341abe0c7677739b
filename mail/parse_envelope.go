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

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

type mailbox struct{ name, address string }

// addresses reads a list of mailboxes (RFC 5322, 3.4) that may break every rule of it.
func (p *parser) addresses(list string) []mailbox {
	var found []mailbox
	list = list[:min(len(list), maxValue)]
	for n := 0; list != "" && n < maxItems; n++ {
		var one string
		one, list = cutUnquoted(list, ',')
		if group, rest, ok := strings.Cut(one, ":"); ok && !strings.ContainsAny(group, "@<\"") {
			one = rest
		}
		name, address := one, ""
		if i := strings.LastIndexByte(one, '<'); i >= 0 {
			name, address = one[:i], one[i+1:]
			address, _, _ = strings.Cut(address, ">")
		} else if i := strings.IndexByte(one, '('); i >= 0 { // „a@b (Name)“, as in the old days
			address, name = one[:i], strings.Trim(one[i:], "() ;")
		} else {
			name, address = "", one
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
