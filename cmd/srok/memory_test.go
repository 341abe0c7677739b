package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// peakFile names the file into which the child process writes its peak memory. It tells it
// itself, because what the kernel tells its parent has the parent's own in it: a child shares
// the parent's memory until its exec.
const peakFile = "SROK_TEST_PEAK_FILE"

// tellPeak writes how many KB of memory this process had at the most, where that is asked for.
func tellPeak() error {
	path := os.Getenv(peakFile)
	if path == "" {
		return nil
	}
	status, err := os.ReadFile("/proc/self/status")
	if errors.Is(err, fs.ErrNotExist) {
		return nil // not Linux
	}
	if err != nil {
		return err
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		return errors.New("/proc/self/status has no VmHWM")
	}
	return os.WriteFile(path, m[1], 0o600)
}

// intakeMemory is what the intake may need at the most, whatever comes.
const intakeMemory = 48 << 10 // KB

// However big the messages are, taking them in needs no more memory than small ones: they are
// streamed to the archive and read from it part by part.
func TestBigMessagesNeedNoMemory(t *testing.T) {
	s := newServed(t)
	for _, c := range []struct {
		what     string
		messages [][]byte
	}{
		{"many with files", withFiles(150, 300<<10)},
		{"files of 100 MB", withFiles(2, 75<<20)},
		{"a file of 200 MB among small ones", append(withFiles(70, 3<<10), withFiles(1, 150<<20)...)},
		{"a text of 100 MB on one line", [][]byte{bigMessage("text/plain; charset=utf-8", "8bit", strings.Repeat("a ", 50<<20))}},
		{"a page of 100 MB", [][]byte{bigMessage("text/html; charset=utf-8", "8bit", strings.Repeat("<p>Доклад</p>\r\n", 5<<20))}},
	} {
		for _, raw := range c.messages {
			if err := s.server.Append(intakeCouncil, "INBOX", raw); err != nil {
				t.Fatal(err)
			}
		}
		peak := s.stepPeak(t)
		t.Logf("%s: %.1f MB", c.what, float64(peak)/1024)
		if peak > intakeMemory && !underRace {
			t.Errorf("%s: %d KB of memory, at most %d are allowed", c.what, peak, intakeMemory)
		}
	}
}

// stepPeak makes a pass in a process of its own and gives the memory that it needed, in KB.
func (s *served) stepPeak(t *testing.T) int {
	t.Helper()
	path := filepath.Join(t.TempDir(), "peak")
	child := exec.Command(os.Args[0], "--dir", s.dir, "step")
	child.Args[0] = "srok"
	child.Env = append(os.Environ(), scriptNow+"=2018-12-03T10:00", peakFile+"="+path)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("srok step: %v\n%s", err, out)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("this system does not tell a process its peak memory")
	}
	if err != nil {
		t.Fatal(err)
	}
	peak, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return peak
}

var fileSerial int

// withFiles gives letters with a file of so many bytes that begins like an Office document, so
// that it is looked into.
func withFiles(count, size int) [][]byte {
	file := bytes.Repeat([]byte("PK\x03\x04 Годишен доклад "), size/22+1)[:size]
	encoded := base64.StdEncoding.EncodeToString(file)
	var lines strings.Builder
	for ; len(encoded) > 76; encoded = encoded[76:] {
		lines.WriteString(encoded[:76] + "\r\n")
	}
	lines.WriteString(encoded)
	var messages [][]byte
	for range count {
		fileSerial++
		body := fmt.Sprintf("--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nПисмо %d\r\n"+
			"--b\r\nContent-Type: application/octet-stream; name=doklad.docx\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n", fileSerial, lines.String())
		messages = append(messages, bigMessage("multipart/mixed; boundary=b", "8bit", body))
	}
	return messages
}

func bigMessage(media, encoding, body string) []byte {
	return []byte("From: a@obshtina.example\r\nTo: " + intakeCouncil + "\r\nSubject: =?utf-8?B?0JTQvtC60LvQsNC0?=\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: " + media + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + body)
}
