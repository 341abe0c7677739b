package config

import "srok/workflow"

// plan makes the values of what was read.
func (f planFile) plan() workflow.Plan {
	p := workflow.Plan{Title: f.Title, Council: f.Council, From: f.From, To: f.To}
	for _, m := range f.Measures {
		p.Measures = append(p.Measures, workflow.Measure{
			Key: m.Key, Section: m.Section, SectionTitle: string(m.SectionTitle), Number: m.Number,
			Text: string(m.Text), Term: string(m.Term), Responsible: string(m.Responsible),
			Indicator: string(m.Indicator), Result: string(m.Result), Place: m.Place,
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
		Steps: workflow.Steps(t.Steps), Note: string(t.Note),
	}
	for _, item := range t.Items {
		task.Items = append(task.Items, workflow.Item{Text: string(item.Text), Measures: item.Measures})
	}
	for _, y := range t.Cycles {
		task.Cycles = append(task.Cycles, workflow.Cycle{Period: workflow.Period(y.Period), Basis: string(y.Basis), Request: y.Request, Due: y.Due})
	}
	return task
}

func planFileOf(p workflow.Plan) planFile {
	f := planFile{Title: p.Title, Council: p.Council, From: p.From, To: p.To}
	for _, m := range p.Measures {
		f.Measures = append(f.Measures, measureEntry{
			Key: m.Key, Section: m.Section, SectionTitle: verbatim(m.SectionTitle), Number: m.Number,
			Text: verbatim(m.Text), Term: verbatim(m.Term), Responsible: verbatim(m.Responsible),
			Indicator: verbatim(m.Indicator), Result: verbatim(m.Result), Place: m.Place,
		})
	}
	for _, t := range p.Tasks {
		f.Tasks = append(f.Tasks, taskEntryOf(t))
	}
	return f
}

func taskEntryOf(t workflow.Task) taskEntry {
	entry := taskEntry{
		Key: t.Key, Kind: kind(t.Kind), Measures: t.Measures,
		Title: t.Title, TitleDefinite: t.TitleDefinite,
		Whom: t.Whom, Except: t.Except, Nil: t.Nil,
		Steps: stepsEntry(t.Steps), Note: verbatim(t.Note),
	}
	for _, item := range t.Items {
		entry.Items = append(entry.Items, itemEntry{Text: verbatim(item.Text), Measures: item.Measures})
	}
	for _, y := range t.Cycles {
		entry.Cycles = append(entry.Cycles, cycleEntry{Period: period(y.Period), Basis: verbatim(y.Basis), Request: y.Request, Due: y.Due})
	}
	return entry
}
