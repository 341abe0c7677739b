package main

import (
	"strings"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"
)

// outboxCmd shows letters and their attempts.
type outboxCmd struct {
	List    outboxListCmd    `cmd:"" default:"withargs" help:"List the letters; without --all, in --json too, not those that a server has taken or that were taken back."`
	Show    outboxShowCmd    `cmd:"" help:"Show a letter, its attempts and the servers' answers."`
	Records outboxRecordsCmd `cmd:"" help:"Write out all letters that wait for the records office, with a list for their numbers."`
	Retry   outboxRetryCmd   `cmd:"" help:"Send a waiting or refused letter as soon as letters may go out."`
	Cancel  outboxCancelCmd  `cmd:"" help:"Take back a letter that no server took."`
}

type outboxListCmd struct {
	All bool `help:"Also those that a server has taken or that were taken back."`
}

func (c *outboxListCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	letters, left, err := c.letters(opened.store.Read(a.ctx))
	if err != nil {
		return err
	}
	return a.show(letters, func(p *page) {
		rows := [][]string{{"ПИСМО", "СЪСТАВЕНО", "ДО", "ВИД", "СЪСТОЯНИЕ", "ОТГОВОР НА СЪРВЪРА"}}
		for _, l := range letters {
			rows = append(rows, []string{l.Name(), stamp(l.Composed, opened.config.Zone), recipientsOf(l), l.Kind.Words(), l.StandsIn(), l.WhyWords()})
		}
		p.table(rows)
		p.line("Писма: %d", len(letters))
		if left > 0 {
			p.line("Предадени на сървъра и отменени, които не са показани: %d (srok outbox list --all)", left)
		}
	})
}

// letters are those to show, and how many are left out.
func (c *outboxListCmd) letters(r *store.Reader) (shown []workflow.Letter, left int, err error) {
	if c.All {
		shown, err = r.Letters()
	} else if shown, err = r.LettersAt(workflow.Queued, workflow.Sending, workflow.Uncertain, workflow.Refused, workflow.Undelivered); err == nil {
		left, err = r.CountLetters(workflow.Taken, workflow.Cancelled)
	}
	return append([]workflow.Letter{}, shown...), left, err
}

func recipientsOf(l workflow.Letter) string {
	var to []string
	for _, r := range l.Recipients {
		if !r.Own {
			to = append(to, r.Address)
		}
	}
	return addressed(to)
}

// addressed lists whom a letter goes to; one without an address is for the records office.
func addressed(to []string) string {
	if len(to) == 0 {
		return workflow.LettersByRecords.Words()
	}
	return strings.Join(to, ", ")
}

type outboxShowCmd struct {
	Letter string `arg:"" help:"Its ref or key."`
	Out    string `placeholder:"FILE.eml|DIR" help:"Write the letter itself there, byte for byte as it was sent, into a folder under its ref; of one that the records office sends, its .docx and its forms into a folder."`
}

func (c *outboxShowCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	l, err := letterByName(opened.store.Read(a.ctx), c.Letter)
	if err != nil {
		return err
	}
	written := []string{}
	if c.Out != "" {
		if written, err = opened.writeLetter(a.ctx, l, c.Out); err != nil {
			return err
		}
	}
	return a.show(struct {
		workflow.Letter
		Written []string `json:"written"` // files
	}{l, written}, func(p *page) {
		p.line("%s: %s\nОтносно: %s", l.Name(), l.StandsIn(), l.Subject)
		if !l.Printed {
			p.line("Идентификатор (Message-ID): <%s>", l.MessageID)
		}
		p.line("Съставено: %s", stamp(l.Composed, opened.config.Zone))
		if l.SHA256 != "" { // a letter that waits for its number has no text yet
			p.line("Контролна сума SHA-256: %s", l.SHA256)
		}
		if l.Why != "" && l.Status != workflow.Taken {
			p.line("Причина: %s", visible(l.WhyWords()))
		}
		if l.Status == workflow.Queued && l.NotUntil.After(a.now()) {
			p.line("Следващ опит: не преди %s", clockTime(l.NotUntil, opened.config.Zone))
		}
		if l.OutNo != "" {
			p.line("Изх. № %s от %s", l.OutNo, l.OutOn.Short())
		}
		for _, s := range l.Steps {
			p.line("  %s, %s: %s", s.Obligation, workflow.SlotWords(s.Slot), s.Reason)
		}
		for _, r := range l.Recipients {
			p.line("  до %s: %s", r.Address, joined(r.StateWords(), visible(r.ReplyWords())))
		}
		for i, t := range l.Attempts {
			p.line("  опит %d: %s – %s: %s", i+1, stamp(t.At, opened.config.Zone), stamp(t.Ended, opened.config.Zone), joined(outcomeWords(t.Outcome), visible(t.Trouble.Told(t.Reply))))
		}
		switch {
		case l.Printed:
			p.line("  изпраща се чрез деловодството, а не по електронна поща")
		default:
			p.line("  копия в собствената поща: %d", l.Copies)
		}
		if l.Recovered != "" {
			p.line("  възстановено от съобщение %s", l.Recovered)
		}
		for _, file := range written {
			p.line("Записано: %s", file)
		}
	})
}

// joined sets what a server said behind what came of it.
func joined(words, said string) string {
	if said == "" {
		return words
	}
	return words + " – " + said
}

// outcomeWords say how an attempt ended, as officials read it.
func outcomeWords(outcome string) string {
	switch mail.Outcome(outcome) {
	case mail.Accepted:
		return "прието от сървъра"
	case mail.RefusedNow:
		return "отказано засега"
	case mail.RefusedEnd:
		return "отказано окончателно"
	case mail.Unknown:
		return "несигурно дали е прието"
	case "":
		return "още няма отговор"
	}
	return outcome
}

// letterChange is an act on one letter.
type letterChange struct {
	Letter string `arg:"" help:"Its ref or key."`
	Reason string `required:"" placeholder:"TEXT" help:"Why; it is recorded."`
	clerk
}

type outboxRetryCmd struct{ letterChange }

func (c *outboxRetryCmd) Run(a *app) error {
	return a.letterAct(c.Letter, c.By, func(key string) engine.Act { return engine.RetryLetter{Letter: key, Reason: c.Reason} })
}

type outboxCancelCmd struct{ letterChange }

func (c *outboxCancelCmd) Run(a *app) error {
	return a.letterAct(c.Letter, c.By, func(key string) engine.Act { return engine.CancelLetter{Letter: key, Reason: c.Reason} })
}
