package engine

import (
	"srok/workflow"
	"srok/workflow/store"
)

// laterOwed are the obligations that a reply may be meant for instead: all that it brings something for
// is accepted already, and of the same task a later period is asked for and still owed. People answer
// this year's letter by a reply to last year's. A form says itself what it is for.
func laterOwed(tx *store.Tx, in arrival, d delivery) ([]string, error) {
	var later []string
	for _, r := range d.received {
		if r.obligation.Status != workflow.StatusAccepted || len(in.share[r.obligation.Key]) > 0 {
			return nil, nil
		}
		open, err := tx.OpenOf(r.obligation.Institution)
		if err != nil {
			return nil, err
		}
		for _, o := range open {
			if o.Task == r.obligation.Task && o.Asked() && o.Due.After(r.obligation.Due) {
				later = append(later, o.Key)
			}
		}
	}
	return once(later), nil
}

// askWhen leaves it to a person for which period a reply to an older letter is.
func askWhen(m workflow.Message, later, accepted []string) workflow.Message {
	m.Verdict, m.Why = workflow.VerdictHeld, "отговор на по-ранно писмо, по което исканото вече е прието, а същото се очаква и за по-късен период; посочете за кое задължение е"
	m.Letter = ""
	m.Guesses = []workflow.Guess{
		{Institution: m.Institution, Obligations: later, Why: "същото е поискано и за по-късен период"},
		{Institution: m.Institution, Obligations: accepted, Why: "отговор на писмото за тях; поправка на прието"},
	}
	return m
}
