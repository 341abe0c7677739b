package workflow

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for s, want := range map[string]Date{
		"2018-07-02": {2018, time.July, 2},
		"2016-02-29": {2016, time.February, 29},
		"2018-12-31": {2018, time.December, 31},
	} {
		if got, err := ParseDate(s); err != nil || got != want {
			t.Errorf("ParseDate(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "2018-06-31", "2018-02-29", "2018-7-2", "02.07.2018", "2018-07-02T00:00:00Z", "2018-13-01", " 2018-07-02"} {
		if got, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", s, got)
		}
	}
}

func TestDateOfIsTheCivilDayOfTheZone(t *testing.T) {
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2018, 12, 31, 22, 30, 0, 0, time.UTC) // half past midnight in Sofia
	if got := DateOf(at.In(sofia)); got != (Date{2019, time.January, 1}) {
		t.Errorf("the civil day in Sofia is %v", got)
	}
	if got := (Date{2018, time.March, 25}).At(9, 0, sofia); got.UTC().Hour() != 6 { // summer time since 03:00
		t.Errorf("09:00 on the day of the change is %v", got.UTC())
	}
}

func TestDateArithmetic(t *testing.T) {
	day := func(t *rapid.T, name string) Date {
		return Date{2000, time.January, 1}.AddDays(rapid.IntRange(-40000, 40000).Draw(t, name))
	}
	rapid.Check(t, func(t *rapid.T) {
		d, n := day(t, "day"), rapid.IntRange(-4000, 4000).Draw(t, "n")
		o := d.AddDays(n)
		if o.DaysSince(d) != n || o.AddDays(-n) != d {
			t.Fatalf("%v and %d days is %v, which is %d days off", d, n, o, o.DaysSince(d))
		}
		want := 0
		if n > 0 {
			want = 1
		} else if n < 0 {
			want = -1
		}
		if o.Compare(d) != want || o.After(d) != (n > 0) || o.Before(d) != (n < 0) {
			t.Fatalf("%v compares to %v as %d", o, d, o.Compare(d))
		}
		if d.Year > 0 && d.Year < 10000 {
			if again, err := ParseDate(d.String()); err != nil || again != d {
				t.Fatalf("%v reads back as %v, %v", d, again, err)
			}
		}
	})
}

func TestDateInJSON(t *testing.T) {
	type record struct {
		On  Date `json:"on"`
		Off Date `json:"off,omitzero"`
	}
	for _, r := range []record{{}, {On: Date{2018, time.May, 6}}, {On: Date{2018, time.May, 6}, Off: Date{2018, time.May, 7}}} {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var again record
		if err := json.Unmarshal(b, &again); err != nil || again != r {
			t.Errorf("%s reads back as %v, %v", b, again, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"on":"2018-06-31"}`), &record{}); err == nil {
		t.Error("31 June is read from JSON")
	}
}

// Around each new year: ISO 8601 gives a year 52 weeks or 53.
func TestWeek(t *testing.T) {
	for s, want := range map[string]string{
		"2017-12-31": "2017-W52", // a Sunday
		"2018-01-01": "2018-W01", // a Monday
		"2018-12-30": "2018-W52",
		"2018-12-31": "2019-W01",
		"2019-01-01": "2019-W01",
		"2020-12-31": "2020-W53",
		"2021-01-03": "2020-W53",
		"2021-01-04": "2021-W01",
		"2023-01-01": "2022-W52",
		"2018-03-11": "2018-W10",
	} {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Week(); got != want {
			t.Errorf("%s is in %s, want %s", s, got, want)
		}
	}
}

func TestParseWeek(t *testing.T) {
	for s, want := range map[string]string{
		"2018-W01": "2018-01-07", "2018-W10": "2018-03-11", "2018-W52": "2018-12-30", "2019-W01": "2019-01-06",
		"2020-W01": "2020-01-05", "2020-W53": "2021-01-03", "2021-W01": "2021-01-10", "2017-W52": "2017-12-31",
		"2015-W53": "2016-01-03", "2024-W01": "2024-01-07",
	} {
		if got, err := ParseWeek(s); err != nil || got.String() != want {
			t.Errorf("ParseWeek(%q) = %v, %v; want %s", s, got, err, want)
		}
	}
	for _, s := range []string{"", "2018", "2018-10", "2018-W00", "2018-W53", "2019-W53", "2018-W1", "2018-W100", "2018-W10 ", "2018-W10x", "2018-W-1", "w10", "18-W10", "+018-W10"} {
		if got, err := ParseWeek(s); err == nil {
			t.Errorf("ParseWeek(%q) = %v, want an error", s, got)
		}
	}
}

func TestEveryWeekReadsBack(t *testing.T) {
	for d := (Date{2009, time.December, 28}); d.Year < 2032; d = d.AddDays(1) {
		sunday, err := ParseWeek(d.Week())
		if err != nil {
			t.Fatalf("%v: %v", d, err)
		}
		if sunday.Weekday() != time.Sunday || sunday.Before(d) || sunday.DaysSince(d) > 6 {
			t.Fatalf("the week of %v ends on %v", d, sunday)
		}
	}
}

func TestLastSunday(t *testing.T) {
	for _, c := range []struct{ day, sunday string }{
		{"2018-03-05", "2018-03-04"}, // Monday: the week that is over
		{"2018-03-06", "2018-03-04"},
		{"2018-03-07", "2018-03-04"}, // Wednesday
		{"2018-03-08", "2018-03-11"}, // Thursday: its own week
		{"2018-03-09", "2018-03-11"},
		{"2018-03-10", "2018-03-11"},
		{"2018-03-11", "2018-03-11"}, // Sunday itself
		{"2018-01-01", "2017-12-31"}, // Monday, the first of the year
		{"2018-12-31", "2018-12-30"},
	} {
		d, err := ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := LastSunday(d).String(); got != c.sunday {
			t.Errorf("LastSunday(%s, %s) = %s, want %s", c.day, d.Weekday(), got, c.sunday)
		}
	}
}

func TestPeriod(t *testing.T) {
	for s, want := range map[string][2]string{
		"2018": {"2018-01-01", "2018-12-31"}, "2018-H1": {"2018-01-01", "2018-06-30"}, "2018-H2": {"2018-07-01", "2018-12-31"},
		"2018-Q1": {"2018-01-01", "2018-03-31"}, "2018-Q2": {"2018-04-01", "2018-06-30"},
		"2018-Q3": {"2018-07-01", "2018-09-30"}, "2018-Q4": {"2018-10-01", "2018-12-31"},
		"2018-02": {"2018-02-01", "2018-02-28"}, "2016-02": {"2016-02-01", "2016-02-29"}, "2018-12": {"2018-12-01", "2018-12-31"},
	} {
		p, err := ParsePeriod(s)
		if err != nil {
			t.Errorf("ParsePeriod(%q): %v", s, err)
		}
		if from, to := p.Range(); from.String() != want[0] || to.String() != want[1] {
			t.Errorf("%s is from %v to %v, want %v", s, from, to, want)
		}
	}
	for _, s := range []string{"", "18", "2018-H3", "2018-H0", "2018-Q5", "2018-Q0", "2018-13", "2018-00", "2018-1", "2018-q1", "2018-01-01", "2018 ", "2018-Н1" /* Cyrillic */} {
		if p, err := ParsePeriod(s); err == nil {
			t.Errorf("ParsePeriod(%q) = %s, want an error", s, p)
		}
		if from, to := Period(s).Range(); !from.IsZero() || !to.IsZero() {
			t.Errorf("%q, no period, is from %v to %v", s, from, to)
		}
	}
}
