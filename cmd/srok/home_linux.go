package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// fileMark is what no copy of a file has: its inode and when that was born, for a number that is
// free again is given again. The device's number is left out: it may change when a machine starts.
func fileMark(path string) (string, error) {
	var s unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, 0, unix.STATX_INO|unix.STATX_BTIME, &s); err != nil {
		return "", err
	}
	if s.Mask&unix.STATX_BTIME == 0 { // not every file system knows it
		return fmt.Sprintf("%d", s.Ino), nil
	}
	return fmt.Sprintf("%d %d.%09d", s.Ino, s.Btime.Sec, s.Btime.Nsec), nil
}
