package planfile_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"srok/workflow"
	"srok/workflow/planfile"

	"pgregory.net/rapid"
)

var taskKey = regexp.MustCompile(`^[a-z][a-z0-9-]*[a-z0-9]$`)

// sound checks what must hold of any document: a refusal with nothing imported, or a draft
// that the rest of srok can work with.
func sound(t testing.TB, name string, data []byte, dir workflow.Directory) {
	draft, err := planfile.Import(name, bytes.NewReader(data), int64(len(data)), dir)
	if err != nil {
		var refusal *workflow.Refusal
		if !errors.As(err, &refusal) || refusal.Where == "" || refusal.Do == "" {
			t.Fatalf("not a refusal that says where and what to do: %v", err)
		}
		return
	}
	known := map[string]bool{}
	for _, m := range draft.Measures {
		if m.Key == "" || m.Number == "" || m.Place == "" || known[m.Key] {
			t.Fatalf("measure without key, number or place, or with another's key: %+v", m)
		}
		known[m.Key] = true
	}
	served, tasks := map[string]bool{}, map[string]bool{}
	for _, task := range draft.Tasks {
		if !taskKey.MatchString(task.Key) || tasks[task.Key] {
			t.Fatalf("task key %q is no key, or another's", task.Key)
		}
		tasks[task.Key] = true
		if len(task.Cycles) == 0 || len(task.Whom) == 0 || task.Title == "" {
			t.Fatalf("task without cycles, whom or title: %+v", task)
		}
		for _, m := range task.Measures {
			if served[m] = true; !known[m] {
				t.Fatalf("task %s serves %q, which the plan does not have", task.Key, m)
			}
		}
		periods := map[workflow.Period]bool{}
		for _, c := range task.Cycles {
			if _, err := workflow.ParsePeriod(string(c.Period)); err != nil || periods[c.Period] || c.Due.Before(c.Request) {
				t.Fatalf("task %s has a bad cycle %+v", task.Key, c)
			}
			periods[c.Period] = true
		}
	}
	for key := range known {
		if !served[key] && !slices.ContainsFunc(draft.Warnings, func(w workflow.Warning) bool { return w.Where == key }) {
			t.Fatalf("measure %s has neither a task nor a warning", key)
		}
	}
	for _, w := range draft.Warnings {
		if w.Where == "" || w.What == "" || strings.ContainsAny(w.What, "\n\r") {
			t.Fatalf("warning that says nothing, or on two lines: %+v", w)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add(published(f))
	f.Add([]byte("План за 2018 г.\n" + header + "1.\tа-\tдо 31.03\tобщини\n\tб\t\t\n"))
	f.Add([]byte("\xff\xfe1\x04"))
	f.Add([]byte("Програма 2020 - 2022\n1. Обучения. Срок: м. май; Отг.: общини\n2. Проекти. Срок: постоянен; Отг.: ОА"))
	dir := pernik(f)
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "plan.txt", data, dir) })
}

func FuzzHTML(f *testing.F) {
	f.Add(testdata(f, "plan-2018.html"))
	f.Add(testdata(f, "other-columns.html"))
	f.Add([]byte("<table>" + htmlHead + "<tr><td rowspan=3>1.<td colspan=2>а<table><tr><td>б"))
	dir := pernik(f)
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "plan.html", data, dir) })
}

// FuzzWordMarkup changes the XML inside, which a change of the zip's bytes seldom reaches.
func FuzzWordMarkup(f *testing.F) {
	for _, name := range []string{"plan-2018.docx", "other-columns.docx", "said-in-text.docx"} {
		f.Add(partOf(f, testdata(f, name), "word/document.xml"), partOf(f, testdata(f, name), "word/numbering.xml"))
	}
	dir := pernik(f)
	f.Fuzz(func(t *testing.T, document, numbering []byte) {
		sound(t, "plan.docx", zipOf(t, "word/document.xml", string(document), "word/numbering.xml", string(numbering)), dir)
	})
}

func FuzzWord(f *testing.F) {
	f.Add(testdata(f, "plan-2018.docx"))
	dir := pernik(f)
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "plan.docx", data, dir) })
}

func FuzzWorkbook(f *testing.F) {
	f.Add(testdata(f, "plan-2018.xlsx"))
	f.Add(testdata(f, "merged.xlsx"))
	dir := pernik(f)
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "plan.xlsx", data, dir) })
}

func FuzzPDFWords(f *testing.F) {
	f.Add(testdata(f, "plan-2018.bbox"))
	f.Add([]byte(`<page height="10"><word xMin="NaN" yMin="1e300" xMax="-1" yMax="0">№</word></page>`))
	dir := pernik(f)
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "plan.bbox", data, dir) })
}

// FuzzSheetMarkup changes the XML of a sheet.
func FuzzSheetMarkup(f *testing.F) {
	book := testdata(f, "merged.xlsx")
	f.Add(partOf(f, book, "xl/worksheets/sheet1.xml"))
	dir := pernik(f)
	f.Fuzz(func(t *testing.T, xml []byte) {
		z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, file := range z.File {
			content := string(partOf(t, book, file.Name))
			if file.Name == "xl/worksheets/sheet1.xml" {
				content = string(xml)
			}
			parts = append(parts, file.Name, content)
		}
		sound(t, "plan.xlsx", zipOf(t, parts...), dir)
	})
}

func partOf(t testing.TB, archive []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestNothingIsLost: whatever the table looks like, every word of it is in the draft, as a
// column of a measure, as a section or in a warning.
func TestNothingIsLost(t *testing.T) {
	dir := pernik(t)
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.Permutation([]string{"Мярка", "Срок", "Отговорна институция", "Индикатор", "Резултат", "Финансиране"}).Draw(t, "columns")
		text := "План за действие за 2018 г.\n№\t" + strings.Join(columns, "\t") + "\n"
		var words []string
		word := func() string {
			words = append(words, fmt.Sprintf("дума%dа", len(words)))
			return words[len(words)-1]
		}
		number, sections := 0, 0
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			switch rapid.SampledFrom([]string{"measure", "measure", "rest", "section", "heading", "paragraph"}).Draw(t, "row") {
			case "measure":
				number++
				text += fmt.Sprintf("%d.", number)
				for range columns {
					text += "\t" + word()
				}
			case "rest":
				for range columns {
					text += "\t"
					if rapid.Bool().Draw(t, "filled") {
						text += word()
					}
				}
			case "section":
				sections, number = sections+1, 0
				text += []string{"I", "ІІ", "III", "ІV", "V", "VІ", "VII", "VIII", "IX", "X", "XI", "XII"}[sections-1] + ". " + word() + "\t\t\t\t\t\t"
			case "heading":
				text += word() + "\t\t\t\t\t\t"
			case "paragraph":
				text += word()
			}
			text += "\n"
		}
		draft, err := planfile.Import("plan.txt", strings.NewReader(text), int64(len(text)), dir)
		if err != nil {
			var refusal *workflow.Refusal
			if !errors.As(err, &refusal) {
				t.Fatal(err)
			}
			return // no measures at all, or a number twice where an unnumbered section began
		}
		kept, err := json.Marshal(draft)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if !bytes.Contains(kept, []byte(w)) {
				t.Fatalf("lost %q of:\n%s\nin\n%s", w, text, kept)
			}
		}
	})
}
