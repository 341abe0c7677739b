package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"srok/workflow"
)

// templatesDir holds a council's own texts, beside its configuration.
const templatesDir = "templates"

// loadTemplates reads the templates, with the council's own in place of the embedded ones.
func loadTemplates(dir string) (*workflow.Templates, error) {
	own := filepath.Join(dir, templatesDir)
	if _, err := os.Stat(own); errors.Is(err, fs.ErrNotExist) {
		return workflow.NewTemplates(nil)
	} else if err != nil {
		return nil, err
	}
	templates, err := workflow.NewTemplates(os.DirFS(own))
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		refused := *refusal
		refused.Where = own
		if refusal.Where != templatesDir { // it names the file, perhaps with the line
			refused.Where = filepath.Join(own, refusal.Where)
		}
		return nil, &refused
	}
	return templates, err
}
