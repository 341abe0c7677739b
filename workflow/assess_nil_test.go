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
