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
	"slices"
	"sync"
)

// Incoming is a message whose bytes were streamed to a file that is not synced yet and has no
// name in the archive. Settle gives it both, or Discard takes it away.
type Incoming struct {
	Kept
	file    *os.File // open until it is synced: an error of writing back is told to this descriptor
	synced  bool
	failed  error // of syncing it
	renamed bool
}

// copyBuffer is how much of a message is in memory while it is streamed.
const copyBuffer = 128 << 10

var copyBuffers = sync.Pool{New: func() any { return new([copyBuffer]byte) }}

// Receive streams bytes into a file beside the archive. Nothing is known of it before Settle.
func (a *Archive) Receive(r io.Reader) (*Incoming, error) {
	file, err := a.newFile()
	if err != nil {
		return nil, err
	}
	return receive(file, r)
}

func receive(file *os.File, r io.Reader) (*Incoming, error) {
	in := &Incoming{file: file}
	hash := sha256.New()
	buffer := copyBuffers.Get().(*[copyBuffer]byte)
	defer copyBuffers.Put(buffer)
	var err error
	if in.Size, err = io.CopyBuffer(io.MultiWriter(file, hash), r, buffer[:]); err != nil {
		in.Discard()
		if ours := (*fs.PathError)(nil); !errors.As(err, &ours) {
			return nil, err // of whoever gives the bytes
		}
		return nil, archiveError(err)
	}
	in.Hash = hex.EncodeToString(hash.Sum(nil))
	return in, nil
}

// Discard takes away what was not settled; after Settle it does nothing.
func (in *Incoming) Discard() {
	if in.renamed {
		return
	}
	in.file.Close()
	os.Remove(in.file.Name())
}

// Settle returns when all of them are in the archive, synced: the files before they are renamed,
// and then the folders that they came into. When it fails some may be there, which does no harm:
// keeping the same bytes again keeps them once, and settling again does what is left.
func (a *Archive) Settle(batch ...*Incoming) error {
	if err := a.syncFiles(batch); err != nil {
		return err
	}
	folders := make([]string, len(batch))
	for i, in := range batch {
		folders[i] = filepath.Dir(a.path(in.Hash))
	}
	slices.Sort(folders)
	folders = slices.Compact(folders)
	if err := a.makeFolders(folders); err != nil {
		return err
	}
	for _, in := range batch {
		if err := in.rename(a.path(in.Hash)); err != nil {
			return err
		}
	}
	return a.syncFolders(folders)
}

// syncWith brings the bytes to the disk, once, and keeps what went wrong: a second try would succeed,
// and the bytes be lost (fsync(2)).
func (in *Incoming) syncWith(sync func(*os.File) error) error {
	if !in.synced {
		in.synced = true
		if err := errors.Join(sync(in.file), in.file.Close()); err != nil {
			in.failed = archiveError(fmt.Errorf("sync: %w", err))
		}
	}
	return in.failed
}

func (in *Incoming) rename(path string) error {
	if in.renamed {
		return nil
	}
	if err := os.Rename(in.file.Name(), path); err != nil {
		return archiveError(err)
	}
	in.renamed = true
	return nil
}
