package workflow

import (
	"fmt"
	"slices"
	"strings"
)

// parser reads the tokens of a phrase by recursive descent. Each rule either moves pos
// behind what it read and says true, or leaves pos where it was and says false.
type parser struct {
	tokens   []token
	pos      int
	year     int // the plan's
	warnings []string
	report   bool   // a report is spoken of
	refused  string // set by a rule that knows why there is no honest reading
}

// phrase = item { separator item }. The first refusal wins.
func (p *parser) phrase() (items []item, refusal string) {
	if !slices.ContainsFunc(p.tokens, func(t token) bool { return t.kind != markToken }) {
		return nil, "срокът е празен; " + p.suggestDay()
	}
	joint := p.separators()
	for p.pos < len(p.tokens) {
		if reason := p.vague(); reason != "" {
			return nil, reason
		}
		read, ok := p.item()
		if p.refused != "" {
			return nil, p.refused
		}
		if !ok {
			return nil, "не е ясно какво значи „" + p.rest() + "“; " + p.suggestDay()
		}
		read[0].joint = joint
		if chained := len(items) > 0 && items[len(items)-1].from != items[len(items)-1].to; joint.dash && !joint.report && chained {
			return nil, "не е ясно докъде е периодът; посочете само началото и края му"
		}
		items = append(items, read...)
		joint = p.separators()
	}
	if len(items) == 0 {
		return nil, "няма посочен срок; " + p.suggestDay()
	}
	return items, ""
}

func (p *parser) suggestDay() string { return fmt.Sprintf(suggestDay, p.year) }

// item tries the rules in order of how much they demand.
func (p *parser) item() ([]item, bool) {
	for _, rule := range []func() ([]item, bool){
		p.hour, p.counted, p.weekly, p.dayOfPeriod, p.everyRule, p.endOf, p.lasting, p.places, p.anchorAlone,
	} {
		start, warnings, report := p.pos, p.warnings, p.report
		if read, ok := rule(); ok || p.refused != "" {
			return read, ok
		}
		p.pos, p.warnings, p.report = start, warnings, report
	}
	return nil, false
}

// What may stand between items or before a date without changing it.
var labels = []string{"отчет", "доклад", "информац", "справк", "представя", "публикува", "изготв", "изпращ", "предава",
	"внасян", "обобщен", "междинен", "междинн", "окончател", "краен", "крайн", "отчита", "резултат"}

// separators skips what joins items: marks, „и“, labels („отчет до …“), and says how.
func (p *parser) separators() (j joint) {
	for p.pos < len(p.tokens) {
		t := p.tokens[p.pos]
		j.dash = j.dash || t.text == "-"
		switch {
		case t.kind == markToken && strings.Contains(",;:().-!", t.text), t.text == "а", t.text == "но", t.text == "с", t.text == "със",
			t.text == "включително", t.text == "вкл":
		case t.text == "или", t.text == "/":
			j.or = true
		case t.text == "и":
			j.and = true
		case t.kind == wordToken && hasStem(t.text, "срок") && !p.peekWord(1, "от", "до", "след"):
		case p.periodicReport() && p.pos+2 < len(p.tokens):
			// „шестмесечен отчет до 15.07.“ is dated by the day; alone it is a cadence.
		case t.kind == wordToken && hasStem(t.text, labels...) && adverbOf(t.text) == 0:
			j.report, p.report = true, true
			p.pos++
			p.reportNoun()
			continue
		default:
			return j
		}
		p.pos++
	}
	return j
}

// reportNoun skips „за изпълнението на мярката“ behind a label; „на тримесечие“ stays.
func (p *parser) reportNoun() {
	for {
		start := p.pos
		p.words("за", "на", "по", "от")
		if !p.stem("изпълнение", "мярк", "мерк", "план", "дейност", "съвет") && !p.stem(labels...) {
			p.pos = start
			return
		}
	}
}

// vague says why the words here have no honest reading; it is empty where they may have one.
func (p *parser) vague() string {
	for _, v := range vague {
		if !p.stems(v.stems...) {
			continue
		}
		suggest := v.suggest
		if strings.Contains(suggest, "%d") {
			suggest = fmt.Sprintf(suggest, p.year)
		}
		return fmt.Sprintf("„%s“ не е срок, който може да се проследи; %s", p.rest(), suggest)
	}
	return ""
}

// stems reports whether the next words begin with these stems; a hyphen between them
// does not matter.
func (p *parser) stems(stems ...string) bool {
	i := p.pos
	for n, stem := range stems {
		if n > 0 && i < len(p.tokens) && p.tokens[i].text == "-" {
			i++
		}
		if i >= len(p.tokens) || p.tokens[i].kind != wordToken || !strings.HasPrefix(p.tokens[i].text, stem) {
			return false
		}
		if len([]rune(stem)) <= 3 && p.tokens[i].text != stem {
			return false
		}
		i++
	}
	return true
}

// rest is the phrase from here on, for messages.
func (p *parser) rest() string { return words(p.tokens[p.pos:]) }

func words(tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && t.spaced {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
		if t.kind == wordToken && (t.text == "г" || t.text == "м" || t.text == "ч") {
			b.WriteByte('.')
		}
	}
	return b.String()
}

// at is the token n places ahead; beyond the end it is a mark without text.
func (p *parser) at(n int) token {
	if p.pos+n < len(p.tokens) {
		return p.tokens[p.pos+n]
	}
	return token{kind: markToken}
}

func (p *parser) peekWord(n int, words ...string) bool { return slices.Contains(words, p.at(n).text) }

// word takes the next token where it is one of these words or marks.
func (p *parser) word(words ...string) bool {
	if t := p.at(0); t.text != "" && slices.Contains(words, t.text) {
		p.pos++
		return true
	}
	return false
}

// words takes all that follow of these.
func (p *parser) words(words ...string) {
	for p.word(words...) {
	}
}

// stem takes the next word where it begins with one of these.
func (p *parser) stem(stems ...string) bool {
	if t := p.at(0); t.kind == wordToken && hasStem(t.text, stems...) {
		p.pos++
		return true
	}
	return false
}

// sequence takes all the words, each known by a stem, or none.
func (p *parser) sequence(stems ...string) bool {
	if !p.stems(stems...) {
		return false
	}
	for n := range stems {
		if n > 0 {
			p.word("-")
		}
		p.pos++
	}
	return true
}

// refuse ends the reading with a reason.
func (p *parser) refuse(format string, args ...any) {
	if p.refused == "" {
		p.refused = fmt.Sprintf(format, args...)
	}
}

func (p *parser) warn(format string, args ...any) {
	p.warnings = appendOnce(p.warnings, fmt.Sprintf(format, args...))
}

func appendOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// ordinal = number up to 31 | „първи“ | „последен“ (-1).
func (p *parser) ordinal() (int, bool) {
	t := p.at(0)
	if t.kind == numberToken && t.n >= 1 && t.n <= 31 && t.digits <= 2 {
		p.pos++
		return t.n, true
	}
	if t.kind == wordToken {
		if n := ordinalOf(t.text); n != 0 {
			p.pos++
			return n, true
		}
	}
	return 0, false
}

// cardinal = number | „три“.
func (p *parser) cardinal() (int, bool) {
	t := p.at(0)
	if t.kind == numberToken && !t.roman() && t.n >= 0 && !t.ordinal {
		p.pos++
		return t.n, true
	}
	if n := cardinals[t.text]; t.kind == wordToken && n > 0 {
		p.pos++
		return n, true
	}
	return 0, false
}

// period takes the noun of a period and gives its months.
func (p *parser) period() (int, bool) {
	if t := p.at(0); t.kind == wordToken {
		if months := periodOf(t.text); months != 0 {
			p.pos++
			return months, true
		}
	}
	return 0, false
}

// preposition is how a date is introduced.
type preposition int

const (
	plain     preposition = iota
	untilDay              // до, не по-късно от
	onDay                 // на, през, в
	fromDay               // от
	afterDay              // след
	beforeDay             // преди
)

// introduction = [„най-късно“] („до“ | „на“ | „през“ | „от“ | „след“ | „преди“ …).
func (p *parser) introduction() preposition {
	switch {
	case p.sequence("не", "по", "късно", "от"), p.sequence("не", "по", "късно", "до"), p.sequence("най", "късно", "до"),
		p.sequence("в", "срок", "до"), p.sequence("срок", "до"), p.sequence("не", "повече", "от"):
		return untilDay
	case p.sequence("не", "по", "рано", "от"), p.sequence("считано", "от"):
		return fromDay
	case p.sequence("в", "рамките", "на"), p.sequence("в", "течение", "на"), p.sequence("в", "периода"), p.sequence("в", "продължение", "на"),
		p.sequence("за", "периода"), p.sequence("за", "срока", "на"), p.sequence("през", "периода"), p.sequence("през", "целия"),
		p.sequence("през", "цялата"), p.sequence("през", "цялото"), p.sequence("период"):
		p.words("от")
		return onDay
	case p.sequence("най", "късно"):
		p.words("на", "през", "в")
		return untilDay
	case p.word("до", "към"):
		return untilDay
	case p.word("на", "през", "в", "във", "по"):
		return onDay
	case p.word("от", "между"):
		return fromDay
	case p.word("след"):
		return afterDay
	case p.word("преди"):
		return beforeDay
	}
	return plain
}
