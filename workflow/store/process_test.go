package store

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"srok/workflow"
)

const childDir = "SROK_STORE_TEST_DIR"

// TestMain lets the test binary be the second process.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := writeMany(context.Background(), dir, "дете"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const writes = 60

// writeMany opens the folder and writes events, each after reading, as the engine does.
func writeMany(ctx context.Context, dir, by string) error {
	s, err := Open(ctx, dir, testHours)
	if err != nil {
		return err
	}
	defer s.Close()
	for range writes {
		if err := s.Write(ctx, func(tx *Tx) error {
			office, err := tx.Office()
			if err != nil {
				return err
			}
			if office.Founded.IsZero() {
				if err := tx.Append(monday, by, Council, workflow.Founded{}); err != nil {
					return err
				}
			}
			return tx.Append(monday, by, Council, workflow.SendingPaused{Reason: office.Paused + "."})
		}); err != nil {
			return err
		}
	}
	return nil
}

// Two processes make the folder and write into it at once: nobody fails, nothing is lost.
func TestTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 2 {
		child := exec.CommandContext(t.Context(), self)
		child.Env = append(os.Environ(), childDir+"="+dir)
		wg.Go(func() {
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("a child: %v: %s", err, out)
			}
		})
	}
	if err := writeMany(t.Context(), dir, "родител"); err != nil {
		t.Error(err)
	}
	wg.Wait()
	s := openStore(t, dir)
	office, err := s.Read(t.Context()).Office()
	if err != nil || len(office.Paused) != 3*writes {
		t.Errorf("%d writes of %d are there, %v", len(office.Paused), 3*writes, err)
	}
	if v, err := s.Verify(t.Context()); err != nil || len(v.Faults) > 0 || v.Events != 3*writes+1 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}

func TestDataVersionTellsOfOthers(t *testing.T) {
	dir := t.TempDir()
	ours, theirs := openStore(t, dir), openStore(t, dir)
	version := func() int64 {
		v, err := ours.DataVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before := version()
	write(t, ours, func(tx *Tx) error { return tx.Beat("x", monday) })
	if version() != before {
		t.Error("our own write looks like another's")
	}
	write(t, theirs, func(tx *Tx) error { return tx.Beat("x", monday.Add(time.Minute)) })
	if version() == before {
		t.Error("another's write is not noticed")
	}
}
