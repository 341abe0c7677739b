package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"srok/workflow"
)

// An office may answer through a mailing list or a program. What cites our letter waits for a person
// and gets no receipt; what cites nothing is let be.
func TestListThatCitesOurLetterIsHeld(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	ref := workflow.FindRefs(request.Subject)[0]

	h.now = at("2019-01-10 14:12")
	for i, fields := range []string{
		"From: breznik@obshtina.example\nList-Id: <d.obshtina.example>\nSubject: Re: [" + string(ref) + "]",
		"From: breznik@obshtina.example\nAuto-Submitted: auto-generated\nSubject: Доклад " + string(ref),
		"Subject: [" + string(ref) + "]", // and no sender
		"Subject: Празно",
		"From: news@vestnik.example\nList-Id: <news.vestnik.example>\nSubject: Новини",
	} {
		h.postRaw("x@x.example", []byte(strings.ReplaceAll(fmt.Sprintf("%s\nTo: %s\nMessage-ID: <%d@x.example>\n\nНяма постъпили сигнали.\n", fields, councilMailbox, i), "\n", "\r\n")))
	}
	h.step("2019-01-10 14:12")

	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	guessed := map[string]int{}
	for _, m := range held {
		guesses := ""
		for _, g := range m.Guesses {
			guesses += strings.Join(g.Obligations, " ")
		}
		guessed[guesses]++
	}
	if len(held) != 4 || guessed["report/2018/breznik"] != 3 || guessed[""] != 1 {
		t.Errorf("held with guesses: %v", guessed)
	}
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || o.Pause != nil {
		t.Errorf("something followed by itself: %+v", o)
	}
	if sent := h.letters("breznik@obshtina.example"); len(sent) != 1 {
		t.Errorf("%d letters to who answered by a list", len(sent))
	}
	h.verify()
}
