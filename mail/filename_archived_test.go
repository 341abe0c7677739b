package mail

import (
	"testing"

	"golang.org/x/text/encoding/charmap"
)

func TestArchivedName(t *testing.T) {
	for _, name := range []string{
		"Годишен отчет 2018 – Община Перник.docx", "доклад.xlsx", "ПЕРНИК.XLSX", "Приложение № 1.pdf", "report.xlsx", "Образец Ърпец щъркел.xlsx", "Я.pdf",
	} {
		if got := ArchivedName("папка/" + name); got != name {
			t.Errorf("in UTF-8: %q, not %q", got, name)
		}
		for _, charset := range []*charmap.Charmap{charmap.CodePage866, charmap.Windows1251} {
			encoded, err := charset.NewEncoder().String("папка/" + name)
			if err != nil { // a dash, in the code page of DOS
				continue
			}
			if got := ArchivedName(encoded); got != name {
				t.Errorf("in %v: %q, not %q", charset, got, name)
			}
		}
	}
	for raw, want := range map[string]string{`..\..\x.exe`: "x.exe", "a/../b.txt": "b.txt", "\u202efdp.exe": "fdp.exe", "..": "", "/": ""} {
		if got := ArchivedName(raw); got != want {
			t.Errorf("%q: %q, not %q", raw, got, want)
		}
	}
}
