package planfile

import (
	"regexp"
	"strings"

	"srok/workflow"
)

var (
	continuous = regexp.MustCompile(`^(?:постоян|текущ|непрекъснат)`)
	yearlyAsk  = regexp.MustCompile(`годиш(?:ен|ни|на) (?:доклад|отчет|справк|информация)|ежегод`)
	wholeYear  = regexp.MustCompile(`^януари декември`)
)

// conflicting: the term never ends, but the text asks for something once a year.
func conflicting(m workflow.Measure) bool {
	return continuous.MatchString(fold(m.Term)) && yearlyAsk.MatchString(fold(m.Text))
}

// term warns of what a measure's deadline does not say.
func (p *proposal) term(m workflow.Measure) {
	folded := fold(m.Term)
	switch {
	case conflicting(m):
		p.warn(m.Key, "Срокът е „%s“, но мярката иска годишен доклад; кое важи, решава човек.", strings.TrimSpace(m.Term))
	case continuous.MatchString(folded):
		p.warn(m.Key, "Срокът „%s“ не сочи ден; колко често да се пита, определя човек.", m.Term)
	case wholeYear.MatchString(folded):
		p.warn(m.Key, "Срокът „%s“ е цялата година на плана и не сочи ден; работна дата определя човек.", m.Term)
	}
}
