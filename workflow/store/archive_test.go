package store

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

func TestKeep(t *testing.T) {
	a := &Archive{dir: filepath.Join(t.TempDir(), "архив")}
	big := make([]byte, 3<<20)
	rand.Read(big)
	for _, content := range [][]byte{nil, []byte("a"), []byte("Отчет\r\n"), big} {
		sum := sha256.Sum256(content)
		want := Kept{Hash: hex.EncodeToString(sum[:]), Size: int64(len(content))}
		for range 2 { // the second time nothing changes
			got, err := a.Keep(iotest.HalfReader(bytes.NewReader(content)))
			if err != nil || got != want {
				t.Fatalf("%d bytes are kept as %v, %v", len(content), got, err)
			}
			f, err := a.Open(got.Hash)
			if err != nil {
				t.Fatal(err)
			}
			read, err := io.ReadAll(f)
			f.Close()
			if err != nil || !bytes.Equal(read, content) {
				t.Errorf("%d bytes come back as %d, %v", len(content), len(read), err)
			}
			if err := a.Check(got.Hash); err != nil {
				t.Error(err)
			}
		}
	}
	if n := files(t, a.dir); n != 4 {
		t.Errorf("four contents lie in %d files", n)
	}
}

func files(t *testing.T, dir string) int {
	t.Helper()
	n := 0
	if err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// A message that stops half-way leaves nothing.
func TestKeepIsWholeOrNotAtAll(t *testing.T) {
	a := &Archive{dir: t.TempDir()}
	cut := errors.New("the connection is gone")
	if _, err := a.Keep(io.MultiReader(strings.NewReader("half a message"), iotest.ErrReader(cut))); !errors.Is(err, cut) {
		t.Errorf("a cut message: %v", err)
	}
	if n := files(t, a.dir); n != 0 {
		t.Errorf("a cut message left %d files", n)
	}
}

func TestKeepMendsADamagedFile(t *testing.T) {
	a := &Archive{dir: t.TempDir()}
	kept, err := a.Keep(strings.NewReader("цяло"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.path(kept.Hash), []byte("друго"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.Check(kept.Hash); err == nil {
		t.Error("other bytes pass")
	}
	if _, err := a.Keep(strings.NewReader("цяло")); err != nil {
		t.Fatal(err)
	}
	if err := a.Check(kept.Hash); err != nil {
		t.Error(err)
	}
}

func TestKeepAtOnce(t *testing.T) {
	a := &Archive{dir: t.TempDir()}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if _, err := a.Keep(strings.NewReader("едно и също")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := files(t, a.dir); n != 1 {
		t.Errorf("one content lies in %d files", n)
	}
}

// A crash leaves incoming-*: the next process sweeps it out, but nothing that is being written.
func TestLeftoversAreSwept(t *testing.T) {
	dir := t.TempDir()
	left, fresh := filepath.Join(dir, "incoming-123"), filepath.Join(dir, "incoming-456")
	for path, age := range map[string]time.Duration{left: 2 * stale, fresh: stale / 2} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		then := info.ModTime().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (&Archive{dir: dir}).Keep(strings.NewReader("новото")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the leftover is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("what another process writes is gone: %v", err)
	}
	if n := files(t, dir); n != 2 {
		t.Errorf("there are %d files, want the message and the other's", n)
	}
}

// A hash becomes a path, so nothing else may be taken for one.
func TestOpenTakesHashesOnly(t *testing.T) {
	a := &Archive{dir: t.TempDir()}
	climbing := "../" + strings.Repeat("a", 61)
	for _, hash := range []string{"", "x", climbing, strings.Repeat("g", 64), strings.Repeat("A", 64), strings.Repeat("a", 64) + "\n", strings.Repeat("a", 65)} {
		if f, err := a.Open(hash); err == nil || !strings.Contains(err.Error(), "no SHA-256") {
			t.Errorf("%q is opened: %v, %v", hash, f, err)
		}
	}
	if _, err := a.Open(strings.Repeat("a", 64)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a hash of nothing: %v", err)
	}
}

// What the crash just before a process left, too young when that began, is swept an hour later: a service
// may run for years.
func TestLeftoversOfTheLastCrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		a := &Archive{dir: dir}
		left := filepath.Join(dir, "incoming-123")
		keep := func(what string) bool {
			if _, err := a.Keep(strings.NewReader(what)); err != nil {
				t.Fatal(err)
			}
			_, err := os.Stat(left)
			return err == nil
		}
		if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if !keep("a") {
			t.Fatal("what may be written just now is gone")
		}
		old := time.Now().Add(-24 * 365 * time.Hour) // the file system's clock is not the bubble's
		if err := os.Chtimes(left, old, old); err != nil {
			t.Fatal(err)
		}
		time.Sleep(stale - time.Minute)
		if !keep("b") {
			t.Error("it was swept again before its time")
		}
		time.Sleep(2 * time.Minute)
		if keep("c") {
			t.Error("it lies there still")
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}
