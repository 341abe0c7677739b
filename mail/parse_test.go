package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

func win1251(s string) string {
	out, err := charmap.Windows1251.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func TestReplyFromOutlook(t *testing.T) {
	m := parsedFile(t, "reply-outlook.eml", Options{})
	if m.Subject != "Отг: Искане на отчет за 2018 г. [SROK-7K3M-P]" {
		t.Errorf("subject %q", m.Subject)
	}
	if m.FromName != "Иванка Иванова" || m.From != "i.ivanova@obshtina.example" || m.ReturnPath != m.From {
		t.Errorf("from %q %q, return path %q", m.FromName, m.From, m.ReturnPath)
	}
	if want := "Уважаема госпожо Петрова,\n\nИзпращаме отчета за 2018 г."; m.Text != want {
		t.Errorf("text %q", m.Text)
	}
	if !strings.Contains(m.FullText, "Моля, изпратете отчета до 31 януари.") {
		t.Errorf("full text %q", m.FullText)
	}
	if len(m.Attachments) != 1 || m.Attachments[0].Name != "Годишен отчет 2018 – Община Перник.docx" || m.Attachments[0].Size != 5 {
		t.Errorf("attachments %+v", m.Attachments)
	}
	if len(m.Warnings) != 0 {
		t.Errorf("warnings %q", m.Warnings)
	}
}

// What real mail does to headers.
func TestHeaders(t *testing.T) {
	for _, c := range []struct{ name, header, subject string }{
		{"raw windows-1251", win1251("Subject: Отчет за 2018 г."), "Отчет за 2018 г."},
		{"raw UTF-8", "Subject: Отчет за 2018 г.", "Отчет за 2018 г."},
		{"a character cut between words", "Subject: =?UTF-8?B?0J7RgtGH0LXR?= =?UTF-8?B?gg==?=", "Отчет"},
		{"missing padding", "Subject: =?utf-8?B?0JDQkQ?=", "АБ"},
		{"blanks inside", "Subject: =?utf-8?Q?a b?=", "a b"},
		{"two charsets", "Subject: =?windows-1251?Q?=C0?= =?koi8-r?Q?=E1?=", "АА"},
		{"text around", "Subject: Re: =?cp1251?Q?=C0?= 2018", "Re: А 2018"},
		{"language", "Subject: =?windows-1251*bg?Q?=C0?=", "А"},
		{"unknown charset", "Subject: =?x-nonsense?Q?=D0=90?=", "А"},
		{"declared UTF-8, is windows-1251", "Subject: =?utf-8?Q?=CE=F2=F7=E5=F2?=", "Отчет"},
		{"no such encoding", "Subject: =?utf-8?X?abc?=", "=?utf-8?X?abc?="},
		{"never ends", "Subject: =?utf-8?B?0JDQkQ", "=?utf-8?B?0JDQkQ"},
		{"folded", "Subject: one\n two\n\tthree", "one two three"},
		{"junk line", "this is no field\nSubject: x", "x"},
		{"blank before the colon", "Subject : x", "x"},
		{"mbox", ">From a@b.org Mon Jan 14\nSubject: x", "x"},
		{"lower case", "subject:x", "x"},
		{"raw, of a German", "Subject: Pr\xfcfung der Fr\xf6sche", "Prüfung der Frösche"},
		{"controls", "Subject: a\x00b\x07c", "abc"},
	} {
		for _, eol := range []string{"\n", "\r\n", "\r"} {
			raw := strings.ReplaceAll(c.header+"\nFrom: a@b.org\n\ntext\n", "\n", eol)
			m, _ := parsed(t, raw, Options{})
			if m.Subject != c.subject || m.From != "a@b.org" || m.Text != "text" {
				t.Errorf("%s (%q): subject %q, from %q, text %q", c.name, eol, m.Subject, m.From, m.Text)
			}
		}
	}
}

// A sender writes what he likes between quotation marks and into comments: neither is his address, and
// the servers that vouch for him do not take it for that.
func TestSenderIsNotWhatANameSays(t *testing.T) {
	const evil, kmet = "a@evil.example", "kmet@breznik.bg"
	for from, want := range map[string]string{
		`Кмет <kmet@breznik.bg>`:                               kmet,
		`a@evil.example (Кмет <kmet@breznik.bg>)`:              evil,
		`a@evil.example ((x) Кмет <kmet@breznik.bg>)`:          evil,
		`a@evil.example (x, <kmet@breznik.bg>)`:                evil,
		`(x, <kmet@breznik.bg>) a@evil.example`:                evil,
		`(kmet@breznik.bg) a@evil.example`:                     evil,
		`(kmet@breznik.bg) <a@evil.example>`:                   evil,
		`<a@evil.example> (Кмет <kmet@breznik.bg>)`:            evil,
		`<a@evil.example> "Кмет <kmet@breznik.bg>"`:            evil,
		`"Кмет <kmet@breznik.bg>" <a@evil.example>`:            evil,
		`"Кмет \" <kmet@breznik.bg>" <a@evil.example>`:         evil,
		`"kmet@breznik.bg, Кмет" <a@evil.example>`:             evil,
		`=?utf-8?q?=3Ckmet=40breznik.bg=3E?= <a@evil.example>`: evil,
		`kmet@breznik.bg <a@evil.example>`:                     evil,
		// As programs break the rules.
		`Кмет (Брезник <kmet@breznik.bg>`: kmet,
		`"Кмет <kmet@breznik.bg>`:         kmet,
		`"Кмет <kmet@breznik.bg>"`:        kmet,
		`"kmet@breznik.bg"`:               kmet,
		`<<kmet@breznik.bg>>`:             kmet,
		`kmet@breznik.bg (Кмет)`:          kmet,
		`Кмет :) <kmet@breznik.bg>`:       kmet,
	} {
		if m, _ := parsed(t, "From: "+from+"\nSubject: x\n\nx\n", Options{}); m.From != want {
			t.Errorf("%s: %q, not %q", from, m.From, want)
		}
	}
}

func TestBeforeTheHeader(t *testing.T) {
	for name, before := range map[string]string{
		"mbox line": "From a@b.org Mon Jan 14 10:12:00 2019\n", "blank lines": "\r\n\n", "byte order mark": "\xef\xbb\xbf",
	} {
		if m, _ := parsed(t, before+"Subject: x\nFrom: a@b.org\n\ntext\n", Options{}); m.Subject != "x" || m.Text != "text" {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestUnreadable(t *testing.T) {
	for _, raw := range []string{"", "\r\n\r\n", "\x00\x01\x02\x03\xff\xfe", "just a text\nwithout a header\n"} {
		_, err := Parse(strings.NewReader(raw), int64(len(raw)), Options{}, nil)
		var u *Unreadable
		if !errors.As(err, &u) || u.Why == "" {
			t.Errorf("%q: %v", raw, err)
		}
	}
	// A fault of the disk says nothing about the message.
	_, err := Parse(brokenDisk{}, 1000, Options{}, nil)
	var u *Unreadable
	if err == nil || errors.As(err, &u) {
		t.Errorf("broken disk: %v", err)
	}
}

type brokenDisk struct{}

func (brokenDisk) ReadAt([]byte, int64) (int, error) { return 0, errors.New("I/O error") }

const file = "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n"

// Boundaries and parts that are not as they should be.
func TestStructure(t *testing.T) {
	const head = "From: a@b.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b 1\"\n\n"
	for _, c := range []struct{ name, raw, text, files, warning string }{
		{"as it should be", head + "preamble\n--b 1\n\ntext\n--b 1\n" + file + "--b 1--\nepilogue\n", "text", "a.pdf", ""},
		{"no end", head + "--b 1\n\ntext\n--b 1\n" + file, "text", "a.pdf", ""},
		{"no boundary", "From: a@b.org\nContent-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\ntext\n--x\n" + file + "--x--\n", "text", "a.pdf", "без означена граница"},
		{"another boundary", head + "--x\nContent-Type: text/plain\n\ntext\n--x\n" + file + "--x--\n", "text", "a.pdf", "не е тази"},
		{"no parts", head + "only a text\n", "only a text", "", "без части"},
		{"blanks after it", head + "--b 1  \n\ntext\n--b 1\t\n" + file + "--b 1-- \n", "text", "a.pdf", ""},
		{"parts after the end", head + "--b 1\n\ntext\n--b 1--\n--b 1\n" + file + "--b 1--\n", "text", "a.pdf", "след края"},
		{"a part without a body", head + "--b 1\nContent-Type: text/plain\n--b 1\n\ntext\n--b 1\n" + file + "--b 1--\n", "text", "a.pdf", ""},
		{"one boundary twice", head + "--b 1\nContent-Type: multipart/alternative; boundary=\"b 1\"\n\n--b 1\n\ntext\n--b 1--\n--b 1\n" + file + "--b 1--\n", "text", "a.pdf", ""},
		{"inner one never closed", head + "--b 1\nContent-Type: multipart/alternative; boundary=i\n\n--i\n\ntext\n--b 1\n" + file + "--b 1--\n", "text", "a.pdf", ""},
		{"unindented parameter", "From: a@b.org\nContent-Type: multipart/mixed;\nboundary=x\n\n--x\n\ntext\n--x\n" + file + "--x--\n", "text", "a.pdf", ""},
		{"a forwarded mail's file", head + "--b 1\n\ntext\n--b 1\nContent-Type: message/rfc822\n\nFrom: c@d.org\nContent-Type: multipart/mixed; boundary=n\n\n--n\n\ntheirs\n--n\n" + file + "--n--\n--b 1--\n", "text", "a.pdf", ""},
		{"a mail as a file", head + "--b 1\n\ntext\n--b 1\nContent-Type: message/rfc822; name=m.eml\n\nFrom: c@d.org\n\ntheirs\n--b 1--\n", "text", "m.eml", ""},
		{"an encoded mail", head + "--b 1\n\ntext\n--b 1\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nRnJvbTogYQpDb250ZW50LVR5cGU6IGFwcGxpY2F0aW9uL3BkZjsgbmFtZT1hLnBkZgoKJVBERg==\n--b 1--\n", "text", "a.pdf", ""},
		{"signature beside it", head + "--b 1\n\ntext\n--b 1\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b 1\nContent-Type: application/pgp-signature; name=signature.asc\n\nx\n--b 1--\n", "text", "", "непроверен"},
		{"a picture that only its place names", head + "--b 1\n\ntext\n--b 1\nContent-Type: image/jpeg\nContent-Disposition: inline\nContent-Location: http://b.example/plans/roof%201.jpg?x=1\n\nJFIF\n--b 1--\n", "text", "roof 1.jpg", ""},
		{"a text that came from a place", head + "--b 1\nContent-Type: text/html\nContent-Location: http://b.example/page.html\n\n<p>text</p>\n--b 1--\n", "text", "", ""},
		{"a place that names no file", head + "--b 1\n\ntext\n--b 1\nContent-Type: application/pdf\nContent-Location: http://b.example/plans/\n\n%PDF\n--b 1--\n", "text", "файл.pdf", ""},
		{"a file without a name", head + "--b 1\n\ntext\n--b 1\nContent-Type: application/pdf\n\n%PDF\n--b 1--\n", "text", "файл.pdf", ""},
		{"alternatives", "From: a@b.org\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\nplain\n--x\nContent-Type: text/html\n\n<p>html</p>\n--x--\n", "plain", "", ""},
		{"empty alternative", "From: a@b.org\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\n \n--x\nContent-Type: text/html\n\n<p>html</p>\n--x--\n", "html", "", ""},
	} {
		for _, raw := range []string{c.raw, crlf(c.raw)} {
			m, _ := parsed(t, raw, Options{})
			if m.Text != c.text || names(m) != c.files {
				t.Errorf("%s: text %q, files %q, warnings %q", c.name, m.Text, names(m), m.Warnings)
			}
			if c.warning == "" && len(m.Warnings) > 0 || !warned(m, c.warning) {
				t.Errorf("%s: warnings %q", c.name, m.Warnings)
			}
		}
	}
}

// Each transfer encoding, right and wrong.
func TestBodies(t *testing.T) {
	for _, c := range []struct{ name, encoding, body, want string }{
		{"base64", "base64", "0JDQkQ==\n", "АБ"},
		{"no padding", "base64", "0JDQkQ\n", "АБ"},
		{"foreign characters", "base64", "0J!D Q*kQ==\n", "АБ"},
		{"padding in the middle", "base64", "0JA=\n0JE=\n", "АБ"},
		{"cut", "base64", "0JDQk", "А\xd0"},
		{"quoted-printable", "quoted-printable", "=D0=90=\n=D0=91", "АБ"},
		{"broken escapes", "Quoted-Printable", "=D0=90 =ZZ 50=", "А =ZZ 50="},
		{"lower case, trailing blanks", "quoted-printable", "=d0=90=  \nx", "Аx"},
		{"uuencode", "x-uuencode", "begin 644 f\n#86)C\n \nend\n", "abc"},
		{"binary", "binary", "a\nb", "a\nb"},
		{"none that anybody knows", "x-secret", "abc", "abc"},
	} {
		raw := "From: a@b.org\nContent-Type: application/x-test; name=f\nContent-Transfer-Encoding: " + c.encoding + "\n\n" + c.body
		m, files := parsed(t, raw, Options{})
		if files["f"] != c.want {
			t.Errorf("%s: %q, not %q", c.name, files["f"], c.want)
			continue
		}
		sum := sha256.Sum256([]byte(c.want))
		if a := m.Attachments[0]; a.Size != int64(len(c.want)) || a.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
}

func TestUUEncodedInText(t *testing.T) {
	raw := "From: a@b.org\n\nПриложено:\nbegin 644 " + win1251("Отчет.txt") + "\n#86)C\n \nend\nКрай.\nbegin with this\n"
	m, files := parsed(t, raw, Options{})
	if files["Отчет.txt"] != "abc" || m.Text != "Приложено:\nКрай.\nbegin with this" {
		t.Errorf("files %q, text %q", files, m.Text)
	}
}

func TestInlineImages(t *testing.T) {
	const image = "Content-Type: image/png; name=%s\nContent-ID: <%s>\n\nx\n"
	raw := "From: a@b.org\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<img src=\"cid:two\">\n--r\n" +
		fmt.Sprintf(image, "logo.png", "one") + "--r--\n--m\n" + fmt.Sprintf(image, "named.png", "two") + "--m\n" + fmt.Sprintf(image, "photo.png", "three") + "--m--\n"
	m, _ := parsed(t, raw, Options{})
	for i, want := range []bool{true, true, false} {
		if m.Attachments[i].Inline != want {
			t.Errorf("%+v", m.Attachments[i])
		}
	}
}

func TestSinkErrorEndsIt(t *testing.T) {
	raw := "From: a@b.org\n" + file
	full := errors.New("disk full")
	_, err := Parse(strings.NewReader(raw), int64(len(raw)), Options{}, func(Attachment, io.Reader) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
}

func TestSinkMayLeaveTheRest(t *testing.T) {
	raw := string(letterWith(100_000))
	m, err := Parse(strings.NewReader(raw), int64(len(raw)), Options{}, func(_ Attachment, r io.Reader) error {
		_, err := r.Read(make([]byte, 10))
		return err
	})
	if err != nil || m.Attachments[0].Size != 100_000 {
		t.Errorf("%v %+v", err, m)
	}
}

func TestLimits(t *testing.T) {
	parts := "From: a@b.org\nContent-Type: multipart/mixed; boundary=x\n\n" + strings.Repeat("--x\nContent-Type: image/png; name=a.png\n\nx\n", 10_050) + "--x--\n"
	deep := nested(1_200)
	var mails strings.Builder
	for range 1_200 {
		mails.WriteString("From: a@b.org\nContent-Type: message/rfc822\n\n")
	}
	long := "From: a@b.org\nX-Long: " + strings.Repeat("x", 300<<10) + "\nSubject: after\n\ntext\n"
	text := "From: a@b.org\n\n" + strings.Repeat(strings.Repeat("я", 50)+"\n", 20_000)
	for _, c := range []struct {
		name, raw, warning string
		files              int
	}{
		{"parts", parts, "10000", 9_999},
		{"depth", deep, "1000 нива", -1},
		{"mails in mails", mails.String(), "1000 нива", -1},
		{"header", long, "заглавната част", 0},
		{"text", text, "текстът е по-дълъг", 0},
	} {
		m, _ := parsed(t, c.raw, Options{})
		if !warned(m, c.warning) || c.files >= 0 && len(m.Attachments) != c.files {
			t.Errorf("%s: %d files, warnings %q", c.name, len(m.Attachments), m.Warnings)
		}
		if m.From != "a@b.org" && m.From != "a@example.org" {
			t.Errorf("%s: from %q", c.name, m.From)
		}
	}
}

// wide is a message with one attachment of a hundred megabytes that lies nowhere: ReadAt makes it up.
type wide struct {
	head, tail string
	lines      int64
}

const wideLine = "UEsDBBQABgAIAAAAIQBi7p1oXgEAAJAEAAATAAgCW0NvbnRlbnRfVHlwZXNdLnhtbCCiBAIooAAC\r\n"

func (w wide) size() int64 { return int64(len(w.head)+len(w.tail)) + w.lines*int64(len(wideLine)) }

func (w wide) ReadAt(p []byte, off int64) (n int, err error) {
	body := int64(len(w.head)) + w.lines*int64(len(wideLine))
	for n < len(p) {
		at := off + int64(n)
		switch {
		case at < int64(len(w.head)):
			n += copy(p[n:], w.head[at:])
		case at < body:
			n += copy(p[n:], wideLine[(at-int64(len(w.head)))%int64(len(wideLine)):])
		case at < w.size():
			n += copy(p[n:], w.tail[at-body:])
		default:
			return n, io.EOF
		}
	}
	return n, nil
}

// No attachment is ever held, whatever it is.
func TestMemory(t *testing.T) {
	for _, media := range []string{"application/pdf; name=a.pdf", "application/ms-tnef; name=winmail.dat", "application/pkcs7-mime; name=a.p7m", "text/plain", "text/html", "message/rfc822"} {
		w := wide{
			head:  "From: a@b.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: " + media + "\r\nContent-Transfer-Encoding: base64\r\n\r\n",
			tail:  "\r\n--x--\r\n",
			lines: (100 << 20) / 57,
		}
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		var peak uint64
		sample := func() {
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc)
		}
		_, err := Parse(w, w.size(), Options{}, func(_ Attachment, r io.Reader) error {
			buf := make([]byte, 1<<20)
			for {
				sample()
				if _, err := io.ReadFull(r, buf); err != nil {
					return nil
				}
			}
		})
		sample()
		if err != nil {
			t.Error(media, err)
		}
		if peak > before.HeapAlloc+40<<20 {
			t.Errorf("%s: %d MB held", media, (peak-before.HeapAlloc)>>20)
		}
	}
}

// The messages of others, beside the repository: each gives an answer.
func TestCorpus(t *testing.T) {
	dir := sharedMail(t)
	names, err := filepath.Glob(filepath.Join(dir, "corpus", "*.eml"))
	if err != nil || len(names) == 0 {
		t.Fatal("no messages in", dir, err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := Parse(strings.NewReader(string(raw)), int64(len(raw)), Options{}, nil)
		var u *Unreadable
		if err != nil && !errors.As(err, &u) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (m.Kind == "" || m.Why == "") {
			t.Errorf("%s: no verdict", name)
		}
	}
}

// sharedMail finds ../shared/mail beside the repository's root.
func sharedMail(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		shared := filepath.Join(filepath.Dir(dir), "shared", "mail")
		if _, err := os.Stat(shared); err == nil {
			return shared
		}
		if dir == filepath.Dir(dir) {
			t.Skip("SKIPPED: ../shared/mail is not beside this repository; the real messages were not read")
		}
		dir = filepath.Dir(dir)
	}
}
