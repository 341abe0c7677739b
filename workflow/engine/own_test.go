package engine_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// What is in our own letters nobody looks through when their copies come in.
func TestOwnCopiesAreNotLookedInto(t *testing.T) {
	h := newHouse(t)
	scanner := &fakeScanner{up: true}
	h.Scanner = scanner
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.step("2018-12-03 09:05")
	if own := h.verdicts(workflow.VerdictOwn); len(own) != 2 || len(own[0].Files) == 0 || scanner.asked != 0 {
		t.Errorf("%d copies, the scanner was asked %d times", len(own), scanner.asked)
	}
	h.verify()
}

// Who has got a letter of ours can send another one under its Message-ID: it is looked into as any
// message, proves nothing, and a person sees it.
func TestForgedOwn(t *testing.T) {
	for name, c := range map[string]struct {
		change func(o *mail.Outgoing)
		raw    func([]byte) []byte
		held   bool
		seen   bool // its files were looked into
	}{
		"as it was": {},
		"a gateway's line": {change: func(o *mail.Outgoing) {
			o.Plain = "Съобщението е проверено от шлюза.\n" + o.Plain
		}, seen: true},
		"another file":         {change: func(o *mail.Outgoing) { o.Files = append(o.Files, textFiles("вирус.txt", "virus")...) }, held: true, seen: true},
		"its file exchanged":   {change: func(o *mail.Outgoing) { o.Files = textFiles("Доклад.xlsx", "virus") }, held: true, seen: true},
		"another text":         {change: func(o *mail.Outgoing) { o.Plain, o.Files = "Няма постъпили сигнали.\n", nil }, held: true},
		"personal in the text": {change: func(o *mail.Outgoing) { o.Plain += "\nЕГН 7501020018\n" }, seen: true},
		"bytes after it":       {raw: func(b []byte) []byte { return append(b, "Още един ред.\r\n"...) }, seen: true},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			scanner := &fakeScanner{up: true}
			h.Scanner = scanner
			h.approve(report())
			h.step("2018-12-03 09:00")
			h.step("2018-12-03 09:05")
			letter := h.letters("breznik@obshtina.example")[0]
			raw := h.server.Mail("breznik@obshtina.example")[0].Raw
			if c.change != nil {
				o := mail.Outgoing{From: councilMailbox, To: []string{"breznik@obshtina.example"}, Subject: letter.Subject, MessageID: letter.MessageID,
					Origin: letter.Origin, Date: h.now, Plain: letter.FullText, Files: []mail.File{h.attachment("breznik@obshtina.example", 0, ".xlsx")}}
				c.change(&o)
				var err error
				raw, err = mail.Compose(o)
				must(t, err)
			}
			if c.raw != nil {
				raw = c.raw(bytes.Clone(raw))
			}
			h.postRaw("breznik@obshtina.example", append([]byte("X-Came: again\r\n"), raw...))
			scanner.asked = 0
			h.step("2018-12-10 10:00")
			held, own := h.verdicts(workflow.VerdictHeld), h.verdicts(workflow.VerdictOwn)
			if (len(held) == 1) != c.held || len(own)+len(held) != 3 || (scanner.asked > 0) != c.seen {
				t.Fatalf("%d are held, %d own; the scanner was asked %d times", len(held), len(own), scanner.asked)
			}
			if last := slices.Concat(own, held)[2]; last.Quarantine != (strings.Contains(name, "file") || strings.Contains(name, "personal")) {
				t.Errorf("under quarantine: %v, files %+v", last.Quarantine, last.Files)
			}
			if c.held && (held[0].Letter != "" || !strings.Contains(held[0].Why, "подправено")) {
				t.Errorf("held as %+v", held[0])
			}
			if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || o.Pause != nil {
				t.Errorf("the obligation is %s, paused %v", o.Status, o.Pause)
			}
			h.verify()
		})
	}
}

// verdicts are the messages that are of a kind, in the order in which they came.
func (h *house) verdicts(of workflow.Verdict) []workflow.Message {
	h.t.Helper()
	all, err := h.Store.Read(h.t.Context()).MessagesSince(at("2018-01-01 00:00"))
	must(h.t, err)
	return slices.DeleteFunc(all, func(m workflow.Message) bool { return m.Verdict != of })
}

// An empty form of ours is none of the sender's, whichever letter carried it out; nor is our calendar
// under another name.
func TestEarlierFormComesBack(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	blank := h.attachment("breznik@obshtina.example", 0, ".xlsx")
	calendar := h.attachment("breznik@obshtina.example", 0, ".ics")
	calendar.Name = "ATT00001.bin"
	h.step("2019-01-17 09:00")
	letters := h.letters("breznik@obshtina.example")
	reminder := letters[len(letters)-1]
	if len(letters) < 2 || len(calendar.Data) == 0 {
		t.Fatalf("the letters are %q", subjects(letters))
	}
	h.now = at("2019-01-17 10:00")
	for i, files := range [][]mail.File{{blank, calendar}, {calendar}} {
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + reminder.Subject, InReplyTo: reminder.MessageID,
			MessageID: fmt.Sprintf("%d@obshtina.example", i), Plain: "Получихме писмото Ви.\n", Files: files})
		h.step("2019-01-17 10:00")
		if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || len(o.Submissions) != 0 || o.Pause == nil {
			t.Errorf("%d files of an earlier letter: it is %s, %d submissions, paused %v", len(files), o.Status, len(o.Submissions), o.Pause)
		}
	}
	h.verify()
}
