package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"srok/config"
)

// publishedPlan writes the example's plan to a file.
func publishedPlan(t *testing.T) string {
	t.Helper()
	data, err := fs.ReadFile(config.Example, config.ExamplePlan)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "plan-2018.txt")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func srok(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestPlanImport(t *testing.T) {
	plan := publishedPlan(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "plan.yaml")

	code, shown, errs := srok(t, "plan", "import", plan, "--dir", dir)
	if code != exitDone || !strings.Contains(shown, "VI.1") || !strings.Contains(shown, "report-publication") {
		t.Fatalf("code %d, stderr %q, shown:\n%s", code, errs, shown)
	}
	if code, _, errs = srok(t, "plan", "import", plan, "--dir", dir, "--out", out); code != exitDone {
		t.Fatalf("code %d: %s", code, errs)
	}
	directory, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	read, err := config.LoadPlan(out, directory)
	if err != nil {
		t.Fatal("the draft is refused:", err)
	}

	code, printed, _ := srok(t, "plan", "import", plan, "--dir", dir, "--json")
	var draft struct {
		Measures, Tasks []struct{ Key string }
		Warnings        []struct{ Where, What string }
	}
	if err := json.Unmarshal([]byte(printed), &draft); err != nil || code != exitDone {
		t.Fatalf("code %d, %v", code, err)
	}
	if len(draft.Measures) != 11 || len(draft.Measures) != len(read.Measures) || len(draft.Tasks) != len(read.Tasks) || len(draft.Warnings) < 4 {
		t.Errorf("%d measures, %d tasks and %d warnings; in the YAML %d and %d",
			len(draft.Measures), len(draft.Tasks), len(draft.Warnings), len(read.Measures), len(read.Tasks))
	}
}

func TestPlanImportKeepsTheFormerDraft(t *testing.T) {
	plan, out := publishedPlan(t), filepath.Join(t.TempDir(), "plan.yaml")
	if err := os.WriteFile(out, []byte("edited by hand\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := srok(t, "plan", "import", plan, "--out", out); code != exitDone {
		t.Fatal(errs)
	}
	if kept, err := os.ReadFile(out + ".bak"); err != nil || string(kept) != "edited by hand\n" {
		t.Errorf("the former draft is lost: %q, %v", kept, err)
	}
}

func TestPlanImportWritesNothingWhenRefused(t *testing.T) {
	dir := t.TempDir()
	plan, out := filepath.Join(dir, "plan.txt"), filepath.Join(dir, "plan.yaml")
	if err := os.WriteFile(plan, []byte("План за 2018 г.\n№\tМярка\tОтговорник\n1.\tОбучения\tобщини\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, errs := srok(t, "plan", "import", plan, "--out", out)
	if code != exitRefused || !strings.Contains(errs, "plan.txt:2") {
		t.Errorf("code %d: %s", code, errs)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("a refused import wrote: %v", entries)
	}
}
