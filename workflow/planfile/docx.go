package planfile

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"srok/workflow"
)

// maxNesting of tables in tables, content controls in content controls.
const maxNesting = 32

// docx reads WordprocessingML (ISO/IEC 29500-1, 17): the text of paragraphs and tables as
// a reader of the accepted document sees it. Insertions, hyperlinks, fields' results and
// content controls count; deletions and field codes do not.
type docx struct {
	*archive
	dec       *xml.Decoder
	doc       *document
	numbering numbering
	tables    int
	para      int
	nesting   int
}

func readDocx(name string, data io.ReaderAt, size int64) (*document, error) {
	a, err := openArchive(name, data, size)
	if err != nil {
		return nil, err
	}
	main, err := a.mainPart()
	if err != nil {
		return nil, a.broken(err)
	}
	d := &docx{archive: a, doc: &document{name: name}}
	if d.numbering, err = readNumbering(a, path.Dir(main)); err != nil {
		return nil, a.broken(err)
	}
	dec, done, ok, err := a.part(main)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, &workflow.Refusal{Where: name, What: "this is not a Word document: it has no text inside", Do: "save the plan as .docx in a word processor"}
	}
	defer done()
	d.dec = dec
	if err := d.body(); err != nil {
		return nil, a.broken(err)
	}
	return d.doc, nil
}

// mainPart is the document's own part, which the package's relationships name.
func (a *archive) mainPart() (string, error) {
	const usual = "word/document.xml"
	dec, done, ok, err := a.part("_rels/.rels")
	if err != nil || !ok {
		return usual, err
	}
	defer done()
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return usual, nil
		}
		if err != nil {
			return "", err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
			return strings.TrimPrefix(attr(e, "Target"), "/"), nil
		}
	}
}

// hidden elements hold no text of the accepted document.
var hidden = map[string]bool{
	"del": true, "moveFrom": true, "Fallback": true, "instrText": true, "delText": true, "rPr": true,
	"sdtPr": true, "sectPr": true, "tblPr": true, "tblGrid": true, "pict": true, "object": true, "drawing": true,
}

// body reads the paragraphs and tables outside of tables. What else holds them (content
// controls, insertions, text boxes) is walked through.
func (d *docx) body() error {
	for {
		token, err := d.dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case hidden[e.Name.Local]:
			err = d.dec.Skip()
		case e.Name.Local == "p":
			var text string
			if text, err = d.paragraph(); err == nil {
				d.para++
				err = d.doc.add(row{place: fmt.Sprintf("абзац %d", d.para), cells: []cell{{text: text}}})
			}
		case e.Name.Local == "tbl":
			d.tables++
			n, line := d.tables, 0
			err = d.table(func(cells []cell) error {
				line++
				return d.doc.add(row{table: n, place: fmt.Sprintf("таблица %d, ред %d", n, line), cells: cells})
			})
		}
		if err != nil {
			return err
		}
	}
}

// table reads rows until the end of the table and hands each on.
func (d *docx) table(each func([]cell) error) error {
	if d.nesting++; d.nesting > maxNesting {
		return d.refuseNesting()
	}
	defer func() { d.nesting-- }()
	var cells []cell
	deleted := false
	for {
		token, err := d.dec.Token()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			switch e.Name.Local {
			case "tbl":
				return nil
			case "tr":
				if !deleted {
					if err := each(cells); err != nil {
						return err
					}
				}
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "tr":
				cells, deleted = nil, false
			case "trPr":
				before := 0
				if before, deleted, err = d.rowProperties(); err == nil {
					cells, err = d.pad(cells, before)
				}
			case "tc":
				cells, err = d.cell(cells)
			case "tblPr", "tblGrid", "sdtPr":
				err = d.dec.Skip()
			}
			if err != nil {
				return err
			}
		}
	}
}

// rowProperties: columns that the row leaves out at its start, and whether it is deleted.
func (d *docx) rowProperties() (before int, deleted bool, err error) {
	err = d.properties("trPr", func(e xml.StartElement) {
		switch e.Name.Local {
		case "gridBefore":
			before, _ = strconv.Atoi(attr(e, "val"))
		case "del":
			deleted = true
		}
	})
	return before, deleted, err
}

func (d *docx) properties(end string, each func(xml.StartElement)) error {
	for {
		token, err := d.dec.Token()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			each(e)
		case xml.EndElement:
			if e.Name.Local == end {
				return nil
			}
		}
	}
}

// cell reads one cell and the columns that it spans.
func (d *docx) cell(cells []cell) ([]cell, error) {
	var parts []string
	span, length := 1, 0
	var this cell
	add := func(text string) error {
		if text != "" {
			parts = append(parts, text)
		}
		if length += len(text) + 1; length > maxCell {
			return d.doc.refuse(row{place: fmt.Sprintf("таблица %d", d.tables)},
				fmt.Sprintf("a cell holds more than %d kB of text", maxCell>>10), "check that this is the plan")
		}
		return nil
	}
	for {
		token, err := d.dec.Token()
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local != "tc" {
				continue
			}
			if !this.merged {
				this.text = strings.Join(parts, "\n")
			}
			return d.pad(append(cells, this), span-1)
		case xml.StartElement:
			switch {
			case e.Name.Local == "tcPr":
				err = d.properties("tcPr", func(e xml.StartElement) {
					switch e.Name.Local {
					case "gridSpan":
						span, _ = strconv.Atoi(attr(e, "val"))
					case "vMerge": // without a value it continues (17.4.84)
						this.merged = attr(e, "val") != "restart"
					}
				})
			case hidden[e.Name.Local]:
				err = d.dec.Skip()
			case e.Name.Local == "p":
				var text string
				if text, err = d.paragraph(); err == nil {
					err = add(text)
				}
			case e.Name.Local == "tbl":
				err = d.table(func(inner []cell) error { return add(row{cells: inner}.whole()) })
			}
			if err != nil {
				return nil, err
			}
		}
	}
}

// pad adds the empty columns that a span covers.
func (d *docx) pad(cells []cell, n int) ([]cell, error) {
	if n < 0 {
		n = 0
	}
	if len(cells)+n > maxColumns {
		return nil, d.doc.refuse(row{place: fmt.Sprintf("таблица %d", d.tables)},
			fmt.Sprintf("a row has more than the %d columns that a plan can have", maxColumns), "delete the columns that do not belong to the plan")
	}
	return append(cells, make([]cell, n)...), nil
}

// paragraph reads the text of a paragraph with its automatic number in front.
func (d *docx) paragraph() (string, error) {
	if d.nesting++; d.nesting > maxNesting {
		return "", d.refuseNesting()
	}
	defer func() { d.nesting-- }()
	var b strings.Builder
	label := ""
	for {
		token, err := d.dec.Token()
		if err != nil {
			return "", err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "p" {
				text := strings.TrimSpace(b.String())
				if label != "" && text != "" {
					label += " "
				}
				return label + text, nil
			}
		case xml.StartElement:
			switch {
			case e.Name.Local == "pPr":
				label, err = d.paragraphLabel()
			case hidden[e.Name.Local]:
				err = d.dec.Skip()
			case e.Name.Local == "t":
				var text string
				if err = d.dec.DecodeElement(&text, &e); err == nil {
					b.WriteString(text)
				}
			case e.Name.Local == "tab", e.Name.Local == "ptab":
				b.WriteByte(' ')
			case e.Name.Local == "br", e.Name.Local == "cr":
				b.WriteByte('\n')
			case e.Name.Local == "noBreakHyphen":
				b.WriteByte('-')
			case e.Name.Local == "p": // of a text box
				var inner string
				if inner, err = d.paragraph(); err == nil {
					b.WriteString("\n" + inner)
				}
			}
			if err != nil {
				return "", err
			}
			if b.Len() > maxCell {
				return "", d.doc.refuse(row{place: fmt.Sprintf("абзац %d", d.para+1)},
					fmt.Sprintf("a paragraph holds more than %d kB of text", maxCell>>10), "check that this is the plan")
			}
		}
	}
}

// paragraphLabel reads a paragraph's properties for its list and gives the next number of it.
func (d *docx) paragraphLabel() (string, error) {
	id, level, style := "", -1, ""
	err := d.properties("pPr", func(e xml.StartElement) {
		switch e.Name.Local {
		case "numId":
			id = attr(e, "val")
		case "ilvl":
			level, _ = strconv.Atoi(attr(e, "val"))
		case "pStyle":
			style = attr(e, "val")
		}
	})
	return d.numbering.next(id, level, style), err
}

func (d *docx) refuseNesting() error {
	return &workflow.Refusal{Where: d.name, What: fmt.Sprintf("the document nests more than %d tables in one another", maxNesting),
		Do: "save the plan with one simple table"}
}
