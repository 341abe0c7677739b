package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"srok/mail"
)

// inspectedAll runs `srok mail inspect --json` over files and gives what each line tells.
func inspectedAll(t *testing.T, want int, files ...string) []mail.Message {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), append([]string{"mail", "inspect", "--json"}, files...), &out, &errs); code != want {
		t.Fatalf("exit code %d, not %d: %s", code, want, errs.String())
	}
	var all []mail.Message
	scanner := bufio.NewScanner(&out)
	scanner.Buffer(nil, 32<<20)
	for scanner.Scan() {
		var m mail.Message
		if err := json.Unmarshal(scanner.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	if len(all) != len(files) {
		t.Fatalf("%d lines for %d files", len(all), len(files))
	}
	return all
}

const attached = "Content-Type: application/pdf; name=\"%s\"\nContent-Disposition: attachment\n\n%s\n"

// The bad input that the intake must bear (issue 5), as a person would look at it: each file gets
// its line, is shown with what can be read of it, and the next one is read.
func TestMailInspectBadInput(t *testing.T) {
	const head = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=p\n\n--p\n\nтекст\n"
	file := func(name, data string) string { return "--p\n" + fmt.Sprintf(attached, name, data) }
	var deep strings.Builder
	deep.WriteString("From: a@b.example\nSubject: x\n")
	for i := range 1000 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	deep.WriteString("\nтекст\n")
	long := strings.Repeat("я", 150) + ".docx" // 305 bytes
	for _, c := range []struct {
		name, raw string
		kind      mail.Kind
		files     []string
		warned    string
	}{
		{"10,000 parts", head + strings.Repeat(file("a.pdf", "x"), 10_050) + "--p--\n", mail.KindReply, nil, "10000"},
		{"nesting of 1,000", deep.String(), mail.KindReply, nil, ""},
		{"names that climb", head + file("../../x", "1") + file("..\\..\\y.pdf", "2") + file("/etc/passwd", "3") + "--p--\n", mail.KindReply, []string{"x", "y.pdf", "passwd"}, "опасно"},
		{"names with a drive", head + file("C:\\x", "1") + file("C:x.pdf", "2") + "--p--\n", mail.KindReply, []string{"x", "x.pdf"}, "опасно"},
		{"a name with NUL", head + file("a\x00b.pdf", "1") + "--p--\n", mail.KindReply, []string{"ab.pdf"}, ""},
		{"a name that turns the writing", head + file("report\u202Efdp.exe", "1") + "--p--\n", mail.KindReply, []string{"reportfdp.exe"}, "опасно"},
		{"a name of 305 bytes", head + file(long, "1") + "--p--\n", mail.KindReply, []string{strings.Repeat("я", 125) + ".docx"}, "дълго"},
		{"two equal names", head + file("отчет.pdf", "1") + file("отчет.pdf", "2") + "--p--\n", mail.KindReply, []string{"отчет.pdf", "отчет.pdf"}, ""},
		{"an empty mail", "", mail.KindUnreadable, nil, ""},
		{"a header and nothing else", "From: a@b.example\nSubject: x\n\n", mail.KindReply, nil, ""},
		{"no Message-ID", "From: a@b.example\nSubject: x\n\nтекст\n", mail.KindReply, nil, ""},
		{"cut in a part", head + file("a.pdf", "123"), mail.KindReply, []string{"a.pdf"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			after := writeMessage(t, "next.eml", "From: a@b.example\nSubject: next\n\nx\n")
			want := exitDone
			if c.kind == mail.KindUnreadable {
				want = exitRefused
			}
			all := inspectedAll(t, want, writeMessage(t, "m.eml", c.raw), after)
			m := all[0]
			if all[1].Subject != "next" || all[1].Kind != mail.KindReply {
				t.Errorf("the next one: %+v", all[1])
			}
			if m.Kind != c.kind || m.MessageID != "" {
				t.Errorf("%s (%s), message id %q", m.Kind, m.Why, m.MessageID)
			}
			if warnings := strings.Join(m.Warnings, "\n"); !strings.Contains(warnings, c.warned) {
				t.Errorf("warnings %q", warnings)
			}
			var names []string
			sums := map[string]bool{}
			for _, a := range m.Attachments {
				names = append(names, a.Name)
				sums[a.SHA256] = true
				if len(a.Name) > 255 || filepath.Base(a.Name) != a.Name || !utf8.ValidString(a.Name) {
					t.Errorf("unsafe name %q", a.Name)
				}
			}
			if c.files != nil && (strings.Join(names, "|") != strings.Join(c.files, "|") || len(sums) != len(c.files)) {
				t.Errorf("files %q of %d contents, not %q", names, len(sums), c.files)
			}
		})
	}
}

// A mail of 200 MB is read through, and nothing near its size is held: neither one file, nor a text
// without end, nor lines that nobody ended.
func TestMailInspectHuge(t *testing.T) {
	takesLong(t) // and counts what is allocated: under the race detector pools forget at random
	const size = 200 << 20
	head := "From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=p\n\n--p\n\nтекст\n"
	for _, c := range []struct {
		name, head, line, tail string
		size                   int64 // of the one attachment; 0: there is none
	}{
		{"one file", head + "--p\nContent-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n", strings.Repeat("QUJD", 19) + "\n", "--p--\n", size / 77 * 57},
		{"one text", "From: a@b.example\nSubject: x\n\n", strings.Repeat("t", 76) + "\n", "", 0},
		{"one line", "From: a@b.example\nSubject: x\n\n", strings.Repeat("t", 77), "\n", 0},
		{"one header", "From: a@b.example\nSubject: x\nX-Long: ", strings.Repeat("t", 77), "\n\ntext\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "huge.eml")
			writeHuge(t, path, c.head, c.line, c.tail, size/77)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			m := inspectedAll(t, exitDone, path)[0]
			runtime.ReadMemStats(&after)
			if m.From != "a@b.example" || m.Subject != "x" {
				t.Errorf("from %q, subject %q", m.From, m.Subject)
			}
			if c.size > 0 && (len(m.Attachments) != 1 || m.Attachments[0].Size != c.size) {
				t.Errorf("files %+v", m.Attachments)
			}
			if all := after.TotalAlloc - before.TotalAlloc; all > size/2 {
				t.Errorf("%d MB allocated in all", all>>20)
			}
		})
	}
}

func writeHuge(t *testing.T, path, head, line, tail string, lines int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	w.WriteString(head)
	for range lines {
		w.WriteString(line)
	}
	w.WriteString(tail)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}
