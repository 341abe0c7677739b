package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"srok/mail/mailtest"
	"srok/workflow/officetest"
)

// The real plan, made a .doc and a .pdf by LibreOffice, comes back as the same measures.
func TestImportThroughOtherPrograms(t *testing.T) {
	t.Parallel()
	published, err := os.ReadFile(filepath.Join("..", "..", "workflow", "planfile", "testdata", "plan-2018.docx"))
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"doc", "pdf"} {
		t.Run(to, func(t *testing.T) {
			if _, err := exec.LookPath("pdftotext"); to == "pdf" && err != nil {
				skipWithout(t, "pdftotext")
			}
			path := filepath.Join(t.TempDir(), "plan-2018."+to)
			if err := os.WriteFile(path, officetest.Convert(t, to, map[string][]byte{"plan.docx": published})["plan"], 0o600); err != nil {
				t.Fatal(err)
			}
			code, printed, errs := srok(t, "plan", "import", path, "--json")
			if code != exitDone {
				t.Fatal(errs)
			}
			var draft struct{ Measures []struct{ Key string } }
			if err := json.Unmarshal([]byte(printed), &draft); err != nil {
				t.Fatal(err)
			}
			if len(draft.Measures) != 11 || draft.Measures[10].Key != "VI.1" {
				t.Errorf("measures %v", draft.Measures)
			}
		})
	}
}

// Without the program the refusal says what to install, or how to save the plan instead.
func TestImportWithoutConverter(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for ending, must := range map[string]string{".doc": "LibreOffice", ".pdf": "poppler-utils"} {
		path := filepath.Join(t.TempDir(), "plan"+ending)
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		code, _, errs := srok(t, "plan", "import", path)
		if code != exitRefused || !strings.Contains(errs, must) || !strings.Contains(errs, "plan"+ending) {
			t.Errorf("%s: code %d, %s", ending, code, errs)
		}
	}
}

// A program that fails leaves nothing behind and its own words in the refusal.
func TestImportConverterFails(t *testing.T) {
	bin, tmp := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "soffice"), []byte("#!/bin/sh\necho 'source file could not be loaded'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	t.Setenv("TMPDIR", tmp)
	path := filepath.Join(t.TempDir(), "plan.doc")
	if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, errs := srok(t, "plan", "import", path)
	if code != exitRefused || !strings.Contains(errs, "could not be loaded") {
		t.Errorf("code %d, %s", code, errs)
	}
	if left, _ := os.ReadDir(tmp); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// skipWithout skips loudly, or fails where all programs must be there.
func skipWithout(t *testing.T, program string) {
	t.Helper()
	if os.Getenv(mailtest.RequireServers) == "1" {
		t.Fatalf("%s is not installed (%s=1)", program, mailtest.RequireServers)
	}
	t.Skipf("NOT TESTED: %s is not installed", program)
}
