package workflow

import "time"

// unit is a named piece of the calendar, its year perhaps still open: a day, a month, a
// part of a month, a quarter, a half-year, a year.
type unit struct {
	year        yearRef
	month       time.Month // the first one
	months      int
	first, last int // days within the month; zero: all of it; last 31 may mean „to its end“
}

// yearRef is a year as a phrase gives it: a number, or relative to the plan's year.
type yearRef struct {
	set      bool
	number   int // where relative is false
	relative bool
	offset   int // „следващата година“ is +1
}

func (y yearRef) in(plan int) int {
	switch {
	case !y.set:
		return plan
	case y.relative:
		return plan + y.offset
	}
	return y.number
}

func (u unit) isDay() bool  { return u.first > 0 && u.first == u.last }
func (u unit) isYear() bool { return u.months == 12 }

// bounds gives the first and last day in a year; ok is false where there is no such day.
func (u unit) bounds(year int) (from, to Date, ok bool) {
	end := addMonths(Date{year, u.month, 1}, u.months-1)
	from, to = Date{year, u.month, 1}, Date{end.Year, end.Month, lastDay(end.Year, end.Month)}
	if u.first > 0 {
		from.Day = u.first
		if u.isDay() || u.last < 31 {
			to.Day = u.last
		}
	}
	return from, to, from.Day <= lastDay(year, u.month) && to.Day <= lastDay(end.Year, end.Month)
}

func dayUnit(day int, month time.Month, year yearRef) unit {
	return unit{year: year, month: month, months: 1, first: day, last: day}
}

// part is the n-th quarter, half-year and the like; n = -1 is the last of the year.
func part(n, months int) (unit, bool) {
	if n == -1 {
		n = 12 / months
	}
	if n < 1 || n*months > 12 {
		return unit{}, false
	}
	return unit{month: time.Month((n-1)*months + 1), months: months}, true
}

// itemKind says what a part of a phrase is.
type itemKind int

const (
	pointItem    itemKind = iota // a day
	stretchItem                  // from … to
	everyItem                    // comes again
	lastingItem                  // goes on
	anchoredItem                 // counted from what has not happened
)

// item is one part of a phrase, as the parser saw it; its meaning comes later, when the
// years of all parts can be known from each other.
type item struct {
	kind     itemKind
	from, to unit // of a point, equal; of a stretch, its ends
	before   bool // „преди 15 май“
	end      bool // „края на …“: the last day of the unit
	until    bool // „до м. май“: whether May is within is not said
	pick     *pick
	weekday  *time.Weekday // as the phrase gives it, to be held against the date
	every    every
	distance *distance // from the point or from each period's end
	anchor   Anchor
	about    bool // „за 2018 г.“: what a report is about, where another item dates it
	joint
}

// joint is how an item is joined to what stands before it.
type joint struct {
	or, and, dash bool
	report        bool // „отчет до …“
}

// every is a recurrence.
type every struct {
	months   int // 1, 2, 3, 4, 6, 12, or weekly
	times    int // in each period; more than one has no known days
	pick     pick
	weekday  *time.Weekday // of a weekly one
	explicit bool          // „до края на всяко тримесечие“: the day is said
}

// pick is a day within a month or period: its last day, a number, the n-th weekday, the
// n-th working day.
type pick struct {
	kind    pickKind
	n       int // -1: the last
	weekday time.Weekday
	offset  int // months after the period's last month
}

type pickKind int

const (
	lastOfPeriod pickKind = iota
	dayNumber
	nthWeekday
	nthWorkingDay
)

// in finds the day among those from a first to a last one; a number beyond the month's
// end is its last day („31-во число“ of April), and a fifth Monday may not exist.
func (p pick) in(from, to Date, cal *Calendar) (Date, bool) {
	switch p.kind {
	case dayNumber:
		if p.n == -1 {
			return to, true
		}
		return from.AddDays(min(p.n-1, to.DaysSince(from))), true
	case nthWeekday:
		return nth(p.n, from, to, func(d Date) bool { return d.Weekday() == p.weekday })
	case nthWorkingDay:
		return nth(p.n, from, to, cal.Working)
	}
	return to, true
}

// nth finds the n-th day of a stretch that fits, from its end where n is -1.
func nth(n int, from, to Date, fits func(Date) bool) (Date, bool) {
	if n < 0 {
		for d := to; !d.Before(from); d = d.AddDays(-1) {
			if fits(d) {
				return d, true
			}
		}
		return Date{}, false
	}
	for d := from; !d.After(to); d = d.AddDays(1) {
		if fits(d) {
			if n--; n == 0 {
				return d, true
			}
		}
	}
	return Date{}, false
}
