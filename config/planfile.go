package config

import "srok/workflow"

// plan makes the values of what was read.
func (f planFile) plan() workflow.Plan {
	p := workflow.Plan{Title: f.Title, Council: f.Council, From: f.From, To: f.To}
	for _, m := range f.Measures {
		p.Measures = append(p.Measures, workflow.Measure{
			Key: m.Key, Section: m.Section, SectionTitle: m.SectionTitle, Number: m.Number,
			Text: m.Text, Term: m.Term, Responsible: m.Responsible,
			Indicator: m.Indicator, Result: m.Result, Place: m.Place,
		})
	}
	for _, t := range f.Tasks {
		p.Tasks = append(p.Tasks, t.task())
	}
	return p
}

func (t taskEntry) task() workflow.Task {
	task := workflow.Task{
		Key: t.Key, Kind: workflow.TaskKind(t.Kind), Measures: t.Measures,
		Title: t.Title, TitleDefinite: t.TitleDefinite,
		Whom: t.Whom, Except: t.Except, Nil: t.Nil,
		Steps: workflow.Steps(t.Steps), Accept: workflow.Accept(t.Accept), Note: t.Note,
	}
	for _, item := range t.Items {
		task.Items = append(task.Items, workflow.Item{Text: item.Text, Measures: item.Measures})
	}
	for _, y := range t.Cycles {
		task.Cycles = append(task.Cycles, workflow.Cycle{Period: workflow.Period(y.Period), Basis: y.Basis, Request: y.Request, Due: y.Due})
	}
	return task
}

// PlanWarnings are the oddities of a plan that a person should look at before it is approved.
// They are in Bulgarian, because an official reads them.
func PlanWarnings(p workflow.Plan) []workflow.Warning {
	var warnings []workflow.Warning
	served := map[string]bool{}
	for _, t := range p.Tasks {
		for _, m := range t.Measures {
			served[m] = true
		}
		if len(t.Cycles) == 0 {
			warnings = append(warnings, workflow.Warning{Where: t.Key, What: "задачата няма нито един период и срок: по нея няма да се изпрати писмо"})
		}
	}
	for _, m := range p.Measures {
		if !served[m.Key] {
			warnings = append(warnings, workflow.Warning{Where: m.Key, What: "мярката не е включена в нито една задача: изпълнението ѝ няма да се следи"})
		}
	}
	return warnings
}
