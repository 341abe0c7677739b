package mailtest

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// TB is what the real servers need of testing.TB; the demo, which uses this package too, is
// not to carry package testing.
type TB interface {
	Helper()
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// RequireServers is the environment variable that, set to 1, makes missing servers a failure.
const RequireServers = "SROK_REQUIRE_SERVERS"

// program finds one of a real server, or skips the test.
func program(t TB, debian, path string) string {
	t.Helper()
	found, err := exec.LookPath(path)
	if err == nil && os.Getuid() != 0 {
		err = fmt.Errorf("not root")
	}
	if err == nil {
		return found
	}
	if os.Getenv(RequireServers) == "1" {
		t.Fatalf("%s cannot be started: %v (%s=1; apt-get install %s, and run as root)", path, err, RequireServers, debian)
	}
	t.Skipf("SKIPPED, NOT PROVEN: %s cannot be started: %v (apt-get install %s, and run as root)", path, err, debian)
	return ""
}

// tempFolder makes a directory that daemons under other users can reach. Not TB.TempDir: with a
// long test's name the paths of sockets in it would be too long for a sockaddr_un.
func tempFolder(t TB, pattern string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", pattern)
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// writeFile writes a file that seems old: Postfix reads one anew for two seconds that has just changed,
// lest it was read while somebody was writing it.
func writeFile(t TB, path, text string) {
	t.Helper()
	err := os.WriteFile(path, []byte(text), 0o644)
	if err == nil {
		old := time.Date(2018, time.January, 1, 0, 0, 0, 0, time.UTC)
		err = os.Chtimes(path, old, old)
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// given are the ports that freePort has named in this process.
var given sync.Map

// freePort finds a loopback port for a program that cannot be given an open one. It lies below those
// that the system takes for outgoing connections (32768 on: ip_local_port_range), so that none of
// the test's own is in the way when the program comes to it.
func freePort(t TB) int {
	t.Helper()
	const lowest, ports = 20_000, 12_000
	for range ports {
		port := lowest + rand.IntN(ports)
		if _, twice := given.LoadOrStore(port, true); twice {
			continue
		}
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatalf("no port is free from %d to %d", lowest, lowest+ports)
	return 0
}

// daemon is a server in the foreground; its log comes by its standard output.
type daemon struct {
	command *exec.Cmd
	mu      sync.Mutex
	log     []string
}

// startDaemon runs a command until it is stopped, or until the test ends and last is sent to it, and
// waits for a line of its log.
func startDaemon(t TB, ready string, last os.Signal, name string, args ...string) (stop func()) {
	t.Helper()
	d := &daemon{command: exec.Command(name, args...)}
	r, w := io.Pipe()
	d.command.Stdout, d.command.Stderr = w, w
	if err := d.command.Start(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	up, over := make(chan struct{}), make(chan struct{})
	go func() {
		_ = d.command.Wait()
		w.Close()
	}()
	go func() {
		defer close(over)
		seen := false
		for lines := bufio.NewScanner(r); lines.Scan(); {
			d.mu.Lock()
			d.log = append(d.log, lines.Text())
			d.mu.Unlock()
			if !seen && strings.Contains(lines.Text(), ready) {
				seen = true
				close(up)
			}
		}
	}()
	end := func(how os.Signal) {
		_ = d.command.Process.Signal(how) // of one that has ended already: no error worth telling
		<-over
	}
	t.Cleanup(func() {
		end(last)
		if t.Failed() {
			t.Logf("log of %s:\n%s", name, d.said())
		}
	})
	select {
	case <-up:
	case <-over:
		t.Fatalf("%s ended at once:\n%s", name, d.said())
	}
	return func() { end(syscall.SIGTERM) }
}

func (d *daemon) said() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.log, "\n")
}
