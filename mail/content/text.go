package content

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// pieceSize is how much text is asked about at once, in bytes.
const pieceSize = 64 << 10

// carried is how much of a piece is asked about once more with the next one, in bytes: a number may be
// written in groups, with its name before it.
const carried = 256

// asker asks about a text that is written to it, in pieces.
type asker struct {
	ask  func(piece []byte) bool
	rest []byte
	hit  bool
	seen bool // there is anything but blanks
}

func (a *asker) Write(p []byte) (int, error) {
	a.seen = a.seen || len(bytes.TrimSpace(p)) > 0
	a.rest = append(a.rest, p...)
	if len(a.rest) < pieceSize {
		return len(p), nil
	}
	cut := withoutNumber(a.rest)
	a.hit = a.hit || a.ask(a.rest[:cut])
	// The next piece begins before that, where no number is either: half of one may look like another.
	again := withoutNumber(a.rest[:max(0, cut-carried)])
	if cut-again > 2*carried { // digits alone
		again = cut
	}
	a.rest = append(a.rest[:0], a.rest[again:]...)
	return len(p), nil
}

// buffers are used again for the next file: a message may have thousands of a few bytes.
var buffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// readAll asks about all that is read.
func (a *asker) readAll(r io.Reader) error {
	buffer := buffers.Get().(*[32 << 10]byte)
	defer buffers.Put(buffer)
	_, err := io.CopyBuffer(a, r, buffer[:])
	return err
}

// withoutNumber is the length of a text without the number that it ends with; a number alone stays.
func withoutNumber(text []byte) int {
	cut := len(text)
	for cut > 0 && (text[cut-1] >= '0' && text[cut-1] <= '9' || text[cut-1] == 0) { // of UTF-16 half is 0
		cut--
	}
	if cut == 0 {
		cut = len(text)
	}
	return cut
}

// end asks about what is left, and tells whether anything was found.
func (a *asker) end() bool {
	a.hit = a.hit || a.ask(a.rest)
	a.rest = nil
	return a.hit
}

// contains looks for some bytes in a file.
func contains(s *Spool, what []byte) bool { return count(s, what, 1) == 1 }

// count counts some bytes in a file, up to a number.
func count(s *Spool, what []byte, most int) (n int) {
	window := make([]byte, pieceSize)
	for at := int64(0); at < s.Size() && n < most; at += int64(len(window) - len(what) + 1) { // windows overlap
		read, err := s.ReadAt(window, at)
		n += bytes.Count(window[:read], what)
		if err != nil {
			break
		}
	}
	return min(n, most)
}

// decoded is a text as UTF-8 where it begins as UTF-16 does, with or without its mark; anything
// else stays as it is, since digits are the same in every charset of 8 bits.
func decoded(r io.Reader, start []byte) (io.Reader, error) {
	order := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("<\x00")):
	case bytes.HasPrefix(start, []byte("\xfe\xff")), bytes.HasPrefix(start, []byte("\x00<")):
		order = unicode.BigEndian
	default:
		return r, nil
	}
	return unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(withMark(r, start, order)), nil
}

// withMark puts the mark before a text in UTF-16 that has none: the decoder goes by it.
func withMark(r io.Reader, start []byte, order unicode.Endianness) io.Reader {
	switch {
	case start[0] != '<' && start[0] != 0:
		return r
	case order == unicode.BigEndian:
		return io.MultiReader(strings.NewReader("\xfe\xff"), r)
	}
	return io.MultiReader(strings.NewReader("\xff\xfe"), r)
}

// maxText is how much of one paragraph or cell is held together, in bytes.
const maxText = 64 << 10

// part asks about the text of one part of a document (WordprocessingML, SpreadsheetML, DrawingML
// or OpenDocument), paragraph by paragraph and cell by cell.
func (l *looker) part(r io.Reader) (hit bool, err error) {
	start := make([]byte, 4)
	n, err := io.ReadFull(r, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return false, err
	}
	text, err := decoded(io.MultiReader(bytes.NewReader(start[:n]), r), start[:n])
	if err != nil {
		return false, err
	}
	decoder := xml.NewDecoder(text)
	decoder.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") { // decoded already
			return r, nil
		}
		return charset.NewReaderLabel(label, r)
	}
	var b strings.Builder
	ask := func(number bool) {
		s := b.String()
		hit = hit || l.seek.Text(s) || number && l.seek.Number(strings.TrimSpace(s))
		b.Reset()
	}
	for {
		token, err := decoder.RawToken()
		if err != nil {
			ask(false)
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return hit, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "tab", "br", "s", "line-break":
				b.WriteByte(' ')
			case "table-cell": // of OpenDocument: its text is only how the number looks
				hit = hit || slices.ContainsFunc(t.Attr, func(a xml.Attr) bool { return a.Name.Local == "value" && l.seek.Number(a.Value) })
			}
		case xml.EndElement: // a word processor splits one number over several runs of a paragraph
			switch t.Name.Local {
			case "p", "h", "si", "is", "v":
				ask(t.Name.Local == "v")
			}
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 || !bytes.ContainsRune(t, '\n') {
				b.Write(t)
			}
			if b.Len() > maxText {
				ask(false)
			}
		}
	}
}
