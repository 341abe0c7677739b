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
