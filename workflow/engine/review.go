package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// Accept takes the submission under review of an obligation as what was asked.
type Accept struct {
	Obligation string
	Reason     string
}

func (a Accept) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	o, s, err := underReview(tx, a.Obligation)
	if err != nil {
		return err
	}
	if err := mayBeKept(o.Key, a.Reason); err != nil {
		return err
	}
	if s.Quarantine {
		return &workflow.Refusal{Where: o.Key, What: "the submission is in quarantine: it has personal data or a virus",
			Do: "send it back with `srok return`, with --personal-data where that was found"}
	}
	if err := tx.Append(now, by, about(workflow.AboutObligation, o.Key), workflow.SubmissionAccepted{Submission: s.Key, Reason: a.Reason}); err != nil {
		return err
	}
	if err := tx.Append(now, by, about(workflow.AboutSubmission, s.Key), workflow.SubmissionReviewed{Review: workflow.ReviewAccepted}); err != nil {
		return err
	}
	if o.Kind != workflow.ReportTask { // its receipt promised no result
		return nil
	}
	after, err := owedBy(tx, o.Key)
	if err != nil {
		return err
	}
	task, _, err := tx.Task(o.Task)
	if err != nil {
		return err
	}
	view := workflow.AcceptanceView{Task: o.Kind, Title: task.Task.Title, Period: o.Period, ReceivedDate: e.today(s.Received), InNo: s.InNo}
	if owed := after.Owed(); len(owed) > 0 {
		view.Owed = workflow.PartOf(after, task, workflow.StepRequest, e.today(now), e.Policy.Hours).Items
	}
	return e.answer(tx, now, by, o, s, workflow.LetterAccept, workflow.LetterView{Acceptance: &view})
}

// Return sends the submission under review back to be corrected.
type Return struct {
	Obligation   string
	Issues       []string      // none: what the check of its form found
	FixDue       workflow.Date // zero: as the policy sets it
	PersonalData bool          // a person confirmed an ЕГН
}

func (a Return) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	o, s, err := underReview(tx, a.Obligation)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(a.Issues, blank) {
		return &workflow.Refusal{Where: o.Key, What: "an --issue is empty", Do: "write what is to be corrected"}
	}
	if len(a.Issues) == 0 {
		a.Issues = s.Findings
	}
	if len(a.Issues) == 0 && !a.PersonalData {
		return &workflow.Refusal{Where: o.Key, What: "nothing is said to correct", Do: "name each fault with --issue"}
	}
	if slices.ContainsFunc(a.Issues, workflow.FindEGN) {
		return &workflow.Refusal{Where: o.Key, What: "what is to correct repeats personal data", Do: "name the place, not the number"}
	}
	cal, today := e.Policy.Hours.Calendar, e.today(now)
	if a.FixDue.IsZero() {
		a.FixDue = cal.Add(today, e.Policy.FixDays)
	}
	if !a.FixDue.After(today) {
		return &workflow.Refusal{Where: o.Key, What: a.FixDue.String() + " is past", Do: "give a day after today"}
	}
	if err := mayBeDue(o.Key, a.FixDue); err != nil {
		return err
	}
	a.FixDue = cal.Forward(a.FixDue).Effective
	task, _, err := tx.Task(o.Task)
	if err != nil {
		return err
	}
	if err := tx.Append(now, by, about(workflow.AboutObligation, o.Key), workflow.SubmissionReturned{
		Submission: s.Key, Issues: a.Issues, FixDue: a.FixDue,
		Schedule: workflow.PlanCorrection(task.Task.Steps, a.FixDue, today, returns(o)+1, cal)}); err != nil {
		return err
	}
	if err := tx.Append(now, by, about(workflow.AboutSubmission, s.Key), workflow.SubmissionReviewed{Review: workflow.ReviewReturned}); err != nil {
		return err
	}
	return e.answer(tx, now, by, o, s, workflow.LetterReturn, workflow.LetterView{Return: &workflow.ReturnView{
		Task: o.Kind, Title: task.Task.Title, ReceivedDate: e.today(s.Received), Issues: a.Issues, FixDue: a.FixDue, Files: s.Files, PersonalData: a.PersonalData}})
}

// underReview finds the oldest submission of the obligation that waits for a review.
func underReview(tx *store.Tx, key string) (workflow.Obligation, workflow.Submission, error) {
	o, err := owedBy(tx, key)
	if err != nil {
		return o, workflow.Submission{}, err
	}
	i := slices.IndexFunc(o.Submissions, waitsForReview)
	if i < 0 {
		return o, workflow.Submission{}, &workflow.Refusal{Where: key, What: fmt.Sprintf("no submission waits for a review: it stands as „%s“", o.Status.Words())}
	}
	s, _, err := tx.Submission(o.Submissions[i].Submission)
	return o, s, err
}

// Receive enters a submission that came by another way than mail.
type Receive struct {
	Obligations []string
	Channel     workflow.Channel
	On          workflow.Date // the day that counts; zero: today
	No          string        // вх. №, where there is one already
	Nil         bool
	Files       []workflow.File
}

func (a Receive) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	if len(a.Obligations) == 0 {
		return &workflow.Refusal{What: "no obligation is named"}
	}
	a.Obligations = once(a.Obligations)
	var err error
	if a.On, err = e.happenedOn(a.On, now); err != nil {
		return err
	}
	a.No = strings.TrimSpace(a.No)
	key, err := submissionKey(tx, append([]string{string(a.Channel), a.On.String(), a.No}, a.Obligations...)...)
	if err != nil {
		return err
	}
	s := workflow.Submission{
		Key: key, Obligations: a.Obligations, Channel: a.Channel, Received: a.On.At(12, 0, e.Policy.Hours.Zone), Nil: a.Nil, Files: a.Files,
	}
	var parts []received
	for _, key := range a.Obligations {
		part, err := receivedByHand(tx, key, a.Nil, false)
		if err != nil {
			return err
		}
		if s.Institution != "" && s.Institution != part.obligation.Institution {
			return &workflow.Refusal{Where: key, What: "it is another institution's", Do: "enter a submission of each on its own"}
		}
		s.Institution = part.obligation.Institution
		s.NoForm = s.NoForm || part.obligation.Kind == workflow.ReportTask && !a.Nil
		parts = append(parts, part)
	}
	if err := e.submit(tx, now, by, s, parts); err != nil {
		return err
	}
	if a.No == "" {
		return nil
	}
	return tx.Append(now, by, about(workflow.AboutSubmission, s.Key), workflow.SubmissionNumbered{No: a.No, On: a.On})
}

// receivedByHand says what a clerk's entry covers: all that is owed, or what a nil statement may. A
// message that a person places may also correct what was accepted, like one that a rule places.
func receivedByHand(tx *store.Tx, key string, isNil, corrects bool) (received, error) {
	o, err := owedBy(tx, key)
	if err != nil {
		return received{}, err
	}
	if o.Status == workflow.StatusWaived || o.Status == workflow.StatusAccepted && !corrects {
		return received{}, &workflow.Refusal{Where: key, What: fmt.Sprintf("nothing is owed: it stands as „%s“", o.Status.Words())}
	}
	part := received{obligation: o, Assessment: workflow.Assessment{Delivers: true, Covers: o.Owed()}}
	if len(part.Covers) == 0 {
		part.Covers = o.Measures
	}
	if !isNil {
		return part, nil
	}
	task, _, err := tx.Task(o.Task)
	if err != nil {
		return received{}, err
	}
	if len(task.Task.Nil) == 0 {
		return received{}, &workflow.Refusal{Where: key, What: "this task takes no nil statement"}
	}
	part.Nil, part.Covers = true, task.Task.Nil
	return part, nil
}
