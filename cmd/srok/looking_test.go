package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A real PDF gives its text; what is none, or runs away, is an error and ends in time.
func TestPDFReader(t *testing.T) {
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		skipWithout(t, "pdftotext")
	}
	fileWith := func(content []byte) *os.File {
		path := filepath.Join(t.TempDir(), "доклад.pdf")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { file.Close() })
		return file
	}
	report := fileWith(pdfOf(t, word(t, "Доклад за лице с ЕГН "+madeUpEGN)))
	var text bytes.Buffer
	if err := pdfReader(program)(t.Context(), report, &text); err != nil || !strings.Contains(text.String(), "ЕГН "+madeUpEGN) {
		t.Errorf("%v, the text is %q", err, text.String())
	}
	if err := pdfReader(program)(t.Context(), fileWith([]byte("%PDF-1.4\nброкен")), &text); err == nil {
		t.Error("a broken PDF is read")
	}

	endless := filepath.Join(t.TempDir(), "endless")
	if err := os.WriteFile(endless, []byte("#!/bin/sh\nexec yes 'няма край'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	text.Reset()
	if err := pdfReader(endless)(t.Context(), report, &text); !errors.Is(err, errTooLong) || text.Len() > pdfText {
		t.Errorf("a program without an end: %v, %d bytes", err, text.Len())
	}
	silent := filepath.Join(t.TempDir(), "silent")
	if err := os.WriteFile(silent, []byte("#!/bin/sh\nexec sleep 600\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), pdfTime/300)
	defer cancel()
	if err := pdfReader(silent)(ctx, report, &text); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a program that hangs: %v", err)
	}
}
