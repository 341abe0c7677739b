package mail

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"srok/mail/mailtest/pack"
)

// FuzzParse: whatever the bytes are, Parse ends, tells no untruth about what it handed over, and what it
// gives can be marshalled.
func FuzzParse(f *testing.F) {
	for _, name := range testMessages(f) {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(nested(40)))
	f.Add([]byte("From: a@b\nContent-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\n1\n--x--\n"))
	f.Add([]byte("Subject: =?utf-8?B?0JA=?= =?windows-1251?Q?=C0?=\nContent-Disposition: attachment; filename*0*=windows-1251''%C0; filename*1*=%C1\n\nbegin 644 a\n#86)C\n \nend\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var handed []Attachment
		var sizes []int64
		m, err := Parse(bytes.NewReader(raw), int64(len(raw)), Options{OwnAddress: "savet@example.org", AuthServer: "mx.example.org"},
			func(a Attachment, r io.Reader) error {
				n, err := io.Copy(io.Discard, r)
				handed, sizes = append(handed, a), append(sizes, n)
				return err
			})
		if err != nil {
			var unreadable *Unreadable
			if !errors.As(err, &unreadable) {
				t.Fatalf("an error that is not about the message: %v", err)
			}
			return
		}
		if len(handed) != len(m.Attachments) {
			t.Fatalf("%d files handed over, %d listed", len(handed), len(m.Attachments))
		}
		for i, a := range m.Attachments {
			if a.Size != sizes[i] || a.Name != handed[i].Name {
				t.Fatalf("listed %+v, handed over %+v of %d bytes", a, handed[i], sizes[i])
			}
			if a.Name == "" || len(a.Name) > maxName || filepath.Base(a.Name) != a.Name {
				t.Fatalf("unsafe name %q", a.Name)
			}
		}
		if m.Kind == "" || m.Why == "" {
			t.Fatalf("no verdict: %+v", m)
		}
		for _, s := range []string{m.Subject, m.Text, m.FromName} {
			if !utf8.ValidString(s) {
				t.Fatalf("not UTF-8: %q", s)
			}
		}
		if _, err := json.Marshal(m); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzTNEF and FuzzSigned go deeper than the outer message lets a fuzzer come.
func FuzzTNEF(f *testing.F) {
	f.Add(pack.Winmail(pack.WinmailFile{Name: "Годишен отчет.docx", Data: []byte("docx")}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := readTNEF(bytes.NewReader(raw), Options{}.withDefaults())
		if err != nil {
			return
		}
		for _, file := range c.files {
			if file.start > int64(len(raw)) {
				t.Fatalf("a file beyond the end: %+v", file)
			}
		}
	})
}

func FuzzSigned(f *testing.F) {
	f.Add(signedBER([]byte("a report")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := openSigned(bytes.NewReader(raw))
		if err != nil {
			return
		}
		n, err := io.Copy(io.Discard, s)
		if err != nil || n > int64(len(raw)) {
			t.Fatalf("%d bytes out of %d: %v", n, len(raw), err)
		}
		s.signer()
	})
}
