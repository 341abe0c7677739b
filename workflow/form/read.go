package form

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"srok/workflow"
)

// Limits of a file that is read. A filled form is some 15 KB and unpacks to 150 KB; a
// picture of a stamp pasted into it still passes.
const (
	maxFile     = 8 << 20  // bytes
	maxUnpacked = 16 << 20 // bytes of all parts together
	maxXML      = 2 << 20  // bytes of all parts but pictures: each becomes many small values
	maxParts    = 500
	maxSheets   = 8
	maxRows     = 1000 // of a sheet
	maxColumns  = 40
	maxCell     = 32767 // bytes of one cell's text kept; Excel's own limit is as many characters
)

// NotForm says that a file is not the report form (or no spreadsheet that can be read as
// one). It may well be a report in another form: that is for a person to see.
type NotForm struct {
	Why string
	Err error // of the library that could not read the file; may be nil
}

// Error is one line.
func (e *NotForm) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("not the report form: %s: %v", e.Why, e.Err)
	}
	return "not the report form: " + e.Why
}

func (e *NotForm) Unwrap() error { return e.Err }

// Read reads a filled form from an .xlsx or .ods file of size bytes. The error is a *NotForm
// where the file is something else, or the reader's own.
func Read(r io.ReaderAt, size int64) (Answers, error) {
	b, err := open(r, size)
	if err != nil {
		return Answers{}, err
	}
	return b.answers()
}

// open recognises the file by its content and reads its cells.
func open(r io.ReaderAt, size int64) (*book, error) {
	if size > maxFile {
		return nil, &NotForm{Why: fmt.Sprintf("%d bytes are more than a form has", size)}
	}
	magic := make([]byte, min(4, max(size, 0)))
	if _, err := r.ReadAt(magic, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the form: %w", err)
	}
	switch string(magic) {
	case "PK\x03\x04":
	case "\xd0\xcf\x11\xe0":
		return nil, &NotForm{Why: "an old .xls or .doc, or a file locked by a password"}
	default:
		return nil, &NotForm{Why: "no spreadsheet"}
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &NotForm{Why: "a damaged file", Err: err}
	}
	if err := bounded(archive); err != nil {
		return nil, err
	}
	switch {
	case has(archive, "xl/workbook.xml"):
		return readXLSX(io.NewSectionReader(r, 0, size))
	case has(archive, "content.xml"):
		return readODS(archive)
	}
	return nil, &NotForm{Why: "no spreadsheet"}
}

// bounded refuses a bomb by what its directory declares; archive/zip stops a part that
// unpacks to more than it declared.
func bounded(archive *zip.Reader) error {
	if len(archive.File) > maxParts {
		return &NotForm{Why: fmt.Sprintf("%d parts are more than a form has", len(archive.File))}
	}
	left, leftXML := uint64(maxUnpacked), uint64(maxXML)
	for _, part := range archive.File {
		size := part.UncompressedSize64
		if size > left || !isPicture(part.Name) && size > leftXML {
			return &NotForm{Why: "it unpacks to more than a form has"}
		}
		left -= size
		if !isPicture(part.Name) {
			leftXML -= size
		}
	}
	return nil
}

// isPicture goes by where the two formats keep pictures; what lies there is never parsed.
func isPicture(name string) bool {
	for _, folder := range []string{"xl/media/", "Pictures/", "Thumbnails/"} {
		if strings.HasPrefix(name, folder) {
			return true
		}
	}
	return false
}

func has(archive *zip.Reader, name string) bool {
	return slices.ContainsFunc(archive.File, func(part *zip.File) bool { return part.Name == name })
}

// book is what is kept of a spreadsheet: the text of its cells.
type book struct {
	sheets   []sheet
	date1904 bool
	cut      bool     // there was more than the limits allow
	strayEGN []string // found outside of cells, in comments
}

type sheet struct {
	name string
	rows [][]cell
}

// cell is one cell as its program stored it.
type cell struct {
	text   string
	number bool // stored as a number: a date of an .xlsx may be behind it
}

func (c cell) hasEGN() bool {
	return workflow.FindEGN(c.text) || c.number && workflow.FindNumericEGN(c.text)
}

// add keeps a row within the limits; empty ends are dropped.
func (b *book) add(s *sheet, line int, row []cell) {
	for len(row) > 0 && row[len(row)-1].text == "" {
		row = row[:len(row)-1]
	}
	if len(row) == 0 {
		return
	}
	if line >= maxRows {
		b.cut = true
		return
	}
	if len(row) > maxColumns {
		b.cut = true
		row = row[:maxColumns]
	}
	for len(s.rows) < line {
		s.rows = append(s.rows, nil)
	}
	s.rows = append(s.rows, slices.Clone(row))
}

// columns is where a sheet has what.
type columns struct{ code, answer, note int }

// leastRows: a part of the form is still the form; a table that happens to number its rows А1 and Б1 is
// not.
var leastRows = len(rows) / 2

// answers finds the form among the sheets.
func (b *book) answers() (Answers, error) {
	a := Answers{Cells: map[string]Cell{}, Header: b.header(), Cut: b.cut, StrayEGN: b.strayEGN}
	best, at, most, filled := -1, columns{}, 0, false
	for i, s := range b.sheets {
		where, found := s.find()
		isFilled := found >= leastRows && !s.form(where, b.date1904).Blank() // before a blank one that is kept beside it
		if found > 0 && (isFilled && !filled || isFilled == filled && found > most) {
			best, at, most, filled = i, where, found, isFilled
		}
	}
	if most < leastRows {
		return Answers{}, &NotForm{Why: fmt.Sprintf("only %d of its %d row codes are in it", most, len(rows)-1)}
	}
	bestTaken := a.collect(b.sheets[best], at, b.date1904)
	for i, s := range b.sheets {
		taken := bestTaken
		if i != best {
			taken = nil
			if a.differs(s, b.date1904) {
				a.Others = append(a.Others, i+1)
			}
		}
		for line, row := range s.rows {
			for column, c := range row {
				if c.hasEGN() && !taken[[2]int{line, column}] {
					a.StrayEGN = append(a.StrayEGN, fmt.Sprintf("клетка %s%d на лист %d", columnName(column), line+1, i+1))
				}
			}
		}
	}
	return a, nil
}

// find looks for the column with the most row codes, and for answer and note by their
// headings, else where the form has them.
func (s sheet) find() (columns, int) {
	known := make([]map[string]bool, maxColumns)
	answer, note := -1, -1
	for _, row := range s.rows {
		for column, c := range row {
			if code := codeOf(c.text); code != "" {
				if known[column] == nil {
					known[column] = map[string]bool{}
				}
				known[column][code] = true
			}
			switch {
			case answer < 0 && sameName(c.text, answerHeading):
				answer = column
			case note < 0 && sameName(c.text, noteHeading):
				note = column
			}
		}
	}
	code, most := 0, 0
	for column, codes := range known {
		if len(codes) > most {
			code, most = column, len(codes)
		}
	}
	if answer < 0 {
		answer = code + 2
	}
	if note < 0 {
		note = answer + 1
	}
	return columns{code, answer, note}, most
}

// collect takes the answers of a sheet, and says which cells they were.
func (a *Answers) collect(s sheet, at columns, date1904 bool) (taken map[[2]int]bool) {
	taken = map[[2]int]bool{}
	get := func(row []cell, column int) cell {
		if column < len(row) {
			return row[column]
		}
		return cell{}
	}
	for line, row := range s.rows {
		code := codeOf(get(row, at.code).text)
		if code == "" {
			continue
		}
		answer := Cell{
			Value: canonical(get(row, at.answer), rows[rowIndex(code)], date1904),
			Note:  strings.TrimSpace(get(row, at.note).text),
		}
		if answer == (Cell{}) {
			continue
		}
		if first, again := a.Cells[code]; again {
			if first != answer && !slices.Contains(a.Repeated, code) {
				a.Repeated = append(a.Repeated, code)
			}
			continue // its cells stay among the stray ones
		}
		a.Cells[code] = answer
		taken[[2]int{line, at.answer}], taken[[2]int{line, at.note}] = true, true
	}
	return taken
}

// canonical makes one text of the ways in which programs store the same answer.
func canonical(c cell, row Row, date1904 bool) string {
	text := strings.TrimSpace(strings.ReplaceAll(c.text, "\r\n", "\n"))
	switch row.Type {
	case TypeInt:
		if n, ok := countOf(row, text); ok {
			return fmt.Sprint(n)
		}
	case TypeYesNo, TypeYes:
		if answer, ok := parseYesNo(text); ok {
			return answer
		}
		switch strings.ToUpper(text) { // how a logical value is stored
		case "TRUE":
			return yes
		case "FALSE":
			return no
		}
	case TypeDate, TypeDates:
		if n, ok := parseCount(text); ok && c.number && n >= minSerial && n <= maxSerial {
			if date1904 {
				return formatDate(epoch1904.AddDays(n))
			}
			return formatDate(epoch1900.AddDays(n))
		}
	}
	return text
}

// differs reports whether a sheet is the form once more, with other answers: which of the two is the
// report, only its sender can say.
func (a Answers) differs(s sheet, date1904 bool) bool {
	at, found := s.find()
	if found < leastRows {
		return false
	}
	other := s.form(at, date1904)
	return !other.Blank() && !maps.Equal(other.Cells, a.Cells)
}

// form is what a sheet holds of the form.
func (s sheet) form(at columns, date1904 bool) Answers {
	a := Answers{Cells: map[string]Cell{}}
	a.collect(s, at, date1904)
	return a
}

// header is what the hidden sheet says.
func (b *book) header() Header {
	for _, s := range b.sheets {
		said := map[string]string{}
		for _, row := range s.rows {
			if len(row) >= 2 && !row[1].hasEGN() { // the header is shown to people
				if _, again := said[row[0].text]; !again {
					said[row[0].text] = tidy(row[1].text)
				}
			}
		}
		if said[keyForm] != formVersion {
			continue
		}
		h := Header{Institution: said[keyName], InstitutionID: said[keyInstitution], Ref: said[keyRef]}
		if p, err := workflow.ParsePeriod(said[keyPeriod]); err == nil {
			h.Period = p
		}
		return h
	}
	return Header{}
}

// columnName is A for 0; a form's columns are few.
func columnName(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return columnName(column/26-1) + columnName(column%26)
}
