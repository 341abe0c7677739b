package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// program builds srok as it is shipped.
func program(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "srok")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// BenchmarkHelp is the time from the shell's call to the end: 50 ms at the most.
func BenchmarkHelp(b *testing.B) {
	srok := program(b)
	for b.Loop() {
		if err := exec.Command(srok, "--help").Run(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIdleServe reports the memory of a serve that has just sent the year's first letters and
// shown its page; at rest it gives some of it back. 40 MB at the most.
func BenchmarkIdleServe(b *testing.B) {
	srok := program(b)
	for b.Loop() {
		s := newServed(b)
		s.srok("plan", "approve", "--office", "областен управител")
		s.srok("step")
		serve := exec.Command(srok, "--dir", s.dir, "serve")
		log, err := serve.StderrPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := serve.Start(); err != nil {
			b.Fatal(err)
		}
		awaitPages(b, log)
		if err := serve.Process.Signal(os.Interrupt); err != nil {
			b.Fatal(err)
		}
		if err := serve.Wait(); err != nil {
			b.Fatal(err)
		}
	}
}

// awaitPages loads the year's page once and reports the resident memory then.
func awaitPages(b *testing.B, log io.ReadCloser) {
	b.Helper()
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		m := regexp.MustCompile(`pages=(\S+)`).FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		go io.Copy(io.Discard, log)
		if status, _ := get(b, m[1]); status != http.StatusOK {
			b.Fatalf("the year's page: %d", status)
		}
		b.ReportMetric(residentMB(b), "MB-resident")
		return
	}
	b.Fatal("serve ended before it served")
}

// residentMB is the memory of the one child of this process, from Linux's /proc.
func residentMB(b *testing.B) float64 {
	b.Helper()
	statuses, err := filepath.Glob("/proc/[0-9]*/status")
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range statuses {
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), fmt.Sprintf("\nPPid:\t%d\n", os.Getpid())) {
			continue
		}
		if m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindStringSubmatch(string(text)); m != nil {
			var kb float64
			fmt.Sscan(m[1], &kb)
			return kb / 1024
		}
	}
	b.Skip("no /proc to read the memory from")
	return 0
}
