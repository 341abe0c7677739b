package mail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"
	"sync"
)

// body is one text of the message.
type body struct {
	text string
	html bool // was HTML
}

// worseThan tells which bodies of a multipart/alternative, the ones from first on, to drop: HTML
// where there is plain text that says something, empty plain text where there is not.
func worseThan(bodies []body, first int) func(body) bool {
	plain := false
	for _, b := range bodies[first:] {
		plain = plain || !b.html && strings.TrimSpace(b.text) != ""
	}
	n := -1
	return func(b body) bool {
		n++
		return n >= first && b.html == plain
	}
}

// better leaves out the worse bodies, which are no part of the text and yet may be read by someone.
func (p *parser) better(bodies []body, first int) []body {
	worse := worseThan(bodies, first)
	return slices.DeleteFunc(bodies, func(b body) bool {
		drop := worse(b)
		if drop && strings.TrimSpace(b.text) != "" {
			p.beside = append(p.beside, b.text)
		}
		return drop
	})
}

// whoseText opens the text of a mail inside as mail programs do when they forward one.
func (p *parser) whoseText(h header) {
	from, subject := decodeWords(h.get("from"), p.o.Charset), decodeWords(h.get("subject"), p.o.Charset)
	text := "От: " + from + "\nОтносно: " + subject
	if p.texts += len(text); p.texts > int(p.o.Limits.Text) {
		return
	}
	p.forwarded = append(p.forwarded, body{text: text})
}

func joined(bodies []body) string {
	var texts []string
	for _, b := range bodies {
		if t := strings.TrimSpace(b.text); t != "" {
			texts = append(texts, t)
		}
	}
	return strings.Join(texts, "\n\n")
}

// text reads a text that is shown. The uuencoded files in it (of old programs and of scanners)
// are taken out.
func (p *parser) text(e *part, at place) error {
	isHTML := e.is("text/html")
	raw, files, err := p.splitText(e, !isHTML)
	if err != nil {
		return err
	}
	switch {
	case at.returned:
	case at.forward:
		cids := p.cids // the images of a mail inside are files of this one
		p.forwarded = append(p.forwarded, p.decodeText(raw, e, isHTML))
		p.cids = cids
	default:
		p.bodies = append(p.bodies, p.decodeText(raw, e, isHTML))
	}
	for _, f := range files {
		name, changed := safeName(decodeWords(f.name, p.o.Charset))
		if changed {
			p.warn("името на файла е променено на „%s“", name)
		}
		if err := p.file(Attachment{Name: name}, newUUReader(f.open(e), f.end-f.start)); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) decodeText(raw []byte, e *part, isHTML bool) body {
	charset := e.params["charset"]
	if !isHTML {
		return body{text: strings.ReplaceAll(toUTF8(raw, charset, p.o.Charset), "\r\n", "\n")}
	}
	if charset == "" {
		charset = metaCharset(raw)
	}
	text, cids := htmlText(toUTF8(raw, charset, p.o.Charset))
	p.cids = append(p.cids, cids...)
	return body{text: text, html: true}
}

var metaTag = compiled(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})`)

// metaCharset is what an HTML page says of itself; a page that says UTF-16 lies (it could not be read).
func metaCharset(raw []byte) string {
	m := metaTag.FindSubmatch(raw[:min(len(raw), 4096)])
	if m == nil || strings.HasPrefix(strings.ToLower(string(m[1])), "utf-16") {
		return ""
	}
	return string(m[1])
}

// uuFile is a uuencoded file found in a text: where it lies in the decoded body.
type uuFile struct {
	name       string
	start, end int64
}

// open reads the file again from its part. In a body that is not encoded its place is known.
func (f uuFile) open(e *part) io.Reader {
	if identity(e.header.get("content-transfer-encoding")) {
		return io.NewSectionReader(e.src, e.start+f.start, f.end-f.start)
	}
	r := bufio.NewReader(e.body())
	io.CopyN(io.Discard, r, f.start) // an error shows again at the next read
	return io.LimitReader(r, f.end-f.start)
}

// maxUU bounds the uuencoded files of one text: each may cost a decoding of all before it.
const maxUU = 50

// splitText reads a text body up to the limit of text and finds the uuencoded files in it.
func (p *parser) splitText(e *part, uu bool) (text []byte, files []uuFile, err error) {
	in := bufio.NewReaderSize(e.body(), bufferFor(e.end-e.start, 32<<10))
	limit := int(p.o.Limits.Text) - p.texts
	text = make([]byte, 0, max(0, min(int64(limit), e.end-e.start)))
	var at int64
	var held []byte // lines since a „begin“ that may turn out to be text
	open := uuFile{start: -1}
	whole := true // at the beginning of a line
	for {
		line, err := in.ReadSlice('\n')
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, nil, fmt.Errorf("read text: %w", err)
		}
		trimmed := bytes.TrimRight(line, "\r\n")
		begins := whole && uu && len(files) < maxUU && bytes.HasPrefix(trimmed, []byte("begin "))
		whole = err == nil
		if begins && open.start < 0 {
			if m := uuBegin.FindSubmatch(trimmed); m != nil {
				open = uuFile{name: string(m[1]), start: at}
			}
		}
		at += int64(len(line))
		switch {
		case open.start < 0:
			text = appendUpTo(text, line, limit)
		case string(trimmed) == "end":
			open.end = at
			files, held, open = append(files, open), nil, uuFile{start: -1}
		default:
			held = appendUpTo(held, line, limit)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if open.start < 0 && len(text) >= limit && !uu {
			break
		}
	}
	text = appendUpTo(text, held, limit)
	if len(text) >= limit {
		p.warn("текстът е по-дълъг от %d байта: останалото от него не е показано", p.o.Limits.Text)
	}
	p.texts += len(text)
	return text, files, nil
}

func appendUpTo(dst, more []byte, limit int) []byte {
	return append(dst, more[:min(len(more), max(0, limit-len(dst)))]...)
}

// measured counts and hashes what is read through it.
type measured struct {
	r    io.Reader
	hash hash.Hash
	size int64
}

func (m *measured) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.hash.Write(b[:n])
	m.size += int64(n)
	return n, err
}

// copyBuffers are used again for the next file: a message may have thousands of a few bytes.
var copyBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// WriteTo lets a decoder write its blocks as they are.
func (m *measured) WriteTo(w io.Writer) (int64, error) {
	buffer := copyBuffers.Get().(*[32 << 10]byte)
	defer copyBuffers.Put(buffer)
	n, err := io.CopyBuffer(io.MultiWriter(m.hash, w), m.r, buffer[:])
	m.size += n
	return n, err
}
