package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What the README shows of the demo is what the demo prints.
func TestREADMEShowsTheDemo(t *testing.T) {
	takesLong(t)
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(readme), "```text\n")
	block, _, closed := strings.Cut(block, "\n```")
	if !found || !closed {
		t.Fatal("the README shows no output")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self, "demo", "--exit")
	child.Args[0] = "srok" // what TestMain makes the test's binary be
	child.Dir = t.TempDir()
	child.Env = append(os.Environ(), scriptNow+"=2018-12-03T09:00")
	var errs bytes.Buffer
	child.Stderr = &errs
	out, err := child.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	rest := string(out)
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

var (
	inBackticks = regexp.MustCompile("`([^`\n]+)`")
	shellLine   = regexp.MustCompile(`(?m)^(?:\./srok|go run \./cmd/srok)( [^#\n]*)`)
	flagName    = regexp.MustCompile(`--[a-z][a-z-]*`)
	commandWord = regexp.MustCompile(`^[a-z]+$`)
)

// Every command that the README names is there, with its flags.
func TestREADMENamesWhatThereIs(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	help := func(words ...string) (string, bool) {
		var out, errs bytes.Buffer
		code := run(t.Context(), append(words, "--help"), &out, &errs)
		return out.String(), code == exitDone
	}
	all, _ := help()
	_, commands, _ := strings.Cut(all, "Commands:")
	named := 0
	for _, m := range slices.Concat(inBackticks.FindAllStringSubmatch(string(readme), -1), shellLine.FindAllStringSubmatch(string(readme), -1)) {
		said := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(m[1]), "srok "), "--dir council ")
		words := strings.Fields(said)
		if !strings.Contains(commands, "\n  "+words[0]+" ") { // a key, a file, a flag
			continue
		}
		named++
		page, found := help(words[0])
		if group := strings.Contains(page, "Commands:"); group && len(words) > 1 && commandWord.MatchString(words[1]) {
			page, found = help(words[:2]...)
		} else if list, alone := help(words[0], "list"); group && alone { // what inbox and outbox do alone
			page = list
		}
		if !found {
			t.Errorf("there is no command %q", said)
		}
		for _, flag := range flagName.FindAllString(said, -1) {
			if !strings.Contains(page, flag) {
				t.Errorf("%q: its help has no %s", said, flag)
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d commands are found in the README", named)
	}
}
