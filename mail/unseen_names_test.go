package mail

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func encoded(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What programs do to a file's name beyond what TestNamesAsTheyAreSent has.
func TestUnseenNames(t *testing.T) {
	const want = "Отчет – Перник.docx"
	koi := encoded(t, charmap.KOI8R, "Отчет - Перник.docx")
	for _, c := range []struct{ name, header, want string }{
		{"the charset in each section", "Content-Disposition: attachment; filename*0*=utf-8''%D0%9E%D1%82%D1%87%D0%B5%D1%82%20%E2%80%93; filename*1*=utf-8''%20%D0%9F%D0%B5%D1%80%D0%BD%D0%B8%D0%BA.docx", want},
		{"plain sections after a percent one", "Content-Disposition: attachment; filename*0*=windows-1251''%CE%F2%F7%E5%F2%20%96%20; filename*1*=%CF%E5%F0%ED%E8%EA; filename*2=.docx", want},
		{"sections in quotes", "Content-Disposition: attachment; filename*0*=\"utf-8''%D0%9E%D1%82%D1%87%D0%B5%D1%82%20%E2%80%93%20\"; filename*1*=\"%D0%9F%D0%B5%D1%80%D0%BD%D0%B8%D0%BA.docx\"", want},
		{"the name only in Content-Type", "Content-Disposition: attachment\nContent-Type: application/octet-stream; name=\"=?koi8-r?B?79TexdQgLSDwxdLOycsuZG9jeA==?=\"", "Отчет - Перник.docx"},
		{"an unknown charset in Content-Disposition, the right one in Content-Type", "Content-Disposition: attachment; filename=\"=?x-unknown?Q?=CE=F2=F7=E5=F2=20=96=20=CF=E5=F0=ED=E8=EA.docx?=\"", want},
		{"cp1251", "Content-Disposition: attachment; filename=\"=?cp1251?Q?=CE=F2=F7=E5=F2=20=96=20=CF=E5=F0=ED=E8=EA.docx?=\"", want},
		{"of an old Macintosh", "Content-Disposition: attachment; filename=\"=?x-mac-cyrillic?Q?=8E=F2=F7=E5=F2_=D0_=8F=E5=F0=ED=E8=EA.docx?=\"", want},
		{"words in quotes, each with its own", "Content-Disposition: attachment; filename=\"=?utf-8?B?0J7RgtGH0LXRgiA=?=\n =?windows-1251?B?liA=?=\n =?utf-8?B?0J/QtdGA0L3QuNC6LmRvY3g=?=\"", want},
		{"a word folded in its middle", "Content-Disposition: attachment; filename=\"=?utf-8?B?0J7RgtGH0LXRgiDi\n gJMg0J/QtdGA0L3QuNC6LmRvY3g=?=\"", want},
		{"a word of Q folded in a character", "Content-Disposition: attachment; filename=\"=?utf-8?Q?=D0=9E=D1=82=D1=87=D0=B5=D1=82_=E2=80=93_=D0\n =9F=D0=B5=D1=80=D0=BD=D0=B8=D0=BA.docx?=\"", want},
		{"a character cut in two words, without padding", "Content-Disposition: attachment; filename=\"=?utf-8?B?0J7RgtGH0LXR?= =?utf-8?B?giDigJMg0J/QtdGA0L3QuNC6LmRvY3g?=\"", want},
		{"percent in a plain name", "Content-Disposition: attachment; filename=\"" + url.PathEscape(want) + "\"", want},
		{"percent that is none", "Content-Disposition: attachment; filename=\"100%25 25%ab.docx\"", "100%25 25%ab.docx"},
		{"UTF-7", "Content-Disposition: attachment; filename=\"=?utf-7?Q?+BB4EQgRHBDUEQg- +IBM- +BB8ENQRABD0EOAQ6-.docx?=\"", want},
		{"raw KOI8-R", "Content-Disposition: attachment; filename=\"" + koi + "\"", "Отчет - Перник.docx"},
		{"raw UTF-8, folded", "Content-Disposition: attachment; filename=\"Отчет –\n Перник.docx\"", want},
		{"raw windows-1251, no quotes", "Content-Disposition: attachment; filename=" + win1251(want), want},
		{"the whole value is one word", "Content-Disposition: =?utf-8?Q?attachment;_filename=3D=22Отчет.docx=22?=\nContent-Type: application/octet-stream; name=Отчет.docx", "Отчет.docx"},
	} {
		header := c.header
		if !strings.Contains(header, "Content-Type") {
			header += "\nContent-Type: application/octet-stream"
		}
		m, _ := parsed(t, "From: a@b.org\n"+header+"\n\nx", Options{})
		if names(m) != c.want {
			t.Errorf("%s: %q", c.name, names(m))
		}
	}
}

// Raw 8-bit text that names no charset: which one it is, its letters tell.
func TestUnseenCharsets(t *testing.T) {
	for _, text := range []string{
		"случай", "нарушения", "Доклад-2018", "Отчет", "ОТЧЕТ", "Годишен отчет за 2018 г.", "ГОДИШЕН ОТЧЕТ ЗА 2018 ГОДИНА", "Община Перник", "Няма постъпили сигнали", "Отг: Искане на отчет", "Изпращаме Ви доклада", "ОБЩИНА ПЕРНИК", "Re: справка", "Уважаеми госпожи и господа",
		"Доклад по мярка 4", "до 31 януари 2019 г.", "Относно: писмо изх. № 12", "Регионален инспекторат по образованието",
	} {
		plainText := encoded(t, charmap.Windows1251, text)
		if m, _ := parsed(t, "From: a@b.org\nSubject: "+plainText+"\n\n"+plainText+"\n", Options{}); m.Subject != text || m.Text != text {
			t.Errorf("windows-1251 %q: subject %q, text %q", text, m.Subject, m.Text)
		}
		if m, _ := parsed(t, "From: a@b.org\nSubject: "+text+"\n\n"+text+"\n", Options{}); m.Subject != text || m.Text != text {
			t.Errorf("UTF-8 %q: subject %q, text %q", text, m.Subject, m.Text)
		}
		if m, _ := parsed(t, "From: a@b.org\nContent-Type: text/plain; charset=iso-8859-1\nSubject: "+plainText+"\n\n"+plainText+"\n", Options{}); m.Subject != text || m.Text != text {
			t.Errorf("windows-1251 called Latin %q: subject %q, text %q", text, m.Subject, m.Text)
		}
		koi, err := charmap.KOI8R.NewEncoder().String(text)
		if err != nil {
			continue // „№“ is not in it
		}
		if m, _ := parsed(t, "From: a@b.org\nSubject: "+koi+"\n\n"+koi+"\n", Options{}); m.Subject != text || m.Text != text {
			t.Errorf("KOI8-R %q: subject %q, text %q", text, m.Subject, m.Text)
		}
	}
	for _, c := range []struct{ name, header, subject string }{
		{"the body's charset holds for the header", "Content-Type: text/plain; charset=iso-8859-2\nSubject: " + encoded(t, charmap.ISO8859_2, "Žádost o zprávu"), "Žádost o zprávu"},
		{"the first part's does", "Content-Type: multipart/mixed; boundary=x\nSubject: " + encoded(t, charmap.ISO8859_7, "Αίτημα"), "Αίτημα"},
		{"French under Latin 1", "Content-Type: text/plain; charset=iso-8859-1\nSubject: " + encoded(t, charmap.ISO8859_1, "Réponse à votre demande"), "Réponse à votre demande"},
		{"German without any", "Subject: " + encoded(t, charmap.ISO8859_1, "Übermäßig große Änderung"), "Übermäßig große Änderung"},
		{"letters of German in a row", "Content-Type: text/plain; charset=iso-8859-1\nSubject: " + encoded(t, charmap.ISO8859_1, "äöüß und ÄÖÜ"), "äöüß und ÄÖÜ"},
		{"UTF-8 under the name of Latin 1", "Subject: =?iso-8859-1?B?0J7RgtGH0LXRgg==?=", "Отчет"},
		{"UTF-8 under the name of windows-1251", "Subject: =?windows-1251?B?0J7RgtGH0LXRgg==?=", "Отчет"},
		{"windows-1251 that looks like nothing else", "Subject: =?windows-1251?Q?=D0=E0=E7=F0=E0=E1=EE=F2=EA=E0?=", "Разработка"},
		{"Chinese without any", "Subject: " + encoded(t, simplifiedchinese.GBK, "转发：培训通知"), "转发：培训通知"},
		{"Japanese by its escapes", "Subject: " + encoded(t, japanese.ISO2022JP, "お知らせ"), "お知らせ"},
		{"a single word of French", "Subject: " + encoded(t, charmap.ISO8859_1, "Accusé de réception"), "Accusé de réception"},
	} {
		m, _ := parsed(t, "From: a@b.org\n"+c.header+"\n\n--x\nContent-Type: text/plain; charset=iso-8859-7\n\nx\n--x--\n", Options{})
		if m.Subject != c.subject {
			t.Errorf("%s: %q", c.name, m.Subject)
		}
	}
}

// Single words are the hardest, and nobody sends KOI8-R here without saying so: windows-1251 may
// hardly ever be taken for it.
func TestSingleWords(t *testing.T) {
	words := map[string]bool{}
	papers, err := filepath.Glob(filepath.Join(filepath.Dir(sharedMail(t)), "domain", "*"))
	if err != nil || len(papers) == 0 {
		t.Fatal("no papers", err)
	}
	for _, paper := range papers {
		raw, err := os.ReadFile(paper)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range strings.FieldsFunc(string(raw), func(r rune) bool { return !unicode.Is(unicode.Cyrillic, r) }) {
			if utf8.RuneCountInString(word) >= 3 {
				words[word], words[strings.ToUpper(word)] = true, true
			}
		}
	}
	wrong := map[*charmap.Charmap]int{}
	for word := range words {
		for _, charset := range []*charmap.Charmap{charmap.Windows1251, charmap.KOI8R} {
			if cyrillicOf([]byte(encoded(t, charset, word))) != charset {
				wrong[charset]++
			}
		}
	}
	if n := len(words); n < 1000 || wrong[charmap.Windows1251]*100 > n || wrong[charmap.KOI8R]*100 > 12*n {
		t.Errorf("of %d words %d of windows-1251 and %d of KOI8-R are taken for the other", n, wrong[charmap.Windows1251], wrong[charmap.KOI8R])
	}
}
