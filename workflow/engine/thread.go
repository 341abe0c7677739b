package engine

import (
	"cmp"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// thread is where a letter stands in a conversation: mail programs show it below what it answers
// (RFC 5322, 3.6.4).
type thread struct {
	answered string   // the Message-ID of what it answers; empty: it begins a conversation
	before   []string // those of what was written before that, oldest first
}

// below continues from a letter of ours, which whoever gets mail can have only where it was mail.
func below(l workflow.Letter) thread {
	if l.Printed {
		return thread{}
	}
	return thread{answered: l.MessageID}
}

// answering continues from what somebody wrote in answer to that; of a Message-ID that no letter may
// cite nothing is said.
func (t thread) answering(messageID string) thread {
	if messageID = mail.CitableID(messageID); messageID == "" || messageID == t.answered {
		return t
	}
	if t.answered != "" {
		t.before = []string{t.answered}
	}
	t.answered = messageID
	return t
}

// askedIn is the conversation that the request of an obligation began. A superior, who had no part in
// it, gets none.
func askedIn(tx *store.Tx, o workflow.Obligation, step workflow.Step) (thread, error) {
	if step != workflow.StepRemind && step != workflow.StepOverdue || o.AskedLetter == "" {
		return thread{}, nil
	}
	request, _, err := tx.Letter(o.AskedLetter)
	return below(request), err
}

// answerTo finds the ref that an answer carries and the conversation that it continues: those of the
// letter that was answered, or of the request.
func (e *Engine) answerTo(tx *store.Tx, o workflow.Obligation, s workflow.Submission) (workflow.Ref, thread, error) {
	letter, _, err := tx.Letter(cmp.Or(s.Letter, o.AskedLetter))
	if err != nil {
		return "", thread{}, err
	}
	in := below(letter)
	if s.Message != "" {
		m, _, err := tx.Message(s.Message)
		if err != nil {
			return "", thread{}, err
		}
		in = in.answering(m.MessageID)
	}
	return cmp.Or(letter.Ref, letter.Answers), in, nil
}
