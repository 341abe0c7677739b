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
	On        workflow.Date
}

func (a Approve) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	if a.Office == "" {
		return &workflow.Refusal{What: "no office is named that approves", Do: "name it, for example --office „областен управител“"}
	}
	tasks, err := a.chosen()
	if err != nil {
		return err
	}
	for _, institution := range a.Directory.Institutions {
		known, _, err := tx.Addressee(institution.ID)
		if err != nil {
			return err
		}
		if reflect.DeepEqual(known.Institution, institution) {
			continue
		}
		if err := tx.Append(now, by, about(workflow.AboutInstitution, institution.ID), workflow.InstitutionRecorded{Institution: institution}); err != nil {
			return err
		}
	}
	for _, task := range tasks {
		if err := a.approve(e, tx, now, by, task); err != nil {
			return err
		}
	}
	return nil
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

func (a Approve) approve(e *Engine, tx *store.Tx, now time.Time, by string, task workflow.Task) error {
	approved, found, err := tx.Task(task.Key)
	if err != nil {
		return err
	}
	if found && reflect.DeepEqual(approved.Task, task) {
		return nil
	}
	if err := tx.Append(now, by, about(workflow.AboutTask, task.Key), workflow.TaskApproved{
		Task: task, Plan: e.Policy.Council.PlanTitle, Office: a.Office, On: a.On}); err != nil {
		return err
	}
	opened, _ := workflow.OpenObligations(task, a.Directory.Asked(task), a.On, e.Policy.Hours.Calendar)
	for _, o := range opened {
		key := workflow.ObligationKey(o.Task, o.Period, o.Institution)
		if _, exists, err := tx.Obligation(key); err != nil {
			return err
		} else if exists {
			continue // what is open already follows a changed task by `plan apply` alone
		}
		if err := tx.Append(now, by, about(workflow.AboutObligation, key), o); err != nil {
			return err
		}
	}
	return nil
}
