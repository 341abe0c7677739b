package engine_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/mailtest/pack"
	"srok/workflow"

	"golang.org/x/text/encoding/charmap"
)

// zipOf packs files, whose names are written in a charset without saying so; nil: in UTF-8, which
// the archive says.
func zipOf(t *testing.T, charset *charmap.Charmap, files ...mail.File) mail.File {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.Name, Method: zip.Deflate, NonUTF8: charset != nil}
		if charset != nil {
			encoded, err := charset.NewEncoder().String(f.Name)
			must(t, err)
			header.Name = encoded
		}
		e, err := w.CreateHeader(header)
		must(t, err)
		_, err = e.Write(f.Data)
		must(t, err)
	}
	must(t, w.Close())
	return mail.File{Name: "Доклад.zip", Type: "application/zip", Data: b.Bytes()}
}

// document is a Word file with some text.
func document(t *testing.T, name, text string) mail.File {
	t.Helper()
	f := zipOf(t, nil, mail.File{Name: "[Content_Types].xml", Data: []byte("<Types/>")}, mail.File{Name: "word/document.xml", Data: []byte("<p>" + text + "</p>")})
	f.Name = name
	return f
}

// A form in a ZIP is taken as if it had been attached beside it: checked, and accepted where it would
// be.
func TestFormInZIP(t *testing.T) {
	wrong := passing()
	wrong["Б1"] = "1"
	const name = "папка/Годишен доклад на Община Брезник.xlsx"
	filled := func(answers map[string]string) mail.File {
		return mail.File{Name: name, Data: filledForm(t, answers)}
	}
	signed, err := pack.Signed("Иван Иванов", filledForm(t, passing()))
	must(t, err)
	winmail := pack.Winmail(pack.WinmailFile{Name: "Доклад.xlsx", Title: "DOKLAD~1.XLS", Data: filledForm(t, passing())})
	saved := savedMail(t, "Приложено.\n", mail.File{Name: "Доклад.xlsx", Type: "application/octet-stream", Data: filledForm(t, passing())})
	tooDeep := filled(passing())
	for range 6 {
		tooDeep = zipOf(t, nil, tooDeep)
	}
	letter := document(t, "Придружително писмо.docx", "Изпращаме доклада.")
	for title, c := range map[string]struct {
		zip    mail.File
		status workflow.Status
		faults int
		inside []string
	}{
		"alone":                {zipOf(t, nil, filled(passing())), workflow.StatusAccepted, 0, []string{"Годишен доклад на Община Брезник.xlsx"}},
		"name of DOS":          {zipOf(t, charmap.CodePage866, filled(passing())), workflow.StatusAccepted, 0, []string{"Годишен доклад на Община Брезник.xlsx"}},
		"name of Windows":      {zipOf(t, charmap.Windows1251, filled(passing())), workflow.StatusAccepted, 0, []string{"Годишен доклад на Община Брезник.xlsx"}},
		"litter beside it":     {zipOf(t, nil, filled(passing()), mail.File{Name: "__MACOSX/папка/._Доклад.xlsx", Data: []byte("\x00\x05\x16\x07")}), workflow.StatusAccepted, 0, []string{"Годишен доклад на Община Брезник.xlsx"}},
		"a wrong sum":          {zipOf(t, nil, filled(wrong)), workflow.StatusReturned, 4, []string{"Годишен доклад на Община Брезник.xlsx"}},
		"a letter beside it":   {zipOf(t, nil, letter, filled(passing())), workflow.StatusReceived, 0, []string{"Придружително писмо.docx", "Годишен доклад на Община Брезник.xlsx"}},
		"an image beside it":   {zipOf(t, nil, filled(passing()), mail.File{Name: "печат.jpg", Data: []byte("\xff\xd8\xff\x00")}), workflow.StatusReceived, 0, []string{"Годишен доклад на Община Брезник.xlsx", "печат.jpg"}},
		"an archive inside":    {zipOf(t, nil, zipOf(t, nil, filled(passing()))), workflow.StatusAccepted, 0, []string{"Годишен доклад на Община Брезник.xlsx"}},
		"a wrong sum inside":   {zipOf(t, nil, zipOf(t, nil, filled(wrong))), workflow.StatusReturned, 4, []string{"Годишен доклад на Община Брезник.xlsx"}},
		"archives, too deep":   {tooDeep, workflow.StatusReceived, 0, []string{"Доклад.zip"}},
		"signed":               {zipOf(t, nil, mail.File{Name: "Доклад.xlsx.p7m", Data: signed}), workflow.StatusAccepted, 0, []string{"Доклад.xlsx"}},
		"its signature beside": {zipOf(t, nil, filled(passing()), mail.File{Name: "Доклад.xlsx.p7s", Data: []byte("0\x80")}), workflow.StatusAccepted, 0, []string{"Годишен доклад на Община Брезник.xlsx"}},
		"packed by Outlook":    {zipOf(t, nil, mail.File{Name: "winmail.dat", Data: winmail}), workflow.StatusAccepted, 0, []string{"Доклад.xlsx"}},
		"in a saved mail":      {zipOf(t, nil, mail.File{Name: "писмо.eml", Data: saved}), workflow.StatusAccepted, 0, []string{"Доклад.xlsx"}},
		"a saved mail alone":   {mail.File{Name: "писмо.eml", Type: "application/octet-stream", Data: saved}, workflow.StatusAccepted, 0, []string{"Доклад.xlsx"}},
		"another document":     {zipOf(t, nil, letter), workflow.StatusReceived, 0, []string{"Придружително писмо.docx"}},
		"more than is tried":   {zipOf(t, nil, append(slices.Repeat([]mail.File{letter}, 60), filled(wrong))...), workflow.StatusReceived, 0, append(slices.Repeat([]string{"Придружително писмо.docx"}, 60), "Годишен доклад на Община Брезник.xlsx")},
		"a program beside it":  {zipOf(t, nil, filled(passing()), mail.File{Name: "отчет.exe", Data: []byte("MZ\x00")}), workflow.StatusReceived, 0, []string{"Годишен доклад на Община Брезник.xlsx", "отчет.exe"}},
		"personal in its name": {zipOf(t, nil, mail.File{Name: "7501020018.xlsx", Data: filledForm(t, passing())}), workflow.StatusReceived, 0, []string{"(името съдържа лични данни)"}},
	} {
		t.Run(title, func(t *testing.T) {
			h := newHouse(t)
			task := report()
			task.Accept = workflow.AcceptPassingForm
			h.approve(task)
			h.step("2018-12-03 09:00")
			h.now = at("2018-12-10 10:00")
			h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", InReplyTo: h.letters("breznik@obshtina.example")[0].MessageID,
				Plain: "Приложено изпращаме доклада.\n", Files: []mail.File{c.zip}})
			h.step("2018-12-10 10:00")
			o := h.obligation("report/2018/breznik")
			if o.Status != c.status || len(o.Submissions) != 1 {
				t.Fatalf("it is %s, with %d submissions", o.Status, len(o.Submissions))
			}
			s, _, err := h.Store.Read(t.Context()).Submission(o.Submissions[0].Submission)
			must(t, err)
			var inside []string
			for _, inner := range s.Shown().Files[0].Inside {
				inside = append(inside, inner.Name)
			}
			if len(s.Findings) != c.faults || !slices.Equal(inside, c.inside) {
				t.Errorf("faults %q, inside %q", s.Findings, inside)
			}
			if unread := s.Files[0].Has(workflow.ContentUnread); unread != slices.Contains([]string{"archives, too deep", "more than is tried", "a program beside it"}, title) {
				t.Errorf("seen in it: %v", s.Files[0].Seen)
			}
			if s.Quarantine != strings.HasPrefix(title, "personal") {
				t.Errorf("under quarantine: %v", s.Quarantine)
			}
			m, _, err := h.Store.Read(t.Context()).Message(s.Message)
			must(t, err)
			if signer := strings.Contains(strings.Join(m.Warnings, "\n"), "електронен подпис на Иван Иванов (непроверен)"); signer != (title == "signed") {
				t.Errorf("the warnings: %q", m.Warnings)
			}
			h.verify()
		})
	}
}

// savedMail is a mail that somebody saved as a file.
func savedMail(t *testing.T, text string, files ...mail.File) []byte {
	t.Helper()
	raw, err := mail.Compose(mail.Outgoing{From: "ivanov@obshtina.example", To: []string{"breznik@obshtina.example"}, Subject: "Доклад", MessageID: "saved@obshtina.example",
		Date: at("2018-12-09 10:00"), Plain: text, Files: files})
	must(t, err)
	return raw
}

// What lies in a file in a file is looked into as what is attached.
func TestLookIntoPackedFiles(t *testing.T) {
	const person = "Сигнал от лице с ЕГН 7501020018."
	list := document(t, "списък.docx", person)
	macros := zipOf(t, nil, mail.File{Name: "[Content_Types].xml", Data: []byte("<Types/>")}, mail.File{Name: "word/vbaProject.bin", Data: []byte("x")})
	program := mail.File{Name: "отчет.pdf", Type: "application/pdf", Data: []byte("MZ\x90\x00")}
	signed, err := pack.Signed("Иван Иванов", list.Data)
	must(t, err)
	for name, c := range map[string]struct {
		file mail.File
		seen []workflow.Content
	}{
		"a document in a mail":            {mail.File{Name: "писмо.eml", Data: savedMail(t, "Приложено.\n", list)}, []workflow.Content{workflow.ContentPersonal}},
		"the text of a mail, encoded":     {mail.File{Name: "писмо.eml", Data: savedMail(t, person+"\n")}, []workflow.Content{workflow.ContentPersonal}},
		"a mail in a ZIP":                 {zipOf(t, nil, mail.File{Name: "писмо.eml", Data: savedMail(t, "Приложено.\n", list)}), []workflow.Content{workflow.ContentPersonal}},
		"a signed document in a ZIP":      {zipOf(t, nil, mail.File{Name: "списък.docx.p7m", Data: signed}), []workflow.Content{workflow.ContentPersonal}},
		"a signed document, renamed":      {zipOf(t, nil, mail.File{Name: "списък.docx", Data: signed}), []workflow.Content{workflow.ContentPersonal}},
		"a winmail.dat in a ZIP in a ZIP": {zipOf(t, nil, zipOf(t, nil, mail.File{Name: "winmail.dat", Data: pack.Winmail(pack.WinmailFile{Name: "списък.docx", Title: "A", Data: list.Data})})), []workflow.Content{workflow.ContentPersonal}},
		"a ZIP in a mail in a ZIP":        {zipOf(t, nil, mail.File{Name: "писмо.eml", Data: savedMail(t, "Приложено.\n", zipOf(t, nil, list))}), []workflow.Content{workflow.ContentPersonal}},
		"macros in a ZIP in a ZIP":        {zipOf(t, nil, zipOf(t, nil, macros)), []workflow.Content{workflow.ContentMacros}},
		"a program in a mail":             {mail.File{Name: "писмо.eml", Data: savedMail(t, "Приложено.\n", program)}, []workflow.Content{workflow.ContentExecutable, workflow.ContentUnread}},
		"a broken signed file":            {mail.File{Name: "доклад.p7m", Data: signed[:40]}, []workflow.Content{workflow.ContentUnread}},
		"a text that begins like a mail":  {mail.File{Name: "бележки.txt", Data: []byte("Date: днес\nняма нищо")}, nil},
		"a clean mail":                    {mail.File{Name: "писмо.eml", Data: savedMail(t, "Приложено.\n", document(t, "отчет.docx", "Отчет"))}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.approve(report())
			h.step("2018-12-03 09:00")
			h.now = at("2018-12-10 10:00")
			c.file.Type = "application/octet-stream"
			h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", InReplyTo: h.letters("breznik@obshtina.example")[0].MessageID,
				Plain: "Приложено.\n", Files: []mail.File{c.file}})
			h.step("2018-12-10 10:00")
			o := h.obligation("report/2018/breznik")
			if len(o.Submissions) != 1 {
				t.Fatalf("%d submissions", len(o.Submissions))
			}
			s, _, err := h.Store.Read(t.Context()).Submission(o.Submissions[0].Submission)
			must(t, err)
			if !slices.Equal(s.Files[0].Seen, c.seen) || s.Quarantine != slices.Contains(c.seen, workflow.ContentPersonal) {
				t.Errorf("seen is %v, quarantine %v", s.Files[0].Seen, s.Quarantine)
			}
			h.verify()
		})
	}
}

// Our own letter with its blank form, saved as a mail and sent back in a ZIP, delivers nothing.
func TestOurLetterComesBackZipped(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	all, err := h.Store.Read(t.Context()).Letters()
	must(t, err)
	i := slices.IndexFunc(all, func(l workflow.Letter) bool { return l.MessageID == request.MessageID })
	for _, file := range []mail.File{
		{Name: "писмо.eml", Type: "application/octet-stream", Data: h.bytes(all[i].Key)},
		zipOf(t, nil, mail.File{Name: "писмо.eml", Data: h.bytes(all[i].Key)}),
	} {
		h.now = at("2018-12-10 10:00")
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", InReplyTo: request.MessageID, MessageID: workflow.ShortHash(file.Name) + "@obshtina.example",
			Plain: "Връщаме писмото.\n", Files: []mail.File{file}})
		h.step("2018-12-10 10:00")
		if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || o.Pause == nil {
			t.Errorf("with %s it is %s, paused %v", file.Name, o.Status, o.Pause)
		}
	}
	h.verify()
}

// The form that nobody filled in, packed and sent back, is no report; nor is it known by its name or
// by its letter.
func TestTheBlankFormComesBackZipped(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	blank := h.attachment("breznik@obshtina.example", 0, ".xlsx")
	h.now = at("2018-12-10 10:00")
	h.post(mail.Outgoing{From: "someone@else.example", Subject: "Документи", Plain: "Изпращаме доклада.\n", Files: []mail.File{zipOf(t, nil, blank)}})
	h.step("2018-12-10 10:00")
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || o.Pause == nil {
		t.Errorf("with the blank form in a ZIP it is %s, paused %v", o.Status, o.Pause)
	}
	h.verify()
}
