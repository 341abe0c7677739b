package workflow

import (
	"fmt"
	"time"
)

// unit = day | month | part of a month | quarter, half-year | year.
func (p *parser) unit() (unit, bool) {
	for _, rule := range []func() (unit, bool){p.isoDay, p.numericMonth, p.slashedDay, p.dottedDay, p.namedDay, p.monthPart, p.yearPart, p.month, p.yearUnit} {
		start := p.pos
		if u, ok := rule(); ok || p.refused != "" {
			return u, ok
		}
		p.pos = start
	}
	return unit{}, false
}

// isoDay = 2018-03-31 | 2018.03.31 | 2018/03/31: with the year first, the month follows.
func (p *parser) isoDay() (unit, bool) {
	y, m, d, mark := p.at(0), p.at(2), p.at(4), p.at(1).text
	if y.digits != 4 || m.digits != 2 || d.digits != 2 || p.at(3).text != mark || mark != "-" && mark != "." && mark != "/" {
		return unit{}, false
	}
	p.pos += 5
	return p.checkedDay(d.n, m.n, yearRef{set: true, number: y.n})
}

// slashedDay = 03/04/2018 or 03-04-2018: refused where day and month could be exchanged.
func (p *parser) slashedDay() (unit, bool) {
	a, mark, b := p.at(0), p.at(1).text, p.at(2)
	dashed := mark == "-" && p.at(3).text == "-" && p.at(4).digits == 4
	if a.digits < 1 || a.digits > 2 || b.digits < 1 || b.digits > 2 || mark != "/" && !dashed {
		return unit{}, false
	}
	p.pos += 3
	year := yearRef{}
	if p.at(0).text == mark && (p.at(1).digits == 4 || p.at(1).digits == 2) {
		p.pos++
		year = p.numericYear()
	}
	if a.n > 12 && b.n >= 1 && b.n <= 12 || a.n == b.n {
		return p.checkedDay(a.n, b.n, year)
	}
	y := year.in(p.year)
	if b.n > 12 || a.n < 1 || b.n < 1 || a.n > 12 {
		p.refuse("„%s%s%s“ не е дата: първо се пише денят, после месецът; пишете напр. „31.03.%d г.“", a.text, mark, b.text, y)
		return unit{}, false
	}
	p.refuse("не е ясно кое е денят и кое месецът; пишете „%s“ или „%s“",
		Date{y, time.Month(b.n), a.n}.Short(), Date{y, time.Month(a.n), b.n}.Short())
	return unit{}, false
}

// numericMonth = 05/2018 | 2018-05; with a dot it is a dottedDay without its day.
func (p *parser) numericMonth() (unit, bool) {
	a, mark, b := p.at(0), p.at(1), p.at(2)
	switch {
	case mark.text == "/" && a.digits >= 1 && a.digits <= 2 && b.digits == 4:
		p.pos += 2
		return p.checkedMonth(a.n, p.numericYear())
	case mark.text == "-" && !mark.spaced && a.digits == 4 && b.digits == 2 && !b.spaced && b.n <= 12:
		p.pos += 3
		return p.checkedMonth(b.n, yearRef{set: true, number: a.n})
	}
	return unit{}, false
}

// dottedDay = 31.03.2018 г. | 31.03. | 30.VI.18, and without a day 05.2018.
func (p *parser) dottedDay() (unit, bool) {
	d := p.at(0)
	if d.kind != numberToken || p.at(1).text != "." || p.at(2).kind != numberToken {
		return unit{}, false
	}
	p.pos += 2
	if p.at(0).digits == 4 {
		year := p.numericYear()
		return p.checkedMonth(d.n, year)
	}
	if d.roman() {
		return unit{}, false
	}
	m := p.at(0)
	p.pos++
	year := yearRef{}
	if p.word(".") || m.roman() {
		if n := p.at(0); n.kind == numberToken && (n.digits == 4 || n.digits == 2 && !p.at(0).spaced) {
			year = p.numericYear()
		} else if n.kind == numberToken && !n.spaced {
			p.refuse("„%s“ не е година; пишете напр. „31.03.%d г.“", n.text, p.year)
		}
	}
	if !year.set {
		year = p.yearPhrase()
	}
	return p.checkedDay(d.n, m.n, year)
}

// namedDay = 31 [„ден“] [„на“] [„м.“] май [2018 г.].
func (p *parser) namedDay() (unit, bool) {
	day := p.at(0)
	if day.kind != numberToken || day.roman() || day.digits > 2 {
		return unit{}, false
	}
	p.pos++
	p.words(".", "-", "ден", "число", "на", "м", "месец")
	m := monthOf(p.at(0).text)
	if m == 0 || p.at(0).kind != wordToken {
		return unit{}, false
	}
	p.pos++
	p.words("месец", "м", ".")
	if p.at(0).text == "-" && p.at(1).digits == 4 { // „31-май-2018“
		p.pos++
	}
	return p.checkedDay(day.n, int(m), p.yearPhrase())
}

// month = [„м.“ | „месец“] (май | V | 05) [„месец“] [2018 г.] | II.2018.
func (p *parser) month() (unit, bool) {
	labelled := false
	for p.at(0).kind == wordToken && periodOf(p.at(0).text) == 1 {
		labelled = true
		p.pos++
	}
	t := p.at(0)
	p.pos++
	if t.kind == wordToken {
		m := monthOf(t.text)
		if m == 0 {
			return unit{}, false
		}
		p.words("месец", "м", ".")
		if p.at(0).text == "-" && p.at(1).digits == 4 { // „май-2018“
			p.pos++
		}
		if p.at(0).text == "," && p.at(1).digits == 4 {
			p.pos++
		}
		return unit{month: m, months: 1, year: p.yearPhrase()}, true
	}
	if t.kind != numberToken || !labelled && !(t.roman() && p.at(0).digits == 4) {
		return unit{}, false
	}
	p.words(".")
	return p.checkedMonth(t.n, p.yearPhrase())
}

// monthPart = „първата половина на май“ | „първата десетдневка на май“ | „първата седмица на май“.
func (p *parser) monthPart() (unit, bool) {
	n, ok := p.ordinal()
	if !ok {
		return unit{}, false
	}
	var parts map[int][2]int
	switch {
	case p.stem("половин"):
		parts = map[int][2]int{1: {1, 15}, 2: {16, 31}, -1: {16, 31}}
	case p.stem("десетдневк"):
		parts = map[int][2]int{1: {1, 10}, 2: {11, 20}, 3: {21, 31}, -1: {21, 31}}
	case p.stem("седмиц") && n == 1:
		parts = map[int][2]int{1: {1, 7}}
	default:
		return unit{}, false
	}
	days, known := parts[n]
	p.words("на", "от")
	if u, ok := p.month(); ok && known {
		u.first, u.last = days[0], days[1]
		return u, true
	}
	return unit{}, false
}

// yearPart = „първо тримесечие“ | „I трим.“ | „тримесечие 1“ | „второто полугодие“ |
// „първата половина на 2018 г.“ | „първите девет месеца“ | Q1.
func (p *parser) yearPart() (unit, bool) {
	if p.at(0).text == "q" && p.at(1).kind == numberToken {
		p.pos++
		u, ok := part(p.at(0).n, 3)
		p.pos++
		u.year = p.yearPhrase()
		return u, ok
	}
	if p.stem("деветмесечи") {
		return unit{month: time.January, months: 9, year: p.yearPhrase()}, true
	}
	if months, ok := p.period(); ok && months > 1 && months < 12 { // „тримесечие I“
		if t := p.at(0); t.kind == numberToken && t.n <= 12/months {
			p.pos++
			u, ok := part(t.n, months)
			u.year = p.yearPhrase()
			return u, ok
		}
		return unit{}, false
	}
	n, ok := p.ordinal()
	if !ok {
		return unit{}, false
	}
	if p.stem("половин") {
		u, ok := part(n, 6)
		p.words("на", "от")
		u.year = p.yearPhrase()
		return u, ok && u.year.set
	}
	if count, ok := p.cardinal(); ok && n == 1 && count <= 12 && count > 1 && p.stem("месец") {
		return unit{month: time.January, months: count, year: p.yearPhrase()}, true
	}
	p.words(".", "-")
	months, ok := p.period()
	if !ok || months == 1 || months == 12 {
		return unit{}, false
	}
	u, ok := part(n, months)
	if !ok {
		p.refuse("годината няма толкова периоди; пишете напр. „второ полугодие“ или „четвърто тримесечие“")
	}
	u.year = p.yearPhrase()
	return u, ok
}

// yearUnit = „2018 г.“ | „годината“ | „следващата година“ | „т.г.“.
func (p *parser) yearUnit() (unit, bool) {
	year := p.yearPhrase()
	return unit{year: year, month: time.January, months: 12}, year.set
}

// yearPhrase = [„на“ | „от“ | „през“] (2018 [г.] | „годината“ | „текущата година“ |
// „следващата година“ | „годината, следваща отчетната“ | „т.г.“). Not set where none stands here.
func (p *parser) yearPhrase() yearRef {
	start := p.pos
	p.words("на", "от", "през", "календарната", "календарна", "година", "г")
	if p.pos > start && p.at(0).kind == wordToken && p.at(0).text == "г" {
		p.pos++
	}
	if p.at(0).digits == 4 || p.at(0).digits == 2 && p.at(0).n >= 10 && p.peekWord(1, "г", "год") {
		return p.numericYear()
	}
	p.pos = start
	p.words("на", "от", "през", ",")
	offset := 0
	known := true
	switch {
	case p.stem("следващат", "следваща", "идната", "идващата"):
		offset = 1
	case p.stem("предходн", "предишн", "изминал", "минал"):
		offset = -1
	case p.stem("текущат", "тазгодишн", "същат", "настоящат", "отчетнат", "съответнат"), p.word("тази", "т", "календарната", "цялата"):
	default:
		known = false
	}
	p.words("календарна", "календарната", "отчетна")
	definite := p.peekWord(0, "годината")
	if !p.stem("годин") && !(known && p.word("г", "год")) || !known && !definite {
		p.pos = start
		return yearRef{}
	}
	if !known && offset == 0 {
		p.word(",")
		if p.sequence("следваща") {
			offset = 1
			p.stem("отчетна", "отчитана", "текуща", "календарна")
			p.stem("година")
		} else if p.tokens[p.pos-1].text == "," {
			p.pos--
		}
	}
	return yearRef{set: true, relative: true, offset: offset}
}

// numericYear takes 2018 or 18, and „г.“ behind it.
func (p *parser) numericYear() yearRef {
	t := p.at(0)
	p.pos++
	p.words("г", "год", "година", "годината", ".")
	year := yearRef{set: true, number: t.n}
	if t.digits == 2 {
		year.number += 2000
		p.warn("годината е с две цифри: „%s“ е прочетена като %d", t.text, year.number)
	}
	return year
}

// checkedDay refuses a day that no year has; 29 February waits for its year.
func (p *parser) checkedDay(day, month int, year yearRef) (unit, bool) {
	if month < 1 || month > 12 {
		p.refuse("няма такъв месец (от 1 до 12); пишете деня, после месеца, напр. „31.03.%d г.“", p.year)
		return unit{}, false
	}
	if day < 1 {
		p.refuse("няма такъв ден от месеца; пишете напр. „31.03.%d г.“", p.year)
		return unit{}, false
	}
	if day > lastDay(2000, time.Month(month)) {
		p.refuse("%s", noSuchDay(day, time.Month(month), year.in(p.year)))
		return unit{}, false
	}
	return dayUnit(day, time.Month(month), year), true
}

func (p *parser) checkedMonth(month int, year yearRef) (unit, bool) {
	if month < 1 || month > 12 {
		p.refuse("няма такъв месец; месеците са от 1 до 12")
		return unit{}, false
	}
	return unit{month: time.Month(month), months: 1, year: year}, true
}

// noSuchDay refuses 31 June and proposes the month's last day.
func noSuchDay(day int, month time.Month, year int) string {
	last := lastDay(year, month)
	return fmt.Sprintf("няма ден %d %s %d г.; последният е %s", day, MonthName(month), year, Date{year, month, last}.Short())
}
