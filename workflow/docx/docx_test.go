package docx

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
)

func written(t *testing.T, document string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, document); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWrite(t *testing.T) {
	const document = `<w:document xmlns:w="urn:w"><w:body/></w:document>`
	packed := written(t, document)
	if !bytes.Equal(packed, written(t, document)) {
		t.Error("the same document gives other bytes")
	}
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := wellFormed(string(part)); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if f.Name == "word/document.xml" && !strings.HasSuffix(string(part), document) {
			t.Errorf("the document is %s", part)
		}
	}
	want := []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml"}
	if !slices.Equal(names, want) {
		t.Errorf("parts %v", names)
	}
}

// Word would refuse the file, and the records office would find out.
func TestWriteRefusesWhatIsNoXML(t *testing.T) {
	for name, document := range map[string]string{
		"empty": "", "open": "<w:document>", "crossed": "<a><b></a></b>", "ampersand": "<a>Иванов & Петров</a>", "control": "<a>\x01</a>", "no UTF-8": "<a>\xff</a>",
	} {
		var b bytes.Buffer
		if err := Write(&b, document); err == nil || b.Len() > 0 {
			t.Errorf("%s: %d bytes, %v", name, b.Len(), err)
		}
	}
}
