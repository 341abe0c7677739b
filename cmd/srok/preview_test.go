package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"srok/workflow"
)

// An institution to which no letter can be sent is missing among the letters: the page says so.
func TestPreviewNamesTheUnreachable(t *testing.T) {
	templates, err := workflow.NewTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	known := func(id, name string, bad map[string]workflow.Date) workflow.Addressee {
		return workflow.Addressee{Institution: workflow.Institution{ID: id, Name: name, Contacts: []string{id + "@obshtina.example"}}, Bad: bad}
	}
	today := workflow.Date{Year: 2018, Month: time.December, Day: 3}
	in := workflow.PreviewInput{Templates: templates, Hours: workflow.Hours{Zone: time.UTC, Calendar: workflow.NewCalendar(workflow.DaysOff{})},
		Now: today.At(9, 0, time.UTC), Addressees: []workflow.Addressee{
			known("zemen", "Община Земен", map[string]workflow.Date{"zemen@obshtina.example": today}), known("tran", "Община Трън", nil)}}
	page, err := newPreviewPage(in, workflow.Plan{Title: "План за действие за 2018 г."}, today, nil)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "year.html")
	if err := page.write(file); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(written); !strings.Contains(text, "няма адрес, на който се доставят:</strong> Община Земен.</p>") || strings.Contains(text, "Община Трън") {
		t.Errorf("the page does not name who is unreachable, or names who is not:\n%s", text)
	} else if !strings.Contains(text, "за 2018 г. Писмата") { // a title that ends in a full stop needs no second one
		t.Errorf("the plan's title:\n%s", text)
	}
}
