package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writeMessage(t *testing.T, name, raw string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// One line a file, in order; what cannot be read does not cost the others.
func TestMailInspectManyFiles(t *testing.T) {
	good := writeMessage(t, "good.eml", "From: a@b.org\nSubject: =?utf-8?B?0J7RgtGH0LXRgg==?=\n\nняма постъпили сигнали <b>\n")
	empty := writeMessage(t, "empty.eml", "")
	missing := filepath.Join(t.TempDir(), "missing.eml")
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"mail", "inspect", "--json", missing, good, empty, t.TempDir()}, &out, &errs)
	if code != exitRefused {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines: %s", len(lines), out.String())
	}
	kinds := []string{"unreadable", "reply", "unreadable", "unreadable"}
	for i, line := range lines {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		if got["kind"] != kinds[i] || got["why"] == "" {
			t.Errorf("line %d: %s", i, line)
		}
		for _, key := range []string{"subject", "from", "messageId", "inReplyTo", "references", "ref", "text", "attachments", "auth", "warnings"} {
			if v, ok := got[key]; !ok || v == nil {
				t.Errorf("line %d: no %q: %s", i, key, line)
			}
		}
		if date, ok := got["date"]; !ok || date != nil { // none of them has one
			t.Errorf("line %d: the date is %v: %s", i, date, line)
		}
	}
	if !strings.Contains(lines[1], `"subject":"Отчет"`) || !strings.Contains(lines[1], "сигнали <b>") {
		t.Errorf("%s", lines[1])
	}
	if !strings.Contains(errs.String(), missing) || !strings.Contains(errs.String(), "3 of 4 messages") {
		t.Errorf("stderr: %s", errs.String())
	}
}

func TestMailInspectForPeople(t *testing.T) {
	path := writeMessage(t, "m.eml", "From: =?utf-8?B?0JjQstCw0L0=?= <a@b.org>\nDate: Mon, 14 Jan 2019 10:12:00 +0200\nSubject: x\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nтекст\n--x\nContent-Type: application/pdf; name=a.pdf\n\nx\n--x--\n")
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"mail", "inspect", path}, &out, &errs); code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	for _, want := range []string{path + ": reply (", "Иван <a@b.org>", "2019-01-14 08:12 UTC", "a.pdf (application/pdf, 1 byte)", "    текст"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}
