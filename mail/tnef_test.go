package mail

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"srok/mail/mailtest/pack"
)

func inMail(media string, data []byte) string {
	return "From: a@b.org\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: " + media + "\nContent-Transfer-Encoding: base64\n\n" +
		base64.StdEncoding.EncodeToString(data) + "\n--x--\n"
}

func TestWinmail(t *testing.T) {
	scan := bytes.Repeat([]byte("scan"), 50_000)
	raw := pack.Winmail(
		pack.WinmailFile{Name: "Годишен отчет 2018 – Община Перник.docx", Title: "GODISH~1.DOC", Data: []byte("docx")},
		pack.WinmailFile{Title: "Сканиран.pdf", Data: scan},
		pack.WinmailFile{Title: "Препратено", Message: pack.Winmail(pack.WinmailFile{Name: "вътре.xlsx", Data: []byte("xlsx")})},
	)
	m, files := parsed(t, inMail("application/ms-tnef; name=winmail.dat", raw), Options{})
	if want := "Годишен отчет 2018 – Община Перник.docx|Сканиран.pdf|вътре.xlsx"; names(m) != want {
		t.Errorf("%q, warnings %q", names(m), m.Warnings)
	}
	if files["Годишен отчет 2018 – Община Перник.docx"] != "docx" || files["Сканиран.pdf"] != string(scan) || files["вътре.xlsx"] != "xlsx" {
		t.Error("the data differ")
	}
	if m.Text != "Текст от winmail" || len(m.Warnings) != 0 {
		t.Errorf("text %q, warnings %q", m.Text, m.Warnings)
	}
	if !strings.HasSuffix(m.Attachments[0].Type, "wordprocessingml.document") {
		t.Errorf("type %q", m.Attachments[0].Type)
	}
}

func TestWinmailBroken(t *testing.T) {
	raw := pack.Winmail(pack.WinmailFile{Name: "отчет.docx", Data: bytes.Repeat([]byte("x"), 1000)})
	for n := range len(raw) {
		m, _ := parsed(t, inMail("application/ms-tnef; name=winmail.dat", raw[:n]), Options{})
		if n > 6 && len(m.Attachments) == 0 && warned(m, "прекъснат") {
			t.Fatalf("cut at %d: nothing is left", n)
		}
	}
	if m, _ := parsed(t, inMail("application/ms-tnef; name=winmail.dat", []byte("no TNEF at all")), Options{}); names(m) != "winmail.dat" {
		t.Errorf("no TNEF: %q", names(m))
	}
	if m, _ := parsed(t, inMail("application/ms-tnef; name=winmail.dat", pack.Winmail()), Options{}); names(m) != "" {
		t.Errorf("formatting alone is no file: %q", names(m))
	}
}
