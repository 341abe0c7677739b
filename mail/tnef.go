package mail

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
)

// isTNEF knows winmail.dat, in which Outlook hides the files of a letter.
func isTNEF(media, name string) bool {
	return media == "application/ms-tnef" || media == "application/vnd.ms-tnef" || strings.EqualFold(name, "winmail.dat")
}

// Attributes and properties of TNEF (MS-OXTNEF, 2.1.3; MS-OXPROPS).
const (
	tnefSignature  = 0x223E9F78
	attOemCodepage = 0x9007
	attRendData    = 0x9002 // begins an attachment
	attTitle       = 0x8010
	attData        = 0x800F
	attAttachment  = 0x9005 // the attachment's MAPI properties, after its data
	attMAPIProps   = 0x9003 // the message's

	propBody         = 0x1000
	propBodyHTML     = 0x1013
	propDataObject   = 0x3701
	propFilename     = 0x3704
	propLongFilename = 0x3707
	propMIME         = 0x370E
	propDisplayName  = 0x3001
)

// maxProps bounds what is read of the properties of one attachment: names are short, but a
// message attached to the message is a property too.
const maxProps = 4 << 20

// tnefFile is one attachment: its name, and where its data lies in the decoded body.
type tnefFile struct {
	title, name, media string
	start, length      int64
	message            []byte // an attached message, TNEF again
}

// there tells whether anything of the file came.
func (f tnefFile) there() bool { return f.start >= 0 || f.message != nil }

type tnefContent struct {
	charset    string
	files      []tnefFile
	body, html string
	cut        bool
}

var errNotTNEF = errors.New("not TNEF")

// tnef shows the files in a winmail.dat as if they stood in the mail. The first reading finds
// their names, which stand behind the data, the second hands the data over; nothing is held. What
// is no TNEF stays the file that it is; a winmail.dat with nothing but formatting is no file.
func (p *parser) tnef(e *part, name string, at place) error {
	content, err := readTNEF(e.body(), p.o)
	if errors.Is(err, errNotTNEF) {
		return p.file(Attachment{Name: name, Type: e.media}, e.body())
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if content.cut && !slices.ContainsFunc(content.files, tnefFile.there) {
		p.warn("winmail.dat е прекъснат: няма какво да се извади от него")
		return p.file(Attachment{Name: name, Type: e.media}, e.body())
	}
	return p.showTNEF(content, e.body(), at, 0)
}

func (p *parser) showTNEF(content *tnefContent, r io.Reader, at place, depth int) error {
	if content.cut {
		p.warn("winmail.dat е прекъснат: от файловете в него има само част")
	}
	if !at.forward && depth == 0 && len(p.bodies) == 0 {
		p.tnefBody(content)
	}
	var read int64
	for _, f := range content.files {
		if f.message != nil {
			if err := p.tnefMessage(f.message, at, depth+1); err != nil {
				return err
			}
			continue
		}
		if !f.there() {
			continue // an object inside the text (OLE), no file
		}
		if _, err := io.CopyN(io.Discard, r, f.start-read); err != nil && err != io.EOF {
			return fmt.Errorf("read winmail.dat: %w", err)
		}
		if err := p.file(p.tnefAttachment(f), io.LimitReader(r, f.length)); err != nil {
			return err
		}
		read = f.start + f.length
	}
	return nil
}

// maxTNEF bounds messages attached to messages inside TNEF.
const maxTNEF = 8

func (p *parser) tnefMessage(raw []byte, at place, depth int) error {
	if depth > maxTNEF {
		p.warn("winmail.dat: писмата в него са вложени твърде дълбоко")
		return nil
	}
	content, err := readTNEF(strings.NewReader(string(raw)), p.o)
	if err != nil {
		return nil // an attached contact or the like: not TNEF
	}
	return p.showTNEF(content, strings.NewReader(string(raw)), at, depth)
}

func (p *parser) tnefBody(content *tnefContent) {
	switch {
	case strings.TrimSpace(content.body) != "":
		p.bodies = append(p.bodies, body{text: strings.ReplaceAll(content.body, "\r\n", "\n")})
	case content.html != "":
		text, cids := htmlText(content.html)
		p.cids = append(p.cids, cids...)
		p.bodies = append(p.bodies, body{text: text, html: true})
	}
}

func (p *parser) tnefAttachment(f tnefFile) Attachment {
	raw := f.name
	if raw == "" {
		raw = f.title
	}
	name, changed := safeName(raw)
	if changed {
		p.warn("името на файл е опасно или твърде дълго: заменено е с „%s“", name)
	}
	media := strings.ToLower(f.media)
	if media == "" {
		media = mediaOf(name)
	}
	if name == "" {
		name = "файл" + extension(media)
	}
	return Attachment{Name: name, Type: media}
}

// tnefReader reads attributes and remembers where it is.
type tnefReader struct {
	in *bufio.Reader
	at int64
}

func (r *tnefReader) take(n int64) ([]byte, error) {
	b := make([]byte, n)
	got, err := io.ReadFull(r.in, b)
	r.at += int64(got)
	return b[:got], err
}

func (r *tnefReader) skip(n int64) error {
	got, err := io.CopyN(io.Discard, r.in, n)
	r.at += got
	return err
}

func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// readTNEF finds what is in a TNEF stream. A stream that ends early gives what was there.
func readTNEF(in io.Reader, o Options) (*tnefContent, error) {
	r := &tnefReader{in: bufio.NewReaderSize(in, 32<<10)}
	head, err := r.take(6)
	if err != nil && !isEnd(err) {
		return nil, err
	}
	if len(head) < 6 || binary.LittleEndian.Uint32(head) != tnefSignature {
		return nil, errNotTNEF
	}
	c := &tnefContent{charset: o.Charset}
	for len(c.files) <= o.Limits.Parts {
		err := c.attribute(r)
		if errors.Is(err, errTNEFDone) {
			return c, nil
		}
		if err != nil && isEnd(err) {
			c.cut = true
			return c, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

var errTNEFDone = errors.New("end of TNEF")

// attribute reads one: level, id and type, length, data, checksum (MS-OXTNEF, 2.1.1).
func (c *tnefContent) attribute(r *tnefReader) error {
	head, err := r.take(9)
	if len(head) == 0 && isEnd(err) || len(head) > 0 && head[0] != 1 && head[0] != 2 {
		return errTNEFDone // with or without padding after the last attribute
	}
	if err != nil {
		return err
	}
	id := binary.LittleEndian.Uint16(head[1:])
	length := int64(binary.LittleEndian.Uint32(head[5:]))
	if id == attRendData && head[0] == 2 {
		c.files = append(c.files, tnefFile{start: -1})
	}
	var file *tnefFile
	if n := len(c.files); n > 0 && head[0] == 2 {
		file = &c.files[n-1]
	}
	if id == attData && file != nil {
		file.start, file.length = r.at, length
		if err := r.skip(length); err != nil {
			return err
		}
		return r.skip(2)
	}
	wanted := id == attOemCodepage || id == attMAPIProps || file != nil && (id == attTitle || id == attAttachment)
	if !wanted || length > maxProps {
		if err := r.skip(length); err != nil {
			return err
		}
		return r.skip(2)
	}
	data, err := r.take(length)
	switch id {
	case attOemCodepage:
		if len(data) >= 4 {
			c.charset = fmt.Sprintf("windows-%d", binary.LittleEndian.Uint32(data))
		}
	case attTitle:
		file.title = toUTF8([]byte(strings.TrimRight(string(data), "\x00")), c.charset, "")
	case attAttachment:
		c.attachmentProps(file, data)
	case attMAPIProps:
		c.messageProps(data)
	}
	if err != nil {
		return err
	}
	return r.skip(2)
}

func (c *tnefContent) attachmentProps(f *tnefFile, data []byte) {
	eachProp(data, func(id, kind uint16, value []byte) {
		switch id {
		case propLongFilename:
			f.name = c.text(kind, value)
		case propFilename, propDisplayName:
			if f.name == "" {
				f.name = c.text(kind, value)
			}
		case propMIME:
			f.media = c.text(kind, value)
		case propDataObject:
			const guid = 16 // the interface, before the data (MS-OXTNEF, 2.1.3.4.2)
			if f.start < 0 && len(value) > guid+4 && binary.LittleEndian.Uint32(value[guid:]) == tnefSignature {
				f.message = value[guid:]
			}
		}
	})
}

func (c *tnefContent) messageProps(data []byte) {
	eachProp(data, func(id, kind uint16, value []byte) {
		switch id {
		case propBody:
			c.body = c.text(kind, value)
		case propBodyHTML:
			c.html = toUTF8(value, metaCharset(value), c.charset)
		}
	})
}

func (c *tnefContent) text(kind uint16, value []byte) string {
	if kind == 0x001F { // PtypString: UTF-16LE
		units := make([]uint16, len(value)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(value[2*i:])
		}
		return cleanText(strings.TrimRight(string(utf16.Decode(units)), "\x00"))
	}
	return toUTF8([]byte(strings.TrimRight(string(value), "\x00")), c.charset, "windows-1251")
}

// eachProp walks a list of MAPI properties (MS-OXTNEF, 2.1.3.4.1). It stops where the list is broken.
func eachProp(data []byte, visit func(id, kind uint16, value []byte)) {
	p := props{data}
	count := p.uint32()
	for range count {
		if len(p.data) < 4 {
			return
		}
		kind, id := p.uint16(), p.uint16()
		if id >= 0x8000 && !p.skipName() {
			return
		}
		values := uint32(1)
		multi := kind&0x1000 != 0
		kind &^= 0x1000
		fixed := fixedSize(kind)
		if multi || fixed == 0 {
			values = p.uint32()
		}
		for range values {
			size := fixed
			if fixed == 0 {
				size = int(p.uint32())
			}
			value, ok := p.padded(size)
			if !ok {
				return
			}
			visit(id, kind, value)
		}
	}
}

// fixedSize of a property's type; 0 for those that tell their length.
func fixedSize(kind uint16) int {
	switch kind {
	case 0x0002, 0x000B: // 16 bits and booleans, padded to four bytes
		return 2
	case 0x0003, 0x0004, 0x000A:
		return 4
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040:
		return 8
	case 0x0048:
		return 16
	}
	return 0
}

// props are the bytes of a property list that are still to be read.
type props struct{ data []byte }

func (p *props) uint16() uint16 {
	if len(p.data) < 2 {
		p.data = nil
		return 0
	}
	v := binary.LittleEndian.Uint16(p.data)
	p.data = p.data[2:]
	return v
}

func (p *props) uint32() uint32 {
	if len(p.data) < 4 {
		p.data = nil
		return 0
	}
	v := binary.LittleEndian.Uint32(p.data)
	p.data = p.data[4:]
	return v
}

// padded takes size bytes and what fills them up to four. An empty value ends the list where
// nothing is left, so that a huge count costs nothing.
func (p *props) padded(size int) ([]byte, bool) {
	if size < 0 || size > len(p.data) || len(p.data) == 0 {
		return nil, false
	}
	value := p.data[:size]
	p.data = p.data[min(len(p.data), (size+3)&^3):]
	return value, true
}

// skipName passes over the name of a named property.
func (p *props) skipName() bool {
	if _, ok := p.padded(16); !ok {
		return false
	}
	if p.uint32() == 0 {
		p.uint32()
		return true
	}
	_, ok := p.padded(int(p.uint32()))
	return ok
}
