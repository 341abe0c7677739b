package planfile_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheet makes a workbook with rows on its first sheet.
func sheet(t testing.TB, rows [][]any, more func(*excelize.File)) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, r := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", at, &r); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(book)
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What a secretary's Excel holds: numbers, true dates, formulas, a hidden sheet.
func TestWorkbook(t *testing.T) {
	data := sheet(t, [][]any{
		{"План за действие за 2018 г."},
		{"№", "Мярка", "Срок", "Отговорник"},
		{1, "Обучения", time.Date(2018, time.June, 29, 0, 0, 0, 0, time.UTC), "общини"},
		{2, "Проекти", "м. юни", "общини"},
	}, func(book *excelize.File) {
		style, err := book.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(book.SetCellStyle("Sheet1", "C3", "C3", style), book.SetCellFormula("Sheet1", "E4", "1+1")); err != nil {
			t.Fatal(err)
		}
		if _, err := book.NewSheet("Бележки"); err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetVisible("Бележки", false); err != nil {
			t.Fatal(err)
		}
	})
	draft := load(t, "plan.xlsx", data)
	if len(draft.Measures) != 2 || draft.Measures[0].Key != "1" || draft.Measures[0].Term != "29.06.2018" {
		t.Errorf("measures %+v", draft.Measures)
	}
	warned(t, draft, "план: Клетки с формули (E4)", "Бележки: Скрит лист")
}

func TestRefusedWorkbook(t *testing.T) {
	takesLong(t)
	wide := make([]any, 10_000)
	for i := range wide {
		wide[i] = "x"
	}
	far := sheet(t, [][]any{{"План за 2018 г."}}, func(book *excelize.File) {
		if err := book.SetCellValue("Sheet1", "A900000", "x"); err != nil {
			t.Fatal(err)
		}
	})
	bomb := zipOf(t, "xl/workbook.xml", strings.Repeat(" ", 200<<20))
	for name, c := range map[string]struct {
		data []byte
		must string
	}{
		"no zip":         {[]byte("№;Мярка"), "this is not a .xlsx document"},
		"no workbook":    {zipOf(t, "word/document.xml", "<a/>"), "plan.xlsx"},
		"no table":       {sheet(t, [][]any{{"План за 2018 г."}}, nil), "no table"},
		"no deadline":    {sheet(t, [][]any{{"№", "Мярка", "Отговорник"}, {1, "а", "общини"}}, nil), "лист „Sheet1“, ред 1: the table has no column „Срок“"},
		"10,000 columns": {sheet(t, [][]any{wide}, nil), "columns"},
		"a far cell":     {far, "goes beyond row"},
		"a zip bomb":     {bomb, "unpacks to more than"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, "plan.xlsx", c.data, c.must) })
	}
}
