package engine_test

import (
	"context"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// refusedNow answers for all recipients.
func refusedNow(e mail.Envelope, reply string) mail.Answer {
	a := mail.Answer{Outcome: mail.RefusedNow, Reply: reply}
	for _, r := range e.Recipients {
		a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: r, Outcome: a.Outcome, Reply: reply})
	}
	return a
}

// That srok is told to stop is no refusal, be it at the last attempt: the letter goes out when it runs
// again, and to the same contact.
func TestStopIsNoRefusal(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = nil // the first refusal is the last
	h.approve(services())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	real := h.Senders
	h.Senders = []engine.Sender{senderFunc(func(ctx context.Context, e mail.Envelope) mail.Answer {
		stop()
		return refusedNow(e, context.Cause(ctx).Error())
	})}
	_, _ = h.Step(ctx, h.now)
	h.each(t, func(l workflow.Letter) {
		if l.Status != workflow.Queued {
			t.Errorf("stopped, letter %s is %s: %s", l.Key, l.Status, l.Why)
		}
	})
	h.Senders = real
	h.step("2018-12-03 09:05")
	for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example"} {
		if got := len(h.letters(address)); got != 1 {
			t.Errorf("%s has %d letters", address, got)
		}
	}
	h.verify()
}

// Nor is an outage, of the letter that found the server down or of those that were begun beside it; and
// the server is given time.
func TestOutageIsNoRefusal(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = nil
	one := h.moody(26, func(string) mail.Answer { return noMatch })
	other := &moody{answer: one.answer}
	h.Senders = []engine.Sender{one, other}
	h.deliverOnce()
	h.each(t, func(l workflow.Letter) {
		if l.Status != workflow.Queued || !l.NotUntil.After(h.now) {
			t.Errorf("letter %s is %s until %s: %s", l.Key, l.Status, l.NotUntil, l.Why)
		}
	})
	if tried := len(one.tried) + len(other.tried); tried > 2 {
		t.Errorf("%d letters were tried", tried)
	}
	h.verify()
}
