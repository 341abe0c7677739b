package mail

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

type tnefAttach struct {
	name, title string
	data        []byte
	message     []byte // instead of data: TNEF of an attached message
}

// buildTNEF writes a winmail.dat as Outlook does.
func buildTNEF(files ...tnefAttach) []byte {
	var b bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
				panic(err)
			}
		}
	}
	attribute := func(level byte, id uint32, data []byte) {
		put(level, id, uint32(len(data)), data, uint16(0))
	}
	put(uint32(tnefSignature), uint16(1))
	attribute(1, 0x00069007, binary.LittleEndian.AppendUint32(nil, 1251))
	attribute(1, 0x00069003, tnefProps(map[uint32][]byte{0x1000001F: utf16le("Текст от winmail")}))
	for _, f := range files {
		attribute(2, 0x00069002, make([]byte, 14))
		if f.message == nil {
			attribute(2, 0x0006800F, f.data)
		}
		attribute(2, 0x00018010, append([]byte(win1251(f.title)), 0))
		props := map[uint32][]byte{}
		if f.name != "" {
			props[0x3707001F] = utf16le(f.name)
		}
		if f.message != nil {
			props[0x3701000D] = append(make([]byte, 16), f.message...)
		}
		attribute(2, 0x00069005, tnefProps(props))
	}
	return b.Bytes()
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range append(utf16.Encode([]rune(s)), 0) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func tnefProps(props map[uint32][]byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(props)+1))
	b = binary.LittleEndian.AppendUint32(b, 0x37050003) // a fixed one before: PidTagAttachMethod
	b = binary.LittleEndian.AppendUint32(b, 1)
	for tag, value := range props {
		b = binary.LittleEndian.AppendUint32(b, tag)
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
		b = append(b, value...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	return b
}

func inMail(media string, data []byte) string {
	return "From: a@b.org\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: " + media + "\nContent-Transfer-Encoding: base64\n\n" +
		base64.StdEncoding.EncodeToString(data) + "\n--x--\n"
}

func TestWinmail(t *testing.T) {
	scan := bytes.Repeat([]byte("scan"), 50_000)
	raw := buildTNEF(
		tnefAttach{name: "Годишен отчет 2018 – Община Перник.docx", title: "GODISH~1.DOC", data: []byte("docx")},
		tnefAttach{title: "Сканиран.pdf", data: scan},
		tnefAttach{title: "Препратено", message: buildTNEF(tnefAttach{name: "вътре.xlsx", data: []byte("xlsx")})},
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
	raw := buildTNEF(tnefAttach{name: "отчет.docx", data: bytes.Repeat([]byte("x"), 1000)})
	for n := range len(raw) {
		m, _ := parsed(t, inMail("application/ms-tnef; name=winmail.dat", raw[:n]), Options{})
		if n > 6 && len(m.Attachments) == 0 && warned(m, "прекъснат") {
			t.Fatalf("cut at %d: nothing is left", n)
		}
	}
	if m, _ := parsed(t, inMail("application/ms-tnef; name=winmail.dat", []byte("no TNEF at all")), Options{}); names(m) != "winmail.dat" {
		t.Errorf("no TNEF: %q", names(m))
	}
	if m, _ := parsed(t, inMail("application/ms-tnef; name=winmail.dat", buildTNEF()), Options{}); names(m) != "" {
		t.Errorf("formatting alone is no file: %q", names(m))
	}
}
