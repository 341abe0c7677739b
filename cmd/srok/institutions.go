package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"srok/config"
	"srok/workflow"
)

// institutionsCmd takes the institutions out and in, and tells the history of their contacts.
type institutionsCmd struct {
	Export  institutionsExportCmd  `cmd:"" help:"Write the institutions as a list for Excel, or as YAML."`
	Import  institutionsImportCmd  `cmd:"" help:"Read a list from Excel, or YAML, into the council's folder, and show what it changes."`
	History institutionsHistoryCmd `cmd:"" help:"Show how an institution's record and addresses changed, and who changed them."`
}

type institutionsExportCmd struct {
	File string `arg:"" type:"path" help:"FILE.xlsx or FILE.yaml; an older file is kept beside it as .bak."`
}

func (c *institutionsExportCmd) Run(a *app) error {
	directory, err := a.institutions()
	if err != nil {
		return err
	}
	write := config.WriteInstitutions
	isSheet, err := sheetOrYAML(c.File)
	if err != nil {
		return err
	}
	if isSheet {
		write = config.WriteInstitutionsXLSX
	}
	var data bytes.Buffer
	if err := write(&data, directory); err != nil {
		return err
	}
	if err := a.replace(c.File, data.Bytes()); err != nil {
		return err
	}
	n := len(directory.Institutions)
	if isSheet {
		n-- // the council's own entry is not in a list
	}
	return a.show(struct {
		File         string `json:"file"`
		Institutions int    `json:"institutions"`
	}{c.File, n}, func(p *page) { p.line("Записани институции: %d, в %s", n, c.File) })
}

type institutionsImportCmd struct {
	File   string `arg:"" type:"path" help:"FILE.xlsx, a list such as export writes, or FILE.yaml."`
	Out    string `type:"path" placeholder:"FILE" help:"Write here (default: institutions.yaml in the council's folder); an older file is kept beside it as .bak."`
	DryRun bool   `help:"Show what would change; write nothing."`
}

// imported is what an import changes against the council's institutions.yaml.
type imported struct {
	Institutions []workflow.Change `json:"institutions"`
	Groups       []workflow.Change `json:"groups"`
	Council      bool              `json:"council"`           // its own entry changes
	Written      string            `json:"written,omitempty"` // file; empty where nothing was written
}

func (i imported) changesNothing() bool { return len(i.Institutions)+len(i.Groups) == 0 && !i.Council }

// Run writes only what LoadInstitutions reads back. The database learns of it by `plan apply`.
func (c *institutionsImportCmd) Run(a *app) error {
	was, err := a.institutions()
	if err != nil {
		return err
	}
	now, data, err := c.read(was)
	if err != nil {
		return err
	}
	var result imported
	result.Institutions, result.Groups = workflow.DiffDirectory(was, now)
	result.Council = !reflect.DeepEqual(was.Council, now.Council)
	// A list has no comments: where it says nothing new, the council's file keeps its own.
	write := !c.DryRun && !(c.Out == "" && strings.EqualFold(filepath.Ext(c.File), ".xlsx") && result.changesNothing())
	c.Out = cmp.Or(c.Out, filepath.Join(a.dir, config.InstitutionsFile))
	if write {
		if err := a.replace(c.Out, data); err != nil {
			return err
		}
		result.Written = c.Out
	}
	return a.show(result, func(p *page) { showImported(p, result) })
}

// read gives the directory in a file, and the YAML of it: a YAML file's own bytes, because of
// its comments.
func (c *institutionsImportCmd) read(known workflow.Directory) (workflow.Directory, []byte, error) {
	isSheet, err := sheetOrYAML(c.File)
	if err != nil {
		return workflow.Directory{}, nil, err
	}
	size, err := fileToRead(c.File, "name the list of institutions")
	if err != nil {
		return workflow.Directory{}, nil, err
	}
	if size > mostListBytes {
		return workflow.Directory{}, nil, &workflow.Refusal{Where: c.File, What: fmt.Sprintf("the file is larger than %d MB", mostListBytes>>20), Do: "name the list of institutions"}
	}
	f, err := os.Open(c.File)
	if err != nil {
		return workflow.Directory{}, nil, err
	}
	defer f.Close()
	var text bytes.Buffer
	if isSheet {
		listed, err := config.ReadInstitutionsXLSX(filepath.Base(c.File), f, size, known)
		if err != nil {
			return workflow.Directory{}, nil, err
		}
		if err := config.WriteInstitutions(&text, listed); err != nil {
			return workflow.Directory{}, nil, err
		}
	} else if _, err := io.Copy(&text, f); err != nil {
		return workflow.Directory{}, nil, err
	}
	directory, err := config.ParseInstitutions(c.File, text.Bytes())
	return directory, text.Bytes(), err
}

const mostListBytes = 8 << 20

func showImported(p *page, i imported) {
	if i.changesNothing() {
		p.line("Няма промени спрямо institutions.yaml.")
	}
	if i.Council {
		p.line("Съветът: променен е собственият му запис")
	}
	for _, c := range i.Institutions {
		p.line("Институции: %s – %s %s", c.Key, changeWords[c.How], c.What)
	}
	for _, c := range i.Groups {
		p.line("Групи: %s – %s %s", c.Key, changeWords[c.How], c.What)
	}
	if i.Written == "" {
		p.line("Нищо не е записано.")
		return
	}
	p.line("Записано в %s. Писмата и задълженията не се променят, преди промяната да бъде одобрена: srok plan diff, srok plan apply", i.Written)
}

type institutionsHistoryCmd struct {
	Institution string `arg:"" help:"Its key, as in institutions.yaml."`
}

func (c *institutionsHistoryCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	events, err := opened.store.Read(a.ctx).EventsOf(workflow.Subject{Kind: workflow.AboutInstitution, Key: c.Institution})
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return &workflow.Refusal{Where: c.Institution, What: "nothing is recorded of an institution with this key", Do: "its key stands in institutions.yaml; one that is new there is recorded by `srok plan apply`"}
	}
	history := workflow.ContactHistory(events)
	return a.show(struct {
		Institution string          `json:"institution"`
		History     []workflow.Told `json:"history"`
	}{c.Institution, history}, func(p *page) {
		p.line("%s:", c.Institution)
		var rows [][]string
		for _, h := range history {
			rows = append(rows, []string{stamp(h.At, opened.config.Zone), h.By, h.What})
		}
		p.table(rows)
	})
}

// institutions are those of the council's folder.
func (a *app) institutions() (workflow.Directory, error) {
	return config.LoadInstitutions(filepath.Join(a.dir, config.InstitutionsFile))
}

func sheetOrYAML(file string) (isSheet bool, err error) {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".xlsx":
		return true, nil
	case ".yaml", ".yml":
		return false, nil
	}
	return false, &workflow.Refusal{Where: file, What: "a list of institutions is .xlsx or .yaml", Do: "save it in Excel as .xlsx"}
}
