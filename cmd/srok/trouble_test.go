package main

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"srok/workflow"
)

const junkFolder = "Нежелана поща"

// troubled is a council that has asked, and goes on by `srok step`.
type troubled struct {
	*mailHouse
	t *testing.T
}

func askedBy(t *testing.T, h *mailHouse) troubled {
	t.Helper()
	d := troubled{h, t}
	h.ask(func() error { d.step("2018-12-03 09:30"); return nil })
	return d
}

func (d troubled) step(when string) {
	d.t.Helper()
	inFolder(d.t, d.dir, when, "step")
}

// fails makes a pass that must say what went wrong.
func (d troubled) fails(when, why string) {
	d.t.Helper()
	if code, _, errs := tryInFolder(d.t, d.dir, when, "step"); code != exitFailed || !strings.Contains(errs, why) {
		d.t.Errorf("step at %s: code %d, %q is not among what it says: %s", when, code, why, errs)
	}
}

// received is how many obligations were delivered.
func (d troubled) received(want int) {
	d.t.Helper()
	if n := d.statusOf("2018-12-05 10:00").Totals[string(workflow.StatusReceived)]; n != want {
		d.t.Errorf("%d obligations are received, want %d", n, want)
	}
}

// The server gives all messages other numbers (RFC 9051, 2.3.1.1: another UIDVALIDITY).
func TestRenumberedMailbox(t *testing.T) {
	t.Parallel()
	d := askedBy(t, newDovecotHouse(t))
	d.answers(3)
	d.step("2018-12-03 10:00")
	d.step("2018-12-03 10:10") // the copies of the receipts
	must(t, d.dovecot.Renumber(intakeCouncil))
	d.answers(2)
	d.step("2018-12-03 11:00")
	d.step("2018-12-03 11:10")
	d.received(5)
	d.check()
}

// The mailbox was thrown away and made anew: what comes then is numbered from 1 again.
func TestRecreatedMailbox(t *testing.T) {
	t.Parallel()
	d := askedBy(t, newDovecotHouse(t))
	d.answers(3)
	d.step("2018-12-03 10:00")
	d.step("2018-12-03 10:10")
	must(t, d.dovecot.Recreate(intakeCouncil))
	d.step("2018-12-03 10:30") // it is empty
	d.answers(2)
	d.step("2018-12-03 11:00")
	d.step("2018-12-03 11:10")
	d.received(5)
	d.check()
}

// The server was restored from an older copy: under the old UIDVALIDITY it gives numbers once more
// that it gave before, to other messages.
func TestRestoredMailbox(t *testing.T) {
	takesLong(t)
	for _, emptied := range []bool{false, true} {
		t.Run(fmt.Sprintf("seen empty %v", emptied), func(t *testing.T) {
			t.Parallel()
			restored(t, emptied)
		})
	}
}

func restored(t *testing.T, emptied bool) {
	t.Helper()
	d := askedBy(t, newDovecotHouse(t))
	d.answers(1)
	d.step("2018-12-03 10:00")
	restore, err := d.dovecot.Backup(t, intakeCouncil)
	must(t, err)
	d.answers(3)
	d.step("2018-12-03 10:10")
	d.step("2018-12-03 10:15")
	must(t, restore())
	if emptied { // nothing new before the next look
		d.step("2018-12-03 10:20")
	}
	d.answers(9) // more than were forgotten
	d.step("2018-12-03 11:00")
	d.step("2018-12-03 11:10")
	d.received(13)
	d.check()
}

// The server is down for hours: letters go out meanwhile, the silence is raised once and its end told.
func TestStoppedServer(t *testing.T) {
	takesLong(t)
	t.Parallel()
	d := askedBy(t, newDovecotHouse(t))
	d.answers(1)
	d.step("2018-12-03 10:00")
	d.dovecot.Stop()
	d.answers(2) // the delivery agent still works
	for _, when := range []string{"2018-12-03 10:30", "2018-12-03 11:30", "2018-12-03 12:30", "2018-12-03 15:00"} {
		d.fails(when, "connection refused")
	}
	if page := inFolder(t, d.dir, "2018-12-03 15:01", "status"); !strings.Contains(page, "ВНИМАНИЕ: пощата не е проверявана успешно от 10:00 ч. на 03.12.2018 г.") {
		t.Errorf("the status does not tell of the silence:\n%s", page)
	}
	d.dovecot.Start(t)
	d.step("2018-12-03 15:10")
	d.step("2018-12-03 15:20")
	if page := inFolder(t, d.dir, "2018-12-03 15:21", "status"); strings.Contains(page, "ВНИМАНИЕ") {
		t.Errorf("the status still tells of a silence:\n%s", page)
	}
	d.silences(1)
	d.received(3)
	d.check()
}

// A message is moved to the junk by hand and back, another is read by a person before srok came
// to it, a third lies among the junk from the first: each is one message.
func TestMovedAndSeenByHand(t *testing.T) {
	t.Parallel()
	h := newDovecotHouse(t)
	h.configure("$.imap.folders", `[INBOX, "`+junkFolder+`"]`)
	must(t, h.dovecot.MakeFolder(intakeCouncil, junkFolder))
	d := askedBy(t, h)
	d.answers(3)
	move := func(serial int, folder, flags string) {
		t.Helper()
		must(t, d.dovecot.Move(intakeCouncil, replyName(serial), folder, flags))
	}
	move(2, "", "S")
	move(3, junkFolder, "")
	d.step("2018-12-03 10:00")
	d.received(3)
	move(1, junkFolder, "S")
	d.step("2018-12-03 10:30")
	move(1, "", "S")
	move(3, "", "")
	d.step("2018-12-03 11:00")
	d.received(3)
	d.check()
}

// A message that arrives while others are being read comes with this pass or the next one.
func TestArrivingWhileReading(t *testing.T) {
	t.Parallel()
	d := askedBy(t, newDovecotHouse(t))
	var late atomic.Int32
	address := relayTo(t, d.dovecot.IMAPAddr, func(toServer bool, p []byte) int {
		if !toServer && bytes.Contains(p, []byte("FETCH (")) && late.Add(1) <= 4 {
			d.answers(1)
		}
		return len(p)
	})
	_, port, _ := net.SplitHostPort(address)
	d.configure("$.imap.port", port)
	d.answers(3)
	d.step("2018-12-03 10:00")
	d.step("2018-12-03 10:01")
	d.step("2018-12-03 10:02")
	d.received(7)
	d.check()
}

// The connection ends again and again in the middle of a message.
func TestCutInMidLiteral(t *testing.T) {
	t.Parallel()
	d := askedBy(t, newMailHouse(t))
	d.answers(3)
	for _, after := range []int64{30_000, 1000, 40_000, 17_000} {
		d.server.CutIMAP(after)
		code, _, errs := tryInFolder(t, d.dir, "2018-12-03 10:00", "step")
		if code != exitFailed {
			t.Errorf("cut after %d bytes, step ended with %d: %s", after, code, errs)
		}
	}
	d.step("2018-12-03 10:10")
	d.step("2018-12-03 10:11")
	d.silences(0)
	d.received(3)
	d.check()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// silences counts how often the council was told that its mailbox is not read, and that it is again.
func (d troubled) silences(want int) {
	d.t.Helper()
	began, ended := d.silenceFacts()
	if began != want || ended != want {
		d.t.Errorf("a silence began %d times and ended %d times, want %d", began, ended, want)
	}
}

func (h *mailHouse) silenceFacts() (began, ended int) {
	h.t.Helper()
	c := h.open()
	defer c.Close()
	return countSilences(h.t, c)
}

func countSilences(t testing.TB, c *council) (began, ended int) {
	t.Helper()
	events, err := c.store.Read(t.Context()).EventsOf(workflow.Subject{Kind: workflow.AboutCouncil, Key: "council"})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		switch e.Fact.(type) {
		case workflow.SilenceBegan:
			began++
		case workflow.SilenceEnded:
			ended++
		}
	}
	return began, ended
}
