package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Options tell Parse whose mailbox it reads and how far it goes. The zero value works.
type Options struct {
	// OwnAddress is the council's mailbox.
	OwnAddress string
	// Own tells whether a Message-ID, without brackets, is of a letter that we sent; origin is
	// what the message itself says of that (Outgoing.Origin). Without it no message is KindOwn.
	Own func(id, origin string) bool
	// Untouched tells, once the header is read, whether the message is the letter with this Message-ID
	// that we sent, byte for byte: its files are then hashed, but not given to the sink.
	Untouched func(id string) bool
	// Charset of raw 8-bit text that names none; windows-1251 if empty.
	Charset string
	// AuthServer is the authserv-id (RFC 8601) of the receiving server, the only one whose
	// Authentication-Results are believed. Without it Message.Auth stays empty.
	AuthServer string
	// Spool takes what must be unpacked before its parts can be found: encoded and signed mails in
	// the message. It gives nil where that is larger than limit. Without it they are in memory.
	Spool  func(r io.Reader, limit int64) (Spooled, error)
	Limits Limits
}

// Spooled can be read until it is closed, which Parse does.
type Spooled interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// Limits bound what a hostile message can cost. A zero takes the default.
type Limits struct {
	Parts  int   // entities in a message; 10,000
	Depth  int   // of nesting; 1,000
	Header int   // bytes of one entity's header; 256 KiB, and sixteen times that in a message
	Text   int64 // bytes of text kept; 1 MiB
	Unpack int64 // bytes of a message that are given to Options.Spool; 16 MiB
}

func (o Options) withDefaults() Options {
	if o.Spool == nil {
		o.Spool = inMemory
	}
	setDefault(&o.Charset, "windows-1251")
	setDefault(&o.Limits.Parts, 10_000)
	setDefault(&o.Limits.Depth, 1_000)
	setDefault(&o.Limits.Header, 256<<10)
	setDefault(&o.Limits.Text, 1<<20)
	setDefault(&o.Limits.Unpack, 16<<20)
	return o
}

func setDefault[T comparable](v *T, otherwise T) {
	if zero := *new(T); *v == zero {
		*v = otherwise
	}
}

// Parse reads one message of size bytes. It hands each attachment to sink, which may be nil,
// and never holds a whole one: the message is read once to find its parts, and each part once
// more to decode it. The error is an *Unreadable where there is no message in the bytes, or
// that of r, of the spool or of the sink.
func Parse(r io.ReaderAt, size int64, o Options, sink Sink) (*Message, error) {
	o = o.withDefaults()
	p := &parser{o: o, sink: sink, m: &Message{}}
	defer p.close()
	r, size, err := withLineFeeds(r, size)
	if err != nil {
		return nil, fmt.Errorf("read message: %w", err)
	}
	s := newScanner(r, 0, size, o, p.warn)
	root, err := s.message()
	s.close()
	if err != nil {
		return nil, err
	}
	if len(root.header) == 0 {
		if root.start >= root.end {
			return nil, &Unreadable{"съобщението е празно"}
		}
		return nil, &Unreadable{"няма заглавна част, значи не е писмо"}
	}
	if charset := declaredCharset(root); charset != "" {
		p.o.Charset = charset
	}
	p.envelope(root.header)
	if o.Untouched != nil && p.m.MessageID != "" && o.Untouched(p.m.MessageID) {
		p.sink = nil
	}
	if err := p.walk(root, place{root: true}); err != nil {
		return nil, err
	}
	p.finish(root)
	return p.m, nil
}

// parser builds one Message.
type parser struct {
	o    Options
	sink Sink
	m    *Message

	bodies    []body   // the texts, as they come
	forwarded []body   // those of the mails inside
	beside    []string // other forms of either
	texts     int      // the bytes of all, encoded
	cids      []string // Content-IDs of the images that the HTML shows
	report    report

	calendarReply bool      // a calendar answers an invitation (RFC 5546, 3.2.3)
	held          []Spooled // messages unpacked so far,
	unpacked      int64     // and their bytes
	files         int
}

func (p *parser) warn(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	if len(p.m.Warnings) < 50 && !slices.Contains(p.m.Warnings, w) {
		p.m.Warnings = append(p.m.Warnings, w)
	}
}

// place tells where in the message a part stands.
type place struct {
	root     bool
	related  bool // beside the HTML that shows it
	forward  bool // in a message inside the message: its text is not the sender's
	returned bool // in a report: what came back is no attachment
	report   bool // directly in a multipart/report
	secret   bool // in a multipart/encrypted
}

func (p *parser) walk(e *part, at place) error {
	media := e.media
	switch {
	case e.under("multipart"):
		return p.multipart(e, at)
	case e.nested():
		return p.message(e, at)
	case isReportPart(media):
		return p.reportPart(e, at)
	case media == "message/partial" || media == "message/external-body":
		p.warn("част от вида %s: съдържанието ѝ е другаде", media)
		return nil
	}
	name, raw := p.fileName(e)
	switch {
	case at.returned:
		return nil
	case isSignature(media, name) && !at.secret:
		p.warn("има електронен подпис (непроверен)")
		return nil
	case isTNEF(media, name):
		return p.tnef(e, name, at)
	case isPKCS7(media, name):
		return p.pkcs7(e, name, at)
	case e.is("text/calendar") && raw == "" && !at.root:
		p.calendarReply = p.calendarReply || strings.EqualFold(e.params["method"], "reply")
		return nil
	case e.under("text") && (raw == "" || at.root) && !isAttachment(e):
		return p.text(e, at)
	case raw == "" && (e.under("text") || e.under("message")):
		return nil
	}
	return p.file(Attachment{Name: name, Type: media, Inline: p.inline(e, at)}, e.body())
}

func (p *parser) multipart(e *part, at place) error {
	at.root = false
	at.related = e.is("multipart/related")
	at.secret = at.secret || e.is("multipart/encrypted")
	at.report = e.is("multipart/report")
	if at.report && !at.forward && !at.returned {
		p.report.is = true
	}
	first, firstForwarded := len(p.bodies), len(p.forwarded)
	for _, child := range e.parts {
		if err := p.walk(child, at); err != nil {
			return err
		}
	}
	if e.is("multipart/alternative") {
		p.bodies, p.forwarded = p.better(p.bodies, first), p.better(p.forwarded, firstForwarded)
	}
	return nil
}

// message goes into a message/rfc822. One that has a file name is a file, like any archive; of
// one without, its files are shown as if they stood here. In a report it is what came back.
func (p *parser) message(e *part, at place) error {
	child, err := p.nestedMessage(e)
	if err != nil {
		return err
	}
	if at.report || at.returned {
		if child != nil && p.report.returned == nil {
			p.report.returned = child.header
		}
		return nil
	}
	if child != nil && !at.forward {
		p.report.nested = append(p.report.nested, child)
	}
	if name, raw := p.fileName(e); raw != "" {
		return p.file(Attachment{Name: name, Type: e.media}, e.body())
	}
	if child == nil {
		return nil
	}
	p.whoseText(child.header)
	return p.walk(child, place{forward: true})
}

// nestedMessage gives the message in a part. One that is encoded, which RFC 2046, 5.2.1 forbids, is
// decoded, up to a limit.
func (p *parser) nestedMessage(e *part) (*part, error) {
	if len(e.parts) > 0 {
		return e.parts[0], nil
	}
	return p.unpack(e.body(), e.end-e.start)
}

// file hashes one attachment on its way to the sink and lists it.
func (p *parser) file(a Attachment, body io.Reader) error {
	if a.Type == "" {
		a.Type = "application/octet-stream"
	}
	if p.files++; p.files > p.o.Limits.Parts {
		p.warn("файловете са повече от %d: останалите не са прочетени", p.o.Limits.Parts)
		return nil
	}
	sum := &measured{hash: sha256.New(), r: body}
	if p.sink != nil {
		if err := p.sink(a, sum); err != nil {
			return fmt.Errorf("attachment %q: %w", a.Name, err)
		}
	}
	if _, err := io.Copy(io.Discard, sum); err != nil {
		return fmt.Errorf("read attachment %q: %w", a.Name, err)
	}
	a.Size, a.SHA256 = sum.size, hex.EncodeToString(sum.hash.Sum(nil))
	p.m.Attachments = append(p.m.Attachments, a)
	return nil
}

func (p *parser) finish(root *part) {
	m := p.m
	m.FullText = joined(p.bodies)
	m.Text = ownText(m.FullText)
	m.Forwarded, m.Beside = joined(p.forwarded), strings.Join(p.beside, "\n\n")
	v := p.verdict(root.header)
	m.Kind, m.Why, m.Bounce = v.kind, v.why, v.bounce
	m.Silent = p.wantsSilence(root.header)
	m.Gone = m.Kind == KindAutoReply && p.saysGone()
	if m.Attachments == nil {
		m.Attachments = []Attachment{}
	}
	for _, list := range []*[]string{&m.InReplyTo, &m.References, &m.Warnings} {
		if *list == nil {
			*list = []string{}
		}
	}
}

// isAttachment tells whether a part asks to be saved, not shown (RFC 2183).
func isAttachment(e *part) bool {
	disposition, _ := parameters(e.header.get("content-disposition"), "")
	return strings.EqualFold(disposition, "attachment")
}
