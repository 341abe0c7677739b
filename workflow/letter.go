package workflow

import (
	"bytes"
	"cmp"
	"fmt"
	htmltemplate "html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"
)

// Templates renders letters and digests. It is made once and never changes, so any number
// of goroutines may use it.
//
// The words stand in templates/*.tmpl, not here. A letter's text is written once, as plain
// text in which a line is a paragraph; its HTML is laid out from that same text, so the two
// cannot say different things.
type Templates struct {
	plain *template.Template
	html  *htmltemplate.Template

	fingerprint string
}

// letterFrame is what the two frames, letter.tmpl and letter.html.tmpl, lay out.
type letterFrame struct {
	LetterView
	Subject     string // without the tag
	Salutation  string
	Summary     string        // one sentence before the table; empty where the letter has one part
	Sections    []letterShare // the letter's own text, a section for each part
	Files       []fileRow     // that arrived, or were looked at
	MoreFiles   int           // beyond those
	Notes       []string      // what is said once, however many parts it is about
	Attachments string
	Closing     string
	Signature   string
}

// letterShare is the share of a letter that one part has.
type letterShare struct {
	LetterPart
	Number  int // 1, 2, 3 in a letter with several parts; 0 where it stands alone
	Heading string
	Body    string
}

// letterData is what the template of a part sees: the letter, and its part of it.
type letterData struct {
	LetterView
	LetterPart
	Alone bool // the letter has no other part
}

// Letter renders a letter. Its subject ends with the tag [SROK-…] whatever the templates
// say, because replies are matched by it. A view that lacks what its kind needs is an
// error, and so is a template that fails; neither gives half a letter.
func (t *Templates) Letter(view LetterView) (LetterText, error) {
	v, err := prepare(view)
	if err != nil {
		return LetterText{}, err
	}
	frame, err := t.frame(v)
	if err != nil {
		return LetterText{}, about(v, err)
	}
	text, err := t.render("letter", "letter.html", frame)
	if err != nil {
		return LetterText{}, about(v, err)
	}
	text.Subject = tagged(frame.Subject, v.Ref)
	return text, nil
}

// Subject renders the subject alone, for lists of letters that show no text.
func (t *Templates) Subject(view LetterView) (string, error) {
	v, err := prepare(view)
	if err != nil {
		return "", err
	}
	var w pieces
	subject := w.subject(t, v)
	if w.err != nil {
		return "", about(v, w.err)
	}
	return tagged(subject, v.Ref), nil
}

// DueEntry is what a part's due date is called in electronic calendars.
func (t *Templates) DueEntry(view LetterView, part LetterPart) (summary, description string, err error) {
	data := letterData{LetterView: cleaned(view), LetterPart: cleaned(part)}
	var w pieces
	summary, description = w.line(t, "calendar.summary", data), w.text(t, "calendar.body", data)
	if w.err != nil {
		return "", "", about(view, w.err)
	}
	return summary, description, nil
}

func about(v LetterView, err error) error {
	return fmt.Errorf("letter of kind %q to %q: %w", v.Kind, v.Institution.ID, err)
}

// tagged puts the tag at the end of a subject, once. An answer to what came on paper may
// have no ref to carry.
func tagged(subject, ref string) string {
	if ref == "" {
		return subject
	}
	tag := "[" + ref + "]"
	return strings.TrimSpace(strings.TrimSuffix(subject, tag)) + " " + tag
}

// prepare cleans a view, checks that it is complete, and puts its gravest part first.
func prepare(view LetterView) (LetterView, error) {
	v := cleaned(view)
	if err := complete(v); err != nil {
		return v, about(v, err)
	}
	slices.SortStableFunc(v.Parts, LetterPart.Compare)
	for i := range v.Parts {
		p := &v.Parts[i]
		p.TitleDefinite = cmp.Or(p.TitleDefinite, p.Title)
	}
	return v, nil
}

// frame renders the pieces of a letter.
func (t *Templates) frame(v LetterView) (letterFrame, error) {
	f := letterFrame{LetterView: v}
	f.Files, f.MoreFiles = fileRows(v.reviewedFiles())
	var w pieces
	f.Subject = w.subject(t, v)
	if len(v.Parts) == 0 {
		f.Sections = []letterShare{{Body: w.text(t, string(v.Kind)+".body", v)}}
	}
	for i, p := range v.Parts {
		data := letterData{LetterView: v, LetterPart: p, Alone: len(v.Parts) == 1}
		share := letterShare{LetterPart: p, Body: w.text(t, string(p.Step)+".body", data)}
		if !data.Alone {
			share.Number, share.Body = i+1, numbered(share.Body, i+1)
			share.Heading = w.line(t, string(p.Step)+".subject", data)
		}
		f.Sections = append(f.Sections, share)
		note := w.text(t, string(p.Step)+".notes", data)
		if note != "" && !slices.Contains(f.Notes, note) {
			f.Notes = append(f.Notes, note)
		}
	}
	if len(v.Parts) > 1 {
		f.Summary = w.line(t, "summary", v)
	}
	f.Salutation = w.line(t, "salutation", v)
	f.Attachments = w.line(t, "attachments", v)
	f.Closing = w.text(t, "closing", v)
	f.Signature = w.text(t, "signature", v)
	if w.err == nil {
		w.err = f.hole()
	}
	return f, w.err
}

// hole is a piece that the letter cannot be without, and that its template leaves empty.
func (f letterFrame) hole() error {
	for _, share := range f.Sections {
		kind := cmp.Or(string(share.Step), string(f.Kind))
		switch {
		case f.Subject == "" || share.Number > 0 && share.Heading == "":
			return &emptyPiece{kind + ".subject"}
		case share.Body == "":
			return &emptyPiece{kind + ".body"}
		}
	}
	return nil
}

// longestSubject is how many characters a subject may have, its tag apart: more is refused where the letter
// is composed, and no program shows it.
const longestSubject = 200

// subject is that of the gravest part, and says how many there are besides.
func (w *pieces) subject(t *Templates, v LetterView) string {
	if len(v.Parts) == 0 {
		return shortened(w.line(t, string(v.Kind)+".subject", v), longestSubject)
	}
	data := letterData{LetterView: v, LetterPart: v.Parts[0], Alone: len(v.Parts) == 1}
	subject := w.line(t, string(v.Parts[0].Step)+".subject", data)
	others := ""
	if n := len(v.Parts) - 1; n > 0 {
		others = " " + w.line(t, "others", n)
	}
	return shortened(subject, longestSubject-utf8.RuneCountInString(others)) + others
}

// shortened cuts a line behind a word, so that it has at most so many characters.
func shortened(line string, most int) string {
	if utf8.RuneCountInString(line) <= most {
		return line
	}
	cut := string([]rune(line)[:max(most-1, 0)])
	if blank := strings.LastIndexByte(cut, ' '); blank > 0 {
		cut = cut[:blank]
	}
	return strings.TrimRight(cut, " ,;–„(") + "…"
}

// pieces renders named templates one after the other and keeps the first error.
type pieces struct{ err error }

func (w *pieces) text(t *Templates, name string, data any) string {
	if w.err != nil {
		return ""
	}
	var b strings.Builder
	w.err = t.plain.ExecuteTemplate(&b, name, data)
	return strings.TrimSpace(trimmed(b.String()))
}

// line is a text of one line.
func (w *pieces) line(t *Templates, name string, data any) string {
	return strings.Join(strings.Fields(w.text(t, name, data)), " ")
}

// render executes both frames.
func (t *Templates) render(plain, html string, data any) (LetterText, error) {
	var text, page bytes.Buffer
	if err := t.plain.ExecuteTemplate(&text, plain, data); err != nil {
		return LetterText{}, err
	}
	if err := t.html.ExecuteTemplate(&page, html, data); err != nil {
		return LetterText{}, err
	}
	return LetterText{
		Plain: strings.TrimSpace(trimmed(text.String())) + "\n",
		HTML:  tied(strings.TrimSpace(trimmed(page.String()))) + "\n",
	}, nil
}

// trimmed lets templates be written with room to breathe: blanks at the ends of lines go, and
// of several empty lines one stays.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" && len(kept) > 0 && kept[len(kept)-1] == "" {
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\n")
}

// paragraph is a line of the plain text, for the HTML frame.
type paragraph struct {
	Item bool // of a numbered list: „1. …“, „3.1. …“
	Text string
}

// itemNumber begins the line of an item.
var itemNumber = regexp.MustCompile(`^(\d+\.)+ `)

// paragraphs reads the plain text back as its templates wrote it. Values are one line each
// (cleaned), so none of them can begin a line of its own.
func paragraphs(text string) []paragraph {
	var found []paragraph
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			found = append(found, paragraph{itemNumber.MatchString(line), line})
		}
	}
	return found
}

// numbered sets the items of part n as „n.1.“, since the part itself has a number.
func numbered(text string, n int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if itemNumber.MatchString(line) {
			lines[i] = strconv.Itoa(n) + "." + line
		}
	}
	return strings.Join(lines, "\n")
}

// outlook is markup that only Outlook on Windows reads. The package of the templates strips
// comments, so it is not written there as one.
func outlook(markup string) htmltemplate.HTML {
	return htmltemplate.HTML("<!--[if mso]>" + markup + "<![endif]-->")
}

// templateFuncs are the functions that the templates may call, the council's own too.
var templateFuncs = map[string]any{
	"plural":     plural,
	"measures":   measuresWords,
	"agree":      agree,
	"agreeThe":   agreeThe,
	"mentions":   mentions,
	"asks":       asks,
	"byTask":     byTask,
	"noun":       noun,
	"event":      eventOf,
	"paper":      paperOf,
	"definite":   isDefinite,
	"capital":    capital,
	"titleOf":    titleOf,
	"upper":      strings.ToUpper,
	"stop":       stop,
	"bare":       bare,
	"day":        DateOf,
	"weeks":      weeksWords,
	"paragraphs": paragraphs,
	"outlook":    outlook,
	"dated":      dated,
	"styled":     func(style, text string) styledLine { return styledLine{style, text} },
	"addressed":  addressed,
	"council":    councilLine,
	"list":       func(items ...string) []string { return items },
	"lines":      func(s string) []string { return strings.Split(s, "\n") },
	"inc":        func(i int) int { return i + 1 },
	"last":       func(i int, items []string) bool { return i == len(items)-1 },
}
