package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"srok/config"
	"srok/workflow"
)

// yearLine is any line of `srok demo --json`.
type yearLine struct {
	What, At, From, Verdict, How, Institution, Kind, By, Act, Obligation, Reason, MessageID string
	To, Obligations                                                                         []string
	Steps                                                                                   []workflow.LetterStep

	Letters, Replies, Bounces, AutoReplies, Held, Accepted, Returned, Overdue, Digests int
}

func (l yearLine) at(t *testing.T) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, l.At)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (l yearLine) asks() bool {
	return l.Kind == "request" || l.Kind == "remind" || l.Kind == "overdue"
}

// runYear lets the demo's year pass once.
func runYear(t *testing.T, seed int) (dir string, printed []byte) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "demo")
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"demo", "--seed", fmt.Sprint(seed), "--exit", "--json", "--out", dir}, &out, &errs); code != exitDone {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	if strings.Contains(errs.String(), "ERROR") {
		t.Errorf("a pass failed:\n%s", errs.String())
	}
	return dir, out.Bytes()
}

func linesOf(t *testing.T, printed []byte) []yearLine {
	t.Helper()
	var lines []yearLine
	scanner := bufio.NewScanner(bytes.NewReader(printed))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var l yearLine
		if err := json.Unmarshal(scanner.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

// TestTheYear is what issue 2 says must be seen in the year of seed 7.
func TestTheYear(t *testing.T) {
	t.Parallel()
	dir, printed := runYear(t, 7)
	lines := linesOf(t, printed)
	holdsOfAnyYear(t, lines)
	digestEveryWeek(t, lines)
	reportOfTheYear(t, lines)

	t.Run("verify", func(t *testing.T) {
		c, err := config.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		council, err := assemble(t.Context(), dir, c, quietLog())
		if err != nil {
			t.Fatal(err)
		}
		defer council.Close()
		found, err := council.store.Verify(t.Context())
		if err != nil || len(found.Faults) > 0 || found.Events == 0 {
			t.Errorf("%d events, faults %q, %v", found.Events, found.Faults, err)
		}
	})
	t.Run("outbox says why in words", func(t *testing.T) {
		const why = "адресът не съществува (5.1.1)"
		if out := inFolder(t, dir, "2019-03-01 09:00", "outbox"); strings.Count(out, why) != strings.Count(out, "5.1.1") || !strings.Contains(out, why) {
			t.Errorf("a bare status, or none:\n%s", out)
		}
		var undelivered []workflow.Letter
		if err := json.Unmarshal([]byte(inFolder(t, dir, "2019-03-01 09:00", "outbox", "--json")), &undelivered); err != nil || len(undelivered) == 0 {
			t.Fatalf("%d undelivered letters: %v", len(undelivered), err)
		}
		if out := inFolder(t, dir, "2019-03-01 09:00", "outbox", "show", undelivered[0].Name()); strings.Count(out, why) != 2 {
			t.Errorf("the reason and the recipient's line say it in words:\n%s", out)
		}
	})
	t.Run("again, and killed ten times", func(t *testing.T) {
		takesLong(t)
		killedTenTimes(t, printed)
	})
}

// TestOtherYears holds the same of other people's years; that of seed 1 is in the README.
func TestOtherYears(t *testing.T) {
	takesLong(t)
	t.Parallel()
	for _, seed := range []int{2, 2018} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			_, printed := runYear(t, seed)
			lines := linesOf(t, printed)
			holdsOfAnyYear(t, lines)
			digestEveryWeek(t, lines)
		})
	}
}

// holdsOfAnyYear are the promises that no year may break.
func holdsOfAnyYear(t *testing.T, lines []yearLine) {
	t.Helper()
	cal := workflow.NewCalendar(workflow.DaysOff{})
	kinds, institutions, perDay, slots := map[string]int{}, map[string]bool{}, map[string]string{}, map[string]string{}
	verdicts := map[string]int{}
	reviewing := map[string]int{} // submissions under review, as replies and acts tell it
	approved := map[string]bool{}
	var counted yearLine
	var last time.Time
	for n, l := range lines[:len(lines)-1] {
		at := l.at(t)
		if at.Before(last) {
			t.Errorf("line %d is not in order of time", n+1)
		}
		last = at
		day := workflow.DateOf(at)
		switch l.What {
		case "letter":
			kinds[l.Kind]++
			counted.Letters++
			if l.Institution != "" && l.Institution != "oa" {
				institutions[l.Institution] = true
			}
			since := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
			if l.Kind != "receipt" && l.Kind != "digest" &&
				(!cal.Working(day) || since < 9*time.Hour || since > 16*time.Hour+30*time.Minute) {
				t.Errorf("%s of %s went out on %s", l.Kind, l.Institution, l.At)
			}
			if l.asks() {
				key := l.Institution + " " + day.String()
				if perDay[key] != "" {
					t.Errorf("two letters that ask on %s: %s and %s", key, perDay[key], l.Kind)
				}
				perDay[key] = l.Kind
			}
			for _, s := range l.Steps {
				slot := s.Obligation + " " + s.Slot
				if slots[slot] != "" {
					t.Errorf("%s was asked twice: %s and %s", slot, slots[slot], l.MessageID)
				}
				slots[slot] = l.MessageID
				if s.Step != workflow.StepRequest && reviewing[s.Obligation] > 0 {
					t.Errorf("%s: %s although a submission is under review (%s)", s.Obligation, s.Slot, l.At)
				}
				if task, _, _ := strings.Cut(s.Obligation, "/"); !approved[task] {
					t.Errorf("%s was asked before a person approved it", s.Obligation)
				}
				if s.Reason == "" {
					t.Errorf("%s has no reason", slot)
				}
			}
		case "message":
			verdicts[l.Verdict]++
			if l.Verdict == "reply" {
				for _, o := range l.Obligations {
					reviewing[o]++
				}
			}
		case "act":
			switch l.Act {
			case "approve":
				approved[taskOf(l.Reason)] = true
			case "assign":
				reviewing[l.Obligation]++
			case "accept", "return":
				reviewing[l.Obligation]--
				counted.Accepted += btoi(l.Act == "accept")
				counted.Returned += btoi(l.Act == "return")
			case "pause": // the reply before was correspondence
				reviewing[l.Obligation]--
			}
		}
	}
	for _, kind := range []string{"request", "remind", "overdue", "receipt", "return", "accept", "digest"} {
		if kinds[kind] == 0 {
			t.Errorf("no letter of kind %s", kind)
		}
	}
	if len(institutions) != 23 {
		t.Errorf("letters went to %d institutions: %q", len(institutions), slices.Sorted(maps.Keys(institutions)))
	}
	for _, verdict := range []string{"reply", "bounce", "auto-reply", "own", "other", "held"} {
		if verdicts[verdict] == 0 {
			t.Errorf("no message of verdict %s", verdict)
		}
	}
	sum := lines[len(lines)-1]
	counted.What, counted.Overdue, counted.Digests = "summary", kinds["overdue"], kinds["digest"]
	counted.Replies, counted.Bounces, counted.AutoReplies, counted.Held = verdicts["reply"], verdicts["bounce"], verdicts["auto-reply"], verdicts["held"]
	if a, b := fmt.Sprintf("%+v", sum), fmt.Sprintf("%+v", counted); a != b {
		t.Errorf("the summary is\n%s\nthe lines are\n%s", a, b)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// taskOf reads the key out of „задача … (report), одобрена от …“.
func taskOf(reason string) string {
	before, _, _ := strings.Cut(reason, "), ")
	return before[strings.LastIndexByte(before, '(')+1:]
}

// digestEveryWeek: one on each of the 61 Mondays, or on the first working day after.
func digestEveryWeek(t *testing.T, lines []yearLine) {
	t.Helper()
	cal := workflow.NewCalendar(workflow.DaysOff{})
	var want, got []string
	for day := (workflow.Date{Year: 2018, Month: 1, Day: 1}); day.Year < 2019 || day.Month < 3; day = day.AddDays(7) {
		want = append(want, cal.Next(day).String()+" 08:00")
	}
	for _, l := range lines {
		if l.What == "letter" && l.Kind == "digest" {
			got = append(got, l.at(t).Format("2006-01-02 15:04"))
		}
	}
	if len(want) != 61 || !slices.Equal(got, want) {
		t.Errorf("digests on\n%q\nwant\n%q", got, want)
	}
}

// reportOfTheYear: requested on 3 December, reminded on 17, 28 and 30 January where still owed.
func reportOfTheYear(t *testing.T, lines []yearLine) {
	t.Helper()
	days := map[string]map[string]int{}
	for _, l := range lines {
		for _, s := range l.Steps {
			if strings.HasPrefix(s.Obligation, "report/2018/") {
				key := string(s.Step)
				if days[key] == nil {
					days[key] = map[string]int{}
				}
				days[key][l.at(t).Format(time.DateOnly)]++
			}
		}
	}
	if got := days["request"]["2018-12-03"]; got < 21 {
		t.Errorf("%d institutions were asked on 2018-12-03: %v", got, days["request"])
	}
	for _, day := range []string{"2019-01-17", "2019-01-28", "2019-01-30"} {
		if days["remind"][day] == 0 {
			t.Errorf("nobody was reminded on %s: %v", day, days["remind"])
		}
	}
}

func TestDemoRefuses(t *testing.T) {
	if code, _, errs := srok(t, "demo", "--year", "2019", "--out", t.TempDir()); code != exitRefused || !strings.Contains(errs, "2018") {
		t.Errorf("another year: code %d: %s", code, errs)
	}
	if code, _, errs := srok(t, "demo", "--out", filepath.Dir(publishedPlan(t))); code != exitRefused || !strings.Contains(errs, "not empty") {
		t.Errorf("a folder with something in it: code %d: %s", code, errs)
	}
}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// BenchmarkTheYear is the speed that issue 2 asks for: under 20 s. Memory is for a process of its own
// to measure: /usr/bin/time -v srok demo --exit.
func BenchmarkTheYear(b *testing.B) {
	for b.Loop() {
		var out, errs bytes.Buffer
		if code := run(b.Context(), []string{"demo", "--seed", "7", "--exit", "--json", "--out", filepath.Join(b.TempDir(), "demo")}, &out, &errs); code != exitDone {
			b.Fatal(errs.String())
		}
	}
}
