package engine_test

import (
	"errors"
	"strings"
	"testing"

	"srok/workflow"
	"srok/workflow/engine"
)

func TestLetterWaitsForItsNumber(t *testing.T) {
	h := newHouse(t)
	h.Policy.NumberFirst = true
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.step("2018-12-04 09:00")
	if n := len(h.letters("breznik@obshtina.example")); n != 0 {
		t.Fatalf("%d letters went out without a number", n)
	}
	h.verify()
	o := h.obligation("report/2018/breznik")
	waiting, _, err := h.Store.Read(t.Context()).Letter(o.Schedule[0].Letter)
	must(t, err)
	if waiting.StandsIn() != "чака изходящ номер" {
		t.Errorf("it stands as %q", waiting.StandsIn())
	}
	var refusal *workflow.Refusal
	if err := h.Do(t.Context(), h.now, "деловодител", engine.RetryLetter{Letter: waiting.Key, Reason: "бързо"}); !errors.As(err, &refusal) {
		t.Errorf("a retry without a number: %v", err)
	}
	register := engine.Register{Ref: waiting.Ref, Out: "РД-12-7", On: day("2018-12-04")}
	must(t, h.Do(t.Context(), h.now, "деловодител", register))
	h.step("2018-12-04 10:00")
	letters := h.letters("breznik@obshtina.example")
	if len(letters) != 1 || !strings.Contains(letters[0].FullText, "Изх. № РД-12-7/04.12.2018 г.") || !strings.Contains(letters[0].Subject, string(waiting.Ref)) {
		t.Fatalf("the letter with its number: %q", subjects(letters))
	}
	if len(letters[0].Attachments) != 2 {
		t.Errorf("its attachments: %+v", letters[0].Attachments)
	}
	if n := len(h.letters("zemen@obshtina.example")); n != 0 {
		t.Errorf("another institution's letter, which has no number, went out")
	}
	if o = h.obligation(o.Key); o.AskedOn != day("2018-12-04") || o.AskedNo != "РД-12-7" {
		t.Errorf("asked on %s with № %q", o.AskedOn, o.AskedNo)
	}
	register.Out = "РД-12-8"
	if err := h.Do(t.Context(), h.now, "деловодител", register); !errors.As(err, &refusal) {
		t.Errorf("another number for a letter that carries one: %v", err)
	}
	h.verify()
}
