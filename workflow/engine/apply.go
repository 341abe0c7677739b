package engine

import (
	"context"
	"slices"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// Diff compares config and files with what is approved. It changes nothing.
func (e *Engine) Diff(ctx context.Context, plan workflow.Plan, directory workflow.Directory, now time.Time) (workflow.Changes, error) {
	approved, err := e.Store.Read(ctx).Approved()
	if err != nil {
		return workflow.Changes{}, err
	}
	return workflow.Diff(approved, plan, directory, e.Policy.Hours.Calendar, e.today(now)), nil
}

// Apply has a named office approve the changes of plan, directory and calendar: open
// obligations follow, closed ones never change, and nothing is asked for the past.
type Apply struct {
	Plan      workflow.Plan
	Directory workflow.Directory
	Office    string
	On        workflow.Date // zero: today
}

func (a Apply) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	if err := needOffice(a.Office); err != nil {
		return err
	}
	var err error
	if a.On, err = e.happenedOn(a.On, now); err != nil {
		return err
	}
	approved, err := tx.Approved()
	if err != nil {
		return err
	}
	changes := workflow.Diff(approved, a.Plan, a.Directory, e.Policy.Hours.Calendar, e.today(now))
	if changes.Empty() {
		return &workflow.Refusal{What: "config and files are as approved: there is nothing to apply"}
	}
	if taken, err := a.takeBack(e, tx, now, by, approved, changes); err != nil {
		return err
	} else if taken {
		if approved, err = tx.Approved(); err != nil {
			return err
		}
		changes = workflow.Diff(approved, a.Plan, a.Directory, e.Policy.Hours.Calendar, e.today(now))
	}
	if len(changes.Plan)+len(changes.Measures) > 0 {
		if err := tx.Append(now, by, store.Plan, workflow.PlanApproved{Plan: a.Plan.Approved()}); err != nil {
			return err
		}
	}
	if err := a.institutions(tx, now, by, changes.Institutions); err != nil {
		return err
	}
	if err := a.tasks(e, tx, now, by, changes.Tasks); err != nil {
		return err
	}
	if err := a.obligations(tx, now, by, changes); err != nil {
		return err
	}
	for _, c := range changes.Institutions {
		if err := e.askUnasked(tx, now, c.Key); err != nil {
			return err
		}
	}
	return nil
}

// takeBack cancels what waits in the outbox and says what the changes make untrue, or waits for an address
// that is no longer there; what of its steps is still owed then follows the changes.
func (a Apply) takeBack(e *Engine, tx *store.Tx, now time.Time, by string, approved workflow.Approved, changes workflow.Changes) (taken bool, err error) {
	var owed []workflow.Obligation
	for _, m := range changes.Moved {
		o, _, err := tx.Obligation(m.Obligation)
		if err != nil {
			return false, err
		}
		owed = append(owed, o)
	}
	for _, was := range approved.Institutions {
		i := slices.IndexFunc(a.Directory.Institutions, func(i workflow.Institution) bool { return i.ID == was.ID })
		if i >= 0 && was.WrittenAs(a.Directory.Institutions[i]) {
			continue
		}
		of, err := tx.OpenOf(was.ID)
		if err != nil {
			return false, err
		}
		owed = append(owed, of...)
	}
	for _, o := range owed {
		if err := e.takeBackOf(tx, now, by, o, "променено с одобрение от "+a.Office+" на "+a.On.Short()); err != nil {
			return false, err
		}
	}
	return len(owed) > 0, nil
}

func (a Apply) institutions(tx *store.Tx, now time.Time, by string, changes []workflow.Change) error {
	for _, c := range changes {
		var fact workflow.Fact = workflow.InstitutionLeft{}
		if c.How != workflow.Removed {
			i := slices.IndexFunc(a.Directory.Institutions, func(i workflow.Institution) bool { return i.ID == c.Key })
			fact = workflow.InstitutionRecorded{Institution: a.Directory.Institutions[i]}
		}
		if err := tx.Append(now, by, about(workflow.AboutInstitution, c.Key), fact); err != nil {
			return err
		}
	}
	return nil
}

func (a Apply) tasks(e *Engine, tx *store.Tx, now time.Time, by string, changes []workflow.Change) error {
	for _, c := range changes {
		task, found := a.Plan.Task(c.Key)
		if !found { // its obligations are withdrawn, but for those that an earlier year's plan left
			if err := tx.Append(now, by, about(workflow.AboutTask, c.Key), workflow.TaskStruck{}); err != nil {
				return err
			}
			continue
		}
		if err := tx.Append(now, by, about(workflow.AboutTask, c.Key), workflow.TaskApproved{
			Task: task, Plan: e.Policy.Council.PlanTitle, Texts: e.Templates.Fingerprint(), Office: a.Office, On: a.On}); err != nil {
			return err
		}
	}
	return nil
}

func (a Apply) obligations(tx *store.Tx, now time.Time, by string, changes workflow.Changes) error {
	for _, key := range changes.Withdrawn {
		if err := tx.Append(now, by, about(workflow.AboutObligation, key), workflow.Waived{
			Reason: "отпаднало с промяна на плана, одобрена от " + a.Office + " на " + a.On.Short()}); err != nil {
			return err
		}
	}
	for _, m := range changes.Moved {
		if err := tx.Append(now, by, about(workflow.AboutObligation, m.Obligation), m.Fact); err != nil {
			return err
		}
	}
	return open(tx, now, by, changes.Opened)
}
