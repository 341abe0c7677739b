package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"srok/workflow"
)

// converterTime is how long another program may take for one document.
const converterTime = 2 * time.Minute

// converter is a program that turns a format which srok does not read into one which it does.
type converter struct {
	program string
	install string // what to do where it is missing
	to      string // the ending of what it makes
	args    func(from, dir string) []string
}

var (
	writerConverter = libreOffice(".docx")
	calcConverter   = libreOffice(".xlsx")
	pdfConverter    = converter{
		program: "pdftotext", to: ".bbox",
		install: "install pdftotext (Debian: apt install poppler-utils), or save the plan as .docx",
		args: func(from, dir string) []string {
			return []string{"-bbox", from, filepath.Join(dir, stem(from)+".bbox")}
		},
	}

	converters = map[string]converter{
		".doc": writerConverter, ".rtf": writerConverter, ".odt": writerConverter,
		".xls": calcConverter, ".ods": calcConverter,
		".pdf": pdfConverter,
	}
)

// libreOffice converts in a profile of its own, so that neither the user's settings nor a
// running LibreOffice matter.
func libreOffice(to string) converter {
	return converter{
		program: "soffice", to: to,
		install: "install LibreOffice, or open the plan in a word processor and save it as " + to,
		args: func(from, dir string) []string {
			return []string{"-env:UserInstallation=file://" + filepath.ToSlash(filepath.Join(dir, "profile")),
				"--headless", "--convert-to", strings.TrimPrefix(to, "."), "--outdir", dir, from}
		},
	}
}

// readable gives the path of a document in a format that srok reads: the same one, or what
// a converter made of it in a temporary folder, which done removes.
func readable(ctx context.Context, path string) (converted string, done func(), err error) {
	c, ok := converters[strings.ToLower(filepath.Ext(path))]
	if !ok {
		return path, func() {}, nil
	}
	program, err := exec.LookPath(c.program)
	if err != nil {
		return "", nil, &workflow.Refusal{Where: filepath.Base(path),
			What: fmt.Sprintf("srok reads this format only through %s, which is not installed here", c.program), Do: c.install}
	}
	dir, err := os.MkdirTemp("", "srok-import-")
	if err != nil {
		return "", nil, err
	}
	done = func() { os.RemoveAll(dir) }
	if converted, err = c.run(ctx, program, path, dir); err != nil {
		done()
		return "", nil, err
	}
	return converted, done, nil
}

func (c converter) run(ctx context.Context, program, path, dir string) (string, error) {
	from, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, converterTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, c.args(from, dir)...)
	cmd.WaitDelay = time.Second
	output, err := cmd.CombinedOutput()
	made := filepath.Join(dir, stem(from)+c.to)
	if _, missing := os.Stat(made); err == nil && missing == nil {
		named := filepath.Join(dir, filepath.Base(from)+c.to) // plan.doc.docx: refusals name what the user gave
		return named, os.Rename(made, named)
	}
	why := lastLine(string(output))
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		why = fmt.Sprintf("it took longer than %s", converterTime)
	case ctx.Err() != nil:
		return "", ctx.Err()
	case why == "" && err != nil:
		why = err.Error()
	}
	return "", &workflow.Refusal{Where: filepath.Base(path), What: fmt.Sprintf("%s could not read the document (%s)", c.program, why),
		Do: "open it in a word processor and save it as .docx"}
}

func stem(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
