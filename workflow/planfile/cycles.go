package planfile

import (
	"fmt"
	"time"

	"srok/workflow"
)

// The working dates that are proposed where a plan names no day. They are nominal: the
// calendar moves what falls on a day off.

func date(year int, month time.Month, d int) workflow.Date {
	return workflow.Date{Year: year, Month: month, Day: d}
}

// firstWeekday is the first Monday to Friday on or after a day.
func firstWeekday(d workflow.Date) workflow.Date {
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		d = d.AddDays(1)
	}
	return d
}

func yearPeriod(year int) workflow.Period { return workflow.Period(fmt.Sprintf("%04d", year)) }

// reportCycles is the usual one: asked on the first weekday of December, due at the end of
// January.
func reportCycles(year int) []workflow.Cycle {
	return []workflow.Cycle{{Period: yearPeriod(year),
		Request: firstWeekday(date(year, time.December, 1)), Due: date(year+1, time.January, 31)}}
}

// reportPublicationCycles: a month after the reports are due.
func reportPublicationCycles(year int) []workflow.Cycle {
	return []workflow.Cycle{{Period: yearPeriod(year),
		Request: firstWeekday(date(year+1, time.February, 1)), Due: date(year+1, time.February, 28)}}
}

// withPreviousYear puts the year before the plan's in front: its reports are collected in
// January of the plan's year, on a ground of their own, because a plan cannot be cited for
// a year that it does not cover.
func withPreviousYear(cycles func(int) []workflow.Cycle, firstDay workflow.Date, council string) []workflow.Cycle {
	year := firstDay.Year
	before := cycles(year - 1)
	for i, c := range before {
		before[i].Basis = fmt.Sprintf("подготовката на отчета за дейността на %s за %d г.", council, year-1)
		if c.Request.Before(firstDay) {
			before[i].Request = date(year, time.January, 2)
		}
	}
	return append(before, cycles(year)...)
}

// openDoorsCycles ends in October, so that who held none still can.
func openDoorsCycles(year int) []workflow.Cycle {
	return []workflow.Cycle{{Period: yearPeriod(year), Request: date(year, time.October, 1), Due: date(year, time.October, 31)}}
}

// trainingCycles asks in the middle of the month that ends a half-year, for two weeks into
// the next.
func trainingCycles(year int) []workflow.Cycle {
	return []workflow.Cycle{
		{Period: workflow.Period(fmt.Sprintf("%04d-H1", year)), Request: date(year, time.June, 15), Due: firstWeekday(date(year, time.July, 15))},
		{Period: workflow.Period(fmt.Sprintf("%04d-H2", year)), Request: date(year, time.December, 14), Due: date(year+1, time.January, 15)},
	}
}

// autumnCycles: once in the year, asked in the first days of November.
func autumnCycles(day int, month time.Month) func(int) []workflow.Cycle {
	return func(year int) []workflow.Cycle {
		return []workflow.Cycle{{Period: yearPeriod(year),
			Request: firstWeekday(date(year, time.November, 1)), Due: date(year, month, day)}}
	}
}

// regularCycles end with their periods and are asked for on the first weekday of the
// period's last month.
func regularCycles(year int, c cadence) []workflow.Cycle {
	var periods []workflow.Period
	switch c {
	case quarterly:
		for q := 1; q <= 4; q++ {
			periods = append(periods, workflow.Period(fmt.Sprintf("%04d-Q%d", year, q)))
		}
	case halfYearly:
		periods = []workflow.Period{workflow.Period(fmt.Sprintf("%04d-H1", year)), workflow.Period(fmt.Sprintf("%04d-H2", year))}
	default:
		periods = []workflow.Period{yearPeriod(year)}
	}
	var cycles []workflow.Cycle
	for _, p := range periods {
		_, end := p.Range()
		cycles = append(cycles, workflow.Cycle{Period: p, Request: firstWeekday(date(end.Year, end.Month, 1)), Due: end})
	}
	return cycles
}
