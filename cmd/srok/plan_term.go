package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"srok/workflow"
)

// planTermCmd shows what a deadline phrase means, before it stands in a plan.
type planTermCmd struct {
	Phrase string `arg:"" help:"The phrase as the plan has it. Put -- before one that starts with a dash."`
	Year   int    `required:"" help:"The plan's year." placeholder:"2018"`
}

// Run prints the reading also where it is a refusal: the suggestion is in it.
func (c *planTermCmd) Run(a *app) error {
	term := workflow.ReadTerm(c.Phrase, c.Year, workflow.NewCalendar(workflow.DaysOff{}))
	if a.json {
		encoder := json.NewEncoder(a.stdout)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(term); err != nil {
			return fmt.Errorf("plan term: %w", err)
		}
		return term.Refusal()
	}
	if err := term.Refusal(); err != nil {
		return err
	}
	if _, err := io.WriteString(a.stdout, termReading(term)); err != nil {
		return fmt.Errorf("plan term: %w", err)
	}
	return nil
}

var termKinds = map[workflow.TermKind]string{
	workflow.DateTerm:       "определена дата",
	workflow.WindowTerm:     "период",
	workflow.RecurringTerm:  "повтарящ се срок",
	workflow.ContinuousTerm: "постоянен срок",
	workflow.AnchoredTerm:   "срок, който се брои от събитие",
}

// termReading is the reading for a person.
func termReading(t workflow.Term) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("Срок:   „%s“", strings.Join(strings.Fields(t.Phrase), " "))
	line("Вид:    %s", termKinds[t.Kind])
	if t.Kind == workflow.WindowTerm {
		line("Период: от %s до %s", t.From.Long(), t.To.Long())
	}
	for _, due := range t.Dates {
		line("Дата:   %s (%s)", due.Effective.Long(), due.Effective.WeekdayName())
		if due.Nominal != due.Effective {
			line("        %s", due.Why)
		}
	}
	if len(t.Dates) != 1 {
		line("Прочит: %s", t.Reason)
	}
	if t.Needs != "" {
		line("Нужно:  %s", t.Needs)
	}
	for _, warning := range t.Warnings {
		line("Внимание: %s", warning)
	}
	return b.String()
}
