package workflow

import (
	"cmp"
	"fmt"
	"slices"
)

// meaning turns what the parser saw into days of the plan's year. It is where the parts
// of a phrase meet: years are taken from each other, and what is mixed is weighed.
type meaning struct {
	year     int // the plan's
	cal      *Calendar
	report   bool // the phrase speaks of a report
	warnings []string
	needs    []string
	refused  string
}

const (
	needsCadence = "ритъм на проследяване, напр. на тримесечие"
	needsDate    = "краен срок в рамките на периода"
)

// of gives the term, or why there is none.
func (m *meaning) of(items []item) (Term, string) {
	if reason := m.mixed(items); reason != "" {
		return Term{}, reason
	}
	items = m.withoutAbout(items)
	m.fillYears(items)
	parts := partition(items)
	term := Term{Dates: []TermDate{}}
	switch {
	case len(parts[everyItem]) > 0 && (len(parts[anchoredItem]) == 0 || m.recursWithDates(parts)):
		m.recurring(&term, parts)
	case len(parts[pointItem]) > 0 || slices.ContainsFunc(parts[stretchItem], func(it item) bool { return it.until || it.every.months == 12 }):
		m.dates(&term, parts)
	case len(parts[lastingItem]) > 0 && m.wholeYears(parts[stretchItem]):
		term.Kind, term.Reason = ContinuousTerm, "изпълнява се през цялото време, без краен срок"
	case len(parts[stretchItem]) == 1, len(parts[stretchItem]) > 1 && m.wholeYears(parts[stretchItem]):
		m.window(&term, parts[stretchItem][0])
	case len(parts[stretchItem]) > 1:
		term.Kind = RecurringTerm
		term.Dates = m.stretchEnds(parts[stretchItem])
	default:
		m.anchored(&term, parts[anchoredItem])
	}
	m.remainders(&term, parts)
	m.finish(&term)
	return term, m.refused
}

func partition(items []item) map[itemKind][]item {
	parts := map[itemKind][]item{}
	for _, it := range items {
		parts[it.kind] = append(parts[it.kind], it)
	}
	return parts
}

// mixed refuses alternatives: „до 31.03 или до 30.06“ leaves the choice to the reader.
// Two events („при необходимост или при поискване“) leave nothing to choose.
func (m *meaning) mixed(items []item) string {
	for i, it := range items {
		if !it.or {
			continue
		}
		free := func(it item) bool { return it.kind == lastingItem || it.kind == anchoredItem && it.distance == nil }
		if i == 0 || !free(it) || !free(items[i-1]) {
			return "посочени са два различни срока с „или“; изберете един"
		}
	}
	return ""
}

// recursWithDates reports whether the recurrences are more than „ежегодно“ beside an anchor.
func (m *meaning) recursWithDates(parts map[itemKind][]item) bool {
	return len(parts[pointItem])+len(parts[stretchItem]) > 0 ||
		slices.ContainsFunc(parts[everyItem], func(it item) bool { return it.every.months != 12 || it.every.explicit })
}

// withoutAbout leaves out what a report is about („до 31.01.2019 г. за 2018 г.“) where
// something else says when it is due.
func (m *meaning) withoutAbout(items []item) []item {
	kept := slices.DeleteFunc(slices.Clone(items), func(it item) bool { return it.about })
	if len(kept) == 0 || len(kept) == len(items) {
		return items
	}
	m.warn("посоченият с „за“ период е прочетен като отчетен период, а не като срок")
	return kept
}

func (m *meaning) refuse(format string, args ...any) {
	if m.refused == "" {
		m.refused = fmt.Sprintf(format, args...)
	}
}

func (m *meaning) warn(format string, args ...any) {
	m.warnings = appendOnce(m.warnings, fmt.Sprintf(format, args...))
}

func (m *meaning) need(what string) { m.needs = appendOnce(m.needs, what) }

// dates means named days. A stretch beside them is due on its own last day.
func (m *meaning) dates(term *Term, parts map[itemKind][]item) {
	term.Kind = DateTerm
	for _, it := range parts[pointItem] {
		if due, ok := m.point(it); ok {
			term.Dates = append(term.Dates, due)
		}
		if it.every.months == 12 {
			term.Kind = RecurringTerm
		}
	}
	for _, it := range parts[stretchItem] {
		if it.every.months == 12 {
			term.Kind = RecurringTerm
		}
	}
	term.Dates = append(term.Dates, m.stretchEnds(parts[stretchItem])...)
}

// point is the due day of a point.
func (m *meaning) point(it item) (TermDate, bool) {
	day, ok := m.day(it)
	if !ok {
		return TermDate{}, false
	}
	if it.weekday != nil && day.Weekday() != *it.weekday {
		m.refuse("%s е %s, а не %s; проверете датата", day.Short(), day.WeekdayName(), WeekdayName(*it.weekday))
		return TermDate{}, false
	}
	if it.distance != nil {
		due := it.distance.from(day, m.cal)
		return due, m.within(due.Nominal)
	}
	if it.before {
		return backwardDate(day, m.cal), true
	}
	due := forwardDate(day, m.cal)
	if it.pick != nil && it.pick.kind == nthWeekday && due.Nominal != due.Effective {
		m.warnMeeting(due)
	}
	return due, true
}

func (m *meaning) day(it item) (Date, bool) {
	from, to, ok := m.bounds(it.from)
	if !ok {
		return Date{}, false
	}
	day := to
	switch {
	case it.pick != nil:
		if day, ok = it.pick.in(from, to, m.cal); !ok {
			m.refuse("между %s и %s няма такъв ден; посочете датата", from.Short(), to.Short())
			return Date{}, false
		}
	case it.before:
		day = from.AddDays(-1)
	}
	return day, m.within(day)
}

// bounds of a unit whose year is known by now.
func (m *meaning) bounds(u unit) (from, to Date, ok bool) {
	year := u.year.in(m.year)
	if year > LastYear {
		m.refuseYear(year)
		return Date{}, Date{}, false
	}
	from, to, ok = u.bounds(year)
	if !ok {
		m.refuse("%s", noSuchDay(max(u.first, u.last), u.month, year))
	}
	return from, to, ok
}

// within refuses a last day before the plan's year and warns of one long after it.
func (m *meaning) within(day Date) bool {
	switch {
	case day.Year < m.year:
		m.refuse("%s е преди годината на плана (%d); проверете годината", day.Short(), m.year)
		return false
	case day.Year > m.year+1:
		m.warn("%s е повече от година след плана; проверете годината", day.Short())
	}
	return true
}

func (m *meaning) refuseYear(year int) {
	m.refuse("почивните дни за %d г. не са известни; посочете година до %d", year, LastYear)
}

// window is one stretch.
func (m *meaning) window(term *Term, it item) {
	from, to, ok := m.ends(it)
	if !ok {
		return
	}
	term.Kind, term.From, term.To = WindowTerm, from, to
	term.Reason = fmt.Sprintf("период от %s до %s", from.Long(), to.Long())
	if m.wholeYear(from, to) {
		term.Reason += "; обхваща цялата година на плана и не сочи краен срок"
		m.need(needsDate)
		return
	}
	term.Dates = []TermDate{forwardDate(to, m.cal)}
	term.Reason += "; срокът е последният му ден"
}

// wholeYears reports whether all the stretches are the plan's year: „текущо през 2018 г.“.
func (m *meaning) wholeYears(stretches []item) bool {
	return !slices.ContainsFunc(stretches, func(it item) bool {
		return !it.from.isYear() || it.from != it.to || it.from.year.in(m.year) != m.year
	})
}

func (m *meaning) wholeYear(from, to Date) bool {
	return !from.After(Date{m.year, 1, 1}) && !to.Before(Date{m.year, 12, 31})
}

// ends of a stretch. „Ноември – февруари“ without a year runs into the next one.
func (m *meaning) ends(it item) (from, to Date, ok bool) {
	from, _, ok = m.bounds(it.from)
	if !ok {
		return Date{}, Date{}, false
	}
	_, to, ok = m.bounds(it.to)
	if !ok {
		return Date{}, Date{}, false
	}
	if to.Before(from) {
		m.refuse("краят на периода (%s) е преди началото му (%s); проверете датите", to.Short(), from.Short())
		return Date{}, Date{}, false
	}
	if !m.within(to) {
		return Date{}, Date{}, false
	}
	if from.Year < m.year {
		m.warn("периодът започва на %s, преди годината на плана (%d)", from.Short(), m.year)
	}
	return from, to, true
}

// stretchEnds are the last days of stretches; the whole plan year has none.
func (m *meaning) stretchEnds(stretches []item) []TermDate {
	dates := []TermDate{}
	for _, it := range stretches {
		from, to, ok := m.ends(it)
		switch {
		case !ok:
		case m.wholeYear(from, to) && !it.until:
			m.need(needsCadence)
		default:
			if it.until {
				m.warn("не е казано дали периодът до %s е включен; прието е, че е", to.Short())
			}
			dates = append(dates, forwardDate(to, m.cal))
		}
	}
	return dates
}

// anchored is a term counted from what has not happened; of several the first counts.
func (m *meaning) anchored(term *Term, items []item) {
	it := items[0]
	term.Kind, term.Anchor, term.distance = AnchoredTerm, it.anchor, it.distance
	names := map[Anchor]string{AnchorAdoption: "приемането на плана", AnchorMeeting: "заседанието",
		AnchorLetter: "получаването на писмото", AnchorEvent: "събитието"}
	name := names[it.anchor]
	switch {
	case it.distance == nil:
		term.Reason = "зависи от събитие, което още не е настъпило (" + name + ")"
		m.need("дата, когато събитието настъпи")
	case it.distance.n == 0:
		term.Reason = "срокът е денят на събитието (" + name + ")"
		m.need("датата на събитието: " + name)
	default:
		term.Reason = it.distance.words() + name
		m.need("датата, от която се брои: " + name)
	}
	if len(items) > 1 {
		m.warn("посочени са няколко събития; брои се от първото")
	}
}

// remainders says what of a compound phrase the dates do not cover.
func (m *meaning) remainders(term *Term, parts map[itemKind][]item) {
	if len(parts[lastingItem]) > 0 && term.Kind != RecurringTerm {
		m.need(needsCadence)
	}
	if len(parts[anchoredItem]) > 0 && term.Kind != AnchoredTerm {
		m.warn("частта, която зависи от събитие, не се планира сама")
	}
}

// finish puts the dates in order and completes the reason.
func (m *meaning) finish(term *Term) {
	slices.SortFunc(term.Dates, func(a, b TermDate) int { return a.Nominal.Compare(b.Nominal) })
	term.Dates = slices.CompactFunc(term.Dates, func(a, b TermDate) bool { return a.Nominal == b.Nominal })
	for _, due := range term.Dates {
		if due.Effective.Year > LastYear {
			m.refuseYear(due.Effective.Year)
		}
	}
	if term.Reason != "" && len(term.Dates) > 0 {
		term.Reason += "; "
	}
	switch len(term.Dates) {
	case 0:
		term.Reason = cmp.Or(term.Reason, "без посочени дни")
	case 1:
		term.Reason += term.Dates[0].Why
	default:
		term.Reason += fmt.Sprintf("%d дати", len(term.Dates))
	}
	term.Warnings = append([]string{}, m.warnings...)
	term.Needs = joinAnd(m.needs)
}
