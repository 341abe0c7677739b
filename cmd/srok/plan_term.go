package main

import (
	"cmp"
	"strings"

	"srok/workflow"
)

// planTermCmd shows what a deadline phrase means, before it stands in a plan. In a council's folder its
// extra days count too.
type planTermCmd struct {
	Phrase string `arg:"" help:"The phrase as the plan has it. Put -- before one that starts with a dash."`
	Year   int    `required:"" help:"The plan's year." placeholder:"2018"`
}

// Run prints the reading also where it is a refusal: the suggestion is in it.
func (c *planTermCmd) Run(a *app) error {
	calendar, err := a.calendar()
	if err != nil {
		return err
	}
	term := workflow.ReadTerm(c.Phrase, c.Year, calendar)
	refused := term.Refusal()
	if refused != nil && !a.json {
		return refused
	}
	return cmp.Or(a.show(term, func(p *page) { p.termReading(term) }), refused)
}

var termKinds = map[workflow.TermKind]string{
	workflow.DateTerm:       "определена дата",
	workflow.WindowTerm:     "период",
	workflow.RecurringTerm:  "повтарящ се срок",
	workflow.ContinuousTerm: "постоянен срок",
	workflow.AnchoredTerm:   "срок, който се брои от събитие",
}

// termReading is the reading for a person.
func (p *page) termReading(t workflow.Term) {
	p.line("Срок:   „%s“", visible(strings.Join(strings.Fields(t.Phrase), " ")))
	p.line("Вид:    %s", termKinds[t.Kind])
	if t.Kind == workflow.WindowTerm {
		p.line("Период: от %s до %s", t.From.Long(), t.To.Long())
	}
	for _, due := range t.Dates {
		p.line("Дата:   %s (%s)", due.Effective.Long(), due.Effective.WeekdayName())
		if due.Nominal != due.Effective {
			p.line("        %s", due.Why)
		}
	}
	if len(t.Dates) != 1 {
		p.line("Прочит: %s", t.Reason)
	}
	if t.Needs != "" {
		p.line("Нужно:  %s", t.Needs)
	}
	for _, warning := range t.Warnings {
		p.line("Внимание: %s", warning)
	}
}
