package workflow

import (
	"bufio"
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/answers.tsv
var answersFile []byte

type writtenAnswer struct{ kind, result, text string }

func writtenAnswers(t testing.TB) []writtenAnswer {
	t.Helper()
	var answers []writtenAnswer
	for lines := bufio.NewScanner(bytes.NewReader(answersFile)); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 3 {
			t.Fatalf("testdata/answers.tsv: %q has %d columns, want 3", lines.Text(), len(fields))
		}
		answers = append(answers, writtenAnswer{fields[0], fields[1], strings.ReplaceAll(fields[2], "⏎", "\n")})
	}
	if len(answers) < 60 {
		t.Fatalf("only %d answers are read", len(answers))
	}
	return answers
}

func taskOf(kind string) Task {
	task := Task{Key: "t", Kind: TaskKind(kind), Measures: []string{"I.1"}}
	if task.Kind == ReportTask {
		task = usualReport
	}
	return task
}

// result is the assessment in one word, or the reason why it is correspondence.
func result(a Assessment) string {
	switch {
	case a.Nil:
		return "nil"
	case a.Delivers:
		return "delivers"
	}
	return a.Why
}

func TestAssess(t *testing.T) {
	for _, c := range writtenAnswers(t) {
		task := taskOf(c.kind)
		a := Assess(Incoming{Text: c.text}, Obligation{Measures: task.Measures}, task)
		if got := result(a); got != c.result {
			t.Errorf("%s, %q: %s (%s), want %s", c.kind, c.text, got, a.Why, c.result)
		}
		if a.Why == "" || a.Delivers != (len(a.Covers) > 0) {
			t.Errorf("%s, %q: %+v", c.kind, c.text, a)
		}
	}
}

func TestAssessCovers(t *testing.T) {
	file := []File{{Name: "Годишен отчет 2018.docx"}}
	for name, c := range map[string]struct {
		in      Incoming
		covered []string
		want    []string
	}{
		"a file covers all":                       {Incoming{Files: file}, nil, []string{"I.4", "V.2", "VI.1"}},
		"a file, whatever is promised beside":     {Incoming{Files: file, Text: "Ще изпратим и оригинала."}, nil, []string{"I.4", "V.2", "VI.1"}},
		"a file covers what is still owed":        {Incoming{Files: file}, []string{"I.4", "VI.1"}, []string{"V.2"}},
		"a file after everything was covered":     {Incoming{Files: file}, []string{"I.4", "V.2", "VI.1"}, []string{"I.4", "V.2", "VI.1"}},
		"a nil statement leaves what was done":    {Incoming{Text: "Няма постъпили сигнали."}, nil, []string{"I.4", "VI.1"}},
		"a nil statement of what is still owed":   {Incoming{Text: "Няма постъпили сигнали."}, []string{"I.4"}, []string{"VI.1"}},
		"a nil statement once more":               {Incoming{Text: "Няма постъпили сигнали."}, []string{"I.4", "VI.1"}, nil},
		"counts leave what was done":              {Incoming{Text: "Постъпили са 2 сигнала."}, nil, []string{"I.4", "VI.1"}},
		"counts of what is still owed":            {Incoming{Text: "Постъпили са 2 сигнала."}, []string{"I.4"}, []string{"VI.1"}},
		"a contact card is no report":             {Incoming{Files: []File{{Name: "Иван Иванов.VCF"}}}, nil, nil},
		"a contact card beside a report":          {Incoming{Files: append([]File{{Name: "x.vcf"}}, file...)}, nil, []string{"I.4", "V.2", "VI.1"}},
		"a signature's picture":                   {Incoming{Files: []File{{Name: "image001.png", Size: 9 << 10}}}, nil, nil},
		"a scan under such a name":                {Incoming{Files: []File{{Name: "image001.jpg", Size: 90 << 10}}}, nil, []string{"I.4", "V.2", "VI.1"}},
		"an empty file":                           {Incoming{Files: []File{{Name: "доклад.pdf", SHA256: hashOfNothing}}}, nil, nil},
		"nothing":                                 {Incoming{}, nil, nil},
		"what is quoted alone, in FullText, only": {Incoming{FullText: "> Няма постъпили сигнали."}, nil, nil},
	} {
		a := Assess(c.in, Obligation{Measures: usualReport.Measures, Covered: c.covered}, usualReport)
		if !slices.Equal(a.Covers, c.want) || a.Delivers != (c.want != nil) {
			t.Errorf("%s: %+v, want %v", name, a, c.want)
		}
	}
}

// No letter of ours, given back as if it were the answer's own text, answers anything.
func TestOurOwnLettersAnswerNothing(t *testing.T) {
	for _, kind := range []TaskKind{ReportTask, EventTask, ConfirmationTask, PublicationTask} {
		task := taskOf(string(kind))
		for _, text := range []string{
			"В изпълнение на мерки I.4, V.2 и VI.1 от Плана за действие моля в срок до 31 януари 2019 г. (четвъртък) включително да представите за 2018 г.:\n1. годишен доклад за постъпилите сигнали за корупция и предприетите действия (мярка I.4);\n2. доклад за въведените антикорупционни мерки (мярка V.2).",
			"Ако през периода не са постъпили сигнали, моля да го отбележите в образеца – доклад се представя и в този случай.",
			"моля до 22 януари 2019 г. (вторник) включително да представите информация за проведените през второто полугодие на 2018 г. обучения: дата, тема, брой участници и адрес на обявата. Ако не са провеждани, моля да посочите това.",
			"моля до 15 януари 2019 г. (вторник) включително да потвърдите, че информацията за предлаганите услуги е актуална, като посочите адреса на страницата и датата на последната актуализация. Достатъчен е кратък отговор на това писмо.",
			"Моля в отговор на това писмо да посочите адреса на страницата и датата на публикуването. Ако няма какво да бъде публикувано, моля да посочите това.",
			"Към момента на изпращането на това писмо информацията не е отбелязана като получена. Ако вече сте я изпратили, моля да посочите датата на изпращане и изходящия номер.",
		} {
			if a := Assess(Incoming{Text: text}, Obligation{Measures: task.Measures}, task); a.Delivers {
				t.Errorf("asked for a %s, our own %q is taken as %q", kind, text, a.Why)
			}
		}
	}
}

func FuzzAssess(f *testing.F) {
	for _, c := range writtenAnswers(f) {
		f.Add(c.text, c.kind)
	}
	f.Add("\n\n;;?!…\xff\xfe", "report")
	f.Fuzz(func(t *testing.T, text, kind string) {
		task := taskOf(kind)
		o := Obligation{Measures: task.Measures}
		a := Assess(Incoming{Text: text}, o, task)
		if a.Why == "" || a.Delivers != (len(a.Covers) > 0) || a.Nil && !a.Delivers {
			t.Errorf("%+v", a)
		}
		for _, m := range a.Covers {
			if !slices.Contains(o.Measures, m) {
				t.Errorf("it covers %s, which nobody asked for", m)
			}
		}
	})
}
