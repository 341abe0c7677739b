package engine_test

import (
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// What an institution writes about something that is delivered, paused or waived already changes
// nothing by itself; but who looks at the obligation is told of it.
func TestLetterAboutWhatIsClosedIsTold(t *testing.T) {
	const breznik = "report/2018/breznik"
	document := []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}
	for name, c := range map[string]struct {
		before func(h *house, reply mail.Outgoing) // what happened first
		files  []mail.File
		told   int
		want   workflow.Status
	}{
		"nothing before": {func(*house, mail.Outgoing) {}, nil, 0, workflow.StatusRequested},
		"delivered": {func(h *house, reply mail.Outgoing) {
			reply.Files = document
			h.post(reply)
		}, nil, 1, workflow.StatusReceived},
		"paused": {func(h *house, reply mail.Outgoing) {
			h.post(reply)
		}, nil, 1, workflow.StatusRequested},
		"waived": {func(h *house, _ mail.Outgoing) {
			must(h.t, h.Do(h.t.Context(), h.now, "секретар", engine.Waive{Obligation: breznik, Reason: "проба"}))
		}, document, 1, workflow.StatusWaived},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.approve(report())
			h.step("2018-12-03 09:00")
			request := h.letters("breznik@obshtina.example")[0]
			reply := mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID,
				MessageID: "first@obshtina.example", Plain: "Докладът ще бъде изпратен следващата седмица.\n"}
			h.now = at("2018-12-04 10:00")
			c.before(h, reply)
			h.step("2018-12-04 10:00")
			h.step("2018-12-04 10:01")
			reply.MessageID, reply.Plain, reply.Files = "second@obshtina.example", "Оттегляме изпратеното, ще го поправим.\n", c.files
			h.now = at("2018-12-05 10:00")
			h.post(reply)
			h.step("2018-12-05 10:00")
			told := 0
			history, err := h.Store.Read(t.Context()).History(breznik)
			must(t, err)
			for _, line := range history {
				if strings.Contains(line.What, "srok inbox show") {
					told++
				}
			}
			if o := h.obligation(breznik); told != c.told || o.Status != c.want {
				t.Errorf("it is %s, and told %d times: %+v", o.Status, told, history)
			}
			h.verify()
		})
	}
}
