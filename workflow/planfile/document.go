package planfile

import (
	"fmt"
	"slices"
	"strings"

	"srok/workflow"
)

// Limits of every reader. Real plans have tens of measures and fewer than ten columns;
// what is far beyond is an attack or the wrong file.
const (
	maxBytes   = 32 << 20 // of a file
	maxXML     = 32 << 20 // of one unpacked part of a .docx or .xlsx
	maxRows    = 20_000
	maxColumns = 64
	maxCell    = 64 << 10 // bytes of text in one cell
)

// document is what every reader makes of a file.
type document struct {
	name     string // of the file, for refusals
	rows     []row
	warnings []workflow.Warning // of the reader
}

func (d *document) warn(where, what string) {
	d.warnings = append(d.warnings, workflow.Warning{Where: where, What: what})
}

// row is a row of a table or, where table is 0, a paragraph outside of any.
type row struct {
	place string // „ред 8“, „таблица 1, ред 4“
	line  int    // of a text file; 0 elsewhere
	table int
	cells []cell
}

// cell is the text of one column. A cell over several columns stands in the first of them.
type cell struct {
	text   string
	merged bool // continues the cell above: its text is that one's
}

func (r row) text(column int) string {
	if column < 0 || column >= len(r.cells) {
		return ""
	}
	return r.cells[column].text
}

// filled lists the columns that have a text of their own.
func (r row) filled() []int {
	var columns []int
	for i, c := range r.cells {
		if c.text != "" && !c.merged {
			columns = append(columns, i)
		}
	}
	return columns
}

// whole is the row's text in one string, for what stands outside of the plan's columns.
func (r row) whole() string {
	var parts []string
	for _, i := range r.filled() {
		parts = append(parts, r.cells[i].text)
	}
	return strings.Join(parts, " | ")
}

// sameTexts reports whether two rows say the same, as a repeated header row does.
func (r row) sameTexts(o row) bool {
	return slices.EqualFunc(r.cells, o.cells, func(a, b cell) bool { return fold(a.text) == fold(b.text) })
}

// add appends a row unless it is empty, and keeps the limits.
func (d *document) add(r row) error {
	if len(r.cells) > maxColumns {
		return d.refuse(r, fmt.Sprintf("the row has %d columns, more than the %d that a plan can have", len(r.cells), maxColumns),
			"delete the columns that do not belong to the plan")
	}
	for _, c := range r.cells {
		if len(c.text) > maxCell {
			return d.refuse(r, fmt.Sprintf("a cell holds more than %d kB of text", maxCell>>10), "check that this is the plan")
		}
	}
	if len(r.filled()) == 0 {
		return nil
	}
	if len(d.rows) == maxRows {
		return d.refuse(r, fmt.Sprintf("the document has more than %d rows", maxRows), "check that this is the plan")
	}
	d.rows = append(d.rows, r)
	return nil
}

// refuse names the file and the place.
func (d *document) refuse(r row, what, do string) error {
	return &workflow.Refusal{Where: d.where(r), What: what, Do: do}
}

func (d *document) where(r row) string {
	switch {
	case r.line > 0:
		return fmt.Sprintf("%s:%d", d.name, r.line)
	case r.place != "":
		return d.name + ": " + r.place
	}
	return d.name
}
