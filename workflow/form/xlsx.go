package form

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"srok/workflow"

	"github.com/xuri/excelize/v2"
)

// readXLSX reads the stored values of the cells: no formula is calculated, no link followed.
func readXLSX(r io.Reader) (b *book, err error) {
	// excelize reads whatever a damaged file declares and may trip over it; a file that is
	// no form must not stop the intake.
	defer func() {
		if trouble := recover(); trouble != nil {
			b, err = nil, &NotForm{Why: "a damaged .xlsx", Err: fmt.Errorf("%v", trouble)}
		}
	}()
	// The limit of one part equals that of all: a greater limit for all would make excelize
	// unpack large parts to temporary files.
	file, err := excelize.OpenReader(r, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, &NotForm{Why: "a damaged .xlsx", Err: err}
	}
	defer file.Close()
	b = &book{}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.date1904 = *props.Date1904
	}
	names := file.GetSheetList()
	if len(names) > maxSheets {
		b.cut = true
		names = names[:maxSheets]
	}
	for i, name := range names {
		s, err := b.readSheet(file, name)
		if err != nil {
			return nil, &NotForm{Why: "a damaged .xlsx", Err: err}
		}
		s.uncalculated(file)
		b.sheets = append(b.sheets, s)
		b.comments(file, name, i+1)
	}
	return b, nil
}

// readSheet goes on after the limits only to learn whether anything was left out, and not far.
func (b *book) readSheet(file *excelize.File, name string) (sheet, error) {
	s := sheet{name: name}
	lines, err := file.Rows(name)
	if err != nil {
		return s, err
	}
	for line, filled := 0, 0; lines.Next(); line++ {
		texts, err := lines.Columns()
		if err != nil {
			return s, err
		}
		if len(texts) == 0 {
			continue
		}
		if filled++; filled > maxRows {
			b.cut = true
			break
		}
		row := make([]cell, len(texts))
		for i, text := range texts {
			_, notNumber := strconv.ParseFloat(text, 64)
			row[i] = cell{text: clip(text), number: notNumber == nil}
		}
		b.add(&s, line, row)
	}
	return s, lines.Close()
}

// notCalculated stands for an answer that is a formula whose value no program has stored: it is not
// empty, and nobody knows what it is.
const notCalculated = "формула без стойност"

// uncalculated marks such answers, where the sheet may be the form.
func (s *sheet) uncalculated(file *excelize.File) {
	at, found := s.find()
	if found < leastRows {
		return
	}
	for line, row := range s.rows {
		if at.code >= len(row) || codeOf(row[at.code].text) == "" || at.answer < len(row) && row[at.answer].text != "" {
			continue
		}
		formula, err := file.GetCellFormula(s.name, fmt.Sprintf("%s%d", columnName(at.answer), line+1))
		if err != nil || formula == "" {
			continue
		}
		for len(row) <= at.answer {
			row = append(row, cell{})
		}
		row[at.answer].text = notCalculated
		s.rows[line] = row
	}
}

// comments are read for an ЕГН only.
func (b *book) comments(file *excelize.File, name string, number int) {
	comments, err := file.GetComments(name)
	if err != nil {
		return // a sheet with unreadable comments still has its cells
	}
	for _, c := range comments {
		hit := workflow.FindEGN(c.Text) || slices.ContainsFunc(c.Paragraph, func(run excelize.RichTextRun) bool { return workflow.FindEGN(run.Text) })
		if hit {
			b.strayEGN = append(b.strayEGN, fmt.Sprintf("коментар на лист %d", number))
		}
	}
}

// clip bounds one cell and makes it valid UTF-8.
func clip(text string) string {
	if len(text) > maxCell {
		text = text[:maxCell]
	}
	return strings.ToValidUTF8(text, "�")
}
