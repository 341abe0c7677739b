package main

import (
	"fmt"
	"strings"

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

func (c *registerCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	now := a.now()
	if c.On.IsZero() {
		c.On = opened.today(now)
	}
	var acts engine.All
	if strings.HasSuffix(strings.ToLower(c.Ref), ".xlsx") {
		if acts, err = numbersIn(c.Ref); err != nil {
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

// numbersIn reads a list of numbers. One row that is wrong refuses the list.
func numbersIn(file string) (engine.All, error) {
	book, err := excelize.OpenFile(file, excelize.Options{UnzipSizeLimit: unzippedBytes, UnzipXMLSizeLimit: unzippedBytes / 2, RawCellValue: false})
	if err != nil {
		return nil, &workflow.Refusal{Where: file, What: "this is no .xlsx that can be read: " + err.Error()}
	}
	defer book.Close()
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return nil, &workflow.Refusal{Where: file, What: err.Error()}
	}
	defer rows.Close()
	columns := map[string]int{}
	var acts engine.All
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil || line > mostNumbers {
			return nil, &workflow.Refusal{Where: fmt.Sprintf("%s: row %d", file, line), What: "the row cannot be read, or there are too many"}
		}
		if line == 1 {
			for i, name := range cells {
				columns[strings.TrimSpace(name)] = i
			}
			continue
		}
		act, err := numberRow(cells, columns)
		if err != nil {
			return nil, &workflow.Refusal{Where: fmt.Sprintf("%s: row %d", file, line), What: err.Error(), Do: "nothing was entered: correct the row and try again"}
		}
		acts = append(acts, act)
	}
	if len(acts) == 0 {
		return nil, &workflow.Refusal{Where: file, What: "there is no number in it", Do: "the first row names the columns: Обозначение, Вх. №, Изх. №, Дата"}
	}
	return acts, nil
}

func numberRow(cells []string, columns map[string]int) (engine.Register, error) {
	cell := func(name string) string {
		if i, found := columns[name]; found && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	ref, ok := workflow.ParseRef(cell("Обозначение"))
	if !ok {
		return engine.Register{}, fmt.Errorf("„%s“ is no ref", cell("Обозначение"))
	}
	var on workflow.Date
	if _, err := fmt.Sscanf(cell("Дата"), "%d.%d.%d", &on.Day, &on.Month, &on.Year); err != nil {
		if on, err = workflow.ParseDate(cell("Дата")); err != nil {
			return engine.Register{}, fmt.Errorf("„%s“ is no date: write it as 01.02.2018", cell("Дата"))
		}
	}
	return engine.Register{Ref: ref, In: cell("Вх. №"), Out: cell("Изх. №"), On: on}, nil
}
