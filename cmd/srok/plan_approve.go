package main

import (
	"cmp"
	"log/slog"
	"slices"

	"srok/config"
	"srok/workflow"
	"srok/workflow/engine"
)

// approval names the office that approves, and when.
type approval struct {
	Office string        `required:"" placeholder:"OFFICE" help:"The office that approves: „областен управител“."`
	On     workflow.Date `placeholder:"DATE" help:"The day of the approval (default: today)."`
	clerk
}

// planApproveCmd records the approval of tasks, with their dates and letters.
type planApproveCmd struct {
	Tasks []string `name:"task" placeholder:"KEY" help:"Only these tasks (default: all)."`
	approval
}

func (c *planApproveCmd) Run(a *app) error {
	opened, plan, err := a.openWithPlan("")
	if err != nil {
		return err
	}
	defer opened.Close()
	now := a.now()
	c.On = cmp.Or(c.On, opened.today(now))
	before, err := opened.store.Read(a.ctx).Obligations()
	if err != nil {
		return err
	}
	if err := opened.engine.Do(a.ctx, now, c.By, engine.Approve{Plan: plan, Directory: opened.config.Directory,
		Tasks: c.Tasks, Office: c.Office, On: c.On}); err != nil {
		return err
	}
	after, err := opened.store.Read(a.ctx).Obligations()
	if err != nil {
		return err
	}
	approved := struct {
		Office      string          `json:"office"`
		On          workflow.Date   `json:"on"`
		Obligations int             `json:"obligations"` // opened
		Skipped     []skippedPeriod `json:"skipped"`     // whose due date had passed
	}{c.Office, c.On, len(after) - len(before), skippedBy(opened.config, plan, c.Tasks, c.On, before)}
	return a.show(approved, func(p *page) {
		p.line("Одобрено от %s на %s: открити задължения – %d", approved.Office, approved.On.Short(), approved.Obligations)
		for _, s := range approved.Skipped {
			p.line("Задача %s: не се иска за %s, срокът е минал.", s.Task, s.Period.Words())
		}
	})
}

// openWithPlan opens a council with a plan that must be right; see readFolder.
func (a *app) openWithPlan(file string) (*council, workflow.Plan, error) {
	_, plan, err := a.readFolder(file)
	if err != nil {
		return nil, plan, err
	}
	opened, err := a.openCouncil(slog.LevelError)
	return opened, plan, err
}

// skippedPeriod is one that a task does not ask for: its due date had passed.
type skippedPeriod struct {
	Task   string          `json:"task"`
	Period workflow.Period `json:"period"`
}

// skippedBy an approval are the periods that are over and were never asked for.
func skippedBy(cfg config.Config, plan workflow.Plan, only []string, on workflow.Date, before []workflow.Obligation) []skippedPeriod {
	skipped := []skippedPeriod{}
	for _, t := range plan.Tasks {
		if len(only) > 0 && !slices.Contains(only, t.Key) {
			continue
		}
		_, periods := workflow.OpenObligations(t, cfg.Directory.Asked(t), on, hoursOf(cfg).Calendar)
		for _, p := range periods {
			if !slices.ContainsFunc(before, func(o workflow.Obligation) bool { return o.Task == t.Key && o.Period == p }) {
				skipped = append(skipped, skippedPeriod{t.Key, p})
			}
		}
	}
	return skipped
}
