package engine

import (
	"strings"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// envelopeID is the letter's own ref, so that a report names the letter (RFC 3461 section 4.4).
func (e *Engine) envelopeID(l workflow.Letter) string {
	if l.Ref != "" {
		return string(l.Ref)
	}
	return workflow.ShortHash(l.Key)
}

// beginAttempt records that an attempt begins, or does what the letter wants instead. inPace says
// that no rate keeps it.
func (e *Engine) beginAttempt(tx *store.Tx, now time.Time, l workflow.Letter, inPace bool) (ready bool, err error) {
	key := l.Key
	switch {
	case l.Status == workflow.Sending && !l.NotUntil.After(now): // whoever tried is gone
		return false, e.changeLetter(tx, now, key, workflow.LeftUncertain{
			Reply: "опитът е прекъснат", NotUntil: now.Add(e.Policy.ProofWait)})
	case l.Status == workflow.Uncertain && !l.NotUntil.After(now):
		return false, e.changeLetter(tx, now, key, workflow.GivenUpWaiting{
			Reason: "няма доказателство, че е прието; същото писмо се изпраща отново"})
	case l.Status != workflow.Queued || l.WaitsForNo() || l.WaitsForRecords():
		return false, nil
	}
	if moved, err := e.overtaken(tx, now, l); err != nil || moved {
		return false, err
	}
	if !l.AnyTime && !e.Policy.Hours.Open(now) {
		return false, tx.PostponeLetter(key, e.Policy.Hours.Next(now))
	}
	if !inPace {
		return false, tx.PostponeLetter(key, now.Add(time.Minute))
	}
	lease := e.Policy.Lease
	if len(e.Senders) > 1 {
		lease *= lettersAhead // it may have to wait for those before it on its connection
	}
	return true, tx.Append(now, workflow.BySrok, about(workflow.AboutLetter, key), workflow.Attempted{Lease: now.Add(lease)})
}

// overtaken cancels a letter that must not go out as it is; what of its steps is still owed is free to
// be decided, and composed, anew.
func (e *Engine) overtaken(tx *store.Tx, now time.Time, l workflow.Letter) (bool, error) {
	why, err := e.settledSince(tx, l)
	if err == nil && why == "" && l.Untaken() {
		why, err = e.outdated(tx, now, l)
	}
	if err != nil || why == "" || l.AnyoneTook() {
		return false, err
	}
	return true, e.cancel(tx, now, workflow.BySrok, l, why)
}

// settledSince says what of the letter was answered, paused or waived since it was composed.
func (e *Engine) settledSince(tx *store.Tx, l workflow.Letter) (why string, err error) {
	for _, step := range l.Steps {
		o, _, err := tx.Obligation(step.Obligation)
		switch {
		case err != nil:
			return "", err
		case o.Status == workflow.StatusWaived:
			return "междувременно отпадна " + o.Key, nil
		case !o.Open() || o.Pause != nil:
			return "междувременно има отговор по " + o.Key, nil
		}
	}
	return "", nil
}

// outdated says what is no longer true of a letter that waited for a minute or more. One that was put off by a server goes
// out as it is; one that nobody was offered on its day counts days from then.
func (e *Engine) outdated(tx *store.Tx, now time.Time, l workflow.Letter) (why string, err error) {
	if len(l.Steps) == 0 || l.Printed || l.AwaitsNo || now.Sub(l.Composed) < time.Minute {
		return "", nil
	}
	today, day := e.today(now), e.today(l.Composed)
	if l.Offered() == 0 && day.Before(today) {
		return "съставено на " + day.Short() + " и неизпратено тогава", nil
	}
	for _, step := range l.Steps {
		o, _, err := tx.Obligation(step.Obligation)
		if err != nil {
			return "", err
		}
		if step.Step == workflow.StepRemind && o.CurrentDue().Before(today) {
			return "срокът по " + o.Key + " изтече на " + o.CurrentDue().Short(), nil
		}
	}
	return "", nil
}

// takeBack cancels a letter that asks or reminds and that surely no server has. A number that the
// records office gave it is not taken from it.
func (e *Engine) takeBack(tx *store.Tx, now time.Time, by, key, why string) error {
	l, _, err := tx.Letter(key)
	if err != nil || len(l.Steps) == 0 || l.OutNo != "" || !l.Untaken() {
		return err
	}
	return e.cancel(tx, now, by, l, why)
}

// takeBackOf does so with all letters about an obligation, before an act changes what they say.
func (e *Engine) takeBackOf(tx *store.Tx, now time.Time, by string, o workflow.Obligation, why string) error {
	for _, p := range o.Schedule {
		if p.Letter == "" || p.Lost {
			continue
		}
		if err := e.takeBack(tx, now, by, p.Letter, why); err != nil {
			return err
		}
	}
	return nil
}

// cancel frees the steps of a letter that was not sent.
func (e *Engine) cancel(tx *store.Tx, now time.Time, by string, l workflow.Letter, why string) error {
	e.Log.Info("letter cancelled", "letter", l.Key)
	if err := tx.Append(now, by, about(workflow.AboutLetter, l.Key), workflow.LetterCancelled{Reason: why}); err != nil {
		return err
	}
	for _, step := range l.Steps {
		if err := tx.Append(now, by, about(workflow.AboutObligation, step.Obligation), workflow.StepFreed{Slot: step.Slot, Reason: why}); err != nil {
			return err
		}
	}
	if len(l.Steps) == 0 {
		return nil
	}
	return tx.Append(now, by, about(workflow.AboutInstitution, l.Institution), workflow.WritingFreed{Letter: l.Key})
}

// endAttempt records what the server said and what follows from it.
func (e *Engine) endAttempt(tx *store.Tx, now time.Time, l workflow.Letter, answer mail.Answer) error {
	if answer.Outcome == mail.Unknown {
		return e.leaveUncertain(tx, now, l, answer)
	}
	answered := workflow.Answered{Outcome: string(answer.Outcome), Reply: answer.Reply, Trouble: workflow.Trouble(answer.Trouble)}
	waiting, took := false, false
	for _, r := range answer.Recipients {
		state := workflow.Recipient{Address: r.Address, Reply: r.Reply}
		switch r.Outcome {
		case mail.Accepted:
			// The council's own copy is no reader: whom the letter is for must have got it.
			took = took || !strings.EqualFold(r.Address, e.Policy.Council.Mailbox)
			state.State = workflow.RecipientAccepted
		case mail.RefusedEnd:
			state.State = workflow.RecipientRefused
		default:
			waiting = true
		}
		answered.Recipients = append(answered.Recipients, state)
	}
	wait, more := e.retryWait(l)
	switch {
	case answer.Outcome == mail.Accepted && !waiting && (took || l.AnyoneTook()):
		answered.Status = workflow.Taken
	case answer.Outcome == mail.Accepted && !waiting:
		answered.Status = workflow.Refused
	case !more && (took || l.AnyoneTook()):
		answered.Status = workflow.Taken
	case answer.Outcome == mail.RefusedEnd || !more:
		answered.Status = workflow.Refused
	default:
		answered.Status, answered.NotUntil = workflow.Queued, now.Add(wait)
	}
	if err := e.changeLetter(tx, now, l.Key, answered); err != nil {
		return err
	}
	return e.refused(tx, now, l.Key, answer)
}

// leaveUncertain records that the answer to the data was lost. What the server had said of each
// recipient before is known all the same.
func (e *Engine) leaveUncertain(tx *store.Tx, now time.Time, l workflow.Letter, answer mail.Answer) error {
	left := workflow.LeftUncertain{Reply: answer.Reply, Trouble: workflow.Trouble(answer.Trouble), NotUntil: now.Add(e.Policy.ProofWait)}
	for _, r := range answer.Recipients {
		if r.Outcome == mail.RefusedNow {
			left.PutOff = append(left.PutOff, r.Address)
		}
	}
	if err := e.changeLetter(tx, now, l.Key, left); err != nil {
		return err
	}
	return e.refused(tx, now, l.Key, answer)
}

// retryWait is the wait after the attempt that has just ended; more is false after the last one.
// Each letter waits up to a tenth less than the policy says, so that those that a server refused
// together do not come back together.
func (e *Engine) retryWait(l workflow.Letter) (wait time.Duration, more bool) {
	n := l.Offered()
	if n >= len(e.Policy.Retry) {
		return 0, false
	}
	return e.Identity.Jitter(l.Key, n, e.Policy.Retry[n]), true
}

// changeLetter appends a fact to a letter; once a server has taken it, its obligations are told.
func (e *Engine) changeLetter(tx *store.Tx, now time.Time, key string, fact workflow.Fact) error {
	before, _, err := tx.Letter(key)
	if err != nil {
		return err
	}
	if err := tx.Append(now, workflow.BySrok, about(workflow.AboutLetter, key), fact); err != nil {
		return err
	}
	after, _, err := tx.Letter(key)
	if err != nil || !before.Sent.IsZero() || after.Sent.IsZero() {
		return err
	}
	for _, step := range after.Steps {
		if err := tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, step.Obligation), workflow.StepSent{
			Slot: step.Slot, Letter: key, On: e.today(after.Sent)}); err != nil {
			return err
		}
	}
	return e.writtenLater(tx, now, after)
}

// writtenLater has a letter that waited for days count as that of the day on which it went: no other
// goes to the institution then.
func (e *Engine) writtenLater(tx *store.Tx, now time.Time, l workflow.Letter) error {
	on := e.today(l.Sent)
	if len(l.Steps) == 0 || l.Kind == workflow.LetterEscalate || on == e.today(l.Composed) {
		return nil
	}
	to, _, err := tx.Addressee(l.Institution)
	if err == nil && to.WrittenOn.Before(on) {
		err = tx.Append(now, workflow.BySrok, about(workflow.AboutInstitution, l.Institution), workflow.WrittenTo{On: on, Letter: l.Key})
	}
	return err
}
