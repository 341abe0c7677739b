package engine_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// moody is a sender that answers as it is told, and counts.
type moody struct {
	answer func(address string) mail.Answer
	tried  []string
}

func (m *moody) Send(_ context.Context, e mail.Envelope) mail.Answer {
	m.tried = append(m.tried, e.Recipients[0])
	a := m.answer(e.Recipients[0])
	for _, r := range e.Recipients {
		a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: r, Outcome: a.Outcome, Reply: a.Reply})
	}
	return a
}

func (h *house) moody(n int, answer func(string) mail.Answer) *moody {
	h.t.Helper()
	m := &moody{answer: answer}
	h.Senders = []engine.Sender{m}
	for i := range n {
		id := string(rune('a' + i))
		h.queueOne(id, id+"@obshtina.example")
	}
	return m
}

// deliverOnce is one pass, whatever it wants next.
func (h *house) deliverOnce() {
	h.t.Helper()
	_, err := h.Step(h.t.Context(), h.now)
	must(h.t, err)
}

var (
	taken   = mail.Answer{Outcome: mail.Accepted, Reply: "250 2.0.0 taken"}
	noMatch = mail.Answer{Outcome: mail.RefusedNow, Reply: "mail.example: unknown authority", Trouble: mail.BadCertificate, Down: true}
	mute    = mail.Answer{Outcome: mail.RefusedNow, Reply: "MAIL: no answer within 5m0s", Trouble: mail.Silent}
)

// A server that cannot be used at all is tried once in a pass, not once for each letter: every
// letter stays and says why, and all of them go when it can be used again.
func TestOutageKeepsNothingElse(t *testing.T) {
	h := newHouse(t)
	answer := noMatch
	m := h.moody(5, func(string) mail.Answer { return answer })
	h.deliverOnce()
	if len(m.tried) != 1 {
		t.Errorf("%d letters were tried", len(m.tried))
	}
	letters, err := h.Store.Read(t.Context()).Letters()
	must(t, err)
	const why = "сертификатът на сървъра не е валиден (mail.example: unknown authority)"
	for i, l := range letters {
		if l.Status != workflow.Queued || l.Why != why || l.NotUntil.IsZero() || len(l.Attempts) != map[bool]int{true: 1, false: 0}[i == 0] {
			t.Errorf("letter %s is %s until %s with %d attempts: %s", l.Key, l.Status, l.NotUntil, len(l.Attempts), l.Why)
		}
	}
	h.verify()
	answer = taken
	h.now = letters[0].NotUntil
	h.deliverOnce()
	if n, err := h.Store.Read(t.Context()).CountLetters(workflow.Taken); err != nil || n != 5 || len(m.tried) != 6 {
		t.Errorf("%d letters went out, after %d tries (%v)", n, len(m.tried), err)
	}
	h.verify()
}

// Over several connections those letters that were begun when the server went down are not tried
// either.
func TestOutageOverSeveralConnections(t *testing.T) {
	h := newHouse(t)
	m := h.moody(40-14, func(string) mail.Answer { return noMatch })
	h.Senders = []engine.Sender{m, h.Senders[0]}
	h.Senders[1] = &moody{answer: func(string) mail.Answer { return noMatch }}
	h.deliverOnce()
	if n := len(m.tried) + len(h.Senders[1].(*moody).tried); n > 2 {
		t.Errorf("%d letters were tried over two connections", n)
	}
	if n, err := h.Store.Read(t.Context()).CountLetters(workflow.Queued); err != nil || n != 26 {
		t.Errorf("%d letters wait (%v)", n, err)
	}
	h.verify()
}

// A letter on which the server falls silent keeps no other; when it falls silent on three in a row,
// it is the server.
func TestSilenceOnOneLetterIsTheLetters(t *testing.T) {
	h := newHouse(t)
	m := h.moody(5, func(address string) mail.Answer {
		if strings.HasPrefix(address, "b@") {
			return mute
		}
		return taken
	})
	h.deliverOnce()
	if n, err := h.Store.Read(t.Context()).CountLetters(workflow.Taken); err != nil || n != 4 || len(m.tried) != 5 {
		t.Errorf("%d letters went out, after %d tries (%v)", n, len(m.tried), err)
	}

	h = newHouse(t)
	m = h.moody(6, func(string) mail.Answer { return mute })
	h.deliverOnce()
	if len(m.tried) != 3 {
		t.Errorf("%d letters were tried on a silent server", len(m.tried))
	}
	letters, err := h.Store.Read(t.Context()).Letters()
	must(t, err)
	for _, l := range letters {
		if l.Status != workflow.Queued || l.Why != "сървърът не отговори навреме (MAIL: no answer within 5m0s)" || l.NotUntil.Before(h.now.Add(time.Minute)) {
			t.Errorf("letter %s is %s until %s: %s", l.Key, l.Status, l.NotUntil, l.Why)
		}
	}
	h.verify()
}

// The oldest letters may be those on which the server falls silent each time: they keep the others
// for a minute, not for the days of their own tries.
func TestSilentLettersStarveNobody(t *testing.T) {
	h := newHouse(t)
	m := h.moody(8, func(address string) mail.Answer {
		if strings.ContainsAny(address[:1], "abc") {
			return mute
		}
		return taken
	})
	h.deliverOnce()
	h.now = h.now.Add(time.Minute)
	h.deliverOnce()
	if n, err := h.Store.Read(t.Context()).CountLetters(workflow.Taken); err != nil || n != 5 || len(m.tried) != 8 {
		t.Errorf("after a minute %d letters have gone, after %d tries (%v)", n, len(m.tried), err)
	}
	h.verify()
}

// An outage of days is said once of each letter that it keeps, not at each try.
func TestLongOutageIsSaidOnce(t *testing.T) {
	h := newHouse(t)
	h.moody(3, func(string) mail.Answer { return noMatch })
	h.Policy.Retry = []time.Duration{time.Minute, time.Minute, time.Minute, time.Minute, time.Minute}
	for range 4 {
		h.deliverOnce()
		h.now = h.now.Add(2 * time.Minute)
	}
	for letter, want := range map[string]int{"a": 4, "b": 1, "c": 1} { // a looks for the server each time
		events, err := h.Store.Read(t.Context()).EventsOf(workflow.Subject{Kind: workflow.AboutLetter, Key: letter})
		must(t, err)
		n := 0
		for _, e := range events {
			if _, held := e.Fact.(workflow.HeldBack); held {
				n++
			}
		}
		if n != want {
			t.Errorf("letter %s was said to be held back %d times", letter, n)
		}
	}
	h.verify()
}
