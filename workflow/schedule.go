package workflow

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// OpenObligations makes the facts that open a task's obligations: one for every institution and
// every cycle whose due date has not passed on the day of approval. What fell due before is
// not asked for any more; its periods come back as skipped, to be told to the person.
func OpenObligations(task Task, whom []string, approved Date, cal *Calendar) (opened []Opened, skipped []Period) {
	for _, o := range allObligations(task, whom, cal) {
		switch {
		case !o.Due.Before(approved):
			opened = append(opened, o)
		case !slices.Contains(skipped, o.Period):
			skipped = append(skipped, o.Period)
		}
	}
	return opened, skipped
}

// allObligations of a task, whether past or to come.
func allObligations(task Task, whom []string, cal *Calendar) []Opened {
	var all []Opened
	for _, cycle := range task.Cycles {
		due := cal.Forward(cycle.Due)
		schedule := PlanCycle(task.Steps, cycle, cal)
		for _, institution := range whom {
			all = append(all, Opened{
				Task: task.Key, Kind: task.Kind, Period: cycle.Period, Institution: institution,
				Measures: task.Measures, Nominal: cycle.Due, Due: due.Effective, DueWhy: due.Reason,
				Schedule: schedule,
			})
		}
	}
	return all
}

// ObligationKey is task/period/institution.
func ObligationKey(task string, period Period, institution string) string {
	return strings.Join([]string{task, string(period), institution}, "/")
}

// PlanCycle plans every step of one cycle: the request and the ladder around the due date.
func PlanCycle(steps Steps, cycle Cycle, cal *Calendar) []Planned {
	request := cal.Sending(cycle.Request)
	schedule := []Planned{{Step: StepRequest, Slot: string(StepRequest), Day: request.Effective, Reason: request.Reason}}
	return append(schedule, planLadder(steps, cal.Forward(cycle.Due).Effective, request.Effective, "", cal)...)
}

// PlanExtension plans the ladder around a new due date. n is 1 for the first extension.
func PlanExtension(steps Steps, due, today Date, n int, cal *Calendar) []Planned {
	return planLadder(steps, due, today, fmt.Sprintf("/ext%d", n), cal)
}

// PlanCorrection plans the reminders of a returned submission. n is 1 for the first return. One
// reminder is enough: the return itself has just asked.
func PlanCorrection(steps Steps, fixDue, today Date, n int, cal *Calendar) []Planned {
	steps.Remind = []int{1}
	return planLadder(steps, fixDue, today, fmt.Sprintf("/fix%d", n), cal)
}

// planLadder plans reminders after the day of asking, then overdue notices and the escalation.
func planLadder(steps Steps, due, asked Date, suffix string, cal *Calendar) []Planned {
	var ladder []Planned
	add := func(step Step, n int) {
		counted := cal.Steps(due, n)
		if counted.Effective.After(asked) {
			slot := fmt.Sprintf("%s%+d%s", step, n, suffix)
			ladder = append(ladder, Planned{Step: step, Slot: slot, Day: counted.Effective, Reason: counted.Reason})
		}
	}
	for _, n := range steps.Remind {
		add(StepRemind, -n)
	}
	for _, n := range steps.Overdue {
		add(StepOverdue, n)
	}
	if steps.Escalate > 0 {
		add(StepEscalate, steps.Escalate)
	}
	slices.SortStableFunc(ladder, func(a, b Planned) int { return a.Day.Compare(b.Day) })
	return ladder
}

// SlotSeries reads the series of a slot: remind-1/ext2 is of the second extension.
func SlotSeries(slot, series string) (base string, n int, ok bool) {
	base, rest, found := strings.Cut(slot, "/"+series)
	if !found {
		return slot, 0, false
	}
	_, err := fmt.Sscanf(rest, "%d", &n)
	return base, n, err == nil
}

// maxTries is how often one step is asked, counting the first, before a person must look. It is
// more than failureDays, so that an address given up for passing failures leaves a try for the next.
const maxTries = 5

// mostSlots is how many slots of one step have names.
const mostSlots = 9

var triesSuffix = regexp.MustCompile(`/([2-9])$`)

// PlanAgain plans the slot in which a step that did not arrive is asked of the next contact:
// request becomes request/2, then request/3. After that it is a person's matter.
func PlanAgain(lost LetterStep, today Date, cal *Calendar) (again Planned, ok bool) {
	slot, try := nextTry(lost.Slot)
	if try > maxTries {
		return Planned{}, false
	}
	next := cal.Add(today, 1)
	return Planned{
		Step: lost.Step, Slot: slot, Day: next,
		Reason: "предишното писмо не е доставено; изпраща се отново на " + next.Short(),
	}, true
}

func nextTry(slot string) (next string, try int) {
	try = 2
	if m := triesSuffix.FindStringSubmatch(slot); m != nil {
		slot, try = strings.TrimSuffix(slot, m[0]), int(m[1][0]-'0')+1
	}
	return fmt.Sprintf("%s/%d", slot, try), try
}

// PlanUnasked plans the request of an open obligation that nobody could be asked for, now that
// somebody can: its request did not arrive anywhere, or was passed over for want of an address.
func (o Obligation) PlanUnasked(today Date, cal *Calendar) (again Planned, ok bool) {
	if !o.Open() || o.Asked() || o.asking() || o.toBeAsked() {
		return Planned{}, false
	}
	slot, try := "", 0
	for _, p := range o.Schedule {
		if p.Step == StepRequest {
			slot, try = nextTry(p.Slot)
		}
	}
	if try == 0 || try > mostSlots {
		return Planned{}, false
	}
	next := cal.Add(today, 1)
	return Planned{
		Step: StepRequest, Slot: slot, Day: next,
		Reason: "вече има на кого да се пише; искането се изпраща на " + next.Short(),
	}, true
}

// AskedAgain reports whether a step that did not arrive has a later slot: request/2 after request.
func (o Obligation) AskedAgain(slot string) bool {
	base := triesSuffix.ReplaceAllString(slot, "")
	return slices.ContainsFunc(o.Schedule, func(p Planned) bool {
		return p.Slot > slot && triesSuffix.ReplaceAllString(p.Slot, "") == base
	})
}

// Hours is when letters may go out: on working days, from one time of day to another.
type Hours struct {
	From, To time.Duration // since midnight: 9h and 16h30m
	Zone     *time.Location
	Calendar *Calendar
}

// Open reports whether a letter may go out at an instant.
func (h Hours) Open(t time.Time) bool {
	local := t.In(h.Zone)
	since := sinceMidnight(local)
	return h.Calendar.Working(DateOf(local)) && since >= h.From && since <= h.To
}

// Next is t itself while letters may go out, otherwise the next opening after it.
func (h Hours) Next(t time.Time) time.Time {
	if h.Open(t) {
		return t
	}
	local := t.In(h.Zone)
	day := DateOf(local)
	if sinceMidnight(local) > h.To {
		day = day.AddDays(1)
	}
	return h.Opening(h.Calendar.Next(day))
}

// Opening is the instant at which a day's letters may first go out.
func (h Hours) Opening(day Date) time.Time {
	return day.At(int(h.From/time.Hour), int(h.From%time.Hour/time.Minute), h.Zone)
}

func sinceMidnight(local time.Time) time.Duration {
	return time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute +
		time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
}
