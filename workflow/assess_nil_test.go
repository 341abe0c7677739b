package workflow

import (
	"testing"
	"time"
)

// „Няма сигнали“ is said of a time: what is over or what was asked, of the whole of it.
func TestNothingIsOfThePeriod(t *testing.T) {
	const during, after = "2018-12-10", "2019-01-20"
	for _, c := range []struct {
		period, arrived, text string
		isNil                 bool
	}{
		{"2018", after, "През 2018 г. няма постъпили сигнали.", true},
		{"2018", after, "През 2017 г. няма постъпили сигнали.", false},
		{"2018", after, "През 2017 г. няма постъпили сигнали. През 2018 г. също не са постъпвали сигнали.", true},
		{"2018", after, "През 2017 и 2018 г. няма постъпили сигнали.", true},
		{"2018", after, "През миналата година няма постъпили сигнали.", true},
		{"2017", after, "През миналата година няма постъпили сигнали.", false},
		{"2018", after, "Във връзка с писмо изх. № 12/03.12.2017 г. съобщаваме, че няма постъпили сигнали.", true},
		{"2018", during, "До момента няма постъпили сигнали.", false},
		{"2018", after, "До момента няма постъпили сигнали.", true},
		{"2018", during, "Към днешна дата не са постъпвали сигнали.", false},
		{"2018", during, "Няма постъпили сигнали.", true},
		{"2018", after, "Към 30.11.2018 г. няма постъпили сигнали.", false},
		{"2018", after, "От 01.01.2018 до 31.12.2018 г. няма постъпили сигнали.", true},
		{"2018", after, "През първото полугодие няма постъпили сигнали.", false},
		{"2018", after, "През месец декември няма постъпили сигнали.", false},
		{"2018", after, "Няма постъпили сигнали през декември 2018 г.", false},
		{"2018-H1", after, "През първото полугодие на 2018 г. няма постъпили сигнали.", true},
		{"2018-H2", after, "През първото полугодие на 2018 г. няма постъпили сигнали.", false},
		{"2018-H2", after, "През 2018 г. няма постъпили сигнали.", true},
		{"2018-Q4", after, "През четвъртото тримесечие няма постъпили сигнали.", true},
		{"2018-Q4", after, "През последното тримесечие няма постъпили сигнали.", true},
		{"2018-Q4", after, "През третото тримесечие няма постъпили сигнали.", false},
		{"2018", after, "През 2018 г. няма постъпили сигнали. През 2017 г. постъпиха 3 сигнала.", true},
	} {
		arrived, err := time.Parse(time.DateOnly, c.arrived)
		if err != nil {
			t.Fatal(err)
		}
		a := Assess(Incoming{Text: c.text, Arrived: arrived}, Obligation{Measures: usualReport.Measures, Period: Period(c.period)}, usualReport)
		if a.Nil != c.isNil || a.Delivers != c.isNil {
			t.Errorf("%s on %s, %q: %+v", c.period, c.arrived, c.text, a)
		}
	}
}

// What stands beside a form may be more than a covering letter.
func TestHeed(t *testing.T) {
	for _, c := range []struct {
		text    string
		signals int
		heeded  bool
	}{
		{"Приложено изпращаме доклада.", 3, false},
		{"Няма постъпили сигнали.", 3, true},
		{"Няма постъпили сигнали.", 0, false},
		{"Няма постъпили анонимни сигнали.", 3, false},
		{"Приложено изпращаме доклада. Постъпили са 2 сигнала.", 0, true},
		{"Приложено изпращаме доклада. Постъпили са 2 сигнала.", 2, false},
		{"Изпращаме доклада. Правилно ли е попълнен ред Б5?", 3, true},
		{"Изпращаме предварителни данни, доклада ще представим след подписа.", 3, true},
		{"Изпращаме доклада. Коригиран вариант ще изпратим утре.", 3, true},
		{"Изпращаме доклада; моля да не се взема предвид, има грешка.", 3, true},
		{"Изпращаме доклада. Оригинала ще изпратим по пощата.", 3, false},
		{"", 3, false},
	} {
		if why := Heed(Incoming{Text: c.text}, Obligation{}, c.signals); (why != "") != c.heeded {
			t.Errorf("%q beside %d: %q", c.text, c.signals, why)
		}
	}
}
