package engine_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"srok/workflow"
	"srok/workflow/engine"
)

// A day off added to the config moves exactly the open obligations that it touches, and only
// once a named office applies it.
func TestDayOffMovesOpenObligations(t *testing.T) {
	h := newHouse(t)
	h.approve(report(), services())
	h.step("2018-12-03 09:00")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Waive{Obligation: "services/2018-Q4/breznik", Reason: "няма услуги"}))

	h.Policy.Hours.Calendar = workflow.NewCalendar(workflow.DaysOff{Off: map[workflow.Date]string{day("2018-12-31"): "разместен почивен ден"}})
	plan := workflow.Plan{Tasks: []workflow.Task{report(), services()}}
	changes, err := h.Diff(t.Context(), plan, directory(), h.now)
	must(t, err)
	var moved []string
	for _, m := range changes.Moved {
		moved = append(moved, m.Obligation+" "+m.WasDue.String()+" "+m.Due.String())
	}
	if want := []string{"services/2018-Q4/zemen 2018-12-31 2019-01-02"}; !slices.Equal(moved, want) {
		t.Errorf("moved: %q, not %q", moved, want)
	}
	if len(changes.Tasks)+len(changes.Institutions)+len(changes.Opened)+len(changes.Withdrawn) > 0 {
		t.Errorf("more than dates changed: %+v", changes)
	}
	if o := h.obligation("services/2018-Q4/zemen"); o.Due != day("2018-12-31") {
		t.Fatalf("moved before apply: %s", o.Due)
	}

	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Apply{Plan: plan, Directory: directory(), Office: "областен управител", On: day("2018-12-03")}))
	o := h.obligation("services/2018-Q4/zemen")
	reminder := o.Schedule[1]
	if o.Due != day("2019-01-02") || reminder.Slot != "remind-3" || reminder.Day != day("2018-12-21") {
		t.Errorf("after apply: due %s, %s on %s", o.Due, reminder.Slot, reminder.Day)
	}
	if changes, err = h.Diff(t.Context(), plan, directory(), h.now); err != nil || !changes.Empty() {
		t.Errorf("after apply there is still a difference: %+v %v", changes, err)
	}
	h.verify()
}

func TestApplyFollowsTasksAndInstitutions(t *testing.T) {
	h := newHouse(t)
	h.approve(report(), services())
	h.step("2018-12-03 09:00")

	later := report()
	later.Cycles[0].Due = day("2019-02-15")
	dir := directory()
	dir.Institutions[0].Contacts = []string{"kmet@breznik.example"}
	dir.Institutions = append(dir.Institutions, workflow.Institution{ID: "tran", Name: "Община Трън", Office: "кмет", Contacts: []string{"tran@obshtina.example"}})
	later.Whom = append(later.Whom, "tran")
	plan := workflow.Plan{Tasks: []workflow.Task{later}} // services is struck
	changes, err := h.Diff(t.Context(), plan, dir, h.now)
	must(t, err)
	if len(changes.Tasks) != 2 || len(changes.Institutions) != 2 || len(changes.Opened) != 1 || len(changes.Withdrawn) != 2 || len(changes.Moved) != 2 {
		t.Fatalf("%+v", changes)
	}
	if !strings.Contains(changes.Tasks[0].What, "срок 31.01.2019 г.") || !strings.Contains(changes.Institutions[0].What, "kmet@breznik.example") {
		t.Errorf("changes in words: %q, %q", changes.Tasks[0].What, changes.Institutions[0].What)
	}
	err = h.Do(t.Context(), h.now, "секретар", engine.Approve{Plan: plan, Directory: dir, Office: "областен управител", On: day("2018-12-03")})
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) {
		t.Errorf("a changed task was approved as if it were new: %v", err)
	}
	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Apply{Plan: plan, Directory: dir, Office: "областен управител", On: day("2018-12-03")}))
	if o := h.obligation("services/2018-Q4/zemen"); o.Status != workflow.StatusWaived {
		t.Errorf("a struck task is still owed: %s", o.Status)
	}
	if changes, err = h.Diff(t.Context(), plan, dir, h.now); err != nil || !changes.Empty() {
		t.Errorf("after apply there is still a difference: %+v %v", changes, err)
	}
	if changes, err = h.Diff(t.Context(), workflow.Plan{Tasks: []workflow.Task{later, services()}}, dir, h.now); err != nil || len(changes.Tasks) != 1 || changes.Tasks[0].How != workflow.Added {
		t.Errorf("the struck task is back: %+v %v", changes, err)
	}
	if o := h.obligation("report/2018/zemen"); o.Due != day("2019-02-15") || o.Status != workflow.StatusRequested {
		t.Errorf("report of zemen: %s, due %s", o.Status, o.Due)
	}
	if o := h.obligation("report/2018/tran"); o.Status != workflow.StatusPlanned {
		t.Errorf("report of tran: %s", o.Status)
	}
	h.verify()
}

// A change that moves reminders into the past sends none of them.
func TestApplySendsNoReminderForThePast(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2018-12-20 10:00")
	sooner := report()
	sooner.Cycles[0].Due = day("2018-12-21")
	plan := workflow.Plan{Tasks: []workflow.Task{sooner}}
	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Apply{Plan: plan, Directory: directory(), Office: "областен управител", On: day("2018-12-20")}))
	h.run("2018-12-21 18:00")
	letters := h.letters("zemen@obshtina.example")
	if len(letters) != 2 || workflow.DateOf(letters[1].Date.In(sofia)) != day("2018-12-20") { // the day before: remind-1
		var days []time.Time
		for _, l := range letters {
			days = append(days, l.Date)
		}
		t.Errorf("zemen got %q at %v", subjects(letters), days)
	}
	for _, p := range h.obligation("report/2018/zemen").Schedule[1:3] {
		if p.Passed == "" {
			t.Errorf("%s of %s was not passed over", p.Slot, p.Day)
		}
	}
	h.verify()
}

// Other texts than those that were approved are sent to nobody until they are approved too.
func TestChangedTextsWaitForApproval(t *testing.T) {
	h := newHouse(t)
	h.approve(services())
	own, err := workflow.NewTemplates(ownTexts)
	must(t, err)
	h.Templates = own
	h.run("2018-12-04 12:00")
	if letters := h.letters("zemen@obshtina.example"); len(letters) != 0 {
		t.Fatalf("texts that nobody approved were sent: %q", subjects(letters))
	}
	h.approve(services())
	h.run("2018-12-05 12:00")
	if letters := h.letters("zemen@obshtina.example"); len(letters) != 1 || !strings.HasPrefix(letters[0].Subject, "Собствен текст") {
		t.Errorf("after approval zemen got %q", subjects(letters))
	}
	h.verify()
}

// The next year's plan takes nothing from what this year's still waits for.
func TestNextYearsPlanKeepsWhatIsOwed(t *testing.T) {
	h := newHouse(t)
	this := workflow.Plan{From: day("2018-01-01"), Measures: []workflow.Measure{{Key: "I.4"}}, Tasks: []workflow.Task{report(), services()}}
	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Approve{Plan: this, Directory: directory(), Office: "областен управител", On: day("2018-12-03")}))
	h.step("2018-12-03 09:00")
	h.now = at("2019-01-10 10:00")
	next := report()
	next.Cycles = []workflow.Cycle{{Period: "2019", Request: day("2019-12-02"), Due: day("2020-01-31")}}
	plan := workflow.Plan{From: day("2019-01-01"), Measures: this.Measures, Tasks: []workflow.Task{next}}
	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Apply{Plan: plan, Directory: directory(), Office: "областен управител", On: day("2019-01-10")}))
	if o := h.obligation("report/2018/zemen"); o.Status != workflow.StatusRequested {
		t.Errorf("last year's report is %s", o.Status)
	}
	if o := h.obligation("services/2018-Q4/zemen"); o.Status != workflow.StatusRequested { // its task is struck
		t.Errorf("last year's confirmation is %s", o.Status)
	}
	if o := h.obligation("report/2019/zemen"); o.Status != workflow.StatusPlanned || o.Due != day("2020-01-31") {
		t.Errorf("this year's report is %s, due %s", o.Status, o.Due)
	}

	// The next year's plan is now the approved one, although it says of its measures what this year's
	// said: what is struck from it is withdrawn like anything else that is struck.
	if changes, err := h.Diff(t.Context(), plan, directory(), h.now); err != nil || !changes.Empty() {
		t.Errorf("after apply there is still a difference: %+v %v", changes, err)
	}
	plan.Tasks = nil
	changes, err := h.Diff(t.Context(), plan, directory(), h.now)
	must(t, err)
	if want := []string{"report/2019/breznik", "report/2019/zemen"}; !slices.Equal(changes.Withdrawn, want) {
		t.Errorf("withdrawn: %q, not %q", changes.Withdrawn, want)
	}
	h.verify()
}
