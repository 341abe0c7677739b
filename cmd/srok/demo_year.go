package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"srok/workflow"
	"srok/workflow/store"
)

// showYear prints the year's table, what was counted, and where to look next.
func (d *demo) showYear(files mailFiles, verified store.Verified) error {
	obligations, err := d.council.store.Read(d.ctx).Obligations()
	if err != nil {
		return err
	}
	today := workflow.DateOf(d.world.Now().In(d.council.config.Zone))
	table := workflow.BuildTable(d.plan.Measures, d.council.config.Directory, obligations)
	if _, err := fmt.Fprint(d.stdout, "\n", yearTable(table, today)); err != nil {
		return err
	}
	s := d.lines.Summary()
	_, err = fmt.Fprintf(d.stdout, demoEnds, s.Letters, s.Digests, s.Overdue, s.Replies, s.Bounces, s.AutoReplies, s.Held, s.Accepted, s.Returned,
		files.letters, files.digests, files.received, shownFolder(d.dir),
		verified.Events, verified.Subjects, verified.Messages, verdictOf(verified), shownFolder(d.dir))
	return err
}

const demoEnds = `
Letters %d, of them %d digests and %d overdue notices. Replies %d, bounces %d, automatic replies %d, held %d.
Accepted %d, returned %d.

What was written and received, to open in any mail program or browser:
  %[13]s/letters   %[10]d .eml
  %[13]s/digests   %[11]d .eml and .html
  %[13]s/received  %[12]d .eml

srok verify: %[14]d events folded again into %[15]d states, %[16]d messages in the archive: %[17]s

Next, look into the council's folder as its secretary would:
  srok --dir %[18]s status
  srok --dir %[18]s why report/2018/pernik
  srok --dir %[18]s outbox
Then start your own council:
  srok init council
`

func verdictOf(v store.Verified) string {
	if len(v.Faults) == 0 {
		return "all agree."
	}
	return many(len(v.Faults), "fault") + "!"
}

// yearTable has the institutions down and the measures across; each sign is one obligation.
func yearTable(table workflow.Table, today workflow.Date) string {
	names, widths := utf8.RuneCountInString("Институция"), make([]int, len(table.Measures))
	for i, m := range table.Measures {
		widths[i] = utf8.RuneCountInString(m.Key)
	}
	cells := make([][]string, len(table.Rows))
	for r, row := range table.Rows {
		names = max(names, utf8.RuneCountInString(row.Institution.Name))
		for i, cell := range row.Cells {
			var text strings.Builder
			for _, o := range cell {
				text.WriteString(workflow.SignOf(o, table.Measures[i].Key, today).Mark)
			}
			cells[r] = append(cells[r], text.String())
			widths[i] = max(widths[i], utf8.RuneCountInString(text.String()))
		}
	}
	var b strings.Builder
	line := func(name string, texts func(i int) string) {
		text := padded(name, names)
		for i, width := range widths {
			text += "  " + padded(texts(i), width)
		}
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
	line("Институция", func(i int) string { return table.Measures[i].Key })
	for r, row := range table.Rows {
		line(row.Institution.Name, func(i int) string { return cells[r][i] })
	}
	b.WriteString("Всеки знак е едно задължение, по реда на сроковете: ")
	for i, s := range workflow.Signs {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s.Mark + " " + s.Means)
	}
	b.WriteString(".\n")
	return b.String()
}

func padded(s string, width int) string {
	return s + strings.Repeat(" ", max(width-utf8.RuneCountInString(s), 0))
}
