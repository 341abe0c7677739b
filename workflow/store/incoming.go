package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Incoming is a message whose bytes were streamed to a file that is not synced yet and has no
// name in the archive. Settle gives it both, or Discard takes it away.
type Incoming struct {
	Kept
	file *os.File // open until it is synced: an error of writing back is told to this descriptor
	// sync does so once, whoever asks, and keeps what went wrong: a second try would succeed, and
	// the bytes be lost (fsync(2)).
	sync    func() error
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
	in.sync = sync.OnceValue(in.syncFile)
	hash := sha256.New()
	buffer := copyBuffers.Get().(*[copyBuffer]byte)
	defer copyBuffers.Put(buffer)
	var err error
	if in.Size, err = io.CopyBuffer(io.MultiWriter(file, hash), r, buffer[:]); err != nil {
		in.Discard()
		return nil, fmt.Errorf("archive: %w", err)
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

// syncsAtOnce is how many files are synced at the same time: the file system then writes one
// journal for several of them.
const syncsAtOnce = 16

// Settle returns when all of them are in the archive, synced: each file before it is renamed,
// and each folder once for all that came into it. When it fails some may be there, which does
// no harm: keeping the same bytes again keeps them once, and settling again does what is left.
func (a *Archive) Settle(batch ...*Incoming) error {
	if err := atOnce(batch, func(in *Incoming) error { return in.sync() }); err != nil {
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
	return atOnce(folders, syncDir)
}

func (in *Incoming) syncFile() error {
	if err := errors.Join(in.file.Sync(), in.file.Close()); err != nil {
		return fmt.Errorf("archive: sync: %w", err)
	}
	return nil
}

func (in *Incoming) rename(path string) error {
	if in.renamed {
		return nil
	}
	if err := os.Rename(in.file.Name(), path); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	in.renamed = true
	return nil
}

// atOnce does something to each, several at the same time, and joins what failed.
func atOnce[T any](all []T, do func(T) error) error {
	if len(all) == 1 {
		return do(all[0])
	}
	failed := make([]error, len(all))
	room := make(chan struct{}, syncsAtOnce)
	var running sync.WaitGroup
	for i, one := range all {
		room <- struct{}{}
		running.Go(func() {
			failed[i] = do(one)
			<-room
		})
	}
	running.Wait()
	return errors.Join(failed...)
}
