package engine_test

import (
	"strings"
	"testing"

	"srok/mail/mailtest"
	"srok/workflow"
	"srok/workflow/engine"
)

// An institution whose only address is dead, and what was due of it meanwhile: once its record has
// an address again, or the records office writes to it, it is asked by itself, once.
func TestUnaskedIsAskedOnceThereIsAnAddress(t *testing.T) {
	for name, change := range map[string]func(*workflow.Institution){
		"an address":         func(i *workflow.Institution) { i.Contacts = append(i.Contacts, "delovodstvo@obshtina.example") },
		"the records office": func(i *workflow.Institution) { i.Channel = workflow.LettersByRecords },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			late := services()
			late.Cycles[0].Request = day("2018-12-10")
			h.approve(report(), late)
			h.server.Fail(mailtest.Fault{At: mailtest.PhaseRcpt, Match: "breznik@", Do: mailtest.Reply, Reply: "550 5.1.1 No such user"})
			h.step("2018-12-03 09:00") // the request of the report is refused for good
			h.step("2018-12-10 09:00") // and that of the services is passed over
			before := h.obligation("services/2018-Q4/breznik")
			if before.Schedule[0].Passed != "няма действащ адрес на институцията" || before.AskedOn != (workflow.Date{}) {
				t.Fatalf("the request stands as %+v", before.Schedule[0])
			}

			dir := directory()
			change(&dir.Institutions[0])
			must(t, h.Do(t.Context(), h.now, "областен управител", engine.Apply{
				Plan: workflow.Plan{Tasks: []workflow.Task{report(), late}}, Directory: dir, Office: "областен управител", On: day("2018-12-10")}))
			h.step("2018-12-10 10:00")
			h.step("2018-12-11 09:00")
			var asked []workflow.Letter
			letters, err := h.Store.Read(t.Context()).LettersOf("breznik")
			must(t, err)
			for _, l := range letters {
				if l.Status != workflow.Refused && l.Status != workflow.Undelivered {
					asked = append(asked, l)
				}
			}
			if len(asked) != 1 || len(asked[0].Steps) != 2 {
				t.Fatalf("it was asked by %d letters: %+v", len(asked), asked)
			}
			for _, step := range asked[0].Steps {
				if step.Slot != "request/2" || !strings.HasPrefix(step.Reason, "вече има на кого да се пише") {
					t.Errorf("%s: %s, %s", step.Obligation, step.Slot, step.Reason)
				}
			}
			h.step("2018-12-12 09:00")
			if letters, err = h.Store.Read(t.Context()).LettersOf("breznik"); err != nil || len(letters) != 2 {
				t.Errorf("%d letters in the end, %v", len(letters), err)
			}
			h.verify()
		})
	}
}
