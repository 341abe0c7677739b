package engine

import (
	"reflect"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// Approve records that a named office approved tasks of the plan, with their dates and the
// texts of their letters. Only then do their obligations exist, and only then is anything of
// them sent.
type Approve struct {
	Plan      workflow.Plan
	Directory workflow.Directory
	Tasks     []string // keys; none: all
	Office    string
	On        workflow.Date // zero: today
}

func (a Approve) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	if err := needOffice(a.Office); err != nil {
		return err
	}
	var err error
	if a.On, err = e.happenedOn(a.On, now); err != nil {
		return err
	}
	tasks, err := a.chosen()
	if err != nil {
		return err
	}
	if err := a.recordInstitutions(tx, now, by); err != nil {
		return err
	}
	if err := recordPlan(tx, now, by, a.Plan); err != nil {
		return err
	}
	for _, task := range tasks {
		if err := a.approve(e, tx, now, by, task); err != nil {
			return err
		}
	}
	return nil
}

// recordInstitutions records the institutions that nobody knew yet. What changed of a known one
// is a change of what was approved: it waits for Apply.
func (a Approve) recordInstitutions(tx *store.Tx, now time.Time, by string) error {
	for _, institution := range a.Directory.Institutions {
		_, known, err := tx.Addressee(institution.ID)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		if err := tx.Append(now, by, about(workflow.AboutInstitution, institution.ID), workflow.InstitutionRecorded{Institution: institution}); err != nil {
			return err
		}
	}
	return nil
}

// recordPlan keeps the plan's text with the first approval.
func recordPlan(tx *store.Tx, now time.Time, by string, plan workflow.Plan) error {
	known, err := tx.Plan()
	if err != nil || len(known.Measures) > 0 {
		return err
	}
	return tx.Append(now, by, store.Plan, workflow.PlanApproved{Plan: plan.Approved()})
}

func (a Approve) chosen() ([]workflow.Task, error) {
	if len(a.Tasks) == 0 {
		return a.Plan.Tasks, nil
	}
	var chosen []workflow.Task
	for _, key := range a.Tasks {
		task, found := a.Plan.Task(key)
		if !found {
			return nil, &workflow.Refusal{Where: key, What: "the plan has no such task", Do: "`srok plan check` lists the tasks"}
		}
		chosen = append(chosen, task)
	}
	return chosen, nil
}

// approve records one task. One that was approved otherwise before is a change: its open
// obligations follow it by Apply alone. The same task with other texts is approved again.
func (a Approve) approve(e *Engine, tx *store.Tx, now time.Time, by string, task workflow.Task) error {
	approved, found, err := tx.Task(task.Key)
	if err != nil {
		return err
	}
	if found && (approved.Struck || !reflect.DeepEqual(approved.Task, task)) {
		return &workflow.Refusal{Where: task.Key, What: "the task was approved on " + approved.On.String() + " and has changed since",
			Do: "see `srok plan diff`, then `srok plan apply`"}
	}
	if found && approved.Texts == e.Templates.Fingerprint() {
		return nil
	}
	if err := tx.Append(now, by, about(workflow.AboutTask, task.Key), workflow.TaskApproved{
		Task: task, Plan: e.Policy.Council.PlanTitle, Texts: e.Templates.Fingerprint(), Office: a.Office, On: a.On}); err != nil || found {
		return err
	}
	opened, _ := workflow.OpenObligations(task, a.Directory.Asked(task), a.On, e.Policy.Hours.Calendar)
	return open(tx, now, by, opened)
}

// open writes the first facts of obligations.
func open(tx *store.Tx, now time.Time, by string, opened []workflow.Opened) error {
	for _, o := range opened {
		key := workflow.ObligationKey(o.Task, o.Period, o.Institution)
		if err := tx.Append(now, by, about(workflow.AboutObligation, key), o); err != nil {
			return err
		}
	}
	return nil
}
