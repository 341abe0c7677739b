package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"srok/workflow"
)

// Check finds what is wrong with a form. Of want, institution, its id, and the period are
// compared where they are given; the days of events must lie inside want's period, else
// inside the form's own. The ref is for matching and is not checked.
func (a Answers) Check(want Header) Findings {
	e := newExam(a, want)
	e.types()
	for _, c := range checks {
		c.run(e)
	}
	e.personalData()
	e.sort()
	return e.Findings
}

// check is what form.tsv's column check says of its rows, for a machine.
type check struct {
	rows []string // rows whose check it is
	run  func(*exam)
}

// checks cover every row of form.tsv that has a check; a test holds them to it.
var checks = []check{
	{[]string{"А1"}, (*exam).institution},
	{[]string{"А2"}, (*exam).period},
	{[]string{"А3"}, (*exam).office},
	{[]string{"А4"}, (*exam).nothing},
	{[]string{"Б1.7"}, func(e *exam) { e.equal(byChannel) }},
	{[]string{"Б2"}, (*exam).anonymous},
	{[]string{"Б3.7"}, func(e *exam) { e.equal(bySubject); e.otherSubjects() }},
	{[]string{"Б5.3"}, func(e *exam) { e.equal(byOutcome) }},
	{[]string{"Б5", "Б8"}, (*exam).balance},
	{[]string{"Б8.3"}, func(e *exam) { e.equal(byAddressee) }},
	{[]string{"В2"}, (*exam).penalties},
	{[]string{"В3"}, (*exam).measuresLength},
	{[]string{"Г1.1"}, func(e *exam) {
		e.neededWith("Г1.1", "Г1", "не са посочени темите и датите на обученията")
	}},
	{[]string{"Г2"}, (*exam).trained},
	{[]string{"Г4"}, (*exam).openDays},
	{[]string{"Г4.2"}, func(e *exam) { e.addresses("Г4.2") }},
	{[]string{"Г6"}, func(e *exam) {
		e.neededWith("Г6", "Г5", "не е посочен интернет адресът на публикациите")
		e.addresses("Г6")
	}},
	{[]string{"Г7.2"}, (*exam).updatedOn},
	{[]string{"Г7.3"}, (*exam).updatedWhere},
	{[]string{"Г8"}, func(e *exam) {
		e.needed("Г8", "не са посочени въведените през годината антикорупционни мерки")
	}},
	{[]string{"Д1"}, (*exam).confirmed},
}

// exam is one form under check: its counts are read once.
type exam struct {
	Answers
	Findings
	want   Header
	counts map[string]int // the counts that are given and valid, and those that А4 makes 0
}

func newExam(a Answers, want Header) *exam {
	e := &exam{Answers: a, want: want, counts: map[string]int{}}
	e.Faults, e.Warnings = []Finding{}, []Finding{}
	return e
}

// count of a row; false where it is missing or no count.
func (e *exam) count(code string) (int, bool) {
	n, ok := e.counts[code]
	return n, ok
}

func (e *exam) sum(codes []string) (sum int, ok bool) {
	for _, code := range codes {
		n, ok := e.count(code)
		if !ok {
			return 0, false
		}
		sum += n
	}
	return sum, true
}

// types reads the counts and the yes-or-no rows, and gathers the empty ones in one finding:
// a letter that says one thing forty times is not read.
func (e *exam) types() {
	var empty []string
	for _, row := range rows {
		value := e.value(row.Code)
		switch {
		case row.Type == TypeInt && value == "":
			if e.Nil() && slices.Contains(nilCovers, row.Code) {
				e.counts[row.Code] = 0
			} else {
				empty = append(empty, row.Code)
			}
		case row.Type == TypeInt:
			n, ok := parseCount(value)
			switch {
			case !ok:
				e.fault(row.Code, "посочено е %s, а се изисква цяло число (когато няма какво да се отчете – 0)", quote(value))
			case n < 0:
				e.fault(row.Code, "посочено е %d, а числото не може да бъде отрицателно", n)
			default:
				e.counts[row.Code] = n
			}
		case row.Type == TypeYesNo && value == "":
			e.fault(row.Code, "не е посочено „да“ или „не“")
		case row.Type == TypeYesNo:
			if _, ok := parseYesNo(value); !ok {
				e.fault(row.Code, "посочено е %s, а се изисква „да“ или „не“", quote(value))
			}
		}
	}
	if len(empty) == 1 {
		e.Faults = append(e.Faults, Finding{empty, listed(empty) + ": не е посочено число (когато няма какво да се отчете, се посочва 0)"})
	} else if len(empty) > 1 {
		e.Faults = append(e.Faults, Finding{empty, listed(empty) + ": не са посочени числа (когато няма какво да се отчете, се посочва 0)"})
	}
	for _, code := range e.Repeated {
		e.fault(code, "редът се среща повече от веднъж с различни данни")
	}
	for _, sheet := range e.Others {
		e.Faults = append(e.Faults, Finding{nil, fmt.Sprintf("на лист %d има още един образец с други данни; изпраща се само попълненият за периода", sheet)})
	}
	if e.Cut {
		e.Faults = append(e.Faults, Finding{nil, "файлът съдържа данни извън образеца, които не могат да бъдат прегледани"})
	}
}

// needed reports an answer that is missing.
func (e *exam) needed(code, missing string) {
	if e.value(code) == "" {
		e.fault(code, "%s", missing)
	}
}

// neededWith reports an answer that is missing though another row counts something.
func (e *exam) neededWith(code, counted, missing string) {
	if n, _ := e.count(counted); n > 0 {
		e.needed(code, fmt.Sprintf("%s, а в ред %s е посочено %d", missing, counted, n))
	}
}

func (e *exam) institution() {
	value := e.value("А1")
	switch {
	case value == "":
		e.fault("А1", "не е посочена институцията")
	case e.want.Institution != "" && !sameName(value, e.want.Institution):
		e.fault("А1", "посочено е %s, а докладът е поискан от %s", quote(value), tidy(e.want.Institution))
	case e.want.InstitutionID != "" && e.Header.InstitutionID != "" && e.want.InstitutionID != e.Header.InstitutionID:
		e.warn("А1", "използван е образец, изпратен до друга институция")
	}
}

func (e *exam) period() {
	value := e.value("А2")
	from, to, ok := parseSpan(value)
	wantFrom, wantTo := e.want.Period.Range()
	switch {
	case value == "":
		e.fault("А2", "не е посочен отчетният период")
	case !ok || to.Before(from):
		e.fault("А2", "посочено е %s, а се изискват първият и последният ден на периода (дд.мм.гггг – дд.мм.гггг)", quote(value))
	case !wantFrom.IsZero() && (from != wantFrom || to != wantTo):
		e.fault("А2", "посочен е период %s – %s г. вместо %s г., за който е поискан докладът", formatDate(from), formatDate(to), formatSpan(e.want.Period))
	}
}

// personName is a first name, perhaps a second one or an initial, and a surname by its
// Bulgarian ending, each with a capital.
var personName = regexp.MustCompile(`\p{Lu}(?:\p{Ll}+|\.)\s*(?:\p{Lu}(?:\p{Ll}+|\.)\s*)?\p{Lu}\p{Ll}*(?:ов|ова|ев|ева|ски|ска|ин|ина)(?:\P{L}|$)`)

func (e *exam) office() {
	value := e.value("А3")
	switch {
	case value == "":
		e.warn("А3", "не е посочена длъжността на изготвилия доклада")
	case personName.MatchString(value):
		e.warn("А3", "изглежда, че е посочено име на лице; посочва се само длъжност")
	}
}

func (e *exam) nothing() {
	total, given := e.count("Б1")
	if !e.Nil() {
		if answer, ok := parseYesNo(e.value("А4")); ok && answer == no && given && total == 0 {
			e.warn("А4", "посочено е „не“, а броят на постъпилите сигнали в ред Б1 е 0")
		}
		return
	}
	var counted []string
	for _, code := range nilCovers {
		if n, _ := e.count(code); n > 0 {
			counted = append(counted, code)
		}
	}
	if len(counted) > 0 {
		e.fault("А4", "посочено е, че няма постъпили сигнали, а такива са отчетени в %s", listed(counted))
	}
}

// equal compares a sum with its whole, once all of it is given.
func (e *exam) equal(q equation) {
	parts, okParts := e.sum(q.parts)
	whole, okWhole := e.sum(q.whole)
	if okParts && okWhole && parts != whole {
		e.fault(q.whole[0], "сборът от %s до %s е %d, а е посочено %d", q.parts[0], q.parts[len(q.parts)-1], parts, whole)
	}
}

func (e *exam) anonymous() {
	some, okSome := e.count("Б2")
	all, okAll := e.count("Б1")
	if okSome && okAll && some > all {
		e.fault("Б2", "анонимните сигнали са %d, а всички постъпили в ред Б1 са %d", some, all)
	}
}

func (e *exam) otherSubjects() {
	if n, _ := e.count("Б3.7"); n > 0 && e.Cells["Б3.7"].Note == "" {
		e.fault("Б3.7", "в колоната „%s“ не е посочен видът на другите сигнали", noteHeading)
	}
}

func (e *exam) balance() {
	ends, okEnds := e.sum(balance.parts)
	all, okAll := e.sum(balance.whole)
	if okEnds && okAll && ends != all {
		e.fault("Б8", "сборът от Б5, Б6, Б7 и Б8 е %d, а постъпилите и прехвърлените сигнали (Б1 и Б4) са общо %d; всеки сигнал се отчита в един от редовете Б5–Б8", ends, all)
	}
}

func (e *exam) penalties() {
	imposed, okImposed := e.count("В2")
	opened, okOpened := e.count("В1")
	if okImposed && okOpened && imposed > opened {
		e.warn("В2", "наложените наказания са %d, а образуваните производства в ред В1 са %d", imposed, opened)
	}
}

func (e *exam) measuresLength() {
	if n := utf8.RuneCountInString(e.value("В3")); n > maxMeasuresText {
		e.fault("В3", "текстът е %d знака, а се приемат до %d", n, maxMeasuresText)
	}
}

func (e *exam) trained() {
	people, _ := e.count("Г2")
	trainings, ok := e.count("Г1")
	if people > 0 && ok && trainings == 0 {
		e.fault("Г2", "посочени са обучени служители, а в ред Г1 не са посочени обучения")
	}
}

// openDays checks each day, and that there are as many as Г3 says.
func (e *exam) openDays() {
	from, to := e.want.Period.Range()
	if from.IsZero() {
		from, to = e.Header.Period.Range()
	}
	dates := splitDates(e.value("Г4"))
	for _, text := range dates {
		d, ok := parseDate(text)
		switch {
		case !ok:
			e.fault("Г4", "посочено е %s, а се изисква дата във вида дд.мм.гггг", quote(text))
		case !from.IsZero() && (d.Before(from) || d.After(to)):
			e.fault("Г4", "датата %s г. е извън отчетния период", formatDate(d))
		}
	}
	if n, ok := e.count("Г3"); ok && n != len(dates) {
		e.fault("Г4", "броят на посочените дати е %d, а в ред Г3 е посочено %d", len(dates), n)
	}
}

// addresses checks a list of addresses, one a line.
func (e *exam) addresses(code string) {
	for _, line := range lines(e.value(code)) {
		if !isURL(line) {
			e.fault(code, "посочено е %s, а се изисква интернет адрес (по един на ред)", quote(line))
		}
	}
}

func (e *exam) updated() bool {
	answer, _ := parseYesNo(e.value("Г7.1"))
	return answer == yes
}

func (e *exam) updatedOn() {
	value := e.value("Г7.2")
	if value == "" {
		if e.updated() {
			e.fault("Г7.2", "не е посочена датата на последната актуализация")
		}
		return
	}
	if _, ok := parseDate(value); !ok {
		e.fault("Г7.2", "посочено е %s, а се изисква дата във вида дд.мм.гггг", quote(value))
	}
}

func (e *exam) updatedWhere() {
	if e.updated() {
		e.needed("Г7.3", "не е посочен интернет адресът на информацията за услугите")
	}
	e.addresses("Г7.3")
}

func (e *exam) confirmed() {
	if answer, _ := parseYesNo(e.value("Д1")); answer != yes {
		e.fault("Д1", "не е потвърдено с „да“, че докладът не съдържа лични данни")
	}
}

// personalData looks for an ЕГН in every answer and note, and names the place only.
func (e *exam) personalData() {
	const found = "съдържа число, което отговаря на ЕГН; лични данни не се посочват"
	for _, row := range rows {
		cell := e.Cells[row.Code]
		if hasEGN(cell.Value) || hasEGN(cell.Note) {
			e.PersonalData = true
			e.fault(row.Code, "%s", found)
		}
	}
	for _, place := range e.StrayEGN {
		e.PersonalData = true
		e.Faults = append(e.Faults, Finding{nil, place + ": " + found})
	}
}

// hasEGN also sees a number that lost its leading zeros in a cell.
func hasEGN(text string) bool {
	return workflow.FindEGN(text) || strings.Trim(text, "0123456789") == "" && workflow.FindNumericEGN(text)
}
