package main

import (
	"log/slog"
	"time"

	"srok/workflow"
	"srok/workflow/engine"
)

// clerk is who acts, in every command that is an act.
type clerk struct {
	By string `help:"Whose act it is (default: секретар)." default:"секретар" placeholder:"WHO"`
}

// actOn carries out acts on obligations, all of them or none, and shows what they made of them.
func (a *app) actOn(by string, obligations []string, act func(key string) engine.Act) error {
	c, err := a.openExisting()
	if err != nil {
		return err
	}
	defer c.Close()
	var acts engine.All
	for _, key := range obligations {
		if _, err := obligationByKey(c.store.Read(a.ctx), key); err != nil {
			return err
		}
		acts = append(acts, act(key))
	}
	return a.actAndShow(c, by, acts, obligations)
}

// actAndShow carries out an act and shows the obligations that it was about.
func (a *app) actAndShow(c *council, by string, act engine.Act, obligations []string) error {
	now := a.now()
	if err := c.engine.Do(a.ctx, now, by, act); err != nil {
		return err
	}
	rows := []statusRow{}
	for _, key := range obligations {
		o, _, err := c.store.Read(a.ctx).Obligation(key)
		if err != nil {
			return err
		}
		rows = append(rows, rowOf(o, c.today(now)))
	}
	return a.show(rows, func(p *page) {
		for _, row := range rows {
			p.line("%s: %s", row.Key, row.words())
		}
	})
}

// extendCmd gives obligations a new due date; the institutions are told.
type extendCmd struct {
	Obligations []string      `arg:"" name:"obligation" help:"Keys, as task/period/institution."`
	Due         workflow.Date `required:"" placeholder:"DATE" help:"The new due date."`
	Reason      string        `required:"" placeholder:"TEXT" help:"Why; it is recorded."`
	clerk
}

func (c *extendCmd) Run(a *app) error {
	return a.actOn(c.By, c.Obligations, func(key string) engine.Act {
		return engine.Extend{Obligation: key, Due: c.Due, Reason: c.Reason}
	})
}

// waiveCmd closes obligations: nothing is owed any more.
type waiveCmd struct {
	Obligations []string `arg:"" name:"obligation" help:"Keys, as task/period/institution."`
	Reason      string   `required:"" placeholder:"TEXT" help:"Why; it is recorded."`
	clerk
}

func (c *waiveCmd) Run(a *app) error {
	return a.actOn(c.By, c.Obligations, func(key string) engine.Act {
		return engine.Waive{Obligation: key, Reason: c.Reason}
	})
}

// noteCmd records a call or a talk.
type noteCmd struct {
	Obligation string `arg:"" help:"Key, as task/period/institution."`
	Text       string `arg:"" help:"What was said, in quotes."`
	clerk
}

func (c *noteCmd) Run(a *app) error {
	return a.actOn(c.By, []string{c.Obligation}, func(key string) engine.Act {
		return engine.Note{Obligation: key, Text: c.Text}
	})
}

// pauseCmd stops all sending at once, before anything was approved too.
type pauseCmd struct {
	Reason string `required:"" placeholder:"TEXT" help:"Why; it is recorded."`
	clerk
}

func (c *pauseCmd) Run(a *app) error {
	opened, err := a.openCouncil(slog.LevelError)
	if err != nil {
		return err
	}
	return a.actOnSending(opened, c.By, engine.Pause{Reason: c.Reason}, "Изпращането е спряно. Възобновява се със: srok resume")
}

// resumeCmd lets sending go on or, of obligations whose institutions promised something, the reminders.
type resumeCmd struct {
	Obligations []string `arg:"" optional:"" name:"obligation" help:"Keys, as task/period/institution: let the reminders of these go on, which a reply has paused."`
	Reason      string   `placeholder:"TEXT" help:"Why; it is recorded. Needed where obligations are named."`
	clerk
}

func (c *resumeCmd) Run(a *app) error {
	if len(c.Obligations) > 0 {
		return a.actOn(c.By, c.Obligations, func(key string) engine.Act { return engine.EndPause{Obligation: key, Reason: c.Reason} })
	}
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	return a.actOnSending(opened, c.By, engine.Resume{Reason: c.Reason}, "Изпращането е възобновено.")
}

func (a *app) actOnSending(c *council, by string, act engine.Act, said string) error {
	defer c.Close()
	if err := c.engine.Do(a.ctx, a.now(), by, act); err != nil {
		return err
	}
	office, err := c.store.Read(a.ctx).Office()
	if err != nil {
		return err
	}
	return a.show(struct {
		Paused bool   `json:"paused"`
		Reason string `json:"reason"`
	}{office.Paused != "", office.Paused}, func(p *page) { p.line("%s", said) })
}

// today is the council's day at an instant.
func (c *council) today(now time.Time) workflow.Date {
	return workflow.DateOf(now.In(c.config.Zone))
}

// letterAct carries out an act on one letter and shows where it stands.
func (a *app) letterAct(name, by string, act func(key string) engine.Act) error {
	c, err := a.openExisting()
	if err != nil {
		return err
	}
	defer c.Close()
	letter, err := letterByName(c.store.Read(a.ctx), name)
	if err != nil {
		return err
	}
	if err := c.engine.Do(a.ctx, a.now(), by, act(letter.Key)); err != nil {
		return err
	}
	if letter, _, err = c.store.Read(a.ctx).Letter(letter.Key); err != nil {
		return err
	}
	return a.show(letter, func(p *page) { p.line("%s: %s", letter.Name(), letter.StandsIn()) })
}
