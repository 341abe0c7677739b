package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/engine"

	"github.com/xuri/excelize/v2"
)

// registerCmd enters the records office's numbers: of one letter or submission, or of all in
// an .xlsx at once.
type registerCmd struct {
	Ref string        `arg:"" help:"The ref SROK-…, or an .xlsx with the columns Обозначение, Вх. №, Изх. №, Дата."`
	In  string        `placeholder:"NO" help:"The вх. № of the submission that answered the letter."`
	Out string        `placeholder:"NO" help:"The изх. № of the letter."`
	On  workflow.Date `placeholder:"DATE" help:"Its date (default: today)."`
	clerk
}

// Validate refuses what a list says for itself.
func (c *registerCmd) Validate() error {
	if c.isList() && (c.In != "" || c.Out != "" || !c.On.IsZero()) {
		return errors.New("--in, --out and --on are of one ref: a list has them in its columns")
	}
	return nil
}

func (c *registerCmd) isList() bool { return strings.HasSuffix(strings.ToLower(c.Ref), ".xlsx") }

func (c *registerCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	now := a.now()
	var acts engine.All
	if c.isList() {
		if acts, err = numbersIn(c.Ref, opened.today(now)); err != nil {
			return err
		}
	} else {
		ref, ok := workflow.ParseRef(c.Ref)
		if !ok {
			return &workflow.Refusal{Where: c.Ref, What: "this is no ref", Do: "write it as it stands in the letter's subject: SROK- and seven signs"}
		}
		acts = engine.All{engine.Register{Ref: ref, In: c.In, Out: c.Out, On: c.On}}
	}
	if err := opened.engine.Do(a.ctx, now, c.By, acts); err != nil {
		return err
	}
	return a.show(struct {
		Registered int `json:"registered"`
	}{len(acts)}, func(p *page) { p.line("Вписани номера: %d", len(acts)) })
}

// Limits of a list of numbers: a records office enters some dozens at once.
const (
	mostNumbers   = 5000
	unzippedBytes = 32 << 20
)

// The columns of the list.
const (
	refColumn = "Обозначение"
	inColumn  = "Вх. №"
	outColumn = "Изх. №"
	onColumn  = "Дата"
)

// numbersIn reads a list of numbers. One row that is wrong refuses the list.
func numbersIn(file string, today workflow.Date) (engine.All, error) {
	if _, err := fileToRead(file, "name the list of numbers"); err != nil {
		return nil, err
	}
	// Raw values: a day in a cell of Excel is a number, whatever format it is shown in.
	book, err := excelize.OpenFile(file, excelize.Options{UnzipSizeLimit: unzippedBytes, UnzipXMLSizeLimit: unzippedBytes / 2, RawCellValue: true})
	if err != nil {
		return nil, &workflow.Refusal{Where: file, What: "this is no .xlsx that can be read: " + err.Error()}
	}
	defer book.Close()
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return nil, &workflow.Refusal{Where: file, What: err.Error()}
	}
	defer rows.Close()
	var columns map[string]int
	var acts engine.All
	for line := 1; rows.Next(); line++ {
		where := fmt.Sprintf("%s: row %d", file, line)
		cells, err := rows.Columns()
		switch {
		case err != nil:
			return nil, &workflow.Refusal{Where: where, What: err.Error()}
		case line > mostNumbers:
			return nil, &workflow.Refusal{Where: where, What: fmt.Sprintf("the list has more than %d rows", mostNumbers), Do: "is it the right file?"}
		case strings.TrimSpace(strings.Join(cells, "")) == "":
			continue
		case columns == nil:
			if columns, err = numberColumns(cells); err != nil {
				return nil, &workflow.Refusal{Where: where, What: err.Error(), Do: "name the columns " + strings.Join([]string{refColumn, inColumn, outColumn, onColumn}, ", ")}
			}
			continue
		}
		if noNumber(cells, columns) { // of a letter that has none yet
			continue
		}
		act, err := numberRow(cells, columns, today)
		if err != nil {
			return nil, &workflow.Refusal{Where: where, What: err.Error(), Do: "nothing was entered: correct the row and try again"}
		}
		acts = append(acts, act)
	}
	if len(acts) == 0 {
		return nil, &workflow.Refusal{Where: file, What: "there is no number in it", Do: "write a row for each number, below the row that names the columns"}
	}
	return acts, nil
}

// numberColumns finds where each column stands.
func numberColumns(header []string) (map[string]int, error) {
	columns := map[string]int{}
	for i, name := range header {
		columns[strings.Join(strings.Fields(name), " ")] = i
	}
	_, in := columns[inColumn]
	_, out := columns[outColumn]
	for _, name := range []string{refColumn, onColumn} {
		if _, found := columns[name]; !found {
			return nil, fmt.Errorf("there is no column „%s“", name)
		}
	}
	if !in && !out {
		return nil, fmt.Errorf("there is neither a column „%s“ nor „%s“", inColumn, outColumn)
	}
	return columns, nil
}

func cellOf(cells []string, columns map[string]int, name string) string {
	if i, found := columns[name]; found && i < len(cells) {
		return strings.TrimSpace(cells[i])
	}
	return ""
}

// noNumber reports whether a row names a letter alone, as `srok outbox records` writes it.
func noNumber(cells []string, columns map[string]int) bool {
	return cellOf(cells, columns, inColumn)+cellOf(cells, columns, outColumn)+cellOf(cells, columns, onColumn) == ""
}

func numberRow(cells []string, columns map[string]int, today workflow.Date) (engine.Register, error) {
	cell := func(name string) string { return cellOf(cells, columns, name) }
	ref, ok := workflow.ParseRef(cell(refColumn))
	if !ok {
		return engine.Register{}, fmt.Errorf("„%s“ is no ref", cell(refColumn))
	}
	on, err := dayIn(cell(onColumn))
	if err == nil && on.After(today) {
		err = fmt.Errorf("%s is yet to come", on)
	}
	return engine.Register{Ref: ref, In: cell(inColumn), Out: cell(outColumn), On: on}, err
}

// dayIn reads a day as it is typed, 01.02.2018 г., or as a cell of Excel keeps it, 43132.
func dayIn(text string) (workflow.Date, error) {
	typed := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "г."))
	for _, layout := range []string{"2.1.2006", time.DateOnly} {
		if t, err := time.Parse(layout, typed); err == nil {
			return workflow.DateOf(t), nil
		}
	}
	if serial, err := strconv.ParseFloat(typed, 64); err == nil {
		if t, err := excelize.ExcelDateToTime(serial, false); err == nil && t.Year() >= workflow.FirstYear && t.Year() <= workflow.LastYear {
			return workflow.DateOf(t), nil
		}
	}
	return workflow.Date{}, fmt.Errorf("„%s“ is no day: write it as 01.02.2018", text)
}
