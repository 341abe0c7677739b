package workflow

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestOrthodoxEaster(t *testing.T) {
	// Days as the Bulgarian Orthodox Church kept or announced them; 2100 is the first
	// year in which the calendars are 14 days apart at Easter.
	for _, want := range []string{
		"2010-04-04", "2011-04-24", "2012-04-15", "2013-05-05", "2014-04-20", "2015-04-12",
		"2016-05-01", "2017-04-16", "2018-04-08", "2019-04-28", "2020-04-19", "2021-05-02",
		"2022-04-24", "2023-04-16", "2024-05-05", "2025-04-20", "2026-04-12", "2027-05-02", "2100-05-02",
	} {
		if got := OrthodoxEaster(day(want).Year); got != day(want) {
			t.Errorf("Easter of %d is %s, want %s", got.Year, got, want)
		}
	}
}

func TestCalendarDays(t *testing.T) {
	c := NewCalendar(DaysOff{})
	for _, test := range []struct{ day, why string }{
		{"2010-04-02", "Разпети петък"},
		{"2016-12-27", ""}, // no substitutes before 2017
		{"2017-01-02", "почивен ден вместо 01.01.2017 г. (неделя)"},
		{"2017-12-26", "Рождество Христово"},
		{"2017-12-27", "почивен ден вместо 24.12.2017 г. (неделя)"},
		{"2018-04-09", "Великденски понеделник"},
		{"2018-04-21", "събота"},
		{"2018-09-24", "почивен ден вместо 22.09.2018 г. (събота)"},
		{"2018-12-31", ""},
		{"2021-05-01", "Велика събота; Ден на труда"},
		{"2021-05-04", "почивен ден вместо 01.05.2021 г. (събота)"},
		{"2021-05-05", ""},
		{"2022-12-27", "почивен ден вместо 24.12.2022 г. (събота)"},
		{"2022-12-28", "почивен ден вместо 25.12.2022 г. (неделя)"},
		{"2022-12-29", ""},
		{"2023-12-26", "Рождество Христово"},
		{"2024-05-01", "Ден на труда"},
		{"2024-05-06", "Великденски понеделник; Гергьовден, Ден на храбростта и Българската армия"},
		{"2024-05-07", ""},
		{"2028-12-26", "Рождество Христово"},
		{"2034-12-26", "Рождество Христово"},
		{"2018-11-01", ""}, // off in education only
	} {
		if got := c.WhyOff(day(test.day)); got != test.why {
			t.Errorf("WhyOff(%s) = %q, want %q", test.day, got, test.why)
		}
		if got := c.Working(day(test.day)); got != (test.why == "") {
			t.Errorf("Working(%s) = %v", test.day, got)
		}
	}
}

func TestCalendarYear(t *testing.T) {
	c := NewCalendar(DaysOff{})
	for year, want := range map[int]int{2018: 249, 2021: 249} {
		got, err := c.Year(year)
		if err != nil || got.WorkingDays != want {
			t.Errorf("%d has %d working days (%v), want %d", year, got.WorkingDays, err, want)
		}
	}
	y, _ := c.Year(2018)
	var off []string
	for _, d := range y.Off {
		off = append(off, d.Date.String()[5:])
	}
	want := "01-01 03-05 04-06 04-09 05-01 05-07 05-24 09-06 09-24 12-24 12-25 12-26"
	if got := strings.Join(off, " "); got != want {
		t.Errorf("days off of 2018: %s, want %s", got, want)
	}
	for _, year := range []int{2009, 2101, 0, -5} {
		var refusal *Refusal
		if _, err := c.Year(year); !errors.As(err, &refusal) {
			t.Errorf("Year(%d) = %v, want a refusal", year, err)
		}
	}
}

func TestCalendarExtraDays(t *testing.T) {
	// 2015 as it was decided: Thursday 31.12 off, Saturday 12.12 worked instead.
	c := NewCalendar(DaysOff{
		Off:  map[Date]string{day("2015-12-31"): "почивен ден по решение на МС"},
		Work: map[Date]string{day("2015-12-12"): "отработва се 31.12.2015 г."},
	})
	if got := c.WhyOff(day("2015-12-31")); got != "почивен ден по решение на МС" {
		t.Errorf("31.12.2015: %q", got)
	}
	if !c.Working(day("2015-12-12")) || c.Working(day("2015-12-13")) {
		t.Error("Saturday 12.12.2015 works, Sunday 13.12.2015 does not")
	}
	y, _ := c.Year(2015)
	if len(y.Worked) != 1 || y.Worked[0].Date != day("2015-12-12") {
		t.Errorf("worked: %v", y.Worked)
	}
	both := NewCalendar(DaysOff{
		Off:  map[Date]string{day("2018-03-10"): ""},
		Work: map[Date]string{day("2018-03-10"): ""},
	})
	if both.Working(day("2018-03-10")) {
		t.Error("a day that is in both tables is off")
	}
}

func TestCalendarCounting(t *testing.T) {
	c := NewCalendar(DaysOff{})
	for _, test := range []struct {
		from string
		n    int
		want string
	}{
		{"2019-01-31", -10, "2019-01-17"}, {"2019-01-31", -3, "2019-01-28"}, {"2019-01-31", -1, "2019-01-30"},
		{"2018-12-31", -3, "2018-12-21"}, {"2018-12-31", 1, "2019-01-02"}, {"2018-04-05", 1, "2018-04-10"},
		{"2018-04-07", 1, "2018-04-10"}, {"2018-04-07", 0, "2018-04-07"}, {"2018-04-07", -1, "2018-04-05"},
	} {
		if got := c.Add(day(test.from), test.n); got != day(test.want) {
			t.Errorf("Add(%s, %d) = %s, want %s", test.from, test.n, got, test.want)
		}
	}
	if got := c.Between(day("2017-12-31"), day("2018-12-31")); got != 249 {
		t.Errorf("2018 has %d working days", got)
	}
}

func TestCalendarProperties(t *testing.T) {
	c := NewCalendar(DaysOff{})
	rapid.Check(t, func(t *rapid.T) {
		from := Date{2010, 1, 1}.AddDays(rapid.IntRange(30, 33000).Draw(t, "day"))
		n := rapid.IntRange(-40, 40).Draw(t, "n")
		to := c.Add(from, n)
		if n != 0 && !c.Working(to) {
			t.Fatalf("%d from %s ends on %s, which is off", n, from, to)
		}
		if got := c.Between(from, to); n > 0 && got != n {
			t.Fatalf("Between(%s, %s) = %d, want %d", from, to, got, n)
		}
		if c.Working(from) && c.Add(to, -n) != from {
			t.Fatalf("%d working days from %s and back again is %s", n, from, c.Add(to, -n))
		}
		for _, d := range []Derivation{c.Forward(from), c.Backward(from), c.Steps(from, n)} {
			if again, err := c.Replay(d); err != nil || again != d.Effective {
				t.Fatalf("%+v replayed: %s, %v", d, again, err)
			}
		}
		if c.Next(from).Before(from) || c.Previous(from).After(from) {
			t.Fatalf("Next or Previous of %s goes the wrong way", from)
		}
	})
}

func TestDerivationReasons(t *testing.T) {
	c := NewCalendar(DaysOff{})
	for _, test := range []struct {
		got  Derivation
		want string
	}{
		{c.Steps(day("2018-12-31"), -3), "3 работни дни преди 31.12.2018 г. е 21.12.2018 г.; 24–26.12 са неработни"},
		{c.Steps(day("2019-01-31"), -1), "1 работен ден преди 31.01.2019 г. е 30.01.2019 г."},
		{c.Steps(day("2018-04-05"), 5), "5 работни дни след 05.04.2018 г. е 16.04.2018 г.; 06.04 и 09.04 са неработни"},
		{c.Steps(day("2018-12-31"), 1), "1 работен ден след 31.12.2018 г. е 02.01.2019 г.; 01.01 е неработен ден"},
		{c.Steps(day("2018-12-31"), 0), "в самия ден 31.12.2018 г."},
		{c.Forward(day("2018-12-31")), "31.12.2018 г. (понеделник) е работен ден"},
		{c.Sending(day("2018-06-30")), "30.06.2018 г. е събота; изпраща се на следващия работен ден – 02.07.2018 г. (понеделник)"},
		{c.Forward(day("2018-06-30")), "30.06.2018 г. е събота; срокът изтича на следващия работен ден – 02.07.2018 г. (понеделник)"},
		{c.Forward(day("2018-04-06")), "06.04.2018 г. е неработен ден (Разпети петък); 09.04 е неработен ден; срокът изтича на следващия работен ден – 10.04.2018 г. (вторник)"},
		{c.Forward(day("2018-09-22")), "22.09.2018 г. е събота (Ден на независимостта на България); 24.09 е неработен ден; срокът изтича на следващия работен ден – 25.09.2018 г. (вторник)"},
		{c.Backward(day("2018-06-30")), "30.06.2018 г. е събота; при броене назад важи предходният работен ден – 29.06.2018 г. (петък)"},
	} {
		if test.got.Reason != test.want {
			t.Errorf("got  %s\nwant %s", test.got.Reason, test.want)
		}
	}
	if _, err := c.Replay(Derivation{Rule: "sometime"}); err == nil {
		t.Error("an unknown rule must not be replayed")
	}
}

func TestCalendarIsShared(t *testing.T) {
	c := NewCalendar(DaysOff{})
	want := c.Next(day("2018-12-24"))
	var all sync.WaitGroup
	got := make([]Date, 8)
	for i := range got {
		all.Go(func() { got[i] = c.Next(day("2018-12-24")) })
	}
	all.Wait()
	if slices.ContainsFunc(got, func(d Date) bool { return d != want }) {
		t.Errorf("%v, want %s each", got, want)
	}
}

func BenchmarkCalendarNext(b *testing.B) {
	c := NewCalendar(DaysOff{})
	for i := 0; b.Loop(); i++ {
		c.Next(Date{2018 + i%50, time.Month(i%12 + 1), i%28 + 1})
	}
}

func BenchmarkNewCalendar(b *testing.B) {
	for b.Loop() {
		NewCalendar(DaysOff{})
	}
}
