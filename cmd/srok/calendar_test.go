package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
)

// srokRun runs the program as the shell would.
func srokRun(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(context.Background(), args, &out, &errs)
	return out.String(), errs.String(), code
}

func TestCalendarJSON(t *testing.T) {
	out, _, code := srokRun(t, "calendar", "2018", "--json")
	var year struct {
		Year        int
		WorkingDays int
		Off         []struct{ Date, Why string }
	}
	if err := json.Unmarshal([]byte(out), &year); err != nil || code != exitDone {
		t.Fatalf("exit %d, %v: %s", code, err, out)
	}
	if year.Year != 2018 || year.WorkingDays != 249 || len(year.Off) != 12 || year.Off[2].Why != "Разпети петък" {
		t.Errorf("%+v", year)
	}
}

func TestCalendarForPeople(t *testing.T) {
	out, _, code := srokRun(t, "calendar", "2018")
	for _, want := range []string{"2018 г.: 249 работни дни", "септември  18", "24.09.2018 г.  понеделник  почивен ден вместо 22.09.2018 г. (събота)"} {
		if !strings.Contains(out, want) || code != exitDone {
			t.Errorf("exit %d, no %q in:\n%s", code, want, out)
		}
	}
}

func TestCalendarICS(t *testing.T) {
	out, _, code := srokRun(t, "calendar", "2024", "--ics")
	if code != exitDone {
		t.Fatalf("exit %d", code)
	}
	for line := range strings.SplitSeq(out, "\r\n") {
		if len(line) > 75 || strings.Contains(line, "\n") {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	read, err := ical.NewDecoder(strings.NewReader(out)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	events := read.Events()
	if len(events) == 0 {
		t.Fatal("no events")
	}
	long := false
	for _, event := range events {
		start, err := event.DateTimeStart(time.UTC)
		if err != nil || start.Year() != 2024 {
			t.Errorf("start %v, %v", start, err)
		}
		summary, _ := event.Props.Text(ical.PropSummary)
		long = long || summary == "Великденски понеделник; Гергьовден, Ден на храбростта и Българската армия"
	}
	if !long {
		t.Error("the summary of 06.05.2024, folded, escaped and read back, is not whole")
	}
}

func TestCalendarRefusesUnknownYears(t *testing.T) {
	out, errs, code := srokRun(t, "calendar", "2009")
	if code != exitRefused || out != "" || !strings.Contains(errs, "from 2010 to 2100") {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
}
