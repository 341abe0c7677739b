package engine_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"srok/mail"
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
		"an archive inside":    {zipOf(t, nil, zipOf(t, nil, filled(passing()))), workflow.StatusReceived, 0, []string{"Доклад.zip"}},
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
			if unread := s.Files[0].Has(workflow.ContentUnread); unread != slices.Contains([]string{"an archive inside", "more than is tried", "a program beside it"}, title) {
				t.Errorf("seen in it: %v", s.Files[0].Seen)
			}
			if s.Quarantine != strings.HasPrefix(title, "personal") {
				t.Errorf("under quarantine: %v", s.Quarantine)
			}
			h.verify()
		})
	}
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
