package main

import (
	"srok/workflow"
	"srok/workflow/engine"
)

// receiveCmd enters a submission that came by another way than mail.
type receiveCmd struct {
	Obligations []string         `arg:"" name:"obligation" help:"Keys of what it answers, all of one institution."`
	Channel     workflow.Channel `required:"" enum:"paper,hand,ssev,seos" help:"How it came: paper, hand, ssev (secure e-delivery) or seos (the administrations' exchange)."`
	On          workflow.Date    `required:"" placeholder:"DATE" help:"The day on which it was received: it says whether it is late."`
	No          string           `placeholder:"NO" help:"Its вх. №, where it has one already."`
	Nil         bool             `help:"A nil statement: „няма постъпили сигнали“."`
	clerk
}

func (c *receiveCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	for _, key := range c.Obligations {
		if _, err := obligationByKey(opened.store.Read(a.ctx), key); err != nil {
			return err
		}
	}
	return a.actAndShow(opened, c.By, engine.Receive{
		Obligations: c.Obligations, Channel: c.Channel, On: c.On, No: c.No, Nil: c.Nil}, c.Obligations)
}

// acceptCmd takes what was submitted as what was asked.
type acceptCmd struct {
	Obligations []string `arg:"" name:"obligation" help:"Keys, as task/period/institution."`
	Reason      string   `placeholder:"TEXT" help:"A remark; it is recorded."`
	clerk
}

func (c *acceptCmd) Run(a *app) error {
	return a.actOn(c.By, c.Obligations, func(key string) engine.Act {
		return engine.Accept{Obligation: key, Reason: c.Reason}
	})
}

// returnCmd sends a submission back to be corrected.
type returnCmd struct {
	Obligation   string        `arg:"" help:"Key, as task/period/institution."`
	Issues       []string      `name:"issue" sep:"none" placeholder:"TEXT" help:"What to correct, in Bulgarian; once for each fault. Left out: what the check of the form found."`
	Due          workflow.Date `placeholder:"DATE" help:"By when; five working days where left out."`
	PersonalData bool          `help:"A person confirmed personal data in it: the letter asks for it without, and quotes nothing."`
	clerk
}

func (c *returnCmd) Run(a *app) error {
	return a.actOn(c.By, []string{c.Obligation}, func(key string) engine.Act {
		return engine.Return{Obligation: key, Issues: c.Issues, FixDue: c.Due, PersonalData: c.PersonalData}
	})
}
