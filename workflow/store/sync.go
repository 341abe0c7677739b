package store

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

const (
	// fewestTogether is from how many files on their whole file system is synced at one go. Whatever
	// else is being written to it is waited for too, and still it costs far less than a sync of each.
	fewestTogether = 16
	// syncsAtOnce is how many files are synced at the same time where each is synced by itself: the
	// file system then writes one journal for several of them.
	syncsAtOnce = 16
)

// syncFiles returns when the bytes of a batch are on disk.
func (a *Archive) syncFiles(batch []*Incoming) error {
	if len(batch) < fewestTogether || !a.syncWhole() {
		return atOnce(batch, func(in *Incoming) error { return in.syncWith((*os.File).Sync) })
	}
	var failed error
	for _, in := range batch {
		failed = errors.Join(failed, in.syncWith(writeError))
	}
	return failed
}

// syncFolders returns when the names in folders are on disk.
func (a *Archive) syncFolders(folders []string) error {
	if len(folders) < fewestTogether || !a.syncWhole() {
		return atOnce(folders, syncDir)
	}
	return nil
}

// syncWhole brings all that was written to the archive's file system to the disk. False: it is not
// known to do that, or it failed, and each file is to be asked for itself, which tells whose fault
// it is. A failure is told once, to whoever asks first, so that nothing is believed after it.
func (a *Archive) syncWhole() bool {
	a.whole.Lock()
	defer a.whole.Unlock()
	if a.root == nil {
		return false
	}
	if syncFileSystem(a.root) == nil {
		return true
	}
	a.root.Close()
	a.root = nil
	return false
}

// Close lets go of the folder. What is kept after it is synced file by file.
func (a *Archive) Close() error {
	a.whole.Lock()
	defer a.whole.Unlock()
	if a.root == nil {
		return nil
	}
	defer func() { a.root = nil }()
	return a.root.Close()
}

// syncDir makes a rename or a new folder survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return archiveError(err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return archiveError(fmt.Errorf("sync %s: %w", dir, err))
	}
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
