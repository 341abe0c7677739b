package form

import (
	"fmt"
	"slices"
	"strings"
)

// The formulas in the column Проверка say, while the form is filled in, most of what Check
// says afterwards. They use only functions that Excel and LibreOffice share since long, and
// are a courtesy: what counts is Check.

const fillIn = `"попълнете"`

// at is the answer's address of a row, for formulas.
func (l *layout) at(code string) string { return fmt.Sprintf("$%s$%d", answerColumn, l.line[code]) }

func (l *layout) list(codes []string) string {
	cells := make([]string, len(codes))
	for i, c := range codes {
		cells[i] = l.at(c)
	}
	return strings.Join(cells, ",")
}

// choose is a formula that shows the first text whose condition holds; nothing otherwise.
func choose(pairs ...[2]string) string {
	formula := `""`
	for _, pair := range slices.Backward(pairs) {
		formula = fmt.Sprintf("IF(%s,%s,%s)", pair[0], pair[1], formula)
	}
	return formula
}

// live is the formula beside a row; empty where nothing can be said of it.
func (l *layout) live(row Row) string {
	own := l.at(row.Code)
	empty := own + `=""`
	missing := [2]string{empty, fillIn}
	neededWith := func(condition string) string {
		return choose([2]string{"AND(" + condition + "," + empty + ")", fillIn})
	}
	some := func(code string) string { return fmt.Sprintf("N(%s)>0", l.at(code)) }
	switch row.Code {
	case "Б1":
		return choose(l.missingCount(row), l.unequal(byChannel))
	case "Б2":
		return choose(l.missingCount(row), [2]string{fmt.Sprintf("N(%s)>N(%s)", own, l.at("Б1")), `"повече от посочените в Б1"`})
	case "Б3":
		return choose(l.unequal(bySubject))
	case "Б3.7":
		note := fmt.Sprintf("$%s$%d", noteColumn, l.line[row.Code])
		return choose(l.missingCount(row), [2]string{fmt.Sprintf(`AND(%s,%s="")`, some(row.Code), note), `"посочете вида в Бележка"`})
	case "Б5":
		return choose(missing, l.unequal(byOutcome))
	case "Б7":
		return choose(missing, l.unbalanced())
	case "Б8":
		return choose(missing, l.unequal(byAddressee))
	case "В2":
		return choose(missing, [2]string{fmt.Sprintf("N(%s)>N(%s)", own, l.at("В1")), `"повече от В1 – проверете"`})
	case "Г1.1":
		return neededWith(some("Г1"))
	case "Г2":
		return choose(missing, [2]string{fmt.Sprintf("AND(%s,N(%s)=0)", some(row.Code), l.at("Г1")), `"в Г1 не са посочени обучения"`})
	case "Г4":
		dates := fmt.Sprintf(`IF(%s,0,LEN(%s)-LEN(SUBSTITUTE(%s,";",""))+1)`, empty, own, own)
		return choose([2]string{fmt.Sprintf("%s<>N(%s)", dates, l.at("Г3")),
			fmt.Sprintf(`"дати: "&%s&", а в Г3: "&N(%s)`, dates, l.at("Г3"))})
	case "Г6":
		return neededWith(some("Г5"))
	case "Г7.2", "Г7.3":
		return neededWith(l.at("Г7.1") + `="да"`)
	case "В3", "Г4.2":
		return ""
	}
	switch {
	case row.Type == TypeHeader:
		return ""
	case row.Type == TypeInt:
		return choose(l.missingCount(row))
	}
	return choose(missing)
}

// missingCount is an empty count, unless А4 says that no signals came in.
func (l *layout) missingCount(row Row) [2]string {
	empty := l.at(row.Code) + `=""`
	if slices.Contains(nilCovers, row.Code) {
		empty = fmt.Sprintf(`AND(%s,%s<>"да")`, empty, l.at("А4"))
	}
	return [2]string{empty, fillIn}
}

// unequal shows the sum of the parts as soon as one is entered and it differs from the whole.
func (l *layout) unequal(e equation) [2]string {
	parts, whole := l.list(e.parts), l.list(e.whole)
	return [2]string{
		fmt.Sprintf("AND(COUNT(%s)>0,SUM(%s)<>SUM(%s))", parts, parts, whole),
		fmt.Sprintf(`"сборът от %s до %s е "&SUM(%s)`, e.parts[0], e.parts[len(e.parts)-1], parts),
	}
}

// unbalanced waits until all is entered: until then a difference means nothing.
func (l *layout) unbalanced() [2]string {
	parts, whole := l.list(balance.parts), l.list(balance.whole)
	return [2]string{
		fmt.Sprintf("AND(COUNT(%s)=%d,SUM(%s)<>SUM(%s))", parts, len(balance.parts), parts, whole),
		fmt.Sprintf(`"Б1 + Б4 = "&SUM(%s)&", а Б5 до Б8 = "&SUM(%s)`, whole, parts),
	}
}

// summary is the line above the rows.
func (l *layout) summary() string {
	checks := fmt.Sprintf("%s%d:%s%d", checkColumn, firstLine, checkColumn, l.last)
	open := fmt.Sprintf("SUMPRODUCT(--(LEN(%s)>0))", checks)
	return fmt.Sprintf(`IF(%s=0,"Образецът е попълнен; няма открити пропуски.","Редове за попълване или проверка: "&%s)`, open, open)
}
