package form

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"srok/workflow"
)

// Namespaces of OpenDocument 1.2, part 1.
const (
	nsOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
	nsTable  = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	nsText   = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
)

// readODS reads the cells of content.xml, one token at a time.
func readODS(archive *zip.Reader) (*book, error) {
	part, err := archive.Open("content.xml")
	if err != nil {
		return nil, &NotForm{Why: "a damaged .ods", Err: err}
	}
	defer part.Close()
	o := ods{decoder: xml.NewDecoder(io.LimitReader(part, maxXML)), book: &book{}}
	for {
		token, err := o.decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			return o.book, nil
		case err != nil:
			return nil, &NotForm{Why: "a damaged .ods", Err: err}
		}
		o.take(token)
	}
}

// ods is the place in content.xml: in which table, row and cell.
type ods struct {
	decoder *xml.Decoder
	book    *book

	table  *sheet // nil outside of a table, and past the last table read
	tables int
	line   int // of the row being read
	row    []cell
	rowFor int // lines that the row stands for

	inCell     bool
	cell       cell
	cellFor    int  // columns that the cell stands for
	formula    bool // it is one, and no value is stored with it
	typed      bool // its value stood in an attribute: the text is only how it looks
	text       strings.Builder
	paragraphs int

	annotation int // depth within a comment
	remark     strings.Builder
}

func (o *ods) take(token xml.Token) {
	switch t := token.(type) {
	case xml.StartElement:
		o.start(t)
	case xml.EndElement:
		o.end(t.Name)
	case xml.CharData:
		o.write(string(t))
	}
}

// write adds text to the comment or the cell that is being read.
func (o *ods) write(s string) {
	switch {
	case o.annotation > 0 && o.remark.Len() < maxCell:
		o.remark.WriteString(s)
	case o.annotation == 0 && o.inCell && o.paragraphs > 0 && o.text.Len() < maxCell:
		o.text.WriteString(s)
	}
}

func (o *ods) start(e xml.StartElement) {
	switch e.Name {
	case xml.Name{Space: nsOffice, Local: "annotation"}:
		o.annotation++
	case xml.Name{Space: nsTable, Local: "table"}:
		if o.tables++; o.tables > maxSheets {
			o.book.cut = true
			return
		}
		o.book.sheets = append(o.book.sheets, sheet{name: attribute(e, nsTable, "name")})
		o.table, o.line = &o.book.sheets[len(o.book.sheets)-1], 0
	case xml.Name{Space: nsTable, Local: "table-row"}:
		o.row, o.rowFor = nil, repeat(e, "number-rows-repeated")
	case xml.Name{Space: nsTable, Local: "table-cell"}, xml.Name{Space: nsTable, Local: "covered-table-cell"}:
		o.inCell, o.cellFor, o.paragraphs = true, repeat(e, "number-columns-repeated"), 0
		o.cell, o.typed = storedValue(e)
		o.formula = attribute(e, nsTable, "formula") != "" && attribute(e, nsOffice, "value-type") == ""
		o.text.Reset()
	case xml.Name{Space: nsText, Local: "p"}, xml.Name{Space: nsText, Local: "h"}:
		if o.annotation == 0 {
			o.paragraphs++
		}
		if o.paragraphs > 1 || o.annotation > 0 {
			o.write("\n")
		}
	case xml.Name{Space: nsText, Local: "line-break"}:
		o.write("\n")
	case xml.Name{Space: nsText, Local: "tab"}:
		o.write("\t")
	case xml.Name{Space: nsText, Local: "s"}:
		n, err := strconv.Atoi(attribute(e, nsText, "c"))
		if err != nil {
			n = 1
		}
		o.write(strings.Repeat(" ", min(max(n, 0), 100)))
	}
}

func (o *ods) end(name xml.Name) {
	switch name {
	case xml.Name{Space: nsOffice, Local: "annotation"}:
		o.annotation--
		if workflow.FindEGN(o.remark.String()) {
			o.book.strayEGN = append(o.book.strayEGN, fmt.Sprintf("коментар на лист %d", o.tables))
		}
		o.remark.Reset()
	case xml.Name{Space: nsTable, Local: "table"}:
		o.table = nil
	case xml.Name{Space: nsTable, Local: "table-row"}:
		o.endRow()
	case xml.Name{Space: nsTable, Local: "table-cell"}, xml.Name{Space: nsTable, Local: "covered-table-cell"}:
		o.endCell()
	}
}

func (o *ods) endCell() {
	if !o.typed {
		o.cell.text = o.text.String()
	}
	if o.formula && o.cell.text == "" {
		o.cell.text = notCalculated
	}
	o.cell.text = clip(o.cell.text)
	o.inCell = false
	// One cell more than the limit tells add that something was cut; an empty one stands for
	// the rest of the row, usually some sixteen thousand columns.
	for range min(o.cellFor, maxColumns+1-len(o.row)) {
		o.row = append(o.row, o.cell)
	}
}

// endRow repeats a row as often as it stands for. Empty ones only count.
func (o *ods) endRow() {
	if o.table == nil {
		return
	}
	left := o.rowFor
	for ; left > 0 && o.line < maxRows; left-- {
		o.book.add(o.table, o.line, o.row)
		o.line++
	}
	if left > 0 { // past the limit: once, so that what is lost is noticed
		o.book.add(o.table, o.line, o.row)
	}
}

// storedValue is a cell's typed value; a text is read from its paragraphs.
func storedValue(e xml.StartElement) (c cell, typed bool) {
	switch attribute(e, nsOffice, "value-type") {
	case "float", "currency", "percentage":
		return cell{text: attribute(e, nsOffice, "value"), number: true}, true
	case "date":
		day, _, _ := strings.Cut(attribute(e, nsOffice, "date-value"), "T")
		if d, err := workflow.ParseDate(day); err == nil {
			return cell{text: formatDate(d)}, true
		}
	case "boolean":
		return cell{text: strings.ToUpper(attribute(e, nsOffice, "boolean-value"))}, true
	}
	return cell{}, false
}

func attribute(e xml.StartElement, space, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == space && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// repeat is how many rows or columns an element stands for: at least one, at most a sheet.
func repeat(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(attribute(e, nsTable, name))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, 1<<20)
}
