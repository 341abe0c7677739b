package engine

import (
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// placeOther lets newsletters and the like be. What cites a letter of ours is shown to a person, even
// from a list or a program: an office may answer through either. So is what names no sender. Nothing
// follows by itself.
func (e *Engine) placeOther(tx *store.Tx, now time.Time, m workflow.Message, in arrival) error {
	if strings.EqualFold(in.From, e.Policy.Council.Mailbox) {
		return e.record(tx, now, in.Key, m)
	}
	placed, found, err := workflow.Match(in.Incoming, e.Identity, tx)
	if err != nil {
		return err
	}
	if found || in.From == "" {
		m.Verdict = workflow.VerdictHeld
	}
	if found {
		m.Guesses = []workflow.Guess{{Institution: placed.Letter.Institution, Obligations: placed.Letter.Obligations, Why: placed.How.Words()}}
	}
	return e.record(tx, now, in.Key, m)
}
