package engine

import (
	"slices"
	"strings"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// refused takes a recipient that the server refused for good as a bounce of it, and asks again
// what a letter asked that no server took.
func (e *Engine) refused(tx *store.Tx, now time.Time, key string, answer mail.Answer) error {
	// What was refused to the council's own mailbox too is no fault of an address: the sender, the letter
	// or this machine is not wanted.
	noAddress := slices.ContainsFunc(answer.Recipients, func(r mail.RecipientAnswer) bool {
		return r.Outcome == mail.RefusedEnd && strings.EqualFold(r.Address, e.Policy.Council.Mailbox)
	})
	for _, r := range answer.Recipients {
		dead := deadAddress(r.Reply)
		if r.Outcome != mail.RefusedEnd || strings.EqualFold(r.Address, e.Policy.Council.Mailbox) || noAddress && !dead {
			continue
		}
		letter, _, err := tx.Letter(key)
		if err != nil {
			return err
		}
		if err := e.bounced(tx, now, letter, workflow.Bounced{
			Address: r.Address, Status: r.Reply, Permanent: dead}); err != nil {
			return err
		}
	}
	letter, _, err := tx.Letter(key)
	if err != nil || letter.Status != workflow.Refused {
		return err
	}
	return e.askAgain(tx, now, letter)
}

// deadAddress reports whether an SMTP reply says that the address itself does not exist: the
// enhanced codes X.1.1, X.1.2 and X.1.3 (RFC 3463 section 3.2) and X.1.10 (RFC 7505). A bare 550 may be
// policy, and a part of an IP address is no code.
func deadAddress(reply string) bool {
	for number := range strings.FieldsFuncSeq(reply, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }) {
		switch strings.TrimRight(number, ".") {
		case "5.1.1", "5.1.2", "5.1.3", "5.1.10":
			return true
		}
	}
	return false
}

// bounced marks a recipient that did not get the letter. Once nobody got it, what it asked is
// asked again of the next contact, in a new slot.
func (e *Engine) bounced(tx *store.Tx, now time.Time, letter workflow.Letter, b workflow.Bounced) error {
	b.Address = ownRecipient(letter, b.Address)
	if b.Address == "" {
		return nil // not one that we wrote to: a report cannot condemn it
	}
	if err := e.changeLetter(tx, now, letter.Key, b); err != nil {
		return err
	}
	if err := e.blame(tx, now, letter.Institution, b); err != nil {
		return err
	}
	after, _, err := tx.Letter(letter.Key)
	if err != nil || after.Status != workflow.Undelivered || letter.Status == workflow.Undelivered {
		return err
	}
	return e.askAgain(tx, now, after)
}

// blame marks the address: dead where the report proves it, or where failures that could have
// passed came on several days of a window; doubted until then.
func (e *Engine) blame(tx *store.Tx, now time.Time, institution string, b workflow.Bounced) error {
	if institution == "" {
		return nil
	}
	to, _, err := tx.Addressee(institution)
	if err != nil {
		return err
	}
	subject, today := about(workflow.AboutInstitution, institution), e.today(now)
	if !b.Permanent {
		if err := tx.Append(now, workflow.BySrok, subject, workflow.AddressDoubted{
			Address: b.Address, On: today, Message: b.Message, Reason: b.Status}); err != nil || !to.Condemns(b.Address, today) {
			return err
		}
		b.Status = "повтарящ се отказ: " + b.Status
	}
	if err := tx.Append(now, workflow.BySrok, subject, workflow.AddressFailed{Address: b.Address, On: today, Message: b.Message, Reason: b.Status}); err != nil {
		return err
	}
	return e.takeBackTo(tx, now, institution, b.Address)
}

// takeBackTo cancels the letters that wait for an address which is dead: what they ask is decided anew,
// for the next one.
func (e *Engine) takeBackTo(tx *store.Tx, now time.Time, institution, address string) error {
	open, err := tx.OpenOf(institution)
	if err != nil {
		return err
	}
	for _, o := range open {
		for _, p := range o.Schedule {
			if p.Letter == "" || p.Lost {
				continue
			}
			l, _, err := tx.Letter(p.Letter)
			if err != nil {
				return err
			}
			if l.Printed || l.AwaitsNo || len(l.Recipients) == 0 || l.Recipients[0].Address != address {
				continue
			}
			if err := e.takeBack(tx, now, workflow.BySrok, p.Letter, "писма до "+address+" не се доставят"); err != nil {
				return err
			}
		}
	}
	return nil
}

// returnPath is where other servers report what became of the letter (RFC 5321 section 4.4):
// where the server takes plus addresses, it names the letter, signed, so that even a report that
// quotes nothing is matched.
func (e *Engine) returnPath(l workflow.Letter) string {
	return e.Identity.ReplyAddress(l.Ref, e.Policy.PlusReturn && l.Ref != "")
}

// ownRecipient finds the address among the letter's, so that only its spelling there counts.
func ownRecipient(l workflow.Letter, address string) string {
	for _, r := range l.Recipients {
		if !r.Own && strings.EqualFold(r.Address, address) {
			return r.Address
		}
	}
	return ""
}

// askUnasked plans the requests of an institution that could not be reached when they were due, and
// can be now.
func (e *Engine) askUnasked(tx *store.Tx, now time.Time, institution string) error {
	to, _, err := tx.Addressee(institution)
	if err != nil || to.Gone || !to.Reachable() {
		return err
	}
	owed, err := tx.OpenOf(institution)
	if err != nil {
		return err
	}
	for _, o := range owed {
		if planned, ok := o.PlanUnasked(e.today(now), e.Policy.Hours.Calendar); ok {
			if err := tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, o.Key), workflow.StepPlanned{Planned: planned}); err != nil {
				return err
			}
		}
	}
	return nil
}

// askAgain plans the steps of an undelivered letter anew, as long as there is somebody to ask.
func (e *Engine) askAgain(tx *store.Tx, now time.Time, l workflow.Letter) error {
	to, _, err := tx.Addressee(l.Institution)
	if err != nil {
		return err
	}
	for _, step := range l.Steps {
		o, _, err := tx.Obligation(step.Obligation)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(o.Schedule, func(p workflow.Planned) bool { return p.Slot == step.Slot && p.Lost }) {
			continue // a server refused it, and another that had taken it before reports so too
		}
		lost := workflow.StepLost{Slot: step.Slot, Letter: l.Key, Reason: l.Why}
		again, ok := workflow.PlanAgain(step, e.today(now), e.Policy.Hours.Calendar)
		if ok && o.Open() && to.Reachable() {
			lost.Again = &again
		}
		if err := tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, step.Obligation), lost); err != nil {
			return err
		}
	}
	return nil
}
