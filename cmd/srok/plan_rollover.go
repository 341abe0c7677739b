package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"srok/config"
	"srok/workflow"
)

// planRolloverCmd drafts the next year's plan; nothing of it holds before an approval.
type planRolloverCmd struct {
	Out string `type:"path" placeholder:"FILE" help:"Where to write the draft; a file that is there is never overwritten (default: plan-YEAR.yaml in the council's folder)."`
}

func (c *planRolloverCmd) Run(a *app) error {
	cfg, plan, err := a.readFolder("")
	if err != nil {
		return err
	}
	next, warnings := workflow.Rollover(plan, hoursOf(cfg).Calendar)
	if year := fmt.Sprint(plan.From.Year); strings.Contains(cfg.Directory.Council.PlanTitle, year) {
		warnings = append(warnings, workflow.Warning{Where: config.File, What: fmt.Sprintf(
			"Писмата цитират плана по council.plan_title, където стои %s г.: „%s“. Променете го, преди да одобрите този план.", year, cfg.Directory.Council.PlanTitle)})
	}
	if c.Out == "" {
		c.Out = filepath.Join(a.dir, fmt.Sprintf("plan-%d.yaml", next.From.Year))
	}
	if err := putNew(c.Out, newFileMode, func(w io.Writer) error { return config.WritePlan(w, next, warnings) }); err != nil {
		return fmt.Errorf("the draft: %w", err)
	}
	drafted := struct {
		File     string             `json:"file"`
		Plan     workflow.Plan      `json:"plan"`
		Warnings []workflow.Warning `json:"warnings"`
	}{c.Out, next, warnings}
	return a.show(drafted, func(p *page) {
		for _, w := range warnings {
			p.line("%s: %s", w.Where, w.What)
		}
		p.line("Записана е чернова: %s (мерки – %d, задачи – %d). Прегледайте я; нищо не се изпраща, преди да бъде одобрена.", c.Out, len(next.Measures), len(next.Tasks))
	})
}
