package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"srok/workflow"
)

// initFile is a file that Init makes.
type initFile struct {
	name string
	data []byte
	mode fs.FileMode
}

// Init writes the example into a folder, with a secret of its own, and gives the names of the
// files. A folder that has any of them already is refused before anything is written; where one
// cannot be written, those before it are taken away again: they would stand in the next try's way.
func Init(dir string) ([]string, error) {
	files, err := initFiles()
	if err != nil {
		return nil, fmt.Errorf("reading the example: %w", err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.name)
	}
	if err := refuseTaken(dir, append(names, PlanFile)...); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("making the council's folder: %w", err)
	}
	for i, f := range files {
		if err := writeNew(filepath.Join(dir, f.name), f.data, f.mode); err != nil {
			for _, made := range files[:i] {
				os.Remove(filepath.Join(dir, made.name))
			}
			return nil, err
		}
	}
	return names, nil
}

func initFiles() ([]initFile, error) {
	var files []initFile
	for _, name := range []string{File, InstitutionsFile, ExamplePlan} {
		data, err := fs.ReadFile(Example, name)
		if err != nil {
			return nil, err
		}
		files = append(files, initFile{name, data, 0o644})
	}
	key := make([]byte, KeyBytes)
	rand.Read(key) // never fails: the program would end
	return append(files, initFile{secretName, []byte(hex.EncodeToString(key) + "\n"), 0o600}), nil
}

func refuseTaken(dir string, names ...string) error {
	for _, name := range names {
		path := filepath.Join(dir, name)
		switch _, err := os.Lstat(path); {
		case err == nil:
			return &workflow.Refusal{Where: path, What: "is there already", Do: "name a new folder: an existing one is never written over"}
		case errors.Is(err, syscall.ENOTDIR):
			return &workflow.Refusal{Where: dir, What: "this is no folder", Do: "name a new one"}
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("making the council's folder: %w", err)
		}
	}
	return nil
}

// writeNew never writes over a file, not even one that appeared since refuseTaken looked, and leaves
// no half of one.
func writeNew(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("making the council's folder: %w", err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
