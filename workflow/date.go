package workflow

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a civil day, without an hour and without a zone. The zero Date is "no day".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the civil day of an instant in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads 2018-07-02; an impossible day (2018-06-31) is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a day of the calendar: write one as 2018-07-02", s)
	}
	return DateOf(t), nil
}

// IsZero reports whether d is "no day".
func (d Date) IsZero() bool { return d == Date{} }

// At is the instant of an hour and minute of the day in a zone.
func (d Date) At(hour, minute int, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, zone)
}

func (d Date) utc() time.Time { return d.At(0, 0, time.UTC) }

// AddDays moves n civil days forward, or backward where n is negative.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC))
}

// DaysSince counts the civil days from o to d.
func (d Date) DaysSince(o Date) int {
	return int(d.utc().Sub(o.utc()) / (24 * time.Hour))
}

// Weekday of the day.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Compare is -1, 0 or 1 as d is before, on or after o.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Before reports whether d is earlier than o.
func (d Date) Before(o Date) bool { return d.Compare(o) < 0 }

// After reports whether d is later than o.
func (d Date) After(o Date) bool { return d.Compare(o) > 0 }

// String is 2018-07-02, and empty for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes 2018-07-02; no day is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Week is the ISO 8601 week of the day: 2018-W10.
func (d Date) Week() string {
	year, week := d.utc().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// LastSunday is the Sunday on which the week of a digest ends: the nearest one. A digest of
// Monday to Wednesday tells about the week that is over; one from Thursday on, about its own.
func LastSunday(d Date) Date {
	ahead := d.AddDays(3) // the last Sunday up to here is the nearest to d
	return ahead.AddDays(-int(ahead.Weekday()))
}

// ParseWeek reads 2018-W10 and gives the Sunday on which that week ends.
func ParseWeek(s string) (sunday Date, err error) {
	var year, week int
	if _, err := fmt.Sscanf(s, "%4d-W%2d", &year, &week); err != nil {
		return Date{}, fmt.Errorf("%q is not a week: write it as 2018-W10", s)
	}
	fourth := Date{year, time.January, 4} // always in week 1 (ISO 8601)
	monday := fourth.AddDays(-(int(fourth.Weekday())+6)%7 + 7*(week-1))
	if sunday = monday.AddDays(6); sunday.Week() != s {
		return Date{}, fmt.Errorf("%q is not a week of that year: write it as 2018-W10", s)
	}
	return sunday, nil
}
