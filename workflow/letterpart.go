package workflow

import (
	"cmp"
	"slices"
	"time"
)

// PartOf is what a letter says about one step of an obligation today.
func PartOf(o Obligation, task ApprovedTask, step Step, today Date, hours Hours) LetterPart {
	part := LetterPart{
		Step: step, Task: o.Kind, Title: task.Task.Title, TitleDefinite: task.Task.TitleDefinite,
		Measures: o.Owed(), Basis: task.Plan, Period: o.Period, Due: o.CurrentDue(),
		Items: owedItems(task.Task, o.Owed()), Partial: len(o.Covered) > 0,
		Correction: o.Status == StatusReturned,
		AskedOn:    o.AskedOn, AskedNo: o.AskedNo, Reminders: o.Reminders,
	}
	part.DuePast = part.Due.Before(today)
	if !part.DuePast {
		part.WorkDaysLeft = hours.Calendar.Between(today, part.Due)
	}
	for _, cycle := range task.Task.Cycles {
		if cycle.Period == o.Period && cycle.Basis != "" {
			part.Basis, part.Measures = cycle.Basis, nil // the plan is not the ground of this one
		}
	}
	part.Form = step == StepRequest && o.Kind == ReportTask
	part.Calendar = step != StepEscalate && !part.DuePast // a past day in a calendar helps nobody
	if part.Partial {
		part.Received = receivedItems(task.Task, o)
	}
	part.ReceivedOn = receivedOn(o, hours.Zone)
	return part
}

// Compare is the order of the parts of a letter: the gravest first, then what is due first.
func (p LetterPart) Compare(q LetterPart) int {
	return cmp.Or(q.Step.Gravity()-p.Step.Gravity(), p.Due.Compare(q.Due))
}

// receivedOn lists, once each, the days on which came what was accepted so far; where a correction
// is awaited, the day on which came what was sent back.
func receivedOn(o Obligation, zone *time.Location) []Date {
	var days []Date
	for _, s := range o.Submissions {
		day := DateOf(s.Received.In(zone))
		switch {
		case o.Status == StatusReturned && s.Review == ReviewReturned:
			days = []Date{day}
		case o.Status != StatusReturned && s.Review == ReviewAccepted && !slices.Contains(days, day):
			days = append(days, day)
		}
	}
	return days
}

// owedItems are the items that answer a measure still owed.
func owedItems(task Task, owed []string) []string {
	var items []string
	for _, item := range task.Items {
		if len(item.Measures) == 0 || len(common(item.Measures, owed)) > 0 {
			items = append(items, item.Text)
		}
	}
	return items
}

// receivedItems are the items of which nothing is owed any more; the measures, where the task
// lists no items.
func receivedItems(task Task, o Obligation) []string {
	owed := o.Owed()
	var items []string
	for _, item := range task.Items {
		if len(item.Measures) > 0 && len(common(item.Measures, owed)) == 0 {
			items = append(items, item.Text)
		}
	}
	if len(items) == 0 {
		items = []string{"информация по " + measuresWords(o.Covered)}
	}
	return items
}
