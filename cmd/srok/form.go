package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"srok/config"
	"srok/workflow"
	"srok/workflow/form"
)

// formCmd is the report form: written for an institution, and checked as it came back.
type formCmd struct {
	Write formWriteCmd `cmd:"" help:"Write the report form for an institution and a period."`
	Check formCheckCmd `cmd:"" help:"Check a filled form (.xlsx or .ods)."`
	Enter formEnterCmd `cmd:"" help:"Key in the figures of a report that came as a scan or on paper."`
}

type formWriteCmd struct {
	Institution string `required:"" placeholder:"ID" help:"Id of the institution."`
	Name        string `placeholder:"NAME" help:"Its name as the form shows it (default: that of institutions.yaml; the id where there is none)."`
	Period      string `required:"" placeholder:"2018" help:"Period reported on: 2018, 2018-H1, 2018-Q3 or 2018-05."`
	Ref         string `placeholder:"SROK-…" help:"Ref of the letter that the form goes with."`
	Out         string `required:"" type:"path" placeholder:"FILE.xlsx" help:"File to write; an existing one is not overwritten."`
}

// Run writes the file whole or not at all.
func (c *formWriteCmd) Run(a *app) error {
	period, err := workflow.ParsePeriod(c.Period)
	if err != nil {
		return &workflow.Refusal{Where: "--period", What: err.Error()}
	}
	if c.Ref != "" {
		ref, ok := workflow.ParseRef(c.Ref)
		if !ok {
			return &workflow.Refusal{Where: "--ref", What: c.Ref + " is no ref", Do: "write it as it stands in the letter's subject: SROK- and seven signs"}
		}
		c.Ref = string(ref)
	}
	header, err := c.header(a, period)
	if err != nil {
		return err
	}
	if err := putNew(c.Out, newFileMode, func(w io.Writer) error { return form.Write(w, header) }); err != nil {
		return err
	}
	return a.show(struct {
		File string `json:"file"`
	}{c.Out}, func(p *page) { p.line("Записано: %s", c.Out) })
}

// header is what the form says of itself: in a council's folder, the same as in the council's letters,
// because a form that names the institution otherwise does not pass the check when it comes back.
func (c *formWriteCmd) header(a *app, period workflow.Period) (form.Header, error) {
	h := form.Header{Institution: cmp.Or(c.Name, c.Institution), InstitutionID: c.Institution, Period: period, Ref: c.Ref}
	if in, err := a.inCouncil(); err != nil || !in {
		return h, err
	}
	cfg, err := config.Load(a.dir)
	if err != nil {
		return h, err
	}
	h.Council, h.PlanTitle = cfg.Directory.Council.Name, cfg.Directory.Council.PlanTitle
	var known []string
	for _, i := range cfg.Directory.Institutions {
		if known = append(known, i.ID); i.ID == c.Institution {
			h.Institution = cmp.Or(c.Name, i.Name)
			return h, nil
		}
	}
	return h, &workflow.Refusal{Where: "--institution", What: fmt.Sprintf("%q is not known", c.Institution),
		Do: nearest(c.Institution, known, "institutions.yaml lists them by id")}
}

type formCheckCmd struct {
	File   string `arg:"" type:"path" help:"The form as it came back."`
	Period string `placeholder:"2018" help:"Period asked for; that of the form's hidden sheet where left out."`
	Name   string `placeholder:"NAME" help:"Institution asked; not compared where left out."`
}

// formReport is what --json prints.
type formReport struct {
	File          string          `json:"file"`
	Ref           string          `json:"ref"`
	InstitutionID string          `json:"institution"`
	Period        workflow.Period `json:"period"`
	form.Findings
}

// Run prints the findings; a form with faults is refused input.
func (c *formCheckCmd) Run(a *app) error {
	answers, err := readForm(c.File)
	if err != nil {
		return err
	}
	want := answers.Header
	if c.Name != "" {
		want.Institution = c.Name
	}
	if c.Period != "" {
		if want.Period, err = workflow.ParsePeriod(c.Period); err != nil {
			return &workflow.Refusal{Where: "--period", What: err.Error()}
		}
	}
	report := formReport{c.File, answers.Ref(), answers.Header.InstitutionID, answers.Header.Period, answers.Check(want)}
	if err := a.show(report, report.page); err != nil {
		return err
	}
	if !report.OK() {
		return &workflow.Refusal{Where: c.File, What: fmt.Sprintf("faults in the form: %d", len(report.Faults)), Do: "have them corrected as listed"}
	}
	return nil
}

func readForm(name string) (form.Answers, error) {
	size, err := fileToRead(name, "name the form as it came back")
	if err != nil {
		return form.Answers{}, err
	}
	file, err := os.Open(name)
	if err != nil {
		return form.Answers{}, err
	}
	defer file.Close()
	answers, err := form.Read(file, size)
	var other *form.NotForm
	if errors.As(err, &other) {
		return form.Answers{}, &workflow.Refusal{Where: name, What: other.Error(), Do: "have the form sent back as .xlsx or .ods"}
	}
	return answers, err
}

// page lists the findings numbered, as a letter of return would.
func (r formReport) page(p *page) {
	if r.OK() {
		p.line("Няма установени пропуски.")
	} else {
		p.line("Пропуски:")
	}
	for i, fault := range r.Faults {
		p.line("%d. %s", i+1, visible(fault.Text))
	}
	if len(r.Warnings) > 0 {
		p.line("За проверка:")
	}
	for _, warning := range r.Warnings {
		p.line("– %s", visible(warning.Text))
	}
}
