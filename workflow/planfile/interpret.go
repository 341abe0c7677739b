package planfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"srok/workflow"
)

// interpreter walks the rows of a document once, from top to bottom.
type interpreter struct {
	doc      *document
	layout   layout
	inTable  bool // a header was seen
	preamble []row
	section  section
	heading  *row // a full-width row without a numeral: a section, if measures follow

	measures []*workflow.Measure
	rows     []row          // of the measures: where each begins
	seen     map[string]int // key → index of its measure
	fresh    bool           // a section has begun and has no measure yet
	warnings []workflow.Warning
}

type section struct {
	place          string
	numeral, title string
	count          int // sections so far
	measures       int // in this section
}

// interpret makes the plan of a document's rows.
func interpret(doc *document) (Draft, error) {
	in := &interpreter{doc: doc, seen: map[string]int{}, fresh: true}
	if slices.ContainsFunc(doc.rows, func(r row) bool { _, ok := readHeader(r); return ok }) {
		if err := in.table(); err != nil {
			return Draft{}, err
		}
	} else if err := in.paragraphs(); err != nil {
		return Draft{}, err
	}
	if len(in.measures) == 0 {
		return Draft{}, &workflow.Refusal{Where: doc.name, What: "the table has no measures below its header",
			Do: "check that this is the whole plan"}
	}
	plan, warnings, err := readTitle(doc, in.preamble)
	if err != nil {
		return Draft{}, err
	}
	for _, m := range in.measures {
		plan.Measures = append(plan.Measures, *m)
	}
	if err := datePlan(doc, &plan, &warnings); err != nil {
		return Draft{}, err
	}
	return Draft{Plan: plan, Warnings: slices.Concat(doc.warnings, warnings, in.warnings)}, nil
}

func (in *interpreter) warn(where, what string) {
	in.warnings = append(in.warnings, workflow.Warning{Where: where, What: what})
}

// table reads a plan that has a table with a header.
func (in *interpreter) table() error {
	for _, r := range in.doc.rows {
		l, header := readHeader(r)
		switch {
		case header && in.inTable && r.sameTexts(in.layout.header):
			// The header that a word processor repeats on each page.
		case header:
			if err := in.begin(l); err != nil {
				return err
			}
		case !in.inTable:
			in.before(r)
		case countsColumns(r):
		default:
			if err := in.row(r); err != nil {
				return err
			}
		}
	}
	in.dropHeading()
	in.closeSection()
	return nil
}

// before keeps what stands above the first table: the title, or already a section.
func (in *interpreter) before(r row) {
	if numeral, title, ok := sectionRow(r.whole()); ok && len(in.preamble) > 0 {
		in.openSection(r, numeral, title)
		return
	}
	in.preamble = append(in.preamble, r)
}

// begin takes the header of a table, or refuses one that lacks what a measure must have.
func (in *interpreter) begin(l layout) error {
	var missing []string
	if !l.has(textColumn) {
		missing = append(missing, "„"+string(textColumn)+"“")
	}
	for _, c := range []column{termColumn, responsibleColumn} {
		if !l.has(c) && !in.saidInText(l, c) {
			missing = append(missing, "„"+string(c)+"“")
		}
	}
	if len(missing) > 0 {
		return in.doc.refuse(l.header, "the table has no column "+strings.Join(missing, ", "),
			"name every measure, its deadline and who is responsible in columns of their own, "+
				"or write „Срок: …; Отг.: …“ at the end of each measure")
	}
	in.layout, in.inTable = l, true
	for _, c := range []column{numberColumn, indicatorColumn, resultColumn} {
		if !l.has(c) {
			in.warn(l.header.place, fmt.Sprintf("Таблицата няма колона „%s“.", c))
		}
	}
	for _, i := range l.others {
		if h := l.header.text(i); h != "" {
			in.warn(l.header.place, fmt.Sprintf("Колоната „%s“ няма място в плана; съдържанието ѝ е само в предупреждения.", clip(h)))
		}
	}
	return nil
}

// saidInText reports whether the measures under a header say a column's content themselves.
func (in *interpreter) saidInText(l layout, c column) bool {
	return slices.ContainsFunc(in.doc.rows, func(r row) bool {
		said := readSaid(l.get(r, textColumn).text)
		return c == termColumn && said.term != "" || c == responsibleColumn && said.responsible != ""
	})
}

// row places one row below the header.
func (in *interpreter) row(r row) error {
	filled := r.filled()
	if len(filled) == 1 {
		only := r.cells[filled[0]].text
		if numeral, title, ok := sectionRow(only); ok && !in.numbered(r) {
			in.openSection(r, numeral, title)
			return nil
		}
		if in.isHeading(r, filled[0]) {
			in.dropHeading()
			in.heading = &r
			return nil
		}
	}
	if numeral, title, ok := in.splitSection(r, filled); ok {
		in.openSection(r, numeral, title)
		return nil
	}
	if r.table == 0 || !in.fits(r) {
		in.warn(r.place, fmt.Sprintf("Текст извън таблицата на плана, който не е включен в плана: „%s“.", r.whole()))
		return nil
	}
	n := in.layout.get(r, numberColumn)
	switch {
	case n.merged && len(in.measures) > 0, n.text == "" && in.continues(r):
		in.join(r)
		return nil
	case n.text != "" && !isNumber(n.text) && in.layout.get(r, textColumn).text == "":
		in.warn(r.place, fmt.Sprintf("Неразпознат ред, който не е включен в плана: „%s“.", r.whole()))
		return nil
	}
	return in.measure(r)
}

// fits: a table of its own after the plan's continues it only where it has as many
// columns and a number, or the rest of a measure; otherwise it is of signatures, or another list.
func (in *interpreter) fits(r row) bool {
	header := in.layout.header
	return r.table == header.table || len(r.cells) == len(header.cells) && in.layout.has(numberColumn) &&
		(in.numbered(r) || in.layout.get(r, numberColumn).text == "" && !in.fresh)
}

// maxNumber is the longest № that is kept as it is: „12-а)“.
const maxNumber = 8

// numbered reports whether the row's only text is the measure of a numbered row.
func (in *interpreter) numbered(r row) bool {
	return in.layout.has(numberColumn) && isNumber(in.layout.get(r, numberColumn).text)
}

// isHeading: a paragraph or a full-width row without a numeral. In a table such a text
// stands in the first column, and where that is the numbers' it is no number.
func (in *interpreter) isHeading(r row, at int) bool {
	if r.table == 0 {
		return false
	}
	if n, ok := in.layout.at[numberColumn]; ok {
		return at == n && !isNumber(r.text(at))
	}
	return false
}

// splitSection reads a section whose numeral stands in the № and whose title in the next column.
func (in *interpreter) splitSection(r row, filled []int) (numeral, title string, ok bool) {
	if len(filled) != 2 {
		return "", "", false
	}
	n := in.layout.get(r, numberColumn).text
	if n == "" || isNumber(n) || in.layout.get(r, textColumn).text == "" {
		return "", "", false
	}
	numeral, rest, ok := sectionRow(n)
	return numeral, in.layout.get(r, textColumn).text, ok && rest == ""
}

func (in *interpreter) openSection(r row, numeral, title string) {
	in.dropHeading()
	in.closeSection()
	in.section = section{place: r.place, numeral: numeral, title: title, count: in.section.count + 1}
	in.fresh = true
}

// closeSection warns of a section without measures, which the plan then does not show.
func (in *interpreter) closeSection() {
	if in.section.count > 0 && in.section.measures == 0 {
		in.warn(in.section.place, fmt.Sprintf("Раздел без мерки, който не е включен в плана: „%s %s“.", in.section.numeral, in.section.title))
	}
}

// dropHeading warns of a heading that no measure followed.
func (in *interpreter) dropHeading() {
	if in.heading != nil {
		in.warn(in.heading.place, fmt.Sprintf("Ред без номер, след който няма мерки; не е включен в плана: „%s“.", in.heading.whole()))
		in.heading = nil
	}
}

// measure takes a row as a new measure.
func (in *interpreter) measure(r row) error {
	if in.heading != nil {
		heading := *in.heading
		title := heading.whole()
		in.heading = nil
		in.openSection(heading, roman(in.section.count+1), title)
		in.warn(heading.place, fmt.Sprintf("Разделът „%s“ няма номер; означен е като %s.", clip(title), in.section.numeral))
	}
	text := in.layout.get(r, textColumn)
	m := &workflow.Measure{
		Section: in.section.numeral, SectionTitle: in.section.title, Place: r.place,
		Text: text.text, Term: in.value(r, termColumn), Responsible: in.value(r, responsibleColumn),
		Indicator: in.value(r, indicatorColumn), Result: in.value(r, resultColumn),
	}
	if text.merged {
		m.Text = in.value(r, textColumn)
	}
	in.section.measures++
	m.Number = in.layout.get(r, numberColumn).text
	if m.Number == "" {
		if numbered := numberedText.FindStringSubmatch(m.Text); numbered != nil {
			m.Number = numbered[1]
		}
	}
	if _, _, ok := number(m.Number); !ok && len([]rune(m.Number)) > maxNumber {
		in.warn(r.place, fmt.Sprintf("В колоната „%s“ стои текст, а не номер: „%s“.", numberColumn, m.Number))
		m.Number = ""
	}
	unnumbered := m.Number == ""
	in.key(m)
	if unnumbered {
		in.warn(m.Key, fmt.Sprintf("Мярката е без номер (%s); номерирана е поред.", r.place))
	}
	if first, twice := in.seen[m.Key]; twice {
		return in.doc.refuse(r, fmt.Sprintf("two measures have the key %s, the other is at %s", m.Key, in.doc.where(in.rows[first])),
			"give each measure of a section its own number, and each section its own numeral")
	}
	in.seen[m.Key] = len(in.measures)
	in.measures = append(in.measures, m)
	in.rows = append(in.rows, r)
	in.fresh = false
	in.surplus(r, m.Key)
	in.fromText(m)
	return nil
}

// value is a column's text; of merged cells each row has the whole.
func (in *interpreter) value(r row, c column) string {
	v := in.layout.get(r, c)
	if v.merged && len(in.measures) > 0 {
		return columnOf(in.measures[len(in.measures)-1], c)
	}
	return v.text
}

// key is made of the section's numeral and the number; of the number alone where the plan
// has no sections or where its numbers already carry them (1.1, 1.2).
func (in *interpreter) key(m *workflow.Measure) {
	numeral, n, ok := number(m.Number)
	switch {
	case m.Number == "":
		n = strconv.Itoa(in.section.measures)
		m.Number = n
	case !ok:
		n = strings.TrimRight(strings.Join(strings.Fields(m.Number), ""), ".)")
	}
	if numeral != "" {
		if m.Section == "" {
			m.Section = numeral
		}
		m.Key = numeral + "." + n
		return
	}
	m.Key = n
	if m.Section != "" && !strings.HasPrefix(n, m.Section+".") {
		m.Key = m.Section + "." + n
	}
}

// surplus keeps what stands in columns that a measure has no place for.
func (in *interpreter) surplus(r row, key string) {
	for i, c := range r.cells {
		if c.text == "" || c.merged {
			continue
		}
		switch {
		case slices.Contains(in.layout.others, i) && in.layout.header.text(i) != "":
			in.warn(key, fmt.Sprintf("Колона „%s“: „%s“.", clip(in.layout.header.text(i)), c.text))
		case slices.Contains(in.layout.others, i) || i >= len(in.layout.header.cells):
			in.warn(key, fmt.Sprintf("Текст в колона без заглавие (%s): „%s“.", r.place, c.text))
		}
	}
}

func columnOf(m *workflow.Measure, c column) string {
	switch c {
	case textColumn:
		return m.Text
	case termColumn:
		return m.Term
	case responsibleColumn:
		return m.Responsible
	case indicatorColumn:
		return m.Indicator
	case resultColumn:
		return m.Result
	}
	return ""
}
