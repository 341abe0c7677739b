package form

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed form.tsv
var formTSV string

// Type of a row's answer.
type Type string

// The types of form.tsv.
const (
	TypeHeader Type = "header" // a heading: nothing is answered
	TypeList   Type = "list"   // one of the council's institutions
	TypeInt    Type = "int"    // a count, 0 included
	TypeText   Type = "text"
	TypeYesNo  Type = "yes/no" // да or не
	TypeYes    Type = "yes"    // да alone
	TypeDate   Type = "date"
	TypeDates  Type = "dates" // several, separated by „;“; of А2 a first and a last day
	TypeURLs   Type = "urls"  // one a line
)

// Row is one row of the form.
type Row struct {
	Code      string // А1 … Д1, in Cyrillic letters
	Indicator string // what is asked, in Bulgarian
	Type      Type
	Check     string // what is checked, in words; empty where the type says it all
}

// rows is form.tsv in its order; nothing changes it.
var rows = mustParseRows(formTSV)

// Rows of the form, in its order.
func Rows() []Row { return slices.Clone(rows) }

// rowIndex is the place of a code in the form, -1 where there is none.
func rowIndex(code string) int {
	return slices.IndexFunc(rows, func(r Row) bool { return r.Code == code })
}

// mustParseRows panics on a broken table: it is part of the program.
func mustParseRows(tsv string) []Row {
	types := []Type{TypeHeader, TypeList, TypeInt, TypeText, TypeYesNo, TypeYes, TypeDate, TypeDates, TypeURLs}
	var parsed []Row
	for i, line := range strings.Split(strings.TrimSpace(tsv), "\n")[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != 4 || !slices.Contains(types, Type(fields[2])) {
			panic(fmt.Sprintf("form.tsv:%d: %q is not code, indicator, type, check", i+2, line))
		}
		parsed = append(parsed, Row{fields[0], fields[1], Type(fields[2]), fields[3]})
	}
	return parsed
}

// section is the heading above the rows whose code starts with its letter.
type section struct{ letter, title string }

var sections = []section{
	{"А", "А. Общи данни"},
	{"Б", "Б. Сигнали за корупция"},
	{"В", secondPage},
	{"Г", "Г. Обучения, откритост и антикорупционни мерки"},
	{"Д", "Д. Потвърждение"},
}

// secondPage is the section that starts it: the signals fill the first.
const secondPage = "В. Предприети мерки по сигналите"

// equation is two groups of counts whose sums must be equal.
type equation struct{ parts, whole []string }

// The sums of the form. The live formulas and the check of a form sent back both follow them.
var (
	byChannel   = equation{run("Б1.", 7), []string{"Б1"}}
	bySubject   = equation{run("Б3.", 7), []string{"Б1"}}
	byOutcome   = equation{run("Б5.", 3), []string{"Б5"}}
	byAddressee = equation{run("Б8.", 3), []string{"Б8"}}
	balance     = equation{[]string{"Б5", "Б6", "Б7", "Б8"}, []string{"Б1", "Б4"}}
)

// run is prefix1 … prefixN.
func run(prefix string, n int) []string {
	codes := make([]string, n)
	for i := range codes {
		codes[i] = fmt.Sprint(prefix, i+1)
	}
	return codes
}

// maxMeasuresText is the greatest length of В3, in characters.
const maxMeasuresText = 1000

// nilCovers lists the counts that read as 0 where А4 says that no signals came in.
var nilCovers = slices.Concat([]string{"Б1"}, byChannel.parts, []string{"Б2"}, bySubject.parts)
