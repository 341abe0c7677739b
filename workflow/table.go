package workflow

import "slices"

// Table is the year at a glance: institutions down, measures across.
type Table struct {
	Measures []Measure
	Rows     []TableRow
}

// TableRow is one institution's; it has a cell for each measure of the table.
type TableRow struct {
	Institution Institution
	Cells       []TableCell
}

// TableCell has the obligations of an institution that serve a measure, by due date. One that
// serves several measures stands in the cell of each; a cell without any is not asked.
type TableCell []Obligation

// BuildTable orders obligations by institution and measure, in the order of the directory and of
// the plan.
func BuildTable(measures []Measure, directory Directory, obligations []Obligation) Table {
	type place struct{ institution, measure string }
	cells := map[place]TableCell{}
	for _, o := range obligations {
		for _, m := range o.Measures {
			cells[place{o.Institution, m}] = append(cells[place{o.Institution, m}], o)
		}
	}
	table := Table{Measures: measures}
	for _, institution := range directory.Institutions {
		row := TableRow{Institution: institution}
		for _, m := range measures {
			cell := cells[place{institution.ID, m.Key}]
			slices.SortStableFunc(cell, func(a, b Obligation) int { return a.Due.Compare(b.Due) })
			row.Cells = append(row.Cells, cell)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// StateOf the measure in the cell for one of its obligations: a covered measure is accepted even
// while another measure of the same obligation is still owed.
func StateOf(o Obligation, measure string) Status {
	if slices.Contains(o.Covered, measure) {
		return StatusAccepted
	}
	return o.Status
}

// Words is the status as officials read it.
func (s Status) Words() string {
	switch s {
	case StatusPlanned:
		return "планирано"
	case StatusRequested:
		return "поискано"
	case StatusReceived:
		return "получено (за преглед)"
	case StatusAccepted:
		return "прието"
	case StatusReturned:
		return "върнато"
	case StatusWaived:
		return "отпаднало"
	}
	return string(s)
}

// Words is the step as officials read it.
func (s Step) Words() string {
	switch s {
	case StepRequest:
		return "искане"
	case StepRemind:
		return "напомняне"
	case StepOverdue:
		return "писмо за просрочен срок"
	case StepEscalate:
		return "писмо до по-горестоящия орган"
	}
	return string(s)
}

// Words is the flag as officials read it.
func (f Flag) Words() string {
	switch f {
	case FlagOverdue:
		return "просрочено"
	case FlagLate:
		return "представено със закъснение"
	case FlagPaused:
		return "в изчакване"
	case FlagQuarantined:
		return "карантина"
	case FlagUndelivered:
		return "недоставено"
	}
	return string(f)
}
