package planfile

import (
	"fmt"
	"regexp"
	"strings"

	"srok/workflow"
)

// said is what a measure's own text says of its deadline and of who is responsible:
// „… Срок: 30.06.2018 г.; Отг.: кметовете на общини“.
type said struct{ term, responsible string }

var (
	saidTerm = regexp.MustCompile(`(?is)(?:^|[\s.;,(])срок(?:\s+за\s+изпълнение)?\s*:\s*(.*?)\s*(?:[;)\n]|,?\s+отг(?:\.|овор)|$)`)
	saidWho  = regexp.MustCompile(`(?is)(?:^|[\s.;,(])отг(?:\.|оворник|оворници|оворни|оворен|оворна\s+институция|оворни\s+институции)?\s*:\s*(.*?)\s*(?:[;)\n]|[,.]?\s+срок|$)`)
)

func readSaid(text string) said {
	var s said
	if m := saidTerm.FindStringSubmatch(text); m != nil {
		s.term = strings.Trim(m[1], " ,")
	}
	if m := saidWho.FindStringSubmatch(text); m != nil {
		s.responsible = strings.Trim(m[1], " ,.")
	}
	return s
}

// fromText fills the columns that are empty with what the text says. The text keeps it.
func (in *interpreter) fromText(m *workflow.Measure) {
	if m.Term != "" && m.Responsible != "" {
		return
	}
	s := readSaid(m.Text)
	if m.Term == "" && s.term != "" {
		m.Term = s.term
		in.warn(m.Key, fmt.Sprintf("Срокът „%s“ е взет от текста на мярката.", clip(s.term)))
	}
	if m.Responsible == "" && s.responsible != "" {
		m.Responsible = s.responsible
		in.warn(m.Key, fmt.Sprintf("Отговорният „%s“ е взет от текста на мярката.", clip(s.responsible)))
	}
}

// paragraphs reads a plan without a table: numbered paragraphs that say „Срок: …“ themselves.
func (in *interpreter) paragraphs() error {
	in.layout = layout{at: map[column]int{textColumn: 0}}
	for _, r := range in.doc.rows {
		text := r.whole()
		numeral, title, isSection := sectionRow(text)
		numbered := numberedText.MatchString(text)
		r.cells = []cell{{text: text}}
		switch {
		case isSection:
			in.openSection(r, numeral, title)
		case numbered:
			if err := in.measure(r); err != nil {
				return err
			}
		case len(in.measures) == 0 || in.fresh:
			in.preamble = append(in.preamble, r)
		default:
			m := in.measures[len(in.measures)-1]
			m.Text += "\n" + text
			in.fromText(m)
		}
	}
	in.closeSection()
	for _, m := range in.measures {
		if m.Term != "" {
			return nil
		}
	}
	return &workflow.Refusal{Where: in.doc.name, What: "no table with the columns of a plan was found",
		Do: "the table needs a header row with „№“, „Мярка“, „Срок“ and „Отговорна институция“"}
}
