package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"srok/workflow"
)

// printJSON prints one object on one line.
func (a *app) printJSON(v any) error {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// show prints what a command shows: JSON where that was asked for, otherwise text for people.
func (a *app) show(v any, text func(*page)) error {
	if a.json {
		return a.printJSON(v)
	}
	var p page
	text(&p)
	_, err := io.WriteString(a.stdout, p.String())
	return err
}

// page is a text for people.
type page struct{ strings.Builder }

// line adds a line.
func (p *page) line(format string, args ...any) {
	fmt.Fprintf(p, format+"\n", args...)
}

// table adds rows with aligned columns, indented.
func (p *page) table(rows [][]string) {
	w := tabwriter.NewWriter(p, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = visible(cell)
		}
		fmt.Fprintln(w, "  "+strings.Join(cells, "\t"))
	}
	w.Flush() // into memory: it cannot fail
}

// visible keeps what foreign mail says on its line: without controls, which could move the
// cursor of a terminal or add columns, and without those that turn the text round (fdp.exe).
func visible(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	}), " ")
}

// clockTime is „14:12 ч. на 31.12.2018 г.“ in a zone; the zero time is „няма“.
func clockTime(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "няма"
	}
	local := t.In(zone)
	return local.Format("15:04") + " ч. на " + workflow.DateOf(local).Short()
}

// stamp is „31.12.2018 14:12“, for tables.
func stamp(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(zone).Format("02.01.2006 15:04")
}

// many counts in English: „1 fault“, „2 faults“.
func many(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// bytesOf is „1 байт“, „20 байта“.
func bytesOf(n int64) string {
	if n == 1 {
		return "1 байт"
	}
	return fmt.Sprintf("%d байта", n)
}

// countOf is „прието – 3“ for a sum; nothing for none.
func countOf(what string, n int) []string {
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s – %d", what, n)}
}
