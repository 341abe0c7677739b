package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// peakOf names the process that runs a program and prints how many KB of memory that needed at the
// most. It stands between the test and the program because a child shares its parent's memory
// until its exec, and the kernel counts that, too: this one has little, and the test a lot.
const peakOf = "peak-of"

func runForPeak(args []string) int {
	program := exec.Command(args[0], args[1:]...)
	program.Stderr = os.Stderr
	if err := program.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitFailed
	}
	usage, ok := program.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return exitFailed
	}
	fmt.Print(usage.Maxrss)
	return exitDone
}

// What the intake may need at the most, in KB, and where a message is nothing but parts, each of which is
// described, filed and shown.
const (
	intakeMemory = 48 << 10
	partsMemory  = 64 << 10
)

// However big the messages are, taking them in needs no more memory than small ones: they are
// streamed to the archive and read from it part by part.
func TestBigMessagesNeedNoMemory(t *testing.T) {
	takesLong(t) // and alone: where the collector has to wait for a processor, there is more garbage
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a process's peak memory in KB")
	}
	s, srok := newServed(t), program(t)
	uid := uint32(0)
	for _, c := range []struct {
		what  string
		count int
		raw   func(i int) []byte
		most  int // 0: intakeMemory
	}{
		{"many with files", 150, func(i int) []byte { return withFile(i, 300<<10) }, 0},
		{"files of 100 MB", 2, func(i int) []byte { return withFile(i, 75<<20) }, 0},
		{"a file of 200 MB among small ones", 70, func(i int) []byte { return withFile(i, 3<<10+i/69*150<<20) }, 0},
		{"a text of 100 MB on one line", 1, func(int) []byte { return bigMessage("text/plain; charset=utf-8", "8bit", strings.Repeat("a ", 50<<20)) }, 0},
		{"an encoded mail of 100 MB", 1, func(int) []byte {
			return bigMessage("message/rfc822", "base64", base64Lines("Subject: a\r\n\r\n", 75<<20))
		}, 0},
		{"encoded mails of 15 MB", 6, func(i int) []byte {
			return bigMessage("message/rfc822", "base64", base64Lines(fmt.Sprintf("Subject: %d\r\n\r\n", i), 15<<20))
		}, 0},
		{"a page of 100 MB", 1, func(int) []byte {
			return bigMessage("text/html; charset=utf-8", "8bit", strings.Repeat("<p>Доклад</p>\r\n", 5<<20))
		}, 0},
		{"lines of a letter each", 6, func(i int) []byte {
			return bigMessage("text/html; charset=utf-8", "8bit", fmt.Sprint(i, strings.Repeat("<div><p>x", 2<<20)))
		}, 0},
		{"ten thousand files", 1, func(int) []byte {
			return bigMessage("multipart/mixed; boundary=b", "8bit", strings.Repeat("--b\r\nContent-Type: text/plain; name=a.txt\r\n\r\nx\r\n", 10_000)+"--b--\r\n")
		}, partsMemory},
	} {
		for i := range c.count {
			if err := s.server.Append(intakeCouncil, "INBOX", c.raw(i)); err != nil {
				t.Fatal(err)
			}
		}
		peak := s.stepPeak(t, srok)
		t.Logf("%s: %.1f MB", c.what, float64(peak)/1024)
		if most := max(c.most, intakeMemory); peak > most {
			t.Errorf("%s: %d KB of memory, at most %d are allowed", c.what, peak, most)
		}
		for range c.count {
			uid++
			if err := s.server.Remove(intakeCouncil, "INBOX", uid); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := strings.Count(s.srok("inbox", "--json"), `"key"`); got != int(uid) {
		t.Errorf("%d messages are held, not %d", got, uid)
	}
}

// stepPeak makes a pass and gives the memory that it needed, in KB.
func (s *served) stepPeak(t *testing.T, srok string) int {
	t.Helper()
	child := exec.Command(os.Args[0], srok, "--dir", s.dir, "step")
	child.Args[0] = peakOf
	var errs bytes.Buffer
	child.Stderr = &errs
	out, err := child.Output()
	if err != nil {
		t.Fatalf("srok step: %v\n%s", err, errs.String())
	}
	peak, err := strconv.Atoi(string(out))
	if err != nil {
		t.Fatal(err)
	}
	return peak
}

// withFile is a letter with a file of so many bytes that begins like an Office document, so that
// it is looked into.
func withFile(serial, size int) []byte {
	return bigMessage("multipart/mixed; boundary=b", "8bit", fmt.Sprintf("--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nПисмо %d от %d байта\r\n"+
		"--b\r\nContent-Type: application/octet-stream; name=doklad.docx\r\nContent-Transfer-Encoding: base64\r\n\r\n%s--b--\r\n",
		serial, size, base64Lines("PK\x03\x04 Годишен доклад", size)))
}

// base64Lines is a file of about so many bytes that begins in a certain way.
func base64Lines(start string, size int) string {
	line := make([]byte, 57) // 76 characters
	copy(line, start)
	return strings.Repeat(base64.StdEncoding.EncodeToString(line)+"\r\n", max(1, size/len(line)))
}

func bigMessage(media, encoding, body string) []byte {
	return append([]byte("From: a@obshtina.example\r\nTo: "+intakeCouncil+"\r\nSubject: =?utf-8?B?0JTQvtC60LvQsNC0?=\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: "+media+"\r\nContent-Transfer-Encoding: "+encoding+"\r\n\r\n"), body...)
}
