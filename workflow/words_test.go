package workflow_test

import (
	"testing"

	"srok/workflow"
)

func TestSlotWords(t *testing.T) {
	for slot, want := range map[string]string{
		"request":        "искане",
		"request/2":      "искане, втори опит",
		"remind-10":      "напомняне 10 работни дни преди срока",
		"remind-1/fix1":  "напомняне 1 работен ден преди срока (след връщане)",
		"overdue+1/3":    "уведомление за просрочие 1 работен ден след срока, трети опит",
		"overdue+5/ext2": "уведомление за просрочие 5 работни дни след срока (след удължаване)",
		"escalate+10":    "отнасяне до председателя 10 работни дни след срока",
		"something":      "something",
	} {
		if got := workflow.SlotWords(slot); got != want {
			t.Errorf("%s is „%s“, not „%s“", slot, got, want)
		}
	}
}

func TestPeriodShort(t *testing.T) {
	for period, want := range map[workflow.Period]string{
		"2018": "2018", "2018-H1": "I пол. 2018", "2018-Q3": "III трим. 2018", "2018-05": "05.2018", "": "", "2018-Q5": "2018-Q5",
	} {
		if got := period.Short(); got != want {
			t.Errorf("%s is „%s“, not „%s“", period, got, want)
		}
	}
}

func TestSignOf(t *testing.T) {
	before, after := civil("2019-01-31"), civil("2019-02-01")
	base := workflow.Obligation{Measures: []string{"I.4", "V.2"}, Due: civil("2019-01-31")}
	with := func(change func(*workflow.Obligation)) workflow.Obligation {
		o := base
		change(&o)
		return o
	}
	status := func(s workflow.Status) workflow.Obligation {
		return with(func(o *workflow.Obligation) { o.Status = s })
	}
	for _, c := range []struct {
		name string
		o    workflow.Obligation
		on   workflow.Date
		want string
	}{
		{"asked, on the last day", status(workflow.StatusRequested), before, "○"},
		{"asked, after it", status(workflow.StatusRequested), after, "✗"},
		{"planned, after it", status(workflow.StatusPlanned), after, "✗"},
		{"received, after it", status(workflow.StatusReceived), after, "?"},
		{"waived, after it", status(workflow.StatusWaived), after, "–"},
		{"accepted", status(workflow.StatusAccepted), after, "✓"},
		{"accepted, late", with(func(o *workflow.Obligation) { o.Status, o.Late = workflow.StatusAccepted, true }), after, "+"},
		{"this measure is covered, the other is owed", with(func(o *workflow.Obligation) {
			o.Status, o.Covered = workflow.StatusRequested, []string{"I.4"}
		}), after, "✓"},
		{"returned, within the new date", with(func(o *workflow.Obligation) {
			o.Status = workflow.StatusReturned
			o.Submissions = []workflow.Submitted{{Review: workflow.ReviewReturned, FixDue: civil("2019-02-08")}}
		}), after, "↺"},
	} {
		if got := workflow.SignOf(c.o, "I.4", c.on); got.Mark != c.want || got.Means == "" {
			t.Errorf("%s: %q, want %q", c.name, got.Mark, c.want)
		}
	}
}
