package pack

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// WinmailFile is one file of a winmail.dat.
type WinmailFile struct {
	Name    string // long, in UTF-16; empty: it has only the title
	Title   string // short, in windows-1251
	Data    []byte
	Message []byte // instead of Data: TNEF of an attached message
}

// Winmail writes a winmail.dat as Outlook does (MS-OXTNEF), with a text of its own.
func Winmail(files ...WinmailFile) []byte {
	t := &tnef{}
	t.put(uint32(0x223E9F78), uint16(1))
	t.attribute(1, 0x00069007, binary.LittleEndian.AppendUint32(nil, 1251))
	t.attribute(1, 0x00069003, tnefProps(map[uint32][]byte{0x1000001F: utf16le("Текст от winmail")}))
	for _, f := range files {
		t.attribute(2, 0x00069002, make([]byte, 14))
		if f.Message == nil {
			t.attribute(2, 0x0006800F, f.Data)
		}
		title, err := charmap.Windows1251.NewEncoder().String(f.Title)
		if err != nil {
			panic(err) // a title that windows-1251 cannot say is a mistake of the test
		}
		t.attribute(2, 0x00018010, append([]byte(title), 0))
		props := map[uint32][]byte{}
		if f.Name != "" {
			props[0x3707001F] = utf16le(f.Name)
		}
		if f.Message != nil {
			props[0x3701000D] = append(make([]byte, 16), f.Message...)
		}
		t.attribute(2, 0x00069005, tnefProps(props))
	}
	return t.Bytes()
}

type tnef struct{ bytes.Buffer }

func (t *tnef) put(values ...any) {
	for _, v := range values {
		if err := binary.Write(t, binary.LittleEndian, v); err != nil {
			panic(err) // into memory, values of fixed size: it cannot fail
		}
	}
}

func (t *tnef) attribute(level byte, id uint32, data []byte) {
	t.put(level, id, uint32(len(data)), data, uint16(0))
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
