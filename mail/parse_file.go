package mail

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// fileName gives the safe name of a part and the one that it claims. Where a part that must be
// a file has no name, it gets one from its type.
func (p *parser) fileName(e *part) (name, raw string) {
	_, params := parameters(e.header.get("content-disposition"), p.o.Charset)
	if raw = strings.TrimSpace(params["filename"]); raw == "" {
		raw = strings.TrimSpace(e.params["name"])
	}
	raw = unpercent(raw)
	name, changed := safeName(raw)
	switch {
	case raw == "":
		if name, _ = safeName(located(e.header.get("content-location"))); name == "" {
			name = "файл" + extension(e.media)
		}
		return name, "" // a text that comes from somewhere is no file yet
	case name == "":
		name = "файл" + extension(e.media)
		p.warn("името на файл е опасно: заменено е с „%s“", name)
	case changed:
		p.warn("името на файл е опасно или твърде дълго: заменено е с „%s“", name)
	}
	return name, raw
}

// located is the file at the end of where a part comes from (RFC 2557, 4.2), the only name that some
// programs give to a picture.
func located(at string) string {
	u, err := url.Parse(strings.Join(strings.Fields(at), ""))
	if err != nil || path.Ext(u.Path) == "" {
		return ""
	}
	return path.Base(u.Path)
}

// unpercent reads a name that a web mail sent as it stands in a link, without the mark of
// RFC 2231. A name in which a percent sign means itself does not turn into letters.
func unpercent(name string) string {
	plain, err := url.PathUnescape(name)
	if err != nil || !utf8.ValidString(plain) || countAbove([]byte(plain), utf8.RuneSelf) == countAbove([]byte(name), utf8.RuneSelf) {
		return name
	}
	return plain
}

// extensions of what institutions send; the machine's own table of types is not asked, because
// it differs from machine to machine.
var extensions = map[string]string{
	"application/pdf": ".pdf", "application/zip": ".zip", "application/msword": ".doc",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       ".xlsx",
	"application/vnd.ms-excel": ".xls", "application/vnd.oasis.opendocument.spreadsheet": ".ods",
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/tiff": ".tif", "image/bmp": ".bmp",
	"text/plain": ".txt", "text/html": ".html", "text/csv": ".csv", "text/calendar": ".ics",
	"message/rfc822": ".eml", "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m",
}

func extension(media string) string { return extensions[media] }

// mediaOf is the type of a file that comes without one.
func mediaOf(name string) string {
	ext := strings.ToLower(path.Ext(name))
	for media, e := range extensions {
		if e == ext && ext != ".p7m" {
			return media
		}
	}
	return "application/octet-stream"
}

// isSignature tells a signature of the mail or of a file beside it. They prove nothing before
// someone has verified them, and nobody calls them a file.
func isSignature(media, name string) bool {
	switch media {
	case "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature":
		return true
	}
	ext := strings.ToLower(path.Ext(name))
	return ext == ".p7s" || ext == ".asc"
}

// inline tells whether a part is an image that the text shows: the one beside an HTML in
// multipart/related, or one that the HTML names. A photograph of a report that a telephone put
// between two lines of text is a file.
func (p *parser) inline(e *part, at place) bool {
	if !e.under("image") {
		return false
	}
	id := strings.Trim(e.header.get("content-id"), "<> ")
	return at.related || id != "" && slices.Contains(p.cids, id)
}

// carriageReturns lets a message that has bare CR for line ends (of old Macs) be read.
type carriageReturns struct{ io.ReaderAt }

func (c carriageReturns) ReadAt(b []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(b, off)
	for i, ch := range b[:n] {
		if ch == '\r' {
			b[i] = '\n'
		}
	}
	return n, err
}

func withLineFeeds(r io.ReaderAt, size int64) (io.ReaderAt, int64, error) {
	head := make([]byte, min(size, 4096))
	if n, err := r.ReadAt(head, 0); err != nil && (err != io.EOF || n < len(head)) {
		return nil, 0, fmt.Errorf("%d bytes announced: %w", size, err)
	}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		r = carriageReturns{r}
	}
	return r, size, nil
}
