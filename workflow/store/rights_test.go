package store

import (
	"os"
	"path/filepath"
	"testing"
)

// What people wrote stands in the database: like the archive, it is its owner's alone, whatever the
// folder's rights are.
func TestOnlyItsOwnerReadsTheDatabase(t *testing.T) {
	dir := t.TempDir()
	fill(t, openStore(t, dir))
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 3 {
		t.Fatalf("%d files: %v", len(entries), err)
	}
	for _, entry := range entries {
		info, err := os.Stat(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the rights %s", entry.Name(), info.Mode())
		}
	}
}
