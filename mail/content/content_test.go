package content

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// testLimit is how much is unpacked here: less than in earnest, so that bombs cost no time.
const testLimit = 8 << 20

// number is what is looked for.
const number = "0123456789"

var seek = Seek{
	Text:   func(s string) bool { return strings.Contains(s, number) },
	Number: func(s string) bool { return s == "123456789" },
}

// pack makes a ZIP of files: name, content, name, content …
func pack(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		e, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err = io.WriteString(e, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func look(t testing.TB, data []byte, seek Seek) Finding {
	t.Helper()
	s, err := Take(bytes.NewReader(data), 256<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return lookWithin(s, "", seek, testLimit)
}

func inUTF16(t testing.TB, order unicode.Endianness, mark unicode.BOMPolicy, text string) string {
	t.Helper()
	s, err := unicode.UTF16(order, mark).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLook(t *testing.T) {
	const document = "<w:p><w:r><w:t>01234</w:t></w:r>\n<w:r><w:t>56789</w:t></w:r></w:p>"
	word := string(pack(t, "word/document.xml", document))
	declared := `<?xml version="1.0" encoding="UTF-16"?>` + document
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"
	encrypted := pack(t, "a.txt", "x")
	for _, mark := range []string{"PK\x03\x04", "PK\x01\x02"} { // bit 0 of the flags, in the file's header and in the directory's
		at := bytes.Index(encrypted, []byte(mark))
		encrypted[at+map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8}[mark]] |= 1
	}
	for name, c := range map[string]struct {
		data []byte
		want Finding
	}{
		"split over runs":        {[]byte(word), Finding{Hit: true}},
		"two paragraphs":         {pack(t, "word/document.xml", "<d><p>01234</p><p>56789</p></d>"), Finding{}},
		"numeric cell":           {pack(t, "xl/worksheets/sheet1.xml", "<c><v>123456789</v></c>"), Finding{Hit: true}},
		"numeric cell of ods":    {pack(t, "content.xml", `<table:table-cell office:value-type="float" office:value="123456789"><text:p>123 456 789</text:p></table:table-cell>`), Finding{Hit: true}},
		"odt":                    {pack(t, "content.xml", "<text:p>0123456789</text:p>"), Finding{Hit: true}},
		"a header of odt":        {pack(t, "styles.xml", "<text:p>0123456789</text:p>"), Finding{Hit: true}},
		"settings of odt":        {pack(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<p/>", "settings.xml", "<i>0123456789</i>"), Finding{}},
		"settings of docx":       {pack(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<p/>", "docProps/app.xml", "<i>0123456789</i>"), Finding{}},
		"data that is no part":   {pack(t, "export/data.xml", "<i>0123456789</i>"), Finding{Hit: true}},
		"embedded in a document": {pack(t, "[Content_Types].xml", "<Types/>", "word/embeddings/1.xlsx", word), Finding{Hit: true}},
		"slide":                  {pack(t, "ppt/slides/slide1.xml", "<a:p><a:t>0123456789</a:t></a:p>"), Finding{Hit: true}},
		"UTF-16 with mark":       {pack(t, "word/document.xml", inUTF16(t, unicode.LittleEndian, unicode.UseBOM, declared)), Finding{Hit: true}},
		"UTF-16 without mark":    {pack(t, "word/document.xml", inUTF16(t, unicode.BigEndian, unicode.IgnoreBOM, declared)), Finding{Hit: true}},
		"a charset of 8 bits":    {pack(t, "word/document.xml", `<?xml version="1.0" encoding="windows-1251"?>`+"<p>\xc5\xc3\xcd 0123456789</p>"), Finding{Hit: true}},
		"broken XML":             {pack(t, "word/document.xml", "<p>x</p><"), Finding{Unread: true}},
		"in an archive":          {pack(t, "scan.jpg", "\xff\xd8\xff\x00", "отчет.docx", word), Finding{Hit: true}},
		"text in an archive":     {pack(t, "a/a.csv", "име;0123456789"), Finding{Hit: true}},
		"two archives deep":      {pack(t, "a.zip", string(pack(t, "b.docx", word))), Finding{Hit: true}},
		"a program in archive":   {pack(t, "отчет.pdf.exe", "\x00\x00"), Finding{Executable: true}},
		"a program by content":   {pack(t, "отчет.pdf", "MZ\x90\x00"), Finding{Executable: true, Unread: true}},
		"macros":                 {pack(t, "word/document.xml", "<p/>", "word/vbaProject.bin", "x"), Finding{Macros: true}},
		"program":                {[]byte("MZ\x90\x00"), Finding{Executable: true, Unread: true}},
		"bomb of text":           {pack(t, "content.xml", "<p>"+strings.Repeat(" ", testLimit)+"</p>"), Finding{Bomb: true, Unread: true}},
		"bomb of anything":       {pack(t, "a.bin", strings.Repeat("\x00", testLimit+1)), Finding{Bomb: true, Unread: true}},
		"broken":                 {[]byte("PK\x03\x04"), Finding{Unread: true}},
		"encrypted archive":      {encrypted, Finding{Encrypted: true, Unread: true}},
		"encrypted office":       {append([]byte(ole), utf16("EncryptedPackage")...), Finding{Encrypted: true, Unread: true}},
		"old Word, 8 bits":       {[]byte(ole + strings.Repeat("\x01", pieceSize) + " " + number), Finding{Hit: true, Unread: true}},
		"old Word, UTF-16":       {append([]byte(ole), utf16(strings.Repeat("x", pieceSize/2-9)+" "+number)...), Finding{Hit: true, Unread: true}},
		"another archive":        {[]byte("Rar!\x1a\x07\x00"), Finding{Unread: true}},
		"plain text":             {[]byte("\xc5\xc3\xcd: " + number), Finding{Hit: true}},
		"plain text, UTF-16":     {[]byte(inUTF16(t, unicode.LittleEndian, unicode.UseBOM, "ЕГН: "+number)), Finding{Hit: true}},
		"a long text":            {[]byte(strings.Repeat("дума ", pieceSize/9) + number), Finding{Hit: true}},
		"text that begins so":    {[]byte("MZ"), Finding{}},
		"an image":               {[]byte("\xff\xd8\xff\x00" + number), Finding{}},
		"a PDF that nobody read": {[]byte("%PDF-1.4\n" + number), Finding{Unread: true}},
		"a large document":       {pack(t, "word/media/image1.bmp", noise(6<<20), "word/document.xml", document), Finding{Hit: true}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := look(t, c.data, seek); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// unpacking reads what a test packs: „pack:“, then „name=content“ line by line.
func unpacking(seek Seek) Seek {
	seek.Packed = func(_ string, start []byte) bool { return bytes.HasPrefix(start, []byte("pack:")) }
	seek.Unpack = func(_ string, file *Spool, each func(string, io.Reader) error) error {
		packed, err := io.ReadAll(file.Reader())
		if err != nil {
			return err
		}
		for line := range strings.Lines(strings.TrimPrefix(string(packed), "pack:")) {
			name, inner, _ := strings.Cut(strings.TrimRight(line, "\n"), "=")
			if inner == "locked" {
				return ErrLocked
			}
			if err := each(name, strings.NewReader(inner)); err != nil {
				return err
			}
		}
		return nil
	}
	return seek
}

// Archives in archives, and what else holds files, are looked into down to a depth and within the
// limits of the whole; what lies deeper is flagged.
func TestLookDeep(t *testing.T) {
	nested := func(times int, inner []byte) []byte {
		for range times {
			inner = pack(t, "a.zip", string(inner))
		}
		return inner
	}
	document := pack(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<p>"+number+"</p>")
	macros := pack(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<p/>", "word/vbaProject.bin", "x")
	many := make([]string, 0, 2*maxEntries)
	for range maxEntries {
		many = append(many, "x", "x")
	}
	for name, c := range map[string]struct {
		data   []byte
		want   Finding
		listed []string
	}{
		"as deep as may be":        {nested(maxDepth, document), Finding{Hit: true}, []string{"a.zip"}},
		"deeper":                   {nested(maxDepth+1, document), Finding{Unread: true}, []string{"a.zip"}},
		"very deep":                {nested(50, document), Finding{Unread: true}, []string{"a.zip"}},
		"macros":                   {nested(2, macros), Finding{Macros: true}, []string{"a.zip"}},
		"a program by its name":    {pack(t, "a.zip", string(pack(t, "отчет.scr", "\x01\x02"))), Finding{Executable: true}, []string{"отчет.scr"}},
		"several, listed flat":     {pack(t, "1.txt", "x", "a.zip", string(pack(t, "2.txt", "x", "b.docx", string(document)))), Finding{Hit: true}, []string{"1.txt", "2.txt", "b.docx"}},
		"an archive in a mail":     {[]byte("pack:\nа.txt=x\nb=" + strings.ReplaceAll(string(pack(t, "c.exe", "x")), "\n", "")), Finding{Executable: true}, nil},
		"packed in an archive":     {pack(t, "a.eml", "pack:а.doc="+number+"\nб.exe=x"), Finding{Hit: true, Executable: true}, []string{"а.doc", "б.exe"}},
		"locked in an archive":     {pack(t, "a.p7m", "pack:x=locked"), Finding{Encrypted: true, Unread: true}, []string{"a.p7m"}},
		"packed for ever":          {[]byte(strings.Repeat("pack:a=", 50)), Finding{Unread: true}, nil},
		"a bomb in an archive":     {nested(2, pack(t, "a.bin", strings.Repeat("\x00", testLimit+1))), Finding{Bomb: true, Unread: true}, []string{"a.bin"}},
		"nothing readable in many": {pack(t, slices.Repeat([]string{"a.zip", string(pack(t, "a.bin", strings.Repeat("\x00", testLimit-1)))}, 9)...), Finding{Bomb: true, Unread: true}, nil},
		"small bombs together":     {pack(t, slices.Repeat([]string{"a.zip", string(pack(t, "a.txt", strings.Repeat(" ", 1<<20)))}, 20)...), Finding{Bomb: true, Unread: true}, nil},
		"too many together":        {pack(t, "a.zip", string(pack(t, many...))), Finding{Unread: true}, []string{"a.zip"}},
	} {
		t.Run(name, func(t *testing.T) {
			var listed []string
			seek := unpacking(seek)
			seek.Inside = func(name string, _ *Spool) { listed = append(listed, name) }
			if got := look(t, c.data, seek); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if c.listed != nil && !slices.Equal(listed, c.listed) {
				t.Errorf("listed are %q, want %q", listed, c.listed)
			}
		})
	}
}

// noise is what no compression makes smaller.
func noise(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b[i] = byte(x)
	}
	return string(b)
}

// The text of a PDF is another program's to find; the file lies where it can read it.
func TestLookIntoPDF(t *testing.T) {
	document := []byte("%PDF-1.4\n")
	for name, c := range map[string]struct {
		data []byte
		text string
		err  error
		want Finding
	}{
		"a number":                  {document, "ЕГН " + number, nil, Finding{Hit: true}},
		"none":                      {document, "отчет", nil, Finding{}},
		"after other bytes":         {[]byte("\x00\x00%PDF-1.4"), number, nil, Finding{Hit: true}},
		"a scan":                    {document, "\f", nil, Finding{Unread: true}},
		"it failed":                 {document, "отчет", errors.New("broken"), Finding{Unread: true}},
		"it failed after a number":  {document, number, errors.New("too long"), Finding{Hit: true, Unread: true}},
		"encrypted with a password": {[]byte("%PDF-1.4\n/Encrypt 5 0 R"), "", errors.New("password"), Finding{Encrypted: true, Unread: true}},
		"inside an archive":         {pack(t, "a.pdf", "%PDF-1.4"), number, nil, Finding{Hit: true}},
	} {
		seek := seek
		seek.PDF = func(file *os.File, w io.Writer) error {
			if content, err := io.ReadAll(file); err != nil || !bytes.Contains(content, []byte("%PDF-")) {
				t.Errorf("%s: the file holds %q, %v", name, content, err)
			}
			io.WriteString(w, c.text)
			return c.err
		}
		if got := look(t, c.data, seek); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// Many files together unpack no more than they may: what is over that is not looked into.
func TestLookSharesALimit(t *testing.T) {
	left := int64(1 << 20)
	seek := seek
	seek.Left = &left
	file := pack(t, "content.xml", "<p>"+strings.Repeat(" ", 400<<10)+number+"</p>")
	for i, want := range []Finding{{Hit: true}, {Hit: true}, {Unread: true}, {Unread: true}} {
		s, err := Take(bytes.NewReader(file), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		got := Look(s, "", seek)
		if got.Bomb = false; got != want {
			t.Errorf("file %d: %+v, want %+v, %d bytes are left", i+1, got, want, left)
		}
		s.Close()
	}
}

func TestSpool(t *testing.T) {
	for _, size := range []int{0, 1, inMemory - 1, inMemory, inMemory + 1, 3 * inMemory} {
		data := []byte(noise(size))
		s, err := Take(bytes.NewReader(data), 3*inMemory)
		if err != nil {
			t.Fatal(err)
		}
		again, err := io.ReadAll(s.Reader())
		if err != nil || !bytes.Equal(again, data) || s.Size() != int64(size) {
			t.Errorf("%d bytes come back as %d, %v", size, len(again), err)
		}
		file, err := s.File()
		if err != nil {
			t.Fatal(err)
		}
		if read, err := io.ReadAll(file); err != nil || !bytes.Equal(read, data) {
			t.Errorf("the file of %d bytes has %d, %v", size, len(read), err)
		}
		if _, err := os.Stat(file.Name()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the file of %d bytes can be found: %v", size, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, limit := range []int64{10, inMemory, inMemory + 1} {
		if _, err := Take(strings.NewReader(noise(int(limit)+1)), limit); !errors.Is(err, ErrTooLarge) {
			t.Errorf("one byte more than %d: %v", limit, err)
		}
	}
}

func FuzzLook(f *testing.F) {
	f.Add(pack(f, "word/document.xml", "<p>0123456789</p>"))
	f.Add(pack(f, "a.docx", string(pack(f, "word/document.xml", "<p>0123456789</p>"))))
	f.Add([]byte("\xff\xfe<\x00p\x00"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x000123456789"))
	f.Add([]byte("pack:a=pack:b=0123456789"))
	f.Fuzz(func(t *testing.T, data []byte) { look(t, data, unpacking(seek)) })
}

// A number in groups is found wherever the pieces end that a long text is asked about in, and none is
// found that only the end of a piece makes.
func TestNumbersAcrossPieces(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want bool
	}{"in groups": {"01234 56789", true}, "of a longer number": {"90123456789", false}} {
		seek := seek
		seek.Text = func(s string) bool {
			whole := regexp.MustCompile(`(?:^|\D)01234 ?56789(?:\D|$)`)
			return whole.MatchString(s)
		}
		for before := pieceSize - 16; before < pieceSize+16; before++ {
			text := strings.Repeat("я ", before/3) + strings.Repeat(".", before%3) + c.text
			for _, then := range []string{"", strings.Repeat(" я", pieceSize/3)} {
				if got := look(t, []byte(text+then), seek).Hit; got != c.want {
					t.Fatalf("%s at %d: %v", name, before, got)
				}
			}
		}
	}
}

// An archive that lists millions of files costs no more than its size.
func TestEndlessDirectory(t *testing.T) {
	many := make([]string, 0, 2*100_000)
	for range 100_000 {
		many = append(many, "", "")
	}
	data := pack(t, many...)
	s, err := Take(bytes.NewReader(data), 64<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := lookWithin(s, "", seek, testLimit)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; got != (Finding{Unread: true}) || used > 1<<20 {
		t.Errorf("%+v, %d bytes for an archive of %d", got, used, len(data))
	}
}
