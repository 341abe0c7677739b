package workflow

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBuildTable(t *testing.T) {
	directory := Directory{Institutions: []Institution{{ID: "breznik"}, {ID: "tran"}}}
	measures := []Measure{{Key: "I.1"}, {Key: "I.4"}, {Key: "V.2"}}
	of := func(key, institution string, due Date, measures ...string) Obligation {
		return Obligation{Key: key, Institution: institution, Due: due, Measures: measures, Status: StatusReceived, Covered: []string{"I.4"}}
	}
	table := BuildTable(measures, directory, []Obligation{
		of("report/2018", "breznik", Date{2019, 1, 31}, "I.4", "V.2"),
		of("services/2018-Q2", "breznik", Date{2018, 7, 16}, "I.1"),
		of("services/2018-Q1", "breznik", Date{2018, 4, 16}, "I.1"),
		of("acts/2018-Q1", "breznik", Date{2018, 4, 16}, "I.1"), // due on the same day: the order given stays
		of("gone/2018", "nobody", Date{2018, 4, 16}, "I.1"),
		of("other/2018", "tran", Date{2018, 4, 16}, "IX.9"),
	})
	var got []string
	for _, row := range table.Rows {
		for i, cell := range row.Cells {
			var in []string
			for _, o := range cell {
				in = append(in, o.Key+" "+string(StateOf(o, measures[i].Key)))
			}
			got = append(got, fmt.Sprintf("%s %s: %s", row.Institution.ID, measures[i].Key, strings.Join(in, ", ")))
		}
	}
	want := []string{
		"breznik I.1: services/2018-Q1 received, acts/2018-Q1 received, services/2018-Q2 received",
		"breznik I.4: report/2018 accepted", "breznik V.2: report/2018 received",
		"tran I.1: ", "tran I.4: ", "tran V.2: ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the table is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Officials read words, never our names for things.
func TestWords(t *testing.T) {
	var words []string
	for _, s := range []Status{StatusPlanned, StatusRequested, StatusReceived, StatusAccepted, StatusReturned, StatusWaived} {
		words = append(words, s.Words())
	}
	for _, f := range []Flag{FlagOverdue, FlagLate, FlagPaused, FlagQuarantined, FlagUndelivered} {
		words = append(words, f.Words())
	}
	for _, s := range []Step{StepRequest, StepRemind, StepOverdue, StepEscalate} {
		words = append(words, s.Words())
	}
	for i, w := range words {
		if strings.ContainsAny(w, "abcdefghijklmnopqrstuvwxyz") || w == "" || slices.Contains(words[:i], w) {
			t.Errorf("%q is no word of its own", w)
		}
	}
}

func TestDirectoryAsked(t *testing.T) {
	directory := Directory{
		Institutions: []Institution{{ID: "oa-pernik"}, {ID: "breznik"}, {ID: "tran"}, {ID: "ruo"}},
		Groups:       []Group{{ID: "municipalities", Members: []string{"tran", "breznik"}}, {ID: "all", Members: []string{"oa-pernik", "breznik", "tran", "ruo"}}},
	}
	for name, c := range map[string]struct {
		whom, except []string
		want         string
	}{
		"in the order of the directory": {[]string{"municipalities"}, nil, "breznik tran"},
		"one by one":                    {[]string{"ruo", "breznik"}, nil, "breznik ruo"},
		"each once":                     {[]string{"all", "municipalities", "tran"}, nil, "oa-pernik breznik tran ruo"},
		"all but one":                   {[]string{"all"}, []string{"oa-pernik"}, "breznik tran ruo"},
		"all but a group":               {[]string{"all"}, []string{"municipalities"}, "oa-pernik ruo"},
		"an unknown one":                {[]string{"sofia"}, nil, ""},
		"nobody":                        {nil, nil, ""},
	} {
		if got := strings.Join(directory.Asked(Task{Whom: c.whom, Except: c.except}), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestPartOf(t *testing.T) {
	task := ApprovedTask{Plan: "Плана", Task: Task{Key: "report", Title: "годишен доклад", Items: []Item{
		{Text: "сигнали", Measures: []string{"I.4"}}, {Text: "мерки", Measures: []string{"V.2"}}, {Text: "и двете"}},
		Cycles: []Cycle{{Period: "2017", Basis: "протокол № 3"}, {Period: "2018"}}}}
	o := Obligation{Kind: ReportTask, Period: "2018", Measures: []string{"I.4", "V.2"}, Due: Date{2019, 1, 31}, Status: StatusRequested}

	part := PartOf(o, task, StepRequest, Date{2019, 1, 17}, Hours{Zone: time.UTC, Calendar: testCalendar})
	if part.Basis != "Плана" || len(part.Measures) != 2 || len(part.Items) != 3 || !part.Form || part.DuePast || part.WorkDaysLeft != 10 || part.Partial {
		t.Errorf("a request: %+v", part)
	}
	o.Covered = []string{"I.4"}
	part = PartOf(o, task, StepOverdue, Date{2019, 2, 1}, Hours{Zone: time.UTC, Calendar: testCalendar})
	if !slices.Equal(part.Measures, []string{"V.2"}) || !slices.Equal(part.Items, []string{"мерки", "и двете"}) || part.Form || !part.DuePast || part.WorkDaysLeft != 0 || !part.Partial {
		t.Errorf("an overdue notice of the rest: %+v", part)
	}
	o.Period = "2017"
	if part = PartOf(o, task, StepRequest, Date{2018, 1, 2}, Hours{Zone: time.UTC, Calendar: testCalendar}); part.Basis != "протокол № 3" || len(part.Measures) > 0 {
		t.Errorf("the plan of 2018 is not the ground of 2017: %+v", part)
	}
	o.Status, o.Submissions = StatusReturned, []Submitted{{Review: ReviewReturned, FixDue: Date{2019, 2, 7}}}
	if part = PartOf(o, task, StepRemind, Date{2019, 2, 6}, Hours{Zone: time.UTC, Calendar: testCalendar}); part.Due != (Date{2019, 2, 7}) || !part.Correction || part.WorkDaysLeft != 1 {
		t.Errorf("a correction: %+v", part)
	}
}
