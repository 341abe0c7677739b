package planfile

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"srok/workflow"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
)

// readHTML reads the tables and paragraphs of a page. Scripts, styles and comments are no
// text; a table that only lays out others is walked through.
func readHTML(name string, data io.ReaderAt, size int64) (*document, error) {
	raw, err := io.ReadAll(io.NewSectionReader(data, 0, size))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	root, err := html.Parse(bytes.NewReader(decodeHTML(raw)))
	if err != nil {
		return nil, &workflow.Refusal{Where: name, What: fmt.Sprintf("this cannot be read as HTML (%v)", err), Do: "save the page anew, or as .docx"}
	}
	p := &page{doc: &document{name: name}}
	if err := p.walk(root); err != nil {
		return nil, err
	}
	if err := p.flush(); err != nil {
		return nil, err
	}
	return p.doc, nil
}

// decodeHTML takes what is UTF-8 for it, whatever the page declares; then what it declares;
// and then windows-1251, also for pages that call themselves Latin 1.
func decodeHTML(raw []byte) []byte {
	encoding, name, marked := charset.DetermineEncoding(raw, "")
	switch {
	case !marked && utf8.Valid(raw):
		return raw
	case name == "windows-1252":
		encoding = charmap.Windows1251
	}
	decoded, err := encoding.NewDecoder().Bytes(raw)
	if err != nil {
		return raw
	}
	return decoded
}

// page collects the rows of an HTML document in the order of reading.
type page struct {
	doc    *document
	text   strings.Builder // of the paragraph under way
	para   int
	tables int
}

var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Head: true, atom.Template: true, atom.Noscript: true,
	atom.Iframe: true, atom.Object: true, atom.Svg: true, atom.Select: true, atom.Textarea: true, atom.Button: true,
}

var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true,
	atom.Blockquote: true, atom.Pre: true, atom.Tr: true, atom.Td: true, atom.Th: true, atom.Center: true, atom.Hr: true, atom.Dt: true, atom.Dd: true,
}

func (p *page) walk(n *html.Node) error {
	switch {
	case n.Type == html.TextNode:
		p.text.WriteString(n.Data)
		return nil
	case silent[n.DataAtom]:
		return nil
	case n.DataAtom == atom.Br:
		p.text.WriteByte(' ')
		return nil
	case n.DataAtom == atom.Table && find(n, atom.Table) == nil:
		if err := p.flush(); err != nil {
			return err
		}
		return p.table(n)
	case blocks[n.DataAtom]:
		if err := p.flush(); err != nil {
			return err
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := p.walk(c); err != nil {
			return err
		}
	}
	if blocks[n.DataAtom] {
		return p.flush()
	}
	return nil
}

// flush ends the paragraph under way.
func (p *page) flush() error {
	text := collapse(p.text.String())
	p.text.Reset()
	if text == "" {
		return nil
	}
	p.para++
	return p.doc.add(row{place: fmt.Sprintf("абзац %d", p.para), cells: []cell{{text: text}}})
}

// find looks for an element below a node.
func find(n *html.Node, tag atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.DataAtom == tag {
			return d
		}
	}
	return nil
}

// table lays the cells of a table out on its grid, as rowspan and colspan tell.
func (p *page) table(table *html.Node) error {
	p.tables++
	line := 0
	var below []int // rows that a cell above still covers, by column
	for tr := range table.Descendants() {
		if tr.DataAtom == atom.Caption {
			p.text.WriteString(cellText(tr))
			if err := p.flush(); err != nil {
				return err
			}
		}
		if tr.DataAtom != atom.Tr {
			continue
		}
		line++
		r := row{table: p.tables, place: fmt.Sprintf("таблица %d, ред %d", p.tables, line)}
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
				continue
			}
			r.cells, below = covered(r.cells, below)
			columns, rows := spanOf(td, "colspan"), spanOf(td, "rowspan")
			if len(r.cells)+columns > maxColumns {
				return p.doc.refuse(r, fmt.Sprintf("the row has more than the %d columns that a plan can have", maxColumns),
					"delete the columns that do not belong to the plan")
			}
			for i := range columns {
				if len(below) <= len(r.cells) {
					below = append(below, 0)
				}
				below[len(r.cells)] = rows - 1
				c := cell{}
				if i == 0 {
					c.text = cellText(td)
				}
				r.cells = append(r.cells, c)
			}
		}
		r.cells, below = covered(r.cells, below)
		if err := p.doc.add(r); err != nil {
			return err
		}
	}
	return nil
}

// covered adds the columns that cells of rows above reach down into.
func covered(cells []cell, below []int) ([]cell, []int) {
	for len(cells) < len(below) && below[len(cells)] > 0 {
		below[len(cells)]--
		cells = append(cells, cell{merged: true})
	}
	return cells, below
}

// spanOf reads colspan or rowspan; HTML caps them at 1000 and 65534, a plan earlier.
func spanOf(n *html.Node, name string) int {
	for _, a := range n.Attr {
		if a.Key == name {
			if v, err := strconv.Atoi(strings.TrimSpace(a.Val)); err == nil {
				return min(max(v, 1), maxRows)
			}
		}
	}
	return 1
}

// cellText is the text of a cell, a line for each of its paragraphs.
func cellText(n *html.Node) string {
	var lines []string
	var line strings.Builder
	counted := map[*html.Node]int{}
	end := func() {
		if text := collapse(line.String()); text != "" {
			lines = append(lines, text)
		}
		line.Reset()
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			line.WriteString(n.Data)
			return
		case silent[n.DataAtom]:
			return
		case n.DataAtom == atom.Br, blocks[n.DataAtom]:
			end()
			line.WriteString(itemNumber(n, counted))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if blocks[n.DataAtom] {
			end()
		}
	}
	walk(n)
	end()
	return strings.Join(lines, "\n")
}

// itemNumber is what a browser shows before an item of a numbered list; counted holds the
// items of each list so far.
func itemNumber(n *html.Node, counted map[*html.Node]int) string {
	list := n.Parent
	if n.DataAtom != atom.Li || list == nil || list.DataAtom != atom.Ol {
		return ""
	}
	start, format := 1, ""
	for _, a := range list.Attr {
		switch a.Key {
		case "start":
			start, _ = strconv.Atoi(a.Val)
		case "type":
			format = map[string]string{"I": "upperRoman", "i": "lowerRoman", "A": "upperLetter", "a": "lowerLetter"}[a.Val]
		}
	}
	number := start + counted[list]
	counted[list]++
	return formatted(number, format) + ". "
}

// collapse treats white space as HTML does: a run of it is one space. A no-break space is
// a letter to it, but not at the ends.
func collapse(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f'
	}), " ")
	return strings.TrimSpace(s)
}
