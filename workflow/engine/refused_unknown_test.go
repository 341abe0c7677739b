package engine_test

import (
	"context"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// lostAnswer is a sender whose server answers for each recipient, takes the data, and is then gone.
func lostAnswer(rcpt map[string]mail.RecipientAnswer) senderFunc {
	return func(_ context.Context, e mail.Envelope) mail.Answer {
		a := mail.Answer{Outcome: mail.Unknown, Reply: "no answer to the end of the data"}
		for _, address := range e.Recipients {
			r, known := rcpt[address]
			if !known {
				r = mail.RecipientAnswer{Outcome: mail.Unknown, Reply: a.Reply}
			}
			r.Address = address
			a.Recipients = append(a.Recipients, r)
		}
		return a
	}
}

// copyArrives puts the letter's own copy into the council's mailbox: its transaction went through.
func (h *house) copyArrives(l workflow.Letter) {
	h.t.Helper()
	h.postRaw(councilMailbox, h.bytes(l.Key))
}

// The copy proves the transaction, not that a recipient got the letter whom the server had refused in
// it: the next contact is asked.
func TestCopyProvesNothingForWhoWasRefused(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	real := h.Senders
	h.Senders = []engine.Sender{lostAnswer(map[string]mail.RecipientAnswer{
		"zemen@obshtina.example": {Outcome: mail.RefusedEnd, Reply: "550 5.1.1 no such user"}})}
	h.step("2018-12-03 09:00")
	h.Senders = real
	h.each(t, func(l workflow.Letter) { h.copyArrives(l) })
	h.step("2018-12-03 09:10")
	h.step("2018-12-04 09:00")
	if got := h.letters("delovodstvo@obshtina.example"); len(got) != 1 {
		t.Errorf("the next contact has %q", subjects(got))
	}
	if got := h.letters("breznik@obshtina.example"); len(got) != 0 {
		t.Errorf("who got it, as its copy proves, has it again: %q", subjects(got))
	}
	h.verify()
}

// Whom the server put off in that transaction is tried again once the copy has come, and only they.
func TestCopyProvesNothingForWhoWasPutOff(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	real := h.Senders
	h.Senders = []engine.Sender{lostAnswer(map[string]mail.RecipientAnswer{
		"zemen@obshtina.example": {Outcome: mail.RefusedNow, Reply: "451 4.7.1 greylisted"}})}
	h.step("2018-12-03 09:00")
	h.Senders = real
	h.each(t, func(l workflow.Letter) { h.copyArrives(l) })
	h.step("2018-12-03 09:10")
	h.step("2018-12-03 09:20")
	if got := h.letters("zemen@obshtina.example"); len(got) != 1 || !strings.Contains(got[0].Subject, "годишен доклад") {
		t.Errorf("who was put off has %q", subjects(got))
	}
	if got := h.letters("breznik@obshtina.example"); len(got) != 0 {
		t.Errorf("who got it has it again: %q", subjects(got))
	}
	if o := h.obligation("report/2018/zemen"); o.Status != workflow.StatusRequested {
		t.Errorf("zemen: %s", o.Status)
	}
	h.verify()
}

// A server took the letter, and nobody heard so; sent again, it was refused; then the first one is reported
// as failed. What it asked is asked again once.
func TestRefusedAndThenReportedIsAskedAgainOnce(t *testing.T) {
	h := newHouse(t)
	h.Policy.PlusReturn = true
	h.approve(services())
	real := h.Senders
	h.Senders = []engine.Sender{lostAnswer(nil)}
	h.step("2018-12-03 09:00")
	path := ""
	h.Senders = []engine.Sender{senderFunc(func(_ context.Context, e mail.Envelope) mail.Answer {
		a := mail.Answer{Outcome: mail.RefusedEnd, Reply: "554 5.7.1 not today"}
		for _, address := range e.Recipients {
			if address == "zemen@obshtina.example" {
				path = e.From
			}
			a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: address, Outcome: a.Outcome, Reply: a.Reply})
		}
		return a
	})}
	h.run("2018-12-03 16:00")
	h.Senders = real
	h.postRaw("", zemenFailed(path, "5.2.2"))
	h.step("2018-12-03 16:30")
	seen := map[string]bool{}
	for _, p := range h.obligation("services/2018-Q4/zemen").Schedule {
		if seen[p.Slot] {
			t.Errorf("%s is planned twice", p.Slot)
		}
		seen[p.Slot] = true
	}
	if !seen["request/2"] {
		t.Errorf("it is not asked again: %v", seen)
	}
	h.run("2018-12-05 12:00")
	if got := h.letters("zemen@obshtina.example"); len(got) != 1 {
		t.Errorf("zemen has %q", subjects(got))
	}
	h.verify()
}

// What waits for an address at the moment when a server says that there is none such is not offered to it.
func TestNothingMoreGoesToADeadAddress(t *testing.T) {
	h := newHouse(t)
	h.approve(services())
	real := h.Senders
	h.Senders = []engine.Sender{lostAnswer(nil)}
	h.step("2018-12-03 16:00")
	h.step("2018-12-04 08:30") // nothing proves that it went, and the day has not begun
	h.now = at("2018-12-04 09:00")
	h.approve(services(), report())
	offered := 0
	h.Senders = []engine.Sender{senderFunc(func(ctx context.Context, e mail.Envelope) mail.Answer {
		a := real[0].Send(ctx, e)
		for i, r := range a.Recipients {
			if r.Address == "zemen@obshtina.example" {
				offered++
				a.Recipients[i].Outcome, a.Recipients[i].Reply = mail.RefusedEnd, "550 5.1.1 no such user"
			}
		}
		return a
	})}
	h.run("2018-12-06 12:00")
	if offered != 1 {
		t.Errorf("the dead address was offered %d letters", offered)
	}
	if got := h.letters("delovodstvo@obshtina.example"); len(got) == 0 {
		t.Error("the next one got none")
	}
	h.verify()
}

// zemenFailed is another server's report that a letter did not reach zemen; it quotes nothing of ours.
func zemenFailed(to, status string) []byte {
	return []byte("From: MAILER-DAEMON@obshtina.example\r\nTo: " + to + "\r\nSubject: Undelivered Mail Returned to Sender\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n" +
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; zemen@obshtina.example\r\nAction: failed\r\nStatus: " + status + "\r\n\r\n--b--\r\n")
}
