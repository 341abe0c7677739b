// Package content looks into attached files, by what they hold and not by their names, and
// within limits: how many entries, how many bytes unpacked. It knows no rule of ours: what to
// look for in the text is passed in.
//
// # How it fails
//
// It never does: what cannot be looked into, or not to its end, is a finding of its own, so that
// nothing passes for looked at that was not.
package content

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"
)

// Finding is what was seen in one file.
type Finding struct {
	Hit        bool // the text holds what was looked for
	Macros     bool
	Executable bool
	Encrypted  bool
	Bomb       bool // it is made to fill the machine when it is unpacked
	Unread     bool // the text, or some of it, could not be looked into
}

func (f *Finding) add(other Finding) {
	f.Hit = f.Hit || other.Hit
	f.Macros = f.Macros || other.Macros
	f.Executable = f.Executable || other.Executable
	f.Encrypted = f.Encrypted || other.Encrypted
	f.Bomb = f.Bomb || other.Bomb
	f.Unread = f.Unread || other.Unread
}

// Seek says what a text must not hold. Number is asked about numeric cells of a spreadsheet,
// which lose leading zeros. PDF writes the text of the document in a file, within limits of its
// own; nil: nothing here can.
type Seek struct {
	Text, Number func(string) bool
	PDF          func(file *os.File, w io.Writer) error
	// Inside is given each file of an archive that is no document, and of archives in it, while it can
	// be read: name is as it stands in the archive, in whatever charset. file is nil where it is not
	// read: it is of no sort that is looked into, or locked. nil: nobody asks.
	Inside func(name string, file *Spool)
	// Packed tells of a file whether others lie in it though it is no archive: a mail, a signed file.
	// Unpack then hands them to each, a text beside them without a name, until there is an error.
	// ErrLocked says that it is encrypted. nil: nothing here can.
	Packed func(name string, start []byte) bool
	Unpack func(name string, file *Spool, each func(name string, r io.Reader) error) error
	// Left is how many bytes may still be unpacked of all the files that are looked into with it;
	// nil: each has a limit of its own alone.
	Left *int64
}

// ErrLocked says that a file cannot be unpacked without its key.
var ErrLocked = errors.New("the file is encrypted")

// MarkLength is how many bytes of a file Knows wants to see: a PDF may begin after other bytes.
const MarkLength = 1024

// sort is what a file is, by its first bytes.
type sort int

const (
	unknown     sort = iota // an image, a sound: nothing to read in it
	archive                 // ZIP, and so the documents of Office since 2007 and of OpenDocument
	oldDocument             // OLE: what Office wrote before 2007, and how it encrypts
	pdf
	program
	closed // an archive that is not opened here
	packed // no archive, but Seek.Unpack finds files in it
	plainText
)

var marks = []struct {
	mark string
	is   sort
}{
	{"PK\x03\x04", archive}, {"PK\x05\x06", archive},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", oldDocument},
	{"MZ", program}, {"\x7fELF", program}, {"L\x00\x00\x00\x01\x14\x02\x00", program},
	{"Rar!\x1a\x07", closed}, {"7z\xbc\xaf\x27\x1c", closed}, {"\x1f\x8b", closed}, {"BZh", closed}, {"\xfd7zXZ\x00", closed},
	{"\xff\xfe", plainText}, {"\xfe\xff", plainText}, // UTF-16
}

func sortOf(start []byte) sort {
	text := len(start) > 0 && !slices.ContainsFunc(start, isBinary)
	for _, m := range marks {
		if bytes.HasPrefix(start, []byte(m.mark)) && !text { // a text may begin with „MZ“
			return m.is
		}
	}
	switch {
	case bytes.Contains(start, []byte("%PDF-")):
		return pdf
	case text, bytes.HasPrefix(start, []byte("<\x00")), bytes.HasPrefix(start, []byte("\x00<")):
		return plainText
	}
	return unknown
}

// isBinary knows what no text in an 8-bit charset holds.
func isBinary(c byte) bool {
	return c < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1b", rune(c)) || c == 0x7f
}

// Knows reports by the name of a file and its first bytes whether Look can say something about it.
func (seek Seek) Knows(name string, start []byte) bool { return seek.sortOf(name, start) != unknown }

func (seek Seek) sortOf(name string, start []byte) sort {
	is := sortOf(start)
	if (is == unknown || is == plainText) && seek.Packed != nil && seek.Packed(name, start) {
		return packed
	}
	return is
}

// IsProgramName reports whether a desktop starts a file of this name as a program.
func IsProgramName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".exe", ".dll", ".scr", ".com", ".pif", ".cpl", ".msi", ".lnk", ".jar", ".hta",
		".js", ".jse", ".vbs", ".vbe", ".wsf", ".bat", ".cmd", ".ps1":
		return true
	}
	return false
}

// looker looks into one file with all that is in it.
type looker struct {
	seek    Seek
	limit   int64  // bytes that may be unpacked
	left    int64  // of them
	entries int    // files in archives that may still be looked at
	size    int64  // of the one file
	claimed uint64 // bytes that the archives say they hold, together
}

// Look reads one file.
func Look(s *Spool, name string, seek Seek) Finding {
	if seek.Left == nil {
		return lookWithin(s, name, seek, maxUnpacked)
	}
	limit := min(maxUnpacked, max(*seek.Left, 0))
	l := &looker{seek: seek, limit: limit, left: limit, entries: maxEntries, size: s.Size()}
	defer func() { *seek.Left -= limit - l.left }()
	return l.look(s, file{name: name})
}

func lookWithin(s *Spool, name string, seek Seek, limit int64) Finding {
	l := &looker{seek: seek, limit: limit, left: limit, entries: maxEntries, size: s.Size()}
	return l.look(s, file{name: name})
}

// file is what one file is called and where it stands.
type file struct {
	name   string
	depth  int  // in so many others
	listed bool // Seek.Inside is given it
}

// look reads a file.
func (l *looker) look(s *Spool, at file) Finding {
	start := make([]byte, min(MarkLength, s.Size()))
	if _, err := s.ReadAt(start, 0); err != nil {
		return Finding{Unread: true}
	}
	is := l.seek.sortOf(at.name, start)
	switch {
	case (is == archive || is == packed) && at.depth > maxDepth:
		l.list(at, s)
		return Finding{Unread: true}
	case is == archive:
		return l.archive(s, at)
	case is == packed:
		return l.packed(s, at, sortOf(start) == plainText, start)
	}
	l.list(at, s)
	switch is {
	case program:
		return Finding{Executable: true, Unread: true}
	case oldDocument:
		return l.oldDocument(s)
	case pdf:
		return l.pdf(s)
	case plainText:
		return l.plainText(s, start)
	case closed:
		return Finding{Unread: true}
	}
	return Finding{}
}

// list tells of a file in an archive.
func (l *looker) list(at file, s *Spool) {
	if at.listed && l.seek.Inside != nil {
		l.seek.Inside(at.name, s)
	}
}

// oldDocument is not understood. Numbers lie in it as they are, in an 8-bit charset or in UTF-16,
// so that some are found all the same.
func (l *looker) oldDocument(s *Spool) Finding {
	f := Finding{Unread: true, Encrypted: contains(s, utf16("EncryptedPackage")), Macros: contains(s, utf16("_VBA_PROJECT"))}
	a := asker{ask: func(piece []byte) bool {
		return l.seek.Text(string(piece)) || l.seek.Text(string(bytes.ReplaceAll(piece, []byte{0}, nil)))
	}}
	err := a.readAll(s.Reader())
	f.Hit = err == nil && a.end()
	return f
}

func utf16(ascii string) []byte {
	var b []byte
	for _, c := range []byte(ascii) {
		b = binary.LittleEndian.AppendUint16(b, uint16(c))
	}
	return b
}

// pdf asks another program for the text. A scan has none: nobody has looked into it.
func (l *looker) pdf(s *Spool) Finding {
	if l.seek.PDF == nil {
		return Finding{Unread: true}
	}
	file, err := s.File()
	if err != nil {
		return Finding{Unread: true}
	}
	a := asker{ask: func(piece []byte) bool { return l.seek.Text(string(piece)) }}
	err = l.seek.PDF(file, &a)
	hit := a.end()
	return Finding{Hit: hit, Unread: err != nil || !a.seen, Encrypted: err != nil && contains(s, []byte("/Encrypt"))}
}

func (l *looker) plainText(s *Spool, start []byte) Finding {
	r, err := decoded(s.Reader(), start)
	if err != nil {
		return Finding{Unread: true}
	}
	a := asker{ask: func(piece []byte) bool { return l.seek.Text(string(piece)) }}
	err = a.readAll(r)
	return Finding{Hit: a.end(), Unread: err != nil}
}
