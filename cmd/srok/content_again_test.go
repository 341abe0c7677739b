package main

import (
	"maps"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// What comes after an acceptance is no longer asked for, and must be seen all the same.
func TestReportAfterAcceptance(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := newContentHouse(t, nil, "    whom: [municipalities]\n    nil: [I.4, VI.1]\n    accept: passing-form\n")
	const obligation = "report/2018/breznik"
	corrected := maps.Clone(faultless())
	corrected["Г8"] = "въведен е и регистър"
	for _, answers := range []map[string]string{faultless(), corrected} {
		h.reply("breznik", mail.Outgoing{Plain: "Приложено изпращаме доклада.\n",
			Files: []mail.File{{Name: "Доклад.xlsx", Type: "application/octet-stream", Data: filledIn(t, formOf(t, h, "breznik"), answers)}}})
		h.srok(answered, "step")
	}
	row := h.status(answered, obligation)
	if row.Status != workflow.StatusAccepted || len(row.Submissions) != 2 {
		t.Fatalf("%s with %d submissions", row.Status, len(row.Submissions))
	}
	for _, command := range [][]string{{"status"}, {"why", obligation}} {
		if page := h.srok(answered, command...); !strings.Contains(page, "прието, изпратено е още, за преглед") {
			t.Errorf("%s does not say that there is one more:\n%s", command[0], page)
		}
	}
	h.srok(answered, "accept", obligation)
	if page := h.srok(answered, "status"); strings.Contains(page, "изпратено е още") {
		t.Errorf("after its review:\n%s", page)
	}
	h.srok(answered, "verify")
}
