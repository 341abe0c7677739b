package workflow

// PartOf is what a letter says about one step of an obligation today.
func PartOf(o Obligation, task ApprovedTask, step Step, today Date, cal *Calendar) LetterPart {
	part := LetterPart{
		Step: step, Task: o.Kind, Title: task.Task.Title, TitleDefinite: task.Task.TitleDefinite,
		Measures: o.Owed(), Basis: task.Plan, Period: o.Period, Due: o.CurrentDue(),
		Items: owedItems(task.Task, o.Owed()), Partial: len(o.Covered) > 0,
		Correction: o.Status == StatusReturned,
		AskedOn:    o.AskedOn, AskedNo: o.AskedNo, Reminders: o.Reminders,
	}
	part.DuePast = part.Due.Before(today)
	if !part.DuePast {
		part.WorkDaysLeft = cal.Between(today, part.Due)
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
	return part
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
