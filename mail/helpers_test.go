package mail

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testMessages are the hand-written messages of testdata.
func testMessages(tb testing.TB) []string {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(names) == 0 {
		tb.Fatal("no test messages", err)
	}
	return names
}

// parsed reads a message and collects its files.
func parsed(t *testing.T, raw string, o Options) (*Message, map[string]string) {
	t.Helper()
	files := map[string]string{}
	m, err := Parse(strings.NewReader(raw), int64(len(raw)), o, func(a Attachment, r io.Reader) error {
		data, err := io.ReadAll(r)
		files[a.Name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m, files
}

func parsedFile(t *testing.T, name string, o Options) *Message {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	m, _ := parsed(t, string(raw), o)
	return m
}

// crlf is how the messages of a test look on the wire.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func names(m *Message) string {
	var all []string
	for _, a := range m.Attachments {
		all = append(all, a.Name)
	}
	return strings.Join(all, "|")
}

func warned(m *Message, word string) bool {
	return strings.Contains(strings.Join(m.Warnings, "\n"), word)
}
