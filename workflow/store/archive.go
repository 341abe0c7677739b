package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Archive keeps raw messages as files named by the SHA-256 of their bytes. A file is there
// whole or not at all: it is written under another name, synced, and then renamed.
type Archive struct {
	dir    string
	synced sync.Map // its folders that are known to survive a power cut
}

// Kept is one file of the archive.
type Kept struct {
	Hash string // hexadecimal SHA-256
	Size int64  // bytes
}

// Keep streams bytes into the archive and returns when they are on disk, synced. Bytes that
// are there already are kept once.
func (a *Archive) Keep(r io.Reader) (Kept, error) {
	if err := os.MkdirAll(a.dir, 0o700); err != nil {
		return Kept{}, fmt.Errorf("archive: %w", err)
	}
	temp, err := os.CreateTemp(a.dir, "incoming-*")
	if err != nil {
		return Kept{}, fmt.Errorf("archive: %w", err)
	}
	defer os.Remove(temp.Name()) // after the rename there is none
	defer temp.Close()
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(temp, hash), r)
	if err != nil {
		return Kept{}, fmt.Errorf("archive: %w", err)
	}
	if err := temp.Sync(); err != nil {
		return Kept{}, fmt.Errorf("archive: sync: %w", err)
	}
	kept := Kept{Hash: hex.EncodeToString(hash.Sum(nil)), Size: size}
	path := a.path(kept.Hash)
	if err := a.makeFolder(filepath.Dir(path)); err != nil {
		return Kept{}, err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return Kept{}, fmt.Errorf("archive: %w", err)
	}
	return kept, syncDir(filepath.Dir(path))
}

// makeFolder makes one of the archive's folders, and sees once a process that it survives: the
// process that made it may have been killed before it could.
func (a *Archive) makeFolder(dir string) error {
	if _, known := a.synced.Load(dir); known {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if err := syncDir(a.dir); err != nil {
		return err
	}
	a.synced.Store(dir, true)
	return nil
}

// Open opens the bytes of a hash.
func (a *Archive) Open(hash string) (*os.File, error) {
	if len(hash) != 2*sha256.Size {
		return nil, fmt.Errorf("archive: %q is no SHA-256", hash)
	}
	f, err := os.Open(a.path(hash))
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
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

func (a *Archive) path(hash string) string {
	return filepath.Join(a.dir, hash[:2], hash)
}

// syncDir makes a rename or a new folder survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("archive: sync %s: %w", dir, err)
	}
	return nil
}
