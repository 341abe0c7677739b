package main

import (
	"time"

	"srok/workflow"
)

// whyCmd shows how an obligation's dates were counted, and what happened to it.
type whyCmd struct {
	Obligation string `arg:"" help:"Its key, as task/period/institution."`
}

// happened is one event in words.
type happened struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"`
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
	events, err := r.EventsOf(workflow.Subject{Kind: workflow.AboutObligation, Key: o.Key})
	if err != nil {
		return err
	}
	history := []happened{}
	for _, e := range events {
		history = append(history, happened{At: e.At.In(opened.config.Zone), By: e.By, What: workflow.Story(e.Fact)})
	}
	task, _, err := r.Task(o.Task)
	if err != nil {
		return err
	}
	came, err := deliveredFor(r, o)
	if err != nil {
		return err
	}
	row := rowOf(o, opened.today(a.now()))
	return a.show(struct {
		statusRow
		Nominal  workflow.Date      `json:"nominal"`
		DueWhy   string             `json:"dueWhy"`
		Schedule []workflow.Planned `json:"schedule"`
		History  []happened         `json:"history"`
		// Delivered is what Submissions names, whole.
		Delivered []delivered `json:"delivered"`
	}{row, o.Nominal, o.DueWhy, o.Schedule, history, came}, func(p *page) {
		p.line("%s: %s, за %s", o.Key, task.Task.Title, o.Period.Words())
		p.line("Състояние: %s", row.words())
		if o.Pause != nil {
			p.line("В изчакване от %s: %s", o.Pause.Since.Short(), o.Pause.Reason)
			p.opensWith(o.Pause.Message, o.Pause.Quarantine)
		}
		p.line("Одобрено от %s на %s", task.Office, task.On.Short())
		p.line("Срок: %s", o.DueWhy)
		p.line("Стъпки:")
		rows := [][]string{}
		for _, s := range o.Schedule {
			rows = append(rows, []string{s.Day.Short(), workflow.SlotWords(s.Slot), s.Reason, o.Outcome(s)})
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
