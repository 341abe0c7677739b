package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// mends are what a person can do about a fault of SQLite, by its result code.
var mends = map[int]string{
	sqlite3.SQLITE_BUSY:     "another srok writes to the folder and takes long: try again",
	sqlite3.SQLITE_READONLY: "run srok as the user whose folder it is: it must be able to write there",
	sqlite3.SQLITE_CANTOPEN: "run srok as the user whose folder it is: it must be able to write there",
	sqlite3.SQLITE_FULL:     "make room on the disk",
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
