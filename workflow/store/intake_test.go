package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/sys/unix"
)

// Many messages are received one after another and settled together; one that is cut in the
// middle is not among them, and nothing else is left.
func TestIntake(t *testing.T) {
	a := &Archive{dir: filepath.Join(t.TempDir(), "archive")}
	intake := a.Intake()
	cut := errors.New("the connection is gone")
	var batch []*Incoming
	for i := range 40 {
		if i%10 == 5 {
			if _, err := intake.Receive(io.MultiReader(strings.NewReader("half"), iotest.ErrReader(cut))); !errors.Is(err, cut) {
				t.Fatalf("a cut message: %v", err)
			}
		}
		in, err := intake.Receive(strings.NewReader(fmt.Sprint("писмо ", i)))
		if err != nil {
			t.Fatal(err)
		}
		batch = append(batch, in)
	}
	intake.Close()
	if err := a.Settle(batch...); err != nil {
		t.Fatal(err)
	}
	for _, in := range batch {
		if err := a.Check(in.Hash); err != nil {
			t.Error(err)
		}
		in.Discard() // takes nothing away any more
	}
	if n := files(t, a.dir); n != len(batch) {
		t.Errorf("%d messages lie in %d files", len(batch), n)
	}
}

// What was received and is not settled goes with Discard.
func TestIntakeIsDiscarded(t *testing.T) {
	a := &Archive{dir: t.TempDir()}
	intake := a.Intake()
	for range 20 {
		in, err := intake.Receive(strings.NewReader("писмо"))
		if err != nil {
			t.Fatal(err)
		}
		in.Discard()
	}
	intake.Close()
	if n := files(t, a.dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

// A file that was not synced is in no archive, however often that is asked for, alone or among
// others.
func TestIntakeThatCannotSync(t *testing.T) {
	for _, n := range []int{1, fewestTogether} {
		a := &Archive{dir: t.TempDir()}
		batch := receiveAll(t, a, n)
		lost := batch[n/2]
		lost.file.Close() // as a disk that goes away: syncing fails
		for range 2 {
			if err := a.Settle(batch...); !errors.Is(err, fs.ErrClosed) && !errors.Is(err, unix.EBADF) {
				t.Fatalf("%d settled in spite of it: %v", n, err)
			}
		}
		if err := a.Check(lost.Hash); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("it is in the archive: %v", err)
		}
		for i, in := range batch {
			if in == lost {
				continue
			}
			if err := a.Settle(in); err != nil {
				t.Errorf("the %d-th, which nothing happened to: %v", i, err)
			}
		}
	}
}

// Where the whole file system cannot be synced, or once that has failed, each file is synced by itself.
func TestSettleFileByFile(t *testing.T) {
	for name, spoil := range map[string]func(*Archive){
		"a file system that is not known": func(a *Archive) { a.Close() },
		"one that fails":                  func(a *Archive) { a.root.Close() },
	} {
		a := &Archive{dir: t.TempDir()}
		batch := receiveAll(t, a, fewestTogether)
		spoil(a)
		if err := a.Settle(batch...); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if a.root != nil {
			t.Errorf("%s: it is still believed", name)
		}
		for _, in := range batch {
			if err := a.Check(in.Hash); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func receiveAll(t *testing.T, a *Archive, n int) []*Incoming {
	t.Helper()
	var batch []*Incoming
	for i := range n {
		in, err := a.Receive(strings.NewReader(fmt.Sprint("писмо ", i)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(in.Discard)
		batch = append(batch, in)
	}
	return batch
}

// Where no file can be made, each Receive says so.
func TestIntakeWithoutAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "archive")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	intake := (&Archive{dir: dir}).Intake()
	defer intake.Close()
	for range 3 {
		if in, err := intake.Receive(strings.NewReader("писмо")); err == nil {
			t.Fatalf("received into no folder: %+v", in)
		}
	}
}
