package workflow

import (
	"fmt"
	"slices"
	"time"
)

// recurring means days that come again. „Ежегодно“ and „N пъти годишно“ take their days
// from the dates beside them; any other recurrence is bounded by them, or joined by the
// date of a report.
func (m *meaning) recurring(term *Term, parts map[itemKind][]item) {
	term.Kind = RecurringTerm
	var own []TermDate
	yearly := false
	for _, it := range parts[everyItem] {
		m.report = m.report || it.report
		if it.every.months >= 12 && !it.every.explicit {
			yearly = true
			continue
		}
		own = append(own, m.everyDates(it)...)
	}
	var given []TermDate
	if yearly {
		given = m.givenDates(parts)
	}
	term.Reason = "повтаря се в годината на плана или за нейните периоди"
	switch {
	case yearly && len(given) == 0 && len(own) == 0:
		m.yearlyNeeds(term, parts[everyItem])
	case yearly:
		m.checkTimes(parts[everyItem], len(given))
		own = append(own, given...)
		term.Reason = "повтаря се всяка година"
	default:
		own = m.bound(own, parts)
	}
	term.Dates = append(term.Dates, own...)
}

// givenDates are the days and stretches beside a recurrence, each by its own day.
func (m *meaning) givenDates(parts map[itemKind][]item) []TermDate {
	var given []TermDate
	for _, it := range parts[pointItem] {
		if due, ok := m.point(it); ok {
			given = append(given, due)
		}
	}
	return append(given, m.stretchEnds(parts[stretchItem])...)
}

// bound keeps the days of a recurrence within the stretch or before the day beside it; a
// report's date is one more.
func (m *meaning) bound(own []TermDate, parts map[itemKind][]item) []TermDate {
	known := len(own) > 0
	for _, it := range parts[stretchItem] {
		if from, to, ok := m.ends(it); ok {
			own = slices.DeleteFunc(own, func(d TermDate) bool { return d.Nominal.Before(from) || d.Nominal.After(to) })
		}
	}
	for _, it := range parts[pointItem] {
		due, ok := m.point(it)
		switch {
		case !ok:
		case it.report || it.and:
			own = append(own, due)
		default:
			own = slices.DeleteFunc(own, func(d TermDate) bool { return d.Nominal.After(due.Nominal) })
			m.warn("прочетено е като повторение до %s", due.Nominal.Short())
		}
	}
	if known && len(own) == 0 {
		m.refuse("в посочения период няма нито една дата от повторението; посочете датите")
	}
	return own
}

func (m *meaning) yearlyNeeds(term *Term, items []item) {
	times := items[0].every.times
	switch {
	case items[0].every.months > 12:
		m.need("годината и датата в нея")
		term.Reason = "не всяка година"
	case times > 1:
		m.need(fmt.Sprintf("%d дати в годината", times))
		term.Reason = fmt.Sprintf("%d пъти в годината, без посочени дни", times)
	default:
		m.need("дата в годината")
		term.Reason = "веднъж в годината, без посочен ден"
	}
}

func (m *meaning) checkTimes(items []item, given int) {
	if times := items[0].every.times; times > 1 && given != times {
		m.warn("посочени са %d пъти, а датите са %d", times, given)
	}
}

// everyDates are the days of one recurrence in the plan's year, or falling due for its periods.
func (m *meaning) everyDates(it item) []TermDate {
	ev := it.every
	switch {
	case ev.times > 1:
		m.need("дните: по " + fmt.Sprint(ev.times) + " на период")
		return nil
	case ev.months == weekly:
		return m.weeklyDates(ev)
	case ev.months > 12:
		m.need("годината и датата в нея")
		return nil
	}
	if ev.pick.kind == dayNumber && ev.pick.n > 0 && ev.pick.offset == 0 && ev.months > 1 {
		m.refuse("не е ясно на кой месец от периода е %d-о число; пишете „до %d-о число на месеца, следващ …“", ev.pick.n, ev.pick.n)
		return nil
	}
	if !ev.explicit && m.report {
		m.warn("срокът е последният ден на самия период; отчет за целия период обикновено се дължи след него")
	}
	var dates []TermDate
	for k := range 12 / ev.months {
		from := Date{m.year, time.Month(k*ev.months + 1), 1}
		end := addMonths(from, ev.months-1)
		end.Day = lastDay(end.Year, end.Month)
		if due, ok := m.ofPeriod(it, from, end); ok {
			dates = append(dates, due)
		}
	}
	return dates
}

// ofPeriod is the due day for one period.
func (m *meaning) ofPeriod(it item, from, end Date) (TermDate, bool) {
	if it.distance != nil {
		return it.distance.from(end, m.cal), true
	}
	pick := it.every.pick
	if pick.offset > 0 {
		from = addMonths(Date{end.Year, end.Month, 1}, pick.offset)
		end = Date{from.Year, from.Month, lastDay(from.Year, from.Month)}
	}
	day, ok := pick.in(from, end, m.cal)
	if !ok {
		m.warn("в периода от %s няма такъв ден", from.Short())
		return TermDate{}, false
	}
	due := forwardDate(day, m.cal)
	if pick.kind == nthWeekday && due.Nominal != due.Effective {
		m.warnMeeting(due)
	}
	return due, true
}

// warnMeeting: a weekday is named for a meeting, and a meeting may rather move elsewhere.
func (m *meaning) warnMeeting(due TermDate) {
	m.warn("%s (%s) е неработен ден; прието е %s, но за заседание може да е нужен друг ден",
		due.Nominal.Short(), due.Nominal.WeekdayName(), due.Effective.Short())
}

func (m *meaning) weeklyDates(ev every) []TermDate {
	if ev.weekday == nil {
		m.need("ден от седмицата")
		return nil
	}
	var dates []TermDate
	for d := (Date{m.year, time.January, 1}); d.Year == m.year; d = d.AddDays(1) {
		if d.Weekday() == *ev.weekday {
			dates = append(dates, forwardDate(d, m.cal))
		}
	}
	return dates
}
