package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// stubborn is a mailbox of numbered messages some of which it cannot give.
type stubborn struct {
	validity uint32
	count    uint32
	refuses  func(uid uint32) bool
	asked    map[uint32]int
}

func (m *stubborn) Fetch(_ context.Context, want mail.Request, keep func(mail.Fetched, io.Reader) error) error {
	first := want.After.UID + 1
	if want.After.Validity != m.validity {
		first = 1
	}
	for uid, n := first, 0; uid <= m.count && (want.Most == 0 || n < want.Most); uid, n = uid+1, n+1 {
		at := mail.Fetched{Cursor: mail.Cursor{Folder: want.After.Folder, Validity: m.validity, UID: uid}}
		if n == 0 || want.Alone {
			if skip, err := want.Asking(at.Cursor); err != nil {
				return err
			} else if skip {
				continue
			}
		}
		m.asked[uid]++
		if m.refuses(uid) {
			return &mail.Broken{Cursor: at.Cursor, Err: errHungUp}
		}
		body := fmt.Sprintf("From: u%d@example.org\r\nSubject: %d\r\nMessage-ID: <%d@example.org>\r\n\r\nзапитване %d\r\n", uid, uid, uid, uid)
		if err := keep(at, strings.NewReader(body)); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) aside() []workflow.Aside {
	h.t.Helper()
	office, err := h.Store.Read(h.t.Context()).Office()
	must(h.t, err)
	return office.Aside
}

// passes makes one each few minutes, up to an instant; they may fail.
func (h *house) passes(until string, every time.Duration) {
	h.t.Helper()
	for ; !h.now.After(at(until)); h.now = h.now.Add(every) {
		if _, err := h.Step(h.t.Context(), h.now); err != nil && !errors.Is(err, errHungUp) {
			h.t.Fatal(err)
		}
	}
}

// A server that can give nothing for hours costs each message a few tries and no message: when it is
// well again all are read, without a person, and in a day nothing is set aside any more.
func TestServerThatGivesNothingForHours(t *testing.T) {
	h := newHouse(t)
	ill := true
	m := &stubborn{validity: 7, count: 30, refuses: func(uint32) bool { return ill }, asked: map[uint32]int{}}
	h.Mailbox = m
	h.passes("2018-12-03 12:00", 5*time.Minute)
	if n := len(h.aside()); n == 0 || n >= 30 {
		t.Errorf("%d messages are set aside", n)
	}
	if health, err := h.Health(t.Context(), h.now); err != nil || health.Well() {
		t.Errorf("%+v, %v", health, err)
	}
	ill = false
	h.passes("2018-12-04 13:00", 15*time.Minute)
	if n := len(h.aside()); n != 0 || len(h.readSubjects()) != 30 {
		t.Errorf("%d are still set aside, %d are read", n, len(h.readSubjects()))
	}
	h.verify()
}

// A line that broke at every message for some tries sets aside what it could not give. The first pass
// that comes to the end has all of them, whatever the clock says.
func TestBrokenLineCostsNoHour(t *testing.T) {
	h := newHouse(t)
	broken := true
	m := &stubborn{validity: 7, count: 20, refuses: func(uint32) bool { return broken }, asked: map[uint32]int{}}
	h.Mailbox = m
	h.passes("2018-12-03 09:02", 10*time.Second)
	if n := len(h.aside()); n < 2 {
		t.Fatalf("%d messages are set aside", n)
	}
	broken = false
	_, err := h.Step(t.Context(), h.now)
	must(t, err)
	if n := len(h.aside()); n != 0 || len(h.readSubjects()) != 20 {
		t.Errorf("%d are still set aside, %d are read", n, len(h.readSubjects()))
	}
	h.verify()
}

// One that never comes is asked for ever more seldom; it is forgotten when it is gone, or numbered anew.
func TestAsideIsAskedForSeldom(t *testing.T) {
	h := newHouse(t)
	m := &stubborn{validity: 7, count: 5, refuses: func(uid uint32) bool { return uid == 3 }, asked: map[uint32]int{}}
	h.Mailbox = m
	h.passes("2018-12-03 10:00", 5*time.Minute)
	if aside := h.aside(); len(aside) != 1 || aside[0].Name() != "INBOX/3" || len(h.readSubjects()) != 4 {
		t.Fatalf("set aside: %v, read: %v", aside, h.readSubjects())
	}
	tries := m.asked[3]
	h.passes("2018-12-07 10:00", 5*time.Minute)
	if n := m.asked[3] - tries; n < 5 || n > 9 {
		t.Errorf("asked for %d times in four days", n)
	}
	m.validity, m.refuses = 8, func(uint32) bool { return false }
	h.passes("2018-12-09 10:00", time.Hour)
	if len(h.aside()) != 0 || len(h.readSubjects()) != 5 {
		t.Errorf("numbered anew: %v, %d are read", h.aside(), len(h.readSubjects()))
	}
	h.verify()
}

// What is wrong with the disk or the database is no message's fault.
func TestNoMessageIsBlamedForTheArchive(t *testing.T) {
	h := newHouse(t)
	m := &stubborn{validity: 7, count: 5, refuses: func(uint32) bool { return false }, asked: map[uint32]int{}}
	h.Mailbox = failingKeep{m}
	for range 6 {
		if _, err := h.Step(t.Context(), h.now); !errors.Is(err, errHungUp) {
			t.Fatal(err)
		}
	}
	h.Mailbox = m
	h.step("2018-12-03 09:30")
	if len(h.aside()) != 0 || len(h.readSubjects()) != 5 {
		t.Errorf("set aside: %v, %d are read", h.aside(), len(h.readSubjects()))
	}
}

// failingKeep is a mailbox whose messages cannot be kept.
type failingKeep struct{ *stubborn }

func (m failingKeep) Fetch(ctx context.Context, want mail.Request, _ func(mail.Fetched, io.Reader) error) error {
	return m.stubborn.Fetch(ctx, want, func(mail.Fetched, io.Reader) error { return errHungUp })
}

var _ engine.Mailbox = (*stubborn)(nil)
