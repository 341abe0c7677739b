package engine

import (
	"fmt"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// composeNumbered writes a letter that waited for its изх. №: with the number in its text, and
// with what is true now. hash is of its bytes.
func (e *Engine) composeNumbered(tx *store.Tx, now time.Time, l workflow.Letter, number string) (hash string, err error) {
	to, _, err := tx.Addressee(l.Institution)
	if err != nil {
		return "", err
	}
	waited := draft{letter: l}
	waited.letter.Steps, waited.letter.Obligations = nil, nil // addParts adds them
	waited.view.Institution, waited.view.OutNo = to.Institution, number
	for _, r := range l.Recipients {
		switch {
		case r.Own:
		case len(waited.to) == 0:
			waited.to = []string{r.Address}
		default:
			waited.cc = append(waited.cc, r.Address)
		}
	}
	var decisions []workflow.Decision
	for _, s := range l.Steps {
		decisions = append(decisions, workflow.Decision{Obligation: s.Obligation, Step: s.Step, Slot: s.Slot, Reason: s.Reason})
	}
	if err := e.addParts(tx, now, &waited, decisions); err != nil {
		return "", err
	}
	composed, err := e.compose(now, &waited)
	if err != nil {
		return "", fmt.Errorf("letter %s: %w", l.Key, err)
	}
	return hashOf(composed), tx.KeepLetter(l.Key, composed)
}
