package config

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"srok/workflow"

	"pgregory.net/rapid"
)

// A plan that was written is read back to the byte, whatever the document had in its cells.
func TestPlanRoundTrip(t *testing.T) {
	dir := exampleDirectory(t)
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, dir)
		var b bytes.Buffer
		if err := WritePlan(&b, plan, drawWarnings(t)); err != nil {
			t.Fatal(err)
		}
		back, err := ParsePlan("plan.yaml", b.Bytes(), dir)
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if !reflect.DeepEqual(back, plan) {
			t.Fatalf("wrote\n%#v\nread\n%#v\n%s", plan, back, b.String())
		}
	})
}

// cells are made of what YAML could take for its own.
var cell = rapid.Custom(func(t *rapid.T) string {
	pieces := rapid.SampledFrom([]string{
		"мярка", "до 31 януари", "„отворени врати“", "ОА -Перник", "корупцион-", "институции , гражданското",
		"\n", " ", "  ", "\t", ": ", "- ", " #", "'", `"`, "\\", "{", "}", "[", "]", ",", "&a", "*a", "!", "|", ">-", "%", "@", "`", "?", "~",
		"null", "true", "no", "0x1F", "1e3", "012", "1.5", ".inf", "2018-01-01", "09:00", "---", "...", "<<", "№ 1", "\u00a0", "\u00ad", "І",
		"\u2028", "\r", "\u0085", "\ufeff", "😀", "длъжностни лица в общинските администрации на територията",
	})
	return strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "joined by"))
})

var line = rapid.StringMatching(`[А-яa-z0-9„“№.,:#&*!'"{}\[\]-]( ?[А-яa-z0-9„“№.,:#&*!'"{}\[\]-]){0,60}`)

func drawPlan(t *rapid.T, dir workflow.Directory) workflow.Plan {
	needed := cell.Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
	p := workflow.Plan{
		Title: needed.Draw(t, "title"), Council: cell.Draw(t, "council"),
		From: workflow.Date{Year: 2018, Month: 1, Day: 1}, To: workflow.Date{Year: 2018, Month: 12, Day: 31},
	}
	var keys []string
	for i := range rapid.IntRange(1, 5).Draw(t, "measures") {
		key := fmt.Sprintf("I.%d", i+1)
		keys = append(keys, key)
		p.Measures = append(p.Measures, workflow.Measure{
			Key: key, Section: cell.Draw(t, "section"), SectionTitle: cell.Draw(t, "section title"), Number: cell.Draw(t, "number"),
			Text: needed.Draw(t, "text"), Term: cell.Draw(t, "term"), Responsible: cell.Draw(t, "responsible"),
			Indicator: cell.Draw(t, "indicator"), Result: cell.Draw(t, "result"), Place: cell.Draw(t, "place"),
		})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "tasks") {
		p.Tasks = append(p.Tasks, drawTask(t, fmt.Sprintf("task-%d", i), keys, dir))
	}
	return p
}

func drawTask(t *rapid.T, key string, measures []string, dir workflow.Directory) workflow.Task {
	some := rapid.SliceOfNDistinct(rapid.SampledFrom(measures), 1, len(measures), rapid.ID)
	task := workflow.Task{
		Key:      key,
		Kind:     rapid.SampledFrom([]workflow.TaskKind{workflow.ReportTask, workflow.ConfirmationTask, workflow.EventTask, workflow.PublicationTask}).Draw(t, "kind"),
		Measures: some.Draw(t, "measures"), Title: line.Draw(t, "title"), TitleDefinite: line.Draw(t, "definite"),
		Whom:   []string{rapid.SampledFrom(dir.Groups).Draw(t, "whom").ID},
		Except: none(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"breznik", "riosv"}), 0, 2, rapid.ID).Draw(t, "except")),
		Steps: workflow.Steps{
			Remind:   none(rapid.SliceOfNDistinct(rapid.IntRange(1, 250), 0, 3, rapid.ID).Draw(t, "remind")),
			Overdue:  none(rapid.SliceOfNDistinct(rapid.IntRange(1, 250), 0, 3, rapid.ID).Draw(t, "overdue")),
			Escalate: rapid.IntRange(0, 250).Draw(t, "escalate"),
		},
		Note: cell.Draw(t, "note"),
	}
	if task.Kind == workflow.ReportTask {
		task.Accept = rapid.SampledFrom([]workflow.Accept{"", workflow.AcceptPassingForm}).Draw(t, "accept")
	}
	for range rapid.IntRange(0, 3).Draw(t, "items") {
		task.Items = append(task.Items, workflow.Item{Text: line.Draw(t, "item")})
	}
	for _, p := range rapid.SliceOfNDistinct(rapid.SampledFrom([]workflow.Period{"2017", "2018", "2018-H1", "2018-Q3", "2018-05"}), 0, 5, rapid.ID).Draw(t, "periods") {
		due := workflow.Date{Year: 2019, Month: 1, Day: rapid.IntRange(1, 31).Draw(t, "due")}
		task.Cycles = append(task.Cycles, workflow.Cycle{Period: p, Basis: line.Draw(t, "basis"), Request: due.AddDays(-rapid.IntRange(0, 60).Draw(t, "days")), Due: due})
	}
	return task
}

func drawWarnings(t *rapid.T) []workflow.Warning {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) workflow.Warning {
		return workflow.Warning{Where: cell.Draw(t, "where"), What: cell.Draw(t, "what")}
	}), 0, 3).Draw(t, "warnings")
}

// none is how a list without items is read.
func none[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
