package workflow

import (
	"fmt"
	"time"
)

// countUnit is what a distance is counted in.
type countUnit int

const (
	inDays countUnit = iota
	inWorkingDays
	inWeeks
	inMonths
	inYears
)

// distance is how far a term lies from what it is counted from: „10 работни дни преди“.
type distance struct {
	n    int
	unit countUnit
	back bool
}

// maxDistance bounds a distance so that its end stays within the known years.
var maxDistance = map[countUnit]int{inDays: 3660, inWorkingDays: 2500, inWeeks: 520, inMonths: 120, inYears: 10}

func (d distance) sensible() bool { return d.n >= 0 && d.n <= maxDistance[d.unit] }

// from counts the distance from a day. Counting starts with the next day; months end on
// the same number or on the last day of the month; only what is counted forward moves forward.
func (d distance) from(anchor Date, cal *Calendar) TermDate {
	n := d.n
	if d.back {
		n = -n
	}
	if d.unit == inWorkingDays && n != 0 {
		steps := cal.Steps(anchor, n)
		return TermDate{steps.Effective, steps.Effective, steps.Reason, steps}
	}
	nominal := d.nominal(anchor, n)
	due := forwardDate(nominal, cal)
	if d.back {
		due = backwardDate(nominal, cal)
	}
	if d.n != 0 {
		due.Why = d.words() + anchor.Short() + " е " + nominal.Short() + "; " + due.Why
	}
	return due
}

func (d distance) nominal(anchor Date, n int) Date {
	switch d.unit {
	case inWeeks:
		return anchor.AddDays(7 * n)
	case inMonths:
		return addMonths(anchor, n)
	case inYears:
		return addMonths(anchor, 12*n)
	}
	return anchor.AddDays(n)
}

// words are „3 дни след “, „1 месец преди “.
func (d distance) words() string {
	direction := " след "
	if d.back {
		direction = " преди "
	}
	forms := map[countUnit][2]string{
		inDays: {"ден", "дни"}, inWorkingDays: {"работен ден", "работни дни"}, inWeeks: {"седмица", "седмици"},
		inMonths: {"месец", "месеца"}, inYears: {"година", "години"},
	}[d.unit]
	form := forms[1]
	if d.n == 1 {
		form = forms[0]
	}
	return fmt.Sprintf("%d %s%s", d.n, form, direction)
}

// addMonths keeps the number of the day, or takes the month's last where it has fewer days.
func addMonths(d Date, n int) Date {
	first := DateOf(time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
	first.Day = min(d.Day, lastDay(first.Year, first.Month))
	return first
}

// lastDay is the number of days in a month.
func lastDay(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
