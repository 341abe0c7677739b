package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"srok/workflow"
)

// fileToRead looks at a file that a person named before it is opened: a pipe would be waited for
// without an end. The refusal says do.
func fileToRead(path, do string) (size int64, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, &workflow.Refusal{Where: path, What: "there is no such file", Do: do}
	case err != nil:
		return 0, err
	case !info.Mode().IsRegular():
		return 0, &workflow.Refusal{Where: path, What: "this is no file but a folder, a pipe or a device", Do: do}
	}
	return info.Size(), nil
}

// newFileMode is that of a file which was not there; the umask narrows it.
const newFileMode fs.FileMode = 0o644

// replace puts a file in place whole or not at all, and keeps the former one as .bak. Both have the
// former's rights: a list that was closed to others stays so.
func (a *app) replace(path string, data []byte) error {
	mode, err := modeOf(path)
	if err != nil {
		return err
	}
	if mode == 0 {
		return putMode(path, data, mode)
	}
	former, err := os.ReadFile(path)
	switch {
	case err != nil:
		return err
	case bytes.Equal(former, data):
		return nil
	}
	if err := putMode(path+".bak", former, mode); err != nil {
		return err
	}
	if err := putMode(path, data, mode); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "srok: the former %s is kept as %s.bak\n", path, path)
	return nil
}

// putWhole puts a file in place whole or not at all; over a former one, with its rights.
func putWhole(path string, data []byte) error {
	mode, err := modeOf(path)
	if err != nil {
		return err
	}
	return putMode(path, data, mode)
}

// modeOf a file that is to be written; 0 where there is none.
func modeOf(path string) (fs.FileMode, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, err
	case !info.Mode().IsRegular():
		return 0, &workflow.Refusal{Where: path, What: "this is no file but a folder, a pipe or a device", Do: "name a file"}
	}
	return info.Mode().Perm(), nil
}

// makeFolder makes the folder that files are to be written into, where it is not there.
func makeFolder(path string, mode fs.FileMode) error {
	if info, err := os.Stat(path); err == nil && !info.IsDir() || errors.Is(err, syscall.ENOTDIR) {
		return &workflow.Refusal{Where: path, What: "this is no folder", Do: "name one"}
	}
	return os.MkdirAll(path, mode)
}

// putMode puts a file in place: at every moment the old one or the new is there. A mode of 0 is that
// of a new file.
func putMode(path string, data []byte, mode fs.FileMode) error {
	fresh, err := writeBeside(path, newFileMode, func(f *os.File) error {
		if mode != 0 {
			if err := f.Chmod(mode); err != nil {
				return err
			}
		}
		_, err := f.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	defer os.Remove(fresh) // without effect after the rename
	return os.Rename(fresh, path)
}

// putNew makes a file that was not there, whole or not at all.
func putNew(path string, mode fs.FileMode, write func(io.Writer) error) error {
	taken := &workflow.Refusal{Where: path, What: "the file exists already", Do: "name another with --out, or move it away"}
	if _, err := os.Lstat(path); err == nil {
		return taken
	}
	fresh, err := writeBeside(path, mode, func(f *os.File) error { return write(f) })
	if err != nil {
		return err
	}
	defer os.Remove(fresh)
	if err := settle(fresh, path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return taken
}

// writeBeside writes a file, down to the disk, into the folder of the one that it will be.
func writeBeside(path string, mode fs.FileMode, write func(*os.File) error) (fresh string, err error) {
	dir := filepath.Dir(path)
	beside := filepath.Join(dir, ".srok-"+rand.Text())
	defer func() {
		if fault := (*fs.PathError)(nil); errors.As(err, &fault) && fault.Path == beside {
			err = &fs.PathError{Op: "write", Path: path, Err: fault.Err} // the other name says nothing to anybody
		}
	}()
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrNotExist) {
		return "", &workflow.Refusal{Where: dir, What: "there is no such folder", Do: "make it, or name another"}
	}
	if err != nil {
		return "", err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		os.Remove(beside)
		return "", err
	}
	return beside, nil
}

// settle gives a file that is whole its name, never that of another one: fs.ErrExist.
func settle(fresh, path string) error {
	err := os.Link(fresh, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without links, such as a stick's: the name is taken first.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, newFileMode)
	if err != nil {
		return err
	}
	f.Close()
	if err := os.Rename(fresh, path); err != nil {
		os.Remove(path)
		return err
	}
	return nil
}
