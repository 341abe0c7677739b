package workflow

// everyRule = „ежемесечно“ | „всеки месец“ | „на тримесечие“ | „два пъти годишно“ …, and
// the day within each period where one is said.
func (p *parser) everyRule() ([]item, bool) {
	p.atLeast()
	ev, ok := p.cadence()
	if !ok {
		return nil, false
	}
	start := p.pos
	p.words(",", "-", "(", "и")
	if days, scope, ok := p.dayWithin(); ok && scope.place == nil && (scope.months == 0 || scope.months == ev.months || scope.monthly) {
		p.words(")")
		return ev.on(days), true
	}
	p.pos = start
	return []item{{kind: everyItem, every: ev}}, true
}

// on is the recurrence on each of these days.
func (ev every) on(days []pick) []item {
	var items []item
	for _, day := range days {
		ev.pick, ev.explicit = day, true
		items = append(items, item{kind: everyItem, every: ev})
	}
	return items
}

// atLeast skips „поне“, „не по-рядко от“: the cadence is what can be followed.
func (p *parser) atLeast() {
	switch {
	case p.sequence("не", "по", "рядко", "от"), p.sequence("най", "малко"), p.sequence("не", "по", "малко", "от"):
	default:
		p.words("поне", "минимум")
	}
}

// cadence is how often.
func (p *parser) cadence() (every, bool) {
	start := p.pos
	for _, rule := range []func() (every, bool){p.times, p.adverb, func() (every, bool) { return p.eachPeriod(pick{}) }, p.perPeriod} {
		if ev, ok := rule(); ok {
			return ev, true
		}
		p.pos = start
	}
	return every{}, false
}

// times = („веднъж“ | n „пъти“ | „двукратно“) („годишно“ | „на тримесечие“ | „в годината“).
func (p *parser) times() (every, bool) {
	n := 0
	switch {
	case p.word("веднъж"):
		n = 1
	case p.word("двукратно"):
		n = 2
	case p.word("трикратно"):
		n = 3
	default:
		count, ok := p.cardinal()
		if !ok || count < 1 || count > 366 || !p.stem("път") {
			return every{}, false
		}
		n = count
	}
	p.words("на", "в", "през", "за")
	if months := adverbOf(p.at(0).text); months != 0 {
		p.pos++
		return every{months: months, times: n}, true
	}
	ev, ok := p.perNoun()
	ev.times = n
	return ev, ok
}

// adverb = „ежемесечно“ | „тримесечно“ | „на годишна база“ | „тримесечни отчети“.
func (p *parser) adverb() (every, bool) {
	if p.word("на") || p.periodicReport() {
		n, unit, ok := durationOf(p.at(0).text)
		if !ok || p.at(1).text != "база" && !p.periodicReport() {
			return every{}, false
		}
		p.report = p.report || p.periodicReport()
		p.pos += 2
		switch {
		case unit == inMonths && 12%n == 0:
			return every{months: n, times: 1}, true
		case unit == inYears && n == 1:
			return every{months: 12, times: 1}, true
		case unit == inWeeks && n == 1:
			return every{months: weekly, times: 1}, true
		}
		return every{}, false
	}
	months := adverbOf(p.at(0).text)
	if months == 0 {
		return every{}, false
	}
	p.pos++
	return every{months: months, times: 1}, true
}

// periodicReport reports whether „тримесечен отчет“ stands here.
func (p *parser) periodicReport() bool {
	_, _, ok := durationOf(p.at(0).text)
	return ok && p.at(0).kind == wordToken && hasStem(p.at(1).text, "отчет", "доклад", "справк")
}

// eachPeriod = [„на“ | „през“] („всеки“ | „всяко“ | „всички“) [n] period.
func (p *parser) eachPeriod(day pick) (every, bool) {
	start := p.pos
	p.words("на", "през", "за", "в", "от")
	if !p.word("всеки", "всяка", "всяко", "всички") {
		p.pos = start
		return every{}, false
	}
	p.words("календарен", "календарна", "календарно", "отчетен", "отчетно", "отчетна", "едно", "един", "една")
	ev, ok := p.perNoun()
	if !ok {
		p.pos = start
	}
	ev.pick = day
	return ev, ok
}

// perPeriod = „на“ [n] period: „на тримесечие“, „на 3 месеца“. „На месеца“ is no cadence
// by itself.
func (p *parser) perPeriod() (every, bool) {
	if !p.word("на") || p.peekWord(0, "месеца", "годината", "тримесечието", "полугодието", "шестмесечието") {
		return every{}, false
	}
	if p.peekWord(0, "г", "год", "м", "година") {
		return every{}, false
	}
	return p.perNoun()
}

// perNoun = [n] (месец | тримесечие | полугодие | година | седмица). A number of months
// that does not divide the year gives no days in it.
func (p *parser) perNoun() (every, bool) {
	n, counted := p.cardinal()
	if !counted {
		n = 1
	}
	if p.stem("седмиц") {
		return every{months: weekly, times: 1}, n == 1
	}
	months, ok := p.period()
	if !ok || n < 1 || n > 12 {
		return every{}, false
	}
	if t := p.at(0); t.kind == numberToken { // „тримесечие 1“ is one quarter
		return every{}, false
	}
	months *= n
	if months <= 12 && 12%months != 0 {
		p.refuse("на %d месеца годината не се дели поравно; посочете датите", months)
		return every{}, false
	}
	return every{months: months, times: 1}, true
}

// scope is where a picked day lies.
type scope struct {
	months  int  // of the period; 0: not said
	monthly bool // „на месеца“: fits any cadence
	each    bool // „на всеки месец“
	place   *unit
}

// dayOfPeriod = „до 10-о число на всеки месец“ | „до 5-то число на месеца, следващ
// тримесечието“ | „всяко 15-о число“ | „до края на месеца, следващ …“.
func (p *parser) dayOfPeriod() ([]item, bool) {
	days, in, ok := p.dayWithin()
	if !ok {
		return nil, false
	}
	if in.place != nil {
		var items []item
		for _, day := range days {
			items = append(items, item{kind: pointItem, from: *in.place, to: *in.place, pick: &day})
		}
		return items, true
	}
	months := in.months
	if months == 0 {
		months = p.trailingCadence()
	}
	if months == 0 {
		p.refuse("не е ясно на кой месец; пишете „… на всеки месец“ или „… на месеца, следващ тримесечието“")
		return nil, false
	}
	if in.monthly {
		if cadence := p.trailingCadence(); cadence != 0 {
			months = cadence
		}
	}
	return every{months: months, times: 1}.on(days), true
}

// trailingCadence reads „ежемесечно“ behind the day.
func (p *parser) trailingCadence() int {
	start := p.pos
	p.words(",", "-")
	if ev, ok := p.cadence(); ok && ev.times == 1 && ev.months > 0 {
		return ev.months
	}
	p.pos = start
	return 0
}

// dayWithin = [„до“] („края“ | n { „и“ n } „число“ | „последния ден“ | n „работен ден“ | n weekday) of-phrase.
func (p *parser) dayWithin() (days []pick, in scope, ok bool) {
	p.introduction()
	each := p.word("всеки", "всяка", "всяко")
	if p.word("края", "край") {
		in, offset, ok := p.ofPeriod()
		return []pick{{offset: offset}}, in, ok && in.place == nil && (offset > 0 || in.each || p.followsCadence())
	}
	numbers := p.ordinals()
	if len(numbers) == 0 {
		return nil, scope{}, false
	}
	n := numbers[len(numbers)-1]
	day := pick{}
	switch {
	case p.stem("число"), n == -1 && p.word("ден", "дата"):
		day.kind = dayNumber
	case p.sequence("работ", "ден"):
		day.kind = nthWorkingDay
	case n >= 1 && p.word("ден"):
		day.kind = dayNumber
	default:
		w, is := weekdayOf(p.at(0).text)
		if !is || n > 5 {
			return nil, scope{}, false
		}
		p.pos++
		day.kind, day.weekday = nthWeekday, w
	}
	in, offset, ok := p.ofPeriod()
	if !ok {
		in = scope{}
		if each && day.kind == nthWeekday && n != 1 && n != -1 {
			p.refuse("„всеки %d-ри …“ може да е през седмица или веднъж месечно; пишете „… от месеца“", n)
			return nil, scope{}, false
		}
		if each {
			in = scope{months: 1, monthly: true}
		}
	}
	for _, n := range numbers {
		day.n, day.offset = n, offset
		days = append(days, day)
	}
	return days, in, true
}

// ordinals = n { („,“ | „и“) n }.
func (p *parser) ordinals() (numbers []int) {
	for {
		n, ok := p.ordinal()
		if !ok {
			return numbers
		}
		p.words(".", "-")
		numbers = append(numbers, n)
		if p.peekWord(0, ",", "и") && p.at(1).kind == numberToken {
			p.pos++
		}
	}
}

// followsCadence reports whether the words before are a cadence that gives „на месеца“ its sense.
func (p *parser) followsCadence() bool {
	for _, t := range p.tokens[:p.pos] {
		if t.kind == wordToken && adverbOf(t.text) != 0 || t.text == "всеки" || t.text == "всяко" || t.text == "всяка" {
			return true
		}
	}
	return p.pos < len(p.tokens) && adverbOf(p.at(0).text) != 0
}

// ofPeriod = („на“ | „от“) („всеки месец“ | „месеца“ | „следващия месец“ | „месеца, следващ
// тримесечието“ | „първия месец след тримесечието“ | „м. май“). offset is in months after the period.
func (p *parser) ofPeriod() (in scope, offset int, ok bool) {
	start := p.pos
	if p.peekWord(0, "след") { // „до третия работен ден след края на тримесечието“
		months, ok := p.following()
		return scope{months: months}, 1, ok
	}
	p.words("на", "от", "през")
	if p.word("всеки", "всяка", "всяко") {
		p.word("следващ")
		if months, ok := p.period(); ok {
			return scope{months: months, monthly: months == 1, each: true}, 0, true
		}
		p.pos = start
		return scope{}, 0, false
	}
	if n, ordinal := p.ordinal(); ordinal && n == 1 && p.stem("месец") && p.word("след", "от", "на") {
		p.words("изтичане", "изтичането", "края", "на", "всяко", "следващото", "съответното")
		if months, ok := p.period(); ok {
			return scope{months: months}, 1, true
		}
	}
	p.pos = start
	p.words("на", "от", "през")
	if p.stem("следващ") {
		if months, ok := p.period(); ok && months == 1 {
			return scope{months: 1, monthly: true}, 1, true
		}
		p.pos = start
		p.words("на", "от", "през")
	}
	p.stem("съответн", "отчетн", "текущ", "същи")
	if months, ok := p.period(); ok && months < 12 && p.at(0).kind != numberToken && monthOf(p.at(0).text) == 0 {
		if next, ok := p.following(); ok {
			return scope{months: next}, 1, true
		}
		return scope{months: months, monthly: months == 1}, 0, true
	}
	p.pos = start
	p.words("на", "от", "през")
	if u, ok := p.unit(); ok && !u.isDay() {
		return scope{place: &u}, 0, true
	}
	p.pos = start
	return scope{}, 0, false
}

// following = [„,“] („следващ“ | „след“) [„отчетното“] period: „месеца, следващ тримесечието“.
func (p *parser) following() (months int, ok bool) {
	start := p.pos
	p.words(",")
	if p.stem("следващ") || p.word("след") {
		p.words("края", "изтичане", "изтичането", "на", "всяко", "всеки", "съответното", "съответния")
		reporting := p.stem("отчетн", "изтекл", "предходн")
		if p.stem("период") {
			return 1, true
		}
		if months, ok := p.period(); ok {
			return months, true
		}
		if reporting { // „на месеца, следващ отчетния“
			return 1, true
		}
	}
	p.pos = start
	return 0, false
}

// weekly = („всеки“ | „всяка“) weekday; „всеки ден“ goes on all the time. „Всеки първи
// понеделник“ is a dayOfPeriod.
func (p *parser) weekly() ([]item, bool) {
	p.words("на", "през", "до", "в", "във")
	if !p.word("всеки", "всяка", "всяко") {
		return nil, false
	}
	if p.word("ден") || p.sequence("работен", "ден") {
		return []item{{kind: lastingItem}}, true
	}
	day, ok := weekdayOf(p.at(0).text)
	if !ok || p.at(0).kind != wordToken {
		return nil, false
	}
	p.pos++
	p.skipWeekScope()
	return []item{{kind: everyItem, every: every{months: weekly, times: 1, weekday: &day, explicit: true}}}, true
}

func (p *parser) skipWeekScope() {
	start := p.pos
	p.words("от", "на", "през")
	if !p.word("седмицата", "годината") {
		p.pos = start
	}
}
