package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"srok/config"
	"srok/workflow"
	"srok/workflow/planfile"
)

// planImportCmd reads a published plan. Without --out it only shows what it understood.
type planImportCmd struct {
	File string `arg:"" help:"The plan as published: .txt, .docx, .html or .xlsx; .doc, .rtf, .odt, .xls and .ods where LibreOffice is installed, .pdf where pdftotext is." type:"path"`
	Out  string `help:"Write the draft here, for a person to edit; an older file is kept beside it as .bak." placeholder:"plan.yaml" type:"path"`
}

func (c planImportCmd) Run(a *app) error {
	dir, err := a.knownInstitutions()
	if err != nil {
		return err
	}
	draft, err := c.read(a, dir)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := c.write(a, draft); err != nil {
			return err
		}
	}
	if c.Out != "" && !a.json {
		return nil // it is in the file
	}
	return a.show(draft, func(p *page) { showDraft(p, draft) })
}

// knownInstitutions are those of the council's folder, or the example's where there is none.
func (a *app) knownInstitutions() (workflow.Directory, error) {
	if _, err := a.inCouncil(); err != nil {
		return workflow.Directory{}, err
	}
	path := filepath.Join(a.dir, config.InstitutionsFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return config.ExampleDirectory()
	}
	return config.LoadInstitutions(path)
}

func (c planImportCmd) read(a *app, dir workflow.Directory) (planfile.Draft, error) {
	if _, err := fileToRead(c.File, "name the published plan"); err != nil {
		return planfile.Draft{}, err
	}
	path, done, err := readable(a.ctx, c.File)
	if err != nil {
		return planfile.Draft{}, err
	}
	defer done()
	return importFile(path, dir)
}

// importFile reads a plan in a format that srok reads itself.
func importFile(path string, dir workflow.Directory) (planfile.Draft, error) {
	f, err := os.Open(path)
	if err != nil {
		return planfile.Draft{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return planfile.Draft{}, err
	}
	return planfile.Import(filepath.Base(path), f, info.Size(), dir)
}

// write puts the draft in place whole or not at all.
func (c planImportCmd) write(a *app, draft planfile.Draft) error {
	var text bytes.Buffer
	if err := config.WritePlan(&text, draft.Plan, draft.Warnings); err != nil {
		return err
	}
	if err := a.replace(c.Out, text.Bytes()); err != nil {
		return fmt.Errorf("the draft: %w", err)
	}
	fmt.Fprintf(a.stderr, "srok: wrote %s: %s, %s, %s at its head. Read and edit it, then: srok plan check\n",
		c.Out, many(len(draft.Measures), "measure"), many(len(draft.Tasks), "task"), many(len(draft.Warnings), "warning"))
	return nil
}

// showDraft says to a person what was understood and what is asked.
func showDraft(p *page, draft planfile.Draft) {
	p.line("%s\nот %s до %s\n\nМерки:", visible(draft.Title), draft.From.Short(), draft.To.Short())
	var rows [][]string
	for _, m := range draft.Measures {
		rows = append(rows, []string{m.Key, oneLine(m.Term, 28), oneLine(m.Text, 80)})
	}
	p.table(rows)
	p.line("\nПредложени задачи (датите са работни и важат след одобрение):")
	rows = nil
	for _, t := range draft.Tasks {
		rows = append(rows, []string{t.Key, strings.Join(t.Measures, ", "), strings.Join(t.Whom, ", "), dues(t)})
	}
	p.table(rows)
	p.line("\nЗа преглед от човек:")
	for _, x := range draft.Warnings {
		p.line("  %s: %s", visible(x.Where), visible(x.What))
	}
	p.line("\nНищо не е записано. Чернова за редактиране: srok plan import FILE --out plan.yaml")
}

func dues(t workflow.Task) string {
	var parts []string
	for _, c := range t.Cycles {
		parts = append(parts, fmt.Sprintf("%s: до %s", c.Period, c.Due.Short()))
	}
	return strings.Join(parts, "; ")
}

// oneLine shortens a text to so many letters.
func oneLine(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
