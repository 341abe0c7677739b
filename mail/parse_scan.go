package mail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// part is one entity of a message (RFC 2045, 2.4): its header, and where its body lies.
// Nothing of the body is held; it can be read as often as needed.
type part struct {
	header     header
	media      string            // type/subtype, lower case
	params     map[string]string // of Content-Type, decoded
	src        io.ReaderAt
	start, end int64   // the body in src, still encoded
	parts      []*part // of a multipart; of a message/rfc822 the one message
}

func (p *part) is(media string) bool   { return p.media == media }
func (p *part) under(kind string) bool { return strings.HasPrefix(p.media, kind+"/") }
func (p *part) nested() bool           { return p.is("message/rfc822") || p.is("message/global") }

// scanner finds the parts of a message in one pass: time grows with the bytes alone,
// however deep the parts are nested. A delimiter line is looked up in a table, not compared
// with every open multipart.
type scanner struct {
	src     io.ReaderAt
	in      *bufio.Reader
	at      int64  // offset in src
	ending  int64  // bytes of the line end just before at: they belong to a delimiter (RFC 2046, 5.1.1)
	last    byte   // the byte before at
	charset string // for raw 8-bit headers

	delimiters map[string][]int // boundary → the open multiparts that have it, outermost first
	levels     [][]string       // the boundaries of each open multipart
	count      int              // parts so far
	headers    int              // bytes of header kept so far,
	fields     int              // and how many fields

	limits Limits
	warn   func(format string, args ...any)
	err    error // of reading, not of mail
}

// mark is where a body ended: at a delimiter of an open multipart, or at the end of it all.
type mark struct {
	level   int // noLevel at the end
	closing bool
	at      int64 // end of the body before it
}

const (
	noLevel  = -1
	lineSize = 8 << 10 // of a usual header line
)

func newScanner(src io.ReaderAt, start, end int64, o Options, warn func(string, ...any)) *scanner {
	return &scanner{
		src: src, at: start, last: '\n', charset: o.Charset, limits: o.Limits, warn: warn,
		in:         windowOver(io.NewSectionReader(src, start, end-start), end-start),
		delimiters: map[string][]int{},
	}
}

// message reads a whole message. Mailboxes and broken servers put an mbox „From “ line, blank
// lines or a byte order mark before it.
func (s *scanner) message() (*part, error) {
	if bom, _ := s.in.Peek(3); bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		s.discard(3)
	}
	for {
		head, _ := s.in.Peek(1)
		if len(head) == 0 || (head[0] != '\n' && head[0] != '\r') {
			break
		}
		s.discard(1)
	}
	p, _ := s.part(0, "text/plain")
	if s.err != nil {
		return nil, fmt.Errorf("read message: %w", s.err)
	}
	return p, nil
}

// part reads one entity from its header to the delimiter that ends it.
func (s *scanner) part(depth int, otherwise string) (*part, mark) {
	s.count++
	p := &part{src: s.src}
	var end mark
	var ended bool
	p.header, end, ended = s.header()
	p.media, p.params = contentType(p.header, otherwise, s.charset)
	p.start, p.end = s.at, s.at
	if ended {
		p.start, p.end = end.at, end.at
		return p, end
	}
	switch {
	case depth >= s.limits.Depth && (p.under("multipart") || p.nested()):
		s.warn("частите са вложени на повече от %d нива: по-дълбоките не са прочетени", s.limits.Depth)
		p.media = "application/octet-stream"
		end = s.skip(noLevel)
	case p.under("multipart"):
		end = s.multipart(p, depth)
	case p.nested() && identity(p.header.get("content-transfer-encoding")):
		var child *part
		child, end = s.part(depth+1, "text/plain")
		p.parts = []*part{child}
	default:
		end = s.skip(noLevel)
	}
	p.end = max(p.start, end.at)
	return p, end
}

// multipart reads the parts of a multipart (RFC 2046, 5.1). The boundary may be missing or
// wrong: then the first line that looks like a delimiter, with a part's header after it, is it.
func (s *scanner) multipart(p *part, depth int) mark {
	level := len(s.levels)
	s.levels = append(s.levels, nil)
	defer s.closeLast()
	boundary := strings.TrimRight(p.params["boundary"], " \t")
	if boundary == "" {
		s.warn("съставно съобщение без означена граница: намерена е по редовете му")
	} else {
		s.open(boundary, level)
	}
	otherwise := "text/plain"
	if p.is("multipart/digest") {
		otherwise = "message/rfc822"
	}
	end := s.skip(level)
	for end.level == level {
		if end.closing {
			if len(s.delimiters[boundary]) > 1 { // two levels share it: the next one is the outer's
				s.forget(boundary, level)
			}
			end = s.skip(noLevel)
			if end.level == level && !end.closing {
				s.warn("има части след края на съставното съобщение")
			}
			continue
		}
		if s.count >= s.limits.Parts {
			s.warn("частите са повече от %d: останалите не са прочетени", s.limits.Parts)
			end = s.skip(noLevel)
			continue
		}
		var child *part
		child, end = s.part(depth+1, otherwise)
		p.parts = append(p.parts, child)
	}
	if len(p.parts) == 0 {
		s.warn("съставно съобщение без части: прочетено е като текст")
		p.media = "text/plain"
	}
	return end
}

func (s *scanner) open(boundary string, level int) {
	s.delimiters[boundary] = append(s.delimiters[boundary], level)
	s.levels[level] = append(s.levels[level], boundary)
}

// closeLast ends the innermost open multipart.
func (s *scanner) closeLast() {
	level := len(s.levels) - 1
	for _, boundary := range s.levels[level] {
		s.forget(boundary, level)
	}
	s.levels = s.levels[:level]
}

func (s *scanner) forget(boundary string, level int) {
	levels := s.delimiters[boundary]
	if n := len(levels); n > 0 && levels[n-1] == level {
		s.delimiters[boundary] = levels[:n-1]
	}
}

// header reads fields up to the blank line. Junk lines are passed over where fields follow,
// and taken for the body's beginning where none do. A delimiter ends a header without a body.
func (s *scanner) header() (h header, end mark, ended bool) {
	var last []byte // the value of the last field, which may go on
	defer func() {
		if len(h) > 0 {
			h[len(h)-1].value = string(last)
		}
	}()
	size, junk, first := 0, 0, true
	for ; ; first = false {
		line, length := s.peekLine()
		switch {
		case length == 0:
			return h, mark{level: noLevel, at: s.at}, true
		case len(line) == 0:
			s.line()
			return h, mark{}, false
		case bytes.HasPrefix(line, []byte("--")):
			before := s.at - s.ending
			if m, ok := s.match(line); ok {
				s.line()
				m.at = before
				return h, m, true
			}
		}
		name, value, isField := splitField(line)
		continues := line[0] == ' ' || line[0] == '\t' ||
			!isField && bytes.HasSuffix(last, []byte(";")) // an unindented parameter
		switch {
		case continues && len(h) > 0:
		case isField && !continues:
		case first && (bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))):
			s.line()
			continue
		case junk < maxJunk && s.fieldFollows(length):
			junk++
			s.warn("в заглавната част има ред, който не е поле")
			s.line()
			continue
		default:
			s.warn("след заглавната част няма празен ред")
			return h, mark{}, false
		}
		size += length
		s.headers += length
		s.fields++
		switch {
		case length == windowSize || size > s.limits.Header || s.headers > 16*s.limits.Header || s.fields > maxFields:
			s.warn("заглавната част е по-дълга от %d байта: останалото от нея не е прочетено", s.limits.Header)
		case continues:
			last = unfold(last, line)
		default:
			if len(h) > 0 {
				h[len(h)-1].value = string(last)
			}
			h = append(h, field{name: strings.ToLower(string(name))})
			last = append(last[:0], value...)
		}
		s.line()
	}
}

// peekLine gives the next line without its end, and its length with it, and takes nothing.
// What is beyond windowSize of it is not seen.
func (s *scanner) peekLine() (line []byte, length int) {
	window, err := s.in.Peek(lineSize)
	i := bytes.IndexByte(window, '\n')
	if i < 0 && len(window) == lineSize {
		window, err = s.in.Peek(windowSize)
		i = bytes.IndexByte(window, '\n')
	}
	s.failed(err)
	length = len(window)
	if i >= 0 {
		window, length = window[:i], i+1
	}
	return bytes.TrimRight(window, "\r"), length
}

// maxFields bounds the lines of all headers: each costs more memory than its bytes.
const maxFields = 100_000

// maxJunk bounds the search past junk lines: each looks at up to lineSize bytes.
const maxJunk = 200

// knownField begins a line that surely is of a header: „Note:“ may stand in any text.
var knownField = compiled(`(?i)^(?:received|from|to|cc|subject|date|message-id|reply-to|return-path|sender|in-reply-to|references|mime-version|content-(?:type|transfer-encoding|disposition)|delivered-to|x-[a-z-]+):`)

// fieldFollows looks past a junk line: is there a field before the header's blank line?
func (s *scanner) fieldFollows(length int) bool {
	window, _ := s.in.Peek(min(length+lineSize, windowSize))
	for line := range bytes.Lines(window[min(length, len(window)):]) {
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
		if knownField.Match(line) {
			return true
		}
	}
	return false
}

// skip passes over a body to the next delimiter of an open multipart. The multipart adopt, if
// any, takes a delimiter that is not its own where a part's header follows it.
func (s *scanner) skip(adopt int) mark {
	for {
		head, err := s.in.Peek(2)
		s.failed(err)
		if len(head) == 0 {
			return mark{level: noLevel, at: s.at}
		}
		if string(head) != "--" {
			s.toDashes()
			continue
		}
		line, length := s.peekLine()
		end := s.at - s.ending
		m, ok := s.match(line)
		if !ok && adopt != noLevel && len(line) > 2 && s.partFollows(length) {
			s.warn("границата на съставното съобщение не е тази, която то посочва")
			s.open(string(bytes.TrimRight(line[2:], " \t")), adopt)
			m, ok = mark{level: adopt}, true
		}
		s.line()
		if ok {
			m.at = end
			return m
		}
	}
}

// match tells whose delimiter a line is. The innermost multipart has it first.
func (s *scanner) match(line []byte) (mark, bool) {
	if len(line) > 1000 {
		return mark{}, false
	}
	boundary := bytes.TrimRight(line[2:], " \t")
	if levels := s.delimiters[string(boundary)]; len(levels) > 0 {
		return mark{level: levels[len(levels)-1]}, true
	}
	boundary, closing := bytes.CutSuffix(boundary, []byte("--"))
	if levels := s.delimiters[string(boundary)]; closing && len(levels) > 0 {
		return mark{level: levels[len(levels)-1], closing: true}, true
	}
	return mark{}, false
}

func (s *scanner) partFollows(length int) bool {
	window, _ := s.in.Peek(min(length+lineSize, windowSize))
	next := window[min(length, len(window)):]
	return len(next) > 8 && strings.EqualFold(string(next[:8]), "content-")
}

// toDashes takes everything up to the next line that begins with „--“.
func (s *scanner) toDashes() {
	for {
		window, err := s.in.Peek(max(3, s.in.Buffered()))
		s.failed(err)
		i := bytes.Index(window, []byte("\n--"))
		switch {
		case i >= 0:
			s.discard(i + 1)
			return
		case err != nil:
			s.discard(len(window))
			return
		}
		s.discard(len(window) - 2) // „\n-“ may be cut by the window's end
	}
}

// line takes a whole line, however long.
func (s *scanner) line() {
	for {
		window, err := s.in.Peek(max(1, s.in.Buffered()))
		if i := bytes.IndexByte(window, '\n'); i >= 0 {
			s.discard(i + 1)
			return
		}
		s.discard(len(window))
		if err != nil {
			s.failed(err)
			return
		}
	}
}

// discard takes n bytes that the window holds and remembers how the line before ended.
func (s *scanner) discard(n int) {
	if n == 0 {
		return
	}
	window, _ := s.in.Peek(n)
	before := s.last
	if n > 1 {
		before = window[n-2]
	}
	s.last = window[n-1]
	s.ending = 0
	if s.last == '\n' {
		s.ending = 1
		if before == '\r' {
			s.ending = 2
		}
	}
	s.in.Discard(n)
	s.at += int64(n)
}

func (s *scanner) failed(err error) {
	if err != nil && !errors.Is(err, io.EOF) && s.err == nil && !errors.Is(err, bufio.ErrBufferFull) {
		s.err = err
	}
}
