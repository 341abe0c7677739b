package main

import (
	"strings"

	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/form"
)

// formEnterCmd keys in the figures of a report that came as a scan or on paper.
type formEnterCmd struct {
	Obligation string   `arg:"" help:"Key, as task/period/institution."`
	Values     []string `name:"value" sep:"none" placeholder:"ROW=VALUE" help:"An answer, such as Б1=3; once for each row."`
	Notes      []string `name:"note" sep:"none" placeholder:"ROW=TEXT" help:"A row's note, such as Б3.7=шум."`
	From       string   `type:"path" placeholder:"FILE" help:"A filled form (.xlsx or .ods); --value and --note go before it."`
	Source     string   `required:"" placeholder:"TEXT" help:"What the figures were read from; it is recorded and shown."`
	Submission string   `placeholder:"KEY" help:"Its key, where several wait for a review."`
	AsIs       bool     `help:"The document itself has the faults: record them, so that srok return lists them."`
	clerk
}

func (c *formEnterCmd) Run(a *app) error {
	answers, err := c.answers()
	if err != nil {
		return err
	}
	return a.actOn(c.By, []string{c.Obligation}, func(key string) engine.Act {
		return engine.EnterForm{Obligation: key, Submission: c.Submission, Answers: answers, Source: c.Source, AsIs: c.AsIs}
	})
}

func (c *formEnterCmd) answers() (form.Answers, error) {
	var answers form.Answers
	if c.From == "" && len(c.Values) == 0 {
		return answers, &workflow.Refusal{Where: c.Obligation, What: "no figures are given", Do: "give each with --value ROW=VALUE, or a filled form with --from FILE"}
	}
	if c.From != "" {
		var err error
		if answers, err = readForm(c.From); err != nil {
			return answers, err
		}
	}
	for _, pair := range c.Values {
		row, value, ok := strings.Cut(pair, "=")
		if !ok || strings.TrimSpace(value) == "" {
			return answers, &workflow.Refusal{Where: "--value " + pair, What: "it is no row and its answer", Do: "write it as Б1=3"}
		}
		if err := answers.Enter(row, value, ""); err != nil {
			return answers, err
		}
	}
	for _, pair := range c.Notes {
		row, note, ok := strings.Cut(pair, "=")
		if !ok || strings.TrimSpace(note) == "" {
			return answers, &workflow.Refusal{Where: "--note " + pair, What: "it is no row and its note", Do: "write it as Б3.7=шум"}
		}
		if err := answers.Enter(row, "", note); err != nil {
			return answers, err
		}
	}
	return answers, nil
}
