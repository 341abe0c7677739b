package workflow

import (
	"slices"
	"testing"
	"time"
)

// Each flag on the days on which it is shown, and beside them those on which it is not.
func TestFlags(t *testing.T) {
	before, on, after := Date{2019, time.January, 30}, Date{2019, time.January, 31}, Date{2019, time.February, 1}
	asked := apply(t, usualObligation(t), StepTaken{Slot: "request", Letter: "l1"}, StepSent{Slot: "request", Letter: "l1", On: Date{2018, time.December, 3}})
	received := func(s SubmissionReceived) Obligation {
		s.Submission, s.Covers = "s1", usualReport.Measures
		return apply(t, asked, s)
	}
	suspect := received(SubmissionReceived{Quarantine: true})
	lost := apply(t, asked, StepLost{Slot: "request", Letter: "l1"})
	for name, c := range map[string]struct {
		o    Obligation
		on   Date
		want []Flag
	}{
		"the day before it is due":           {asked, before, nil},
		"the day it is due":                  {asked, on, nil},
		"the day after":                      {asked, after, []Flag{FlagOverdue}},
		"delivered":                          {received(SubmissionReceived{}), after, nil},
		"delivered late":                     {received(SubmissionReceived{Late: true}), after, []Flag{FlagLate}},
		"accepted, though late":              {apply(t, received(SubmissionReceived{Late: true}), SubmissionAccepted{Submission: "s1"}), after, []Flag{FlagLate}},
		"something was said":                 {apply(t, asked, Corresponded{Since: before, Until: after}), on, []Flag{FlagPaused}},
		"what was said is in quarantine":     {apply(t, asked, Corresponded{Since: before, Until: after, Quarantine: true}), on, []Flag{FlagPaused, FlagQuarantined}},
		"what was delivered is":              {suspect, on, []Flag{FlagQuarantined}},
		"and a person has looked at it":      {apply(t, suspect, SubmissionAccepted{Submission: "s1"}), on, nil},
		"the request did not arrive":         {lost, on, []Flag{FlagUndelivered}},
		"and it was delivered all the same":  {apply(t, lost, SubmissionReceived{Submission: "s1", Covers: usualReport.Measures}), on, nil},
		"sent back with a day of its own":    {sentBack(t, received(SubmissionReceived{}), after), after, nil},
		"sent back, and that day is over":    {sentBack(t, received(SubmissionReceived{}), on), after, []Flag{FlagOverdue}},
		"sent back, late the first time too": {sentBack(t, received(SubmissionReceived{Late: true}), on), after, []Flag{FlagOverdue, FlagLate}},
	} {
		if got := c.o.Flags(c.on); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func sentBack(t *testing.T, o Obligation, due Date) Obligation {
	return apply(t, o, SubmissionReturned{Submission: "s1", FixDue: due})
}
