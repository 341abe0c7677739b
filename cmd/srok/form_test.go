package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runForm runs the program as a person would.
func runForm(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, complaints bytes.Buffer
	code = run(t.Context(), append([]string{"form"}, args...), &out, &complaints)
	return code, out.String(), complaints.String()
}

func TestFormWriteAndCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Годишен доклад.xlsx")
	write := []string{"write", "--institution", "breznik", "--name", "Община Брезник", "--period", "2018", "--ref", "SROK-7K3M9QT", "--out", path}
	if code, _, stderr := runForm(t, write...); code != exitDone {
		t.Fatalf("write: exit %d: %s", code, stderr)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := runForm(t, write...); code != exitRefused || !strings.Contains(stderr, "exists") {
		t.Errorf("write over a file: exit %d: %s", code, stderr)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the existing file was changed")
	}

	code, stdout, stderr := runForm(t, "check", path)
	if code != exitRefused || !strings.Contains(stdout, "\n5. ред Д1: ") || !strings.Contains(stderr, "faults in the form: 5") {
		t.Errorf("check of an empty form: exit %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, _ = runForm(t, "check", path, "--json", "--period", "2017")
	var report struct {
		Ref, Institution, Period string
		Faults                   []struct{ Rows []string }
		PersonalData             *bool
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	if code != exitRefused || report.Ref != "SROK-7K3M9QT" || report.Institution != "breznik" || report.Period != "2018" ||
		len(report.Faults) != 6 || report.Faults[0].Rows[0] != "А2" || report.PersonalData == nil {
		t.Errorf("exit %d, report %s", code, stdout)
	}
}

func TestFormRefusals(t *testing.T) {
	dir := t.TempDir()
	letter := filepath.Join(dir, "доклад.txt")
	if err := os.WriteFile(letter, []byte("няма постъпили сигнали"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no form":         {[]string{"check", letter}, exitRefused, "not the report form"},
		"no file":         {[]string{"check", filepath.Join(dir, "x")}, exitRefused, "x: there is no such file"},
		"no period":       {[]string{"write", "--institution", "a", "--period", "2018-13", "--out", filepath.Join(dir, "a.xlsx")}, exitRefused, "is not a period"},
		"nothing to name": {[]string{"write", "--period", "2018"}, exitUsage, "--institution"},
		"nowhere":         {[]string{"write", "--institution", "a", "--period", "2018", "--out", filepath.Join(dir, "none", "a.xlsx")}, exitRefused, "none: there is no such folder"},
		"no ref":          {[]string{"write", "--institution", "a", "--period", "2018", "--ref", "SROK-7K3M9QX", "--out", filepath.Join(dir, "a.xlsx")}, exitRefused, "is no ref"},
	} {
		if code, _, stderr := runForm(t, c.args...); code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("%s: exit %d, %q", name, code, stderr)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.xlsx")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
