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

// What was received and is not settled goes with Discard, while it is being synced too.
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

// A file that was not synced is in no archive, however often that is asked for.
func TestIntakeThatCannotSync(t *testing.T) {
	a := &Archive{dir: t.TempDir()}
	in, err := a.Receive(strings.NewReader("писмо"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Discard()
	in.file.Close() // as a disk that goes away: syncing fails
	for range 2 {
		if err := a.Settle(in); !errors.Is(err, fs.ErrClosed) {
			t.Fatalf("settled in spite of it: %v", err)
		}
	}
	if err := a.Check(in.Hash); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is in the archive: %v", err)
	}
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
