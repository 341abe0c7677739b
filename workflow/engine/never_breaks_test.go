package engine_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"srok/mail"
	"srok/mail/imap"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"

	"github.com/robfig/cron/v3"
)

// A schedule with several instants in one week, be it that autumn repeats its hour, gives one digest
// and then rests.
func TestDigestOnceAWeekWhateverTheSchedule(t *testing.T) {
	for expression, days := range map[string][]string{
		"0 8 * * 1,4": {"2018-11-30 09:00", "2018-12-03 09:00", "2018-12-06 09:00", "2018-12-10 09:00"},
		"30 3 * * 0":  {"2018-10-26 09:00", "2018-10-29 09:00", "2018-10-30 09:00", "2018-11-05 09:00"},
	} {
		h := newHouse(t)
		schedule, err := cron.ParseStandard(expression)
		must(t, err)
		h.Policy.Digest = schedule
		h.now = at(days[0])
		h.approve(report())
		for _, when := range days {
			h.step(when)
		}
		if got := len(h.letters(chairAddress)); got != 2 {
			t.Errorf("%s: %d digests", expression, got)
		}
	}
}

// The receipts of a day are counted by when they are written: what a sender's program sent while srok
// was down brings no more of them.
func TestReceiptsAfterDowntime(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	for i := range 6 {
		h.now = at("2018-12-03 10:00").Add(time.Duration(i) * time.Minute)
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, Plain: "Приложено.\n",
			Files: []mail.File{{Name: "част.pdf", Type: "application/pdf", Data: fmt.Appendf(nil, "%%PDF-1.4 %d", i)}}})
	}
	h.step("2018-12-06 10:00")
	if receipts, want := h.receipts("breznik@obshtina.example"), h.Policy.ReceiptsPerDay; receipts != want {
		t.Errorf("%d receipts at once, want %d", receipts, want)
	}
	h.verify()
}

// No receipt goes to a program, also where a person placed what it sent.
func TestPlacedByHandAnswersNoMachine(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2018-12-10 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", AutoSubmitted: "auto-generated", Plain: "Приложено изпращаме доклада.\n",
		Files: []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}})
	h.step("2018-12-10 10:00")
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	if len(held) != 1 {
		t.Fatalf("held: %v", held)
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Assign{Message: held[0].Key, Obligations: []string{"report/2018/breznik"}}))
	h.step("2018-12-10 10:30")
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusReceived {
		t.Errorf("it is %s", o.Status)
	}
	if n := h.receipts("breznik@obshtina.example"); n != 0 {
		t.Errorf("%d receipts to a program", n)
	}
	h.verify()
}

// What cannot be answered is still taken in: an address that no server takes, a Message-ID that must
// not stand in a header.
func TestRepliesThatCannotBeAnswered(t *testing.T) {
	for name, c := range map[string]struct{ from, id string }{
		"a domain with an underscore": {"delovodstvo@mail_1.obshtina.local", "a@obshtina.example"},
		"no domain":                   {"delovodstvo", "b@obshtina.example"},
		"a Message-ID in Cyrillic":    {"breznik@obshtina.example", "доклад@община"},
		"a very long Message-ID":      {"breznik@obshtina.example", strings.Repeat("x", 900) + "@obshtina.example"},
		"a control character":         {"breznik@obshtina.example", "a\x01b@obshtina.example"},
		"a bidi mark":                 {"brez\u202enik@obshtina.example", "c@obshtina.example"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.approve(report())
			h.step("2018-12-03 09:00")
			request := h.letters("breznik@obshtina.example")[0]
			h.now = at("2018-12-10 10:00")
			h.postRaw("breznik@obshtina.example", []byte("From: <"+c.from+">\r\nTo: "+councilMailbox+"\r\nMessage-ID: <"+c.id+">\r\nSubject: x\r\nIn-Reply-To: <"+request.MessageID+">\r\n"+
				"MIME-Version: 1.0\r\nContent-Type: application/pdf; name=r.pdf\r\nContent-Disposition: attachment; filename=r.pdf\r\n\r\n%PDF-1.4\r\n"))
			h.step("2018-12-10 10:00")
			if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusReceived {
				t.Errorf("it is %s", o.Status)
			}
			must(t, h.Do(t.Context(), h.now, "секретар", engine.Return{Obligation: "report/2018/breznik", Issues: []string{"липсва подпис"}}))
			h.step("2018-12-10 10:30")
			if letters := h.letters("breznik@obshtina.example"); !strings.HasPrefix(letters[len(letters)-1].Subject, "Връщане") {
				t.Errorf("letters: %q", subjects(letters))
			}
			h.verify()
		})
	}
}

// A copy is not resumed while messages wait that nobody has read: they may be its own letters.
func TestCopyWithUnreadMailIsNotResumed(t *testing.T) {
	h := newHouse(t)
	h.Home = "one"
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.Home = "another"
	h.step("2018-12-03 10:00")
	raw, err := h.Store.Archive().Keep(strings.NewReader("Subject: x\r\n\r\n"))
	must(t, err)
	must(t, h.Store.Write(t.Context(), func(tx *store.Tx) error { // as a process leaves it that ends before it reads
		return tx.Append(h.now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutMessage, Key: raw.Hash}, workflow.Kept{Size: raw.Size, Arrived: h.now})
	}))
	if err := h.Do(t.Context(), h.now, "секретар", engine.Resume{}); err == nil {
		t.Error("resumed with unread messages")
	}
	h.step("2018-12-03 10:01")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Resume{}))
}

// After a pass over several folders the mailbox announces what comes into the first one.
func TestTheFirstFolderIsWatched(t *testing.T) {
	h := newHouse(t)
	must(t, h.server.AddFolder(councilMailbox, "Junk"))
	h.Policy.Folders = []string{"INBOX", "Junk"}
	h.step("2018-12-03 09:00")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	told := make(chan error, 1)
	go func() { told <- h.Mailbox.(*imap.Mailbox).Wait(ctx) }()
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", Plain: "Здравейте.\n"})
	if err := <-told; err != nil {
		t.Errorf("news in INBOX: %v", err)
	}
}

// countingScanner ends the context with the first file that it sees.
type countingScanner struct {
	stop  func()
	asked atomic.Int32
}

func (s *countingScanner) Scan(context.Context, io.Reader) (mail.Scan, error) {
	s.asked.Add(1)
	s.stop()
	return mail.Scan{}, nil
}

// Who stops srok does not wait until a backlog is read.
func TestStopEndsReading(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2018-12-03 10:00")
	for i := range 20 {
		h.post(mail.Outgoing{From: "breznik@obshtina.example", MessageID: fmt.Sprintf("n%d@obshtina.example", i), Subject: "Доклад", Plain: "Здравейте.\n",
			Files: []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: fmt.Appendf(nil, "%%PDF-1.4 %d", i)}}})
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	scanner := &countingScanner{stop: cancel}
	h.Scanner = scanner
	_, _ = h.Step(ctx, h.now)
	if n := scanner.asked.Load(); n > 4 {
		t.Errorf("%d messages were read after the stop", n)
	}
	h.step("2018-12-03 10:00")
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	if len(held) != 20 {
		t.Errorf("%d messages are held", len(held))
	}
	h.verify()
}

// A letter at the records office that cannot be taken back keeps no other from going out.
func TestOneLetterThatCannotBeWithdrawnKeepsNoOther(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	broken := workflow.Letter{Kind: workflow.LetterRemind, Institution: "zemen", MessageID: "broken@council", Ref: "SROK-BROKEN", Printed: true,
		Steps: []workflow.LetterStep{{Obligation: "report/2018/zemen", Step: workflow.StepRemind, Slot: "remind-99"}}}
	must(t, h.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Append(h.now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutLetter, Key: "broken"}, workflow.Composed{Letter: broken})
	}))
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Waive{Obligation: "report/2018/zemen", Reason: "отпада"}))
	h.queueOne("after", "breznik@obshtina.example")
	_, err := h.Step(t.Context(), h.now)
	if err == nil || !strings.Contains(err.Error(), "broken") {
		t.Fatalf("the broken letter is not named: %v", err)
	}
	letters := h.letters("breznik@obshtina.example")
	if !slices.ContainsFunc(letters, func(m *mail.Message) bool { return m.Subject != letters[0].Subject }) {
		t.Errorf("nothing else went out: %q", subjects(letters))
	}
}

// A message that cannot be dealt with, whatever the reason, does not lie there in silence.
func TestWhatStaysUnreadIsSaid(t *testing.T) {
	h := newHouse(t)
	h.step("2018-12-03 09:00")
	gone := workflow.Subject{Kind: workflow.AboutMessage, Key: strings.Repeat("0f", 32)}
	must(t, h.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Append(h.now, workflow.BySrok, gone, workflow.Kept{Size: 1, Arrived: h.now}) // its bytes are not there
	}))
	for when, silent := range map[string]bool{"2018-12-03 09:30": false, "2018-12-03 10:30": true} {
		h.now = at(when)
		if _, err := h.Step(t.Context(), h.now); err == nil || !strings.Contains(err.Error(), gone.Key) {
			t.Fatalf("%s: the message is not named: %v", when, err)
		}
		health, err := h.Health(t.Context(), h.now)
		must(t, err)
		if got := len(health.Silence) > 0; got != silent || silent && !strings.Contains(health.Silence[0], "не могат да бъдат обработени: 1, първото от 09:00 ч.") {
			t.Errorf("%s: %q", when, health.Silence)
		}
	}
}
