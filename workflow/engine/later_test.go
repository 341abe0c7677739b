package engine_test

import (
	"slices"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// People answer this year's letter by a reply to last year's. What that one asked is accepted, and what
// is asked now of the same kind is still owed: a person says which of them it is for. What says so itself,
// by its form, is taken at its word.
func TestReplyToAnOlderLetterIsHeld(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	old := h.letters("breznik@obshtina.example")[0]
	h.now = at("2018-12-10 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + old.Subject, InReplyTo: old.MessageID, MessageID: "1@obshtina.example",
		Plain: "Приложено изпращаме доклада.\n", Files: []mail.File{{Name: "Доклад 2018.docx", Data: []byte("доклад за 2018")}}})
	h.step("2018-12-10 10:00")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Accept{Obligation: "report/2018/breznik"}))

	next := report()
	next.Cycles = append(next.Cycles, workflow.Cycle{Period: "2019", Request: day("2019-12-02"), Due: day("2020-01-31")})
	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Apply{Plan: workflow.Plan{Tasks: []workflow.Task{next}}, Directory: directory(), Office: "областен управител", On: day("2018-12-10")}))

	// Before anything else is asked, it is a correction of what was accepted.
	h.now = at("2019-05-10 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + old.Subject, InReplyTo: old.MessageID, MessageID: "2@obshtina.example",
		Plain: "Приложено изпращаме поправен доклад.\n", Files: []mail.File{{Name: "Доклад.docx", Data: []byte("поправен доклад")}}})
	h.step("2019-05-10 10:00")
	if o := h.obligation("report/2018/breznik"); len(o.Submissions) != 2 {
		t.Errorf("the correction is not taken: %+v", o.Submissions)
	}

	h.step("2019-12-02 09:00")
	h.now = at("2019-12-10 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + old.Subject, InReplyTo: old.MessageID, MessageID: "3@obshtina.example",
		Plain: "Приложено изпращаме доклада.\n", Files: []mail.File{{Name: "Доклад.docx", Data: []byte("нов доклад")}}})
	h.step("2019-12-10 10:00")
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	if len(held) != 1 {
		t.Fatalf("%d are held; last year's report has %d submissions", len(held), len(h.obligation("report/2018/breznik").Submissions))
	}
	var guessed []string
	for _, g := range held[0].Guesses {
		guessed = append(guessed, g.Obligations...)
	}
	if want := []string{"report/2019/breznik", "report/2018/breznik"}; !slices.Equal(guessed, want) {
		t.Errorf("guesses: %q", guessed)
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Assign{Message: held[0].Key, Obligations: []string{"report/2019/breznik"}}))
	if o := h.obligation("report/2019/breznik"); o.Status != workflow.StatusReceived {
		t.Errorf("assigned, it is %s", o.Status)
	}

	// It may be a correction after all, as a person sees.
	h.now = at("2019-12-11 10:00")
	h.post(mail.Outgoing{From: "zemen@obshtina.example", MessageID: "4@obshtina.example", Subject: "Доклад",
		Plain: "Приложено.\n", Files: []mail.File{{Name: "Доклад.docx", Data: []byte("поправка")}}})
	h.step("2019-12-11 10:00")
	if held, err = h.Store.Read(t.Context()).Held(); err != nil || len(held) != 1 {
		t.Fatalf("held: %d, %v", len(held), err)
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Assign{Message: held[0].Key, Obligations: []string{"report/2018/breznik"}}))
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusAccepted || len(o.Submissions) != 3 || o.Submissions[2].Review != workflow.UnderReview {
		t.Errorf("the correction: %s, %+v", o.Status, o.Submissions)
	}
	h.verify()
}
