package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode/utf8"

	"srok/workflow"
	"srok/workflow/store"

	"github.com/xuri/excelize/v2"
)

// recordsList is the list for the numbers: what `srok register` reads. Its name is Latin, so that no
// program spoils it.
const recordsList = "delovodstvo.xlsx"

// outboxRecordsCmd hands over to the records office all that waits for it, at once.
type outboxRecordsCmd struct {
	Out string `required:"" type:"path" placeholder:"DIR" help:"The folder: the documents with their forms, and a list to write the numbers into."`
}

func (c *outboxRecordsCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	r := opened.store.Read(a.ctx)
	waiting, err := r.WaitingForRecords()
	if err != nil {
		return err
	}
	list := filepath.Join(c.Out, recordsList)
	if len(waiting) > 0 {
		if err := makeFolder(c.Out, 0o700); err != nil {
			return err
		}
	}
	if _, err := os.Lstat(list); err == nil {
		return &workflow.Refusal{Where: list, What: "there is a list already, and numbers may stand in it",
			Do: "enter them with `srok register " + list + "`, then take it away, or name another folder"}
	}
	written := []string{}
	for _, l := range waiting {
		if !l.Printed {
			continue // it has no text before its number
		}
		files, err := opened.writeLetter(a.ctx, l, c.Out)
		if err != nil {
			return err
		}
		written = append(written, files...)
	}
	if len(waiting) > 0 {
		if err := c.writeList(r, list, waiting); err != nil {
			return err
		}
		written = append(written, list)
	}
	return a.show(struct {
		Letters int      `json:"letters"`
		Files   []string `json:"files"`
	}{len(waiting), written}, func(p *page) {
		for _, file := range written {
			p.line("Записано: %s", file)
		}
		p.line("Писма за деловодството: %d", len(waiting))
	})
}

// writeList writes a row for each letter, with its number and day to be filled in.
func (c *outboxRecordsCmd) writeList(r *store.Reader, file string, waiting []workflow.Letter) error {
	book := excelize.NewFile()
	defer book.Close()
	sheet := book.GetSheetName(0)
	rows := [][]any{{refColumn, "Институция", "Относно", outColumn, onColumn}}
	for _, l := range waiting {
		to, _, err := r.Addressee(l.Institution)
		if err != nil {
			return err
		}
		rows = append(rows, []any{string(l.Ref), to.Institution.Name, l.Subject})
	}
	for i, row := range rows {
		if err := book.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return fmt.Errorf("the list for the numbers: %w", err)
		}
		if err := book.SetRowHeight(sheet, i+1, lineHeight*float64(1+utf8.RuneCountInString(fmt.Sprint(row[2]))/subjectLine)); err != nil {
			return fmt.Errorf("the list for the numbers: %w", err)
		}
	}
	if err := forPaper(book, sheet, len(rows)); err != nil {
		return fmt.Errorf("the list for the numbers: %w", err)
	}
	if err := putNew(file, newFileMode, func(w io.Writer) error { return book.Write(w) }); err != nil {
		return fmt.Errorf("the list for the numbers: %w", err)
	}
	return nil
}

// What a line of a subject takes, in points, and how many characters it holds: programs do not make a
// row higher by themselves where its text goes over to the next line.
const (
	lineHeight  = 16
	subjectLine = 56
)

// forPaper makes the list one page wide, since the office may write its numbers by hand; long subjects
// stand on several lines.
func forPaper(book *excelize.File, sheet string, rows int) error {
	for column, width := range map[string]float64{"A": 16, "B": 36, "C": 60, "D": 18, "E": 14} {
		if err := book.SetColWidth(sheet, column, column, width); err != nil {
			return err
		}
	}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	head, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrap})
	if err != nil {
		return err
	}
	plain, err := book.NewStyle(&excelize.Style{Alignment: wrap})
	if err != nil {
		return err
	}
	if err := book.SetCellStyle(sheet, "A1", "E1", head); err != nil {
		return err
	}
	if rows > 1 {
		if err := book.SetCellStyle(sheet, "A2", fmt.Sprintf("E%d", rows), plain); err != nil {
			return err
		}
	}
	a4, landscape, wide, tall, on := 9, "landscape", 1, 0, true
	if err := book.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	return book.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &on})
}
