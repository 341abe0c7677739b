package planfile_test

import (
	"slices"
	"strings"
	"testing"

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
		})
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
