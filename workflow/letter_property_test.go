package workflow

import (
	"encoding/xml"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

var htmlTag = regexp.MustCompile(`(?s)<[^>]*>`)

// wordsOf is what a reader of the HTML sees.
func wordsOf(page string) string {
	_, body, _ := strings.Cut(page, "</head>")
	return strings.ReplaceAll(html.UnescapeString(htmlTag.ReplaceAllString(body, "")), "\u00a0", " ") // see tied
}

// careful is what an editor would strike out of any letter.
func careful(t interface {
	Helper()
	Errorf(string, ...any)
}, text LetterText) {
	t.Helper()
	for what, s := range map[string]string{"subject": text.Subject, "plain": text.Plain, "html": wordsOf(text.HTML)} {
		for _, wrong := range []string{"<no value>", "г..", ". .", " ;", " ,", "..", `"`, "%!", "ZgotmplZ", "\r", "\u202e", "\x00"} {
			if strings.Contains(s, wrong) {
				t.Errorf("%s contains %q:\n%s", what, wrong, s)
			}
		}
		if what != "html" && strings.Contains(s, "  ") {
			t.Errorf("%s contains a double space:\n%s", what, s)
		}
	}
	if strings.ContainsAny(text.Subject, "\r\n") {
		t.Errorf("the subject has a line break: %q", text.Subject)
	}
	for _, outside := range []string{"http:", "https:", "src=", "url(", "<style", "<link", "class="} {
		if strings.Contains(text.HTML, outside) {
			t.Errorf("the HTML leans on %q", outside)
		}
	}
	if err := balanced(text.HTML); err != nil {
		t.Errorf("the HTML is not well formed: %v", err)
	}
}

var emptyElement = regexp.MustCompile(`<(meta|br)[^>]*>| nowrap\b`)

// balanced reads the page with the strictness of XML but for HTML's empty elements.
func balanced(page string) error {
	d := xml.NewDecoder(strings.NewReader(emptyElement.ReplaceAllString(page, "")))
	d.Entity = xml.HTMLEntity
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestLettersAreCareful(t *testing.T) {
	templates := testTemplates(t)
	views := sampleLetters()
	for _, c := range letterCases() {
		views = append(views, c.view())
	}
	for _, view := range views {
		letter, err := templates.Letter(view)
		if err != nil {
			t.Fatal(err)
		}
		careful(t, letter)
		if view.Ref != "" && !strings.HasSuffix(letter.Subject, " ["+view.Ref+"]") {
			t.Errorf("the tag is not last: %q", letter.Subject)
		}
		if subject, err := templates.Subject(view); err != nil || subject != letter.Subject {
			t.Errorf("Subject gives %q, %v; the letter has %q", subject, err, letter.Subject)
		}
	}
}

// anyText draws what a file, a clerk or a stranger may have written.
func anyText() *rapid.Generator[string] {
	hostile := rapid.SampledFrom([]string{
		"\r\nBcc: all@example.org", "<script>alert(1)</script>", `<img src="http://x.example/p.gif">`, "\u202eкорупция",
		"2018 г.", `Дирекция "Инспекция по труда"`, "{{.Council}}", "a\x00b", "край…", "&amp;", "' onload='x", "\xff\xfe", "..", "[SROK-XXXXXXX]",
	})
	return rapid.OneOf(hostile, rapid.String(), rapid.StringMatching(`[А-Яа-я ]{0,30}\.?`), rapid.Custom(func(t *rapid.T) string {
		return "Община " + hostile.Draw(t, "hostile") + rapid.String().Draw(t, "tail")
	}))
}

func anyLetter(t *rapid.T) LetterView {
	text := anyText()
	date := func(label string) Date {
		return Date{2018, time.January, 1}.AddDays(rapid.IntRange(0, 500).Draw(t, label))
	}
	v := LetterView{
		Ref: "SROK-7K3M9QX", Today: date("today"), OutNo: text.Draw(t, "out"),
		Institution: Institution{
			Name: "Община " + text.Draw(t, "name"), Office: text.Draw(t, "office"),
			Gender: rapid.SampledFrom([]Gender{UnknownGender, Female, Male}).Draw(t, "gender"),
		},
		Council: Council{
			Name: text.Draw(t, "council"), ChairName: text.Draw(t, "chair"), ChairTitle: text.Draw(t, "title"),
			ContactOffice: text.Draw(t, "contact"), Phone: text.Draw(t, "phone"), PlanTitle: text.Draw(t, "plan"),
		},
	}
	for range rapid.IntRange(1, 3).Draw(t, "parts") {
		v.Parts = append(v.Parts, LetterPart{
			Step:     rapid.SampledFrom([]Step{StepRequest, StepRemind, StepOverdue, StepEscalate}).Draw(t, "step"),
			Task:     rapid.SampledFrom([]TaskKind{ReportTask, ConfirmationTask, EventTask, PublicationTask}).Draw(t, "task"),
			Title:    "доклад " + text.Draw(t, "title"),
			Measures: rapid.SliceOfN(rapid.SampledFrom([]string{"I.4", "V.2", "VI.1"}), 0, 3).Draw(t, "measures"),
			Basis:    text.Draw(t, "basis"),
			Period:   rapid.SampledFrom([]Period{"2018", "2018-H1", "2018-Q3", "2018-05"}).Draw(t, "period"),
			Due:      date("due"), AskedOn: date("asked"), AskedNo: text.Draw(t, "no"),
			Items:   rapid.SliceOfN(text, 0, 3).Draw(t, "items"),
			DuePast: rapid.Bool().Draw(t, "past"), Form: rapid.Bool().Draw(t, "form"),
			Partial: rapid.Bool().Draw(t, "partial"), Correction: rapid.Bool().Draw(t, "correction"),
			WorkDaysLeft: rapid.IntRange(0, 21).Draw(t, "left"), Reminders: rapid.IntRange(0, 21).Draw(t, "reminders"),
		})
	}
	v.Kind = LetterKind(slices.MaxFunc(v.Parts, func(a, b LetterPart) int { return a.Step.Gravity() - b.Step.Gravity() }).Step)
	return v
}

func TestLetterOfAnyNames(t *testing.T) {
	templates := testTemplates(t)
	rapid.Check(t, func(t *rapid.T) {
		view := anyLetter(t)
		letter, err := templates.Letter(view)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(letter.Subject, " [SROK-7K3M9QX]") || strings.ContainsAny(letter.Subject, "\r\n") {
			t.Fatalf("subject %q", letter.Subject)
		}
		for _, wrong := range []string{"<no value>", "г..", "  ", `"`, "\r", "\u202e", "\x00"} {
			if strings.Contains(letter.Plain, wrong) || strings.Contains(letter.Subject, wrong) {
				t.Fatalf("contains %q:\n%s\n%s", wrong, letter.Subject, letter.Plain)
			}
		}
		for _, live := range []string{"<script", "<img", "ZgotmplZ", "\u202e"} {
			if strings.Contains(letter.HTML, live) {
				t.Fatalf("the HTML carries %q", live)
			}
		}
		again, err := templates.Letter(view)
		if err != nil || again != letter {
			t.Fatalf("the same view gave another letter (%v)", err)
		}
	})
}

func TestLetterIsRefusedWhenIncomplete(t *testing.T) {
	templates := testTemplates(t)
	whole := letterCases()[0].view()
	answer := func(kind LetterKind) func(*LetterView) {
		return func(v *LetterView) { v.Kind, v.Parts = kind, nil }
	}
	for name, spoil := range map[string]func(*LetterView){
		"no ref":        func(v *LetterView) { v.Ref = "" },
		"no such kind":  func(v *LetterView) { v.Kind, v.Parts = "telegram", nil },
		"no parts":      func(v *LetterView) { v.Parts = nil },
		"no receipt":    answer(LetterReceipt),
		"no return":     answer(LetterReturn),
		"no acceptance": answer(LetterAccept),
		"no extension":  answer(LetterExtension),
		"no reasons":    func(v *LetterView) { answer(LetterReturn)(v); v.Return = &ReturnView{ReceivedDate: v.Today} },
		"no title":      func(v *LetterView) { answer(LetterAccept)(v); v.Acceptance = &AcceptanceView{ReceivedDate: v.Today} },
		"no new date":   func(v *LetterView) { answer(LetterExtension)(v); v.Extension = &ExtensionView{Title: "доклад"} },
		"parts of a return": func(v *LetterView) {
			v.Kind, v.Return = LetterReturn, &ReturnView{PersonalData: true, ReceivedDate: v.Today}
		},
		"part sans step":   func(v *LetterView) { v.Parts[0].Step = "" },
		"part sans title":  func(v *LetterView) { v.Parts[0].Title = "" },
		"part sans due":    func(v *LetterView) { v.Parts[0].Due = Date{} },
		"another kind":     func(v *LetterView) { v.Kind = LetterEscalate },
		"nobody escalated": func(v *LetterView) { v.Kind, v.Parts[0].Step, v.Institution.Name = LetterEscalate, StepEscalate, " " },
	} {
		view := cleaned(whole)
		spoil(&view)
		if letter, err := templates.Letter(view); err == nil || letter != (LetterText{}) {
			t.Errorf("%s: got %q, %v", name, letter.Subject, err)
		}
	}
}

func TestNewTemplatesOverride(t *testing.T) {
	own := func(name, text string) fstest.MapFS { return fstest.MapFS{name: {Data: []byte(text)}} }
	mine, err := NewTemplates(own("extension.tmpl", `{{define "extension.subject"}}Нов срок [{{.Ref}}]{{end}}{{define "extension.body"}}Новият срок е {{.Extension.Due.Long}}{{end}}`))
	if err != nil {
		t.Fatal(err)
	}
	view := LetterView{Kind: LetterExtension, Ref: "SROK-7K3M9QX", Extension: &ExtensionView{Title: "доклад", Period: "2018", Due: Date{2019, time.March, 1}}}
	letter, err := mine.Letter(view)
	if err != nil || letter.Subject != "Нов срок [SROK-7K3M9QX]" || !strings.Contains(letter.Plain, "Новият срок е 1 март 2019 г.") {
		t.Errorf("got %q, %v\n%s", letter.Subject, err, letter.Plain)
	}
}

func BenchmarkLetter(b *testing.B) {
	templates := testTemplates(b)
	for _, name := range []string{"request-report", "overdue-mixed"} {
		for _, c := range letterCases() {
			if c.name != name {
				continue
			}
			view := c.view()
			b.Run(name+"/subject", func(b *testing.B) {
				for b.Loop() {
					if _, err := templates.Subject(view); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := templates.Letter(view); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkNewTemplates(b *testing.B) {
	for b.Loop() {
		if _, err := NewTemplates(nil); err != nil {
			b.Fatal(err)
		}
	}
}

// The longest titles and names that the files may have make no subject that cannot be sent.
func TestSubjectIsNeverTooLong(t *testing.T) {
	templates := testTemplates(t)
	long := strings.TrimSpace(strings.Repeat("дълго наименование ", 14))
	for _, step := range []Step{StepRequest, StepRemind, StepOverdue, StepEscalate} {
		for _, part := range []LetterPart{reportPart(step), confirmationPart(step), eventPart(step), publicationPart(step)} {
			part.Title, part.TitleDefinite = long, long
			view := letterCase{kind: LetterKind(step), institution: breznik, parts: []LetterPart{part, part, part}}.view()
			view.Institution.Name = long
			subject, err := templates.Subject(view)
			if err != nil {
				t.Fatal(err)
			}
			if n := utf8.RuneCountInString(subject); n > 255 || !strings.HasSuffix(subject, "… (и още 2 искания) [SROK-7K3M9QX]") {
				t.Errorf("%s, %s: %d characters: %s", step, part.Task, n, subject)
			}
		}
	}
}
