package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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
		if err := makeFolder(dir, 0o700); err != nil {
			return nil, fmt.Errorf("the letter: %w", err)
		}
	} else if info, err := os.Stat(out); err == nil && info.IsDir() {
		dir, files[0].Name = out, strings.ReplaceAll(l.Name(), "/", "-")+".eml"
	}
	var written []string
	for _, f := range files {
		path := filepath.Join(dir, filepath.Base(f.Name))
		if err := putLetter(path, f.Data); err != nil {
			return nil, fmt.Errorf("the letter: %w", err)
		}
		written = append(written, path)
	}
	return written, nil
}

// putLetter writes over nothing: in a document that was taken before, its number may stand already.
func putLetter(path string, data []byte) error {
	former, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return putNew(path, 0o600, func(w io.Writer) error { _, err := w.Write(data); return err })
	case err != nil:
		return err
	case !bytes.Equal(former, data):
		return &workflow.Refusal{Where: path, What: "the file exists already, and is not this one", Do: "name another with --out, or move it away"}
	}
	return nil
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
