package planfile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"srok/config"
	"srok/workflow"
	"srok/workflow/planfile"
)

// testdata reads a file beside the tests.
func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// published is the real plan, as it was published.
func published(t testing.TB) []byte {
	t.Helper()
	data, err := fs.ReadFile(config.Example, config.ExamplePlan)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// pernik is the directory of the real plan.
func pernik(t testing.TB) workflow.Directory {
	t.Helper()
	dir, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func load(t testing.TB, name string, data []byte) planfile.Draft {
	t.Helper()
	draft, err := planfile.Import(name, bytes.NewReader(data), int64(len(data)), pernik(t))
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

var update = flag.Bool("update", false, "write the golden files anew")

// TestPublishedPlan holds the whole draft of the real plan against its golden file.
func TestPublishedPlan(t *testing.T) {
	draft := load(t, "plan-2018.txt", published(t))
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(draft); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "plan-2018.golden.json")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		g, w := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
		line := 0
		for line < min(len(g), len(w))-1 && g[line] == w[line] {
			line++
		}
		t.Errorf("the draft has changed at %s:%d:\n got %s\nwant %s\nto take it over: go test -run PublishedPlan -update", golden, line+1, g[line], w[line])
	}
}

// TestVerbatim reads the published text by other means: every piece of it between tabs
// stands in the draft, and nothing stands there that the text does not have.
func TestVerbatim(t *testing.T) {
	raw := published(t)
	draft := load(t, "plan-2018.txt", raw)
	var keys []string
	var all strings.Builder
	for _, m := range draft.Measures {
		keys = append(keys, m.Key)
		for _, s := range []string{m.SectionTitle, m.Number, m.Text, m.Term, m.Responsible, m.Indicator, m.Result} {
			all.WriteString(s + "\n")
		}
	}
	if want := strings.Fields("I.1 I.2 I.3 I.4 II.1 III.1 IV.1 V.1 V.2 V.3 VI.1"); !slices.Equal(keys, want) {
		t.Errorf("keys %v, want %v", keys, want)
	}
	_, body, _ := strings.Cut(string(raw), "Резултат\n")
	for _, piece := range strings.FieldsFunc(body, func(r rune) bool { return r == '\t' || r == '\n' }) {
		piece = strings.TrimSuffix(piece, "-") // a carried word loses its hyphen
		if numeral, title, ok := strings.Cut(piece, ". "); ok && strings.Trim(numeral, "IV") == "" {
			piece = title
		}
		if !strings.Contains(all.String(), strings.TrimSpace(piece)) {
			t.Errorf("lost from the plan: %q", piece)
		}
	}
	for _, want := range []string{"корупционния риск", "ефективност на", "ОА - Перник, в общините", "Информиратност", "Проведен и обучения", "институции , гражданското", "ОА -Перник"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q is not in the draft", want)
		}
	}
}

// TestProposedTasks checks the draft's tasks as the table of domain/README.md wants them.
func TestProposedTasks(t *testing.T) {
	draft := load(t, "plan-2018.txt", published(t))
	everyone, council := "municipalities territorial-units oa", "oa"
	want := []struct{ key, kind, measures, whom, periods, dues string }{
		{"services", "confirmation", "I.1", everyone, "2018-Q1 2018-Q2 2018-Q3 2018-Q4", "2018-03-31 2018-06-30 2018-09-30 2018-12-31"},
		{"projects", "publication", "I.2", council, "2018-Q1 2018-Q2 2018-Q3 2018-Q4", "2018-03-31 2018-06-30 2018-09-30 2018-12-31"},
		{"control", "publication", "I.3", council, "2018-H1 2018-H2", "2018-06-30 2018-12-31"},
		{"report", "report", "I.4 V.2 VI.1", "municipalities territorial-units", "2017 2018", "2018-01-31 2019-01-31"},
		{"report-publication", "publication", "I.4", council, "2017 2018", "2018-02-28 2019-02-28"},
		{"open-doors", "event", "II.1", everyone, "2018", "2018-10-31"},
		{"internal-acts", "confirmation", "III.1", everyone, "2018-H1 2018-H2", "2018-06-30 2018-12-31"},
		{"council-publications", "publication", "IV.1", council, "2018", "2018-12-14"},
		{"trainings", "event", "V.1", everyone, "2018-H1 2018-H2", "2018-07-16 2019-01-15"},
		{"open-sessions", "event", "V.3", council, "2018", "2018-11-30"},
		{"summary", "report", "VI.1", council, "2017 2018", "2018-01-31 2019-01-31"},
	}
	if len(draft.Tasks) != len(want) {
		t.Errorf("%d tasks, want %d", len(draft.Tasks), len(want))
	}
	for _, w := range want {
		i := slices.IndexFunc(draft.Tasks, func(task workflow.Task) bool { return task.Key == w.key })
		if i < 0 {
			t.Errorf("no task %s", w.key)
			continue
		}
		task := draft.Tasks[i]
		var periods, dues []string
		for _, c := range task.Cycles {
			periods, dues = append(periods, string(c.Period)), append(dues, c.Due.String())
			if !c.Request.Before(c.Due) {
				t.Errorf("%s %s is requested on %s, due on %s", w.key, c.Period, c.Request, c.Due)
			}
		}
		got := []string{string(task.Kind), strings.Join(task.Measures, " "), strings.Join(task.Whom, " "), strings.Join(periods, " "), strings.Join(dues, " ")}
		if want := []string{w.kind, w.measures, w.whom, w.periods, w.dues}; !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", w.key, got, want)
		}
		if task.Note == "" || task.Title == "" || task.TitleDefinite == "" || len(task.Steps.Overdue) == 0 {
			t.Errorf("%s lacks its note, titles or steps", w.key)
		}
	}
}

// refused asserts that an import is refused and says what it must.
func refused(t *testing.T, name string, data []byte, must ...string) {
	t.Helper()
	draft, err := planfile.Import(name, bytes.NewReader(data), int64(len(data)), pernik(t))
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("%s: got %v, want a refusal", name, err)
	}
	if len(draft.Measures)+len(draft.Tasks)+len(draft.Warnings) > 0 {
		t.Errorf("%s: something was imported beside the refusal", name)
	}
	for _, m := range must {
		if !strings.Contains(err.Error(), m) {
			t.Errorf("%s: %q does not say %q", name, err, m)
		}
	}
	if refusal.Do == "" {
		t.Errorf("%s: %q does not say what to do", name, err)
	}
}

func sameTask(a, b workflow.Task) bool { return reflect.DeepEqual(a, b) }
