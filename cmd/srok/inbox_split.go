package main

import (
	"errors"
	"strconv"
	"strings"

	"srok/workflow"
	"srok/workflow/engine"
)

// inboxSplitCmd places a held message that brings several reports.
type inboxSplitCmd struct {
	Message string   `arg:"" help:"The start of its key, at least six signs."`
	Parts   []string `name:"part" required:"" sep:"none" placeholder:"N=OBLIGATION" help:"File number N of the message, as srok inbox lists it, answers this obligation; once for each."`
	clerk
}

func (c *inboxSplitCmd) Run(a *app) error {
	var parts []engine.SplitPart
	for _, text := range c.Parts {
		number, obligation, ok := strings.Cut(text, "=")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if !ok || err != nil {
			return &workflow.Refusal{Where: "--part " + text, What: "it is no file's number and an obligation", Do: "write it as 1=report/2018/pernik"}
		}
		parts = append(parts, engine.SplitPart{File: n, Obligation: strings.TrimSpace(obligation)})
	}
	return a.actOnMessage(c.Message, c.By, func(key string) engine.Act { return engine.Split{Message: key, Parts: parts} })
}

// inboxReparseCmd reads messages again after an upgrade.
type inboxReparseCmd struct {
	All    bool   `help:"All messages, not the held ones alone."`
	Apply  bool   `help:"Change those that had no effect yet; without it, they are only shown."`
	Reason string `placeholder:"TEXT" help:"Why; it is recorded. Needed with --apply."`
	clerk
}

func (c *inboxReparseCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	changed, failed := opened.engine.Reread(a.ctx, a.now(), c.By, c.Reason, c.All, c.Apply)
	if failed != nil && len(changed) == 0 {
		return failed
	}
	shown := a.show(changed, func(p *page) {
		applied := 0
		for _, r := range changed {
			p.line("%s  %s  %s", r.Message[:12], visible(r.From), visible(r.Subject))
			for _, change := range r.Changes {
				p.line("  %s", visible(change))
			}
			switch {
			case r.Applied:
				applied++
				p.line("  променено")
			case r.Settled != "":
				p.line("  не се променя само: %s", visible(r.Settled))
			}
		}
		p.line("С различна преценка: %d, променени: %d", len(changed), applied)
	})
	return errors.Join(shown, failed)
}
