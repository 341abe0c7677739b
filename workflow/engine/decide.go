package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// decidedTogether is how many institutions share a transaction, and with it a wait for the disk.
const decidedTogether = 16

// decide asks the policy about every institution with something due.
func (e *Engine) decide(ctx context.Context, now time.Time) error {
	institutions, err := e.Store.Read(ctx).DueInstitutions(now)
	if err != nil {
		return err
	}
	var failed error
	for some := range slices.Chunk(institutions, decidedTogether) {
		failed = errors.Join(failed, together(ctx, some, func(some []string) error { return e.decideTogether(ctx, now, some) }))
	}
	return failed
}

func (e *Engine) decideTogether(ctx context.Context, now time.Time, institutions []string) error {
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range institutions {
			if err := e.decideFor(tx, now, id); err != nil {
				return inRoom(id, err)
			}
		}
		return nil
	})
}

func (e *Engine) decideFor(tx *store.Tx, now time.Time, institution string) error {
	to, _, err := tx.Addressee(institution)
	if err != nil {
		return err
	}
	if err := e.supersede(tx, now, to); err != nil {
		return err
	}
	due, err := e.approvedOf(tx, institution, now)
	if err != nil {
		return err
	}
	var own, superior []workflow.Decision
	for _, d := range workflow.Decide(to, due, e.Policy.Hours, now) {
		switch {
		case d.Verb != workflow.Write:
			if err := e.carryOut(tx, now, d); err != nil {
				return err
			}
		case d.Superior:
			superior = append(superior, d)
		default:
			own = append(own, d)
		}
	}
	if len(own) > 0 {
		if err := e.askInOneLetter(tx, now, to, own); err != nil {
			return err
		}
	}
	for _, d := range superior { // a letter of its own each
		if err := e.escalate(tx, now, to, d); err != nil {
			return err
		}
	}
	return e.lookAgain(tx, now, institution)
}

// approvedOf lists what is due of an institution and whose letters' texts are those that were
// approved. After a change of the texts nothing is written until they are approved again.
func (e *Engine) approvedOf(tx *store.Tx, institution string, now time.Time) ([]workflow.Obligation, error) {
	due, err := tx.DueOf(institution, now)
	if err != nil {
		return nil, err
	}
	var approved []workflow.Obligation
	for _, o := range due {
		task, _, err := tx.Task(o.Task)
		if err != nil {
			return nil, err
		}
		if task.Texts != e.Templates.Fingerprint() {
			e.Log.Warn("the letters' texts have changed since the task was approved", "task", o.Task)
			continue
		}
		approved = append(approved, o)
	}
	return approved, nil
}

// carryOut records a decision that needs no letter.
func (e *Engine) carryOut(tx *store.Tx, now time.Time, d workflow.Decision) error {
	return tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, d.Obligation), d.Fact(e.today(now)))
}

// lookAgain puts off what is still due although nothing can be done about it now: outside the
// hours, or since today's letter has gone, or while the request is on its way.
func (e *Engine) lookAgain(tx *store.Tx, now time.Time, institution string) error {
	still, err := tx.DueOf(institution, now)
	if err != nil {
		return err
	}
	next := e.Policy.Hours.Next(now)
	if !next.After(now) {
		next = e.Policy.Hours.Opening(e.Policy.Hours.Calendar.Add(e.today(now), 1))
	}
	for _, o := range still {
		if err := tx.Postpone(o.Key, next); err != nil {
			return err
		}
	}
	return nil
}
