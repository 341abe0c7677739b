package engine_test

import (
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// Who got a letter on paper may answer by mail and cite it: with words alone it is correspondence, and
// the blank form that came with it is no report.
func TestReplyByMailToALetterOnPaper(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		blank bool
	}{
		"a promise":      {text: "Ще изпратим доклада следващата седмица.\n"},
		"the blank form": {text: "Приложено връщаме образеца.\n", blank: true},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.onPaper(report())
			h.step("2018-12-03 09:00")
			request := h.waiting()
			must(t, h.register(request.Ref, "РД-12-7", "2018-12-03"))
			h.now = at("2018-12-10 10:00")
			reply := mail.Outgoing{From: "breznik@obshtina.example", Subject: "По ваше писмо " + string(request.Ref), Plain: c.text}
			if c.blank {
				files, err := engine.PrintedFiles(h.bytes(request.Key))
				must(t, err)
				for _, f := range files {
					if strings.HasSuffix(f.Name, ".xlsx") {
						reply.Files = append(reply.Files, f)
					}
				}
			}
			h.post(reply)
			h.step("2018-12-10 10:00")
			if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || o.Pause == nil {
				t.Errorf("it is %s, paused %v", o.Status, o.Pause)
			}
			h.verify()
		})
	}
}
