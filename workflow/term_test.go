package workflow

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var plainCalendar = NewCalendar(DaysOff{})

// The table of the domain, beside the repository, is given. Our own holds phrases that
// Bulgarian plans have or could have; its answers were recorded from the grammar and then
// read over, so it guards against change more than it proves.
func TestTermTables(t *testing.T) {
	t.Run("domain", func(t *testing.T) { checkTerms(t, sharedFile(t, "domain/terms.tsv")) })
	t.Run("own", func(t *testing.T) { checkTerms(t, "testdata/terms.tsv") })
}

func checkTerms(t *testing.T, table string) {
	for _, row := range termRows(t, table) {
		term := ReadTerm(row.phrase, 2018, plainCalendar)
		var got []string
		for _, due := range term.Dates {
			got = append(got, due.Effective.String())
		}
		if string(term.Kind) != row.kind || strings.Join(got, ",") != row.effective {
			t.Errorf("%q: %s %v, want %s %s (%s)", row.phrase, term.Kind, got, row.kind, row.effective, term.Reason)
		}
		if err := consistent(term); err != nil {
			t.Errorf("%q: %v", row.phrase, err)
		}
	}
}

type termRow struct{ phrase, kind, effective string }

func termRows(t testing.TB, table string) []termRow {
	text, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	var rows []termRow
	for i, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if i == 0 {
			continue
		}
		if len(cells) < 3 {
			t.Fatalf("%s:%d: want phrase, kind, effective", table, i+1)
		}
		rows = append(rows, termRow{strings.ReplaceAll(cells[0], "⏎", "\n"), cells[1], cells[2]})
	}
	return rows
}

// sharedFile finds a file of the folder `shared` beside the repository root.
func sharedFile(t testing.TB, name string) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if file := filepath.Join(dir, "shared", name); fileExists(file) {
			return file
		}
	}
	t.Skipf("NOT TESTED: there is no shared/%s beside the repository", name)
	return ""
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func TestTermWindows(t *testing.T) {
	for phrase, want := range map[string][2]string{
		"м. май":                          {"2018-05-01", "2018-05-31"},
		"от 1 март до 15 май":             {"2018-03-01", "2018-05-15"},
		"1–15 май":                        {"2018-05-01", "2018-05-15"},
		"ноември – февруари":              {"2018-11-01", "2019-02-28"},
		"ноември – февруари 2019 г.":      {"2018-11-01", "2019-02-28"},
		"І – III тримесечие":              {"2018-01-01", "2018-09-30"},
		"януари – декември 2018г.":        {"2018-01-01", "2018-12-31"},
		"2017 – 2020 г.":                  {"2017-01-01", "2020-12-31"},
		"втората половина на м. февруари": {"2018-02-16", "2018-02-28"},
		"третата десетдневка на май":      {"2018-05-21", "2018-05-31"},
	} {
		term := ReadTerm(phrase, 2018, plainCalendar)
		if term.Kind != WindowTerm || term.From != day(want[0]) || term.To != day(want[1]) {
			t.Errorf("%q: %s from %s to %s, want %v", phrase, term.Kind, term.From, term.To, want)
		}
	}
}

func TestTermSays(t *testing.T) {
	says := func(of func(Term) string) func(Term) string { return of }
	warnings := says(func(term Term) string { return strings.Join(term.Warnings, "|") })
	needs := says(func(term Term) string { return term.Needs })
	reason := says(func(term Term) string { return term.Reason })
	anchor := says(func(term Term) string { return string(term.Anchor) })
	for _, test := range []struct {
		phrase string
		where  func(Term) string
		want   string
	}{
		{"до 31 март", warnings, "годината не е посочена; приета е годината на плана – 2018"},
		{"31.03.18 г.", warnings, "годината е с две цифри: „18“ е прочетена като 2018"},
		{"всеки последен вторник от месеца", warnings, "25.12.2018 г. (вторник) е неработен ден; прието е 27.12.2018 г., но за заседание може да е нужен друг ден"},
		{"на тримесечие, с отчет", warnings, "отчет за целия период"},
		{"до м. май 2018 г.", warnings, "не е казано дали периодът до 31.05.2018 г. е включен"},
		{"до 31.03.2018 г., 17:00 ч.", warnings, "часът не се пази"},
		{"до 30.06.2020 г.", warnings, "повече от година след плана"},
		{"постоянен", needs, "ритъм"},
		{"постоянен, отчет до 31.01.2019 г.", needs, "ритъм"},
		{"януари – декември 2018 г.", needs, "краен срок"},
		{"ежегодно", needs, "дата в годината"},
		{"два пъти годишно", needs, "2 дати в годината"},
		{"ежеседмично", needs, "ден от седмицата"},
		{"в едномесечен срок от приемане на плана", anchor, "adoption"},
		{"до 3 дни след заседанието", anchor, "meeting"},
		{"в 14-дневен срок от получаване на писмото", anchor, "letter"},
		{"в 14-дневен срок от писмото за приемане на плана", anchor, "letter"},
		{"при необходимост", anchor, "event"},
		{"в едномесечен срок от приемане на плана", reason, "1 месец след приемането на плана"},
		{"до 5 работни дни преди заседанието", reason, "5 работни дни преди заседанието"},
		{"в началото на май", reason, "„до 10 май“"},
		{"в средата на май 2018 г.", reason, "„до 15 май 2018 г.“"},
		{"31.06.2018 г.", reason, "последният е 30.06.2018 г."},
		{"03/04/2018", reason, "„03.04.2018 г.“ или „04.03.2018 г.“"},
		{"до 31.03.2017 г.", reason, "преди годината на плана"},
		{"до 13.11.2018 г. (сряда)", reason, "е вторник, а не сряда"},
		{"до 31.03 или до 30.06", reason, "изберете един"},
		{"–", reason, "празен"},
		{"до 30.06.2018 г.", reason, "30.06.2018 г. е събота; срокът изтича на следващия работен ден – 02.07.2018 г. (понеделник)"},
	} {
		term := ReadTerm(test.phrase, 2018, plainCalendar)
		if got := test.where(term); !strings.Contains(got, test.want) {
			t.Errorf("%q: %q lacks %q (%s)", test.phrase, got, test.want, term.Kind)
		}
	}
}

func TestTermWithoutWarnings(t *testing.T) {
	for _, phrase := range []string{"до 31.12.2018 г.", "май – юни 2018 г.", "15.03. и 15.09.2018 г.", "на тримесечие", "постоянен"} {
		if term := ReadTerm(phrase, 2018, plainCalendar); len(term.Warnings) > 0 {
			t.Errorf("%q warns: %v", phrase, term.Warnings)
		}
	}
}

func TestTermResolve(t *testing.T) {
	for _, test := range []struct{ phrase, anchor, nominal, effective string }{
		{"в едномесечен срок от приемане на плана", "2018-01-31", "2018-02-28", "2018-02-28"},
		{"в едномесечен срок от приемане на плана", "2018-02-28", "2018-03-28", "2018-03-28"},
		{"до 3 дни след заседанието", "2018-04-03", "2018-04-06", "2018-04-10"}, // Good Friday
		{"до 3 работни дни след заседанието", "2018-04-05", "2018-04-12", "2018-04-12"},
		{"10 дни преди заседанието", "2018-04-19", "2018-04-09", "2018-04-05"}, // never forward
		{"5 работни дни преди заседанието", "2018-12-31", "2018-12-19", "2018-12-19"},
		{"две седмици след заседанието", "2018-05-03", "2018-05-17", "2018-05-17"},
		{"в едногодишен срок от приемане на плана", "2020-02-29", "2021-02-28", "2021-03-01"},
		{"в деня на заседанието", "2018-03-03", "2018-03-03", "2018-03-06"},
	} {
		due, err := ReadTerm(test.phrase, 2018, plainCalendar).Resolve(day(test.anchor), plainCalendar)
		if err != nil || due.Nominal != day(test.nominal) || due.Effective != day(test.effective) {
			t.Errorf("%q from %s: %s → %s, %v; want %s → %s", test.phrase, test.anchor, due.Nominal, due.Effective, err, test.nominal, test.effective)
		}
		if due.Why == "" {
			t.Errorf("%q says no why", test.phrase)
		}
	}
	for _, phrase := range []string{"при необходимост", "до 31.03.2018 г.", "своевременно"} {
		var refusal *Refusal
		if _, err := ReadTerm(phrase, 2018, plainCalendar).Resolve(day("2018-01-31"), plainCalendar); !errors.As(err, &refusal) {
			t.Errorf("%q resolves: %v", phrase, err)
		}
	}
	tenYears := ReadTerm("до 10 години след приемане на плана", 2018, plainCalendar)
	if _, err := tenYears.Resolve(Date{2099, 1, 1}, plainCalendar); err == nil {
		t.Error("2109 has no calendar")
	}
}

func TestTermYears(t *testing.T) {
	for phrase, years := range map[string][]int{"до 31 март": {2009, 2101, 0, -1}, "до 31 януари на следващата година": {2100}, "ежемесечно, до 10-о число на следващия месец": {2100}} {
		for _, year := range years {
			if term := ReadTerm(phrase, year, plainCalendar); term.Kind != RefusedTerm || !strings.Contains(term.Reason, "не са известни") {
				t.Errorf("%q in %d: %s %s", phrase, year, term.Kind, term.Reason)
			}
		}
	}
}

func TestTermJSON(t *testing.T) {
	got, err := json.Marshal(ReadTerm("своевременно", 2018, plainCalendar))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"phrase":"своевременно","kind":"refused","from":"","to":"","dates":[],"anchor":"","needs":"","warnings":[],"reason":`
	if !strings.HasPrefix(string(got), want) {
		t.Errorf("got  %s\nwant %s…", got, want)
	}
	var shape map[string]any
	got, _ = json.Marshal(ReadTerm("м. юни 2018 г.", 2018, plainCalendar))
	if err := json.Unmarshal(got, &shape); err != nil {
		t.Fatal(err)
	}
	if shape["from"] != "2018-06-01" || shape["to"] != "2018-06-30" {
		t.Errorf("window: %s", got)
	}
	due := shape["dates"].([]any)[0].(map[string]any)
	if due["nominal"] != "2018-06-30" || due["effective"] != "2018-07-02" || due["why"] == "" {
		t.Errorf("date: %v", due)
	}
}

func TestTermRefusal(t *testing.T) {
	var refusal *Refusal
	if err := ReadTerm("своевременно", 2018, plainCalendar).Refusal(); !errors.As(err, &refusal) {
		t.Errorf("Refusal() = %v", err)
	}
	if err := ReadTerm("постоянен", 2018, plainCalendar).Refusal(); err != nil {
		t.Errorf("Refusal() = %v", err)
	}
}

func TestTermFollowsExtraDays(t *testing.T) {
	cal := NewCalendar(DaysOff{Off: map[Date]string{day("2018-12-31"): "почивен ден по решение на МС"}})
	term := ReadTerm("до 31.12.2018 г.", 2018, cal)
	if due := term.Dates[0]; due.Effective != day("2019-01-02") || !strings.Contains(due.Why, "по решение на МС") {
		t.Errorf("%+v", due)
	}
}

func TestTokensForgetNotation(t *testing.T) {
	want := tokens("до 10-о число на ІІ трим. 2018 г.")
	for _, phrase := range []string{
		"ДО 10–О ЧИСЛО НА II ТРИМ. 2018 Г.",
		"до\n10о\u00a0число на Ⅱ трим 2018г.",
		"\ufeffдo 10-o чиcлo на ІІ-ро „трим.“ 2018 г",
	} {
		got := tokens(phrase)
		same := slices.EqualFunc(got, want, func(a, b token) bool {
			return a.kind == b.kind && a.n == b.n && (a.kind == numberToken || a.text == b.text)
		})
		if !same {
			t.Errorf("%q: %v, want %v", phrase, got, want)
		}
	}
}

// A day before a stroke is read where it can be no month; where it could be either, it is asked for.
func TestTermSlashedDays(t *testing.T) {
	for phrase, want := range map[string]string{
		"15/01/2018": "2018-01-15", "31/12/2018": "2018-12-31", "13-12-2018": "2018-12-13", "05/05/2018": "2018-05-05", "15/1/18": "2018-01-15",
		"03/04/2018": "", "12/11/2018": "", "13/13/2018": "", "00/00/2018": "", "15/00/2018": "", "31/02/2018": "", "115/01/2018": "",
	} {
		term := ReadTerm(phrase, 2018, plainCalendar)
		got := ""
		if term.Kind == DateTerm && len(term.Dates) == 1 {
			got = term.Dates[0].Nominal.String()
		}
		if got != want || (want == "") != (term.Kind == RefusedTerm) {
			t.Errorf("%q is %s %v (%s), want %q", phrase, term.Kind, term.Dates, term.Reason, want)
		}
	}
}
