package mail

import (
	"bufio"
	"io"
	"sync"
)

const windowSize = 64 << 10

// windows are used again by the next message's scanner.
var windows = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, windowSize) }}

func windowOver(r io.Reader, size int64) *bufio.Reader {
	if size < windowSize {
		return bufio.NewReaderSize(r, bufferFor(size+1, windowSize))
	}
	w := windows.Get().(*bufio.Reader)
	w.Reset(r)
	return w
}

// close gives the window back: the parts that the scanner found do not need it.
func (s *scanner) close() {
	if s.in.Size() == windowSize {
		s.in.Reset(nil)
		windows.Put(s.in)
	}
	s.in = nil
}
