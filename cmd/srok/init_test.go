package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"srok/config"
)

func TestInit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "council")
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"init", dir}, &stdout, &stderr); code != exitDone {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	if _, err := config.Load(dir); err != nil {
		t.Error(err)
	}
	if !strings.Contains(stdout.String(), "srok --dir "+dir+" plan import "+filepath.Join(dir, config.ExamplePlan)) {
		t.Errorf("it does not say what to do next:\n%s", stdout.String())
	}

	stdout.Reset()
	if code := run(t.Context(), []string{"init", dir}, &stdout, &stderr); code != exitRefused || stdout.Len() > 0 {
		t.Errorf("a second time: exit code %d, %s", code, stdout.String())
	}
	if !strings.Contains(stderr.String(), filepath.Join(dir, config.File)+": is there already") {
		t.Errorf("a second time: %s", stderr.String())
	}
}

func TestInitJSON(t *testing.T) {
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"init", "--json", dir}, &stdout, &stderr); code != exitDone {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	var got struct {
		Dir   string
		Files []string
	}
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil || got.Dir != dir || len(got.Files) == 0 {
		t.Fatalf("%s: %v", stdout.String(), err)
	}
	for _, name := range got.Files {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
