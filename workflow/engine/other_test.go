package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"srok/workflow"
	"srok/workflow/engine"
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

// Filters err, and registries mark all that they send as bulk: a document from an institution that owes
// one waits for a person, whatever it looks like. Its newsletters, and documents of others, do not.
func TestMassMailWithADocumentIsHeld(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2019-01-10 14:12")
	const document = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nПриложено.\n" +
		"--b\nContent-Type: application/pdf; name=\"otchet.pdf\"\n\n%PDF-1.4\n--b--\n"
	const text = "Content-Type: text/plain; charset=utf-8\n\nНовини.\n"
	for name, c := range map[string]struct {
		fields, body string
		held         bool
	}{
		"marked as spam":            {"From: breznik@obshtina.example\nX-Spam-Flag: YES", document, true},
		"marked as bulk":            {"From: delovodstvo@obshtina.example\nPrecedence: bulk", document, true},
		"by a list":                 {"From: zemen@obshtina.example\nList-Id: <d.obshtina.example>", document, true},
		"a newsletter":              {"From: breznik@obshtina.example\nList-Id: <d.obshtina.example>", text, false},
		"a stranger's, marked so":   {"From: x@stranger.example\nX-Spam-Flag: YES", document, false},
		"a stranger's by a list":    {"From: x@stranger.example\nList-Id: <d.stranger.example>", document, false},
		"of the council's own folk": {"From: " + councilMailbox + "\nPrecedence: bulk", document, false},
	} {
		raw := c.fields + "\nTo: " + councilMailbox + "\nSubject: Годишен доклад\nMessage-ID: <" + strings.ReplaceAll(name, " ", "-") + "@x.example>\nMIME-Version: 1.0\n" + c.body
		h.postRaw("x@x.example", []byte(strings.ReplaceAll(raw, "\n", "\r\n")))
		must(t, stepOnce(h))
		held, err := h.Store.Read(t.Context()).Held()
		must(t, err)
		if is := len(held) == 1; is != c.held || is && len(held[0].Guesses) == 0 {
			t.Errorf("%s: held %v, guesses %v", name, is, held)
		}
		for _, m := range held {
			must(t, h.Do(t.Context(), h.now, "секретар", engine.Ignore{Message: m.Key, Reason: "проба"}))
		}
	}
	for _, id := range []string{"breznik", "zemen"} {
		must(t, h.Do(t.Context(), h.now, "секретар", engine.Waive{Obligation: "report/2018/" + id, Reason: "проба"}))
	}
	h.postRaw("x@x.example", []byte(strings.ReplaceAll("From: breznik@obshtina.example\nX-Spam-Flag: YES\nSubject: Снимки\nMIME-Version: 1.0\n"+document, "\n", "\r\n")))
	must(t, stepOnce(h))
	if held, err := h.Store.Read(t.Context()).Held(); err != nil || len(held) != 0 {
		t.Errorf("nothing is owed: %v, %v", held, err)
	}
	h.verify()
}
