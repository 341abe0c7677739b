package workflow

import (
	"fmt"
	"strings"
)

// TermKind says what sort of deadline a phrase is.
type TermKind string

const (
	DateTerm       TermKind = "date"       // one or more named days
	WindowTerm     TermKind = "window"     // a stretch of time, due on its last day
	RecurringTerm  TermKind = "recurring"  // days that come again in the plan's year or for its periods
	ContinuousTerm TermKind = "continuous" // always; needs a cadence
	AnchoredTerm   TermKind = "anchored"   // counted from what has not happened yet
	RefusedTerm    TermKind = "refused"    // no honest reading
)

// Anchor is what an anchored term is counted from.
type Anchor string

const (
	AnchorAdoption Anchor = "adoption" // the plan's adoption
	AnchorMeeting  Anchor = "meeting"
	AnchorLetter   Anchor = "letter" // a letter, request or notice received
	AnchorEvent    Anchor = "event"  // anything else
)

// TermDate is one due day: as the phrase says it, as the calendar moves it, and why.
type TermDate struct {
	Nominal   Date   `json:"nominal"`
	Effective Date   `json:"effective"`
	Why       string `json:"why"`
	// Derivation is the same for programs: replayed, it gives Effective.
	Derivation Derivation `json:"-"`
}

// Term is what a deadline phrase means for the plan of a year. The phrase itself stays
// verbatim; what a person sets as working due date belongs to a Task.
type Term struct {
	Phrase   string     `json:"phrase"`
	Kind     TermKind   `json:"kind"`
	From     Date       `json:"from"` // of a window; otherwise no day
	To       Date       `json:"to"`
	Dates    []TermDate `json:"dates"`  // in order of time, never null
	Anchor   Anchor     `json:"anchor"` // of an anchored term
	Needs    string     `json:"needs"`  // what a person must still say, in Bulgarian
	Warnings []string   `json:"warnings"`
	Reason   string     `json:"reason"` // how it was read, or why it was refused and what to write

	distance *distance // of an anchored term, where the phrase says one
}

// maxPhrase is the longest phrase that is read, in bytes; a cell of a plan has some
// fifty, and what is longer is no deadline.
const maxPhrase = 1000

// ReadTerm reads a deadline phrase of a plan of a year. It always answers: what has no
// honest reading is of kind RefusedTerm, with a suggestion in Reason. Phrases are read
// by one grammar (tokens → parser → meaning), so that word order, abbreviations and
// notation may vary; a phrase is refused as a whole where any part of it is not understood.
func ReadTerm(phrase string, year int, cal *Calendar) Term {
	refused := func(reason string) Term {
		return Term{Phrase: phrase, Kind: RefusedTerm, Dates: []TermDate{}, Warnings: []string{}, Reason: reason}
	}
	if year < FirstYear || year > LastYear {
		return refused(fmt.Sprintf("почивните дни за %d г. не са известни; посочете година от %d до %d", year, FirstYear, LastYear))
	}
	if len(phrase) > maxPhrase {
		return refused("текстът е твърде дълъг за срок; посочете само срока")
	}
	p := &parser{tokens: tokens(phrase), year: year}
	items, refusal := p.phrase()
	if refusal != "" {
		return refused(refusal)
	}
	m := &meaning{year: year, cal: cal, report: p.report, warnings: p.warnings}
	term, refusal := m.of(items)
	if refusal != "" {
		return refused(refusal)
	}
	term.Phrase = phrase
	return term
}

// Refusal is the term's refusal as an error, nil where it was read.
func (t Term) Refusal() error {
	if t.Kind != RefusedTerm {
		return nil
	}
	return &Refusal{Where: "„" + strings.Join(strings.Fields(t.Phrase), " ") + "“", What: t.Reason}
}

// Resolve dates an anchored term once the day of its anchor is known: „в едномесечен
// срок от приемане на плана“, adopted on 31.01.2018, falls due on 28.02.2018. A term that
// is not anchored, or names no distance from its anchor („при необходимост“), is a *Refusal.
func (t Term) Resolve(anchor Date, cal *Calendar) (TermDate, error) {
	where := "„" + t.Phrase + "“"
	switch {
	case t.Kind != AnchoredTerm:
		return TermDate{}, &Refusal{Where: where, What: "срокът не се брои от събитие"}
	case t.distance == nil:
		return TermDate{}, &Refusal{Where: where, What: "не е казано колко време след събитието", Do: "определете дата"}
	case anchor.Year < FirstYear || anchor.Year > LastYear:
		return TermDate{}, &Refusal{Where: where, What: fmt.Sprintf("почивните дни за %d г. не са известни", anchor.Year)}
	}
	due := t.distance.from(anchor, cal)
	if due.Effective.Year < FirstYear || due.Effective.Year > LastYear {
		return TermDate{}, &Refusal{Where: where, What: fmt.Sprintf("почивните дни за %d г. не са известни", due.Effective.Year)}
	}
	return due, nil
}

// forwardDate is a due day that moves forward where it is off.
func forwardDate(nominal Date, cal *Calendar) TermDate {
	d := cal.Forward(nominal)
	return TermDate{nominal, d.Effective, d.Reason, d}
}

// backwardDate is a due day that was counted backward and never moves forward.
func backwardDate(nominal Date, cal *Calendar) TermDate {
	d := cal.Backward(nominal)
	return TermDate{nominal, d.Effective, d.Reason, d}
}
