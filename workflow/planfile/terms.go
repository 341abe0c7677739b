package planfile

import (
	"fmt"
	"regexp"
	"slices"

	"srok/workflow"
)

var yearlyAsk = regexp.MustCompile(`годиш(?:ен|ни|на) (?:доклад|отчет|справк|информация)|ежегод`)

// asksYearly: the measure's own text asks for something once a year.
func asksYearly(m workflow.Measure) bool { return yearlyAsk.MatchString(fold(m.Text)) }

// term is what a measure's deadline means, for each year of the plan where it comes again.
func (p *proposal) term(m workflow.Measure) workflow.Term {
	term := workflow.ReadTerm(m.Term, p.plan.From.Year, p.calendar)
	if term.Kind == workflow.RecurringTerm && len(term.Dates) > 0 {
		for _, year := range p.years()[1:] {
			term.Dates = append(term.Dates, workflow.ReadTerm(m.Term, year, p.calendar).Dates...)
		}
	}
	return term
}

// warnOfTerm says what a deadline leaves open, and what was assumed in reading it.
func (p *proposal) warnOfTerm(m workflow.Measure, term workflow.Term) {
	switch {
	case m.Term == "": // warned of as an empty column
	case conflicting(m, term):
		p.warn(m.Key, "Срокът е „%s“, но мярката иска годишен доклад; кое важи, решава човек.", m.Term)
	case term.Kind == workflow.RefusedTerm:
		p.warn(m.Key, "Срокът „%s“ не може да се прочете: %s.", m.Term, term.Reason)
	case term.Needs != "":
		p.warn(m.Key, "Срокът „%s“ не е достатъчен (%s); определете %s.", m.Term, term.Reason, term.Needs)
	}
	for _, w := range term.Warnings {
		p.warn(m.Key, "Срокът „%s“: %s.", m.Term, w)
	}
}

// conflicting: the term never ends, but the text asks for something once a year.
func conflicting(m workflow.Measure, term workflow.Term) bool {
	return term.Kind == workflow.ContinuousTerm && asksYearly(m)
}

// nominalDates of a term, each once.
func nominalDates(term workflow.Term) []workflow.Date {
	var dates []workflow.Date
	for _, d := range term.Dates {
		dates = append(dates, d.Nominal)
	}
	slices.SortFunc(dates, workflow.Date.Compare)
	return slices.Compact(dates)
}

// datedCycles makes a cycle of each due date that a plan names. Four dates in a year
// report on its quarters, two on its halves, twelve on its months, one on the year; any
// other number on the months they fall in.
func (p *proposal) datedCycles(d duty, key string) []workflow.Cycle {
	var cycles []workflow.Cycle
	for _, year := range p.years() {
		var dues []workflow.Date
		for _, due := range d.dates {
			if p.reportingYear(due) == year {
				dues = append(dues, due)
			}
		}
		periods, lead := p.periodsOf(d, year, dues)
		for i, due := range dues {
			if slices.ContainsFunc(cycles, func(c workflow.Cycle) bool { return c.Period == periods[i] }) {
				p.warn(d.measure.Key, "Срокът сочи повече от една дата за %s; в задачата „%s“ не е включена датата %s", periods[i].Words(), key, due.Short())
				continue
			}
			cycles = append(cycles, workflow.Cycle{Period: periods[i], Request: p.requestBefore(due, lead), Due: due})
		}
	}
	return cycles
}

// reportingYear is the plan's year that a due date belongs to; what falls due in the year
// after the plan's end reports on its last year.
func (p *proposal) reportingYear(due workflow.Date) int {
	years := p.years()
	return min(max(due.Year, years[0]), years[len(years)-1])
}

// Days between the request and a due date: a report needs weeks, a monthly line days.
const (
	leadYear    = 30
	leadQuarter = 21
	leadMonth   = 10
)

func (p *proposal) periodsOf(d duty, year int, dues []workflow.Date) (periods []workflow.Period, lead int) {
	name := ""
	switch len(dues) {
	case 1:
		// A yearly report asked for in the first half of a year can only be on the last one.
		if d.kind == workflow.ReportTask && dues[0].Year == year && dues[0].Month <= 6 && asksYearly(d.measure) {
			p.warn(d.measure.Key, "Годишният доклад е със срок %s: приема се, че е за %d г.", dues[0].Long(), year-1)
			year--
		}
		return []workflow.Period{yearPeriod(year)}, leadYear
	case 2:
		name, lead = "%04d-H%d", leadYear
	case 4:
		name, lead = "%04d-Q%d", leadQuarter
	case 12:
		name, lead = "%04d-%02d", leadMonth
	}
	for i, due := range dues {
		if name != "" {
			periods = append(periods, workflow.Period(fmt.Sprintf(name, year, i+1)))
		}
		if name == "" || due.Before(first(periods[i])) {
			return monthsOf(dues), leadMonth
		}
	}
	return periods, lead
}

func first(p workflow.Period) workflow.Date {
	from, _ := p.Range()
	return from
}

func monthsOf(dues []workflow.Date) []workflow.Period {
	var periods []workflow.Period
	for _, due := range dues {
		periods = append(periods, workflow.Period(fmt.Sprintf("%04d-%02d", due.Year, due.Month)))
	}
	return periods
}

// requestBefore is a weekday so many days before a due date, but not before the plan, if
// the due date leaves room.
func (p *proposal) requestBefore(due workflow.Date, lead int) workflow.Date {
	request := firstWeekday(due.AddDays(-lead))
	if opens := firstWeekday(p.plan.From.AddDays(1)); request.Before(opens) && opens.Before(due) {
		return opens
	}
	return request
}
