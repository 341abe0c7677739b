package planfile

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"srok/workflow"
)

const (
	maxWords  = 500_000 // of a PDF: a plan of 500 measures has some 30,000
	maxPoints = 20_000  // of a page's side; PDF itself ends at 14,400
)

// word is a word of a PDF page and its box, in points from the page's upper left corner.
type word struct {
	text                   string
	left, top, right, base float64
}

func (w word) height() float64 { return w.base - w.top }

// line is the words of one height on a page, from left to right.
type line struct {
	page  int
	n     int  // on its page
	edge  bool // in the page's margin at its head or foot, where its number stands
	words []word
}

func (l line) text() string {
	var parts []string
	for _, w := range l.words {
		parts = append(parts, w.text)
	}
	return strings.Join(parts, " ")
}

// readWords reads the words and boxes of a PDF as `pdftotext -bbox` prints them, and lays
// them out in columns. A PDF has no table, only words at places: the header says where the
// columns are, a number in the first column where a row begins.
func readWords(name string, data io.ReaderAt, size int64) (*document, error) {
	lines, err := readLines(name, io.NewSectionReader(data, 0, size))
	if err != nil {
		return nil, err
	}
	g := &grid{doc: &document{name: name}, lines: lines}
	g.doc.warn(wholePlan, "Планът е прочетен от PDF, в който няма таблица, а само думи по места; сравнете всяка мярка с документа.")
	if !g.findColumns() {
		for _, l := range lines {
			if err := g.doc.add(row{place: l.place(), cells: []cell{{text: l.text()}}}); err != nil {
				return nil, err
			}
		}
		return g.doc, nil
	}
	return g.doc, g.rows()
}

func (l line) place() string { return fmt.Sprintf("страница %d, ред %d", l.page, l.n) }

func readLines(name string, r io.Reader) ([]line, error) {
	damaged := func(err error) error {
		return &workflow.Refusal{Where: name, What: fmt.Sprintf("the words of the PDF cannot be read (%v)", err), Do: "save the plan as .docx"}
	}
	dec := xml.NewDecoder(r)
	dec.Strict = false // the title may hold bytes that are no XML
	var lines []line
	var words []word
	page, pageHeight, count := 0, 0.0, 0
	endPage := func() {
		lines = append(lines, linesOf(words, page, pageHeight)...)
		words = nil
	}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			endPage()
			if count == 0 {
				return nil, &workflow.Refusal{Where: name, What: "the PDF holds no text, only pictures of it",
					Do: "ask for the plan as .docx, or have the scan read by a text recognition program"}
			}
			return lines, nil
		}
		if err != nil {
			return nil, damaged(err)
		}
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "page":
			endPage()
			page++
			pageHeight, _ = strconv.ParseFloat(attr(e, "height"), 64)
		case e.Name.Local == "word":
			if count++; count > maxWords {
				return nil, &workflow.Refusal{Where: name, What: fmt.Sprintf("the PDF has more than %d words", maxWords), Do: "check that this is the plan"}
			}
			w := word{}
			for box, at := range map[string]*float64{"xMin": &w.left, "yMin": &w.top, "xMax": &w.right, "yMax": &w.base} {
				if *at, err = strconv.ParseFloat(attr(e, box), 64); err != nil || !(math.Abs(*at) < maxPoints) {
					return nil, damaged(fmt.Errorf("a word at %s=%q", box, attr(e, box)))
				}
			}
			if err := dec.DecodeElement(&w.text, &e); err != nil {
				return nil, damaged(err)
			}
			if w.text = strings.TrimSpace(w.text); w.text != "" {
				words = append(words, w)
			}
		}
	}
}

// linesOf groups the words of a page by their height.
func linesOf(words []word, page int, pageHeight float64) []line {
	const margin = 0.07 // of the page's height
	slices.SortStableFunc(words, func(a, b word) int { return compare(a.top, b.top) })
	var lines []line
	for _, w := range words {
		last := len(lines) - 1
		if last < 0 || w.top > lines[last].words[0].top+lines[last].words[0].height()/2 {
			lines = append(lines, line{page: page, n: len(lines) + 1, edge: w.base < pageHeight*margin || w.top > pageHeight*(1-margin)})
			last++
		}
		lines[last].words = append(lines[last].words, w)
	}
	for _, l := range lines {
		slices.SortStableFunc(l.words, func(a, b word) int { return compare(a.left, b.left) })
	}
	return lines
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
