package workflow

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// What a council's own file has wrong is said with file and line, and what to write instead.
func TestOwnTemplatesRefused(t *testing.T) {
	const rest = `{{define "remind.subject"}}x{{end}}{{define "remind.notes"}}{{end}}`
	remind := func(body string) string {
		return "{{/* наше */}}\n" + `{{define "remind.body"}}` + body + "{{end}}" + rest
	}
	for _, c := range []struct{ name, file, source, where, what, do string }{
		{"empty", "remind.tmpl", "", "remind.tmpl:1", `does not define "remind.subject", "remind.body", "remind.notes"`, `write {{define "remind.subject"}}…{{end}}`},
		{"text that no letter shows", "remind.tmpl", remind("x") + "\n\nЗабравен текст", "remind.tmpl:4", `"Забравен текст" stands outside`, "put it between"},
		{"an action that no letter shows", "remind.tmpl", remind("x") + "\n{{if true}}y{{end}}", "remind.tmpl:3", "stands outside", "put it between"},
		{"a piece missing", "remind.tmpl", rest, "remind.tmpl:1", `does not define "remind.body"`, "take the file away"},
		{"a piece missing that another file of ours calls", "overdue.tmpl", `{{define "overdue.body"}}x{{end}}{{define "overdue.subject"}}x{{end}}{{define "overdue.notes"}}{{end}}`,
			"overdue.tmpl:1", `does not define "missing"`, `write {{define "missing"}}`},
		{"a piece missing that the pages ask for", "digest.tmpl", `{{define "digest"}}x{{end}}`, "digest.tmpl:1", `"digest.what"`, ""},
		{"no end", "remind.tmpl", "\n" + `{{define "remind.body"}}x`, "remind.tmpl:2", "unexpected EOF", "take the file away"},
		{"a function misspelt", "remind.tmpl", remind("{{plurl 3}}"), "remind.tmpl:2", `function "plurl" not defined`, "did you mean plural?"},
		{"a field misspelt", "remind.tmpl", remind("{{.Titel}}"), "remind.tmpl:2", `in "remind.body", {{.Titel}}: there is no field .Titel`, "did you mean .Title?"},
		{"a field of a field misspelt", "remind.tmpl", remind("{{.Due.Lang}}"), "remind.tmpl:2", "there is no field .Lang", "did you mean .Long?"},
		{"an unknown field", "remind.tmpl", remind("{{.Council.Address}}"), "remind.tmpl:2", "there is no field .Address", ".ChairTitle, .ContactOffice"},
		{"a field misspelt where only a correction comes", "remind.tmpl", remind("x{{if .Correction}}{{.Fault}}{{end}}"), "remind.tmpl:2", "there is no field .Fault", ".Form"},
		{"an unknown field in HTML", "letter.html.tmpl", "\n" + `{{define "letter.html"}}{{.Colour}}{{end}}`, "letter.html.tmpl:2", "there is no field .Colour", ".Closing"},
		{"an unknown piece", "remind.tmpl", remind(`{{template "x" .}}`), "remind.tmpl:2", `template "x" not defined`, "correct it"},
		{"a piece that says nothing", "remind.tmpl", remind(" "), "remind.tmpl:2", `"remind.body" is empty`, "write what the letter says"},
		{"a tag that is not closed", "letter.html.tmpl", "\n" + `{{define "letter.html"}}<a href="{{.Ref}}{{end}}`, "letter.html.tmpl:2", "ends in a non-text context", "not closed"},
		{"an unknown name", "reminds.tmpl", "x", "reminds.tmpl", "there is no template of this name", "did you mean remind.tmpl?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewTemplates(fstest.MapFS{c.file: {Data: []byte(c.source)}})
			var refused *Refusal
			if !errors.As(err, &refused) || refused.Where != c.where || !strings.Contains(refused.What, c.what) || !strings.Contains(refused.Do, c.do) {
				t.Errorf("refused with %v", err)
			}
		})
	}
}

// A file need not define what nothing of it calls.
func TestOwnTemplatesTaken(t *testing.T) {
	whole := `{{define "letter.html"}}<p>{{.Salutation}}</p>{{range .Sections}}{{range paragraphs .Body}}<p>{{.Text}}</p>{{end}}{{end}}{{end}}`
	templates, err := NewTemplates(fstest.MapFS{"letter.html.tmpl": {Data: []byte(whole)}})
	if err != nil {
		t.Fatal(err)
	}
	letter, err := templates.Letter(letterCases()[0].view())
	if err != nil || !strings.HasPrefix(letter.HTML, "<p>УВАЖАЕМА ГОСПОЖО / УВАЖАЕМИ ГОСПОДИН КМЕТ,</p>") {
		t.Errorf("%v: %s", err, letter.HTML)
	}
}
