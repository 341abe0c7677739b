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
	maxEntries  = 2000
	maxUnpacked = 64 << 20 // of one file with all that is in it, in bytes; counted while unpacking, headers can lie
	maxInside   = 32 << 20 // of one file inside an archive, in bytes
	bombRatio   = 100      // from what ratio on an archive that unpacks beyond the limit is meant to
)

var errTooMuch = errors.New("more than the limit unpacked")

// archive looks into a ZIP: a document, or files one level deep.
func (l *looker) archive(s *Spool, depth int) Finding {
	z, err := zip.NewReader(s, s.Size())
	if err != nil || len(z.File) > maxEntries {
		return Finding{Unread: true}
	}
	var f Finding
	document := slices.ContainsFunc(z.File, func(entry *zip.File) bool { return isDocumentMark(entry.Name) })
	for _, entry := range z.File {
		if strings.HasSuffix(entry.Name, "/") || document && isInner(entry.Name) {
			continue
		}
		list := func(*Spool) {}
		if !document && depth == 0 && l.seek.Inside != nil {
			list = func(file *Spool) { l.seek.Inside(entry.Name, file) }
		}
		found, err := l.entry(entry, depth, list)
		f.add(found)
		f.Unread = f.Unread || err != nil
		if errors.Is(err, errTooMuch) {
			f.Bomb = f.Bomb || s.Size() < l.limit/bombRatio
			break
		}
	}
	return f
}

// entry looks into one file of an archive, and lists it.
func (l *looker) entry(entry *zip.File, depth int, list func(*Spool)) (Finding, error) {
	name := strings.ToLower(entry.Name)
	f := Finding{Executable: IsProgramName(name), Macros: path.Base(name) == "vbaproject.bin"}
	switch {
	case entry.Flags&1 != 0: // APPNOTE 4.4.4: bit 0 is encryption
		f.Encrypted, f.Unread = true, true
		list(nil)
		return f, nil
	case f.Macros:
		return f, nil
	case entry.UncompressedSize64 > uint64(l.limit) && entry.UncompressedSize64/max(entry.CompressedSize64, 1) >= bombRatio:
		f.Bomb, f.Unread = true, true
		list(nil)
		return f, nil
	}
	unpacked, err := entry.Open()
	if err != nil {
		return f, err
	}
	defer unpacked.Close()
	r := limited{unpacked, &l.left}
	if isPart(name) {
		f.Hit, err = l.part(r)
		return f, err
	}
	inside, err := l.inside(r, depth, list)
	f.add(inside)
	return f, err
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

// inside looks into a file of an archive. Archives inside archives are not opened any further.
func (l *looker) inside(r io.Reader, depth int, list func(*Spool)) (Finding, error) {
	start := make([]byte, MarkLength)
	n, err := io.ReadFull(r, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return Finding{}, err
	}
	switch is := sortOf(start[:n]); {
	case is == unknown:
		list(nil)
		return Finding{}, nil
	case is == archive && depth > 0:
		return Finding{Unread: true}, nil
	}
	s, err := Take(io.MultiReader(strings.NewReader(string(start[:n])), r), maxInside)
	if err != nil {
		list(nil)
		return Finding{}, err
	}
	defer s.Close()
	list(s)
	return l.look(s, depth+1), nil
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
