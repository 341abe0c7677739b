package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"srok/workflow"
)

// A file that a person has asked for is there whole or not at all, whatever ends the writing of it, and
// nothing is written over.
func TestFilesOfAMessageAreWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "файлове")
	cut := errors.New("the archive's disk is gone")
	if path, err := writeFile(dir, "доклад.docx", io.MultiReader(strings.NewReader("полов"), iotest.ErrReader(cut))); !errors.Is(err, cut) || path != "" {
		t.Errorf("cut off: %q, %v", path, err)
	}
	if left := namesIn(t, dir); len(left) > 0 {
		t.Fatalf("half of a file is left: %q", left)
	}
	long := strings.Repeat("я", 125) + ".docx" // of 255 bytes
	for _, c := range []struct{ name, want string }{
		{"доклад.docx", "доклад.docx"}, {"доклад.docx", "доклад (2).docx"}, {"доклад.docx", "доклад (3).docx"},
		{"", "файл"}, {"", "файл (2)"},
		{long, long}, {long, strings.Repeat("я", 123) + " (2).docx"},
	} {
		path, err := writeFile(dir, c.name, strings.NewReader(c.want))
		must(t, err)
		if filepath.Base(path) != c.want {
			t.Errorf("%q is written as %q, want %q", c.name, path, c.want)
		}
	}
	for _, name := range namesIn(t, dir) {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != name {
			t.Errorf("%s holds %q, %v", name, data, err)
		}
	}
}

func namesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// What makes a new file leaves nothing of it where it fails, and takes no name that is another's.
func TestNewFileIsWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "образец.xlsx")
	err := putNew(path, newFileMode, func(w io.Writer) error {
		io.WriteString(w, "полов")
		return io.ErrShortWrite
	})
	if left := namesIn(t, dir); !errors.Is(err, io.ErrShortWrite) || len(left) > 0 {
		t.Errorf("it failed with %v and left %q", err, left)
	}
	// Its name while it is written says nothing to anybody.
	err = putNew(path, newFileMode, func(w io.Writer) error {
		w.(*os.File).Close()
		_, err := io.WriteString(w, "x")
		return err
	})
	if err == nil || err.Error() != "write "+path+": file already closed" {
		t.Errorf("the error says %v", err)
	}
	must(t, putNew(path, 0o600, func(w io.Writer) error {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a file that is not whole has its name: %v", err)
		}
		_, err := io.WriteString(w, "цял")
		return err
	}))
	var refusal *workflow.Refusal
	if err := putNew(path, 0o600, func(io.Writer) error { return nil }); !errors.As(err, &refusal) {
		t.Errorf("over a file: %v", err)
	}
	if err := putNew(filepath.Join(dir, "няма", "x"), 0o600, func(io.Writer) error { return nil }); !errors.As(err, &refusal) || refusal.Where != filepath.Join(dir, "няма") {
		t.Errorf("in no folder: %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "цял" {
		t.Errorf("%q, %v", data, err)
	}
}
