package engine

import (
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// placeOther lets newsletters and the like be. What cites a letter of ours is shown to a person, even
// from a list or a program: an office may answer through either, and filters err. So is a document
// from who owes one, and what names no sender. Nothing follows by itself.
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
		return e.record(tx, now, in.Key, m)
	}
	owed, err := bringsWhatIsOwed(tx, in)
	if err != nil {
		return err
	}
	if owed {
		m.Verdict = workflow.VerdictHeld
		if m.Guesses, err = workflow.GuessFor(in.Incoming, tx); err != nil {
			return err
		}
	}
	return e.record(tx, now, in.Key, m)
}

// bringsWhatIsOwed reports whether a document comes from an address of an institution that was asked
// for one and still owes it.
func bringsWhatIsOwed(tx *store.Tx, in arrival) (bool, error) {
	if !slices.ContainsFunc(in.Files, workflow.File.MayBeReport) {
		return false, nil
	}
	all, err := tx.Addressees()
	if err != nil {
		return false, err
	}
	for _, a := range all {
		if a.Gone || !a.Institution.Believes(in.From) {
			continue
		}
		open, err := tx.OpenOf(a.Institution.ID)
		if err != nil || slices.ContainsFunc(open, func(o workflow.Obligation) bool { return !o.AskedOn.IsZero() }) {
			return err == nil, err
		}
	}
	return false, nil
}
