package workflow_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"srok/workflow"

	"pgregory.net/rapid"
)

var previewCalendar = workflow.NewCalendar(workflow.DaysOff{})

func civil(s string) workflow.Date {
	d, err := workflow.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// previewOf is the preview of tasks that nobody has approved yet, from a day on.
func previewOf(t testing.TB, institutions []workflow.Institution, tasks []workflow.Task, from string) workflow.PreviewInput {
	t.Helper()
	templates, err := workflow.NewTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	in := workflow.PreviewInput{
		Now:   civil(from).At(8, 0, time.UTC),
		Hours: workflow.Hours{From: 9 * time.Hour, To: 16*time.Hour + 30*time.Minute, Zone: time.UTC, Calendar: previewCalendar},
		Council: workflow.Council{Name: "Областна администрация – Перник", ShortName: "ООСППК", Mailbox: "council@oa.example",
			ChairTitle: "председател", ContactOffice: "секретариат", PlanTitle: "Плана за 2018 г."},
		Tasks: map[string]workflow.ApprovedTask{}, Templates: templates,
		Identity: workflow.NewIdentity([]byte("secret"), "council@oa.example"),
	}
	for _, i := range institutions {
		in.Addressees = append(in.Addressees, workflow.Addressee{Institution: i})
	}
	for _, task := range tasks {
		in.Tasks[task.Key] = workflow.ApprovedTask{Task: task, Plan: in.Council.PlanTitle}
	}
	in.Obligations = workflow.WouldOpen(tasks, workflow.Directory{Institutions: institutions}, nil, civil(from), previewCalendar)
	return in
}

func zemen() workflow.Institution {
	return workflow.Institution{ID: "zemen", Name: "Община Земен", Office: "кмет", Contacts: []string{"zemen@obshtina.example"}, Cc: []string{"delo@obshtina.example"}}
}

func yearlyReport() workflow.Task {
	return workflow.Task{Key: "report", Kind: workflow.ReportTask, Measures: []string{"I.4"}, Title: "годишен доклад",
		TitleDefinite: "годишния доклад", Whom: []string{"zemen"},
		Cycles: []workflow.Cycle{{Period: "2018", Request: civil("2018-12-03"), Due: civil("2019-01-31")}},
		Steps:  workflow.Steps{Remind: []int{10, 3, 1}, Overdue: []int{1, 5}, Escalate: 10}}
}

func quarterly() workflow.Task {
	return workflow.Task{Key: "services", Kind: workflow.ConfirmationTask, Measures: []string{"I.1"}, Title: "потвърждение за услугите",
		TitleDefinite: "потвърждението за услугите", Whom: []string{"zemen"},
		Cycles: []workflow.Cycle{{Period: "2018-Q4", Request: civil("2018-12-03"), Due: civil("2018-12-31")}},
		Steps:  workflow.Steps{Remind: []int{3}, Overdue: []int{3}}}
}

// lines are the letters as day, kind and slots.
func lines(t *testing.T, in workflow.PreviewInput) []string {
	t.Helper()
	letters, err := workflow.Preview(in)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, l := range letters {
		line := l.At.Format("2006-01-02 15:04 ") + string(l.Kind)
		for _, s := range l.Steps {
			line += " " + s.Slot
		}
		lines = append(lines, line)
	}
	return lines
}

func TestPreviewOfTheLadder(t *testing.T) {
	got := lines(t, previewOf(t, []workflow.Institution{zemen()}, []workflow.Task{yearlyReport(), quarterly()}, "2018-01-02"))
	want := []string{
		"2018-12-03 09:00 request request request", // two tasks, one letter
		"2018-12-21 09:00 remind remind-3",
		"2019-01-04 09:00 overdue overdue+3",
		"2019-01-17 09:00 remind remind-10",
		"2019-01-28 09:00 remind remind-3",
		"2019-01-30 09:00 remind remind-1",
		"2019-02-01 09:00 overdue overdue+1",
		"2019-02-07 09:00 overdue overdue+5",
	}
	if !slices.Equal(got, want) {
		t.Errorf("letters\n%q, want\n%q", got, want)
	}
}

func TestPreviewBeginsAndEndsWhereItIsTold(t *testing.T) {
	late := previewOf(t, []workflow.Institution{zemen()}, []workflow.Task{yearlyReport()}, "2019-01-29")
	late.To = civil("2019-01-30")
	// The request and two reminders were missed: one request, then what is still to come.
	if got, want := lines(t, late), []string{"2019-01-29 09:00 request request", "2019-01-30 09:00 remind remind-1"}; !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
	if past := previewOf(t, []workflow.Institution{zemen()}, []workflow.Task{yearlyReport()}, "2019-02-01"); len(past.Obligations) != 0 {
		t.Error("what fell due before the approval is not asked for")
	}
}

func TestPreviewWritesToTheSuperior(t *testing.T) {
	i := zemen()
	i.Superior = "ministry@gov.example"
	letters, err := workflow.Preview(previewOf(t, []workflow.Institution{i}, []workflow.Task{yearlyReport()}, "2018-01-02"))
	if err != nil {
		t.Fatal(err)
	}
	last := letters[len(letters)-1]
	if last.Kind != workflow.LetterEscalate || !slices.Equal(last.To, []string{"ministry@gov.example"}) {
		t.Errorf("the last letter is %s to %v", last.Kind, last.To)
	}
	if first := letters[0]; !slices.Equal(first.To, []string{"zemen@obshtina.example", "delo@obshtina.example"}) || first.Subject == "" || first.MessageID == "" {
		t.Errorf("the first letter: %+v", first)
	}
}

func TestPreviewOfNobodyToWriteTo(t *testing.T) {
	i := zemen()
	i.Contacts = nil
	if got := lines(t, previewOf(t, []workflow.Institution{i}, []workflow.Task{yearlyReport()}, "2018-01-02")); len(got) != 0 {
		t.Errorf("letters without an address: %q", got)
	}
}

// A request that waits in the outbox is taken as sent: its reminders are foreseen, it is not asked twice.
func TestPreviewAfterAQueuedRequest(t *testing.T) {
	in := previewOf(t, []workflow.Institution{zemen()}, []workflow.Task{yearlyReport()}, "2018-12-03")
	in.Obligations[0].Schedule[0].Letter = "zemen/1"
	in.Addressees[0].WrittenOn, in.To = civil("2018-12-03"), civil("2019-01-20")
	if got, want := lines(t, in), []string{"2019-01-17 09:00 remind remind-10"}; !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
}

// Whatever the cycles: letters go out in hours on working days only, one a day to an institution,
// each step of an obligation once, in order of time, and the input stays as it was.
func TestPreviewProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var tasks []workflow.Task
		for n := range rapid.IntRange(1, 3).Draw(rt, "tasks") {
			task := yearlyReport()
			task.Key = fmt.Sprintf("task%d", n)
			request := civil("2018-01-01").AddDays(rapid.IntRange(0, 300).Draw(rt, "request"))
			task.Cycles = []workflow.Cycle{{Period: "2018", Request: request, Due: request.AddDays(rapid.IntRange(1, 60).Draw(rt, "due"))}}
			tasks = append(tasks, task)
		}
		in := previewOf(t, []workflow.Institution{zemen()}, tasks, "2018-01-02")
		before := fmt.Sprintf("%+v", in.Obligations)
		letters, err := workflow.Preview(in)
		if err != nil {
			rt.Fatal(err)
		}
		if fmt.Sprintf("%+v", in.Obligations) != before {
			rt.Fatal("the obligations were changed")
		}
		taken, days := map[string]bool{}, map[workflow.Date]bool{}
		for i, l := range letters {
			day := workflow.DateOf(l.At)
			if !in.Hours.Open(l.At) || days[day] || i > 0 && l.At.Before(letters[i-1].At) {
				rt.Fatalf("a letter at %s", l.At)
			}
			days[day] = true
			for _, s := range l.Steps {
				if key := s.Obligation + " " + s.Slot; taken[key] {
					rt.Fatalf("%s is taken twice", key)
				} else {
					taken[key] = true
				}
			}
		}
		if len(letters) == 0 {
			rt.Fatal("nobody is asked")
		}
	})
}

// BenchmarkPreview is of 300 institutions with 12 measures in each of 12 months: under two seconds.
func BenchmarkPreview(b *testing.B) {
	var institutions []workflow.Institution
	var whom []string
	for n := range 300 {
		i := zemen()
		i.ID = fmt.Sprintf("i%03d", n)
		institutions, whom = append(institutions, i), append(whom, i.ID)
	}
	var tasks []workflow.Task
	for n := range 12 {
		task := quarterly()
		task.Key, task.Measures, task.Whom, task.Cycles = fmt.Sprintf("task%02d", n), []string{fmt.Sprintf("I.%d", n)}, whom, nil
		for month := time.January; month <= time.December; month++ {
			request := workflow.Date{Year: 2018, Month: month, Day: 1}
			task.Cycles = append(task.Cycles, workflow.Cycle{Period: workflow.Period(fmt.Sprintf("2018-%02d", month)), Request: request, Due: request.AddDays(20)})
		}
		tasks = append(tasks, task)
	}
	in := previewOf(b, institutions, tasks, "2018-01-01")
	b.ResetTimer()
	for b.Loop() {
		letters, err := workflow.Preview(in)
		if err != nil || len(letters) == 0 {
			b.Fatal(len(letters), err)
		}
		b.ReportMetric(float64(len(letters)), "letters")
	}
}
