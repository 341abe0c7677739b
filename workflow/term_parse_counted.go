package workflow

// counted = [introduction] duration [„срок“] („от“ | „след“ | „преди“) target: a term
// that lies a distance from something. The target is a day of the calendar, the end of
// each period, or an anchor that has not happened yet.
func (p *parser) counted() ([]item, bool) {
	p.introduction()
	if p.word("срок") {
		p.words("от", "до")
	}
	d, counted, ok := p.duration()
	if !ok {
		return nil, false
	}
	term := p.stem("срок")
	switch {
	case p.word("преди"):
		d.back = true
	case p.word("след"), p.sequence("считано", "от"), p.word("от"):
	default:
		if term || counted && p.pos == len(p.tokens) {
			p.refuse("не е ясно от какво се брои срокът; пишете напр. „в едномесечен срок от приемане на плана“")
		}
		return nil, false
	}
	if !d.sensible() {
		p.refuse("срокът е твърде дълъг, за да се брои; посочете дата")
		return nil, false
	}
	return p.target(d)
}

// duration = n [„работни“ | „календарни“] (дни | седмици | месеца) | „14-дневен“ |
// „едномесечен“ | „седмица“. counted: a number is said.
func (p *parser) duration() (d distance, counted, ok bool) {
	working := p.stem("работн", "работен")
	n, counted := p.cardinal()
	if counted {
		p.word("-")
	} else {
		n = 1
	}
	if p.word("(") { // „3 (три) дни“
		p.cardinal()
		p.word(")")
	}
	working = p.stem("работн", "работен") || working
	p.stem("календарн", "календарен")
	unit, ok := countUnitOf(p.at(0).text)
	if !ok {
		var own int
		if own, unit, ok = durationOf(p.at(0).text); !ok {
			return distance{}, false, false
		}
		n *= own
	}
	p.pos++
	if p.stem("работен") || working { // „в 5-дневен работен срок“
		if unit != inDays {
			return distance{}, false, false
		}
		unit = inWorkingDays
	}
	return distance{n: n, unit: unit}, counted, true
}

// target is what a distance is counted from.
func (p *parser) target(d distance) ([]item, bool) {
	start := p.pos
	p.words("датата", "деня", "на")
	end := p.stem("край", "края", "изтичан", "приключван", "изтекл")
	p.words("на", "от")
	if ev, ok := p.eachPeriod(pick{}); ok {
		ev.explicit = true
		return []item{{kind: everyItem, every: ev, distance: &d}}, true
	}
	if months, ok := p.period(); ok && end && months < 12 && p.at(0).kind != numberToken && monthOf(p.at(0).text) == 0 {
		return []item{{kind: everyItem, every: every{months: months, times: 1, explicit: true}, distance: &d}}, true
	}
	p.pos = start
	p.words("датата", "деня", "на")
	end = p.stem("край", "края", "изтичан", "приключван")
	p.words("на", "от")
	if u, ok := p.unit(); ok {
		if !end && !u.isDay() {
			p.refuse("не е ясно от кой ден се брои; пишете напр. „до 10 дни след края на периода“")
			return nil, false
		}
		return []item{{kind: pointItem, from: u, to: u, end: end, distance: &d}}, true
	}
	if p.refused != "" {
		return nil, false
	}
	p.pos = start
	anchor, ok := p.anchorText()
	return []item{{kind: anchoredItem, anchor: anchor, distance: &d}}, ok
}

// anchorAlone = („при“ | „след“ | „преди“ | „в деня на“ | „до“) anchor: no distance is
// said. After „до“ only a known anchor or a verbal noun („до приключване на проекта“) is
// one, because anything might follow.
func (p *parser) anchorAlone() ([]item, bool) {
	var d *distance
	mustBeKnown := false
	switch {
	case p.sequence("в", "деня", "на"), p.sequence("на", "датата", "на"):
		d = &distance{}
	case p.word("до"):
		d, mustBeKnown = &distance{}, true
	case p.word("при", "след", "преди", "по"):
		mustBeKnown = p.tokens[p.pos-1].text == "по"
	default:
		return nil, false
	}
	happening := hasEnding(p.at(0).text, "ане", "ене", "ането", "ението", "ието") ||
		p.stems("края", "на") && !p.stems("края", "на", "всек") && !p.stems("края", "на", "всяк")
	anchor, ok := p.anchorText()
	if !ok || mustBeKnown && anchor == AnchorEvent && !happening {
		return nil, false
	}
	return []item{{kind: anchoredItem, anchor: anchor, distance: d}}, true
}

// anchorText takes the words of an anchor up to the next mark, „или“, or „и“ before what
// starts another term. It must have a real word.
func (p *parser) anchorText() (Anchor, bool) {
	var words []string
	for ; p.pos < len(p.tokens); p.pos++ {
		t := p.at(0)
		joins := t.text == "и" || t.text == "или"
		if t.text == "," || t.text == ";" || joins && (p.peekWord(1, "до", "на", "в", "през", "при") || p.at(1).kind == numberToken) {
			break
		}
		if p.vague() != "" {
			return "", false
		}
		if t.kind == wordToken {
			words = append(words, t.text)
		}
	}
	for _, w := range words {
		if len([]rune(w)) > 3 && !hasStem(w, "възможн", "първа") {
			return anchorOf(words), true
		}
	}
	return "", false
}
