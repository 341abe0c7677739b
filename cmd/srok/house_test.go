package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The direction of imports (design.md, „The house“): what each room may use of ours, directly.
var mayImport = map[string][]string{
	"srok/mail":                {},
	"srok/mail/login":          {},
	"srok/mail/smtp":           {"srok/mail", "srok/mail/login"},
	"srok/mail/imap":           {"srok/mail", "srok/mail/login"},
	"srok/mail/clamd":          {"srok/mail"},
	"srok/mail/mailtest":       {"srok/mail", "srok/mail/smtp", "srok/mail/imap"},
	"srok/mail/mailtest/pack":  {},
	"srok/workflow":            {},
	"srok/workflow/planfile":   {"srok/workflow"},
	"srok/workflow/form":       {"srok/workflow"},
	"srok/workflow/ics":        {"srok/workflow"},
	"srok/workflow/docx":       {},
	"srok/workflow/store":      {"srok/workflow"},
	"srok/mail/content":        {},
	"srok/workflow/officetest": {},
	"srok/workflow/engine":     {"srok/workflow", "srok/workflow/store", "srok/workflow/form", "srok/workflow/ics", "srok/workflow/docx", "srok/mail", "srok/mail/content"},
	"srok/workflow/console":    {"srok/workflow", "srok/workflow/store", "srok/workflow/engine"},
	"srok/workflow/sim": {"srok/workflow", "srok/workflow/store", "srok/workflow/engine", "srok/workflow/form",
		"srok/mail", "srok/mail/smtp", "srok/mail/mailtest"},
	"srok/config": {"srok/workflow"},
	// A bench wires, as cmd does, but only what it measures.
	"srok/bench/outbox": {"srok/workflow", "srok/workflow/store", "srok/workflow/engine", "srok/mail", "srok/mail/smtp"},
}

// Libraries whose types stay in one room.
var keptIn = map[string][]string{
	"database/sql":                            {"srok/workflow/store"},
	"modernc.org/sqlite":                      {"srok/workflow/store"},
	"github.com/pressly/goose/v3":             {"srok/workflow/store"},
	"github.com/emersion/go-imap/v2":          {"srok/mail/imap", "srok/mail/mailtest"},
	"github.com/emersion/go-smtp":             {"srok/mail/mailtest"},
	"github.com/wneessen/go-mail":             {"srok/mail", "srok/mail/smtp"},
	"github.com/goccy/go-yaml":                {"srok/config", "srok/cmd/srok"},
	"github.com/emersion/go-ical":             {"srok/workflow/ics"},
	"github.com/alecthomas/kong":              {"srok/cmd/srok"},
	"github.com/coreos/go-systemd/v22/daemon": {"srok/cmd/srok"},
}

// impure are packages that the pure core must not know.
var impure = []string{"net", "net/http", "database/sql", "os", "os/exec", "log/slog"}

func TestImportsPointInward(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Standard", "../../...")
	list.Dir = "."
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
			Standard   bool
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(p.ImportPath, "srok/") {
			continue
		}
		seen++
		for _, used := range p.Imports {
			checkImport(t, p.ImportPath, used)
		}
	}
	if seen <= len(mayImport) {
		t.Errorf("only %d packages were seen", seen)
	}
}

func checkImport(t *testing.T, room, used string) {
	t.Helper()
	if allowed, known := mayImport[room]; strings.HasPrefix(used, "srok/") && room != "srok/cmd/srok" && (!known || !slices.Contains(allowed, used)) {
		t.Errorf("%s imports %s: imports point inward", room, used)
	}
	for library, rooms := range keptIn {
		if (used == library || strings.HasPrefix(used, library+"/")) && !slices.Contains(rooms, room) {
			t.Errorf("%s imports %s, which belongs in %v", room, used, rooms)
		}
	}
	if room == "srok/workflow" && slices.Contains(impure, used) {
		t.Errorf("the pure core imports %s", used)
	}
}
