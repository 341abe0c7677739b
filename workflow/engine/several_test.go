package engine_test

import (
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// An office that answers two of our letters by one may name both; who names letters to others, too,
// answers for a person knows whom.
func TestReplyNamesSeveralLetters(t *testing.T) {
	h := newHouse(t)
	early := services()
	early.Cycles[0].Request = day("2018-11-26")
	h.now = at("2018-11-26 09:00")
	h.approve(report(), early)
	h.step("2018-11-26 09:00")
	h.step("2018-12-03 09:00")
	refs := func(id string) (refs []string) {
		for _, m := range h.letters(id + "@obshtina.example") {
			refs = append(refs, string(workflow.FindRefs(m.Subject)[0]))
		}
		return refs
	}
	if len(refs("breznik")) != 2 || len(refs("zemen")) != 2 {
		t.Fatalf("asked by %v and %v", refs("breznik"), refs("zemen"))
	}
	h.now = at("2019-01-10 14:12")
	answer := func(id, text string) {
		h.post(mail.Outgoing{From: id + "@obshtina.example", MessageID: id + "@x.example", Subject: "Доклад", Plain: text,
			Files: []mail.File{{Name: "Доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}})
	}
	answer("breznik", "По писма "+strings.Join(refs("breznik"), " и ")+" изпращаме доклада.\n")
	answer("zemen", "По писма "+refs("zemen")[0]+" и "+refs("breznik")[0]+" изпращаме доклада.\n")
	h.step("2019-01-10 14:12")

	for _, key := range []string{"report/2018/", "services/2018-Q4/"} {
		if o := h.obligation(key + "breznik"); o.Status != workflow.StatusReceived {
			t.Errorf("%s is %s", o.Key, o.Status)
		}
		if o := h.obligation(key + "zemen"); o.Status != workflow.StatusRequested {
			t.Errorf("%s is %s", o.Key, o.Status)
		}
	}
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	if len(held) != 1 || len(held[0].Guesses) != 2 || held[0].Guesses[0].Institution != "zemen" || held[0].Guesses[1].Institution != "breznik" {
		t.Errorf("held: %+v", held)
	}
	h.verify()
}
