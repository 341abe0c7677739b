package engine

import (
	"cmp"
	"context"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// read parses and places every message that was kept and not read yet. One that cannot be
// read is marked so and shown to a person; the next one is read.
func (e *Engine) read(ctx context.Context, now time.Time) error {
	unread, err := e.Store.Read(ctx).Unread()
	if err != nil || len(unread) == 0 {
		return err
	}
	return e.readAll(ctx, now, unread)
}

// place gives the message its one verdict and does what follows from it.
func (e *Engine) place(tx *store.Tx, now time.Time, in arrival) error {
	parsed := in.mail
	m := workflow.Message{
		Verdict: workflow.Verdict(parsed.Kind), Why: parsed.Why, From: parsed.From, Subject: parsed.Subject,
		MessageID: parsed.MessageID, Files: in.Files, Warnings: parsed.Warnings, Auth: parsed.Auth,
		Quarantine: in.quarantine, Unscanned: in.unscanned,
	}
	switch parsed.Kind {
	case mail.KindOwn:
		return e.placeOwn(tx, now, m, in)
	case mail.KindBounce, mail.KindDelay, mail.KindDelivered:
		return e.placeReport(tx, now, m, in)
	case mail.KindAutoReply:
		return e.placeAutoReply(tx, now, m, in)
	case mail.KindReply:
		return e.placeReply(tx, now, m, in)
	case mail.KindOther:
		return e.placeOther(tx, now, m, in)
	}
	return e.record(tx, now, in.Key, m)
}

func (e *Engine) record(tx *store.Tx, now time.Time, key string, m workflow.Message) error {
	e.Log.Info("message read", "message", key, "verdict", m.Verdict, "how", m.How, "institution", m.Institution)
	return tx.Append(now, workflow.BySrok, about(workflow.AboutMessage, key), workflow.Read{Message: m})
}

// placeOwn takes a copy of our own letter as proof that its transaction went through.
func (e *Engine) placeOwn(tx *store.Tx, now time.Time, m workflow.Message, in arrival) error {
	letter, found, err := tx.LetterByMessageID(m.MessageID)
	if err != nil {
		return err
	}
	if !found {
		if letter, found, err = e.recover(tx, now, in); err != nil {
			return err
		}
	}
	if !found {
		m.Why = notInTheLog
		return e.record(tx, now, in.Key, m)
	}
	if like, err := e.likeLetter(tx, in, letter); err != nil {
		return err
	} else if !like {
		m.Verdict, m.Why = workflow.VerdictHeld, notAsSent
		return e.record(tx, now, in.Key, m)
	}
	m.Letter, m.Institution, m.Obligations = letter.Key, letter.Institution, letter.Obligations
	if err := e.record(tx, now, in.Key, m); err != nil {
		return err
	}
	return e.changeLetter(tx, now, letter.Key, workflow.CopySeen{Message: in.Key, Arrived: in.Arrived})
}

// placeAutoReply records whose it is; it never counts as an answer and gets none. What a person has to
// see in it is held for them.
func (e *Engine) placeAutoReply(tx *store.Tx, now time.Time, m workflow.Message, in arrival) error {
	placed, found, err := workflow.Match(in.Incoming, e.Identity, tx)
	if err != nil {
		return err
	}
	if found {
		m.How, m.Letter, m.Institution, m.Obligations = placed.How, placed.Letter.Key, placed.Letter.Institution, placed.Letter.Obligations
	}
	if m, err = e.heldFromProgram(tx, m, in, placed, found); err != nil {
		return err
	}
	return e.record(tx, now, in.Key, m)
}

// placeReport takes a bounce or a delay for what it is about: one of our letters, or nothing.
func (e *Engine) placeReport(tx *store.Tx, now time.Time, m workflow.Message, in arrival) error {
	placed, found, err := workflow.MatchReport(in.Incoming, e.Identity, tx)
	if err != nil {
		return err
	}
	if found {
		m.How, m.Letter, m.Institution, m.Obligations = placed.How, placed.Letter.Key, placed.Letter.Institution, placed.Letter.Obligations
	}
	if err := e.record(tx, now, in.Key, m); err != nil || !found || in.mail.Kind != mail.KindBounce || in.mail.Bounce == nil {
		return err
	}
	for _, r := range in.mail.Bounce.Recipients {
		if err := e.bounced(tx, now, placed.Letter, workflow.Bounced{
			Message: in.Key, Address: r.Address, Status: r.Status, Permanent: r.Permanent}); err != nil {
			return err
		}
	}
	return nil
}

// placeReply files what a person wrote, or holds it where no rule places it.
func (e *Engine) placeReply(tx *store.Tx, now time.Time, m workflow.Message, in arrival) error {
	placed, found, err := workflow.Match(in.Incoming, e.Identity, tx)
	if err != nil {
		return err
	}
	if !found {
		m.Verdict, m.Why = workflow.VerdictHeld, "няма наше обозначение, адрес или цитирано писмо"
		if m.Guesses, err = workflow.GuessFor(in.Incoming, tx); err != nil {
			return err
		}
		return e.record(tx, now, in.Key, m)
	}
	answered, receipt, err := receiptAnswered(tx, in, placed.Letter)
	if err != nil {
		return err
	}
	m.How, m.Letter, m.Institution = placed.How, answered.Key, answered.Institution
	if in, err = e.withoutOurs(tx, in, answered); err != nil {
		return err
	}
	named, foreign := answersTogether(placed)
	if len(foreign) > 0 {
		return e.record(tx, now, in.Key, askWhose(m, placed, foreign))
	}
	in, obligations, stray, err := withForms(tx, in, answered.Institution, named)
	if err != nil {
		return err
	}
	if len(stray) > 0 {
		if m, err = askWhich(tx, m, obligations, stray); err != nil {
			return err
		}
		return e.record(tx, now, in.Key, m)
	}
	if len(in.forms) == 0 { // a form says itself whose it is
		if sender, is, err := e.sentByAnother(tx, in, answered); err != nil {
			return err
		} else if is {
			if m, err = askForWhom(tx, m, obligations, sender); err != nil {
				return err
			}
			return e.record(tx, now, in.Key, m)
		}
	}
	delivery, err := e.assess(tx, in, answered, obligations)
	if err != nil {
		return err
	}
	if len(delivery.unclear) > 0 && len(delivery.received) == 0 {
		return e.record(tx, now, in.Key, askWhichOf(m, delivery.unclear))
	}
	if receipt && len(delivery.received) > 0 && in.byProgram(answered) {
		return e.holdEcho(tx, now, m, in, delivery)
	}
	if later, err := laterOwed(tx, in, delivery); err != nil {
		return err
	} else if len(later) > 0 {
		return e.record(tx, now, in.Key, askWhen(m, later, delivery.keys()))
	}
	in, m = in.heed(m, delivery)
	m.Obligations = delivery.keys()
	if len(delivery.received) > 0 {
		if m.Submission, err = submissionKey(tx, cmp.Or(m.MessageID, in.Key)); err != nil {
			return err
		}
	}
	if err := e.record(tx, now, in.Key, m); err != nil {
		return err
	}
	return e.takeIn(tx, now, m, in, answered, delivery)
}
