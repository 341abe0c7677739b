package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// What the README shows of the demo is what the demo prints.
func TestREADMEShowsTheDemo(t *testing.T) {
	takesLong(t)
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(readme), "```text\n")
	block, _, closed := strings.Cut(block, "\n```")
	if !found || !closed {
		t.Fatal("the README shows no output")
	}
	t.Chdir(t.TempDir())
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"demo", "--exit"}, &out, &errs); code != exitDone {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	rest := out.String()
	for line := range strings.Lines(block + "\n") {
		if strings.TrimSpace(line) == "" || strings.TrimSpace(line) == "…" {
			continue
		}
		_, after, found := strings.Cut(rest, line)
		if !found {
			t.Fatalf("the demo does not print, in this order: %q", line)
		}
		rest = after
	}
}
