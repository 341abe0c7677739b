package engine_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/mail/mailtest"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"
)

// A connection that ends between DATA's dot and the answer leaves the letter uncertain; the
// council's own copy proves that it went, and it is not sent again.
func TestLostAnswerIsProvenByTheCopy(t *testing.T) {
	h := newHouse(t)
	h.approve(services())
	h.server.Fail(mailtest.Fault{At: mailtest.PhaseDot, Do: mailtest.CloseAfter, Times: 1})
	h.step("2018-12-03 09:00")
	for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example"} {
		if got := len(h.letters(address)); got != 1 {
			t.Errorf("%s has %d copies", address, got)
		}
	}
	h.step("2018-12-03 11:00")
	h.each(t, func(l workflow.Letter) {
		if l.Status != workflow.Taken {
			t.Errorf("letter %s is %s: %s", l.Key, l.Status, l.Why)
		}
	})
	for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example"} {
		if got := len(h.letters(address)); got != 1 {
			t.Errorf("afterwards %s has %d copies", address, got)
		}
	}
	h.verify()
}

// Without a copy the letter goes out again after the wait for proof, under its own Message-ID.
func TestLostLetterIsSentAgainAfterTheWait(t *testing.T) {
	h := newHouse(t)
	h.approve(services())
	h.server.Fail(mailtest.Fault{At: mailtest.PhaseDot, Do: mailtest.CloseBefore, Times: 1})
	h.step("2018-12-03 09:00")
	h.run("2018-12-03 12:00")
	for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example"} {
		if got := len(h.letters(address)); got != 1 {
			t.Errorf("%s has %d copies", address, got)
		}
	}
	h.verify()
}

// A process that dies after the attempt was recorded leaves a letter that the next one takes up.
func TestDiedWhileSending(t *testing.T) {
	for _, handedOver := range []bool{true, false} {
		h := newHouse(t)
		h.approve(services())
		real := h.Senders[0]
		died := context.Canceled
		h.Senders[0] = senderFunc(func(ctx context.Context, e mail.Envelope) mail.Answer {
			if handedOver {
				real.Send(ctx, e)
			}
			panic(died)
		})
		func() {
			defer func() {
				if recover() == nil {
					t.Fatal("nothing was sent")
				}
			}()
			h.now = at("2018-12-03 09:00")
			h.Step(t.Context(), h.now)
		}()
		h.Engine.Store.Close()
		h.Engine = h.open()
		h.run("2018-12-03 16:00")
		for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example"} {
			if got := len(h.letters(address)); got != 1 {
				t.Errorf("handed over %v: %s has %d copies", handedOver, address, got)
			}
		}
		h.verify()
	}
}

type senderFunc func(context.Context, mail.Envelope) mail.Answer

func (f senderFunc) Send(ctx context.Context, e mail.Envelope) mail.Answer { return f(ctx, e) }

// each looks at every letter.
func (h *house) each(t *testing.T, look func(workflow.Letter)) {
	t.Helper()
	letters, err := h.Store.Read(t.Context()).Letters()
	must(t, err)
	if len(letters) == 0 {
		t.Error("there is no letter")
	}
	for _, l := range letters {
		look(l)
	}
}

// The same tick by two engines on one database makes one letter.
func TestTwoEnginesOneLetter(t *testing.T) {
	h := newHouse(t)
	h.approve(report(), services())
	other := h.open()
	h.now = at("2018-12-03 09:00")
	done := make(chan error)
	for _, e := range []*engine.Engine{h.Engine, other} {
		go func() {
			for range 5 {
				if _, err := e.Step(t.Context(), h.now); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 2 {
		must(t, <-done)
	}
	for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example"} {
		if got := len(h.letters(address)); got != 1 {
			t.Errorf("%s has %d letters", address, got)
		}
	}
	h.verify()
}

func TestPauseStopsAllSendingAtOnce(t *testing.T) {
	h := newHouse(t)
	h.approve(services())
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Pause{Reason: "проверка"}))
	h.run("2018-12-04 12:00")
	if got := h.letters("zemen@obshtina.example"); len(got) != 0 {
		t.Fatalf("while paused zemen got %q", subjects(got))
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Resume{}))
	h.run("2018-12-04 12:10")
	if got := h.letters("zemen@obshtina.example"); len(got) != 1 {
		t.Errorf("after resume zemen got %q", subjects(got))
	}
	h.verify()
}

// A real DSN marks the letter and the address; what was asked is asked again of the next contact.
func TestBounceGoesToTheNextContact(t *testing.T) {
	h := newHouse(t)
	h.server.SetRecipient("zemen@obshtina.example", mailtest.RecipientState{Bounce: "5.1.1"})
	h.server.SetRecipient("breznik@obshtina.example", mailtest.RecipientState{Bounce: "5.1.1"}) // it has no other address
	h.approve(services())
	h.run("2018-12-05 12:00")
	if got := h.letters("delovodstvo@obshtina.example"); len(got) != 1 {
		t.Errorf("the second address got %q", subjects(got))
	}
	zemen := h.obligation("services/2018-Q4/zemen")
	if zemen.Status != workflow.StatusRequested || zemen.Undelivered != "" || zemen.AskedOn != day("2018-12-04") {
		t.Errorf("zemen: %s, undelivered %q, asked on %s", zemen.Status, zemen.Undelivered, zemen.AskedOn)
	}
	breznik := h.obligation("services/2018-Q4/breznik")
	if breznik.Undelivered == "" || !breznik.AskedOn.IsZero() {
		t.Errorf("breznik: undelivered %q, asked on %s", breznik.Undelivered, breznik.AskedOn)
	}
	h.run("2019-01-31 12:00") // and it is never written to again
	h.verify()
}

// One full mailbox is bad luck; one that is full on three days is given up for the next contact.
func TestPassingFailuresCondemnAnAddress(t *testing.T) {
	h := newHouse(t)
	h.server.SetRecipient("zemen@obshtina.example", mailtest.RecipientState{Bounce: "5.2.2"})
	h.approve(services())
	h.run("2018-12-04 18:00")
	if zemen := h.addressee("zemen"); !zemen.Works("zemen@obshtina.example") || len(zemen.Failures["zemen@obshtina.example"]) != 2 {
		t.Errorf("after two failures: %+v", zemen)
	}
	if got := h.letters("delovodstvo@obshtina.example"); len(got) != 0 {
		t.Errorf("the second address is written to after two failures: %q", subjects(got))
	}
	h.run("2018-12-07 12:00")
	if zemen := h.addressee("zemen"); zemen.Works("zemen@obshtina.example") {
		t.Errorf("after three failures the address still works: %+v", zemen)
	}
	if got := h.letters("delovodstvo@obshtina.example"); len(got) != 1 {
		t.Errorf("the second address got %q", subjects(got))
	}
	h.verify()
}

// With a plus return path, even a report that quotes nothing of ours finds its letter.
func TestReportToTheReturnPath(t *testing.T) {
	h := newHouse(t)
	h.Policy.PlusReturn = true
	h.approve(services())
	h.step("2018-12-03 09:00")
	sent := h.server.Mail("zemen@obshtina.example")
	if len(sent) != 1 {
		t.Fatalf("zemen got %d letters", len(sent))
	}
	path := sent[0].EnvelopeFrom
	if _, ok := h.Identity.RefOfAddress(path); !ok {
		t.Fatalf("the return path %q is not signed", path)
	}
	h.postRaw("", zemenFailed(path, "5.1.1"))
	h.run("2018-12-04 12:00")
	if got := h.letters("delovodstvo@obshtina.example"); len(got) != 1 {
		t.Errorf("the second address got %q", subjects(got))
	}
	h.verify()
}

// A report that anyone could write changes nothing.
func TestForgedBounceChangesNothing(t *testing.T) {
	h := newHouse(t)
	h.approve(services())
	h.step("2018-12-03 09:00")
	h.postRaw("", zemenFailed(councilMailbox, "5.1.1"))
	h.step("2018-12-03 10:00")
	if o := h.obligation("services/2018-Q4/zemen"); o.Undelivered != "" {
		t.Error("a forged bounce marked the letter")
	}
	h.verify()
}

func TestHeldMessageIsAssigned(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2019-01-15 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Годишен доклад", Plain: "На Ваше писмо изх. № 5.\n",
		Files: []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}})
	h.step("2019-01-15 10:00")
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	if len(held) != 1 || len(held[0].Guesses) != 1 || held[0].Guesses[0].Institution != "breznik" {
		t.Fatalf("held: %+v", held)
	}
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested {
		t.Fatalf("a guess was applied: %s", o.Status)
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Assign{Message: held[0].Key, Obligations: held[0].Guesses[0].Obligations}))
	h.step("2019-01-15 10:05")
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusReceived {
		t.Errorf("after assign: %s", o.Status)
	}
	letters := h.letters("breznik@obshtina.example")
	if len(letters) != 2 || !strings.HasPrefix(letters[1].Subject, "Потвърждение за получаване [SROK-") {
		t.Errorf("breznik got %q", subjects(letters))
	}
	h.verify()
}

func TestReturnSetsANewDateAndStaysOnTime(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	h.now = at("2019-01-31 15:00")
	reply := mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, Plain: "Приложено.\n",
		Files: []mail.File{{Name: "доклад.doc", Type: "application/msword", Data: []byte("1")}}}
	h.post(reply)
	h.step("2019-01-31 15:00")
	h.now = at("2019-02-01 10:00")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Return{Obligation: "report/2018/breznik", Issues: []string{"ред Б1: сборът не е верен"}}))
	o := h.obligation("report/2018/breznik")
	if o.Status != workflow.StatusReturned || o.CurrentDue() != day("2019-02-08") {
		t.Fatalf("after return: %s until %s", o.Status, o.CurrentDue())
	}
	h.run("2019-02-07 12:00")
	reply.Plain = "Приложен е коригираният доклад.\n"
	h.post(reply)
	h.step("2019-02-07 12:00")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Accept{Obligation: "report/2018/breznik"}))
	o = h.obligation("report/2018/breznik")
	if o.Status != workflow.StatusAccepted || o.Late {
		t.Errorf("after the correction: %s, late %v", o.Status, o.Late)
	}
	h.run("2019-02-28 12:00")
	want := []string{"Представяне", "Потвърждение", "Връщане", "Напомняне", "Потвърждение", "Приет"}
	letters := h.letters("breznik@obshtina.example")
	if len(letters) != len(want) {
		t.Fatalf("breznik got %q", subjects(letters))
	}
	for i, l := range letters {
		if !strings.HasPrefix(l.Subject, want[i]) {
			t.Errorf("letter %d is %q, not %s…", i, l.Subject, want[i])
		}
	}
	h.verify()
}

func TestReplyBetweenComposingAndSendingCancels(t *testing.T) {
	h := newHouse(t)
	h.approve(report(), services())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	// The reminder for both is composed while the server refuses for now.
	h.run("2018-12-20 12:00")
	h.server.Fail(mailtest.Fault{At: mailtest.PhaseMail, Do: mailtest.Reply, Reply: "451 4.3.0 Try again"})
	h.step("2018-12-21 09:00")
	if got := h.reminders("breznik"); !slices.Equal(got, []workflow.LetterStatus{workflow.Queued}) {
		t.Fatalf("the reminder that is to be overtaken: %v", got)
	}
	h.server.Heal()
	h.now = at("2018-12-21 09:02")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, Plain: "Информацията е актуална: https://breznik.example, 20.12.2018 г.\n"})
	h.run("2018-12-28 12:00")
	for _, l := range h.letters("breznik@obshtina.example") {
		if strings.HasPrefix(l.Subject, "Напомняне") {
			t.Errorf("reminded of what had been sent: %s", l.Subject)
		}
	}
	if got := h.reminders("breznik"); !slices.Equal(got, []workflow.LetterStatus{workflow.Cancelled}) {
		t.Errorf("the overtaken reminder is %v", got)
	}
	h.verify()
}

// reminders of an institution, as they stand.
func (h *house) reminders(institution string) (found []workflow.LetterStatus) {
	h.t.Helper()
	letters, err := h.Store.Read(h.t.Context()).LettersOf(institution)
	must(h.t, err)
	for _, l := range letters {
		if l.Kind == workflow.LetterRemind {
			found = append(found, l.Status)
		}
	}
	return found
}

func TestExtensionMovesTheLadder(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2019-01-16 10:00")
	must(t, h.Do(t.Context(), h.now, "областен управител", engine.Extend{Obligation: "report/2018/zemen", Due: day("2019-02-23"), Reason: "смяна на кмета"}))
	h.run("2019-02-08 12:00")
	letters := h.letters("zemen@obshtina.example")
	if len(letters) != 2 || !strings.HasPrefix(letters[1].Subject, "Удължен срок") {
		t.Errorf("zemen got %q", subjects(letters))
	}
	if o := h.obligation("report/2018/zemen"); o.Due != day("2019-02-25") { // 23.02.2019 is a Saturday
		t.Errorf("due on %s", o.Due)
	}
	h.run("2019-02-11 12:00")
	if letters = h.letters("zemen@obshtina.example"); len(letters) != 3 || !strings.HasPrefix(letters[2].Subject, "Напомняне") {
		t.Errorf("then zemen got %q", subjects(letters))
	}
	h.verify()
}

func TestMailboxSilenceIsRaisedOnceAndEnds(t *testing.T) {
	h := newHouse(t)
	h.step("2018-12-03 09:00")
	working := h.Mailbox
	h.Mailbox = brokenMailbox{}
	for _, when := range []string{"2018-12-03 09:30", "2018-12-03 10:30", "2018-12-03 11:30"} {
		h.now = at(when)
		if _, err := h.Step(t.Context(), h.now); err == nil {
			t.Error("a broken mailbox is no error")
		}
	}
	office, err := h.Store.Read(t.Context()).Office()
	must(t, err)
	if office.Silence == "" || !office.SilentSince.Equal(at("2018-12-03 10:30")) {
		t.Errorf("silence %q since %s", office.Silence, office.SilentSince)
	}
	h.Mailbox = working
	h.step("2018-12-03 12:00")
	office, err = h.Store.Read(t.Context()).Office()
	must(t, err)
	if office.Silence != "" {
		t.Errorf("still silent: %q", office.Silence)
	}
	events, err := h.Store.Read(t.Context()).EventsOf(store.Council)
	must(t, err)
	began := 0
	for _, e := range events {
		if _, ok := e.Fact.(workflow.SilenceBegan); ok {
			began++
		}
	}
	if began != 1 {
		t.Errorf("the silence was raised %d times", began)
	}
}

type brokenMailbox struct{}

func (brokenMailbox) Fetch(context.Context, mail.Request, func(mail.Fetched, io.Reader) error) error {
	return io.ErrUnexpectedEOF
}
