package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// writeLetter writes the letter as it was composed, and says where: into a file or, what the records
// office sends, into a folder.
func (c *council) writeLetter(ctx context.Context, l workflow.Letter, out string) ([]string, error) {
	stored, err := c.bytesOf(ctx, l)
	if err != nil {
		return nil, err
	}
	files := []mail.File{{Name: filepath.Base(out), Data: stored}}
	dir := filepath.Dir(out)
	if l.Printed {
		dir = out
		if files, err = engine.PrintedFiles(stored); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("the letter: %w", err)
		}
	}
	var written []string
	for _, f := range files {
		path := filepath.Join(dir, filepath.Base(f.Name))
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			return nil, fmt.Errorf("the letter: %w", err)
		}
		written = append(written, path)
	}
	return written, nil
}

// bytesOf a letter as it was sent; of one that was taken up from its copy, those of the copy.
func (c *council) bytesOf(ctx context.Context, l workflow.Letter) ([]byte, error) {
	if l.WaitsForNo() {
		return nil, &workflow.Refusal{Where: l.Name(), What: "it has no text before its изх. №",
			Do: "enter it with `srok register " + l.Name() + " --out NO --on DATE`"}
	}
	if l.Recovered == "" {
		return c.store.Read(ctx).LetterBytes(l.Key)
	}
	f, err := c.store.Archive().Open(l.Recovered)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
