package engine_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"
)

// Blanks are no reason, no office and nobody; nor does a person act for srok, or write what the log must not
// keep.
func TestReasonsAreWords(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	h.now = at("2018-12-10 10:00")
	const blank, obligation = " \t", "report/2018/breznik"
	key := h.hold("a@x")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, MessageID: "p@obshtina.example", InReplyTo: request.MessageID,
		Plain: "Ще изпратим доклада следващата седмица.\n"})
	must(t, stepOnce(h))
	must(t, h.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Append(h.now, workflow.BySrok, store.Council, workflow.SetAside{Folder: "INBOX", Validity: 1, UID: 9, Attempts: 3})
	}))
	letters, err := h.Store.Read(t.Context()).Letters()
	must(t, err)
	other := workflow.Plan{Tasks: []workflow.Task{services()}}
	saying := func(words string) []engine.Act {
		return []engine.Act{
			engine.Ignore{Message: key, Reason: words},
			engine.OpenQuarantine{Message: key, Reason: words},
			engine.Pause{Reason: words},
			engine.Extend{Obligation: obligation, Due: day("2019-03-01"), Reason: words},
			engine.Waive{Obligation: obligation, Reason: words},
			engine.EndPause{Obligation: obligation, Reason: words},
			engine.Note{Obligation: obligation, Text: words},
			engine.LeaveAside{Name: "INBOX/9", Reason: words},
			engine.RetryLetter{Letter: letters[0].Key, Reason: words},
			engine.CancelLetter{Letter: letters[0].Key, Reason: words},
		}
	}
	refused := func(act engine.Act, says ...string) {
		t.Helper()
		err := h.Do(t.Context(), h.now, "секретар", act)
		refusal := (*workflow.Refusal)(nil)
		if !errors.As(err, &refusal) || !slices.ContainsFunc(says, func(s string) bool { return strings.Contains(refusal.What, s) }) {
			t.Errorf("%T: %v", act, err)
		}
	}
	for _, act := range saying(blank) {
		refused(act, "no reason is given", "the note is empty")
	}
	refused(engine.Register{Ref: letters[0].Ref, Out: blank}, "give either")
	refused(engine.Approve{Plan: other, Directory: directory(), Office: blank}, "no office is named")
	refused(engine.Apply{Plan: other, Directory: directory(), Office: blank}, "no office is named")
	for _, act := range saying("по молба на лице с ЕГН 7523169263") {
		refused(act, "what looks like an ЕГН")
	}
	for _, nobody := range []string{blank, "", workflow.BySrok} {
		if err := h.Do(t.Context(), h.now, nobody, engine.Pause{Reason: "одит"}); err == nil {
			t.Errorf("%q has paused", nobody)
		}
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.EndPause{Obligation: obligation, Reason: "не е изпратено, каквото е обещано"}))
	h.verify()
}

// What has happened has not happened tomorrow, through whatever door it is said; nothing of such an
// act is done. Where no day is said it is today.
func TestWhatHappenedIsNotYetToCome(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2018-12-10 23:30")
	letters, err := h.Store.Read(t.Context()).Letters()
	must(t, err)
	const obligation = "report/2018/breznik"
	changed := report()
	changed.Cycles[0].Due = day("2019-02-15")
	on := func(on workflow.Date) []engine.Act {
		return []engine.Act{
			engine.Approve{Plan: workflow.Plan{Tasks: []workflow.Task{services()}}, Directory: directory(), Office: "областен управител", On: on},
			engine.Apply{Plan: workflow.Plan{Tasks: []workflow.Task{changed}}, Directory: directory(), Office: "областен управител", On: on},
			engine.Register{Ref: letters[0].Ref, Out: "РД-1", On: on},
			engine.Receive{Obligations: []string{obligation}, Channel: workflow.ByPaper, On: on},
		}
	}
	for _, act := range on(day("2018-12-11")) {
		err := h.Do(t.Context(), h.now, "секретар", act)
		if refusal := (*workflow.Refusal)(nil); !errors.As(err, &refusal) || !strings.Contains(err.Error(), "2018-12-11 is yet to come; give the day on which it was, at the latest 2018-12-10") {
			t.Errorf("%T of tomorrow: %v", act, err)
		}
	}
	for _, act := range on(day("1918-12-03")) {
		err := h.Do(t.Context(), h.now, "секретар", act)
		if refusal := (*workflow.Refusal)(nil); !errors.As(err, &refusal) || !strings.Contains(err.Error(), "1918-12-03 is too long ago") {
			t.Errorf("%T of a century ago: %v", act, err)
		}
	}
	if err := h.Do(t.Context(), h.now, "секретар", engine.Extend{Obligation: obligation, Due: day("9999-12-31"), Reason: "молба"}); err == nil || !strings.Contains(err.Error(), "9999-12-31 is too far away; give a year up to 2100") {
		t.Errorf("extended for ever: %v", err)
	}
	if o := h.obligation(obligation); o.Status != workflow.StatusRequested || o.Due != day("2019-01-31") {
		t.Fatalf("after what was refused: %s, due %s", o.Status, o.Due)
	}
	for _, act := range on(workflow.Date{}) {
		must(t, h.Do(t.Context(), h.now, "секретар", act))
	}
	task, _, err := h.Store.Read(t.Context()).Task("services")
	must(t, err)
	letter := h.letter(letters[0].Key)
	if today := day("2018-12-10"); task.On != today || letter.OutOn != today {
		t.Errorf("of today: approved on %s, numbered on %s", task.On, letter.OutOn)
	}
	h.verify()
}
