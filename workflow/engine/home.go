package engine

import (
	"context"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// A copy of the folder, or an older state of it that was put back, knows less than what went out:
// it would write to everyone again. It is noticed by where it is, and by the council's own letters
// in the mailbox that its log does not know. From then on the engine only fetches and reads; each
// such letter is taken up from its copy; and nothing is decided or sent until a person resumes.
const (
	elsewhere   = "папката е копирана или възстановена на друго място; преди „srok resume“ собствените писма се прочитат обратно от пощата"
	olderThan   = "в пощата има наши писма, които не са записани в дневника: възстановено е по-старо копие, или друго копие на папката изпраща"
	fromItsCopy = "възстановено от собственото копие в пощата"
	notInTheLog = "наше писмо, което не е записано в дневника"
)

// found writes the first facts of all. home is empty for an act of a person: a folder that is
// prepared on one machine and moved to another before its first pass has sent nothing from either.
func (e *Engine) found(ctx context.Context, now time.Time, home string) error {
	settled := func(office workflow.Office) bool { return home == "" || office.Home == home }
	office, err := e.Store.Read(ctx).Office()
	if err != nil || !office.Founded.IsZero() && settled(office) {
		return err
	}
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		office, err := tx.Office()
		if err != nil {
			return err
		}
		var facts []workflow.Fact
		if office.Founded.IsZero() {
			facts = append(facts, workflow.Founded{})
		}
		switch {
		case settled(office):
		case office.Home == "":
			facts = append(facts, workflow.SettledIn{Home: home})
		default:
			e.Log.Error("this folder is a copy: nothing is sent until it is resumed")
			facts = append(facts, workflow.CopyNoticed{Home: home, Reason: elsewhere})
		}
		return tx.Append(now, workflow.BySrok, store.Council, facts...)
	})
}

// mayAct reports whether anything may be decided: not in a copy that nobody has resumed, and not while
// all sending is paused. What falls due meanwhile is decided afterwards, as after a downtime: several
// missed steps become one, and no letter waits whose words are no longer true.
func (e *Engine) mayAct(ctx context.Context, now time.Time) (bool, error) {
	office, err := e.Store.Read(ctx).Office()
	if err != nil || office.Paused == "" {
		return err == nil, err
	}
	if office.CopySince.IsZero() {
		err = inRoom("sending", e.withdraw(ctx, e.moment(now)))
	}
	return false, err
}

// readBack refuses to resume a copy before its mailbox was read to the end.
func readBack(tx *store.Tx, office workflow.Office) error {
	if office.CopySince.IsZero() {
		return nil
	}
	last, err := tx.Health(checkedMailbox)
	if err != nil {
		return err
	}
	unread, err := tx.Unread() // any of them may be a letter of ours
	if err != nil || !last.Before(office.CopySince) && len(unread) == 0 {
		return err
	}
	return &workflow.Refusal{What: "this folder is a copy, and its own letters were not read back from the mailbox yet",
		Do: "run `srok step`, see with `srok status` what is known to have gone out, then resume"}
}

// recover takes up a letter of ours that the log does not know, from its copy. One that asks for
// nothing (a receipt, a digest) is not taken up: should it ever be composed again, it has the same
// Message-ID, and seenBefore finds its copy.
func (e *Engine) recover(tx *store.Tx, now time.Time, in arrival) (workflow.Letter, bool, error) {
	origin, ok := e.Identity.ReadOrigin(in.mail.Origin, in.mail.MessageID)
	if !ok {
		return workflow.Letter{}, false, nil
	}
	if err := e.noticeOlder(tx, now); err != nil {
		return workflow.Letter{}, false, err
	}
	free, err := e.freeFor(tx, now, origin)
	if err != nil || !free {
		return workflow.Letter{}, false, err
	}
	l := workflow.Letter{Key: origin.Key, Kind: origin.Kind, Institution: origin.Institution(), MessageID: in.mail.MessageID,
		Subject: in.Subject, Recovered: in.Key, Recipients: e.recipientsOf(in)}
	if refs := workflow.FindRefs(in.Subject); len(refs) > 0 {
		l.Ref = refs[len(refs)-1]
	}
	for _, step := range origin.Steps {
		step.Reason = fromItsCopy
		l.Steps, l.Obligations = append(l.Steps, step), append(l.Obligations, step.Obligation)
	}
	if err := e.issue(tx, now, l); err != nil {
		return l, false, err
	}
	if err := e.passEarlier(tx, now, l); err != nil || l.Kind == workflow.LetterEscalate {
		return l, true, err
	}
	return l, true, tx.Append(now, workflow.BySrok, about(workflow.AboutInstitution, l.Institution),
		workflow.WrittenTo{On: e.today(in.Arrived), Letter: l.Key})
}

// passEarlier closes the steps that the lost log had passed over by the time of this letter.
func (e *Engine) passEarlier(tx *store.Tx, now time.Time, l workflow.Letter) error {
	for _, step := range l.Steps {
		o, _, err := tx.Obligation(step.Obligation)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(o.Schedule, func(p workflow.Planned) bool { return p.Slot == step.Slot })
		for _, p := range o.Schedule {
			if p.Done() || p.Step == workflow.StepEscalate || !p.Day.Before(o.Schedule[at].Day) {
				continue
			}
			if err := tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, o.Key),
				workflow.StepPassed{Slot: p.Slot, Reason: fromItsCopy}); err != nil {
				return err
			}
		}
	}
	return nil
}

// recipientsOf a copy: whom its header names, and the council's own mailbox.
func (e *Engine) recipientsOf(in arrival) []workflow.Recipient {
	own := workflow.Recipient{Address: e.Policy.Council.Mailbox, Own: true}
	var all []workflow.Recipient
	for _, address := range in.mail.To {
		if !strings.EqualFold(address, own.Address) {
			all = append(all, workflow.Recipient{Address: address})
		}
	}
	return append(all, own)
}

// seenBefore proves a letter that was just composed where a copy of it is in the mailbox already.
func (e *Engine) seenBefore(tx *store.Tx, now time.Time, l workflow.Letter) error {
	m, found, err := tx.StrayCopy(l.MessageID)
	if err != nil || !found {
		return err
	}
	return e.changeLetter(tx, now, l.Key, workflow.CopySeen{Message: m.Key, Arrived: m.Arrived})
}

// noticeOlder notes, once, that the log is older than the mailbox.
func (e *Engine) noticeOlder(tx *store.Tx, now time.Time) error {
	office, err := tx.Office()
	if err != nil || !office.CopySince.IsZero() {
		return err
	}
	e.Log.Error("the mailbox has letters of ours that the log does not know: nothing is sent until it is resumed")
	return tx.Append(now, workflow.BySrok, store.Council, workflow.CopyNoticed{Home: office.Home, Reason: olderThan})
}

// freeFor reports whether all steps of a lost letter are known and no other letter has gone out for
// one of them; one that only waits for its turn makes way.
func (e *Engine) freeFor(tx *store.Tx, now time.Time, origin workflow.Origin) (bool, error) {
	var waiting []workflow.Letter
	for _, step := range origin.Steps {
		o, found, err := tx.Obligation(step.Obligation)
		if err != nil || !found {
			return false, err
		}
		at := slices.IndexFunc(o.Schedule, func(p workflow.Planned) bool { return p.Slot == step.Slot })
		if at < 0 || o.Schedule[at].Passed != "" || o.Schedule[at].Listed {
			return false, nil
		}
		key := o.Schedule[at].Letter
		if key == "" || slices.ContainsFunc(waiting, func(l workflow.Letter) bool { return l.Key == key }) {
			continue
		}
		other, _, err := tx.Letter(key)
		if err != nil || other.Status != workflow.Queued || len(other.Attempts) > 0 {
			return false, err
		}
		waiting = append(waiting, other)
	}
	for _, l := range waiting {
		if err := e.cancel(tx, now, workflow.BySrok, l, fromItsCopy); err != nil {
			return false, err
		}
	}
	return len(origin.Steps) > 0, nil
}
