package workflow

import (
	"testing"
	"time"
)

// Who could not be asked is asked once somebody can be, and only then: not who was, is being, or will
// be asked anyway, nor who owes nothing more.
func TestPlanUnasked(t *testing.T) {
	day := func(d int) Date { return Date{2018, time.December, d} }
	planned := usualObligation(t)
	onItsWay := apply(t, planned, StepTaken{Slot: "request", Letter: "l1"})
	asked := apply(t, onItsWay, StepSent{Slot: "request", Letter: "l1", On: day(3)})
	lost := func(o Obligation, times int) Obligation {
		for n := 2; n <= times; n++ {
			slot, _ := nextTry(o.Schedule[len(o.Schedule)-1].Slot)
			if n == 2 {
				slot = "request/2"
			}
			o = apply(t, o, StepPlanned{Planned: Planned{Step: StepRequest, Slot: slot, Day: day(4)}}, StepTaken{Slot: slot, Letter: slot}, StepLost{Slot: slot, Letter: slot})
		}
		return o
	}
	once := apply(t, asked, StepLost{Slot: "request", Letter: "l1"})
	for name, c := range map[string]struct {
		o    Obligation
		want string
	}{
		"still to be asked":          {planned, ""},
		"the request is on its way":  {onItsWay, ""},
		"asked":                      {asked, ""},
		"lost":                       {once, "request/2"},
		"lost twice":                 {lost(once, 2), "request/3"},
		"lost eight times":           {lost(once, 8), "request/9"},
		"lost nine times":            {lost(once, 9), ""}, // a person's matter
		"lost, and to be asked anew": {apply(t, once, StepPlanned{Planned: Planned{Step: StepRequest, Slot: "request/2", Day: day(5)}}), ""},
		"passed over":                {apply(t, planned, StepPassed{Slot: "request", Reason: "няма действащ адрес на институцията"}), "request/2"},
		"lost, and waived":           {apply(t, once, Waived{Reason: "закрита"}), ""},
		"lost, and delivered anyway": {apply(t, once, SubmissionReceived{Submission: "s1", Covers: usualReport.Measures}), ""},
		"nothing was ever planned":   {Obligation{Status: StatusPlanned, Schedule: []Planned{{Step: StepRemind, Slot: "remind-1"}}}, ""},
	} {
		again, ok := c.o.PlanUnasked(day(21), testCalendar)
		if ok != (c.want != "") || again.Slot != c.want {
			t.Errorf("%s: it is asked as %q, %v; want %q", name, again.Slot, ok, c.want)
		}
		if ok && (again.Step != StepRequest || again.Day != day(27)) {
			t.Errorf("%s: %s on %v, want a request on the next working day", name, again.Step, again.Day)
		}
	}
}

func TestAskedAgain(t *testing.T) {
	var o Obligation
	for _, slot := range []string{"request", "request/2", "request/3", "remind-1", "remind-1/fix1", "remind-1/fix1/2", "overdue+1"} {
		o.Schedule = append(o.Schedule, Planned{Slot: slot})
	}
	for slot, want := range map[string]bool{
		"request": true, "request/2": true, "request/3": false, "overdue+1": false,
		"remind-1":      false, // that of a correction is another step
		"remind-1/fix1": true, "remind-1/fix1/2": false,
	} {
		if got := o.AskedAgain(slot); got != want {
			t.Errorf("%s is asked again: %v", slot, got)
		}
	}
}
