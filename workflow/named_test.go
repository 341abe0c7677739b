package workflow

import (
	"fmt"
	"testing"
	"time"
)

var (
	askedServices = Asked{Obligation{Key: "services", Measures: []string{"I.1"}, Period: "2018-Q4"},
		Task{Key: "services", Kind: ConfirmationTask, Title: "потвърждение за актуална информация за предлаганите услуги", Measures: []string{"I.1"}}}
	askedActs = Asked{Obligation{Key: "acts", Measures: []string{"III.1"}, Period: "2018-H2"},
		Task{Key: "acts", Kind: ConfirmationTask, Title: "потвърждение за публикуваните вътрешни актове", Measures: []string{"III.1"},
			Items: []Item{{Text: "адресите на публикуваните през периода вътрешни актове"}}}}
	askedTrainings = Asked{Obligation{Key: "trainings", Measures: []string{"V.1"}, Period: "2018-H2"},
		Task{Key: "trainings", Kind: EventTask, Title: "информация за проведени обучения", Measures: []string{"V.1"}}}
	askedReport = Asked{Obligation{Key: "report", Measures: []string{"I.4", "V.2", "VI.1"}, Period: "2018"},
		Task{Key: "report", Kind: ReportTask, Title: "годишен доклад", Measures: []string{"I.4", "V.2", "VI.1"}}}
)

// Of several things that were asked, a reply names those that it speaks of.
func TestNamedIn(t *testing.T) {
	asked := []Asked{askedServices, askedActs, askedTrainings, askedReport}
	for _, c := range []struct {
		in   Incoming
		want string // of services, acts, trainings, report
	}{
		{Incoming{Text: "Потвърждаваме, че информацията за предлаганите услуги е актуална: https://breznik.example/p, 12.12.2018 г."}, "[true false false false]"},
		{Incoming{Text: "Услугата е обновена на 12.12.2018 г."}, "[true false false false]"},
		{Incoming{Text: "Вътрешните актове са публикувани на www.breznik.example."}, "[false true false false]"},
		{Incoming{Text: "През периода не е приеман нов вътрешен акт."}, "[false true false false]"},
		{Incoming{Text: "Потвърждаваме актуалността на услугите, а вътрешните актове ще публикуваме през януари."}, "[true false false false]"},
		{Incoming{Text: "Вътрешните актове не са публикувани. Услугите са актуализирани."}, "[true false false false]"},
		{Incoming{Text: "Услугите и вътрешните актове са публикувани."}, "[true true false false]"},
		{Incoming{Text: "По мярка III.1 – https://breznik.example/p"}, "[false true false false]"},
		{Incoming{Text: "Потвърждаваме, че информацията е актуална."}, "[false false false false]"},
		{Incoming{Text: "Потвърждаваме."}, "[false false false false]"},
		{Incoming{Text: "Потвърждаваме и за двете."}, "[true true true true]"},
		{Incoming{Text: "Изпращаме исканите потвърждения."}, "[true true true true]"},
		{Incoming{Text: "Проведено е обучение на 14.11.2018 г., обява: https://breznik.example/p"}, "[false false true false]"},
		{Incoming{Text: "Потвърждаваме.", Subject: "Актуализирани услуги"}, "[true false false false]"},
		{Incoming{Files: []File{{Name: "Вътрешни_актове_2018.docx"}}}, "[false true false false]"},
		{Incoming{Text: "Прилагаме годишния доклад."}, "[false false false true]"},
	} {
		if got := fmt.Sprint(NamedIn(c.in, asked)); got != c.want {
			t.Errorf("%+v: %s, want %s", c.in, got, c.want)
		}
	}
}

// A confirmation for one quarter is none for another.
func TestConfirmationIsOfThePeriod(t *testing.T) {
	for text, want := range map[string]bool{
		"Потвърждаваме за третото тримесечие на 2018 г., че информацията е актуална.":    false,
		"Потвърждаваме за четвъртото тримесечие на 2018 г., че информацията е актуална.": true,
		"Информацията е актуална към 10.01.2019 г.":                                      true,
		"Няма промени от третото тримесечие насам.":                                      true,
	} {
		a := Assess(Incoming{Text: text, Arrived: time.Date(2019, 1, 10, 9, 0, 0, 0, time.UTC)}, askedServices.Obligation, askedServices.Task)
		if a.Delivers != want {
			t.Errorf("%q: %+v", text, a)
		}
	}
}

// What a reply says of the report confirms no page, whatever words it has in common with a confirmation.
func TestSentencesOfOtherThingsConfirmNothing(t *testing.T) {
	asked := []Asked{askedServices, askedActs, askedReport}
	for text, want := range map[string]bool{
		"Докладът можете да изтеглите от https://files.example/abc.":           false,
		"Потвърждаваме, че годишният доклад е изпратен на 10.01.2019 г.":       false,
		"Докладът е изпратен. Информацията за услугите е актуална.":            true,
		"Докладът е изпратен. Информацията е актуална.":                        true,
		"Докладът и информацията за услугите са на https://breznik.example/p.": true,
		"I.1 – https://breznik.example/p":   true,
		"III.1 – https://breznik.example/p": false,
	} {
		if a := Assess(Incoming{Text: text}, askedServices.Obligation, askedServices.Task, asked...); a.Delivers != want {
			t.Errorf("%q: %+v", text, a)
		}
	}
}
