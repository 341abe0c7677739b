package engine_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// A word processor splits a number over runs; the reply is quarantined all the same, and what
// goes back does not repeat it.
func TestPersonalNumberInAttachedDocument(t *testing.T) {
	const egn = "7501020018"
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]

	var b bytes.Buffer
	w := zip.NewWriter(&b)
	document, err := w.Create("word/document.xml")
	must(t, err)
	_, err = document.Write([]byte("<w:p><w:r><w:t>" + egn[:4] + "</w:t></w:r><w:r><w:t>" + egn[4:] + "</w:t></w:r></w:p>"))
	must(t, err)
	must(t, w.Close())

	files := []mail.File{{Name: "Доклад.docx", Type: "application/octet-stream", Data: b.Bytes()}}
	h.now = at("2019-01-10 14:12")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID,
		Plain: "Приложено изпращаме доклада.\n", Files: files})
	// One that no rule places, and a person does, is looked into as well.
	h.post(mail.Outgoing{From: "zemen@obshtina.example", MessageID: "held@obshtina.example", Subject: "Доклад", Plain: "Изпращаме доклада.\n", Files: files})
	h.step("2019-01-10 14:12")
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	if len(held) != 1 {
		t.Fatalf("%d messages are held", len(held))
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Assign{Message: held[0].Key, Obligations: []string{"report/2018/zemen"}}))
	h.step("2019-01-10 14:30")

	for _, id := range []string{"breznik", "zemen"} {
		if o := h.obligation("report/2018/" + id); !slices.Contains(o.Flags(day("2019-01-10")), workflow.FlagQuarantined) {
			t.Errorf("%s: the flags are %v", id, o.Flags(day("2019-01-10")))
		}
	}
	for _, l := range slices.Concat(h.letters("breznik@obshtina.example"), h.letters("zemen@obshtina.example")) {
		if strings.Contains(l.FullText, egn) || strings.Contains(l.Subject, egn) {
			t.Errorf("a letter repeats the number: %s", l.Subject)
		}
	}
	h.verify()
}
