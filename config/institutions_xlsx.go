package config

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"srok/workflow"

	"github.com/goccy/go-yaml/token"
	"github.com/xuri/excelize/v2"
)

// Limits of a list of institutions. Nothing of a workbook is written to a temporary file,
// because a sheet may take what the whole may.
const (
	mostSheetBytes   = 32 << 20 // unpacked
	mostSheetRows    = 5000
	mostSheetColumns = 100
	mostTitleRows    = 20 // above the names of the columns
)

// ReadInstitutionsXLSX reads a secretary's list of institutions, one a row under the names of
// the columns, which may stand in any order. It is taken wholly or refused with a
// *workflow.Refusal that names sheet, row and cell; name stands in it. Values are taken as
// last computed: formulas are not run, links are not followed, columns of other names are
// left alone.
//
// The council's own entry is known's, since a list has none. A row without a key is known's
// institution of that name, so that a list typed by hand changes no keys; a new one gets a key
// from its name by the Transliteration Act.
func ReadInstitutionsXLSX(name string, r io.ReaderAt, size int64, known workflow.Directory) (workflow.Directory, error) {
	l, err := openList(name, r, size)
	if err != nil {
		return workflow.Directory{}, err
	}
	if err := l.checkHeading(); err != nil {
		return workflow.Directory{}, err
	}
	entries, err := l.entries()
	if err != nil {
		return workflow.Directory{}, err
	}
	if err := l.giveIDs(entries, known); err != nil {
		return workflow.Directory{}, err
	}
	groups := l.giveGroups(entries, known)
	if err := l.check(entries, groups, known); err != nil {
		return workflow.Directory{}, err
	}
	return directoryOf(entries, groups, known), nil
}

// list is a sheet that was read: the rows from the names of the columns on.
type list struct {
	*source
	top    int // row of the names of the columns
	rows   [][]string
	places map[string]int // column by field
}

// entry is a row as a member of its group.
type entry struct {
	memberEntry
	at    string // its path: rows[3]
	group string // its title or id, as written
}

func cellPlace(file, sheet string, column, row int) string {
	cell, err := excelize.CoordinatesToCellName(max(1, column), max(1, row))
	if err != nil {
		return fmt.Sprintf("%s: sheet „%s“, row %d", file, sheet, row)
	}
	return fmt.Sprintf("%s: sheet „%s“, row %d (%s)", file, sheet, row, cell)
}

// openList finds the first visible sheet that has the names of the columns.
func openList(name string, r io.ReaderAt, size int64) (*list, error) {
	book, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		UnzipSizeLimit: mostSheetBytes, UnzipXMLSizeLimit: mostSheetBytes, RawCellValue: true, // a telephone is no 3.6E+11
	})
	if err != nil {
		return nil, &workflow.Refusal{Where: name, What: "this is no .xlsx that can be read: " + excerpt(firstLine(err.Error())), Do: "open it in Excel and save it anew, without a password"}
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		l := &list{source: &source{name: name, sheet: sheet, at: map[string]*token.Position{}, titles: map[string]string{}}}
		if err := l.read(book); err != nil {
			return nil, err
		}
		if l.top > 0 {
			return l, nil
		}
	}
	return nil, &workflow.Refusal{Where: name, What: "no sheet has the column „Наименование“ in its first rows",
		Do: "start from the list that `srok institutions export FILE.xlsx` writes"}
}

func (l *list) read(book *excelize.File) error {
	rows, err := book.Rows(l.sheet)
	if err != nil {
		return l.unreadable(1, err)
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		switch {
		case err != nil:
			return l.unreadable(n, err)
		case n > mostSheetRows:
			return l.refuseAt(&token.Position{Line: n}, fmt.Sprintf("the list has more than %d rows", mostSheetRows), "delete the rows below the institutions")
		case len(cells) > mostSheetColumns:
			return l.refuseAt(&token.Position{Line: n, Column: len(cells)}, fmt.Sprintf("the list has more than %d columns", mostSheetColumns), "delete the columns beside the institutions")
		}
		if l.top == 0 {
			if _, _, is := heading(cells); is {
				l.top = n
			} else if n >= mostTitleRows {
				return nil
			}
		}
		if l.top > 0 {
			l.rows = append(l.rows, cells)
		}
	}
	if err := rows.Error(); err != nil {
		return l.unreadable(1, err)
	}
	return nil
}

func (l *list) unreadable(row int, err error) error {
	return l.refuseAt(&token.Position{Line: row}, "the row cannot be read: "+excerpt(firstLine(err.Error())), "open the file in Excel and save it anew")
}

func (l *list) checkHeading() error {
	places, twice, _ := heading(l.rows[0])
	l.places = places
	top := &token.Position{Line: l.top}
	if twice != "" {
		return l.refuseAt(top, fmt.Sprintf("two columns are called „%s“", twice), "keep one of the two")
	}
	if at, title := misspelt(l.rows[0], places); title != "" {
		return l.refuseAt(&token.Position{Line: l.top, Column: at + 1}, fmt.Sprintf("„%s“ is nearly the name of a column", excerpt(l.rows[0][at])), fmt.Sprintf("did you mean „%s“?", title))
	}
	for _, c := range columnsOf(nil) {
		if _, found := places[c.field]; !found && slices.Contains([]string{groupField, "contacts"}, c.field) {
			return l.refuseAt(top, fmt.Sprintf("there is no column „%s“", c.title), "add it: every institution has a group and an address")
		}
	}
	return nil
}

// entries reads the rows; one without any text is passed over.
func (l *list) entries() ([]*entry, error) {
	var entries []*entry
	for i, cells := range l.rows[1:] {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		e, err := l.entry(l.top+1+i, cells)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return nil, l.refuseAt(&token.Position{Line: l.top}, "there is no institution under the names of the columns", "write one a row")
	}
	return entries, nil
}

func (l *list) entry(row int, cells []string) (*entry, error) {
	e := &entry{at: fmt.Sprintf("rows[%d]", row)}
	l.at[e.at] = &token.Position{Line: row}
	text := map[string]string{}
	for _, c := range columnsOf(nil) {
		if at, found := l.places[c.field]; found {
			l.at[e.at+"."+c.field] = &token.Position{Line: row, Column: at + 1}
			l.titles[e.at+"."+c.field] = c.title
			if at < len(cells) {
				text[c.field] = strings.TrimSpace(cells[at])
			}
		}
	}
	var err error
	if e.Gender, err = genderOf(text["gender"]); err != nil {
		return nil, l.badValue(e.at+".gender", err)
	}
	e.ID, e.Name, e.Code, e.Office, e.group = text["id"], text["name"], text["code"], text["office"], text[groupField]
	e.Phone, e.Addressee, e.Superior = text["phone"], text["addressee"], text["superior"]
	if e.Channel, err = channelOf(text["channel"]); err != nil {
		return nil, l.badValue(e.at+".channel", err)
	}
	e.Contacts, e.Cc, e.Domains = listed(text["contacts"]), listed(text["cc"]), listed(text["domains"])
	if len(e.Contacts) == 0 && e.Channel != channel(workflow.LettersByRecords) {
		return nil, l.refuse(e.at+".contacts", "is missing", "write the address that is written to")
	}
	return e, first(l.needLine(e.at+".name", e.Name), l.needLine(e.at+"."+groupField, e.group), l.once(e))
}

// once refuses an address that stands in a row twice.
func (l *list) once(e *entry) error {
	seen := map[string]bool{}
	return first(each(e.at+".contacts", e.Contacts, l.onceIn(seen)), each(e.at+".cc", e.Cc, l.onceIn(seen)))
}

func (l *list) onceIn(seen map[string]bool) func(at, address string) error {
	return func(at, address string) error {
		if seen[strings.ToLower(address)] {
			return l.refuse(at, fmt.Sprintf("%q stands here a second time", excerpt(address)), "keep one of the two")
		}
		seen[strings.ToLower(address)] = true
		return nil
	}
}

// listed takes apart what people put between addresses.
func listed(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";, \n\r\t\u00a0", r) })
	if len(parts) == 0 {
		return nil
	}
	return parts
}

func channelOf(text string) (channel, error) {
	switch bare(text) {
	case "", "елпоща", "имейл", byMail:
		return channel(workflow.LettersByMail), nil
	case bare(channelCells[workflow.LettersByRecords]):
		return channel(workflow.LettersByRecords), nil
	}
	return "", fmt.Errorf("„%s“ is not known: write деловодство where the records office sends the letters, or leave it empty", excerpt(text))
}

func genderOf(text string) (gender, error) {
	switch bare(text) {
	case "":
		return gender(workflow.UnknownGender), nil
	case "гн", "господин":
		return gender(workflow.Male), nil
	case "гжа", "госпожа":
		return gender(workflow.Female), nil
	}
	return "", fmt.Errorf("„%s“ is not known: write г-н or г-жа, or leave it empty where it is not known", excerpt(text))
}
