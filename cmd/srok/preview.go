package main

import (
	"fmt"
	"slices"
	"strings"

	"srok/config"
	"srok/workflow"
)

// previewCmd shows every letter that would go out if nobody answered; it sends nothing.
type previewCmd struct {
	From workflow.Date `placeholder:"DATE" help:"The first day (default: today; the plan's first day where the plan is over and nothing of it is approved)."`
	To   workflow.Date `placeholder:"DATE" help:"The last day (default: to the end)."`
	HTML string        `name:"html" type:"path" placeholder:"FILE" help:"Write them as one web page instead, with the texts, to be handed to the chair."`
}

func (c *previewCmd) Run(a *app) error {
	if !c.To.IsZero() && c.To.Before(c.From) {
		return &workflow.Refusal{Where: "--to", What: fmt.Sprintf("%s is before %s", c.To, c.From), Do: "give a day after that of --from"}
	}
	cfg, plan, err := a.readFolder("")
	if err != nil {
		return err
	}
	in, waiting, err := a.previewInput(cfg, plan, c.From)
	if err != nil {
		return err
	}
	in.To = c.To
	letters, err := workflow.Preview(in)
	if err != nil {
		return err
	}
	letters = c.within(append(waiting, letters...))
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
	return a.show(letters, func(p *page) {
		showLetters(p, letters)
		if deaf := unreachable(in.Addressees); len(deaf) > 0 {
			p.line("Без писма, защото няма адрес, на който се доставят: %s", strings.Join(deaf, ", "))
		}
		if today := workflow.DateOf(a.now().In(cfg.Zone)); anyBefore(letters, today) {
			p.line("Днес е %s: писмата с по-ранна дата са показани като пример и няма да бъдат изпратени.", today.Short())
		}
	})
}

// within sorts the letters by time and leaves out those of other days.
func (c *previewCmd) within(letters []workflow.PreviewLetter) []workflow.PreviewLetter {
	slices.SortStableFunc(letters, func(a, b workflow.PreviewLetter) int { return a.At.Compare(b.At) })
	return slices.DeleteFunc(letters, func(l workflow.PreviewLetter) bool {
		day := workflow.DateOf(l.At)
		return day.Before(c.From) || !c.To.IsZero() && day.After(c.To)
	})
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

// previewInput has what is open, and what an approval of the rest of the plan would open. Letters
// that wait in the outbox already come beside it.
func (a *app) previewInput(cfg config.Config, plan workflow.Plan, from workflow.Date) (workflow.PreviewInput, []workflow.PreviewLetter, error) {
	secret, err := cfg.Key()
	if err != nil {
		return workflow.PreviewInput{}, nil, err
	}
	templates, err := loadTemplates(a.dir)
	if err != nil {
		return workflow.PreviewInput{}, nil, err
	}
	in := workflow.PreviewInput{Now: a.now(), Hours: hoursOf(cfg), Council: cfg.Directory.Council, Tasks: map[string]workflow.ApprovedTask{},
		Identity: workflow.NewIdentity(secret, cfg.Directory.Council.Mailbox), Templates: templates}
	waiting, err := a.addApproved(&in)
	if err != nil {
		return in, nil, err
	}
	begin := from
	if today := workflow.DateOf(in.Now.In(cfg.Zone)); begin.IsZero() && plan.To.Before(today) {
		begin = plan.From // a plan of another year can be looked at too
	}
	if len(in.Tasks) == 0 && !begin.IsZero() && begin.At(0, 0, cfg.Zone).Before(in.Now) {
		in.Now = begin.At(0, 0, cfg.Zone)
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
	return in, waiting, nil
}

// addApproved reads what the database has; a preview before any approval makes none.
func (a *app) addApproved(in *workflow.PreviewInput) (waiting []workflow.PreviewLetter, err error) {
	if a.needDatabase() != nil {
		return nil, nil
	}
	c, err := a.openExisting()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r := c.store.Read(a.ctx)
	tasks, err := r.Tasks()
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		in.Tasks[t.Task.Key] = t
	}
	if in.Addressees, err = r.Addressees(); err != nil {
		return nil, err
	}
	if in.Obligations, err = r.Obligations(); err != nil {
		return nil, err
	}
	letters, err := r.LettersAt(workflow.Queued)
	for _, l := range letters {
		waiting = append(waiting, waitingLetter(l, in))
	}
	return waiting, err
}

// waitingLetter is one of the outbox that a server has yet to take.
func waitingLetter(l workflow.Letter, in *workflow.PreviewInput) workflow.PreviewLetter {
	at := l.NotUntil
	if at.Before(in.Now) {
		at = in.Now
	}
	if !l.AnyTime {
		at = in.Hours.Next(at)
	}
	shown := workflow.PreviewLetter{LetterLine: workflow.LineOf(l, at.In(in.Hours.Zone))}
	for _, to := range in.Addressees {
		if to.Institution.ID == l.Institution {
			shown.View.Institution = to.Institution
		}
	}
	return shown
}

// unreachable names the institutions to which no letter can be sent.
func unreachable(all []workflow.Addressee) []string {
	var names []string
	for _, to := range all {
		if !to.Gone && !to.Reachable() {
			names = append(names, to.Institution.Name)
		}
	}
	return names
}

// anyBefore says whether a letter is shown for a day that is over.
func anyBefore(letters []workflow.PreviewLetter, today workflow.Date) bool {
	return slices.ContainsFunc(letters, func(l workflow.PreviewLetter) bool { return workflow.DateOf(l.At).Before(today) })
}

func showLetters(p *page, letters []workflow.PreviewLetter) {
	day := ""
	for _, l := range letters {
		if d := workflow.DateOf(l.At).Short(); d != day {
			day = d
			p.line("%s (%s)", d, workflow.WeekdayName(l.At.Weekday()))
		}
		p.line("  %s  %s  %s", l.At.Format("15:04"), addressed(l.To), l.Subject)
		for _, s := range l.Steps {
			p.line("           %s, %s: %s", s.Obligation, workflow.SlotWords(s.Slot), s.Reason)
		}
	}
	p.line("Общо писма, ако никой не отговори: %d", len(letters))
}
