package sim

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// outgoing is a mail as the programs of offices write it: correct, or with the faults that this
// world wants to show and that package mail would refuse to make.
type outgoing struct {
	id           string // Message-ID, without angle brackets
	from, name   string
	envelopeFrom string // empty: the null sender, of automatic replies
	to           string
	subject      string
	answers      string // Message-ID that it replies to; empty: a new mail
	date         time.Time
	headers      []string // further ones, as they stand
	text         string
	files        []attached
	raw1251      bool // text and subject as bare windows-1251 octets
	names1251    bool // names of files as RFC 2047 words of windows-1251, inside quotes
}

type attached struct {
	name, kind string
	data       []byte
}

// bytes of the mail. The same mail has the same bytes.
func (o outgoing) bytes() []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("From: %s <%s>", o.word(o.name), o.from)
	line("To: <%s>", o.to)
	line("Subject: %s", o.word(o.subject))
	line("Date: %s", o.date.Format(time.RFC1123Z))
	line("Message-ID: <%s>", o.id)
	if o.answers != "" {
		line("In-Reply-To: <%s>", o.answers)
		line("References: <%s>", o.answers)
	}
	for _, h := range o.headers {
		line("%s", h)
	}
	line("MIME-Version: 1.0")
	if len(o.files) == 0 {
		kind, encoding, body := o.textPart()
		line("Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n", kind, encoding)
		b.Write(body)
		return b.Bytes()
	}
	w := multipart.NewWriter(&b)
	_ = w.SetBoundary("=_" + o.id[:16]) // hexadecimal digits: always a valid boundary
	line("Content-Type: multipart/mixed;\r\n boundary=%q\r\n", w.Boundary())
	kind, encoding, body := o.textPart()
	o.part(w, body, "Content-Type", kind, "Content-Transfer-Encoding", encoding)
	for _, f := range o.files {
		o.part(w, wrapped(f.data), "Content-Type", f.kind+o.param("name", f.name),
			"Content-Disposition", "attachment"+o.param("filename", f.name), "Content-Transfer-Encoding", "base64")
	}
	_ = w.Close() // a bytes.Buffer never fails
	return b.Bytes()
}

func (o outgoing) part(w *multipart.Writer, body []byte, headers ...string) {
	h := textproto.MIMEHeader{}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	p, _ := w.CreatePart(h) // a bytes.Buffer never fails
	_, _ = p.Write(body)
}

func (o outgoing) textPart() (kind, encoding string, body []byte) {
	if o.raw1251 {
		return "text/plain; charset=windows-1251", "8bit", []byte(to1251(crlf(o.text)))
	}
	return "text/plain; charset=utf-8", "base64", wrapped([]byte(crlf(o.text)))
}

// word of a header.
func (o outgoing) word(s string) string {
	if o.raw1251 {
		return to1251(s)
	}
	return mime.BEncoding.Encode("utf-8", s)
}

// param of a file's name: what RFC 2231 says, or what older programs do.
func (o outgoing) param(key, name string) string {
	if o.names1251 {
		return fmt.Sprintf(";\r\n %s=\"%s\"", key, "=?windows-1251?B?"+base64.StdEncoding.EncodeToString([]byte(to1251(name)))+"?=")
	}
	formatted := mime.FormatMediaType("x/x", map[string]string{key: name})
	return strings.ReplaceAll(strings.TrimPrefix(formatted, "x/x"), "; ", ";\r\n ")
}

// to1251 writes what windows-1251 has no letter for as „?“.
func to1251(s string) string {
	encoder := charmap.Windows1251.NewEncoder()
	var b strings.Builder
	for _, r := range s {
		octet, err := encoder.String(string(r))
		if err != nil {
			octet = "?"
		}
		b.WriteString(octet)
	}
	return b.String()
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// wrapped is base64 in lines of 76 (RFC 2045 section 6.8).
func wrapped(data []byte) []byte {
	text := base64.StdEncoding.EncodeToString(data)
	var b bytes.Buffer
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n")
	return b.Bytes()
}
