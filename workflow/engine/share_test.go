package engine_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/form"
)

// twoReports asks each institution for the years 2017 and 2018 by one letter, and for another report
// by a second.
func twoReports(h *house, accept workflow.Accept) {
	h.t.Helper()
	years, other := report(), report()
	years.Accept, other.Accept = accept, accept
	earlier := years.Cycles[0]
	earlier.Period = "2017"
	years.Cycles = append(years.Cycles, earlier)
	other.Key, other.Title, other.TitleDefinite = "summary", "обобщена справка", "обобщената справка"
	other.Cycles = []workflow.Cycle{{Period: "2018", Request: day("2018-12-04"), Due: day("2019-01-31")}}
	h.approve(years, other)
	h.step("2018-12-03 09:00")
	h.step("2018-12-04 09:00")
}

// formFor is filled in as an institution does, in a form that one of its letters carried.
func formFor(t *testing.T, h form.Header, change map[string]string) []byte {
	t.Helper()
	template, err := form.NewTemplate()
	must(t, err)
	answers := passing()
	maps.Copy(answers, change)
	a := form.Prefilled(h)
	for code, value := range answers {
		must(t, a.Enter(code, value, ""))
	}
	var b bytes.Buffer
	must(t, template.WriteFilled(&b, h, a))
	return b.Bytes()
}

// Each form of a reply goes to its own obligation: by the ref in it, the period and the institution.
// Where that leaves a doubt a person is asked.
func TestFormsGoToTheirObligations(t *testing.T) {
	const r17, r18, summary = "report/2017/breznik", "report/2018/breznik", "summary/2018/breznik"
	breznik := func(period workflow.Period, ref string) form.Header {
		return form.Header{Institution: "Община Брезник", InstitutionID: "breznik", Period: period, Ref: ref}
	}
	type sent struct {
		header form.Header
		change map[string]string
	}
	for name, c := range map[string]struct {
		answers int // the number of the letter: 0 asks for the reports of two years, 1 for the summary
		forms   func(refs []string) []sent
		zip     bool
		got     map[string]workflow.Status // of those that changed
		faults  []string                   // the beginnings of what is to correct
		held    bool
		guessed string // what one of the guesses says
	}{
		"two years": {0, func(refs []string) []sent {
			return []sent{{breznik("2018", refs[0]), nil}, {breznik("2017", refs[0]), nil}}
		}, false,
			map[string]workflow.Status{r17: workflow.StatusAccepted, r18: workflow.StatusAccepted}, nil, false, ""},
		"two years in a ZIP": {0, func(refs []string) []sent {
			return []sent{{breznik("2018", refs[0]), nil}, {breznik("2017", refs[0]), nil}}
		}, true,
			map[string]workflow.Status{r17: workflow.StatusAccepted, r18: workflow.StatusAccepted}, nil, false, ""},
		"one of them is wrong": {0, func(refs []string) []sent {
			return []sent{{breznik("2018", refs[0]), nil}, {breznik("2017", refs[0]), map[string]string{"Д1": "не"}}}
		}, false, map[string]workflow.Status{r17: workflow.StatusReturned, r18: workflow.StatusReceived}, []string{"доклад за 2017 г., ред Д1"}, false, ""},
		"one of the years": {0, func(refs []string) []sent { return []sent{{breznik("2017", refs[0]), nil}} }, false,
			map[string]workflow.Status{r17: workflow.StatusAccepted}, nil, false, ""},
		"without a ref, by the period": {0, func([]string) []sent { return []sent{{breznik("2018", ""), nil}, {breznik("2017", ""), nil}} }, false,
			map[string]workflow.Status{r17: workflow.StatusAccepted, r18: workflow.StatusAccepted}, nil, false, ""},
		"the same period, by the ref": {0, func(refs []string) []sent {
			return []sent{{breznik("2018", refs[1]), nil}, {breznik("2018", refs[0]), map[string]string{"Г8": "друго"}}}
		}, false, map[string]workflow.Status{r18: workflow.StatusAccepted, summary: workflow.StatusAccepted}, nil, false, ""},
		"a report that another letter asked for": {1, func(refs []string) []sent { return []sent{{breznik("2017", refs[0]), nil}} }, false,
			map[string]workflow.Status{r17: workflow.StatusAccepted}, nil, false, ""},
		"the same without a ref": {1, func([]string) []sent { return []sent{{breznik("2017", ""), nil}} }, false,
			map[string]workflow.Status{r17: workflow.StatusAccepted}, nil, false, ""},
		"a year that nobody asked for": {0, func(refs []string) []sent { return []sent{{breznik("2016", refs[0]), nil}} }, false,
			nil, nil, true, "образецът е за Община Брезник, за 01.01.2016 – 31.12.2016"},
		"one of another institution": {0, func(refs []string) []sent {
			return []sent{{breznik("2018", refs[0]), nil}, {form.Header{Institution: "Община Земен", InstitutionID: "zemen", Period: "2018"}, nil}}
		}, false, nil, nil, true, "образецът е за Община Земен"},
		"the other's form, corrected": {0, func([]string) []sent {
			return []sent{{form.Header{Institution: "Община Земен", InstitutionID: "zemen", Period: "2018"}, map[string]string{"А1": "Община Брезник"}}}
		}, false, map[string]workflow.Status{r18: workflow.StatusReceived}, nil, false, ""}, // a warning: a person looks
		"the other's form, as it was": {0, func([]string) []sent {
			return []sent{{form.Header{Institution: "Община Земен", InstitutionID: "zemen", Period: "2018"}, nil}}
		}, false, map[string]workflow.Status{r18: workflow.StatusReturned}, []string{"ред А1", ""}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			twoReports(h, workflow.AcceptPassingForm)
			letters := h.letters("breznik@obshtina.example")
			var refs []string
			for _, l := range letters {
				refs = append(refs, string(workflow.FindRefs(l.Subject)[0]))
			}
			var files []mail.File
			for i, s := range c.forms(refs) {
				files = append(files, mail.File{Name: "доклад" + string(rune('1'+i)) + ".xlsx", Type: "application/octet-stream", Data: formFor(t, s.header, s.change)})
			}
			if c.zip {
				files = []mail.File{zipOf(t, nil, files...)}
			}
			h.now = at("2018-12-10 10:00")
			h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + letters[c.answers].Subject, InReplyTo: letters[c.answers].MessageID, Plain: "Приложено.\n", Files: files})
			h.step("2018-12-10 10:00")
			for _, key := range []string{r17, r18, summary, "report/2018/zemen"} {
				want := c.got[key]
				if want == "" {
					want = workflow.StatusRequested
				}
				o := h.obligation(key)
				if o.Status != want || o.Pause != nil {
					t.Errorf("%s is %s, want %s; paused %v", key, o.Status, want, o.Pause)
				}
				for _, submitted := range o.Submissions {
					s, _, err := h.Store.Read(t.Context()).Submission(submitted.Submission)
					must(t, err)
					if len(s.Findings) != len(c.faults) && !(len(c.faults) == 2 && c.faults[1] == "" && len(s.Findings) > 0) {
						t.Errorf("%s: to correct is %q", key, s.Findings)
					}
					for i, f := range c.faults {
						if i < len(s.Findings) && !strings.HasPrefix(s.Findings[i], f) {
							t.Errorf("%s: to correct is %q, want %q", key, s.Findings[i], f)
						}
					}
				}
			}
			held := h.verdicts(workflow.VerdictHeld)
			if (len(held) == 1) != c.held {
				t.Fatalf("%d messages are held", len(held))
			}
			if c.held && !slices.ContainsFunc(held[0].Guesses, func(g workflow.Guess) bool { return strings.HasPrefix(g.Why, c.guessed) }) {
				t.Errorf("guessed is %+v", held[0].Guesses)
			}
			h.verify()
		})
	}
}

// A person who splits a message, or gives it several obligations, has each form checked against its
// own; what the person says goes before what the form says.
func TestFormsPlacedByHand(t *testing.T) {
	header := func(id, name string, period workflow.Period) form.Header {
		return form.Header{Institution: name, InstitutionID: id, Period: period}
	}
	breznik17, breznik18 := header("breznik", "Община Брезник", "2017"), header("breznik", "Община Брезник", "2018")
	zemen18, nobody := header("zemen", "Община Земен", "2018"), form.Header{}
	for name, c := range map[string]struct {
		forms []form.Header
		zip   bool
		act   func(message string) engine.Act
		want  map[string]string // what is to correct, in short, by obligation
	}{
		"split between two institutions": {[]form.Header{zemen18, breznik18}, false, func(m string) engine.Act {
			return engine.Split{Message: m, Parts: []engine.SplitPart{{File: 1, Obligation: "report/2018/zemen"}, {File: 2, Obligation: "report/2018/breznik"}}}
		}, map[string]string{"report/2018/zemen": "", "report/2018/breznik": ""}},
		"both in one ZIP": {[]form.Header{zemen18, breznik18}, true, func(m string) engine.Act {
			return engine.Split{Message: m, Parts: []engine.SplitPart{{File: 1, Obligation: "report/2018/zemen"}, {File: 1, Obligation: "report/2018/breznik"}}}
		}, map[string]string{"report/2018/zemen": "", "report/2018/breznik": ""}},
		"split the wrong way": {[]form.Header{zemen18, breznik18}, false, func(m string) engine.Act {
			return engine.Split{Message: m, Parts: []engine.SplitPart{{File: 2, Obligation: "report/2018/zemen"}, {File: 1, Obligation: "report/2018/breznik"}}}
		}, map[string]string{"report/2018/zemen": "ред А1: посочено е „Община Брезник“", "report/2018/breznik": "ред А1: посочено е „Община Земен“"}},
		"assigned to two years": {[]form.Header{breznik18, breznik17}, false, func(m string) engine.Act {
			return engine.Assign{Message: m, Obligations: []string{"report/2017/breznik", "report/2018/breznik"}}
		}, map[string]string{"report/2017/breznik": "", "report/2018/breznik": ""}},
		"one year assigned to two": {[]form.Header{breznik18}, false, func(m string) engine.Act {
			return engine.Assign{Message: m, Obligations: []string{"report/2017/breznik", "report/2018/breznik"}}
		}, map[string]string{"report/2017/breznik": "доклад за 2017 г., ред А2", "report/2018/breznik": "доклад за 2017 г., ред А2"}},
		"two years split, by the person": {[]form.Header{nobody, breznik17}, false, func(m string) engine.Act {
			return engine.Split{Message: m, Parts: []engine.SplitPart{{File: 1, Obligation: "report/2018/breznik"}, {File: 2, Obligation: "report/2017/breznik"}}}
		}, map[string]string{"report/2017/breznik": "доклад за 2018 г., ред А1: не е посочена", "report/2018/breznik": "доклад за 2018 г., ред А1: не е посочена"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			twoReports(h, "")
			var files []mail.File
			for i, header := range c.forms {
				files = append(files, mail.File{Name: "доклад" + string(rune('1'+i)) + ".xlsx", Type: "application/octet-stream", Data: formFor(t, header, nil)})
			}
			if c.zip {
				files = []mail.File{zipOf(t, nil, files...)}
			}
			h.now = at("2018-12-10 10:00")
			h.post(mail.Outgoing{From: "someone@else.example", Subject: "Доклади", Plain: "Приложено.\n", Files: files})
			h.step("2018-12-10 10:00")
			held := h.verdicts(workflow.VerdictHeld)
			if len(held) != 1 {
				t.Fatalf("%d messages are held", len(held))
			}
			h.do(c.act(held[0].Key))
			for key, want := range c.want {
				o := h.obligation(key)
				if len(o.Submissions) != 1 || o.Status != workflow.StatusReceived {
					t.Fatalf("%s is %s with %d submissions", key, o.Status, len(o.Submissions))
				}
				s, _, err := h.Store.Read(t.Context()).Submission(o.Submissions[0].Submission)
				must(t, err)
				if got := strings.Join(s.Findings, "; "); (want == "") != (got == "") || !strings.HasPrefix(got, want) || name == "two years split, by the person" && strings.Contains(got, "доклад за 2017 г.") {
					t.Errorf("%s: to correct is %q, want %q", key, got, want)
				}
			}
			h.verify()
		})
	}
}
