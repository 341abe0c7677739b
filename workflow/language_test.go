package workflow

import (
	"testing"
	"time"
)

func TestDateWords(t *testing.T) {
	d := day("2018-01-31")
	for got, want := range map[string]string{
		d.Short():                  "31.01.2018 г.",
		d.Long():                   "31 януари 2018 г.",
		d.WeekdayName():            "сряда",
		Date{}.Long():              "",
		MonthName(0):               "",
		MonthName(time.December):   "декември",
		WeekdayName(9):             "",
		WeekdayName(time.Saturday): "събота",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPeriodWords(t *testing.T) {
	for p, want := range map[Period]string{
		"2018":    "2018 г.",
		"2018-H1": "първото полугодие на 2018 г.",
		"2018-Q3": "третото тримесечие на 2018 г.",
		"2018-05": "май 2018 г.",
		"друго":   "друго",
	} {
		if got := p.Words(); got != want {
			t.Errorf("%s: got %q, want %q", p, got, want)
		}
	}
}
