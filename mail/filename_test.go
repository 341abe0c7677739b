package mail

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSafeName(t *testing.T) {
	for _, c := range []struct {
		raw, name string
		changed   bool
	}{
		{"Годишен отчет 2018 – Община Перник.docx", "Годишен отчет 2018 – Община Перник.docx", false},
		{"отчет (1).xlsx", "отчет (1).xlsx", false},
		{"й.txt", "й.txt", false}, // decomposed stays decomposed
		{"../../etc/passwd", "passwd", true},
		{`C:\Documents\отчет.doc`, "отчет.doc", true},
		{"C:отчет.doc", "отчет.doc", true},
		{"a\x00b.pdf", "ab.pdf", true},
		{"\u202Egpj.exe", "gpj.exe", true},
		{"a\u200Eb.pdf", "ab.pdf", true},
		{"report.pdf\r\nX: y", "report.pdfX_ y", true},
		{"..", "", true},
		{".htaccess", "htaccess", true},
		{"a.pdf. . ", "a.pdf", true},
		{"file.txt:stream.exe", "file.txt_stream.exe", true},
		{"NUL.txt", "_NUL.txt", true},
		{"com1", "_com1", true},
		{"common.txt", "common.txt", false},
		{"///", "", true},
	} {
		name, changed := safeName(c.raw)
		if name != c.name || changed != c.changed {
			t.Errorf("%q: %q %v, not %q %v", c.raw, name, changed, c.name, c.changed)
		}
	}
	long, changed := safeName(strings.Repeat("я", 300) + ".docx")
	if !changed || len(long) > maxName || !strings.HasSuffix(long, "я.docx") || !utf8.ValidString(long) {
		t.Errorf("%d bytes %q", len(long), long)
	}
}

func TestSafeNameHarmsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.StringMatching(`[./\\:a-zя\x00 ]{0,40}`)).Draw(t, "raw")
		name, _ := safeName(raw)
		if name == "" {
			return
		}
		if len(name) > maxName || filepath.Base(name) != name || strings.ContainsAny(name, "/\\:\x00\r\n") || name[0] == '.' || !utf8.ValidString(name) {
			t.Fatalf("%q -> %q", raw, name)
		}
		if again, changed := safeName(name); changed {
			t.Fatalf("%q -> %q -> %q", raw, name, again)
		}
	})
}

func TestNamesAsTheyAreSent(t *testing.T) {
	const want = "Отчет – Перник.docx"
	for name, disposition := range map[string]string{
		"RFC 2231":                    "attachment; filename*=utf-8''%D0%9E%D1%82%D1%87%D0%B5%D1%82%20%E2%80%93%20%D0%9F%D0%B5%D1%80%D0%BD%D0%B8%D0%BA.docx",
		"RFC 2231 beats the plain":    "attachment; filename=x.docx; filename*=windows-1251''%CE%F2%F7%E5%F2%20%96%20%CF%E5%F0%ED%E8%EA.docx",
		"continuations, out of order": "attachment; filename*1*=%CF%E5%F0%ED%E8%EA.docx; filename*0*=windows-1251''%CE%F2%F7%E5%F2%20%96%20",
		"a character cut in two":      "attachment; filename*0*=utf-8''%D0%9E%D1%82%D1; filename*1*=%87%D0%B5%D1%82%20%E2%80%93%20; filename*2*=%D0%9F%D0%B5%D1%80%D0%BD%D0%B8%D0%BA.docx",
		"no charset":                  "attachment; filename*=%CE%F2%F7%E5%F2%20%96%20%CF%E5%F0%ED%E8%EA.docx",
		"RFC 2047 in quotes":          `attachment; filename="=?windows-1251?Q?=CE=F2=F7=E5=F2_=96_=CF=E5=F0=ED=E8=EA.docx?="`,
		"RFC 2047 without quotes":     `attachment; filename==?UTF-8?B?0J7RgtGH0LXRgiDigJMg0J/QtdGA0L3QuNC6LmRvY3g=?=`,
		"RFC 2047 in continuations":   `attachment; filename*0="=?UTF-8?B?0J7RgtGH0LXRgiDigJMg"; filename*1="0J/QtdGA0L3QuNC6LmRvY3g=?="`,
		"raw windows-1251":            `attachment; filename="` + win1251(want) + `"`,
		"raw UTF-8, no quotes":        "attachment; filename=" + want,
	} {
		m, _ := parsed(t, "From: a@b.org\nContent-Type: application/octet-stream\nContent-Disposition: "+disposition+"\n\nx", Options{})
		if names(m) != want {
			t.Errorf("%s: %q", name, names(m))
		}
	}
}

func TestDangerousNameIsWarnedOf(t *testing.T) {
	m, _ := parsed(t, "From: a@b.org\nContent-Type: application/octet-stream; name=\"../../x\"\n\nx", Options{})
	if names(m) != "x" || !warned(m, "опасно") {
		t.Errorf("%q %q", names(m), m.Warnings)
	}
}
