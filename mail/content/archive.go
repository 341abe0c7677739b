package content

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

const (
	maxEntries  = 2000     // of one file with all that is in it
	maxDepth    = 4        // what lies in more files than so many is not opened, and flagged
	maxUnpacked = 64 << 20 // of one file with all that is in it, in bytes; counted while unpacking, headers can lie
	maxInside   = 32 << 20 // of one file inside an archive, in bytes
	bombRatio   = 100      // from what ratio on an archive that unpacks beyond the limit is meant to
)

// A directory is held as a whole, whatever it says of its length: its entries are counted before. Those
// of archives inside that are not compressed count as well, so there may be more of them.
const (
	directoryMark = "PK\x01\x02" // APPNOTE 4.3.12
	maxListed     = 10 * maxEntries
)

var errTooMuch = errors.New("more than the limit unpacked")

// archive looks into a ZIP: a document, or files, with archives among them up to a depth.
func (l *looker) archive(s *Spool, at file) Finding {
	if count(s, []byte(directoryMark), maxListed) == maxListed {
		l.list(at, s)
		return Finding{Unread: true}
	}
	z, err := zip.NewReader(s, s.Size())
	if err != nil || len(z.File) > l.entries {
		l.list(at, s)
		return Finding{Unread: true}
	}
	l.entries -= len(z.File)
	var f Finding
	document := slices.ContainsFunc(z.File, func(entry *zip.File) bool { return isDocumentMark(entry.Name) })
	if document {
		l.list(at, s)
	}
	for _, entry := range z.File {
		if strings.HasSuffix(entry.Name, "/") || document && isInner(entry.Name) {
			continue
		}
		found, err := l.entry(entry, file{name: entry.Name, depth: at.depth + 1, listed: !document && (at.depth == 0 || at.listed)})
		f.add(found)
		f.Unread = f.Unread || err != nil
		if errors.Is(err, errTooMuch) {
			f.Bomb = f.Bomb || s.Size() < l.limit/bombRatio
			break
		}
	}
	return f
}

// entry looks into one file of an archive.
func (l *looker) entry(entry *zip.File, at file) (Finding, error) {
	name := strings.ToLower(entry.Name)
	l.claimed += min(entry.UncompressedSize64, uint64(1)<<40) // a header may claim anything
	f := Finding{Executable: IsProgramName(name), Macros: path.Base(name) == "vbaproject.bin"}
	switch {
	case entry.Flags&1 != 0: // APPNOTE 4.4.4: bit 0 is encryption
		f.Encrypted, f.Unread = true, true
		l.list(at, nil)
		return f, nil
	case f.Macros:
		return f, nil
	case isBomb(entry.UncompressedSize64, entry.CompressedSize64, l.limit), isBomb(l.claimed, uint64(l.size), l.limit):
		f.Bomb, f.Unread = true, true
		l.list(at, nil)
		return f, nil
	}
	unpacked, err := entry.Open()
	if err != nil {
		return f, err
	}
	defer unpacked.Close()
	if isPart(name) {
		f.Hit, err = l.part(limited{unpacked, &l.left})
		return f, err
	}
	inside, err := l.inside(unpacked, at)
	f.add(inside)
	return f, err
}

// isBomb tells of so many bytes that are packed in so few that nobody means to read them.
func isBomb(unpacked, packed uint64, limit int64) bool {
	return unpacked > uint64(limit) && unpacked/max(packed, 1) >= bombRatio
}

// packed looks into what holds files without being an archive: a mail, a signed file, what Outlook
// packs. A mail has a text of its own too.
func (l *looker) packed(s *Spool, at file, isText bool, start []byte) Finding {
	var f Finding
	if isText {
		f = l.plainText(s, start)
	}
	handed := 0
	err := l.seek.Unpack(at.name, s, func(name string, r io.Reader) error {
		if name != "" {
			if l.entries == 0 {
				return errTooMuch
			}
			l.entries--
			handed++
		}
		inner := file{name: name, depth: at.depth + 1, listed: name != "" && (at.depth == 0 || at.listed)}
		found, err := l.inside(r, inner)
		f.add(found)
		f.Executable = f.Executable || IsProgramName(name)
		f.Unread = f.Unread || err != nil
		if errors.Is(err, errTooMuch) {
			return err
		}
		return nil
	})
	if handed == 0 {
		l.list(at, s)
	}
	f.Encrypted = f.Encrypted || errors.Is(err, ErrLocked)
	f.Unread = f.Unread || err != nil
	return f
}

// isDocumentMark knows what only documents have (ECMA-376 part 2, 10.1.2; OpenDocument 1.2 part 3,
// 3.3).
func isDocumentMark(name string) bool { return name == "[Content_Types].xml" || name == "mimetype" }

// isInner knows what in a document nobody reads: settings and relations, whose numbers mean nothing.
func isInner(name string) bool {
	name = strings.ToLower(name)
	return name == "mimetype" || path.Ext(name) == ".rels" || path.Ext(name) == ".xml" && !isPart(name)
}

// isPart knows the parts of a document that hold its text.
func isPart(name string) bool {
	if name == "content.xml" || name == "styles.xml" { // OpenDocument; headers and footers stand in the styles
		return true
	}
	folder, _, _ := strings.Cut(name, "/")
	return path.Ext(name) == ".xml" && (folder == "word" || folder == "xl" || folder == "ppt")
}

// inside looks into a file that lies in another one.
func (l *looker) inside(unlimited io.Reader, at file) (Finding, error) {
	r := limited{unlimited, &l.left}
	start := make([]byte, MarkLength)
	n, err := io.ReadFull(r, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return Finding{}, err
	}
	if !l.seek.Knows(at.name, start[:n]) {
		l.list(at, nil)
		return Finding{}, nil
	}
	s, err := Take(io.MultiReader(strings.NewReader(string(start[:n])), r), maxInside)
	if err != nil {
		l.list(at, nil)
		return Finding{}, err
	}
	defer s.Close()
	return l.look(s, at), nil
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
