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

// fiveDays are the waits as the default configuration has them.
var fiveDays = []time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour, 24 * time.Hour, 24 * time.Hour, 24 * time.Hour}

// later is a server that takes nothing now.
func later(_ context.Context, e mail.Envelope) mail.Answer { return refusedNow(e, "451 4.3.0 later") }

// away is one that cannot be used at all.
func away(_ context.Context, e mail.Envelope) mail.Answer {
	a := refusedNow(e, noMatch.Reply)
	a.Trouble, a.Down = noMatch.Trouble, true
	return a
}

// without has the server fail from one instant to another.
func (h *house) without(server senderFunc, from, until string) {
	h.t.Helper()
	real := h.Senders
	h.Senders = []engine.Sender{server}
	h.now = at(from)
	h.run(until)
	h.Senders = real
}

// got is what an address has been sent since a day: day and beginning of the subject.
func (h *house) got(address, since string) []string {
	h.t.Helper()
	var all []string
	for i, l := range h.letters(address) {
		arrived := workflow.DateOf(h.server.Mail(address)[i].Arrived.In(sofia))
		if word, _, _ := strings.Cut(l.Subject, " "); !arrived.Before(day(since)) {
			if workflow.DateOf(l.Date.In(sofia)) != arrived {
				h.t.Errorf("%q of %s came on %s", l.Subject, l.Date, arrived)
			}
			all = append(all, arrived.Short()+" "+word)
		}
	}
	return all
}

func (h *house) expect(address, since string, want ...string) {
	h.t.Helper()
	if got := h.got(address, since); !slices.Equal(got, want) {
		h.t.Errorf("%s got %q, not %q", address, got, want)
	}
}

// Whatever kept the letters for three weeks, over reminders and the due date: one letter an institution
// afterwards, that says what is true now, and one digest that names its weeks.
func TestThreeWeeksWithoutSending(t *testing.T) {
	for name, keep := range map[string]func(h *house){
		"paused": func(h *house) {
			h.now = at("2019-01-16 10:00")
			must(t, h.Do(t.Context(), h.now, "секретар", engine.Pause{Reason: "проверка"}))
			h.run("2019-02-08 11:00")
			must(t, h.Do(t.Context(), h.now, "секретар", engine.Resume{}))
		},
		"no connection": func(h *house) { h.without(away, "2019-01-16 10:00", "2019-02-08 11:00") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.Policy.Retry = fiveDays
			h.approve(report())
			h.run("2019-01-14 12:00")
			keep(h)
			h.run("2019-02-08 16:00")
			for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example"} {
				h.expect(address, "2019-01-15", "08.02.2019 г. Непредставен")
			}
			h.run("2019-02-11 16:00")
			digests := h.letters(chairAddress)
			told := digests[len(digests)-1].Subject
			if missed := digests[len(digests)-2].Subject; !strings.Contains(told, "04.02.2019 г. – 10.02.2019 г.") || !strings.Contains(missed, "14.01.2019 г. – 03.02.2019 г.") {
				t.Errorf("the last digests are %q and %q", missed, told)
			}
			h.verify()
		})
	}
}

// Reminders that a server put off until the date had passed, and the notice after it, are one letter.
func TestPutOffStepsAreOneLetter(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = fiveDays
	h.approve(report(), services())
	h.step("2018-12-03 09:00")
	h.without(later, "2019-01-25 10:00", "2019-02-01 09:10")
	h.run("2019-02-05 12:00")
	h.expect("zemen@obshtina.example", "2019-01-01", "01.02.2019 г. Непредставено")
	last := h.letters("zemen@obshtina.example")
	if text := last[len(last)-1].FullText; !strings.Contains(text, "годишен доклад") || !strings.Contains(text, "потвърждение за актуална информация") {
		t.Errorf("it says\n%s", text)
	}
	h.verify()
}

// A letter that nobody was offered on its day counts the days anew when it goes.
func TestLetterOfYesterdayIsWrittenAnew(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = fiveDays
	h.approve(report())
	h.run("2019-01-25 18:00")
	h.Policy.PerMinute = 1 // the other letter waits for its minute, and then for tomorrow
	h.ticking()
	h.now = at("2019-01-28 16:30")
	h.step("2019-01-28 16:30")
	h.run("2019-01-29 12:00")
	all := append(h.got("breznik@obshtina.example", "2019-01-28"), h.got("zemen@obshtina.example", "2019-01-28")...)
	if !slices.Equal(all, []string{"28.01.2019 г. Напомняне", "29.01.2019 г. Напомняне"}) {
		t.Errorf("sent were %q", all)
	}
	last := h.letters("zemen@obshtina.example")
	if text := last[len(last)-1].FullText; !strings.Contains(text, "остават 2 работни дни") {
		t.Errorf("on the 29th zemen reads\n%s", text)
	}
	h.verify()
}

// A reminder that a server put off until its date has passed does not go out any more.
func TestNoReminderAfterTheDate(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = fiveDays
	task := report()
	task.Steps = workflow.Steps{Remind: []int{1}}
	h.approve(task)
	h.step("2018-12-03 09:00")
	h.without(later, "2019-01-30 09:00", "2019-02-01 08:00")
	h.run("2019-02-08 12:00")
	h.expect("zemen@obshtina.example", "2019-01-01")
	if o := h.obligation("report/2018/zemen"); !o.Schedule[1].Done() || !strings.Contains(o.Schedule[1].Passed, "срокът изтече на 31.01.2019 г.") {
		t.Errorf("the reminder stands as %+v", o.Schedule[1])
	}
	h.verify()
}

// A letter that waits says nothing that an act has changed meanwhile.
func TestActsReachTheOutbox(t *testing.T) {
	other := directory()
	other.Institutions[1].Contacts = []string{"delovodstvo@obshtina.example"}
	called := directory()
	called.Institutions[1].Phone = "07741 22 33"
	moved := report()
	moved.Cycles[0].Due = day("2019-02-15")
	apply := func(task workflow.Task, d workflow.Directory) engine.Act {
		return engine.Apply{Plan: workflow.Plan{Tasks: []workflow.Task{task}}, Directory: d, Office: "областен управител", On: day("2019-01-17")}
	}
	for name, c := range map[string]struct {
		act  engine.Act
		want map[string][]string
	}{
		"extended": {engine.Extend{Obligation: "report/2018/zemen", Due: day("2019-02-23"), Reason: "смяна на кмета"},
			map[string][]string{"zemen@obshtina.example": {"17.01.2019 г. Удължен", "11.02.2019 г. Напомняне"}, "breznik@obshtina.example": {"17.01.2019 г. Напомняне", "28.01.2019 г. Напомняне"}}},
		"moved": {apply(moved, directory()), map[string][]string{"zemen@obshtina.example": {"01.02.2019 г. Напомняне", "12.02.2019 г. Напомняне"}}},
		"another address": {apply(report(), other),
			map[string][]string{"zemen@obshtina.example": nil, "delovodstvo@obshtina.example": {"17.01.2019 г. Напомняне", "28.01.2019 г. Напомняне"}, "breznik@obshtina.example": {"17.01.2019 г. Напомняне", "28.01.2019 г. Напомняне"}}},
		"another telephone": {apply(report(), called), // its letter stays, with its number and place
			map[string][]string{"zemen@obshtina.example": {"17.01.2019 г. Напомняне", "28.01.2019 г. Напомняне"}}},
		"waived": {engine.Waive{Obligation: "report/2018/zemen", Reason: "закрита"}, map[string][]string{"zemen@obshtina.example": nil}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.Policy.Retry = fiveDays
			h.approve(report())
			h.step("2018-12-03 09:00")
			h.without(later, "2019-01-17 09:00", "2019-01-17 09:01")
			must(t, h.Do(t.Context(), h.now, "областен управител", c.act))
			until := "2019-01-28 12:00"
			if name == "extended" || name == "moved" {
				until = "2019-02-12 12:00"
			}
			h.run(until)
			if name == "another telephone" {
				h.each(t, func(l workflow.Letter) {
					if l.Status == workflow.Cancelled {
						t.Errorf("letter %s was taken back: %s", l.Key, l.Why)
					}
				})
			}
			for address, want := range c.want {
				if got := h.got(address, "2019-01-01"); !slices.Equal(got[:min(len(got), max(len(want), 1))], want) {
					t.Errorf("%s got %q, not %q", address, got, want)
				}
			}
			h.verify()
		})
	}
}

// What was received and accepted while a reminder waited is not asked for by it.
func TestReminderThatWaitedAsksForTheRest(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = fiveDays
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("zemen@obshtina.example")[0]
	h.without(later, "2019-01-17 09:00", "2019-01-17 09:01")
	h.post(mail.Outgoing{From: "zemen@obshtina.example", Subject: "Re: " + request.Subject, Plain: "През 2018 г. няма постъпили сигнали.\n"})
	h.Policy.Digest, h.Senders = nil, []engine.Sender{senderFunc(later)}
	h.step("2019-01-17 09:02")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Accept{Obligation: "report/2018/zemen"}))
	h.Engine.Store.Close()
	h.Engine = h.open()
	h.run("2019-01-18 12:00")
	reminders := slices.DeleteFunc(h.letters("zemen@obshtina.example"), func(m *mail.Message) bool { return !strings.HasPrefix(m.Subject, "Напомняне") })
	if len(reminders) != 1 || strings.Contains(reminders[0].FullText, "постъпилите сигнали") || !strings.Contains(reminders[0].FullText, "въведените антикорупционни мерки") {
		t.Errorf("reminders: %q", subjects(reminders))
		for _, r := range reminders {
			t.Log(r.FullText)
		}
	}
	h.verify()
}

// A letter of which nobody knows whether it went is never written anew: it would be a second one.
func TestUncertainLetterIsNotTakenBack(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = fiveDays
	h.approve(report())
	h.step("2018-12-03 09:00")
	lost := lostAnswer(nil)
	h.without(lost, "2019-01-17 09:00", "2019-01-17 09:00")
	h.without(later, "2019-01-17 09:10", "2019-01-28 09:00")
	h.run("2019-01-28 16:00")
	ids := map[string]bool{}
	for _, l := range h.letters("zemen@obshtina.example") {
		ids[l.MessageID] = true
	}
	h.each(t, func(l workflow.Letter) {
		if l.Status == workflow.Cancelled && slices.ContainsFunc(l.Attempts, func(a workflow.Attempt) bool { return a.Outcome == string(mail.Unknown) }) {
			t.Errorf("letter %s was taken back: %+v", l.Key, l.Attempts)
		}
	})
	h.verify()
}

// A copy that comes when the letter is due again, be it behind a try that found no server, is proof still.
func TestLateCopyIsProof(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = fiveDays
	h.approve(report())
	h.without(lostAnswer(nil), "2018-12-03 09:00", "2018-12-03 09:00")
	h.without(away, "2018-12-03 09:35", "2018-12-03 09:36")
	h.each(t, func(l workflow.Letter) { h.copyArrives(l) })
	h.run("2018-12-04 12:00")
	h.each(t, func(l workflow.Letter) {
		if l.Status != workflow.Taken {
			t.Errorf("letter %s is %s: %+v", l.Key, l.Status, l.Attempts)
		}
	})
	h.expect("breznik@obshtina.example", "2018-12-01")
	h.expect("zemen@obshtina.example", "2018-12-01")
	h.verify()
}

// A clock that went ahead by a day, and was set back, keeps no letter from going.
func TestClockSetBack(t *testing.T) {
	h := newHouse(t)
	h.Policy.PerMinute, h.Policy.Domain.PerMinute = 2, 2
	h.queueTo(2, "abv.bg")
	h.step("2018-12-04 09:00")
	h.now = at("2018-12-03 09:00")
	h.approve(report())
	h.step("2018-12-03 09:00")
	for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example"} {
		h.expect(address, "2018-12-03", "03.12.2018 г. Представяне")
	}
	h.verify()
}

// A server that refuses the sender, the letter or this machine refuses it to the council's own mailbox
// too: no address is blamed, and it is said where nobody has to be written to.
func TestOwnFaultCondemnsNoAddress(t *testing.T) {
	for _, reply := range []string{"550 5.7.1 Client host [195.1.1.3] blocked", "552 5.3.4 Message size exceeds fixed limit", "553 5.7.1 Sender address rejected: not owned by user"} {
		t.Run(reply[:9], func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.approve(report())
			h.without(func(_ context.Context, e mail.Envelope) mail.Answer {
				a := mail.Answer{Outcome: mail.RefusedEnd, Reply: reply}
				for _, r := range e.Recipients {
					a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: r, Outcome: a.Outcome, Reply: reply})
				}
				return a
			}, "2018-12-03 09:00", "2018-12-06 12:00")
			for _, id := range []string{"breznik", "zemen"} {
				if a := h.addressee(id); len(a.Bad)+len(a.Failures) != 0 {
					t.Errorf("%s: bad %v, doubted %v", id, a.Bad, a.Failures)
				}
			}
			health, err := h.Health(t.Context(), h.now)
			must(t, err)
			if want := fmt.Sprintf("пощенският сървър отказва писмата на съвета от 09:00 ч. на 06.12.2018 г. (%s)", reply); !slices.Contains(health.Silence, want) {
				t.Errorf("the silence is %q", health.Silence)
			}
			h.run("2018-12-07 12:00") // it takes letters again
			h.expect("zemen@obshtina.example", "2018-12-01", "07.12.2018 г. Представяне")
			if health, err = h.Health(t.Context(), h.now); err != nil || len(health.Silence) > 0 {
				t.Errorf("the silence is not over: %q (%v)", health.Silence, err)
			}
			h.verify()
		})
	}
}

// A part of an IP address is no code of a dead address.
func TestAddressInARefusalIsNoCode(t *testing.T) {
	for reply, dead := range map[string]bool{
		"550 5.7.1 Service unavailable; Client host [195.1.1.3] blocked": false,
		"550 5.1.1.2 is listed":                         false,
		"550 5.1.1 <zemen@obshtina.example>: unknown":   true,
		"550 User unknown (#5.1.1).":                    true,
		"556 5.1.10 null MX":                            true,
		"550 No such user, see https://x.example/5.1.1": true,
	} {
		h := newHouse(t)
		h.approve(report())
		h.without(func(_ context.Context, e mail.Envelope) mail.Answer {
			a := mail.Answer{Outcome: mail.Accepted, Reply: "250 2.0.0 taken"}
			for _, r := range e.Recipients {
				answer := mail.RecipientAnswer{Address: r, Outcome: mail.RefusedEnd, Reply: reply}
				if r == councilMailbox {
					answer = mail.RecipientAnswer{Address: r, Outcome: mail.Accepted, Reply: a.Reply}
				}
				a.Recipients = append(a.Recipients, answer)
			}
			return a
		}, "2018-12-03 09:00", "2018-12-03 09:00")
		if works := h.addressee("zemen").Works("zemen@obshtina.example"); works == dead {
			t.Errorf("%s: the address works: %v", reply, works)
		}
	}
}

// What was asked too often in vain is told to the chair, be the address given up or not.
func TestGivenUpIsTold(t *testing.T) {
	h := newHouse(t)
	h.Policy.Retry = nil
	h.approve(report())
	h.without(later, "2018-12-03 09:00", "2018-12-21 12:00")
	overview, err := h.Overview(t.Context(), h.now)
	must(t, err)
	if len(overview.Decisions) != 2 || !strings.Contains(overview.Decisions[0].What, "Община Брезник: няма адрес, на който се доставят писма") {
		t.Errorf("decisions: %+v", overview.Decisions)
	}
	h.verify()
}
