package planfile

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxSheetRow is the last row that is looked at: Excel has a million, a plan few.
const maxSheetRow = 5 * maxRows

// readXLSX reads the visible sheets of a workbook. Values are taken as last computed;
// formulas are never run and links to other files never followed.
func readXLSX(name string, data io.ReaderAt, size int64) (*document, error) {
	a, err := openArchive(name, data, size)
	if err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(io.NewSectionReader(data, 0, size), excelize.Options{
		// Equal limits keep every sheet in memory: a larger one would go to a temporary file.
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
		ShortDatePattern: "dd.mm.yyyy", LongDatePattern: "dd.mm.yyyy",
	})
	if err != nil {
		return nil, a.broken(err)
	}
	defer book.Close()
	doc := &document{name: name}
	for i, sheet := range book.GetSheetList() {
		visible, err := book.GetSheetVisible(sheet)
		if err != nil {
			return nil, a.broken(err)
		}
		if !visible {
			doc.warn(sheet, "Скрит лист; не е прочетен.")
			continue
		}
		if err := readSheet(doc, book, sheet, i+1); err != nil {
			return nil, a.broken(err)
		}
	}
	return doc, a.broken(a.workbookOddities(doc))
}

func readSheet(doc *document, book *excelize.File, sheet string, table int) error {
	merges, err := book.GetMergeCells(sheet)
	if err != nil {
		return err
	}
	covered, err := mergedBelow(merges)
	if err != nil {
		return err
	}
	rows, err := book.Rows(sheet)
	if err != nil {
		return err
	}
	defer rows.Close()
	width := 0
	begin := len(doc.rows)
	for line := 1; rows.Next(); line++ {
		r := row{table: table, place: fmt.Sprintf("лист „%s“, ред %d", sheet, line)}
		if line > maxSheetRow {
			return doc.refuse(r, fmt.Sprintf("the sheet goes beyond row %d", maxSheetRow), "delete the rows below the plan")
		}
		values, err := rows.Columns()
		if err != nil {
			return err
		}
		for column, v := range values {
			r.cells = append(r.cells, cell{text: strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")), merged: covered[[2]int{column + 1, line}]})
		}
		for covered[[2]int{len(r.cells) + 1, line}] { // trailing cells that are only covered have no value
			r.cells = append(r.cells, cell{merged: true})
		}
		if err := doc.add(r); err != nil {
			return err
		}
		width = max(width, len(r.cells))
	}
	for i := range doc.rows[begin:] {
		r := &doc.rows[begin+i]
		r.cells = append(r.cells, make([]cell, width-len(r.cells))...)
	}
	return rows.Error()
}

// mergedBelow marks the cells that a merged one above them covers, in its first column.
func mergedBelow(merges []excelize.MergeCell) (map[[2]int]bool, error) {
	covered := map[[2]int]bool{}
	for _, m := range merges {
		column, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			return nil, err
		}
		_, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			return nil, err
		}
		for line := top + 1; line <= min(bottom, maxSheetRow) && len(covered) < maxRows*maxColumns; line++ {
			covered[[2]int{column, line}] = true
		}
	}
	return covered, nil
}

// workbookOddities warns of formulas and of links to other files.
func (a *archive) workbookOddities(doc *document) error {
	var sheets []string
	links := false
	for name := range a.files {
		if strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml") {
			sheets = append(sheets, name)
		}
		links = links || strings.HasPrefix(name, "xl/externalLinks/")
	}
	slices.Sort(sheets)
	var formulas []string
	for _, sheet := range sheets {
		at := ""
		if err := a.each(sheet, func(e xml.StartElement) {
			switch e.Name.Local {
			case "c":
				at = attr(e, "r")
			case "f":
				formulas = append(formulas, at)
			}
		}); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
	}
	if len(formulas) > 0 {
		shown := formulas[:min(len(formulas), 10)]
		what := "Клетки с формули (" + strings.Join(shown, ", ")
		if len(shown) < len(formulas) {
			what += " и други"
		}
		doc.warn(wholePlan, what+"): взета е последно изчислената стойност.")
	}
	if links {
		doc.warn(wholePlan, "Таблицата има връзки към други файлове; те не са следвани.")
	}
	return nil
}
