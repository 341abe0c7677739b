package engine

import (
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// Ignore closes a held message that needs nothing.
type Ignore struct {
	Message string
	Reason  string
}

func (a Ignore) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	m, err := heldMessage(tx, a.Message)
	if err != nil {
		return err
	}
	if err := needReason(m.Key, a.Reason); err != nil {
		return err
	}
	return tx.Append(now, by, about(workflow.AboutMessage, m.Key), workflow.Ignored{Reason: a.Reason})
}

func heldMessage(tx *store.Tx, key string) (workflow.Message, error) {
	m, found, err := tx.Message(key)
	if err != nil {
		return m, err
	}
	if !found {
		return m, &workflow.Refusal{Where: key, What: "there is no such message", Do: "`srok inbox` lists the held ones"}
	}
	if m.Done != "" {
		return m, &workflow.Refusal{Where: m.Key, What: "the message is not held any more: " + m.Done}
	}
	if !m.Held() {
		return m, &workflow.Refusal{Where: key, What: "the message is not held: it was taken for „" + m.Verdict.Words() + "“"}
	}
	return m, nil
}

// Register enters the records office's number of a letter (Out) or of the submission that
// answered it (In).
type Register struct {
	Ref     workflow.Ref
	In, Out string
	On      workflow.Date // zero: today
}

func (a Register) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	letter, found, err := tx.LetterByRef(a.Ref)
	if err != nil {
		return err
	}
	if !found {
		return &workflow.Refusal{Where: string(a.Ref), What: "there is no letter with this ref", Do: "`srok outbox` lists the letters"}
	}
	a.In, a.Out = strings.TrimSpace(a.In), strings.TrimSpace(a.Out)
	if (a.In == "") == (a.Out == "") {
		return &workflow.Refusal{Where: string(a.Ref), What: "give either the вх. № (--in) or the изх. № (--out)"}
	}
	if a.On, err = e.happenedOn(a.On, now); err != nil {
		return err
	}
	if a.Out != "" {
		return a.numberLetter(e, tx, now, by, letter)
	}
	return a.numberSubmission(tx, now, by, letter)
}

func (a Register) numberLetter(e *Engine, tx *store.Tx, now time.Time, by string, letter workflow.Letter) error {
	numbered := workflow.LetterNumbered{No: a.Out, On: a.On}
	if letter.Printed {
		return a.numberPrinted(e, tx, now, by, letter)
	}
	switch {
	case letter.WaitsForNo():
		hash, err := e.composeNumbered(tx, now, letter, workflow.DatedNumber(a.Out, a.On))
		if err != nil {
			return err
		}
		numbered.SHA256 = hash
	case letter.AwaitsNo && letter.OutNo != "" && letter.OutNo != a.Out:
		return &workflow.Refusal{Where: string(a.Ref), What: "its изх. № " + letter.OutNo + " stands in its text already",
			Do: "where it is not sent yet, take it back with `srok outbox cancel`: it is then composed anew"}
	case letter.AwaitsNo && letter.OutNo == "":
		return &workflow.Refusal{Where: string(a.Ref), What: "it was taken back before it had a number: it stands as „" + letter.StandsIn() + "“"}
	}
	if err := tx.Append(now, by, about(workflow.AboutLetter, letter.Key), numbered); err != nil {
		return err
	}
	return a.numberRequests(tx, now, by, letter)
}

// numberRequests tells the obligations that the letter asks for under which number it did.
func (a Register) numberRequests(tx *store.Tx, now time.Time, by string, letter workflow.Letter) error {
	for _, step := range letter.Steps {
		if step.Step != workflow.StepRequest {
			continue
		}
		if err := tx.Append(now, by, about(workflow.AboutObligation, step.Obligation), workflow.RequestNumbered{No: a.Out, On: a.On}); err != nil {
			return err
		}
	}
	return nil
}

func (a Register) numberSubmission(tx *store.Tx, now time.Time, by string, letter workflow.Letter) error {
	for _, key := range letter.Obligations {
		o, err := owedBy(tx, key)
		if err != nil {
			return err
		}
		for _, submitted := range slices.Backward(o.Submissions) {
			s, _, err := tx.Submission(submitted.Submission)
			if err != nil {
				return err
			}
			if s.InNo == "" {
				return tx.Append(now, by, about(workflow.AboutSubmission, s.Key), workflow.SubmissionNumbered{No: a.In, On: a.On})
			}
		}
	}
	return &workflow.Refusal{Where: string(a.Ref), What: "no submission without a вх. № answers this letter"}
}
