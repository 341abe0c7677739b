package planfile

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"srok/workflow"

	"golang.org/x/net/html/charset"
)

const (
	maxParts    = 5_000
	maxUnpacked = 128 << 20 // of a whole .docx or .xlsx, as its directory declares it
)

// archive is the zip that a .docx or .xlsx is.
type archive struct {
	name     string
	files    map[string]*zip.File
	tooLarge bool // a part was larger than maxXML; xml.Decoder reports another error for it
}

// openArchive refuses what is no zip and what declares more than a plan can hold. Sizes
// that lie are caught while reading.
func openArchive(name string, data io.ReaderAt, size int64) (*archive, error) {
	z, err := zip.NewReader(data, size)
	if err != nil {
		return nil, &workflow.Refusal{Where: name, What: fmt.Sprintf("this is not a %s document: it is no zip archive", path.Ext(name)),
			Do: "open it in a word processor or Excel and save it anew"}
	}
	var total uint64
	a := &archive{name: name, files: map[string]*zip.File{}}
	for _, f := range z.File {
		total += min(f.UncompressedSize64, maxUnpacked+1)
		a.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	if len(z.File) > maxParts || total > maxUnpacked {
		return nil, &workflow.Refusal{Where: name, What: fmt.Sprintf("the document unpacks to more than %d MB", maxUnpacked>>20),
			Do: "save the plan alone, without pictures"}
	}
	return a, nil
}

// errTooLarge ends the reading of a part that is larger than its archive says.
var errTooLarge = errors.New("the part is too large")

// cappedReader fails past its limit, where io.LimitReader would pretend an end.
type cappedReader struct {
	of   *archive
	r    io.Reader
	left int64
}

func (c *cappedReader) Read(p []byte) (int, error) {
	if c.left <= 0 {
		c.of.tooLarge = true
		return 0, errTooLarge
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

// part opens a part as XML; ok is false where the archive has none of the name.
func (a *archive) part(name string) (dec *xml.Decoder, done func() error, ok bool, err error) {
	f, ok := a.files[strings.TrimPrefix(name, "/")]
	if !ok {
		return nil, nil, false, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, true, a.broken(err)
	}
	dec = xml.NewDecoder(&cappedReader{of: a, r: r, left: maxXML})
	dec.CharsetReader = charset.NewReaderLabel
	return dec, r.Close, true, nil
}

// broken is the refusal of a document whose inside cannot be read.
func (a *archive) broken(err error) error {
	var refusal *workflow.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refusal):
		return err
	case a.tooLarge:
		return &workflow.Refusal{Where: a.name, What: fmt.Sprintf("a part of the document unpacks to more than %d MB", maxXML>>20),
			Do: "check that this is the plan; save it anew"}
	}
	return &workflow.Refusal{Where: a.name, What: fmt.Sprintf("the document is damaged (%v)", err),
		Do: "open it in a word processor or Excel and save it anew"}
}

// attr is the value of an attribute by its local name; namespaces differ between the
// transitional and the strict form of the format.
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
