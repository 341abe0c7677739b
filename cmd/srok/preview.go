package main

import (
	"path/filepath"
	"strings"

	"srok/config"
	"srok/workflow"
)

// previewCmd shows every letter that would go out if nobody answered; it sends nothing.
type previewCmd struct {
	From workflow.Date `placeholder:"DATE" help:"The first day (default: today, or the plan's first day where that is still to come or nothing is approved yet)."`
	To   workflow.Date `placeholder:"DATE" help:"The last day (default: to the end)."`
	HTML string        `name:"html" type:"path" placeholder:"FILE" help:"Write them as one web page instead, with the texts, to be handed to the chair."`
}

func (c *previewCmd) Run(a *app) error {
	cfg, err := config.Load(a.dir)
	if err != nil {
		return err
	}
	plan, err := config.LoadPlan(filepath.Join(a.dir, config.PlanFile), cfg.Directory)
	if err != nil {
		return err
	}
	in, err := a.previewInput(cfg, plan, c.From)
	if err != nil {
		return err
	}
	in.To = c.To
	letters, err := workflow.Preview(in)
	if err != nil {
		return err
	}
	if c.HTML != "" {
		return a.writePreview(c.HTML, in, plan, workflow.DateOf(a.now().In(cfg.Zone)), letters)
	}
	if a.json {
		for _, l := range letters {
			if err := a.printJSON(l); err != nil {
				return err
			}
		}
		return nil
	}
	return a.show(letters, func(p *page) { showLetters(p, letters) })
}

func (a *app) writePreview(file string, in workflow.PreviewInput, plan workflow.Plan, today workflow.Date, letters []workflow.PreviewLetter) error {
	web, err := newPreviewPage(in, plan, today, letters)
	if err != nil {
		return err
	}
	if err := web.write(file); err != nil {
		return err
	}
	written := struct {
		File    string `json:"file"`
		Letters int    `json:"letters"`
		Samples int    `json:"samples"`
	}{file, len(letters), len(web.Samples)}
	return a.show(written, func(p *page) {
		p.line("Записано: %s (писма – %d, с пълен текст – %d)", file, written.Letters, written.Samples)
	})
}

// previewInput has what is open, and what an approval of the rest of the plan would open.
func (a *app) previewInput(cfg config.Config, plan workflow.Plan, from workflow.Date) (workflow.PreviewInput, error) {
	secret, err := cfg.Key()
	if err != nil {
		return workflow.PreviewInput{}, err
	}
	templates, err := workflow.NewTemplates(nil)
	if err != nil {
		return workflow.PreviewInput{}, err
	}
	in := workflow.PreviewInput{Now: a.now(), Hours: hoursOf(cfg), Council: cfg.Directory.Council, Tasks: map[string]workflow.ApprovedTask{},
		Identity: workflow.NewIdentity(secret, cfg.Directory.Council.Mailbox), Templates: templates}
	if err := a.addApproved(&in); err != nil {
		return in, err
	}
	if from.IsZero() && len(in.Tasks) == 0 && !plan.From.IsZero() {
		from = plan.From // a plan of another year can be looked at too
	}
	if !from.IsZero() {
		in.Now = from.At(0, 0, cfg.Zone)
	}
	var rest []workflow.Task
	for _, t := range plan.Tasks {
		if _, approved := in.Tasks[t.Key]; !approved {
			rest = append(rest, t)
			in.Tasks[t.Key] = workflow.ApprovedTask{Task: t, Plan: cfg.Directory.Council.PlanTitle}
		}
	}
	in.Obligations = append(in.Obligations, workflow.WouldOpen(rest, cfg.Directory, in.Obligations, workflow.DateOf(in.Now.In(cfg.Zone)), in.Hours.Calendar)...)
	known := map[string]bool{}
	for _, to := range in.Addressees {
		known[to.Institution.ID] = true
	}
	for _, i := range cfg.Directory.Institutions {
		if !known[i.ID] {
			in.Addressees = append(in.Addressees, workflow.Addressee{Institution: i})
		}
	}
	return in, nil
}

// addApproved reads what the database has; a preview before any approval makes none.
func (a *app) addApproved(in *workflow.PreviewInput) error {
	if a.needDatabase() != nil {
		return nil
	}
	c, err := a.openExisting()
	if err != nil {
		return err
	}
	defer c.Close()
	r := c.store.Read(a.ctx)
	tasks, err := r.Tasks()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		in.Tasks[t.Task.Key] = t
	}
	if in.Addressees, err = r.Addressees(); err != nil {
		return err
	}
	in.Obligations, err = r.Obligations()
	return err
}

func showLetters(p *page, letters []workflow.PreviewLetter) {
	day := ""
	for _, l := range letters {
		if d := workflow.DateOf(l.At).Short(); d != day {
			day = d
			p.line("%s (%s)", d, workflow.WeekdayName(l.At.Weekday()))
		}
		p.line("  %s  %s  %s", l.At.Format("15:04"), strings.Join(l.To, ", "), l.Subject)
		for _, s := range l.Steps {
			p.line("           %s, %s: %s", s.Obligation, s.Slot, s.Reason)
		}
	}
	p.line("Общо писма, ако никой не отговори: %d", len(letters))
}
