package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"srok/mail"
)

// manyMessages gives numbered messages, and hangs up behind the one named cut.
type manyMessages struct{ count, cut uint32 }

var errHungUp = errors.New("hung up")

func (m manyMessages) Fetch(_ context.Context, want mail.Request, keep func(mail.Fetched, io.Reader) error) error {
	for uid := want.After.UID + 1; uid <= m.count; uid++ {
		body := fmt.Sprintf("From: u%d@example.org\r\nSubject: %d\r\nMessage-ID: <%d@example.org>\r\n\r\nзапитване %d\r\n", uid, uid, uid, uid)
		at := mail.Fetched{Cursor: mail.Cursor{Folder: want.After.Folder, Validity: 7, UID: uid}, Size: int64(len(body))}
		if err := keep(at, strings.NewReader(body)); err != nil {
			return err
		}
		if uid == m.cut {
			return errHungUp
		}
	}
	return nil
}

// readSubjects lists the subjects of what was read, in the order in which it arrived.
func (h *house) readSubjects() []string {
	h.t.Helper()
	messages, err := h.Store.Read(h.t.Context()).Held()
	must(h.t, err)
	var subjects []string
	for _, m := range messages {
		subjects = append(subjects, m.Subject)
	}
	return subjects
}

func (h *house) cursor() uint32 {
	h.t.Helper()
	at, _, err := h.Store.Read(h.t.Context()).Cursor("INBOX")
	must(h.t, err)
	return at.UID
}

// Several batches and a rest are kept, each message once and in the order of the mailbox; a
// connection lost in the middle costs nothing of what came before.
func TestBatchesKeepAllInOrder(t *testing.T) {
	h := newHouse(t)
	h.Mailbox = manyMessages{count: 300, cut: 157}
	if _, err := h.Step(t.Context(), h.now); !errors.Is(err, errHungUp) {
		t.Fatalf("the lost connection is not told: %v", err)
	}
	if got, read := h.cursor(), len(h.readSubjects()); got != 157 || read != 157 {
		t.Errorf("after the cut the cursor is %d and %d are read, not 157", got, read)
	}
	h.Mailbox = manyMessages{count: 300}
	h.step("2018-12-03 09:00")
	subjects := h.readSubjects()
	if len(subjects) != 300 {
		t.Fatalf("%d messages are read, not 300", len(subjects))
	}
	for i, s := range subjects {
		if s != fmt.Sprint(i+1) {
			t.Fatalf("message %d is %q", i+1, s)
		}
	}
	h.verify()
}

// Of a batch that cannot be put on disk, all before the message to blame are kept, and the
// cursor stands before it; when the fault is gone the rest follows.
func TestOneFailureInABatchLosesNoOther(t *testing.T) {
	h := newHouse(t)
	h.Mailbox = manyMessages{count: 64}
	archive := filepath.Join(h.dir, "archive")
	must(t, os.MkdirAll(archive, 0o700))
	// A file where a folder must be: the messages of that folder cannot be kept.
	obstacles := []string{"a0", "5c", "17", "e3", "88", "4f"}
	for _, name := range obstacles {
		must(t, os.WriteFile(filepath.Join(archive, name), nil, 0o600))
	}
	_, err := h.Step(t.Context(), h.now)
	if err == nil {
		t.Fatal("no message met an obstacle: name other folders")
	}
	if kept := h.cursor(); kept == 0 || kept == 64 || len(h.readSubjects()) != int(kept) {
		t.Errorf("the cursor is %d, %d are read", kept, len(h.readSubjects()))
	}
	for _, name := range obstacles {
		must(t, os.Remove(filepath.Join(archive, name)))
	}
	h.step("2018-12-03 09:00")
	if got := len(h.readSubjects()); got != 64 {
		t.Errorf("%d are read, not 64", got)
	}
	left, err := filepath.Glob(filepath.Join(archive, "incoming-*"))
	if must(t, err); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
	h.verify()
}

// Of the batches that were fetched behind one that cannot be put on disk nothing is left over: on a
// full disk they would fill it the more, pass after pass.
func TestFailureLeavesNoBatchBehind(t *testing.T) {
	h := newHouse(t)
	h.Mailbox = manyMessages{count: 640}
	archive := filepath.Join(h.dir, "archive")
	must(t, os.MkdirAll(archive, 0o700))
	for i := range 256 {
		must(t, os.WriteFile(filepath.Join(archive, fmt.Sprintf("%02x", i)), nil, 0o600))
	}
	for range 8 { // what is fetched while the first batch fails is another in each pass
		if _, err := h.Step(t.Context(), h.now); err == nil {
			t.Fatal("no message met an obstacle")
		}
	}
	left, err := filepath.Glob(filepath.Join(archive, "incoming-*"))
	if must(t, err); len(left) != 0 {
		t.Errorf("left over: %d", len(left))
	}
}
