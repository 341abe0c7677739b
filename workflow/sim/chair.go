package sim

import (
	"context"
	"time"

	"srok/workflow"
	"srok/workflow/engine"
)

// byChair is the author of the acts of the chair's office.
const byChair = "областен управител"

// lateTask is the one that nobody approves until May, so that one sees that nothing of it is sent.
const lateTask = "internal-acts"

// planChair approves the tasks on the first working day of the year, but for one.
func (w *World) planChair() {
	var keys []string
	for _, t := range w.Plan.Tasks {
		if t.Key != lateTask {
			keys = append(keys, t.Key)
		}
	}
	first := w.cal.Next(workflow.Date{Year: w.Start.In(w.zone).Year(), Month: time.January, Day: 2})
	w.approve(first.At(8, 30, w.zone), first, keys)
	if len(keys) == len(w.Plan.Tasks) {
		return
	}
	late := w.cal.Next(workflow.Date{Year: first.Year, Month: time.May, Day: 14})
	w.approve(late.At(10, 15, w.zone), late, []string{lateTask})
}

func (w *World) approve(at time.Time, on workflow.Date, tasks []string) {
	w.agenda.add(at, "the chair approves", func(ctx context.Context) error {
		return w.act(ctx, byChair, engine.Approve{Plan: w.Plan, Directory: w.Directory, Tasks: tasks, Office: byChair, On: on})
	})
}
