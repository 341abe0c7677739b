package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Who interrupts again will not wait for the letter under way: the program is gone, as after a crash.
func TestInterruptedAgain(t *testing.T) {
	t.Parallel()
	h := newMailHouse(t)
	h.srok("plan", "approve", "--task", "report", "--office", "областен управител")
	silent, err := net.Listen("tcp", "127.0.0.1:0") // a mail server that says nothing
	must(t, err)
	defer silent.Close()
	h.configure("$.smtp.port", portOf(silent.Addr().String()))

	program := filepath.Join(t.TempDir(), "srok") // TestMain knows the program by its name
	must(t, os.Symlink(os.Args[0], program))
	step := exec.Command(program, "--dir", h.dir, "step")
	step.Env = append(os.Environ(), scriptNow+"=2018-12-03T10:00")
	must(t, step.Start())
	ended := make(chan error, 1)
	go func() { ended <- step.Wait() }()
	letter, err := silent.Accept()
	must(t, err)
	defer letter.Close()

	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	limit := time.After(stopGrace / 2)
	for {
		select {
		case <-again.C:
			_ = step.Process.Signal(os.Interrupt) // it may be gone
		case err := <-ended:
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGINT {
				t.Errorf("it ended with %v", err)
			}
			return
		case <-limit:
			must(t, step.Process.Kill())
			<-ended
			t.Fatalf("it did not end within %s", stopGrace/2)
		}
	}
}
