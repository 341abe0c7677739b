package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/mailtest/pack"
	"srok/workflow"

	"github.com/xuri/excelize/v2"
)

// contentCase is one institution's answer, and what a pass makes of it.
type contentCase struct {
	name    string
	reply   func(e *examined) mail.Outgoing
	outcome string // of the obligation, with the letters that went: „returned, 1 receipt, 1 return“
	says    string // stands in what `why` or, of a held one, `inbox` shows
}

// examined is the institution whose turn it is.
type examined struct {
	*contentHouse
	t      *testing.T
	id     string
	blanks map[string][]byte // the forms of the requests
}

func (e *examined) letter() workflow.Letter { return e.letterTo(e.id) }

func (e *examined) letterTo(id string) workflow.Letter {
	return e.letters(workflow.LetterRequest, id)[0]
}

// form is the one of the request, filled in without a fault but for some rows: code, value, code …
func (e *examined) form(changes ...string) []byte { return e.formOf(e.id, changes...) }

func (e *examined) formOf(id string, changes ...string) []byte {
	if e.blanks[id] == nil {
		e.blanks[id] = formOf(e.t, e.contentHouse, id)
	}
	answers := maps.Clone(faultless())
	for change := range slices.Chunk(changes, 2) {
		answers[change[0]] = change[1]
	}
	return filledIn(e.t, e.blanks[id], answers)
}

// typed has a formula, or nothing, in the place of the answer of a row.
func (e *examined) typed(form []byte, code, formula string) []byte {
	e.t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(form))
	if err != nil {
		e.t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Доклад")
	if err != nil {
		e.t.Fatal(err)
	}
	at := fmt.Sprint("C", slices.IndexFunc(rows, func(row []string) bool { return len(row) > 0 && row[0] == code })+1)
	if err := book.SetCellValue("Доклад", at, nil); err != nil {
		e.t.Fatal(err)
	}
	if formula != "" {
		err = book.SetCellFormula("Доклад", at, formula)
	}
	var out bytes.Buffer
	if err != nil || book.Write(&out) != nil {
		e.t.Fatal(err)
	}
	return out.Bytes()
}

// with sends some files: name, content, name, content …
func with(text string, files ...any) mail.Outgoing {
	o := mail.Outgoing{Plain: text}
	for file := range slices.Chunk(files, 2) {
		o.Files = append(o.Files, mail.File{Name: file[0].(string), Type: "application/octet-stream", Data: fmt.Append(nil, file[1])})
		if data, ok := file[1].([]byte); ok {
			o.Files[len(o.Files)-1].Data = data
		}
	}
	return o
}

func said(text string) func(*examined) mail.Outgoing {
	return func(*examined) mail.Outgoing { return mail.Outgoing{Plain: text} }
}

// outcome is the state of the obligation in words that a case compares.
func (e *examined) outcome() string {
	row := e.status(answered, "report/2018/"+e.id)
	words := []string{string(row.Status)}
	for _, flag := range row.Flags {
		words = append(words, string(flag))
	}
	for _, kind := range []workflow.LetterKind{workflow.LetterReceipt, workflow.LetterReturn, workflow.LetterAccept} {
		if n := len(e.letters(kind, e.id)); n > 0 {
			words = append(words, fmt.Sprint(n, " ", kind))
		}
	}
	return strings.Join(words, ", ")
}

const (
	stranger     = "ivan.ivanov@mail.example"
	nilText      = "Няма постъпили сигнали."
	enclosedText = "Приложено изпращаме доклада."
	accepted     = "accepted, 1 receipt, 1 accept"
	toReview     = "received, 1 receipt"
	sentBack     = "returned, 1 receipt, 1 return"
	paused       = "requested, paused"
	untouched    = "requested"
)

// threeSignals makes a form that counts them without a fault.
var threeSignals = []string{"А4", "не", "Б1", "3", "Б1.1", "3", "Б3.1", "3", "Б5", "3", "Б5.1", "3"}

// contentCases are answers as offices send them, and some that nobody should.
func contentCases(t *testing.T) []contentCase {
	signed := func(content []byte) []byte {
		data, err := pack.Signed("Иван Иванов", content)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	return []contentCase{
		// Whose it is.
		{"our token, a stranger", func(e *examined) mail.Outgoing {
			m, _ := e.contentHouse.letter(workflow.LetterRequest, e.id)
			return mail.Outgoing{From: stranger, Subject: "Отговор", To: []string{m.ReplyTo}, Plain: nilText}
		}, toReview, "адресът не е сред тези на институцията"},
		{"token of one, Message-ID of another", func(e *examined) mail.Outgoing {
			m, _ := e.contentHouse.letter(workflow.LetterRequest, e.id)
			return mail.Outgoing{Subject: "Отговор", To: []string{m.ReplyTo}, InReplyTo: e.letterTo("breznik").MessageID, Plain: nilText}
		}, toReview, "заявено е, че няма постъпили сигнали"},
		{"the ref, typed by hand", func(e *examined) mail.Outgoing {
			ref := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(string(e.letter().Ref)))
			return mail.Outgoing{Subject: "относно " + ref, Plain: nilText}
		}, toReview, "заявено е, че няма"},
		{"the ref in the text, in Cyrillic letters", func(e *examined) mail.Outgoing {
			return mail.Outgoing{Subject: "Отговор", Plain: "По Ваше писмо " + strings.Replace(string(e.letter().Ref), "SROK", "СРОК", 1) + " няма постъпили сигнали."}
		}, toReview, "заявено е, че няма"},
		{"a wrong check character", func(e *examined) mail.Outgoing {
			ref := string(e.letter().Ref)
			wrong := map[bool]string{true: "B", false: "A"}[strings.HasSuffix(ref, "A")]
			return mail.Outgoing{From: stranger, Subject: "Отговор " + ref[:len(ref)-1] + wrong, Plain: nilText}
		}, untouched, "няма наше обозначение"},
		{"known by the sender alone", func(*examined) mail.Outgoing { return mail.Outgoing{Subject: "Справка", Plain: nilText} }, untouched, "предположение: подателят е"},
		{"known by a file's name alone", func(e *examined) mail.Outgoing {
			o := with(enclosedText, "Доклад на "+e.institution(e.id).Name+".docx", word(t, "Доклад"))
			o.From, o.Subject = stranger, "Справка"
			return o
		}, untouched, "предположение: в името на файл е посочена"},
		{"refs of two institutions", func(e *examined) mail.Outgoing {
			return mail.Outgoing{Subject: "Отговор", Plain: "По писма " + string(e.letter().Ref) + " и " + string(e.letterTo("breznik").Ref) + " няма постъпили сигнали."}
		}, untouched, "цитирани са писма до няколко институции"},
		{"the form of another", func(e *examined) mail.Outgoing { return with(enclosedText, "Доклад.xlsx", e.formOf("breznik")) }, untouched, "образецът е за Община Брезник"},
		{"the forms of two in one mail", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form(), "Другият.xlsx", e.formOf("breznik"))
		}, untouched, "по файлове: srok inbox split"},
		{"another institution answers", func(e *examined) mail.Outgoing {
			return mail.Outgoing{From: e.institution("breznik").Contacts[0], Subject: "Отговор", InReplyTo: e.letter().MessageID, Plain: nilText}
		}, untouched, "отговаря се на писмо до друга институция"},

		// The form.
		{"passes", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form(threeSignals...))
		}, accepted, "прието: по правилото на задачата"},
		{"renamed", func(e *examined) mail.Outgoing { return with(enclosedText, "Доклад.pdf", e.form()) }, accepted, "файл „Доклад.pdf“; прието"},
		{"of last year", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form("А2", "01.01.2017 – 31.12.2017"))
		}, sentBack, "пропуск 1: ред А2: посочен е период 01.01.2017 – 31.12.2017 г."},
		{"two wrong sums", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form(append(slices.Clone(threeSignals), "Б1.1", "2", "Б3.1", "1")...))
		}, sentBack, "пропуск 2: ред Б1: сборът от Б3.1 до Б3.7 е 1, а е посочено 3"},
		{"an empty count", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.typed(e.form(), "Б5", ""))
		}, sentBack, "ред Б5: не е посочено число"},
		{"a formula that nobody calculated", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.typed(e.form(), "Б1", "1+1"))
		}, sentBack, "ред Б1: посочено е „формула без стойност“"},
		{"words for numbers", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form("Г1", "3 бр.", "Г2", "3,0", "Г5", "-"))
		}, sentBack, "пропуск 2: ред Г5: посочено е „-“"},
		{"none by А4, three by Б1", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form(append(slices.Clone(threeSignals), "А4", "да")...))
		}, sentBack, "такива са отчетени в редове Б1, Б1.1 и Б3.1"},
		{"a name for an office", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form("А3", "Иван Петров"))
		}, toReview, "за преглед"},
		{"a wrong sum from a stranger", func(e *examined) mail.Outgoing {
			o := with(enclosedText, "Доклад.xlsx", e.form("Б1", "1"))
			o.From, o.Subject, o.InReplyTo = stranger, "Отговор", e.letter().MessageID
			return o
		}, toReview, "пропуск 1: ред А4"},
		{"two different ones", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form(), "Доклад 2.xlsx", e.form(threeSignals...))
		}, toReview, "за преглед"},
		{"a scan beside it", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form(), "Доклад.pdf", "%PDF-1.4\n")
		}, toReview, "файл „Доклад.pdf“ – не е прегледан автоматично"},
		{"its signature beside it", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form(), "Доклад.xlsx.p7s", "0\x80")
		}, accepted, "има електронен подпис (непроверен)"},
		{"signed around it", func(e *examined) mail.Outgoing { return with(enclosedText, "Доклад.xlsx.p7m", signed(e.form())) }, accepted, "на Иван Иванов (непроверен)"},
		{"a ZIP in a ZIP", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.zip", zipped(t, "а.zip", string(zipped(t, "Доклад.xlsx", string(e.form())))))
		}, accepted, "(в него: „Доклад.xlsx“)"},
		{"packed by Outlook with a letter", func(e *examined) mail.Outgoing {
			return with(enclosedText, "winmail.dat", pack.Winmail(pack.WinmailFile{Name: "Доклад.xlsx", Title: "A", Data: e.form()}, pack.WinmailFile{Name: "Писмо.docx", Title: "B", Data: word(t, "Писмо")}))
		}, toReview, "файл „Доклад.xlsx“; файл „Писмо.docx“"},

		// What stands beside it.
		{"none by the text, three by the form", func(e *examined) mail.Outgoing { return with(nilText, "Доклад.xlsx", e.form(threeSignals...)) }, toReview, "а в ред Б1 на образеца е посочено 3"},
		{"a question", func(e *examined) mail.Outgoing {
			return with("Приложено. Достатъчно ли е това?", "Доклад.xlsx", e.form())
		}, toReview, "в писмото има въпрос"},

		// Other documents.
		{"an old spreadsheet", func(*examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 600))
		}, toReview, "образец за доклада не е разчетен"},
		{"a text with the codes", func(*examined) mail.Outgoing { return with(enclosedText, "Доклад.csv", "Б1;2\nБ1.1;2\n") }, toReview, "образец за доклада не е разчетен"},
		{"a program in a ZIP in a ZIP", func(*examined) mail.Outgoing {
			return with(enclosedText, "Доклад.zip", zipped(t, "а.zip", string(zipped(t, "Доклад.pdf.exe", "MZ\x00"))))
		}, toReview, "изпълним файл, не е прегледан автоматично (в него: „Доклад.pdf.exe“)"},
		{"macros beside the form", func(e *examined) mail.Outgoing {
			return with(enclosedText, "Доклад.xlsx", e.form(), "а.docm", zipped(t, "[Content_Types].xml", "<Types/>", "word/vbaProject.bin", "x"))
		}, toReview, "файл „а.docm“ – съдържа макроси"},
		{"encrypted", func(*examined) mail.Outgoing {
			return with(enclosedText, "Доклад.p7m", "0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80")
		}, toReview, "файл „Доклад.p7m“ – шифрован"},
		{"an archive that nobody opens", func(*examined) mail.Outgoing { return with(enclosedText, "Доклад.rar", "Rar!\x1a\x07\x01\x00") }, toReview, "не е прегледан автоматично"},
		{"an ЕГН in groups", func(*examined) mail.Outgoing {
			return with("Сигнал от лице с ЕГН 750102 0018.", "Доклад.docx", word(t, "Доклад"))
		}, "received, quarantined, 1 receipt", "под карантина"},
		{"an ЕГН in groups in a document", func(*examined) mail.Outgoing {
			return with(enclosedText, "Доклад.docx", word(t, "750102\u00a0", "0018"))
		}, "received, quarantined, 1 receipt", "файл „Доклад.docx“ – лични данни"},

		// Words alone.
		{"a promise", said("Ще изпратим доклада следващата седмица."), paused, "обещание без доклад"},
		{"more time", said("Молим за удължаване на срока до 28.02.2019 г."), paused, "молба за удължаване на срока"},
		{"in the making", said("Справката е в процес на изготвяне."), paused, "обещание без доклад"},
		{"a promise with a logo", func(*examined) mail.Outgoing {
			return with("Ще изпратим доклада в срок.", "image001.png", "\x89PNG\r\n\x1a\n"+strings.Repeat("x", 2000))
		}, paused, "обещание без доклад"},
		{"the file was forgotten", said(enclosedText), paused, "споменато е приложение, но файл липсва"},
		{"an empty file", func(*examined) mail.Outgoing { return with(enclosedText, "Доклад.docx", "") }, paused, "споменато е приложение, но файл липсва"},
		{"a link", said("Докладът може да изтеглите от https://files.example/abc."), paused, "отговор без исканото"},
		{"nothing at all", said("\n"), paused, "отговор без исканото"},
		{"no data", said("Няма данни за постъпили сигнали."), paused, "заявено е, че няма данни, а не че няма сигнали"},
		{"none so far", said("До момента няма постъпили сигнали."), paused, "заявено е, че сигнали няма досега"},
		{"none in another year", said("През 2017 г. няма постъпили сигнали."), paused, "но за друг период"},
		{"ten", said("Постъпили са 10 сигнала."), toReview, "остава: V.2"},
		{"none and some", said("Няма постъпили сигнали. Постъпи сигнал за конфликт на интереси."), paused, "заявено е, че сигнали няма, а и че има"},
	}
}

// Each answer is taken for what it is, and `why` or `inbox` says so.
func TestContentCases(t *testing.T) {
	takesLong(t)
	t.Parallel()
	const most = 17 // to one council, beside Община Брезник
	all := len(contentCases(t))
	for from := 0; from < all; from += most {
		t.Run(fmt.Sprint("from ", from), func(t *testing.T) {
			t.Parallel()
			examineContent(t, contentCases(t)[from:min(from+most, all)])
		})
	}
}

func examineContent(t *testing.T, cases []contentCase) {
	h := newContentHouse(t, [][2]string{{"$.reply_address", "plus"}}, allReport+"    accept: passing-form\n")
	var others []string
	var letters []workflow.Letter
	if err := json.Unmarshal([]byte(h.srok(answered, "outbox", "--all", "--json")), &letters); err != nil {
		t.Fatal(err)
	}
	for _, l := range letters {
		if l.Kind == workflow.LetterRequest && l.Institution != "breznik" {
			others = append(others, l.Institution)
		}
	}
	blanks := map[string][]byte{}
	all := make([]*examined, len(cases))
	for i, c := range cases {
		all[i] = &examined{contentHouse: h, t: t, id: others[i], blanks: blanks}
		h.reply(others[i], c.reply(all[i]))
	}
	h.srok(answered, "step")
	inbox := h.srok(answered, "inbox")
	for i, c := range cases {
		e := all[i]
		if got := e.outcome(); got != c.outcome {
			t.Errorf("%s: %s, want %s", c.name, got, c.outcome)
		}
		page := inbox
		if c.outcome != untouched {
			page = h.srok(answered, "why", "report/2018/"+e.id)
		}
		if !strings.Contains(page, c.says) {
			t.Errorf("%s: %q is not said:\n%s", c.name, c.says, page)
		}
	}
	h.srok(answered, "verify")
}
