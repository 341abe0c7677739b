package content

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

var seek = Seek{
	Text:   func(s string) bool { return strings.Contains(s, "0123456789") },
	Number: func(s string) bool { return s == "123456789" },
}

func pack(t testing.TB, name, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	e, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = e.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err = w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLook(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want Finding
	}{
		"split over runs":  {pack(t, "word/document.xml", "<w:p><w:r><w:t>01234</w:t></w:r>\n<w:r><w:t>56789</w:t></w:r></w:p>"), Finding{Hit: true}},
		"two paragraphs":   {pack(t, "word/document.xml", "<d><p>01234</p><p>56789</p></d>"), Finding{}},
		"numeric cell":     {pack(t, "xl/worksheets/sheet1.xml", "<c><v>123456789</v></c>"), Finding{Hit: true}},
		"odt":              {pack(t, "content.xml", "<text:p>0123456789</text:p>"), Finding{Hit: true}},
		"macros":           {pack(t, "word/vbaProject.bin", "x"), Finding{Macros: true, Unread: true}},
		"program":          {[]byte("MZ\x90"), Finding{Executable: true, Unread: true}},
		"bomb":             {pack(t, "content.xml", "<p>"+strings.Repeat(" ", maxUnpacked)+"</p>"), Finding{Unread: true}},
		"broken":           {[]byte("PK\x03\x04"), Finding{Unread: true}},
		"encrypted office": {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), utf16("EncryptedPackage")...), Finding{Encrypted: true, Unread: true}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Look(c.data, seek); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func FuzzLook(f *testing.F) {
	f.Add(pack(f, "word/document.xml", "<p>0123456789</p>"))
	f.Fuzz(func(t *testing.T, data []byte) { Look(data, seek) })
}
