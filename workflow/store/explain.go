package store

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const makeRoom = "make room on the disk"

// mends are what a person can do about a fault of SQLite, by its result code.
var mends = map[int]string{
	sqlite3.SQLITE_BUSY:     "another srok writes to the folder and takes long: try again",
	sqlite3.SQLITE_READONLY: "run srok as the user whose folder it is: it must be able to write there",
	sqlite3.SQLITE_CANTOPEN: "run srok as the user whose folder it is: it must be able to write there",
	sqlite3.SQLITE_FULL:     makeRoom,
	sqlite3.SQLITE_IOERR:    "the disk is full or failing: make room on it, or see what the system's log says",
	sqlite3.SQLITE_CORRUPT:  "put the folder back from the backup",
	sqlite3.SQLITE_NOTADB:   "put the folder back from the backup",
}

// explained adds to an error of the database what to do about it, where that is known.
func explained(err error) error {
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return err
	}
	do, known := mends[fault.Code()&0xff] // the rest of the code is detail
	if !known {
		return err
	}
	return fmt.Errorf("%w; %s", err, do)
}

// archiveError says what a person can do where the archive's disk fails.
func archiveError(err error) error {
	do := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		do = "; " + makeRoom
	case errors.Is(err, syscall.EROFS):
		do = "; its disk can only be read: see what the system's log says, and mount it so that srok can write"
	case errors.Is(err, syscall.EIO):
		do = "; the disk is failing: see what the system's log says"
	case errors.Is(err, fs.ErrPermission):
		do = "; run srok as the user whose folder it is: it must be able to write there"
	}
	return fmt.Errorf("archive: %w%s", err, do)
}
