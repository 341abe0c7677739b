package main

import (
	"cmp"
	"path"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/engine"
)

// planDiffCmd compares config and files with what is approved; it changes nothing.
type planDiffCmd struct {
	New string `arg:"" optional:"" placeholder:"NEW.yaml" type:"path" help:"A plan to compare instead of the folder's plan.yaml."`
}

func (c *planDiffCmd) Run(a *app) error {
	opened, _, changes, err := a.openChange(c.New, a.now())
	if err != nil {
		return err
	}
	defer opened.Close()
	return a.show(changes, func(p *page) { showChanges(p, changes) })
}

// planApplyCmd has an office approve what `plan diff` shows.
type planApplyCmd struct {
	New string `arg:"" optional:"" placeholder:"NEW.yaml" type:"path" help:"The changed plan (default: the folder's plan.yaml)."`
	approval
}

func (c *planApplyCmd) Run(a *app) error {
	now := a.now()
	opened, plan, changes, err := a.openChange(c.New, now)
	if err != nil {
		return err
	}
	defer opened.Close()
	c.On = cmp.Or(c.On, opened.today(now))
	if err := opened.engine.Do(a.ctx, now, c.By, engine.Apply{Plan: plan, Directory: opened.config.Directory, Office: c.Office, On: c.On}); err != nil {
		return err
	}
	return a.show(changes, func(p *page) {
		showChanges(p, changes)
		p.line("Приложено; одобрено от %s на %s", c.Office, c.On.Short())
	})
}

// openChange opens a council of which something was approved, with a plan's file and what it and the
// other files change.
func (a *app) openChange(file string, now time.Time) (*council, workflow.Plan, workflow.Changes, error) {
	if err := a.needDatabase(); err != nil {
		return nil, workflow.Plan{}, workflow.Changes{}, err
	}
	opened, plan, err := a.openWithPlan(file)
	if err != nil {
		return nil, plan, workflow.Changes{}, err
	}
	changes, err := opened.engine.Diff(a.ctx, plan, opened.config.Directory, now)
	if err != nil {
		opened.Close()
	}
	return opened, plan, changes, err
}

var changeWords = map[workflow.ChangeKind]string{workflow.Added: "добавено", workflow.Removed: "отпаднало", workflow.Changed: "променено"}

func showChanges(p *page, c workflow.Changes) {
	if c.Empty() {
		p.line("Всичко е, както е одобрено.")
		return
	}
	for _, group := range []struct {
		title   string
		changes []workflow.Change
	}{{"План", c.Plan}, {"Мерки", c.Measures}, {"Задачи", c.Tasks}, {"Институции", c.Institutions}} {
		for _, change := range group.changes {
			p.line("%s: %s – %s %s", group.title, change.Key, changeWords[change.How], change.What)
		}
	}
	for _, o := range c.Opened {
		p.line("Ново задължение: %s, срок %s", workflow.ObligationKey(o.Task, o.Period, o.Institution), o.Due.Short())
	}
	for _, key := range c.Withdrawn {
		p.line("Отпада: %s", key)
	}
	showMoved(p, c.Moved)
}

// showMoved tells a move once for all the institutions of a task whose dates it changes alike.
func showMoved(p *page, moved []workflow.Moved) {
	var moves []string
	of := map[string][]string{}
	for _, m := range moved {
		cycle, institution := path.Split(m.Obligation)
		var text page
		if m.WasDue == m.Due {
			text.line("срокът остава %s", m.Due.Short())
		} else {
			text.line("срок %s → %s (%s)", m.WasDue.Short(), m.Due.Short(), m.Why)
		}
		for _, s := range m.Steps {
			text.line("  %s: %s → %s", workflow.SlotWords(s.Slot), dayOr(s.Was, "няма"), dayOr(s.Day, "отпада"))
		}
		move := strings.TrimSuffix(cycle, "/") + ", " + text.String()
		if of[move] == nil {
			moves = append(moves, move)
		}
		of[move] = append(of[move], institution)
	}
	for _, move := range moves {
		p.WriteString("Премества се: " + move)
		p.line("  за: %s", strings.Join(of[move], ", "))
	}
}

func dayOr(d workflow.Date, otherwise string) string {
	if d.IsZero() {
		return otherwise
	}
	return d.Short()
}
