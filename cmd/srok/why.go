package main

import "srok/workflow"

// whyCmd shows how an obligation's dates were counted, and what happened to it.
type whyCmd struct {
	Obligation string `arg:"" help:"Its key, as task/period/institution."`
}

func (c *whyCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	r := opened.store.Read(a.ctx)
	o, err := obligationByKey(r, c.Obligation)
	if err != nil {
		return err
	}
	history, err := r.History(o.Key)
	if err != nil {
		return err
	}
	for i, h := range history {
		history[i].At = h.At.In(opened.config.Zone)
	}
	task, _, err := r.Task(o.Task)
	if err != nil {
		return err
	}
	to, _, err := r.Addressee(o.Institution)
	if err != nil {
		return err
	}
	unapproved := task.Texts != opened.engine.Templates.Fingerprint()
	steps := []plannedStep{}
	for _, s := range o.Schedule {
		steps = append(steps, plannedStep{s, o.Outcome(s, to, unapproved)})
	}
	came, err := deliveredFor(r, o)
	if err != nil {
		return err
	}
	row := rowOf(o, opened.today(a.now()))
	return a.show(struct {
		statusRow
		Title    string              `json:"title"`
		Office   string              `json:"office"` // that approved it
		On       workflow.Date       `json:"approvedOn"`
		Pause    *workflow.Pause     `json:"pause,omitempty"`
		Nominal  workflow.Date       `json:"nominal"`
		DueWhy   string              `json:"dueWhy"`
		Schedule []plannedStep       `json:"schedule"`
		History  []workflow.Happened `json:"history"`
		// Delivered is what Submissions names, whole.
		Delivered []delivered `json:"delivered"`
	}{row, task.Task.Title, task.Office, task.On, o.Pause, o.Nominal, o.DueWhy, steps, history, came}, func(p *page) {
		p.line("%s: %s за %s – %s", o.Key, task.Task.Title, o.Period.Words(), to.Institution.Name)
		p.line("Състояние: %s", row.words())
		if o.Pause != nil {
			p.line("В изчакване от %s: %s", o.Pause.Since.Short(), visible(o.Pause.Reason))
			p.opensWith(o.Pause.Message, o.Pause.Quarantine)
		}
		p.line("Одобрено от %s на %s", task.Office, task.On.Short())
		p.line("Срок: %s", o.DueWords())
		p.line("Стъпки:")
		rows := [][]string{}
		for _, s := range steps {
			rows = append(rows, []string{s.Day.Short(), workflow.SlotWords(s.Slot), s.Reason, s.Outcome})
		}
		p.table(rows)
		for _, d := range came {
			d.lines(p, o.Key)
		}
		p.line("История:")
		rows = rows[:0]
		for _, h := range history {
			rows = append(rows, []string{stamp(h.At, opened.config.Zone), h.By, h.What})
		}
		p.table(rows)
	})
}

// plannedStep is a step with what became of it.
type plannedStep struct {
	workflow.Planned
	Outcome string `json:"outcome"` // Bulgarian
}
