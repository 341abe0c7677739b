package main

import (
	"srok/workflow"
	"srok/workflow/engine"
)

// inboxRetryCmd asks the server again for messages that it could not give.
type inboxRetryCmd struct{ clerk }

func (c *inboxRetryCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	left, err := opened.engine.RetryAside(a.ctx, a.now(), c.By)
	if err != nil {
		return err
	}
	return a.show(append([]workflow.Aside{}, left...), func(p *page) { opened.listAside(p, left) })
}

// inboxLeaveCmd closes a message that the server cannot give.
type inboxLeaveCmd struct {
	Message string `arg:"" help:"Its folder and UID, as srok inbox lists it: INBOX/7."`
	Reason  string `required:"" placeholder:"TEXT" help:"Why; it is recorded."`
	clerk
}

func (c *inboxLeaveCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	if err := opened.engine.Do(a.ctx, a.now(), c.By, engine.LeaveAside{Name: c.Message, Reason: c.Reason}); err != nil {
		return err
	}
	office, err := opened.store.Read(a.ctx).Office()
	if err != nil {
		return err
	}
	return a.show(append([]workflow.Aside{}, office.Aside...), func(p *page) { opened.listAside(p, office.Aside) })
}

// listAside lists the messages that the server cannot give, and what a person can do.
func (c *council) listAside(p *page, aside []workflow.Aside) {
	for _, one := range aside {
		p.line("%s  не може да бъде прочетено от сървъра от %s", visible(one.Name()), clockTime(one.Since, c.config.Zone))
	}
	if len(aside) > 0 {
		p.line("  Вижте ги в пощенската кутия с друга програма. Нов опит: srok inbox retry;")
		p.line("  без последствие: srok inbox leave %s --reason …", visible(aside[0].Name()))
	}
	p.line("Не могат да бъдат прочетени от сървъра: %d", len(aside))
}
