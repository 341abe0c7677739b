package main

import (
	"fmt"

	"srok/config"
	"srok/workflow"
)

// planCheckCmd reads all files of the folder and shows what an approval would open.
type planCheckCmd struct{}

// taskSummary is one task of the plan, and what approving it would open today.
type taskSummary struct {
	Key         string            `json:"key"`
	Measures    []string          `json:"measures"`
	Asked       int               `json:"asked"`       // institutions
	Obligations int               `json:"obligations"` // that an approval would open
	Skipped     []workflow.Period `json:"skipped"`     // whose due date has passed
	Accept      workflow.Accept   `json:"accept"`      // what is accepted without a person; empty: nothing
}

func (c *planCheckCmd) Run(a *app) error {
	cfg, plan, err := a.readFolder("")
	if err != nil {
		return err
	}
	if _, err := loadTemplates(a.dir); err != nil { // an approval is of the texts too
		return err
	}
	checked := struct {
		Title    string             `json:"title"`
		Measures int                `json:"measures"`
		Tasks    []taskSummary      `json:"tasks"`
		Warnings []workflow.Warning `json:"warnings"`
	}{plan.Title, len(plan.Measures), summaries(cfg, plan, workflow.DateOf(a.now().In(cfg.Zone))), config.PlanWarnings(plan)}
	return a.show(checked, func(p *page) {
		p.line("%s: %s, %s", checked.Title, many(checked.Measures, "measure"), many(len(checked.Tasks), "task"))
		rows := [][]string{{"TASK", "MEASURES", "ASKED", "OBLIGATIONS", "PAST"}}
		for _, t := range checked.Tasks {
			rows = append(rows, []string{t.Key, fmt.Sprint(t.Measures), fmt.Sprint(t.Asked), fmt.Sprint(t.Obligations), fmt.Sprint(t.Skipped)})
		}
		p.table(rows)
		for _, t := range checked.Tasks {
			if t.Accept != "" {
				p.line("%s: accepted without a review: %s", t.Key, t.Accept)
			}
		}
		for _, w := range checked.Warnings {
			p.line("Внимание: %s: %s", w.Where, w.What)
		}
		p.line("Nothing of a task is sent before `srok plan approve --office „…“`.")
	})
}

func summaries(cfg config.Config, plan workflow.Plan, today workflow.Date) []taskSummary {
	cal := hoursOf(cfg).Calendar
	tasks := []taskSummary{}
	for _, t := range plan.Tasks {
		asked := cfg.Directory.Asked(t)
		opened, skipped := workflow.OpenObligations(t, asked, today, cal)
		tasks = append(tasks, taskSummary{Key: t.Key, Measures: t.Measures, Asked: len(asked),
			Obligations: len(opened), Skipped: append([]workflow.Period{}, skipped...), Accept: t.Accept})
	}
	return tasks
}
