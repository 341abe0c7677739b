package planfile

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"srok/config"
	"srok/workflow"
)

func exampleBook(t *testing.T) *phonebook {
	t.Helper()
	dir, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	return newPhonebook(dir)
}

func TestAddressees(t *testing.T) {
	book := exampleBook(t)
	for responsible, want := range map[string]string{
		"ОА - Перник":              "oa",
		"ОА – Перник, ОА -Перник":  "oa",
		"OA Перник":                "oa", // in Latin letters
		"Областният управител":     "oa",
		"Областен управител":       "oa",
		"Областна администрация":   "oa",
		"общини":                   "municipalities",
		"кметове на общини":        "municipalities",
		"Кметът на община Радомир": "radomir",
		"Община Пловдив":           "? Община Пловдив",
		"Представители на местната власт в ООСППК":  "municipalities",
		"органи и структури на местната власт":      "municipalities",
		"териториални звена":                        "territorial-units",
		"други звена на изпълнителната власт":       "territorial-units",
		"ръководители на административни структури": "territorial-units",
		"РИОСВ, РЗИ - Перник":                       "riosv rzi",
		"общини, Община Радомир, РИОСВ":             "municipalities riosv",
		"НОИ":            "noi",
		"ОД „Земеделие“": "odz",
		"Дирекция \"Бюро по труда\"":                     "dbt",
		"всички институции":                              "municipalities territorial-units",
		"Областен управител; общини\nтериториални звена": "municipalities territorial-units oa",
		"НПО": "? НПО",
		"":    "",
	} {
		a := book.read(responsible)
		got := a.whom(book.dir)
		if len(a.unknown) > 0 {
			got = append(got, "? "+strings.Join(a.unknown, ", "))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: got %q, want %q", responsible, s, want)
		}
	}
}

// Measures as other plans word them, and the tasks that come of them.
func TestProposals(t *testing.T) {
	dir := exampleBook(t).dir
	for _, c := range []struct{ text, term, responsible, indicator, want string }{
		{"Провеждане на обучения", "до 30.06.2018 г.", "общини", "Брой обучени служители", "trainings event municipalities: 2018 2018-05-31/2018-06-30"},
		{"Провеждане на семинар", "на шестмесечие", "общини", "", "trainings event municipalities: 2018-H1 2018-05-31/2018-06-30, 2018-H2 2018-12-03/2018-12-31"},
		{"Изготвяне на отчет за дейността", "ежемесечно", "РИОСВ", "Изготвен отчет",
			"report report riosv: 2018-01 2018-01-22/2018-01-31, 2018-02 2018-02-19/2018-02-28, 2018-03 2018-03-21/2018-03-31, 2018-04 2018-04-20/2018-04-30, " +
				"2018-05 2018-05-21/2018-05-31, 2018-06 2018-06-20/2018-06-30, 2018-07 2018-07-23/2018-07-31, 2018-08 2018-08-21/2018-08-31, " +
				"2018-09 2018-09-20/2018-09-30, 2018-10 2018-10-22/2018-10-31, 2018-11 2018-11-20/2018-11-30, 2018-12 2018-12-21/2018-12-31"},
		{"Представяне на годишен доклад", "до 31 март 2018 г.", "общини", "", "report report municipalities: 2017 2018-03-01/2018-03-31"},
		{"Представяне на годишен доклад", "до 31 март 2019 г.", "общини", "", "report report municipalities: 2018 2019-03-01/2019-03-31"},
		{"Отчет за тримесечието", "до 10-о число на месеца, следващ тримесечието", "общини", "Представен отчет",
			"report report municipalities: 2018-Q1 2018-03-20/2018-04-10, 2018-Q2 2018-06-19/2018-07-10, 2018-Q3 2018-09-19/2018-10-10, 2018-Q4 2018-12-20/2019-01-10"},
		{"Публикуване на регистъра", "постоянен", "Областен управител", "Публикуван регистър", "measure-1 publication oa: 2018-H1 2018-06-01/2018-06-30, 2018-H2 2018-12-03/2018-12-31"},
		{"Заседания", "до 15.03. и до 15.05.", "ОА", "Проведени заседания", "measure-1 event oa: 2018-03 2018-03-05/2018-03-15, 2018-05 2018-05-07/2018-05-15"},
		{"Засаждане на дървета", "31.10.2018 г.", "общини", "Дървета", ""},
		{"Провеждане на обучения", "м. май", "НПО", "", ""},
	} {
		plan := workflow.Plan{From: date(2018, time.January, 1), To: date(2018, time.December, 31),
			Measures: []workflow.Measure{{Key: "1", Text: c.text, Term: c.term, Responsible: c.responsible, Indicator: c.indicator}}}
		tasks, warnings := propose(plan, dir)
		var got []string
		for _, task := range tasks {
			var cycles []string
			for _, y := range task.Cycles {
				cycles = append(cycles, fmt.Sprintf("%s %s/%s", y.Period, y.Request, y.Due))
			}
			got = append(got, fmt.Sprintf("%s %s %s: %s", task.Key, task.Kind, strings.Join(task.Whom, ","), strings.Join(cycles, ", ")))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s, %s:\n got %q\nwant %q", c.text, c.term, s, c.want)
		}
		if c.want == "" && !strings.Contains(fmt.Sprint(warnings), "За тази мярка не е предложена задача") {
			t.Errorf("%s: no task, and no warning of it: %v", c.text, warnings)
		}
	}
}

// A report of a quarter is not called a yearly one, and one measure alone is not said to be several.
func TestReportIsCalledWhatItIs(t *testing.T) {
	for term, want := range map[string]string{"до 31 март 2019 г.": "годишен доклад", "на тримесечие": "доклад"} {
		plan := workflow.Plan{From: date(2018, time.January, 1), To: date(2018, time.December, 31),
			Measures: []workflow.Measure{{Key: "1", Text: "Представяне на доклад за постъпилите сигнали", Term: term, Responsible: "общини"}}}
		tasks, _ := propose(plan, exampleBook(t).dir)
		if len(tasks) != 1 || tasks[0].Title != want || strings.Contains(tasks[0].Note, "Мерките искат") {
			t.Errorf("%s: %+v", term, tasks)
		}
	}
}

// A plan of three years is followed in each; what falls due every year comes each year.
func TestPlanOfYears(t *testing.T) {
	plan := workflow.Plan{From: date(2018, time.January, 1), To: date(2020, time.December, 31), Measures: []workflow.Measure{
		{Key: "1", Text: "Провеждане на обучения", Term: "ежегодно до 30 юни", Responsible: "общини"},
		{Key: "2", Text: "Представяне на доклад за сигнали", Term: "постоянен", Responsible: "общини"},
	}}
	tasks, _ := propose(plan, exampleBook(t).dir)
	var got []string
	for _, task := range tasks {
		for _, y := range task.Cycles {
			got = append(got, fmt.Sprintf("%s/%s %s", task.Key, y.Period, y.Due))
		}
	}
	want := "trainings/2018 2018-06-30, trainings/2019 2019-06-30, trainings/2020 2020-06-30, " +
		"report/2017 2018-01-31, report/2018 2019-01-31, report/2019 2020-01-31, report/2020 2021-01-31"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestJoinText(t *testing.T) {
	for _, c := range []struct{ a, b, want, word string }{
		{"на корупцион-", "ния риск", "на корупционния риск", "корупционния"},
		{"служителите в ОА -", "Перник, в общините", "служителите в ОА - Перник, в общините", ""},
		{"2018-", "2019 г.", "2018- 2019 г.", ""},
		{"ОА-", "Перник", "ОА- Перник", ""},
		{"", "ния", "ния", ""},
		{"общини,", "", "общини,", ""},
		{"общини,", "звена", "общини, звена", ""},
	} {
		if got, word := joinText(c.a, c.b); got != c.want || word != c.word {
			t.Errorf("%q + %q = %q, word %q", c.a, c.b, got, word)
		}
	}
}

func TestSectionRow(t *testing.T) {
	for s, want := range map[string]string{
		"IV. Мерки за създаване":    "IV Мерки за създаване",
		"ІІ. Секторен подход":       "II Секторен подход", // Cyrillic І
		"Раздел ІІІ – Обучение":     "III Обучение",
		"Цел 2: Прозрачност":        "2 Прозрачност",
		"Х. Десети":                 "X Десети", // Cyrillic Х
		"Ⅴ. Сътрудничество":         "V Сътрудничество",
		"V":                         "V ",
		"1. Провеждане на обучения": "",
		"В изпълнение на плана":     "",
		"Изготвил: Иванов":          "",
		"IIII. Не е число":          "",
		"Мерки, целящи":             "",
	} {
		got := ""
		if numeral, title, ok := sectionRow(s); ok {
			got = numeral + " " + title
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func TestReadSaid(t *testing.T) {
	for text, want := range map[string]said{
		"Обучения. Срок: 30.06.2018 г.; Отг.: кметовете на общини":     {"30.06.2018 г.", "кметовете на общини"},
		"Обучения (срок: постоянен, отг. : ОА – Перник)":               {"постоянен", "ОА – Перник"},
		"Обучения\nСрок за изпълнение: м. май\nОтговорник: общини, ОА": {"м. май", "общини, ОА"},
		"Обучения Отг.: общини Срок: м. май":                           {"м. май", "общини"},
		"Спазване на срока и на отговорностите":                        {"", ""},
	} {
		if got := readSaid(text); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}
