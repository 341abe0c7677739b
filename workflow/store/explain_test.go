package store

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
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
