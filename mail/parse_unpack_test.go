package mail

import (
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"
)

// countedSpool is a Spooled that must be closed once, and not be read after that.
type countedSpool struct {
	Spooled
	t    *testing.T
	open *int
}

func (c countedSpool) ReadAt(b []byte, off int64) (int, error) {
	if *c.open == 0 {
		c.t.Error("read after it was closed")
	}
	return c.Spooled.ReadAt(b, off)
}

func (c countedSpool) Close() error {
	*c.open--
	return c.Spooled.Close()
}

// A mail that is encoded inside another is unpacked where the caller says, which is let go of when
// the mail was read; one that is too large there is not unpacked.
func TestUnpackedMailsAreSpooled(t *testing.T) {
	inner := "From: b@c.org\n" + file
	raw := "From: a@b.org\nContent-Type: multipart/mixed; boundary=x\n\n"
	for range 3 {
		raw += "--x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(inner)) + "\n"
	}
	raw += "--x--\n"
	opened, open := 0, 0
	spool := func(r io.Reader, limit int64) (Spooled, error) {
		held, err := inMemory(r, limit)
		if held == nil || err != nil {
			return nil, err
		}
		opened++
		open++
		return countedSpool{held, t, &open}, nil
	}
	room := Limits{Unpack: 2*int64(len(inner)) + 1}
	m, err := Parse(strings.NewReader(raw), int64(len(raw)), Options{Spool: spool, Limits: room}, nil)
	if err != nil || len(m.Attachments) != 2 || m.Attachments[0].Name != "a.pdf" {
		t.Fatalf("%+v, %v", m, err)
	}
	if opened != 2 || open != 0 {
		t.Errorf("%d mails were unpacked, %d are still held", opened, open)
	}
	full := errors.New("the disk is full")
	_, err = Parse(strings.NewReader(raw), int64(len(raw)), Options{Spool: func(io.Reader, int64) (Spooled, error) { return nil, full }}, nil)
	if !errors.Is(err, full) {
		t.Errorf("a spool that fails: %v", err)
	}
}
