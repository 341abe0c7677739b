package workflow

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var (
	testCalendar = NewCalendar(DaysOff{})
	testHours    = Hours{From: 9 * time.Hour, To: 16*time.Hour + 30*time.Minute, Zone: mustZone("Europe/Sofia"), Calendar: testCalendar}
)

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// clock reads „2019-01-17 09:00“ in Sofia.
func clock(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", s+strings.Repeat(":00", 2-strings.Count(s, ":")), testHours.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestHours(t *testing.T) {
	for _, c := range []struct {
		at   string
		open bool
		next string // where it is not open
	}{
		{"2019-01-17 08:59:59", false, "2019-01-17 09:00"},
		{"2019-01-17 09:00:00", true, ""},
		{"2019-01-17 12:00:00", true, ""},
		{"2019-01-17 16:30:00", true, ""}, // the last moment is open
		{"2019-01-17 16:30:01", false, "2019-01-18 09:00"},
		{"2019-01-18 23:59:59", false, "2019-01-21 09:00"}, // Friday night
		{"2019-01-19 12:00:00", false, "2019-01-21 09:00"}, // Saturday
		{"2018-03-03 12:00:00", false, "2018-03-06 09:00"}, // a holiday on a Saturday: Monday is off too
		{"2018-12-22 12:00:00", false, "2018-12-27 09:00"},
		{"2018-12-24 09:00:00", false, "2018-12-27 09:00"},
		{"2018-03-26 09:00:00", true, ""}, // the Monday after the clocks went forward
		{"2018-10-29 09:00:00", true, ""}, // and back
	} {
		at := clock(t, c.at)
		if got := testHours.Open(at.UTC()); got != c.open {
			t.Errorf("%s open: %v", c.at, got)
		}
		want := at
		if !c.open {
			want = clock(t, c.next)
		}
		if got := testHours.Next(at.UTC()); !got.Equal(want) {
			t.Errorf("after %s the next opening is %v, want %v", c.at, got, want)
		}
	}
}

// The usual report of 2018 (domain/README.md).
var usualSteps = Steps{Remind: []int{10, 3, 1}, Overdue: []int{1, 5}, Escalate: 10}

var usualReport = Task{Key: "report", Kind: ReportTask, Measures: []string{"I.4", "V.2", "VI.1"}, Nil: []string{"I.4", "VI.1"}, Steps: usualSteps,
	Cycles: []Cycle{{Period: "2018", Request: Date{2018, time.December, 3}, Due: Date{2019, time.January, 31}}}}

func usualObligation(t testing.TB) Obligation {
	t.Helper()
	opened, _ := OpenObligations(usualReport, []string{"breznik"}, Date{2018, time.January, 2}, testCalendar)
	return apply(t, Obligation{}, opened[0])
}

func apply(t testing.TB, o Obligation, facts ...Fact) Obligation {
	t.Helper()
	for _, f := range facts {
		state, err := o.Apply(Event{Subject: Subject{AboutObligation, "report/2018/breznik"}, Fact: f})
		if err != nil {
			t.Fatal(err)
		}
		o = state.(Obligation)
	}
	return o
}

func TestLadderOfTheUsualReport(t *testing.T) {
	want := []string{"request 2018-12-03", "remind-10 2019-01-17", "remind-3 2019-01-28", "remind-1 2019-01-30",
		"overdue+1 2019-02-01", "overdue+5 2019-02-07", "escalate+10 2019-02-14"}
	var got []string
	for _, p := range usualObligation(t).Schedule {
		got = append(got, p.Slot+" "+p.Day.String())
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("the ladder is\n%v, want\n%v", got, want)
	}
}

func TestOpenObligations(t *testing.T) {
	task := usualReport
	task.Cycles = []Cycle{
		{Period: "2016", Request: Date{2016, time.December, 1}, Due: Date{2017, time.January, 31}},
		{Period: "2017", Request: Date{2018, time.January, 2}, Due: Date{2018, time.March, 3}}, // a holiday: moved to 6 March
		{Period: "2018", Request: Date{2018, time.December, 1}, Due: Date{2019, time.January, 31}},
	}
	for approved, want := range map[Date]string{
		{2017, time.January, 31}: "2016 2017 2018",
		{2017, time.February, 1}: "2017 2018",
		{2018, time.March, 6}:    "2017 2018", // due on this very day
		{2018, time.March, 7}:    "2018",
		{2019, time.February, 1}: "",
	} {
		opened, skipped := OpenObligations(task, []string{"a", "b"}, approved, testCalendar)
		var periods []string
		for i, o := range opened {
			if i%2 == 0 {
				periods = append(periods, string(o.Period))
			}
		}
		if got := strings.Join(periods, " "); got != want || len(opened)/2+len(skipped) != 3 {
			t.Errorf("approved on %v there are opened %q for two, %v skipped; want %q", approved, got, skipped, want)
		}
	}
}

func TestPlanAgain(t *testing.T) {
	for slot, want := range map[string]string{
		"request": "request/2", "request/2": "request/3", "request/4": "request/5", "request/5": "", "remind-10": "remind-10/2",
		"remind-1/fix1": "remind-1/fix1/2", "remind-1/fix1/5": "", "overdue+5/ext2": "overdue+5/ext2/2",
	} {
		again, ok := PlanAgain(LetterStep{Step: StepRequest, Slot: slot}, Date{2018, time.December, 21}, testCalendar)
		if ok != (want != "") || again.Slot != want {
			t.Errorf("%s is asked again as %q, %v; want %q", slot, again.Slot, ok, want)
		}
		if ok && again.Day != (Date{2018, time.December, 27}) {
			t.Errorf("asked again on %v, want the next working day", again.Day)
		}
	}
}

func TestSlotSeries(t *testing.T) {
	for _, c := range []struct {
		slot, base string
		n          int
		ok         bool
	}{
		{"remind-1/ext2", "remind-1", 2, true}, {"remind-1/ext2/2", "remind-1", 2, true},
		{"remind-1", "remind-1", 0, false}, {"remind-1/fix1", "remind-1/fix1", 0, false}, {"remind-1/ext", "remind-1", 0, false},
	} {
		if base, n, ok := SlotSeries(c.slot, "ext"); base != c.base || n != c.n || ok != c.ok {
			t.Errorf("SlotSeries(%q) = %q, %d, %v", c.slot, base, n, ok)
		}
	}
}

// situations are what Decide is asked about; each is answered in testdata/decide.golden at every
// instant of its own, those at which something is wanted beside those at which nothing is.
func situations(t testing.TB) []situation {
	planned := usualObligation(t)
	asked := apply(t, planned, StepTaken{Slot: "request", Letter: "l1"}, StepSent{Slot: "request", Letter: "l1", On: Date{2018, time.December, 3}})
	received := apply(t, asked, SubmissionReceived{Submission: "s1", Covers: []string{"I.4", "VI.1"}})
	returned := apply(t, received, SubmissionReturned{Submission: "s1", FixDue: Date{2019, time.February, 7},
		Schedule: PlanCorrection(usualSteps, Date{2019, time.February, 7}, Date{2019, time.January, 31}, 1, testCalendar)})
	paused := apply(t, asked, Corresponded{Since: Date{2019, time.January, 15}, Until: Date{2019, time.January, 22}})
	onItsWay := apply(t, planned, StepTaken{Slot: "request", Letter: "l1"})
	again, _ := PlanAgain(LetterStep{Step: StepRequest, Slot: "request"}, Date{2018, time.December, 4}, testCalendar)
	lost := apply(t, asked, StepLost{Slot: "request", Letter: "l1", Again: &again})
	thrice, _ := PlanAgain(LetterStep{Step: StepRequest, Slot: "request/2"}, Date{2018, time.December, 5}, testCalendar)
	lostTwice := apply(t, lost, StepTaken{Slot: "request/2", Letter: "l2"}, StepSent{Slot: "request/2", Letter: "l2", On: Date{2018, time.December, 5}},
		StepLost{Slot: "request/2", Letter: "l2", Again: &thrice})
	lateLost, _ := PlanAgain(LetterStep{Step: StepRequest, Slot: "request"}, Date{2019, time.February, 14}, testCalendar)
	remindAgain, _ := PlanAgain(LetterStep{Step: StepRemind, Slot: "remind-1"}, Date{2019, time.January, 31}, testCalendar)
	remindLost := apply(t, asked, StepTaken{Slot: "remind-1", Letter: "l2"}, StepSent{Slot: "remind-1", Letter: "l2", On: Date{2019, time.January, 30}},
		StepLost{Slot: "remind-1", Letter: "l2", Again: &remindAgain})
	nobodyLeft := apply(t, asked, StepLost{Slot: "request", Letter: "l1"})
	reminded := apply(t, asked, StepTaken{Slot: "remind-10", Letter: "l3"}, StepPassed{Slot: "remind-3", Reason: "—"},
		StepTaken{Slot: "overdue+1", Letter: "l4"}, StepTaken{Slot: "overdue+5", Letter: "l5"})
	unasked := apply(t, planned, SubmissionReceived{Submission: "s1", Covers: []string{"I.4", "V.2", "VI.1"}}, SubmissionReturned{
		Submission: "s1", FixDue: Date{2018, time.November, 20}, Schedule: PlanCorrection(usualSteps, Date{2018, time.November, 20}, Date{2018, time.November, 13}, 1, testCalendar)})

	plain := Addressee{Institution: Institution{ID: "breznik", Contacts: []string{"a@breznik.example", "b@breznik.example"}}}
	chief := plain
	chief.Institution.Superior = "chief@breznik.example"
	deaf := chief
	deaf.Bad = map[string]Date{"chief@breznik.example": {2019, time.January, 2}}
	dead := plain
	dead.Bad = map[string]Date{"a@breznik.example": {2018, time.May, 2}, "b@breznik.example": {2018, time.May, 2}}
	written := plain
	written.WrittenOn = Date{2019, time.January, 17}
	yesterday := plain
	yesterday.WrittenOn = Date{2019, time.January, 16}

	return []situation{
		{"not asked yet", plain, planned, "2018-11-30 12:00, 2018-12-03 08:59:59, 2018-12-03 09:00, 2018-12-03 16:30, 2018-12-03 16:30:01, 2018-12-08 12:00, 2018-12-10 10:00"},
		{"not asked until far too late", plain, planned, "2019-02-08 09:00"},
		{"asked", plain, asked, "2018-12-03 10:00, 2019-01-16 10:00, 2019-01-17 08:00, 2019-01-17 09:00, 2019-01-19 09:00, 2019-01-21 09:00, 2019-01-28 09:00, 2019-01-30 09:00, 2019-02-01 09:00"},
		{"asked, several missed", plain, asked, "2019-01-29 11:00, 2019-02-04 09:00, 2019-02-08 09:00, 2019-02-15 09:00"},
		{"today's letter is written", written, asked, "2019-01-17 10:00, 2019-01-18 10:00"},
		{"yesterday's letter was written", yesterday, asked, "2019-01-17 10:00"},
		{"the request is on its way", plain, onItsWay, "2018-12-03 10:00, 2019-01-17 10:00, 2019-02-20 10:00"},
		{"the request was lost", plain, lost, "2018-12-04 10:00, 2018-12-05 10:00, 2019-01-17 10:00"},
		{"and the second one too", plain, lostTwice, "2018-12-05 10:00, 2018-12-06 10:00"},
		{"the request was lost on the day of the escalation", chief, apply(t, asked, StepLost{Slot: "request", Letter: "l1", Again: &lateLost}), "2019-02-14 10:00, 2019-02-15 10:00"},
		{"a reminder was lost, and its turn comes with that of the notice", plain, remindLost, "2019-01-31 10:00, 2019-02-01 10:00"},
		{"lost, and nobody left to ask", plain, nobodyLeft, "2018-12-05 10:00, 2019-01-17 10:00, 2019-02-14 10:00"},
		{"no working address", dead, planned, "2018-11-30 10:00, 2018-12-03 10:00"},
		{"no working address, asked before", dead, asked, "2019-01-17 10:00"},
		{"paused", plain, paused, "2019-01-17 10:00, 2019-01-21 16:30, 2019-01-22 08:00, 2019-01-22 09:00"},
		{"paused until today, and today's letter is written", Addressee{Institution: plain.Institution, WrittenOn: Date{2019, time.January, 22}}, paused, "2019-01-22 09:00"},
		{"paused until a person acts", plain, apply(t, asked, Corresponded{Since: Date{2019, time.January, 15}}), "2019-02-20 09:00"},
		{"under review", plain, received, "2019-01-17 10:00, 2019-02-20 10:00"},
		{"accepted in part", plain, apply(t, received, SubmissionAccepted{Submission: "s1"}), "2019-01-17 10:00"},
		{"accepted", plain, apply(t, asked, SubmissionReceived{Submission: "s1", Covers: usualReport.Measures}, SubmissionAccepted{Submission: "s1"}), "2019-01-17 10:00"},
		{"waived", plain, apply(t, asked, Waived{Reason: "закрита"}), "2019-01-17 10:00"},
		{"sent back", plain, returned, "2019-02-05 10:00, 2019-02-06 10:00, 2019-02-08 10:00, 2019-02-14 10:00, 2019-02-21 10:00"},
		{"sent back without having been asked for", plain, unasked, "2018-11-16 10:00, 2018-11-19 10:00, 2018-12-03 10:00"},
		{"a reminder missed, the notices sent", plain, reminded, "2019-01-30 10:00, 2019-01-31 16:30, 2019-02-08 10:00"},
		{"escalation, no superior", plain, reminded, "2019-02-13 10:00, 2019-02-14 08:00, 2019-02-14 09:00, 2019-02-16 10:00"},
		{"escalation to the superior", chief, reminded, "2019-02-13 10:00, 2019-02-14 09:00"},
		{"the superior's address is dead", deaf, reminded, "2019-02-14 09:00"},
		{"escalation beside a missed notice", chief, apply(t, asked, StepTaken{Slot: "remind-10", Letter: "l3"}), "2019-02-18 10:00"},
	}
}

type situation struct {
	name string
	to   Addressee
	o    Obligation
	at   string // instants, with commas between
}

func TestDecide(t *testing.T) {
	var b strings.Builder
	for _, s := range situations(t) {
		fmt.Fprintf(&b, "%s\n", s.name)
		for _, at := range strings.Split(s.at, ", ") {
			decisions := Decide(s.to, []Obligation{s.o}, testHours, clock(t, at).UTC())
			if len(decisions) == 0 {
				fmt.Fprintf(&b, "  %s  –\n", at)
			}
			for _, d := range decisions {
				superior := ""
				if d.Superior {
					superior = " to the superior"
				}
				fmt.Fprintf(&b, "  %s  %s %s%s: %s\n", at, d.Verb, d.Slot, superior, d.Reason)
			}
			if wake := s.o.Wake(testHours); len(decisions) > 0 && (wake.IsZero() || wake.After(clock(t, at))) {
				t.Errorf("%s: something is wanted at %s, and Wake says %v", s.name, at, wake)
			}
		}
		fmt.Fprintln(&b)
	}
	compareGolden(t, "decide.golden", b.String())
}

// compareGolden compares with a file of testdata; UPDATE_GOLDEN=1 writes it anew.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what it was; UPDATE_GOLDEN=1 writes it anew, then read the difference:\n%s", path, got)
	}
}

func TestDecideIsPure(t *testing.T) {
	for _, s := range situations(t) {
		for _, at := range strings.Split(s.at, ", ") {
			before := fmt.Sprintf("%#v %#v", s.to, s.o)
			a := Decide(s.to, []Obligation{s.o}, testHours, clock(t, at))
			b := Decide(s.to, []Obligation{s.o}, testHours, clock(t, at))
			if fmt.Sprint(a) != fmt.Sprint(b) || fmt.Sprintf("%#v %#v", s.to, s.o) != before {
				t.Errorf("%s at %s: %v, then %v", s.name, at, a, b)
			}
		}
	}
}

// What a letter could be written for: the engine asks before it composes one anew.
func TestWantsWriting(t *testing.T) {
	first := Date{2018, time.December, 3}
	planned := usualObligation(t)
	asked := apply(t, planned, StepTaken{Slot: "request", Letter: "l1"}, StepSent{Slot: "request", Letter: "l1", On: first})
	told := apply(t, asked, StepTaken{Slot: "remind-10", Letter: "l2"}, StepTaken{Slot: "remind-3", Letter: "l2"}, StepTaken{Slot: "remind-1", Letter: "l2"},
		StepTaken{Slot: "overdue+1", Letter: "l2"}, StepTaken{Slot: "overdue+5", Letter: "l2"})
	reminder := Date{2019, time.January, 17}
	for name, c := range map[string]struct {
		o    Obligation
		on   Date
		want bool
	}{
		"the day before it is asked": {planned, first.AddDays(-1), false},
		"the day it is asked":        {planned, first, true},
		"it was asked that day":      {asked, first, false},
		"the reminder's day":         {asked, reminder, true},
		"paused":                     {apply(t, asked, Corresponded{Since: first, Until: Date{2019, time.February, 1}}), reminder, false},
		"delivered":                  {apply(t, asked, SubmissionReceived{Submission: "s1", Covers: usualReport.Measures}), reminder, false},
		"waived":                     {apply(t, asked, Waived{Reason: "закрита"}), reminder, false},
		"only an escalation is left": {told, Date{2019, time.March, 1}, false}, // its letter goes to another
	} {
		if got := c.o.WantsWriting(c.on); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestKindOf(t *testing.T) {
	for want, steps := range map[LetterKind][]LetterStep{
		LetterRequest:  {{Step: StepRequest}},
		LetterRemind:   {{Step: StepRequest}, {Step: StepRemind}},
		LetterOverdue:  {{Step: StepRemind}, {Step: StepOverdue}, {Step: StepRequest}},
		LetterEscalate: {{Step: StepEscalate}},
	} {
		if got := KindOf(steps); got != want {
			t.Errorf("the kind of %v is %s, want %s", steps, got, want)
		}
	}
}
