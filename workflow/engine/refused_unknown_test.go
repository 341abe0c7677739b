package engine_test

import (
	"context"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// lostAnswer is a sender whose server answers for each recipient, takes the data, and is then gone.
func lostAnswer(rcpt map[string]mail.RecipientAnswer) senderFunc {
	return func(_ context.Context, e mail.Envelope) mail.Answer {
		a := mail.Answer{Outcome: mail.Unknown, Reply: "no answer to the end of the data"}
		for _, address := range e.Recipients {
			r, known := rcpt[address]
			if !known {
				r = mail.RecipientAnswer{Outcome: mail.Unknown, Reply: a.Reply}
			}
			r.Address = address
			a.Recipients = append(a.Recipients, r)
		}
		return a
	}
}

// copyArrives puts the letter's own copy into the council's mailbox: its transaction went through.
func (h *house) copyArrives(l workflow.Letter) {
	h.t.Helper()
	h.postRaw(councilMailbox, h.bytes(l.Key))
}

// The copy proves the transaction, not that a recipient got the letter whom the server had refused in
// it: the next contact is asked.
func TestCopyProvesNothingForWhoWasRefused(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	real := h.Senders
	h.Senders = []engine.Sender{lostAnswer(map[string]mail.RecipientAnswer{
		"zemen@obshtina.example": {Outcome: mail.RefusedEnd, Reply: "550 5.1.1 no such user"}})}
	h.step("2018-12-03 09:00")
	h.Senders = real
	h.each(t, func(l workflow.Letter) { h.copyArrives(l) })
	h.step("2018-12-03 09:10")
	h.step("2018-12-04 09:00")
	if got := h.letters("delovodstvo@obshtina.example"); len(got) != 1 {
		t.Errorf("the next contact has %q", subjects(got))
	}
	if got := h.letters("breznik@obshtina.example"); len(got) != 0 {
		t.Errorf("who got it, as its copy proves, has it again: %q", subjects(got))
	}
	h.verify()
}

// Whom the server put off in that transaction is tried again once the copy has come, and only they.
func TestCopyProvesNothingForWhoWasPutOff(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	real := h.Senders
	h.Senders = []engine.Sender{lostAnswer(map[string]mail.RecipientAnswer{
		"zemen@obshtina.example": {Outcome: mail.RefusedNow, Reply: "451 4.7.1 greylisted"}})}
	h.step("2018-12-03 09:00")
	h.Senders = real
	h.each(t, func(l workflow.Letter) { h.copyArrives(l) })
	h.step("2018-12-03 09:10")
	h.step("2018-12-03 09:20")
	if got := h.letters("zemen@obshtina.example"); len(got) != 1 || !strings.Contains(got[0].Subject, "годишен доклад") {
		t.Errorf("who was put off has %q", subjects(got))
	}
	if got := h.letters("breznik@obshtina.example"); len(got) != 0 {
		t.Errorf("who got it has it again: %q", subjects(got))
	}
	if o := h.obligation("report/2018/zemen"); o.Status != workflow.StatusRequested {
		t.Errorf("zemen: %s", o.Status)
	}
	h.verify()
}
