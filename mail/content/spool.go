package content

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// inMemory is up to what size a file is held in memory while it is looked into, in bytes.
const inMemory = 512<<10 - 1

// ErrTooLarge says that a file is larger than it may be here.
var ErrTooLarge = errors.New("the file is larger than the limit")

// Spool holds one file while it is looked into: in memory while it is small, otherwise in a file
// that only this user can read and that has no name: what a process leaves behind that is killed
// while it looks at personal data is gone with it.
type Spool struct {
	memory *bytes.Buffer // nil once it is in the file
	file   *os.File      // nil: all is in memory
	named  bool          // the system does not let go of a name while the file is open
	size   int64
}

// memories are used again by the next file: to grow one anew for each would leave twice the files'
// sizes behind.
var memories = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Take reads a file to its end; one larger than limit gives ErrTooLarge. Close it.
func Take(r io.Reader, limit int64) (*Spool, error) {
	s := &Spool{memory: memories.Get().(*bytes.Buffer)}
	n, err := s.memory.ReadFrom(io.LimitReader(r, min(inMemory, limit)+1))
	s.size = n
	if err == nil && n > inMemory && n <= limit {
		err = s.spill()
		if err == nil {
			n, err = io.Copy(s.file, io.LimitReader(r, limit+1-s.size))
			s.size += n
		}
	}
	if err == nil && s.size > limit {
		err = ErrTooLarge
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// spill moves what is in memory to a file.
func (s *Spool) spill() error {
	file, err := os.CreateTemp("", "srok-look-") // 0600
	if err != nil {
		return fmt.Errorf("a file to look into: %w", err)
	}
	s.file, s.named = file, os.Remove(file.Name()) != nil
	if _, err := file.Write(s.memory.Bytes()); err != nil {
		return fmt.Errorf("a file to look into: %w", err)
	}
	s.forget()
	return nil
}

func (s *Spool) forget() {
	if s.memory != nil {
		s.memory.Reset()
		memories.Put(s.memory)
		s.memory = nil
	}
}

// ReadAt reads the file's bytes.
func (s *Spool) ReadAt(p []byte, off int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(p, off)
	}
	return bytes.NewReader(s.memory.Bytes()).ReadAt(p, off)
}

// Size of the file in bytes.
func (s *Spool) Size() int64 { return s.size }

// Reader reads the file from its beginning.
func (s *Spool) Reader() io.Reader { return io.NewSectionReader(s, 0, s.size) }

// File has the bytes for another program to read, from their beginning; it is closed by Close.
func (s *Spool) File() (*os.File, error) {
	if s.file == nil {
		if err := s.spill(); err != nil {
			return nil, err
		}
	}
	_, err := s.file.Seek(0, io.SeekStart)
	return s.file, err
}

// Close removes the file.
func (s *Spool) Close() error {
	s.forget()
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.named {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
