package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"srok/workflow"
)

// Init writes the example into a folder, with a secret of its own, and gives the names of the
// files. A folder that has any of them already is refused before anything is written.
func Init(dir string) ([]string, error) {
	examples := []string{File, InstitutionsFile, ExamplePlan}
	if err := refuseTaken(dir, append(examples, PlanFile, secretName)...); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("making the council's folder: %w", err)
	}
	for _, name := range examples {
		data, err := fs.ReadFile(Example, name)
		if err != nil {
			return nil, fmt.Errorf("reading the example: %w", err)
		}
		if err := writeNew(filepath.Join(dir, name), data, 0o644); err != nil {
			return nil, err
		}
	}
	key := make([]byte, KeyBytes)
	rand.Read(key) // never fails: the program would end
	if err := writeNew(filepath.Join(dir, secretName), []byte(hex.EncodeToString(key)+"\n"), 0o600); err != nil {
		return nil, err
	}
	return append(examples, secretName), nil
}

func refuseTaken(dir string, names ...string) error {
	for _, name := range names {
		path := filepath.Join(dir, name)
		switch _, err := os.Lstat(path); {
		case err == nil:
			return &workflow.Refusal{Where: path, What: "is there already", Do: "name a new folder: an existing one is never written over"}
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("making the council's folder: %w", err)
		}
	}
	return nil
}

// writeNew never writes over a file, not even one that appeared since refuseTaken looked.
func writeNew(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("making the council's folder: %w", err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
