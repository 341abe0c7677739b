package engine

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// Act is what a person decides, whatever the door: a command, a page, a mail.
type Act interface {
	do(e *Engine, tx *store.Tx, now time.Time, by string) error
}

// Do carries out an act of an office or a person in one transaction: all of it, or nothing. An
// act that cannot be is a *workflow.Refusal. A serve that runs on the same folder notices.
func (e *Engine) Do(ctx context.Context, now time.Time, by string, act Act) error {
	if blank(by) || by == workflow.BySrok {
		return &workflow.Refusal{What: "nobody is named whose act it is", Do: "say who decides, for example --by секретар"}
	}
	if err := e.found(ctx, now, ""); err != nil {
		return err
	}
	if p, ok := act.(prepared); ok { // whole mails are read before the transaction, not in it
		var err error
		if act, err = p.prepare(ctx, e); err != nil {
			return err
		}
	}
	return e.Store.Write(ctx, func(tx *store.Tx) error { return act.do(e, tx, now, by) })
}

// prepared is an act that looks into the archive first.
type prepared interface {
	prepare(ctx context.Context, e *Engine) (Act, error)
}

// owedBy finds an obligation by its key, for an act about it.
func owedBy(tx *store.Tx, key string) (workflow.Obligation, error) {
	o, found, err := tx.Obligation(key)
	if err != nil {
		return o, err
	}
	if !found {
		all, err := tx.Obligations()
		if err != nil {
			return o, err
		}
		return o, workflow.NoObligation(key, all)
	}
	return o, nil
}

// Pause stops all sending at once.
type Pause struct{ Reason string }

func (a Pause) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	if err := needReason("", a.Reason); err != nil {
		return err
	}
	office, err := tx.Office()
	if err != nil {
		return err
	}
	if office.Paused != "" {
		return &workflow.Refusal{What: "sending is paused already: " + office.Paused}
	}
	return tx.Append(now, by, store.Council, workflow.SendingPaused{Reason: a.Reason})
}

// Resume frees all sending.
type Resume struct{ Reason string }

func (a Resume) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	office, err := tx.Office()
	if err != nil {
		return err
	}
	if office.Paused == "" {
		return &workflow.Refusal{What: "sending is not paused"}
	}
	if err := cmp.Or(mayBeKept("", a.Reason), readBack(tx, office)); err != nil {
		return err
	}
	return tx.Append(now, by, store.Council, workflow.SendingResumed{Reason: a.Reason})
}

// Extend gives one obligation a new due date.
type Extend struct {
	Obligation string
	Due        workflow.Date
	Reason     string
}

func (a Extend) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	o, err := owedBy(tx, a.Obligation)
	if err != nil {
		return err
	}
	today := e.today(now)
	switch {
	case !o.Open():
		return &workflow.Refusal{Where: o.Key, What: fmt.Sprintf("nothing is owed: it stands as „%s“", o.Status.Words())}
	case !a.Due.After(today) || !a.Due.After(o.Due):
		return &workflow.Refusal{Where: o.Key, What: a.Due.String() + " is no extension", Do: "give a day after today and after " + o.Due.String()}
	}
	if err := cmp.Or(needReason(o.Key, a.Reason), mayBeDue(o.Key, a.Due)); err != nil {
		return err
	}
	if err := e.takeBackOf(tx, now, by, o, "удължен срок по "+o.Key); err != nil {
		return err
	}
	task, _, err := tx.Task(o.Task)
	if err != nil {
		return err
	}
	n := 1
	for _, p := range o.Schedule {
		if _, seq, ok := workflow.SlotSeries(p.Slot, "ext"); ok && seq >= n {
			n = seq + 1
		}
	}
	cal := e.Policy.Hours.Calendar
	due := cal.Forward(a.Due)
	if err := tx.Append(now, by, about(workflow.AboutObligation, o.Key), workflow.Extended{
		Nominal: a.Due, Due: due.Effective, DueWhy: due.Reason, Reason: a.Reason,
		Schedule: workflow.PlanExtension(task.Task.Steps, due.Effective, today, n, cal)}); err != nil {
		return err
	}
	if o.AskedOn.IsZero() {
		return nil // nobody was asked yet: the request will say the new date
	}
	return e.answer(tx, now, by, o, workflow.Submission{}, workflow.LetterExtension, workflow.LetterView{
		Extension: &workflow.ExtensionView{Task: o.Kind, Title: task.Task.Title, Period: o.Period, Due: due.Effective}})
}

// Waive closes an obligation: nothing is owed any more.
type Waive struct {
	Obligation string
	Reason     string
}

func (a Waive) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	o, err := owedBy(tx, a.Obligation)
	if err != nil {
		return err
	}
	if o.Status == workflow.StatusWaived || o.Status == workflow.StatusAccepted {
		return &workflow.Refusal{Where: o.Key, What: fmt.Sprintf("nothing is owed: it stands as „%s“", o.Status.Words())}
	}
	if err := needReason(o.Key, a.Reason); err != nil {
		return err
	}
	return tx.Append(now, by, about(workflow.AboutObligation, o.Key), workflow.Waived{Reason: a.Reason})
}

// Note records a call or a talk.
type Note struct {
	Obligation string
	Text       string
}

func (a Note) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	o, err := owedBy(tx, a.Obligation)
	if err != nil {
		return err
	}
	if blank(a.Text) {
		return &workflow.Refusal{Where: o.Key, What: "the note is empty"}
	}
	if err := mayBeKept(o.Key, a.Text); err != nil {
		return err
	}
	return tx.Append(now, by, about(workflow.AboutObligation, o.Key), workflow.Noted{Text: a.Text})
}

// EndPause lets the reminders of an obligation resume before srok does it.
type EndPause struct {
	Obligation string
	Reason     string
}

func (a EndPause) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	o, err := owedBy(tx, a.Obligation)
	if err != nil {
		return err
	}
	if o.Pause == nil {
		return &workflow.Refusal{Where: o.Key, What: "its reminders are not paused"}
	}
	if err := needReason(o.Key, a.Reason); err != nil {
		return err
	}
	return tx.Append(now, by, about(workflow.AboutObligation, o.Key), workflow.PauseEnded{Reason: a.Reason})
}
