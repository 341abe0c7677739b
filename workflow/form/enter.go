package form

import (
	"maps"
	"slices"
	"strings"

	"srok/workflow"
)

// Prefilled is a form with what is printed on it before anybody writes: the institution and the
// period.
func Prefilled(h Header) Answers {
	return Answers{Header: h, Cells: map[string]Cell{"А1": {Value: h.Institution}, "А2": {Value: formatSpan(h.Period)}}}
}

// Blank reports whether nobody has written anything on it.
func (a Answers) Blank() bool {
	printed := Prefilled(a.Header).Cells
	for code := range a.Cells {
		if _, ok := printed[code]; !ok {
			return false
		}
	}
	return true
}

// Over gives the answers of a with those of b in their place where b has any.
func (a Answers) Over(b Answers) Answers {
	cells := maps.Clone(a.Cells)
	if cells == nil {
		cells = map[string]Cell{}
	}
	maps.Copy(cells, b.Cells)
	a.Cells = cells
	a.Repeated = slices.Concat(a.Repeated, b.Repeated)
	a.Others = slices.Concat(a.Others, b.Others)
	a.StrayEGN = slices.Concat(a.StrayEGN, b.StrayEGN)
	a.Cut = a.Cut || b.Cut
	return a
}

// Enter takes a value or a note that a person keys in for a row, whose code may be typed with
// Latin letters. The error says which row there is not; what is wrong with a value, Check says.
func (a *Answers) Enter(code, value, note string) error {
	known := codeOf(code)
	if known == "" {
		return &workflow.Refusal{Where: code, What: "the form has no such row", Do: "name one of " + strings.Join(entered(), ", ")}
	}
	if a.Cells == nil {
		a.Cells = map[string]Cell{}
	}
	c := a.Cells[known]
	if value != "" {
		c.Value = canonical(cell{text: value}, rows[rowIndex(known)], false)
	}
	if note != "" {
		c.Note = strings.TrimSpace(note)
	}
	a.Cells[known] = c
	return nil
}

// entered lists the codes of the rows that are answered.
func entered() []string {
	var codes []string
	for _, row := range rows {
		if row.Type != TypeHeader {
			codes = append(codes, row.Code)
		}
	}
	return codes
}
