package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"srok/config"
	"srok/workflow"
	"srok/workflow/planfile"
)

// planImportCmd reads a published plan. Without --out it only shows what it understood.
type planImportCmd struct {
	File string `arg:"" help:"The plan as published: .txt, .docx, .html or .xlsx; .doc, .odt and .pdf where LibreOffice and pdftotext are installed." type:"path"`
	Out  string `help:"Write the draft here, for a person to edit; an older file is kept beside it as .bak." placeholder:"plan.yaml" type:"path"`
}

func (c planImportCmd) Run(a *app) error {
	dir, err := knownInstitutions(a.dir)
	if err != nil {
		return err
	}
	draft, err := c.read(a, dir)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := c.write(draft, a.stderr); err != nil {
			return err
		}
	}
	switch {
	case a.json:
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(draft)
	case c.Out != "":
		return nil
	}
	return showDraft(a.stdout, draft)
}

// knownInstitutions are those of the council's folder, or the example's where there is none.
func knownInstitutions(dir string) (workflow.Directory, error) {
	path := filepath.Join(dir, config.InstitutionsFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return config.ExampleDirectory()
	}
	return config.LoadInstitutions(path)
}

func (c planImportCmd) read(a *app, dir workflow.Directory) (planfile.Draft, error) {
	path, done, err := readable(a.ctx, c.File)
	if err != nil {
		return planfile.Draft{}, err
	}
	defer done()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return planfile.Draft{}, &workflow.Refusal{Where: path, What: "there is no such file", Do: "name the published plan"}
	}
	if err != nil {
		return planfile.Draft{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return planfile.Draft{}, err
	}
	if info.IsDir() {
		return planfile.Draft{}, &workflow.Refusal{Where: c.File, What: "this is a folder", Do: "name the file of the published plan"}
	}
	return planfile.Import(filepath.Base(path), f, info.Size(), dir)
}

// write puts the draft in place whole or not at all.
func (c planImportCmd) write(draft planfile.Draft, stderr io.Writer) error {
	var text bytes.Buffer
	if err := config.WritePlan(&text, draft.Plan, draft.Warnings); err != nil {
		return err
	}
	fresh := c.Out + ".new"
	if err := os.WriteFile(fresh, text.Bytes(), 0o644); err != nil {
		return err
	}
	if _, err := os.Stat(c.Out); err == nil {
		if err := os.Rename(c.Out, c.Out+".bak"); err != nil {
			return err
		}
		fmt.Fprintf(stderr, "srok: the former %s is kept as %s.bak\n", c.Out, c.Out)
	}
	if err := os.Rename(fresh, c.Out); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "srok: wrote %s: %s, %s, %s at its head. Read and edit it, then: srok plan check\n",
		c.Out, many(len(draft.Measures), "measure"), many(len(draft.Tasks), "task"), many(len(draft.Warnings), "warning"))
	return nil
}

// showDraft prints for a person what was understood and what is asked.
func showDraft(w io.Writer, draft planfile.Draft) error {
	fmt.Fprintf(w, "%s\nот %s до %s\n\nМерки:\n", draft.Title, draft.From.Short(), draft.To.Short())
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range draft.Measures {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", m.Key, oneLine(m.Term, 28), oneLine(m.Text, 80))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprint(w, "\nПредложени задачи (датите са работни и важат след одобрение):\n")
	for _, t := range draft.Tasks {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", t.Key, strings.Join(t.Measures, ", "), strings.Join(t.Whom, ", "), dues(t))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprint(w, "\nЗа преглед от човек:\n")
	for _, x := range draft.Warnings {
		fmt.Fprintf(w, "  %s: %s\n", x.Where, x.What)
	}
	_, err := fmt.Fprint(w, "\nНищо не е записано. Чернова за редактиране: srok plan import FILE --out plan.yaml\n")
	return err
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
