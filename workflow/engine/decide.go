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
	r := e.Store.Read(ctx)
	institutions, err := r.DueInstitutions(now)
	if err != nil || len(institutions) == 0 {
		return err
	}
	waiting, err := r.WaitingLetters()
	if err != nil {
		return err
	}
	var failed error
	for some := range slices.Chunk(institutions, decidedTogether) {
		failed = errors.Join(failed, together(ctx, some, func(some []string) error { return e.decideTogether(ctx, now, some, waiting) }))
	}
	return failed
}

// decideTogether decides for some institutions; waiting are the keys of the letters in the outbox, by
// institution.
func (e *Engine) decideTogether(ctx context.Context, now time.Time, institutions []string, waiting map[string][]string) error {
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range institutions {
			if err := e.decideFor(tx, now, id, waiting[id]); err != nil {
				return inRoom(id, err)
			}
		}
		return nil
	})
}

func (e *Engine) decideFor(tx *store.Tx, now time.Time, institution string, waiting []string) error {
	to, _, err := tx.Addressee(institution)
	if err != nil {
		return err
	}
	if err := e.supersede(tx, now, to); err != nil {
		return err
	}
	decisions, err := e.decisions(tx, now, institution, waiting)
	if err != nil {
		return err
	}
	var own, superior []workflow.Decision
	for _, d := range decisions {
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

// decisions of today. Where a letter is to be written to the institution and another one to it still
// waits for a server, that one is taken back first, so that both are one letter, which says what is
// true now, and of several steps of one obligation the gravest is taken.
func (e *Engine) decisions(tx *store.Tx, now time.Time, institution string, waiting []string) ([]workflow.Decision, error) {
	for {
		to, _, err := tx.Addressee(institution)
		if err != nil {
			return nil, err
		}
		due, err := e.approvedOf(tx, institution, now)
		if err != nil {
			return nil, err
		}
		decisions := workflow.Decide(to, due, e.Policy.Hours, now)
		if len(waiting) == 0 || !slices.ContainsFunc(decisions, workflow.Decision.ToInstitution) {
			return decisions, nil
		}
		for _, key := range waiting {
			l, _, err := tx.Letter(key)
			if err != nil {
				return nil, err
			}
			if l.Kind == workflow.LetterEscalate || l.AwaitsNo {
				continue // a letter of its own; one that had to wait
			}
			if err := e.takeBack(tx, now, workflow.BySrok, key, "неизпратено, преди да дойде следващата стъпка; изпращат се в едно писмо"); err != nil {
				return nil, err
			}
		}
		waiting = nil
	}
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
