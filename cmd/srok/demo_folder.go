package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"srok/config"
	"srok/workflow"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// freshFolder names a folder that has nothing in it yet.
func freshFolder(out string, year int) (string, error) {
	if out == "" {
		base := fmt.Sprintf("demo-%d", year)
		out = base
		for n := 2; taken(out); n++ {
			out = fmt.Sprintf("%s-%d", base, n)
		}
	}
	if taken(out) {
		return "", &workflow.Refusal{Where: out, What: "the folder is not empty", Do: "name a new one with --out: nothing is written over"}
	}
	return filepath.Abs(out)
}

func taken(path string) bool {
	entries, err := os.ReadDir(path)
	return len(entries) > 0 || err != nil && !errors.Is(err, os.ErrNotExist)
}

// editInstitutions writes what the secretary knows of an institution below its address.
func (d *demo) editInstitutions(edits map[string][]string) error {
	path := filepath.Join(d.dir, config.InstitutionsFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var out strings.Builder
	for line := range strings.Lines(string(data)) {
		out.WriteString(line)
		address, found := strings.CutPrefix(strings.TrimSpace(line), "email: ")
		if !found {
			continue
		}
		margin := line[:len(line)-len(strings.TrimLeft(line, " "))]
		for _, edit := range edits[address] {
			out.WriteString(margin + edit + "\n")
		}
	}
	return os.WriteFile(path, []byte(out.String()), 0o644)
}

// importPlan reads the published plan into plan.yaml and takes the draft as it is.
func (d *demo) importPlan(directory workflow.Directory) (workflow.Plan, error) {
	draft, err := importFile(filepath.Join(d.dir, config.ExamplePlan), directory)
	if err != nil {
		return workflow.Plan{}, err
	}
	path := filepath.Join(d.dir, config.PlanFile)
	write := func(w io.Writer) error { return config.WritePlan(w, draft.Plan, draft.Warnings) }
	if err := putNew(path, newFileMode, write); err != nil {
		return workflow.Plan{}, err
	}
	return config.LoadPlan(path, directory)
}

// configure writes the servers into srok.yaml, keeping its comments, and the passwords.
func (d *demo) configure() error {
	secret := sha256.Sum256(fmt.Appendf(nil, "srok demo, seed %d", d.cmd.Seed))
	for name, content := range map[string]string{"secret": hex.EncodeToString(secret[:]), "mail.password": demoPassword} {
		if err := os.WriteFile(filepath.Join(d.dir, name), []byte(content+"\n"), 0o600); err != nil {
			return err
		}
	}
	smtpHost, smtpPort, _ := strings.Cut(d.servers.SMTPAddr(), ":")
	imapHost, imapPort, _ := strings.Cut(d.servers.IMAPAddr(), ":")
	return setKeys(filepath.Join(d.dir, config.File), [][2]string{
		{"$.smtp.host", smtpHost}, {"$.smtp.port", smtpPort}, {"$.smtp.tls", "none"},
		{"$.imap.host", imapHost}, {"$.imap.port", imapPort}, {"$.imap.tls", "none"},
		{"$.reply_address", "plus"}, {"$.letters.per_minute", "10000"},
	})
}

// setKeys writes values into a YAML file and keeps its comments.
func setKeys(path string, values [][2]string) error {
	file, err := parser.ParseFile(path, parser.ParseComments)
	if err != nil {
		return err
	}
	for _, v := range values {
		at, err := yaml.PathString(v[0])
		if err != nil {
			return err
		}
		if err := at.ReplaceWithReader(file, strings.NewReader(v[1])); err != nil {
			return fmt.Errorf("%s: %s: %w", path, v[0], err)
		}
	}
	return os.WriteFile(path, []byte(file.String()), 0o644)
}
