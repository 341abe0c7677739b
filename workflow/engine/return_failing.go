package engine

import (
	"slices"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// mostReturns is how often srok sends one report back by itself. Who does not get it right after that
// needs a person, and a program that answers everything gets no more letters.
const mostReturns = 2

// returnFailing sends report forms that do not pass their checks back, with what is to correct.
// faults are those of each obligation. What more came with a form than the form, and whatever is in
// doubt, waits for a person; that the virus scanner has not answered is no doubt here, for a wrong sum
// stays wrong.
func (e *Engine) returnFailing(tx *store.Tx, now time.Time, in arrival, s workflow.Submission, faults map[string][]string) error {
	if !in.formsAlone(s) {
		return nil
	}
	for _, key := range s.Obligations {
		if _, one := in.formFor(key); !one || len(faults[key]) == 0 {
			continue
		}
		o, err := owedBy(tx, key)
		if err != nil {
			return err
		}
		if o.Status != workflow.StatusReceived || !firstToReview(o, s.Key) || returns(o) >= mostReturns {
			continue
		}
		if err := (Return{Obligation: key, Issues: faults[key]}).do(e, tx, now, workflow.BySrok); err != nil {
			return err
		}
	}
	return nil
}

// formsAlone: a reply brings report forms and nothing else to look at or to read, from a sender who is
// believed.
func (in arrival) formsAlone(s workflow.Submission) bool {
	return !s.Unbelieved && !s.Quarantine && !in.heeded && !in.forged() && len(in.forms) > 0 && in.documents() == len(in.forms) && in.clean()
}

// firstToReview: no earlier submission still waits, which a person would compare with this one.
func firstToReview(o workflow.Obligation, submission string) bool {
	i := slices.IndexFunc(o.Submissions, waitsForReview)
	return i >= 0 && o.Submissions[i].Submission == submission
}

// returns are how often a report was sent back.
func returns(o workflow.Obligation) (n int) {
	for _, s := range o.Submissions {
		if s.Review == workflow.ReviewReturned {
			n++
		}
	}
	return n
}
