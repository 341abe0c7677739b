package mail

import (
	"strings"
)

// told is what the text of a report says, without the letter that came back.
type told struct {
	human, original string
	places          []addressAt
	subjects        []string // of the letter, where the text shows them
}

type addressAt struct {
	address string // lower case
	at      int
}

// maxTold bounds the text of a report: machines are brief.
const maxTold = 32 << 10

// told cuts a report's text where the letter that came back begins: at words that announce it, or
// where three lines in a row are header fields, one of them a server's.
func (p *parser) told() *told {
	if p.report.told != nil {
		return p.report.told
	}
	full := p.m.FullText[:min(len(p.m.FullText), maxTold)]
	cut := len(full)
	for _, loc := range returnedMark.FindAllStringIndex(full, 10) {
		if rest := full[loc[1]:]; looksReturned(rest) {
			cut = loc[0]
			break
		}
	}
	run, start, at, traced := 0, 0, 0, false
	for line := range strings.Lines(full[:cut]) {
		switch trimmed := strings.TrimLeft(line, "> \t"); {
		case headerLine.MatchString(trimmed):
			if run == 0 {
				start, traced = at, false
			}
			run++
			traced = traced || traceLine.MatchString(trimmed)
		case run > 0 && line != trimmed && strings.TrimSpace(line) != "": // a continuation
		default:
			run = 0
		}
		if run >= 3 && traced {
			cut = start
			break
		}
		at += len(line)
	}
	t := &told{human: scanned.ReplaceAllString(expanded.ReplaceAllString(full[:cut], "<$1>"), ""), original: full[cut:]}
	for _, found := range letterSubject.FindAllStringSubmatch(t.human, 5) {
		t.subjects = append(t.subjects, found[1])
	}
	t.human = letterSubject.ReplaceAllString(t.human, "") // our own words say nothing of the letter's fate
	for _, loc := range anAddress.FindAllStringIndex(t.human, 1000) {
		t.places = append(t.places, addressAt{strings.ToLower(barely(t.human[loc[0]:loc[1]])), loc[0]})
	}
	p.report.told = t
	return t
}

// about is the stretch of the text from an address to the next one of a list; the whole text, within
// bounds, where the address does not stand in it.
func (t *told) about(address string, others []string) string {
	const most = 1500
	address = strings.ToLower(address)
	for i, place := range t.places {
		if place.address != address {
			continue
		}
		end := len(t.human)
		for _, next := range t.places[i+1:] {
			if next.address != address && containsFold(others, next.address) {
				end = next.at
				break
			}
		}
		return t.human[place.at:min(end, place.at+most)]
	}
	return t.human[:min(len(t.human), most)]
}

var (
	// What a filter adds to every letter that it lets through: it is no reason.
	scanned = compiled(`(?im)^.*\b(?:scanned|checked) (?:for|by)\b.*$|^.*\bпроверен\S* за \S*\s?(?:вирус|спам).*$`)

	wrap = compiled(`\n[ \t]+`)
	// A line of prose that is full, and what goes on after it.
	fullLine = compiled(`([^\n]{50}[\pL,])\n([\pL<])`)
)

// unwrapped adds what a server broke to fit its lines, put together: it indents what goes on, or
// breaks lines that are full. The lines as they were stay too, because a transcript is read by them.
func unwrapped(text string) string {
	if whole := fullLine.ReplaceAllString(wrap.ReplaceAllString(text, " "), "$1 $2"); whole != text {
		return text + "\n" + whole
	}
	return text
}

// looksReturned: header fields stand near the beginning.
func looksReturned(text string) bool {
	n, seen := 0, 0
	for line := range strings.Lines(text) {
		if n++; n > 12 {
			break
		}
		if headerLine.MatchString(strings.TrimLeft(line, "> \t")) {
			seen++
		}
	}
	return seen >= 1
}

// returnedHeader reads the header of a letter that came back as text or as a nested message.
func (p *parser) returnedHeader(original string) header {
	if len(p.report.nested) > 0 {
		return p.report.nested[0].header
	}
	for _, group := range fieldsOf(unquoteLines(original)) {
		if group.has("to") || group.has("message-id") || group.has("received") {
			return group
		}
	}
	return nil
}

func unquoteLines(s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		out.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, ">"), " "))
	}
	return out.String()
}

// reportHeading is the report's subject without that of our letter, which many servers put after
// their own words: „Недоставено: Забавен отчет“ tells of no delay.
func (p *parser) reportHeading() string {
	heading := p.heading()
	subjects := p.told().subjects
	returned := p.report.returned
	if returned == nil {
		returned = p.returnedHeader(p.told().original)
	}
	if s := oneLine(decodeWords(returned.get("subject"), p.o.Charset)); s != "" {
		subjects = append(subjects, s)
	}
	for _, s := range subjects {
		if before, ok := strings.CutSuffix(heading, s); ok && len(s) > 3 && strings.TrimSpace(before) != "" {
			return before
		}
	}
	return heading
}
