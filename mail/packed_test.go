package mail

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"srok/mail/mailtest/pack"
)

func unpacked(t testing.TB, name string, data []byte) (packed Packed, files map[string]string, err error) {
	t.Helper()
	files = map[string]string{}
	packed, err = Unpack(name, bytes.NewReader(data), int64(len(data)), Options{}, func(a Attachment, r io.Reader) error {
		content, err := io.ReadAll(r)
		files[a.Name] = string(content)
		return err
	})
	return packed, files, err
}

// What holds files as a mail does is known by its content, and gives them out under their names.
func TestUnpack(t *testing.T) {
	signed, err := pack.Signed("Иван Иванов", []byte("отчет\n"))
	if err != nil {
		t.Fatal(err)
	}
	saved := "From: a@b.example\nSubject: =?UTF-8?B?0J7RgtGH0LXRgg==?=\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nТекст.\n--b\nContent-Type: application/octet-stream; name=a.txt\n\nотчет\n--b--\n"
	signedMail, err := pack.Signed("Иван Иванов", []byte(saved))
	if err != nil {
		t.Fatal(err)
	}
	for title, c := range map[string]struct {
		name   string
		data   []byte
		files  []string
		text   string
		signer bool
		err    error
	}{
		"a saved mail":                 {"писмо.eml", []byte(saved), []string{"a.txt"}, "Текст.", false, nil},
		"a saved mail, renamed":        {"писмо.txt", []byte(saved), []string{"a.txt"}, "Отчет", false, nil},
		"a signed file":                {"отчет.txt.p7m", signed, []string{"отчет.txt"}, "", true, nil},
		"a signed mail":                {"smime.p7m", signedMail, []string{"a.txt"}, "Текст.", true, nil},
		"files of Outlook":             {"winmail.dat", pack.Winmail(pack.WinmailFile{Name: "а.txt", Title: "A", Data: []byte("1")}, pack.WinmailFile{Name: "б.txt", Title: "B", Data: []byte("2")}), []string{"а.txt", "б.txt"}, "", false, nil},
		"files of Outlook, renamed":    {"file.bin", pack.Winmail(pack.WinmailFile{Name: "а.txt", Title: "A", Data: []byte("1")}), []string{"а.txt"}, "", false, nil},
		"files of Outlook, cut":        {"winmail.dat", pack.Winmail(pack.WinmailFile{Name: "а.txt", Title: "A", Data: []byte("1")})[:40], nil, "", false, ErrNotPacked},
		"encrypted":                    {"отчет.p7m", []byte("0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80"), nil, "", false, ErrEncrypted},
		"broken":                       {"отчет.p7m", []byte("0\x80\x06\x09\x2a\x86"), nil, "", false, ErrNotPacked},
		"nothing, called a signed one": {"отчет.p7m", nil, nil, "", false, ErrNotPacked},
	} {
		t.Run(title, func(t *testing.T) {
			if !IsPacked(c.name, c.data[:min(len(c.data), 1024)]) {
				t.Error("it is not known")
			}
			packed, files, err := unpacked(t, c.name, c.data)
			var names []string
			for name, content := range files {
				names = append(names, name)
				if content == "" {
					t.Errorf("%s is empty", name)
				}
			}
			slices.Sort(names)
			if !errors.Is(err, c.err) || !slices.Equal(names, c.files) || !strings.Contains(packed.Text, c.text) {
				t.Errorf("files %q, text %q, %v", names, packed.Text, err)
			}
			if signer := strings.Contains(strings.Join(packed.Warnings, "\n"), "Иван Иванов (непроверен)"); signer != c.signer {
				t.Errorf("the warnings: %q", packed.Warnings)
			}
		})
	}
	for name, data := range map[string]string{"а.txt": "Отчет: няма", "а.pdf": "%PDF-1.4", "а.jpg": "\xff\xd8\xff\x00", "а.der": "0\x03\x02\x01\x00", "празен": ""} {
		if IsPacked(name, []byte(data)) {
			t.Errorf("%s is taken for a file with others in it", name)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	signed, err := pack.Signed("Иван Иванов", []byte("отчет\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a.p7m", signed)
	f.Add("winmail.dat", pack.Winmail(pack.WinmailFile{Name: "а.txt", Title: "A", Data: []byte("1")}))
	f.Add("a.eml", []byte("From: a@b\n\ntext"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		IsPacked(name, data[:min(len(data), 1024)])
		_, files, err := unpacked(t, name, data)
		if err != nil && len(files) > 0 && (errors.Is(err, ErrEncrypted) || errors.Is(err, ErrNotPacked)) {
			t.Errorf("%d files and %v", len(files), err)
		}
	})
}
