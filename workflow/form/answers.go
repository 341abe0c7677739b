package form

import (
	"strings"

	"srok/workflow"
)

// Header is what a form is prefilled with, and what a form sent back is checked against.
// What is empty is not checked.
type Header struct {
	Institution   string          // its name as the form shows it
	InstitutionID string          //
	Period        workflow.Period // reported on
	Ref           string          // SROK-… of the letter that asks, without brackets
	Council       string          // the council's name; only shown
	PlanTitle     string          // follows „от“: „Плана за действие … за 2018 г.“; only shown
}

// Answers are a form as it was filled in. The zero Answers is an empty form.
type Answers struct {
	// Header is what the form's hidden sheet says of itself: institution, period and ref;
	// all empty where the sheet was lost.
	Header Header
	// Cells holds the answers by row code. A row that is missing or empty is absent.
	Cells map[string]Cell
	// Repeated lists codes that stand in several rows with different answers; Cells has the first.
	Repeated []string
	// Others lists the sheets, from 1, that hold the form too, filled in otherwise.
	Others []int
	// StrayEGN lists places outside the answers that hold what looks like an ЕГН:
	// „клетка B7 на лист 2“.
	StrayEGN []string
	// Cut says that the file holds more cells than are read.
	Cut bool
}

// Cell is the answer of one row.
type Cell struct {
	// Value as text: „3“, „да“, „31.12.2018“; a typed text as it was typed, without spaces
	// around it.
	Value string
	Note  string // the column Бележка
}

// Ref is the ref of the letter that the form came with; empty where it was lost.
func (a Answers) Ref() string { return a.Header.Ref }

// Nil reports whether the form says that no signals came in during the period (А4).
func (a Answers) Nil() bool {
	answer, _ := parseYesNo(a.value("А4"))
	return answer == yes
}

// Signals is how many signals came in by the form (Б1); given is false where it does not say.
func (a Answers) Signals() (n int, given bool) {
	if a.Nil() && a.value("Б1") == "" {
		return 0, true
	}
	return parseCount(a.value("Б1"))
}

func (a Answers) value(code string) string { return a.Cells[code].Value }

// tidy makes one line of a prefilled text: no controls, no marks of direction, at most
// maxPrefilled characters.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r == 0x7f:
			return ' '
		case r >= 0x80 && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f:
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > maxPrefilled {
		s = string(runes[:maxPrefilled-1]) + "…"
	}
	return s
}

const maxPrefilled = 300
