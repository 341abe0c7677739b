package planfile

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"srok/workflow"
)

// Draft is what an import gives: a plan that nobody has approved yet, and what to look at.
type Draft struct {
	workflow.Plan
	Warnings []workflow.Warning `json:"warnings"`
}

// reader turns the bytes of one format into rows.
type reader func(name string, data io.ReaderAt, size int64) (*document, error)

var readers = map[string]reader{
	".txt":  readText,
	".tsv":  readText,
	".docx": readDocx,
	".html": readHTML,
	".htm":  readHTML,
	".xlsx": readXLSX,
	".bbox": readWords, // what pdftotext -bbox makes of a .pdf
}

// Extensions lists the endings that Import reads, for messages and help.
const Extensions = ".txt, .docx, .html, .xlsx"

// Import reads a published plan. The format follows from the ending of name; dir says who
// the institutions are that the plan calls by names of its own. Every failure but one of
// data itself is a *workflow.Refusal.
func Import(name string, data io.ReaderAt, size int64, dir workflow.Directory) (Draft, error) {
	name = filepath.Base(name)
	read, ok := readers[strings.ToLower(filepath.Ext(name))]
	if !ok {
		return Draft{}, &workflow.Refusal{Where: name, What: "this is not a format that srok reads",
			Do: "save the plan as one of " + Extensions}
	}
	if size > maxBytes {
		return Draft{}, &workflow.Refusal{Where: name, What: fmt.Sprintf("the file is larger than %d MB", maxBytes>>20),
			Do: "save the plan alone, without pictures"}
	}
	doc, err := read(name, data, size)
	if err != nil {
		return Draft{}, err
	}
	draft, err := interpret(doc)
	if err != nil {
		return Draft{}, err
	}
	tasks, warnings := propose(draft.Plan, dir)
	draft.Tasks = append([]workflow.Task{}, tasks...) // never null in JSON, nor are the warnings
	draft.Warnings = slices.Concat([]workflow.Warning{}, draft.Warnings, oddities(draft.Plan, dir), warnings)
	for i, w := range draft.Warnings { // each becomes one line of a comment
		draft.Warnings[i].What = strings.Join(strings.Fields(w.What), " ")
	}
	return draft, nil
}
