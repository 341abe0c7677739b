package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Archive keeps raw messages as files named by the SHA-256 of their bytes. A file is there
// whole or not at all: it is written under another name, synced, and then renamed.
//
// A crash while a file is written leaves one named incoming-* behind. It is in nobody's way, and
// a process sweeps it out when it is an hour old.
type Archive struct {
	dir    string
	synced sync.Map // its folders that are known to survive a power cut

	mu    sync.Mutex
	again *time.Timer // when it is swept once more; nil: it was never prepared

	whole sync.Mutex // one asks at a time, and no new file waits for it
	root  *os.File   // its own folder, where its file system can be synced whole
}

// Kept is one file of the archive.
type Kept struct {
	Hash string // hexadecimal SHA-256
	Size int64  // bytes
}

// Keep streams bytes into the archive and returns when they are on disk, synced. Bytes that
// are there already are kept once.
func (a *Archive) Keep(r io.Reader) (Kept, error) {
	in, err := a.Receive(r)
	if err != nil {
		return Kept{}, err
	}
	defer in.Discard()
	if err := a.Settle(in); err != nil {
		return Kept{}, err
	}
	return in.Kept, nil
}

// makeFolders makes folders of the archive, and sees once a process that they survive: the
// process that made them may have been killed before it could.
func (a *Archive) makeFolders(dirs []string) error {
	dirs = slices.DeleteFunc(slices.Clone(dirs), func(dir string) bool {
		_, known := a.synced.Load(dir)
		return known
	})
	if len(dirs) == 0 {
		return nil
	}
	for _, dir := range dirs {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return archiveError(err)
		}
	}
	if err := syncDir(a.dir); err != nil {
		return err
	}
	for _, dir := range dirs {
		a.synced.Store(dir, true)
	}
	return nil
}

const (
	incoming = "incoming-"
	// stale is how long nobody wrote to a file before it is taken for a leftover: another process
	// may be streaming a large message at this moment.
	stale = time.Hour
)

// prepare makes the folder, so that it survives a power cut, and sweeps it.
func (a *Archive) prepare() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.again != nil {
		return a.sweepAgain()
	}
	if err := os.MkdirAll(a.dir, 0o700); err != nil {
		return err
	}
	if err := errors.Join(syncDir(filepath.Dir(a.dir)), a.sweep()); err != nil {
		return err
	}
	root, err := os.Open(a.dir)
	if err != nil {
		return err
	}
	a.again = time.NewTimer(stale)
	if !syncsWhole(root) {
		return root.Close()
	}
	a.whole.Lock()
	defer a.whole.Unlock()
	a.root = root
	return nil
}

// sweepAgain sweeps where nobody has for as long as a leftover must be old: what the crash just before
// this process left was too young when it began.
func (a *Archive) sweepAgain() error {
	select {
	case <-a.again.C:
		a.again.Reset(stale)
		return a.sweep()
	default:
		return nil
	}
}

// sweep removes what a crash left. Age is told by the file system's own clock: that of a file
// made just now.
func (a *Archive) sweep() error {
	entries, err := os.ReadDir(a.dir) // 256 folders and the leftovers
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !strings.HasPrefix(e.Name(), incoming) })
	if len(left) == 0 {
		return nil
	}
	now, err := os.CreateTemp(a.dir, incoming+"*")
	if err != nil {
		return err
	}
	defer os.Remove(now.Name())
	defer now.Close()
	fresh, err := now.Stat()
	if err != nil {
		return err
	}
	for _, e := range left {
		info, err := e.Info()
		if err != nil || fresh.ModTime().Sub(info.ModTime()) < stale {
			continue // renamed just now, or still being written
		}
		if err := os.Remove(filepath.Join(a.dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Open opens the bytes of a hash.
func (a *Archive) Open(hash string) (*os.File, error) {
	if !isHash.MatchString(hash) { // it becomes a path
		return nil, fmt.Errorf("archive: %q is no SHA-256", hash)
	}
	f, err := os.Open(a.path(hash))
	if err != nil {
		return nil, archiveError(err)
	}
	return f, nil
}

// Check reads the bytes of a hash and compares them with it.
func (a *Archive) Check(hash string) error {
	f, err := a.Open(hash)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return fmt.Errorf("archive: %s: %w", hash, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != hash {
		return fmt.Errorf("archive: the file %s has other bytes: their hash is %s", a.path(hash), got)
	}
	return nil
}

var isHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (a *Archive) path(hash string) string {
	return filepath.Join(a.dir, hash[:2], hash)
}
