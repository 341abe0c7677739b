package planfile

import (
	"fmt"
	"slices"
	"strings"
)

// grid finds the columns of a table in the lines of a PDF, and its rows.
type grid struct {
	doc     *document
	lines   []line
	header  int       // index of the header's first line
	body    int       // of the first line below the header
	borders []float64 // between the columns
}

// findColumns looks for the line that names the columns. Between two headings the border
// is where the fewest words of the table cross.
func (g *grid) findColumns() bool {
	g.header = slices.IndexFunc(g.lines, func(l line) bool {
		named := 0
		for _, w := range l.words {
			if headingColumn(w.text) != otherColumn {
				named++
			}
		}
		return named >= 3 && len(l.words) <= 12
	})
	if g.header < 0 {
		return false
	}
	g.body = g.header + 1
	for g.body < len(g.lines) && !g.beginsRow(g.lines[g.body]) {
		g.body++
	}
	heads := g.headings()
	for i := range heads[1:] {
		g.borders = append(g.borders, g.border(heads[i], heads[i+1]))
	}
	return true
}

// beginsRow reports whether a line starts with the number of a measure or a section.
func (g *grid) beginsRow(l line) bool {
	first := l.words[0].text
	_, _, section := sectionRow(l.text())
	return section || isNumber(first) && l.words[0].left < g.lines[g.header].words[0].right+l.words[0].height()
}

// headings are the boxes of the column headings: words above one another belong together,
// as do neighbours that a space parts.
func (g *grid) headings() []word {
	var heads []word
	for _, l := range g.lines[g.header:g.body] {
		for _, w := range l.words {
			i := slices.IndexFunc(heads, func(h word) bool { return w.left < h.right+w.height()/3 && w.right > h.left-w.height()/3 })
			if i < 0 {
				heads = append(heads, w)
				continue
			}
			heads[i].left, heads[i].right = min(heads[i].left, w.left), max(heads[i].right, w.right)
		}
	}
	slices.SortFunc(heads, func(a, b word) int { return compare(a.left, b.left) })
	return heads
}

// border is the middle of the widest stretch, between the middles of two headings, that
// the fewest words cross.
func (g *grid) border(a, b word) float64 {
	const step = 0.5 // points
	from, to := (a.left+a.right)/2, (b.left+b.right)/2
	crossed := make([]int, max(int((to-from)/step), 1))
	for _, l := range g.lines[g.header:] {
		for _, w := range l.words {
			begin, end := int((w.left-from)/step), int((w.right-from)/step)
			for i := max(begin, 0); i <= min(end, len(crossed)-1); i++ {
				crossed[i]++
			}
		}
	}
	fewest := slices.Min(crossed)
	best, width := 0, 0
	for i := 0; i < len(crossed); {
		run := i
		for run < len(crossed) && crossed[run] == fewest {
			run++
		}
		if run-i > width {
			best, width = i, run-i
		}
		i = max(run, i+1)
	}
	return from + step*(float64(best)+float64(width)/2)
}

func (g *grid) column(w word) int {
	middle := (w.left + w.right) / 2
	n, _ := slices.BinarySearch(g.borders, middle)
	return n
}

// acrossBorders: a line that begins at the table's left edge and takes no notice of the
// columns, as a section's row and a paragraph do. On each border that it passes a word
// stands, or a mere space.
func (g *grid) acrossBorders(l line) bool {
	first, last := l.words[0], l.words[len(l.words)-1]
	if first.left > g.borders[0] || isNumber(first.text) {
		return false
	}
	for _, b := range g.borders {
		if last.right > b && !passes(l, b) {
			return false
		}
	}
	return last.right > g.borders[0]
}

func passes(l line, border float64) bool {
	for i, w := range l.words {
		slack := w.height() / 8
		if w.left < border-slack && w.right > border+slack {
			return true
		}
		if i > 0 && l.words[i-1].right <= border+slack && w.left >= border-slack {
			return w.left-l.words[i-1].right < w.height()*0.4
		}
	}
	return false
}

// rows hands on the lines as rows: paragraphs above, the header, then sections and measures.
func (g *grid) rows() error {
	for _, l := range g.lines[:g.header] {
		if err := g.doc.add(row{place: l.place(), cells: []cell{{text: l.text()}}}); err != nil {
			return err
		}
	}
	head := row{place: g.lines[g.header].place(), table: 1, cells: make([]cell, len(g.borders)+1)}
	for _, l := range g.lines[g.header:g.body] {
		g.fill(&head, l)
	}
	current := head
	wide := false // current is a row of text across the columns
	for i := g.body; i < len(g.lines); i++ {
		l := g.lines[i]
		if skip := g.repeatedHeader(i); skip > 0 {
			i += skip - 1
			continue
		}
		if l.edge && len(l.words) == 1 && isNumber(l.words[0].text) {
			continue // the page's number
		}
		across := g.acrossBorders(l)
		if wide && across && !g.beginsRow(l) {
			current.cells[0].text += " " + l.text()
			continue
		}
		if across || g.beginsRow(l) {
			if err := g.doc.add(current); err != nil {
				return err
			}
			current = row{place: l.place(), table: 1, cells: make([]cell, len(g.borders)+1)}
		}
		if wide = across; across {
			current.cells[0].text = l.text()
			continue
		}
		g.fill(&current, l)
	}
	return g.doc.add(current)
}

// fill adds a line to the cells of a row. A cell's lines are one paragraph, and a word that
// the end of a line parts is joined; whether its hyphen was its own, a person must see.
func (g *grid) fill(r *row, l line) {
	line := make([]string, len(r.cells))
	for _, w := range l.words {
		n := g.column(w)
		line[n] = strings.TrimSpace(line[n] + " " + w.text)
	}
	for n, text := range line {
		joined, word := joinText(r.cells[n].text, text)
		r.cells[n].text = joined
		if word != "" {
			g.doc.warn(r.place, fmt.Sprintf("В края на ред е съединена думата „%s“; проверете дали не се пише с тире.", word))
		}
	}
}

// repeatedHeader counts the lines of a header that the next page repeats.
func (g *grid) repeatedHeader(i int) int {
	n := g.body - g.header
	if i+n > len(g.lines) {
		return 0
	}
	for k := range n {
		if fold(g.lines[i+k].text()) != fold(g.lines[g.header+k].text()) {
			return 0
		}
	}
	return n
}
