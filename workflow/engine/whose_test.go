package engine_test

import (
	"slices"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// An institution that answers a letter to another one may have taken the wrong ref: nothing is received of
// either before a person has said whose it is. A form says it itself, and of a stranger nobody knows better.
func TestReplyOfAnotherInstitution(t *testing.T) {
	form := []mail.File{{Name: "доклад.xlsx", Type: "application/octet-stream", Data: filledForm(t, passing())}}
	for name, c := range map[string]struct {
		from  string
		files []mail.File
		want  workflow.Status
		held  bool
	}{
		"its own":                 {"breznik@obshtina.example", nil, workflow.StatusReceived, false},
		"another one":             {"zemen@obshtina.example", nil, workflow.StatusRequested, true},
		"another one, for it":     {"zemen@obshtina.example", form, workflow.StatusReceived, false},
		"a stranger":              {"ivan@abv.example", nil, workflow.StatusReceived, false},
		"the council's own chair": {chairAddress, nil, workflow.StatusReceived, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.approve(report())
			h.step("2018-12-03 09:00")
			ref := workflow.FindRefs(h.letters("breznik@obshtina.example")[0].Subject)[0]
			h.now = at("2019-01-10 14:12")
			h.post(mail.Outgoing{From: c.from, Subject: "Отговор [" + string(ref) + "]", Plain: "Няма постъпили сигнали.\n", Files: c.files})
			h.step("2019-01-10 14:12")
			for _, id := range []string{"breznik", "zemen"} {
				want := workflow.StatusRequested
				if id == "breznik" {
					want = c.want
				}
				if o := h.obligation("report/2018/" + id); o.Status != want || o.Pause != nil {
					t.Errorf("%s is %s", o.Key, o.Status)
				}
			}
			held, err := h.Store.Read(t.Context()).Held()
			must(t, err)
			if len(held) == 1 != c.held {
				t.Fatalf("held: %+v", held)
			}
			if c.held && (len(held[0].Guesses) != 2 || !slices.Equal(held[0].Guesses[1].Obligations, []string{"report/2018/zemen"})) {
				t.Errorf("the clerk is not told of both: %+v", held[0].Guesses)
			}
			h.verify()
		})
	}
}
