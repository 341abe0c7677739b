package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"srok/workflow"
)

//go:embed pages/preview.html
var previewHTML string

// The page loads nothing and runs nothing, so it can be handed on as one file.
var previewTemplate = template.Must(template.New("preview").Funcs(template.FuncMap{
	"whom":    addressed,
	"stop":    func(s string) string { return strings.TrimSuffix(s, ".") + "." }, // a title may end in „2018 г.“
	"day":     func(t time.Time) string { return workflow.DateOf(t).Short() },
	"weekday": func(t time.Time) string { return workflow.WeekdayName(t.Weekday()) },
}).Parse(previewHTML))

// previewPage is the year's letters as the chair reads them before an approval.
type previewPage struct {
	Council      workflow.Council
	Plan         string
	Today        workflow.Date
	Past         bool     // a letter is shown for a day that is over
	Unreachable  []string // institutions to which no letter can be sent
	Span         string   // „от … до …“
	Institutions int
	Letters      []workflow.PreviewLetter
	Kinds        []previewCount
	Tasks        []previewTask
	Months       []previewMonth
	Samples      []previewSample
	Answers      []previewSample // to what may come
}

type previewCount struct {
	What  string
	Count int
}

type previewTask struct {
	Key, Title, Measures, Approval string
	Letters                        int // that are about it, too
}

type previewMonth struct {
	Name    string
	Count   int
	Letters []workflow.PreviewLetter
}

type previewSample struct {
	Letter workflow.PreviewLetter
	Shows  []string // „напомняне: годишен доклад“
	Text   string
}

func newPreviewPage(in workflow.PreviewInput, plan workflow.Plan, today workflow.Date, letters []workflow.PreviewLetter) (previewPage, error) {
	p := previewPage{Council: in.Council, Plan: plan.Title, Today: today, Past: anyBefore(letters, today), Unreachable: unreachable(in.Addressees), Letters: letters, Tasks: tasksOf(in.Tasks, plan, letters)}
	kinds := map[workflow.LetterKind]int{}
	institutions := map[string]bool{}
	for _, l := range letters {
		kinds[l.Kind]++
		institutions[l.Institution] = true
		name := workflow.MonthName(l.At.Month()) + l.At.Format(" 2006 г.")
		if n := len(p.Months); n == 0 || p.Months[n-1].Name != name {
			p.Months = append(p.Months, previewMonth{Name: name})
		}
		month := &p.Months[len(p.Months)-1]
		month.Count++
		month.Letters = append(month.Letters, l)
	}
	p.Institutions = len(institutions)
	if n := len(letters); n > 0 {
		p.Span = "от " + workflow.DateOf(letters[0].At).Short() + " до " + workflow.DateOf(letters[n-1].At).Short()
	}
	for _, kind := range []workflow.LetterKind{workflow.LetterRequest, workflow.LetterRemind, workflow.LetterOverdue, workflow.LetterEscalate} {
		if kinds[kind] > 0 {
			p.Kinds = append(p.Kinds, previewCount{What: kind.Counted(kinds[kind]), Count: kinds[kind]})
		}
	}
	for _, s := range workflow.Samples(letters) {
		text, err := in.Templates.Letter(s.Letter.View)
		if err != nil {
			return p, err
		}
		sample := previewSample{Letter: s.Letter, Text: text.Plain}
		for _, part := range s.Shows {
			sample.Shows = append(sample.Shows, workflow.LetterKind(part.Step).Words()+": "+part.Title)
		}
		p.Samples = append(p.Samples, sample)
	}
	return p, p.addAnswers(in)
}

// addAnswers adds a sample of each letter that no calendar foretells.
func (p *previewPage) addAnswers(in workflow.PreviewInput) error {
	for _, view := range workflow.AnswerSamples(in, p.Letters) {
		text, err := in.Templates.Letter(view)
		if err != nil {
			return err
		}
		p.Answers = append(p.Answers, previewSample{Letter: workflow.PreviewLetter{LetterLine: workflow.LetterLine{Kind: view.Kind, Subject: text.Subject}, View: view},
			Shows: []string{view.Kind.Words()}, Text: text.Plain})
	}
	digest, err := in.Templates.Digest(workflow.DigestSample(in))
	if err != nil {
		return err
	}
	p.Answers = append(p.Answers, previewSample{Letter: workflow.PreviewLetter{LetterLine: workflow.LetterLine{Subject: digest.Subject}},
		Shows: []string{workflow.LetterDigest.Words()}, Text: digest.Plain})
	return nil
}

// tasksOf lists the tasks in the plan's order, then those that were approved and that it has no more.
func tasksOf(tasks map[string]workflow.ApprovedTask, plan workflow.Plan, letters []workflow.PreviewLetter) []previewTask {
	about := map[string]int{}
	for _, l := range letters {
		seen := map[string]bool{}
		for _, s := range l.Steps {
			if key, _, _ := strings.Cut(s.Obligation, "/"); !seen[key] {
				seen[key] = true
				about[key]++
			}
		}
	}
	place := map[string]int{}
	for i, t := range plan.Tasks {
		place[t.Key] = i + 1
	}
	var rows []previewTask
	for key, t := range tasks {
		row := previewTask{Key: key, Title: t.Task.Title, Measures: strings.Join(t.Task.Measures, ", "), Approval: "предстои", Letters: about[key]}
		if t.Office != "" {
			row.Approval = t.Office + ", " + t.On.Short()
		}
		rows = append(rows, row)
	}
	last := len(plan.Tasks) + 1
	slices.SortFunc(rows, func(a, b previewTask) int {
		return cmp.Or(cmp.Compare(cmp.Or(place[a.Key], last), cmp.Or(place[b.Key], last)), cmp.Compare(a.Key, b.Key))
	})
	return rows
}

// write puts the page in place whole or not at all.
func (p previewPage) write(file string) error {
	var text bytes.Buffer
	if err := previewTemplate.Execute(&text, p); err != nil {
		return fmt.Errorf("the page of the preview: %w", err)
	}
	if err := putWhole(file, text.Bytes()); err != nil {
		return fmt.Errorf("the page: %w", err)
	}
	return nil
}
