// Package content looks into attached files, by what they hold and not by their names, and
// within limits: how many entries, how many bytes unpacked. It knows no rule of ours: what to
// look for in the text is passed in.
package content

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

const (
	maxEntries  = 2000
	maxUnpacked = 64 << 20 // of one file, in bytes; counted while unpacking, headers can lie
	maxText     = 64 << 10 // of one paragraph or cell
)

// Finding is what was seen in one file.
type Finding struct {
	Hit        bool // the text holds what was looked for
	Macros     bool
	Executable bool
	Encrypted  bool
	Unread     bool // the text, or some of it, could not be looked into
}

// Seek says what a text must not hold. Number is asked about numeric cells of a spreadsheet,
// which lose leading zeros.
type Seek struct{ Text, Number func(string) bool }

var errTooMuch = errors.New("more than the limit unpacked")

// How the files begin that Look knows. OLE is what Office wrote before 2007, and how it encrypts.
var (
	zipMark  = []byte("PK\x03\x04")
	oleMark  = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	exeMarks = [][]byte{[]byte("MZ"), []byte("\x7fELF")}
)

// MarkLength is how many bytes of a file Knows wants to see.
const MarkLength = 8

// Knows reports by the first bytes of a file whether Look can say something about it.
func Knows(start []byte) bool {
	return bytes.HasPrefix(start, zipMark) || bytes.HasPrefix(start, oleMark) || isProgram(start)
}

func isProgram(start []byte) bool {
	return slices.ContainsFunc(exeMarks, func(mark []byte) bool { return bytes.HasPrefix(start, mark) })
}

// Look reads one file from its bytes.
func Look(data []byte, seek Seek) Finding {
	switch {
	case bytes.HasPrefix(data, zipMark):
		return lookZip(data, seek)
	case isProgram(data):
		return Finding{Executable: true, Unread: true}
	case bytes.HasPrefix(data, oleMark): // its names are UTF-16
		return Finding{Unread: true, Encrypted: bytes.Contains(data, utf16("EncryptedPackage")),
			Macros: bytes.Contains(data, utf16("_VBA_PROJECT"))}
	}
	return Finding{Unread: true}
}

func utf16(ascii string) []byte {
	var b []byte
	for _, c := range []byte(ascii) {
		b = binary.LittleEndian.AppendUint16(b, uint16(c))
	}
	return b
}

func lookZip(data []byte, seek Seek) Finding {
	var f Finding
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(archive.File) > maxEntries {
		return Finding{Unread: true}
	}
	left := int64(maxUnpacked)
	document := false
	for _, entry := range archive.File {
		name := strings.ToLower(entry.Name)
		if entry.Flags&1 != 0 { // APPNOTE 4.4.4: bit 0 is encryption
			f.Encrypted, f.Unread = true, true
			continue
		}
		switch path.Ext(name) {
		case ".exe", ".dll", ".scr", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".jar":
			f.Executable = true
		}
		f.Macros = f.Macros || path.Base(name) == "vbaproject.bin"
		if name != "content.xml" && (path.Ext(name) != ".xml" || !strings.HasPrefix(name, "word/") && !strings.HasPrefix(name, "xl/")) {
			continue
		}
		document = true
		hit, err := lookEntry(entry, &left, seek)
		f.Hit, f.Unread = f.Hit || hit, f.Unread || err != nil
		if errors.Is(err, errTooMuch) {
			break
		}
	}
	f.Unread = f.Unread || !document
	return f
}

// limited fails at the limit instead of ending, so that a cut text is never taken for a whole.
type limited struct {
	r    io.Reader
	left *int64
}

func (l limited) Read(p []byte) (int, error) {
	if *l.left <= 0 {
		return 0, errTooMuch
	}
	n, err := l.r.Read(p[:min(int64(len(p)), *l.left)])
	*l.left -= int64(n)
	return n, err
}

func lookEntry(entry *zip.File, left *int64, seek Seek) (hit bool, err error) {
	r, err := entry.Open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	var text strings.Builder
	ask := func(number bool) {
		s := text.String()
		hit = hit || seek.Text(s) || number && seek.Number(strings.TrimSpace(s))
		text.Reset()
	}
	decoder := xml.NewDecoder(limited{r, left})
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			ask(false)
			return hit, nil
		}
		if err != nil {
			ask(false)
			return hit, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "tab", "br", "s", "line-break":
				text.WriteByte(' ')
			}
		case xml.EndElement: // a word processor splits one number over several runs of a paragraph
			switch t.Name.Local {
			case "p", "h", "si", "is", "v":
				ask(t.Name.Local == "v")
			}
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 || !bytes.ContainsRune(t, '\n') {
				text.Write(t)
			}
			if text.Len() > maxText {
				ask(false)
			}
		}
	}
}
