package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// clocked is a sender that takes every letter and notes when, by the clock of its house.
type clocked struct {
	*house
	sent map[string][]time.Time // by domain
}

func (c *clocked) Send(_ context.Context, e mail.Envelope) mail.Answer {
	a := mail.Answer{Outcome: mail.Accepted, Reply: "250 2.0.0 taken"}
	for _, r := range e.Recipients {
		a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: r, Outcome: mail.Accepted, Reply: a.Reply})
	}
	_, domain, _ := strings.Cut(e.Recipients[0], "@")
	c.sent[domain] = append(c.sent[domain], c.now)
	return a
}

// queueTo puts letters into the outbox in turn, each to an institution of its own.
func (h *house) queueTo(n int, domains ...string) {
	h.t.Helper()
	for i := range n {
		for _, domain := range domains {
			id := fmt.Sprintf("%s-%02d", strings.ReplaceAll(domain, ".", "-"), i)
			h.queueOne(id, id+"@"+domain)
		}
	}
}

// untilSent steps whenever the engine asks for it, until nothing waits.
func (h *house) untilSent(limit int) {
	h.t.Helper()
	for range limit {
		wake, err := h.Step(h.t.Context(), h.now)
		must(h.t, err)
		if waiting, err := h.Store.Read(h.t.Context()).CountLetters(workflow.Queued, workflow.Sending); err != nil || waiting == 0 {
			must(h.t, err)
			return
		}
		if wake.After(h.now) {
			h.now = wake
		}
	}
	h.t.Fatal("letters still wait")
}

// inAMinute is the most that fell into one minute, whenever it begins.
func inAMinute(times []time.Time) int {
	most := 0
	for _, from := range times {
		n := 0
		for _, at := range times {
			if !at.Before(from) && at.Before(from.Add(time.Minute)) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// A slow domain's letters wait for their minute; the others go on at once.
func TestRateOfADomain(t *testing.T) {
	for _, c := range []struct {
		name   string
		each   engine.DomainLimit
		own    map[string]engine.DomainLimit
		minute map[string]int // the most that goes out within one
		ends   map[string]time.Duration
	}{
		{"none", engine.DomainLimit{}, nil, map[string]int{"abv.bg": 12, "mail.bg": 12}, map[string]time.Duration{"abv.bg": 0, "mail.bg": 0}},
		{"one is slow", engine.DomainLimit{}, map[string]engine.DomainLimit{"abv.bg": {PerMinute: 5}},
			map[string]int{"abv.bg": 5, "mail.bg": 12}, map[string]time.Duration{"abv.bg": 2 * time.Minute, "mail.bg": 0}},
		{"one is slower than each", engine.DomainLimit{PerMinute: 6}, map[string]engine.DomainLimit{"abv.bg": {Connections: 1, PerMinute: 4}},
			map[string]int{"abv.bg": 4, "mail.bg": 6}, map[string]time.Duration{"abv.bg": 2 * time.Minute, "mail.bg": time.Minute}},
		{"one is faster than each", engine.DomainLimit{PerMinute: 6}, map[string]engine.DomainLimit{"abv.bg": {PerMinute: 100}},
			map[string]int{"abv.bg": 12, "mail.bg": 6}, map[string]time.Duration{"abv.bg": 0, "mail.bg": time.Minute}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			sender := &clocked{house: h, sent: map[string][]time.Time{}}
			h.Senders = []engine.Sender{sender}
			h.Policy.Domain, h.Policy.Domains = c.each, c.own
			begun := h.now
			h.queueTo(12, "abv.bg", "mail.bg")
			h.untilSent(50)
			for domain, times := range sender.sent {
				if len(times) != 12 || inAMinute(times) != c.minute[domain] {
					t.Errorf("%s: %d letters, %d within a minute", domain, len(times), inAMinute(times))
				}
				if took := slices.MaxFunc(times, time.Time.Compare).Sub(begun); took != c.ends[domain] {
					t.Errorf("%s took %s", domain, took)
				}
			}
			h.verify()
		})
	}
}
