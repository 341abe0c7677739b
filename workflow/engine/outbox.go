package engine

import (
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// CancelLetter takes a letter that no server took out of the outbox. Its steps are free: as long
// as they are owed, they are composed anew on the next working day.
type CancelLetter struct {
	Letter string // key
	Reason string
}

func (a CancelLetter) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	l, err := letterToChange(tx, a.Letter, a.Reason)
	if err != nil {
		return err
	}
	switch l.Status {
	case workflow.Queued, workflow.Refused:
		if !l.AnyoneTook() {
			return e.cancel(tx, now, by, l, a.Reason)
		}
	case workflow.Uncertain:
		return &workflow.Refusal{Where: l.Name(), What: "nobody knows whether a server took it",
			Do: "wait until its copy arrives in the mailbox, or until it is sent again"}
	case workflow.Sending:
		return &workflow.Refusal{Where: l.Name(), What: "it is on its way to the server just now", Do: "try again when the attempt has ended"}
	}
	return &workflow.Refusal{Where: l.Name(), What: "it cannot be taken back: it stands as „" + l.StandsIn() + "“"}
}

// RetryLetter has a letter that waits, or that the server refused, sent at once: as soon as
// letters may go out.
type RetryLetter struct {
	Letter string // key
	Reason string
}

func (a RetryLetter) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	l, err := letterToChange(tx, a.Letter, a.Reason)
	if err != nil {
		return err
	}
	switch {
	case l.WaitsForNo():
		return &workflow.Refusal{Where: l.Name(), What: "it waits for its изх. №",
			Do: "enter it with `srok register " + string(l.Ref) + " --out NO --on DATE`"}
	case l.WaitsForRecords():
		return &workflow.Refusal{Where: l.Name(), What: "srok does not send it: it waits for the records office",
			Do: "take it with `srok outbox show " + string(l.Ref) + " --out DIR`, and enter its number with `srok register " + string(l.Ref) + " --out NO --on DATE`"}
	case l.Status == workflow.Queued:
	case l.Status == workflow.Refused:
		for _, step := range l.Steps {
			if replaced, err := askedAgain(tx, step); err != nil {
				return err
			} else if replaced {
				return &workflow.Refusal{Where: l.Name(), What: "what it asks of " + step.Obligation + " is asked in another letter already",
					Do: "`srok why " + step.Obligation + "` shows it"}
			}
		}
	default:
		return &workflow.Refusal{Where: l.Name(), What: "it waits for no attempt: it stands as „" + l.StandsIn() + "“"}
	}
	return tx.Append(now, by, about(workflow.AboutLetter, l.Key), workflow.LetterRetried{Reason: a.Reason})
}

// askedAgain reports whether a lost step has a slot that asks it once more.
func askedAgain(tx *store.Tx, step workflow.LetterStep) (bool, error) {
	o, _, err := tx.Obligation(step.Obligation)
	if err != nil {
		return false, err
	}
	return o.AskedAgain(step.Slot), nil
}

func letterToChange(tx *store.Tx, key, reason string) (workflow.Letter, error) {
	l, found, err := tx.Letter(key)
	switch {
	case err != nil:
		return l, err
	case !found:
		return l, &workflow.Refusal{Where: key, What: "there is no such letter", Do: "`srok outbox` lists the letters"}
	}
	return l, needReason(l.Name(), reason)
}
