package planfile

import (
	"slices"
	"strconv"
	"strings"
)

// column is one of the six that a measure has.
type column string

const (
	numberColumn      column = "№"
	textColumn        column = "Мярка"
	termColumn        column = "Срок"
	responsibleColumn column = "Отговорна институция"
	indicatorColumn   column = "Индикатор"
	resultColumn      column = "Резултат"
	otherColumn       column = "" // „Финансиране“, „Забележка“: kept in a warning
)

// headings are the words by which plans call their columns, folded; the first that fits
// decides, so that „Индикатор за резултат“ is an indicator.
var headings = []struct {
	column column
	begin  []string // the heading begins so
	within []string // or holds this
}{
	{numberColumn, []string{"№", "no ", "номер"}, []string{"№", "по ред"}},
	{indicatorColumn, []string{"индикатор", "показател"}, []string{"индикатор", "показател"}},
	{termColumn, []string{"срок", "краен срок", "период"}, []string{"срок за"}},
	{responsibleColumn, []string{"отг", "изпълнител", "институция", "звено", "структура", "орган"}, []string{"отговор"}},
	{resultColumn, []string{"резултат", "очакван", "ефект"}, []string{"резултат"}},
	{textColumn, []string{"мярка", "мерки", "дейност", "задач", "мероприяти", "действи", "стъпк", "инициатив"}, []string{"мярка", "мерки", "дейност"}},
}

// headingColumn says which column a heading names.
func headingColumn(heading string) column {
	h := fold(heading)
	if h == "" || len([]rune(h)) > 80 {
		return otherColumn
	}
	if h == "n" || h == "no" || h == "nо" || h == "но" {
		return numberColumn
	}
	for _, c := range headings {
		for _, b := range c.begin {
			if strings.HasPrefix(h, b) {
				return c.column
			}
		}
		for _, w := range c.within {
			if strings.Contains(h, w) {
				return c.column
			}
		}
	}
	return otherColumn
}

// layout says where a table has its columns.
type layout struct {
	header row
	at     map[column]int
	others []int // columns that a measure has no place for
}

// readHeader takes a row as the header of a plan's table where it names at least two of
// its columns.
func readHeader(r row) (layout, bool) {
	l := layout{header: r, at: map[column]int{}}
	for i, c := range r.cells {
		name := headingColumn(c.text)
		if _, taken := l.at[name]; name == otherColumn || taken {
			l.others = append(l.others, i)
			continue
		}
		l.at[name] = i
	}
	_, hasText := l.at[textColumn]
	// A row of the body can begin its columns with such words too, but then it is numbered.
	if n, ok := l.at[numberColumn]; !ok && len(l.at) < 2 || ok && isNumber(r.text(n)) {
		return layout{}, false
	}
	if len(l.at) < 2 || !hasText && len(l.at) < 3 {
		return layout{}, false
	}
	for i, c := range r.cells {
		if !slices.Contains(l.others, i) && len([]rune(c.text)) > 80 {
			return layout{}, false
		}
	}
	// A blank heading over the first column is the numbers' own.
	if _, ok := l.at[numberColumn]; !ok && len(r.cells) > 0 && r.cells[0].text == "" {
		l.at[numberColumn] = 0
		l.others = slices.DeleteFunc(l.others, func(i int) bool { return i == 0 })
	}
	return l, true
}

// get is the text of a column; a cell merged with the one above has none of its own.
func (l layout) get(r row, c column) cell {
	i, ok := l.at[c]
	if !ok || i >= len(r.cells) {
		return cell{}
	}
	return r.cells[i]
}

func (l layout) has(c column) bool {
	_, ok := l.at[c]
	return ok
}

// countsColumns recognises the row under a header that numbers its columns: 1, 2, 3 ….
func countsColumns(r row) bool {
	filled := r.filled()
	if len(filled) < 3 {
		return false
	}
	for n, i := range filled {
		if strings.Trim(r.cells[i].text, " .)") != strconv.Itoa(n+1) {
			return false
		}
	}
	return true
}
