package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	cfg, err := config.Load(a.dir)
	if err != nil {
		return err
	}
	plan, err := config.LoadPlan(filepath.Join(a.dir, config.PlanFile), cfg.Directory)
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
	if err := c.write(next, warnings); err != nil {
		return err
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

// write makes a file that was not there, whole or not at all.
func (c *planRolloverCmd) write(plan workflow.Plan, warnings []workflow.Warning) error {
	var text bytes.Buffer
	if err := config.WritePlan(&text, plan, warnings); err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return &workflow.Refusal{Where: c.Out, What: "the file is there already", Do: "name another with --out, or move it away"}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text.Bytes())
	if err := errors.Join(err, f.Close()); err != nil {
		os.Remove(c.Out) // it is half of a plan, and ours
		return fmt.Errorf("write the draft: %w", err)
	}
	return nil
}
