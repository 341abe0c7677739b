package config

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"srok/workflow"

	"github.com/agext/levenshtein"
	"github.com/xuri/excelize/v2"
)

// column is one of a secretary's list: what it is called, and what of an entry it holds.
type column struct {
	field string // as the key of institutions.yaml
	title string
	also  []string // other titles that lists have
	width float64
	show  func(workflow.Institution) string
}

const groupField = "group"

// columnsOf lists the columns in the order in which they are written.
func columnsOf(groupTitle func(id string) string) []column {
	return []column{
		{"id", "Ключ", nil, 18, func(i workflow.Institution) string { return i.ID }},
		{groupField, "Група", nil, 24, func(i workflow.Institution) string { return groupTitle(i.ID) }},
		{"name", "Наименование", []string{"Име", "Институция"}, 40, func(i workflow.Institution) string { return i.Name }},
		{"code", "Код", nil, 10, func(i workflow.Institution) string { return i.Code }},
		{"office", "Длъжност", nil, 20, func(i workflow.Institution) string { return i.Office }},
		{"gender", "Обръщение", nil, 12, func(i workflow.Institution) string { return salutations[i.Gender] }},
		{"contacts", "Ел. поща", []string{"E-mail", "Email", "Имейл", "Електронна поща"}, 32, func(i workflow.Institution) string { return strings.Join(i.Contacts, "; ") }},
		{"cc", "Копие до", nil, 32, func(i workflow.Institution) string { return strings.Join(i.Cc, "; ") }},
		{"phone", "Телефон", nil, 18, func(i workflow.Institution) string { return i.Phone }},
		{"addressee", "Адресат", nil, 40, func(i workflow.Institution) string { return i.Addressee }},
		{"superior", "Горестоящ", nil, 32, func(i workflow.Institution) string { return i.Superior }},
		{"channel", "Канал", []string{"Изпращане"}, 16, func(i workflow.Institution) string { return channelCells[i.Channel] }},
		{"domains", "Домейни", nil, 24, func(i workflow.Institution) string { return strings.Join(i.Domains, "; ") }},
	}
}

var salutations = map[workflow.Gender]string{workflow.Male: "г-н", workflow.Female: "г-жа"}

// channelCells are how letters go out; most do by mail, and their cell is empty.
var channelCells = map[workflow.LetterChannel]string{workflow.LettersByRecords: "деловодство"}

const sheetName = "Институции"

// WriteInstitutionsXLSX writes the institutions of the groups as a list for Excel, one a row.
// The council's own entry is not in it. Every cell is text: none is run as a formula.
func WriteInstitutionsXLSX(w io.Writer, d workflow.Directory) error {
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetSheetName(book.GetSheetName(0), sheetName); err != nil {
		return fmt.Errorf("writing the list: %w", err)
	}
	var rows [][]string
	group := workflow.Group{}
	columns := columnsOf(func(string) string { return groupCell(d, group) })
	for _, group = range d.Groups {
		members, err := membersOf(d, group)
		if err != nil {
			return err
		}
		for _, i := range members {
			var row []string
			for _, c := range columns {
				row = append(row, c.show(i))
			}
			rows = append(rows, row)
		}
	}
	if err := fillSheet(book, columns, rows); err != nil {
		return fmt.Errorf("writing the list: %w", err)
	}
	if _, err := book.WriteTo(w); err != nil {
		return fmt.Errorf("writing the list: %w", err)
	}
	return nil
}

// groupCell is the group's title, or its id where the title could mean another group too.
func groupCell(d workflow.Directory, g workflow.Group) string {
	for _, other := range d.Groups {
		if other.ID != g.ID && (plain(other.Title) == plain(g.Title) || other.ID == plain(g.Title)) {
			return g.ID
		}
	}
	return g.Title
}

func fillSheet(book *excelize.File, columns []column, rows [][]string) error {
	// The format @ keeps Excel from making a number of a telephone that is typed in later.
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	head, err := book.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter(sheetName)
	if err != nil {
		return err
	}
	var titles []any
	for i, c := range columns {
		if err := sheet.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		titles = append(titles, excelize.Cell{StyleID: head, Value: c.title})
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := sheet.SetRow("A1", titles); err != nil {
		return err
	}
	for n, row := range rows {
		var cells []any
		for _, value := range row {
			cells = append(cells, excelize.Cell{StyleID: text, Value: value})
		}
		at, err := excelize.CoordinatesToCellName(1, n+2)
		if err != nil {
			return err
		}
		if err := sheet.SetRow(at, cells); err != nil {
			return err
		}
	}
	return sheet.Flush()
}

// plain is a title for comparing: without case, and with one space between words.
func plain(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// bare is a column's title for comparing: letters matter, spaces, dots and dashes do not.
func bare(s string) string {
	return strings.NewReplacer(" ", "", ".", "", "-", "", ":", "", "*", "").Replace(plain(s))
}

// heading finds out which column holds what. A row without the name's column is no heading.
func heading(cells []string) (places map[string]int, twice string, is bool) {
	places = map[string]int{}
	for at, text := range cells {
		for _, c := range columnsOf(nil) {
			if bare(text) != bare(c.title) && !slices.ContainsFunc(c.also, func(t string) bool { return bare(text) == bare(t) }) {
				continue
			}
			if _, found := places[c.field]; found {
				twice = c.title
			}
			places[c.field] = at
		}
	}
	_, is = places["name"]
	return places, twice, is
}

// misspelt is a column's title that is nearly one that is missing.
func misspelt(cells []string, places map[string]int) (at int, title string) {
	for at, text := range cells {
		for _, c := range columnsOf(nil) {
			_, found := places[c.field]
			if distance := levenshtein.Distance(bare(text), bare(c.title), nil); !found && distance > 0 && distance <= len([]rune(c.title))/4 {
				return at, c.title
			}
		}
	}
	return 0, ""
}
