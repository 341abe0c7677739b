package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/store"
)

// EnterForm keeps the figures of a report that came as a scan or on paper, keyed in by a clerk.
type EnterForm struct {
	Obligation string
	Submission string // empty: the one that waits for a review
	Answers    form.Answers
	Source     string // what the figures were read from
	AsIs       bool   // the document itself has the faults: keep them, for a return
}

func (a EnterForm) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	if blank(a.Source) {
		return &workflow.Refusal{Where: a.Obligation, What: "the source of the figures is not named",
			Do: "say what they were read from with --source, for example --source 'сканирано писмо вх. № РД-12-1'"}
	}
	o, s, err := a.entersInto(tx)
	if err != nil {
		return err
	}
	to, _, err := tx.Addressee(o.Institution)
	if err != nil {
		return err
	}
	want := form.Header{Institution: to.Institution.Name, InstitutionID: o.Institution, Period: o.Period}
	answers := form.Prefilled(want).Over(a.Answers)
	found := answers.Check(want)
	if found.PersonalData || workflow.FindEGN(a.Source) { // it must not stand in the log
		return &workflow.Refusal{Where: o.Key, What: "there is personal data among the figures", Do: "key them in without it; the source stays in the archive"}
	}
	if len(found.Faults) > 0 && !a.AsIs {
		return &workflow.Refusal{Where: o.Key, What: "the figures do not pass the form's checks:\n– " + strings.Join(found.Issues(), "\n– "),
			Do: "correct what was keyed in; where the document itself says so, record it with --as-is and send it back"}
	}
	entered := workflow.Entered{Obligation: o.Key, Source: a.Source, Findings: found.Issues()}
	for _, row := range form.Rows() {
		if cell := answers.Cells[row.Code]; cell != (form.Cell{}) {
			entered.Figures = append(entered.Figures, workflow.Figure{Row: row.Code, Value: cell.Value, Note: cell.Note})
		}
	}
	if err := tx.Append(now, by, about(workflow.AboutSubmission, s.Key), workflow.FormEntered{Figures: entered}); err != nil {
		return err
	}
	return tx.Append(now, by, about(workflow.AboutObligation, o.Key), workflow.FiguresEntered{
		Submission: s.Key, Source: a.Source, Faults: len(found.Faults)})
}

// entersInto finds the submission whose figures are keyed in: a report under review.
func (a EnterForm) entersInto(tx *store.Tx) (workflow.Obligation, workflow.Submission, error) {
	o, s, err := underReview(tx, a.Obligation)
	if err != nil {
		return o, s, err
	}
	if o.Kind != workflow.ReportTask {
		return o, s, &workflow.Refusal{Where: o.Key, What: fmt.Sprintf("it has no form: it is a %s", o.Kind), Do: "only reports are made by the form"}
	}
	if a.Submission == "" || a.Submission == s.Key {
		return o, s, nil
	}
	waits := func(t workflow.Submitted) bool {
		return t.Submission == a.Submission && t.Review == workflow.UnderReview
	}
	if !slices.ContainsFunc(o.Submissions, waits) {
		return o, s, &workflow.Refusal{Where: a.Submission, What: "no such submission of this obligation waits for a review", Do: "`srok why " + o.Key + "` lists them"}
	}
	s, _, err = tx.Submission(a.Submission)
	return o, s, err
}
