package form

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Columns of the visible sheet.
const (
	codeColumn      = "A"
	indicatorColumn = "B"
	answerColumn    = "C"
	noteColumn      = "D"
	checkColumn     = "E"
)

// Headings of the columns. A form whose columns were moved is read by the headings of
// answer and note.
const (
	answerHeading = "Отговор"
	noteHeading   = "Бележка"
)

// Lines above the rows.
const (
	titleLine = 1 + iota
	subtitleLine
	basisLine
	helpLine
	summaryLine
	headingLine
	firstLine
)

const helpText = "Попълват се само жълтите клетки. Когато няма какво да се отчете, се посочва 0; празна клетка не означава 0."

// layout knows the line of everything on the sheet.
type layout struct {
	line     map[string]int // of each row's code
	headings []heading      // of the sections
	last     int
}

type heading struct {
	line  int
	title string
}

// The columns in their order: the same drawing gives the same bytes.
var visibleColumns = []struct {
	name, heading string
	width         float64 // in characters
}{
	{codeColumn, "Код", 6.5},
	{indicatorColumn, "Показател", 43},
	{answerColumn, answerHeading, 33},
	{noteColumn, noteHeading, 20},
	{checkColumn, "Проверка", 27},
}

func newLayout() *layout {
	l := &layout{line: map[string]int{}}
	line, letter := firstLine, ""
	for _, row := range rows {
		for _, s := range sections {
			if strings.HasPrefix(row.Code, s.letter) && s.letter != letter {
				l.headings = append(l.headings, heading{line, s.title})
				letter = s.letter
				line++
			}
		}
		l.line[row.Code] = line
		l.last = line
		line++
	}
	return l
}

// painter collects the first error, so that a page of drawing reads as one.
type painter struct {
	*excelize.File
	err error
}

func (p *painter) do(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *painter) style(s excelize.Style) int {
	id, err := p.NewStyle(&s)
	p.do(err)
	return id
}

func (p *painter) text(column string, line, style int, text string) {
	cell := fmt.Sprint(column, line)
	if text != "" {
		p.do(p.SetCellStr(visibleSheet, cell, text))
	}
	p.do(p.SetCellStyle(visibleSheet, cell, cell, style))
}

// band is one text across columns.
func (p *painter) band(from, to string, line, style int, text string) {
	p.text(from, line, style, text)
	p.do(p.MergeCell(visibleSheet, fmt.Sprint(from, line), fmt.Sprint(to, line)))
	p.do(p.SetCellStyle(visibleSheet, fmt.Sprint(from, line), fmt.Sprint(to, line), style))
}

// build draws the form; the caller closes it.
func (l *layout) build() (*excelize.File, error) {
	p := &painter{File: excelize.NewFile()}
	p.do(p.SetSheetName("Sheet1", visibleSheet))
	s := p.styles()
	l.head(p, s)
	for _, row := range rows {
		l.row(p, s, row)
	}
	for _, h := range l.headings {
		p.band(codeColumn, checkColumn, h.line, s.section, h.title)
		p.do(p.SetRowHeight(visibleSheet, h.line, 20))
	}
	l.hints(p)
	l.page(p)
	hidden(p)
	if p.err != nil {
		p.Close()
		return nil, p.err
	}
	return p.File, nil
}

func (l *layout) head(p *painter, s styles) {
	p.band(codeColumn, checkColumn, titleLine, s.title, fillTitle)
	p.band(codeColumn, checkColumn, subtitleLine, s.subtitle, fillSubtitle)
	p.band(codeColumn, checkColumn, basisLine, s.basis, fillBasis)
	p.band(codeColumn, noteColumn, helpLine, s.help, helpText)
	p.text(checkColumn, helpLine, s.ref, fillRefLine)
	p.band(codeColumn, checkColumn, summaryLine, s.summary, "")
	p.do(p.SetCellFormula(visibleSheet, fmt.Sprint(codeColumn, summaryLine), l.summary()))
	for _, column := range visibleColumns {
		p.text(column.name, headingLine, s.heading, column.heading)
		p.do(p.SetColWidth(visibleSheet, column.name, column.name, column.width))
	}
	for line, points := range map[int]float64{titleLine: 24, subtitleLine: 17, basisLine: 28, helpLine: 17, summaryLine: 17, headingLine: 18} {
		p.do(p.SetRowHeight(visibleSheet, line, points))
	}
}

func (l *layout) row(p *painter, s styles, row Row) {
	line := l.line[row.Code]
	indicator, answer := s.indicator, s.text
	switch row.Type {
	case TypeHeader:
		indicator, answer = s.subheading, s.locked
	case TypeList:
		answer = s.prefilled
		p.text(answerColumn, line, answer, fillInstitution)
	case TypeInt:
		answer = s.count
	case TypeDate:
		answer = s.date
	case TypeYesNo, TypeYes:
		answer = s.choice
	case TypeDates:
		if row.Code == "А2" {
			answer = s.prefilled
			p.text(answerColumn, line, answer, fillSpan)
		}
	}
	if isPart(row) {
		indicator = s.part
	}
	note := s.note
	if answer == s.locked || answer == s.prefilled {
		note = s.locked
	}
	p.text(codeColumn, line, s.code, row.Code)
	p.text(indicatorColumn, line, indicator, row.Indicator)
	p.text(answerColumn, line, answer, "")
	p.text(noteColumn, line, note, "")
	p.text(checkColumn, line, s.check, "")
	if live := l.live(row); live != "" {
		p.do(p.SetCellFormula(visibleSheet, fmt.Sprint(checkColumn, line), live))
	}
	if points := height(row); points > 0 {
		p.do(p.SetRowHeight(visibleSheet, line, points))
	}
	if v := validation(row); v != nil {
		v.SetSqref(fmt.Sprint(answerColumn, line))
		p.do(p.AddDataValidation(visibleSheet, v))
	}
}

// isPart reports whether a row counts a part of the row above it.
func isPart(row Row) bool { return strings.Contains(row.Code, ".") && row.Type == TypeInt }

// height of a row in points: texts get room to be written in, and an indicator of two
// lines its two lines. A person can still drag them (FormatRows).
func height(row Row) float64 {
	switch {
	case row.Code == "В3" || row.Code == "Г8":
		return 120
	case row.Code == "Г1.1":
		return 80
	case row.Type == TypeURLs, row.Code == "Г4":
		return 36
	}
	const pointsALine = 13
	charactersALine := 46
	if isPart(row) { // indented
		charactersALine = 40
	}
	return 7 + pointsALine*float64(1+(len([]rune(row.Indicator))-1)/charactersALine)
}

// validation is what the spreadsheet itself refuses while the form is filled in.
func validation(row Row) *excelize.DataValidation {
	v := excelize.NewDataValidation(true)
	var err error
	switch row.Type {
	case TypeInt:
		err = v.SetRange(0, 999999999, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
		v.SetError(excelize.DataValidationErrorStyleStop, "Ред "+row.Code, "Посочва се цяло число, 0 или по-голямо.")
	case TypeYesNo:
		err = v.SetDropList([]string{yes, no})
		v.SetError(excelize.DataValidationErrorStyleStop, "Ред "+row.Code, "Посочва се „да“ или „не“.")
	case TypeYes:
		err = v.SetDropList([]string{yes})
		v.SetError(excelize.DataValidationErrorStyleStop, "Ред "+row.Code, "Потвърждава се с „да“.")
	case TypeDate:
		err = v.SetRange(36526, 73050, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween) // 2000 to 2099
		v.SetError(excelize.DataValidationErrorStyleStop, "Ред "+row.Code, "Посочва се дата във вида дд.мм.гггг.")
	default:
		if row.Code != "В3" {
			return nil
		}
		err = v.SetRange(0, maxMeasuresText, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween)
		v.SetError(excelize.DataValidationErrorStyleStop, "Ред "+row.Code, fmt.Sprintf("Текстът е до %d знака.", maxMeasuresText))
	}
	if err != nil { // only a list or range that is no constant could be refused
		panic(err)
	}
	return v
}

// hints makes what is merely empty quieter than what is wrong.
func (l *layout) hints(p *painter) {
	format, err := p.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: quiet}})
	p.do(err)
	p.do(p.SetConditionalFormat(visibleSheet, fmt.Sprintf("%s%d:%s%d", checkColumn, firstLine, checkColumn, l.last),
		[]excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "==", Value: fillIn, Format: &format}}))
}

// page sets the frozen head, protection and print.
func (l *layout) page(p *painter) {
	p.do(p.SetPanes(visibleSheet, &excelize.Panes{Freeze: true, YSplit: headingLine,
		TopLeftCell: fmt.Sprint("A", firstLine), ActivePane: "bottomLeft"}))
	// No password: the lock guards against slips; what comes back is checked anyway.
	p.do(p.ProtectSheet(visibleSheet, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatRows: true, FormatColumns: true}))
	// One page wide whatever fonts there are. LibreOffice keeps the break between signals and
	// measures; Excel, fitting to a width, lets the second page begin where the first is full.
	on, paper, wide, tall, portrait := true, 9, 1, 0, "portrait" // A4
	p.do(p.SetPageLayout(visibleSheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &portrait, FitToWidth: &wide, FitToHeight: &tall}))
	p.do(p.SetSheetProps(visibleSheet, &excelize.SheetPropsOptions{FitToPage: &on}))
	for _, h := range l.headings {
		if h.title == secondPage {
			p.do(p.InsertPageBreak(visibleSheet, fmt.Sprint(codeColumn, h.line)))
		}
	}
	side, top := 0.5, 0.6 // inches
	p.do(p.SetPageMargins(visibleSheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &on}))
	p.do(p.SetHeaderFooter(visibleSheet, &excelize.HeaderFooterOptions{OddFooter: `&C&8Страница &P от &N`}))
	p.do(p.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: visibleSheet,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", visibleSheet, headingLine, headingLine)}))
	p.do(p.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: visibleSheet,
		RefersTo: fmt.Sprintf("'%s'!$%s$%d:$%s$%d", visibleSheet, codeColumn, titleLine, checkColumn, l.last)}))
	p.do(p.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &on}))
	p.do(p.SetDocProps(&excelize.DocProperties{Title: "Доклад за сигналите за корупция и антикорупционните мерки", Creator: "srok", Language: "bg-BG",
		Created: "2018-01-01T00:00:00Z", Modified: "2018-01-01T00:00:00Z"})) // the same template, the same bytes
}

// hidden is the sheet that carries ref, institution and period through any renaming.
func hidden(p *painter) {
	_, err := p.NewSheet(hiddenSheet)
	p.do(err)
	for i, pair := range [][2]string{{keyForm, formVersion}, {keyRef, fillRef}, {keyInstitution, fillID}, {keyName, fillInstitution}, {keyPeriod, fillPeriod}} {
		p.do(p.SetCellStr(hiddenSheet, fmt.Sprint("A", i+1), pair[0]))
		p.do(p.SetCellStr(hiddenSheet, fmt.Sprint("B", i+1), pair[1]))
	}
	p.do(p.ProtectSheet(hiddenSheet, &excelize.SheetProtectionOptions{}))
	p.do(p.SetSheetVisible(hiddenSheet, false, true))
}
