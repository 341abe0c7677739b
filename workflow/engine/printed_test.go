package engine_test

import (
	"errors"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// onPaper has the records office send what goes to Breznik.
func (h *house) onPaper(tasks ...workflow.Task) {
	h.t.Helper()
	dir := directory()
	dir.Institutions[0].Channel, dir.Institutions[0].Contacts = workflow.LettersByRecords, nil
	must(h.t, h.Do(h.t.Context(), h.now, "областен управител", engine.Approve{
		Plan: workflow.Plan{Tasks: tasks}, Directory: dir, Office: "областен управител", On: workflow.DateOf(h.now)}))
}

// waiting is the one letter that waits for the records office.
func (h *house) waiting() workflow.Letter {
	h.t.Helper()
	letters, err := h.Store.Read(h.t.Context()).WaitingForRecords()
	must(h.t, err)
	if len(letters) != 1 {
		h.t.Fatalf("%d letters wait for the records office", len(letters))
	}
	return letters[0]
}

func (h *house) letter(key string) workflow.Letter {
	h.t.Helper()
	l, _, err := h.Store.Read(h.t.Context()).Letter(key)
	must(h.t, err)
	return l
}

func (h *house) register(ref workflow.Ref, no, on string) error {
	return h.Do(h.t.Context(), h.now, "деловодител", engine.Register{Ref: ref, Out: no, On: day(on)})
}

// Until the records office has sent the request, nobody is reminded; from then on all counts as if
// srok had sent it, and not one mail goes out.
func TestRecordsOfficeSendsTheLetters(t *testing.T) {
	h := newHouse(t)
	h.onPaper(report())
	h.step("2018-12-03 09:00")
	request := h.waiting()
	if len(request.Recipients) != 0 || request.AwaitsNo || request.StandsIn() != "чака деловодството" {
		t.Errorf("the letter is %+v", request)
	}
	files, err := engine.PrintedFiles(h.bytes(request.Key))
	must(t, err)
	if len(files) != 2 || !strings.HasSuffix(files[0].Name, string(request.Ref)+".docx") || !strings.HasSuffix(files[1].Name, ".xlsx") {
		t.Errorf("its files are %v", files)
	}
	h.run("2019-01-17 12:00")
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusPlanned || o.Reminders != 0 {
		t.Errorf("unsent, it stands as %s with %d reminders", o.Status, o.Reminders)
	}
	if got := h.waiting(); got.Key != request.Key {
		t.Errorf("another letter waits: %+v", got)
	}
	must(t, h.register(request.Ref, "РД-12-7", "2019-01-17"))
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || o.AskedOn != day("2019-01-17") || o.AskedNo != "РД-12-7" {
		t.Errorf("sent, it stands as %s, asked on %s with № %q", o.Status, o.AskedOn, o.AskedNo)
	}
	h.run("2019-01-28 12:00")
	reminder := h.waiting()
	// That of the 17th was never sent: the one of the 28th takes its place.
	if reminder.Kind != workflow.LetterRemind || reminder.Steps[0].Slot != "remind-3" {
		t.Fatalf("a %s waits: %+v", reminder.Kind, reminder.Steps)
	}
	must(t, h.register(reminder.Ref, "РД-12-9", "2019-01-28"))
	if o := h.obligation("report/2018/breznik"); o.Reminders != 1 || o.AskedNo != "РД-12-7" {
		t.Errorf("%d reminders, asked with № %q", o.Reminders, o.AskedNo)
	}
	// A day that was entered wrongly is corrected, and is no second reminder.
	must(t, h.register(reminder.Ref, "РД-12-10", "2019-01-28"))
	if o := h.obligation("report/2018/breznik"); o.Reminders != 1 {
		t.Errorf("%d reminders after a correction", o.Reminders)
	}
	for _, address := range []string{"breznik@obshtina.example"} {
		if n := len(h.letters(address)); n != 0 {
			t.Errorf("%s got %d mails", address, n)
		}
	}
	h.verify()
}

func (h *house) bytes(letter string) []byte {
	h.t.Helper()
	b, err := h.Store.Read(h.t.Context()).LetterBytes(letter)
	must(h.t, err)
	return b
}

// Where an institution answers by mail all the same, its letters that wait are taken back, and what
// the council answers goes through the records office; only the receipt, which answers the mail
// itself, is a mail.
func TestAnswerTakesBackWhatTheRecordsOfficeHas(t *testing.T) {
	h := newHouse(t)
	h.onPaper(report(), services())
	h.step("2018-12-03 09:00")
	request := h.waiting()
	if len(request.Steps) != 2 {
		t.Fatalf("the letter has %d steps", len(request.Steps))
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Receive{Obligations: []string{"services/2018-Q4/breznik"}, Channel: workflow.ByPaper, On: day("2018-12-03")}))
	h.step("2018-12-03 09:30")
	if l := h.letter(request.Key); l.Status != workflow.Cancelled || l.Why != "междувременно има отговор по services/2018-Q4/breznik" {
		t.Errorf("the letter is %s: %s", l.Status, l.Why)
	}
	var refusal *workflow.Refusal
	if err := h.register(request.Ref, "РД-12-7", "2018-12-03"); !errors.As(err, &refusal) || !strings.Contains(refusal.What, "междувременно има отговор") {
		t.Errorf("a number for a letter that was taken back: %v", err)
	}
	h.step("2018-12-04 09:00") // what is still owed is asked anew
	again := h.waiting()
	if len(again.Steps) != 1 || again.Steps[0].Obligation != "report/2018/breznik" {
		t.Errorf("asked anew: %+v", again.Steps)
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Waive{Obligation: "report/2018/breznik", Reason: "закрита"}))
	h.step("2018-12-04 09:30")
	if l := h.letter(again.Key); l.Status != workflow.Cancelled || l.Why != "междувременно отпадна report/2018/breznik" {
		t.Errorf("the letter is %s: %s", l.Status, l.Why)
	}
	h.verify()
}

// A letter that waits for its number in a council that numbers first is taken back in the same way.
func TestAnswerTakesBackWhatWaitsForItsNumber(t *testing.T) {
	h := newHouse(t)
	h.Policy.NumberFirst = true
	h.approve(report())
	h.step("2018-12-03 09:00")
	o := h.obligation("report/2018/zemen")
	waits := h.letter(o.Schedule[0].Letter)
	h.post(mail.Outgoing{From: "zemen@obshtina.example", Subject: "Re: [" + string(waits.Ref) + "]", Plain: "Ще изпратим доклада следващата седмица.\n"})
	h.step("2018-12-03 10:00")
	if l := h.letter(waits.Key); l.Status != workflow.Cancelled || !strings.HasPrefix(l.Why, "междувременно има отговор") {
		t.Errorf("with its reminders paused, the letter is %s: %s", l.Status, l.Why)
	}
	if l := h.waiting(); l.Institution != "breznik" {
		t.Errorf("the letter of %s waits", l.Institution)
	}
	h.verify()
}
