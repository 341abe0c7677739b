package store

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncsWhole says whether syncfs(2) is known to bring the file system of a folder to the disk, the
// disk's own cache included. What is a network behind a folder, or a program, may do less.
func syncsWhole(folder *os.File) bool {
	var s unix.Statfs_t
	if err := unix.Fstatfs(int(folder.Fd()), &s); err != nil {
		return false
	}
	switch int64(s.Type) {
	case unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.TMPFS_MAGIC:
		return true
	}
	return false
}

// syncFileSystem tells of every write that failed since the folder was opened or it was last asked
// (syncfs(2), since Linux 5.8).
func syncFileSystem(folder *os.File) error {
	return unix.Syncfs(int(folder.Fd()))
}

// writeError tells, without writing anything, whether bytes of a file got lost on their way to the
// disk since it was opened.
func writeError(f *os.File) error {
	return unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WAIT_BEFORE)
}

// startWriting lets the disk begin with a file, and waits for nothing: the disk would else rest while
// a batch comes in, and the batch then wait for it. How it went is told by the sync.
func startWriting(f *os.File) {
	unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WRITE)
}
