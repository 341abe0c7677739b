package planfile_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"srok/config"
	"srok/workflow/planfile"
)

// TestSamePlan: the real plan in the formats of LibreOffice is the same plan, and so are
// the tasks proposed for it.
func TestSamePlan(t *testing.T) {
	want := load(t, "plan-2018.txt", published(t))
	for _, name := range []string{"plan-2018.docx", "plan-2018.html", "plan-2018.xlsx"} {
		t.Run(name, func(t *testing.T) {
			got := load(t, name, testdata(t, name))
			sameMeasures(t, got, want)
			loads(t, got)
			if got.Title != want.Title || got.Council != want.Council || got.From != want.From || got.To != want.To {
				t.Errorf("got %q of %q, %s to %s", got.Title, got.Council, got.From, got.To)
			}
			if len(got.Warnings) != len(want.Warnings) {
				t.Errorf("%d warnings, want %d", len(got.Warnings), len(want.Warnings))
			}
			if !slices.EqualFunc(got.Tasks, want.Tasks, sameTask) {
				t.Errorf("tasks %+v\nwant %+v", got.Tasks, want.Tasks)
			}
		})
	}
}

// TestPDF: of a PDF only the words and their places are left. Its lines break at any
// hyphen, so the one word that has a hyphen of its own there loses it, with a warning.
func TestPDF(t *testing.T) {
	text := strings.Replace(string(published(t)), "вътрешно-ведомствени", "вътрешноведомствени", 1)
	want := load(t, "plan-2018.txt", []byte(text))
	got := load(t, "plan-2018.bbox", testdata(t, "plan-2018.bbox"))
	sameMeasures(t, got, want)
	if len(got.Tasks) != len(want.Tasks) {
		t.Errorf("%d tasks, want %d", len(got.Tasks), len(want.Tasks))
	}
	warned(t, got, "план: прочетен от PDF", "страница 3, ред 4: „вътрешноведомствени“")
}

func TestRefusedPDF(t *testing.T) {
	refused(t, "plan.bbox", []byte(`<doc><page height="842"></page></doc>`), "only pictures")
	refused(t, "plan.bbox", []byte(`<doc><page height="842"><word xMin="NaN" yMin="0" xMax="1" yMax="1">а</word></page></doc>`), "NaN")
	refused(t, "plan.bbox", []byte(`<doc><page height="842"><word xMin="1" yMin="0" xMax="1" yMax="1">писмо</word></page></doc>`), "no table")
}

// TestStructures imports documents of other councils' shapes, made by testdata/make.py.
func TestStructures(t *testing.T) {
	for _, c := range []struct {
		file     string
		title    string
		measures []string // key | text | term | responsible | result
		tasks    []string // key measures whom: due dates
		warnings []string // where: a part of what
	}{{
		file: "other-columns.docx", title: "ПРОГРАМА ЗА ДЕЙНОСТТА на Областния съвет за 2019 година",
		measures: []string{
			"1|Провеждане на обучения\nза служителите|Юни\n2019|Община Радомир|",
			"2|Публикуване на вътрешни актове|Юни\n2019|РИОСВ|",
			"3|Засаждане на дървета|31.10.2019 г.|общини; Летище Перник|",
		},
		tasks: []string{"trainings 1 radomir: 2019-06-30", "internal-acts 2 riosv: 2019-06-30"},
		warnings: []string{
			"таблица 1, ред 1: Таблицата няма колона „Резултат“", "2: „при нужда“", "3: Летище Перник",
			"3: не е предложена задача", "абзац 3: Протокол № 1",
		},
	}, {
		file: "other-columns.html", title: "ПРОГРАМА ЗА ДЕЙНОСТТА на Областния съвет за 2019 година",
		measures: []string{
			"1|Провеждане на обучения\nза служителите|Юни\n2019|Община Радомир|",
			"2|Публикуване на вътрешни актове|Юни\n2019|РИОСВ|",
			"3|Засаждане на дървета|31.10.2019 г.|общини; Летище Перник|",
		},
		tasks:    []string{"trainings 1 radomir: 2019-06-30", "internal-acts 2 riosv: 2019-06-30"},
		warnings: []string{"3: не е предложена задача"},
	}, {
		file: "said-in-text.docx", title: "План-програма за противодействие на корупцията през 2020 г.",
		measures: []string{
			"I.1|Публикуване на информация за проекти. Срок: 30.06.2020 г.; Отг.: Областен управител|30.06.2020 г.|Областен управител|",
			"I.2|Представяне на годишен доклад за сигнали за корупция\nСрок: 31.01.2021 г.\nОтговорник: кметове на общини|31.01.2021 г.|кметове на общини|",
			"II.1|Обучение на служителите. Срок: м. май; Отг.: общини, териториални звена|м. май|общини, териториални звена|",
		},
		tasks:    []string{"projects I.1 oa: 2020-06-30", "report I.2 municipalities: 2021-01-31", "trainings II.1 municipalities,territorial-units: 2020-05-31"},
		warnings: []string{"абзац 1: УТВЪРЖДАВАМ", "I.1: взет от текста", "II.1: годината не е посочена", "таблица 3, ред 1: Изготвил:"},
	}, {
		file: "merged.xlsx", title: "ПЛАН ЗА РАБОТА за 2021 г.",
		measures: []string{
			"I.1|Провеждане на обучения|на тримесечие|общини|",
			"I.2|Публикуване на отчети|на тримесечие|общини|прозрачност",
		},
		tasks: []string{
			"trainings I.1 municipalities: 2021-03-31 2021-06-30 2021-09-30 2021-12-31",
			"measure-i-2 I.2 municipalities: 2021-03-31 2021-06-30 2021-09-30 2021-12-31",
		},
		warnings: []string{"лист „Телефони“, ред 1: на телефоните", "I.2: не е познат"},
	}} {
		t.Run(c.file, func(t *testing.T) {
			draft := load(t, c.file, testdata(t, c.file))
			if draft.Title != c.title {
				t.Errorf("title %q, want %q", draft.Title, c.title)
			}
			var measures, tasks []string
			for _, m := range draft.Measures {
				measures = append(measures, strings.Join([]string{m.Key, m.Text, m.Term, m.Responsible, m.Result}, "|"))
				if m.Place == "" {
					t.Errorf("%s does not say where it came from", m.Key)
				}
			}
			for _, task := range draft.Tasks {
				s := task.Key + " " + strings.Join(task.Measures, ",") + " " + strings.Join(task.Whom, ",") + ":"
				for _, cycle := range task.Cycles {
					s += " " + cycle.Due.String()
				}
				tasks = append(tasks, s)
			}
			if !slices.Equal(measures, c.measures) {
				t.Errorf("measures:\n got %q\nwant %q", measures, c.measures)
			}
			if !slices.Equal(tasks, c.tasks) {
				t.Errorf("tasks:\n got %q\nwant %q", tasks, c.tasks)
			}
			warned(t, draft, c.warnings...)
			loads(t, draft)
		})
	}
}

// loads asserts that the draft, written as plan.yaml, is read back as the same plan.
func loads(t *testing.T, draft planfile.Draft) {
	t.Helper()
	var text bytes.Buffer
	if err := config.WritePlan(&text, draft.Plan, draft.Warnings); err != nil {
		t.Fatal(err)
	}
	plan, err := config.ParsePlan("plan.yaml", text.Bytes(), pernik(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprintf("%+v", plan), fmt.Sprintf("%+v", draft.Plan); got != want {
		t.Errorf("read back as\n%s\nwant\n%s", got, want)
	}
}

// warned asserts warnings, each given as „where: a part of what“.
func warned(t *testing.T, draft planfile.Draft, want ...string) {
	t.Helper()
	for _, w := range want {
		where, what, _ := strings.Cut(w, ": ")
		found := false
		for _, got := range draft.Warnings {
			found = found || got.Where == where && strings.Contains(got.What, what)
		}
		if !found {
			t.Errorf("no warning at %q with %q among:\n%v", where, what, draft.Warnings)
		}
	}
}
