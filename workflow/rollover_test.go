package workflow

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func planToRoll() Plan {
	day := func(y int, m time.Month, d int) Date { return Date{y, m, d} }
	return Plan{
		Title: "План на съвета (януари – декември 2018г.)", From: day(2018, 1, 1), To: day(2018, 12, 31),
		Measures: []Measure{{Key: "I.1", Text: "Изпълнение на Закона от 2007 г.", Term: "до 31.12.2018 г."}, {Key: "I.2", Text: "Отчет", Term: "постоянен"}},
		Tasks: []Task{
			{Key: "report", Title: "годишен доклад", Measures: []string{"I.2"}, Items: []Item{{Text: "сигнали за 2018 г."}}, Cycles: []Cycle{
				{Period: "2017", Request: day(2018, 1, 2), Due: day(2018, 1, 31), Basis: "подготовката на отчета за 2017 г."},
				{Period: "2018", Request: day(2018, 12, 3), Due: day(2019, 1, 31), Basis: "решение от 2010 г. за отчета за 2018 г."}}},
			{Key: "quarters", Title: "потвърждение", Measures: []string{"I.1"}, Cycles: []Cycle{
				{Period: "2018-Q1", Request: day(2018, 3, 1), Due: day(2018, 3, 31)}, {Period: "2018-H2", Request: day(2018, 12, 3), Due: day(2018, 12, 30)}}},
		},
	}
}

func TestRollover(t *testing.T) {
	plan := planToRoll()
	next, warnings := Rollover(plan, NewCalendar(DaysOff{}))
	if next.Title != "План на съвета (януари – декември 2019г.)" || next.From != (Date{2019, 1, 1}) || next.To != (Date{2019, 12, 31}) {
		t.Errorf("%q from %s to %s", next.Title, next.From, next.To)
	}
	if !reflect.DeepEqual(next.Measures, plan.Measures) {
		t.Error("the measures are not verbatim")
	}
	if want := []Cycle{{Period: "2019", Request: Date{2019, 12, 3}, Due: Date{2020, 1, 31}, Basis: "решение от 2010 г. за отчета за 2019 г."}}; !reflect.DeepEqual(next.Tasks[0].Cycles, want) {
		t.Errorf("the report's cycles: %+v", next.Tasks[0].Cycles)
	}
	if got := next.Tasks[0].Items[0].Text; got != "сигнали за 2019 г." || plan.Tasks[0].Items[0].Text != "сигнали за 2018 г." {
		t.Errorf("item %q; the old plan has %q", got, plan.Tasks[0].Items[0].Text)
	}
	if got := next.Tasks[1].Cycles; got[0].Period != "2019-Q1" || got[1].Period != "2019-H2" || got[0].Due != (Date{2019, 3, 31}) {
		t.Errorf("the quarters' cycles: %+v", got)
	}
	var said []string
	for _, w := range warnings {
		said = append(said, w.Where+": "+w.What)
	}
	for _, want := range []string{
		"план: Заглавието: годината е преместена",
		"I.1: Срокът сочи 2018 г. и остава, както е в досегашния план: „до 31.12.2018 г.“.",
		"задача report: Цикълът за 2018 г. не е пренесен",
		"задача report: Основанието за 2019 г.: годината е преместена с една напред: „решение от 2010 г. за отчета за 2018 г.“ → „решение от 2010 г. за отчета за 2019 г.“.",
		"задача quarters: Срок в почивен ден се премества на следващия работен: 31.03.2019 г. → 01.04.2019 г.",
		"план: По досегашния план има срокове до 31.01.2019 г.",
	} {
		if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("nothing begins with %q in\n%s", want, strings.Join(said, "\n"))
		}
	}
	if slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "2007") }) {
		t.Error("a law's year is no year of the plan")
	}
}

func TestRolloverLeapDay(t *testing.T) {
	plan := Plan{From: Date{2019, 3, 1}, To: Date{2020, 2, 29}, Tasks: []Task{{Key: "one", Cycles: []Cycle{
		{Period: "2020-02", Request: Date{2020, 2, 3}, Due: Date{2020, 2, 29}}}}}}
	next, warnings := Rollover(plan, NewCalendar(DaysOff{}))
	if next.From != (Date{2020, 3, 1}) || next.To != (Date{2021, 2, 28}) || next.Tasks[0].Cycles[0].Due != (Date{2021, 2, 28}) {
		t.Errorf("%s to %s, %+v", next.From, next.To, next.Tasks[0].Cycles)
	}
	if !slices.ContainsFunc(warnings, func(w Warning) bool { return w.What == "29.02 няма през 2021 г.; взет е 28.02.2021 г." }) {
		t.Errorf("%+v", warnings)
	}
}

// Whatever the cycles are, the next plan asks for no period that this one asks for, for none
// twice, and in days that exist.
func TestRolloverAsksNothingTwice(t *testing.T) {
	cal := NewCalendar(DaysOff{})
	rapid.Check(t, func(t *rapid.T) {
		periods := rapid.SliceOfDistinct(rapid.SampledFrom([]Period{"2016", "2017", "2018", "2018-H1", "2017-Q4", "2018-Q4", "2018-02", "2019-02", "2020-02"}), rapid.ID).Draw(t, "periods")
		task := Task{Key: "one"}
		for _, p := range periods {
			request := Date{2018, 1, 1}.AddDays(rapid.IntRange(0, 1200).Draw(t, "request"))
			task.Cycles = append(task.Cycles, Cycle{Period: p, Request: request, Due: request.AddDays(rapid.IntRange(0, 300).Draw(t, "days"))})
		}
		next, _ := Rollover(Plan{From: Date{2018, 1, 1}, To: Date{2018, 12, 31}, Tasks: []Task{task}}, cal)
		seen := slices.Clone(periods)
		for _, c := range next.Tasks[0].Cycles {
			if slices.Contains(seen, c.Period) {
				t.Fatalf("%s is asked for twice", c.Period)
			}
			seen = append(seen, c.Period)
			for _, day := range []Date{c.Request, c.Due} {
				if _, err := ParseDate(day.String()); err != nil {
					t.Fatal(err)
				}
			}
			if c.Due.Before(c.Request) {
				t.Fatalf("due %s before the request of %s", c.Due, c.Request)
			}
		}
	})
}
