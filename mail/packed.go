package mail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// What Unpack says of a file that holds nothing it can hand out.
var (
	ErrEncrypted = errors.New("the file is encrypted")
	ErrNotPacked = errors.New("the file is no mail, nor signed, nor of Outlook")
)

// IsMail tells by a file's name and how it begins whether it is a mail that was saved as a file.
func IsMail(name string, start []byte) bool {
	return strings.EqualFold(path.Ext(name), ".eml") || isEntity(start)
}

// IsPacked tells by a file's name and how it begins whether other files may lie in it as in a mail: a
// mail, a signed file (.p7m) or what Outlook packs (winmail.dat).
func IsPacked(name string, start []byte) bool {
	return IsMail(name, start) || isTNEFStart(start) || isPKCS7("", name) || isSignedStart(start)
}

func isTNEFStart(start []byte) bool {
	return len(start) >= 4 && binary.LittleEndian.Uint32(start) == tnefSignature
}

// isSignedStart knows CMS in BER: a sequence that begins with the OID of its kind.
func isSignedStart(start []byte) bool {
	if len(start) == 0 || start[0] != tagSequence {
		return false
	}
	_, err := openSigned(bytes.NewReader(start))
	return err == nil || errors.Is(err, ErrEncrypted)
}

// IsSignature tells by its name whether a file is a signature of another one beside it (.p7s, .asc):
// nobody calls it a document.
func IsSignature(name string) bool { return isSignature("", name) }

// Packed is what is said beside the files in a file.
type Packed struct {
	Text     string
	Warnings []string
}

// Unpack hands the files in a file for which IsPacked holds to sink, as Parse does those of a mail. It
// reads within the limits of o. The error is ErrEncrypted, ErrNotPacked, an *Unreadable, or that of r,
// of the spool or of the sink.
func Unpack(name string, r io.ReaderAt, size int64, o Options, sink Sink) (Packed, error) {
	start := make([]byte, min(size, 256))
	if _, err := r.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return Packed{}, fmt.Errorf("read %s: %w", name, err)
	}
	if IsMail(name, start) {
		m, err := Parse(r, size, o, sink)
		if err != nil {
			return Packed{}, err
		}
		return Packed{strings.Join([]string{m.Subject, m.FullText, m.Forwarded, m.Beside}, "\n\n"), m.Warnings}, nil
	}
	p := &parser{o: o.withDefaults(), sink: sink, m: &Message{}}
	defer p.close()
	if err := p.unpackFile(&part{src: r, end: size}, name, start); err != nil {
		return Packed{}, err
	}
	return Packed{joined(append(p.bodies, p.forwarded...)), p.m.Warnings}, nil
}

func (p *parser) unpackFile(e *part, name string, start []byte) error {
	if isTNEFStart(start) {
		content, err := readTNEF(e.body(), p.o)
		switch {
		case errors.Is(err, errNotTNEF), err == nil && content.cut && !slices.ContainsFunc(content.files, tnefFile.there):
			return ErrNotPacked
		case err != nil:
			return fmt.Errorf("read %s: %w", name, err)
		}
		return p.showTNEF(content, e.body(), place{}, 0)
	}
	switch _, err := openSigned(e.body()); {
	case errors.Is(err, ErrEncrypted):
		return err
	case err != nil:
		return ErrNotPacked
	}
	return p.pkcs7(e, name, place{})
}
