package workflow

import (
	"strings"
	"time"
)

// places = [introduction] (list | range | unit) with an agreeing weekday: days and stretches.
func (p *parser) places() ([]item, bool) {
	about := p.peekWord(0, "за")
	intro := p.introduction()
	if about && intro == plain {
		p.words("за")
		intro = p.introduction()
	}
	if reason := p.vagueEdge(); reason != "" {
		p.refuse("%s", reason)
		return nil, false
	}
	weekday := p.leadingWeekday()
	units, ranged, ok := p.unitList(intro)
	if !ok {
		return nil, false
	}
	last := units[len(units)-1]
	if !ranged && len(units) == 1 {
		if to, ok := p.rangeEnd(intro, about); ok {
			return []item{{kind: stretchItem, from: last, to: to, about: about}}, true
		}
	}
	if ranged {
		return []item{{kind: stretchItem, from: units[0], to: units[1], about: about}}, true
	}
	var items []item
	for _, u := range units {
		it := item{kind: stretchItem, from: u, to: u, about: about}
		if u.isDay() {
			it.kind, it.about = pointItem, false
		}
		switch intro {
		case untilDay:
			it.until = !u.isDay()
		case beforeDay:
			it.kind, it.before = pointItem, true
		case afterDay, fromDay:
			p.refuseStart()
			return nil, false
		}
		items = append(items, it)
	}
	if trailing := p.trailingWeekday(); trailing != nil {
		weekday = trailing
	}
	items[len(items)-1].weekday = weekday
	p.trailingHour()
	p.yearly(items)
	return items, true
}

func (p *parser) refuseStart() {
	p.refuse("посочено е само начало („%s“), а не край; пишете напр. „от 1 март до 31 май %d г.“", words(p.tokens[:p.pos]), p.year)
}

// yearly reads „всяка година“ behind a date: „до 31 март всяка година“.
func (p *parser) yearly(items []item) {
	start := p.pos
	p.words("на", "през", ",")
	if p.word("всяка") && p.stem("година") || p.word("ежегодно") {
		items[0].every = every{months: 12, times: 1}
		return
	}
	p.pos = start
}

// vagueEdge refuses „началото на май“ and „средата на май“ with a day instead.
func (p *parser) vagueEdge() string {
	words := map[bool]string{true: "началото", false: "средата"}
	start := p.pos
	defer func() { p.pos = start }()
	beginning := p.stem("начал")
	if !beginning && !p.stem("средат", "среда") || !p.word("на") {
		return ""
	}
	u, ok := p.unit()
	if !ok || u.isDay() {
		return "„" + words[beginning] + " на …“ не е ден; посочете ден, напр. " + Date{p.year, time.May, 10}.Long()
	}
	year := u.year.in(p.year)
	from, to, _ := u.bounds(year)
	day := from.AddDays(9)
	if !beginning {
		day = from.AddDays((to.DaysSince(from) - 1) / 2)
	}
	return "„" + words[beginning] + " на“ не е ден; посочете ден, напр. „до " + Date.dayWords(day, u.year.set) + "“"
}

// dayWords is „10 май“, with the year where the phrase has one.
func (d Date) dayWords(year bool) string {
	if year {
		return d.Long()
	}
	words, _, _ := strings.Cut(d.Long(), " "+d.String()[:4])
	return words
}

// unitList = { ordinal („,“ | „и“ | „-“) } unit: „15 и 30 март“, „I и III тримесечие“,
// „1–15 май“, „между 1 и 15 май“. Bare numbers take everything else from the unit that
// follows them.
func (p *parser) unitList(intro preposition) (units []unit, ranged, ok bool) {
	start := p.pos
	var bare []int
	for {
		mark := p.pos
		if u, ok := p.unit(); ok {
			for _, n := range bare {
				sibling, ok := u.withOrdinal(n)
				if !ok {
					p.pos = start
					return nil, false, false
				}
				units = append(units, sibling)
			}
			return append(units, u), ranged && len(bare) == 1, true
		}
		if p.refused != "" {
			return nil, false, false
		}
		p.pos = mark
		n, ok := p.ordinal()
		if !ok || n < 0 || ranged {
			break
		}
		p.words(".")
		bare = append(bare, n)
		switch {
		case p.word("-", "до") || intro == fromDay && p.word("и"):
			ranged = true
		case p.word(",", "и"):
			p.words("и", "на", "до", "през")
		default:
			p.pos = start
			return nil, false, false
		}
	}
	p.pos = start
	return nil, false, false
}

// withOrdinal is the same kind of unit with another number.
func (u unit) withOrdinal(n int) (unit, bool) {
	if u.isDay() {
		u.first, u.last = n, n
		return u, n <= lastDay(2000, u.month)
	}
	if u.months == 12 || u.first > 0 || n*u.months > 12 {
		return unit{}, false
	}
	u.month = time.Month((n-1)*u.months + 1)
	return u, true
}

// rangeEnd = („-“ | „до“ | „и“ after „между“) unit. In „за 2018 г. до 31.01.2019 г.“ the
// „до“ starts another item.
func (p *parser) rangeEnd(intro preposition, about bool) (unit, bool) {
	start := p.pos
	p.words(",")
	if !p.word("-") && !(intro != untilDay && !(about && intro == plain) && p.word("до")) && !(intro == fromDay && p.word("и")) {
		p.pos = start
		return unit{}, false
	}
	p.words("до", "края", "на")
	if u, ok := p.unit(); ok {
		return u, true
	}
	p.pos = start
	return unit{}, false
}

// leadingWeekday = „вторник,“ before a date.
func (p *parser) leadingWeekday() *time.Weekday {
	if day, ok := weekdayOf(p.at(0).text); ok && p.at(0).kind == wordToken {
		start := p.pos
		p.pos++
		p.words(",", "-", "на")
		if p.at(0).kind == numberToken {
			return &day
		}
		p.pos = start
	}
	return nil
}

// trailingWeekday = [„включително“] („(вторник)“ | „, вторник“) behind a date.
func (p *parser) trailingWeekday() *time.Weekday {
	start := p.pos
	p.words("(", ",", "-", "включително", "вкл")
	day, ok := weekdayOf(p.at(0).text)
	if !ok || p.at(0).kind != wordToken {
		p.pos = start
		return nil
	}
	p.pos++
	p.words(")")
	return &day
}

// endOf = [„до“ | „в“] („края“ | „изтичането“ | „последния ден“) „на“ (unit | every | „месеца, следващ …“).
func (p *parser) endOf() ([]item, bool) {
	intro := p.introduction()
	if !p.stem("край", "края", "изтичан", "приключван") {
		return nil, false
	}
	p.words("на", "от")
	if ev, ok := p.eachPeriod(pick{}); ok {
		ev.explicit = true
		return []item{{kind: everyItem, every: ev}}, true
	}
	units, _, ok := p.unitList(plain)
	if ok && (intro == afterDay || intro == fromDay) {
		p.refuseStart()
		return nil, false
	}
	if !ok {
		if p.peekWord(0, "месеца", "тримесечието", "полугодието", "шестмесечието") {
			p.refuse("не е ясно кой период е „%s“; пишете напр. „до края на всяко тримесечие“ или „до края на м. април“", p.rest())
		}
		return nil, false
	}
	var items []item
	for _, u := range units {
		items = append(items, item{kind: pointItem, from: u, to: u, end: true})
	}
	p.yearly(items)
	return items, true
}

// lasting = „постоянен“ | „текущ“ | „целогодишно“ | „през целия период“, with „срок“.
func (p *parser) lasting() ([]item, bool) {
	whole := p.sequence("през", "целия", "период") || p.sequence("за", "целия", "период") ||
		p.sequence("в", "рамките", "на", "плана") || p.sequence("за", "срока", "на", "плана") || p.sequence("за", "срока", "на", "действие")
	if whole {
		p.words("на", "плана", "действие")
		return []item{{kind: lastingItem}}, true
	}
	p.words("с", "в", "на")
	if t := p.at(0); t.kind != wordToken || !lasting(t.text) {
		return nil, false
	}
	p.pos++
	p.stem("срок")
	return []item{{kind: lastingItem}}, true
}

// hour = hour of day, then the date: „до 17,30 часа на 31.03.2018 г.“.
func (p *parser) hour() ([]item, bool) {
	if !p.hourOfDay() {
		return nil, false
	}
	p.words("на", ",", "до")
	return p.item()
}

// trailingHour = hour of day behind a date: „31.03.2018 г., 17:00 ч.“.
func (p *parser) trailingHour() {
	start := p.pos
	p.words(",")
	if !p.hourOfDay() {
		p.pos = start
	}
}

// hourOfDay = „17:00 ч.“ | „до 17,30 часа“: noted and not kept, since terms are days.
func (p *parser) hourOfDay() bool {
	p.words("до", "в", "на")
	h := p.at(0)
	if h.kind != numberToken || h.roman() || h.n < 0 || h.n > 24 {
		return false
	}
	p.pos++
	if p.word(":", ".", ",") {
		if m := p.at(0); m.digits != 2 || m.n > 59 {
			return false
		}
		p.pos++
	}
	if !p.word("ч", "час", "часа") {
		return false
	}
	p.warn("часът не се пази: срокът е денят, до 24:00 ч.")
	return true
}
