package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

// What another process holds is an error that says so, and what to do.
func TestBusyIsExplained(t *testing.T) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "x.db")+"?_pragma=busy_timeout(1)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	_, err = db.Begin()
	told := fmt.Errorf("database: %w", explained(err))
	if !errors.Is(told, err) || !strings.HasSuffix(told.Error(), "; another srok writes to the folder and takes long: try again") {
		t.Errorf("%v is told as %v", err, told)
	}
	if other := errors.New("other"); explained(other) != other || explained(nil) != nil {
		t.Error("what is no fault of the database is changed")
	}
}

// What the disk under the archive refuses is told with what to do; what the giver of the bytes failed at is
// no fault of the archive.
func TestArchiveErrorsAreExplained(t *testing.T) {
	for fault, do := range map[error]string{
		syscall.ENOSPC: "make room on the disk",
		syscall.EROFS:  "mount it so that srok can write",
		syscall.EACCES: "run srok as the user whose folder it is",
		syscall.EIO:    "the disk is failing",
	} {
		err := archiveError(&fs.PathError{Op: "write", Path: "archive/incoming-1", Err: fault})
		if !errors.Is(err, fault) || !strings.Contains(err.Error(), "archive/incoming-1") || !strings.Contains(err.Error(), do) {
			t.Errorf("%v lacks %q", err, do)
		}
	}
	cut := errors.New("the connection ended")
	a := &Archive{dir: t.TempDir()}
	if _, err := a.Receive(iotest.ErrReader(cut)); err != cut { //nolint:errorlint // as it is
		t.Errorf("told as %v", err)
	}
}
