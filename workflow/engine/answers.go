package engine

import (
	"cmp"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// receipt says to a sender that a submission arrived: one a submission, within the daily cap of
// the sender. Past the cap nothing is said, which ends a loop with a machine.
func (e *Engine) receipt(tx *store.Tx, now time.Time, s workflow.Submission, asked workflow.Letter, m workflow.Message) error {
	if !writable(s.From) || s.Receipt != "" {
		return nil
	}
	sent, err := tx.ReceiptsTo(s.From, now.Add(-24*time.Hour))
	if err != nil {
		return err
	}
	if sent >= e.Policy.ReceiptsPerDay {
		e.Log.Warn("no receipt: the sender's daily cap is reached", "submission", s.Key)
		return nil
	}
	to, _, err := tx.Addressee(s.Institution)
	if err != nil {
		return err
	}
	review, err := e.reviewed(tx, s)
	if err != nil {
		return err
	}
	d := draft{to: []string{s.From}, auto: autoReplied, in: below(asked).answering(m.MessageID)}
	d.letter = workflow.Letter{Key: "receipt/" + s.Key, Kind: workflow.LetterReceipt, Institution: s.Institution,
		Answers: cmp.Or(asked.Ref, asked.Answers), Submission: s.Key, Obligations: s.Obligations, AnyTime: true}
	d.view = workflow.LetterView{Institution: to.Institution, Receipt: &workflow.ReceiptView{
		Received: s.Received.In(e.Policy.Hours.Zone), Files: s.Files, InNo: s.InNo, NoForm: s.NoForm, Review: review}}
	key, err := e.enqueue(tx, now, d)
	if err != nil {
		return err
	}
	return tx.Append(now, workflow.BySrok, about(workflow.AboutSubmission, s.Key), workflow.Receipted{Letter: key})
}

// reviewed reports whether a letter will tell the result of the review: only of reports, so a
// receipt for anything else promises nothing.
func (e *Engine) reviewed(tx *store.Tx, s workflow.Submission) (bool, error) {
	for _, key := range s.Obligations {
		o, _, err := tx.Obligation(key)
		if err != nil {
			return false, err
		}
		if o.Kind == workflow.ReportTask {
			return true, nil
		}
	}
	return false, nil
}

// autoReplied marks what srok answers without a person, so that no other program answers it. On what
// a person decided it must not stand (RFC 3834, 5).
const autoReplied = "auto-replied"

// answer composes a letter to an institution about one of its submissions, as somebody decided.
func (e *Engine) answer(tx *store.Tx, now time.Time, by string, o workflow.Obligation, s workflow.Submission, kind workflow.LetterKind, view workflow.LetterView) error {
	to, _, err := tx.Addressee(o.Institution)
	if err != nil {
		return err
	}
	if !to.Reachable() {
		e.Log.Warn("no letter: the institution has no working address", "kind", kind, "obligation", o.Key)
		return nil
	}
	d := draftTo(to)
	view.Institution, view.Printed = d.view.Institution, d.view.Printed
	d.view = view
	if s.From != to.Contact() && writable(s.From) && to.Institution.Believes(s.From) && !view.Printed {
		d.cc = append(append([]string{}, d.cc...), s.From)
	}
	d.letter = workflow.Letter{Key: string(kind) + "/" + o.Key, Kind: kind, Institution: o.Institution,
		Submission: s.Key, Obligations: []string{o.Key}, Printed: view.Printed}
	if d.letter.Answers, d.in, err = e.answerTo(tx, o, s); err != nil {
		return err
	}
	if by == workflow.BySrok && s.Message != "" {
		d.auto = autoReplied
	}
	_, err = e.enqueue(tx, now, d)
	return err
}

// writable reports whether a letter can go to an address that stood in somebody's mail: what cannot
// be answered is still taken in.
func writable(address string) bool {
	_, err := mail.WireAddress(address)
	return err == nil
}
