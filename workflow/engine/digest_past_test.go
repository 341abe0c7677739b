package engine_test

import (
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// The digest on a past week says what the one that was sent after it said, whatever happened since.
func TestDigestOfAPastWeek(t *testing.T) {
	h := newHouse(t)
	plan := workflow.Plan{From: day("2018-01-01"), To: day("2018-12-31"), Measures: []workflow.Measure{{Key: "I.4"}}, Tasks: []workflow.Task{report(), services()}}
	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Approve{Plan: plan, Directory: directory(), Office: "областен управител", On: day("2018-12-03")}))
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	h.run("2018-12-12 10:00")
	h.post(mail.Outgoing{From: "x@stranger.example", Subject: "Запитване", Plain: "Кога е заседанието?\n", Files: []mail.File{{Name: "a.docx", Data: []byte("a")}}})
	h.run("2018-12-13 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, Plain: "Ще изпратим следващата седмица.\n"})
	h.run("2018-12-18 12:00")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Waive{Obligation: "services/2018-Q4/zemen", Reason: "няма услуги"}))
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	for _, m := range held {
		must(t, h.Do(t.Context(), h.now, "секретар", engine.Ignore{Message: m.Key, Reason: "не е по плана"}))
	}
	h.run("2019-02-04 12:00")
	next := plan
	next.From, next.To, next.Tasks = day("2019-01-01"), day("2019-12-31"), []workflow.Task{report()}
	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Apply{Plan: next, Directory: directory(), Office: "областен управител", On: day("2019-02-04")}))
	h.run("2019-02-12 12:00")

	sent := h.letters(chairAddress)
	if len(sent) < 8 {
		t.Fatalf("%d digests: %q", len(sent), subjects(sent))
	}
	for _, letter := range sent {
		sunday := workflow.DateOf(letter.Date.In(sofia))
		for sunday = sunday.AddDays(-1); sunday.Weekday() != 0; {
			sunday = sunday.AddDays(-1)
		}
		again, err := h.Digest(t.Context(), sunday, h.now)
		must(t, err)
		if got, want := strings.Fields(again.Subject+" "+again.Plain), strings.Fields(letter.Subject+" "+letter.Text); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("on the week to %s it says\n%s\nand said\n%s", sunday, again.Plain, letter.Text)
		}
	}
}
