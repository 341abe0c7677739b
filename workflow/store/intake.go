package store

import (
	"io"
	"os"
)

// madeAhead is how many files wait for messages that have not come yet. To make one costs as much
// as to write half a megabyte into it.
const madeAhead = 4

// Intake receives many messages, one after another: while one is streamed the files of the next are
// made. It belongs to one goroutine.
type Intake struct {
	archive *Archive
	files   chan madeFile
	stop    chan struct{}
}

type madeFile struct {
	*os.File
	err error
}

// Intake begins to make files; Close ends that.
func (a *Archive) Intake() *Intake {
	i := &Intake{archive: a, files: make(chan madeFile, madeAhead-1), stop: make(chan struct{})}
	go i.makeFiles()
	return i
}

func (i *Intake) makeFiles() {
	defer close(i.files)
	for {
		f, err := i.archive.newFile()
		select {
		case i.files <- madeFile{f, err}:
		case <-i.stop:
			madeFile{f, err}.discard()
			return
		}
		if err != nil {
			return // the Receive that gets it fails, and with it the intake
		}
	}
}

// Receive is that of the archive; the message is then synced without being waited for.
func (i *Intake) Receive(r io.Reader) (*Incoming, error) {
	made, ok := <-i.files
	if !ok {
		return i.archive.Receive(r)
	}
	if made.err != nil {
		return nil, made.err
	}
	in, err := receive(made.File, r)
	if err == nil {
		startWriting(in.file)
	}
	return in, err
}

// Close takes the files away that no message came for. What was received stays.
func (i *Intake) Close() {
	close(i.stop)
	for made := range i.files {
		made.discard()
	}
}

func (f madeFile) discard() {
	if f.err == nil {
		f.Close()
		os.Remove(f.Name())
	}
}

// newFile makes the file of a message that is still to come.
func (a *Archive) newFile() (*os.File, error) {
	if err := a.prepare(); err != nil {
		return nil, archiveError(err)
	}
	f, err := os.CreateTemp(a.dir, incoming+"*")
	if err != nil {
		return nil, archiveError(err)
	}
	return f, nil
}
