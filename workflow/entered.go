package workflow

import "slices"

// Entered are the figures of one obligation's form as a clerk keyed them in.
type Entered struct {
	Obligation string   `json:"obligation"`
	Source     string   `json:"source"` // what they were read from
	Figures    []Figure `json:"figures"`
	Findings   []string `json:"findings,omitempty"` // faults that the document itself has
}

// Figure is the answer of one row of the form.
type Figure struct {
	Row   string `json:"row"`
	Value string `json:"value,omitempty"`
	Note  string `json:"note,omitempty"`
}

// entered puts figures in the place of those that were keyed in before; the log keeps both. What
// the check found in them is what a return lists, beside what it found in attached forms.
func (s Submission) entered(f Entered) Submission {
	figures := slices.Clone(s.Entered)
	findings := slices.Clone(s.Findings)
	figures = slices.DeleteFunc(figures, func(e Entered) bool {
		if e.Obligation != f.Obligation {
			return false
		}
		findings = slices.DeleteFunc(findings, func(x string) bool { return slices.Contains(e.Findings, x) })
		return true
	})
	s.Entered = append(figures, f)
	s.Findings = append(findings, f.Findings...)
	return s
}
