package engine_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// leftByOlder is a message as an older srok left it: kept, and read in some other way.
func (h *house) leftByOlder(o mail.Outgoing, read workflow.Message) string {
	h.t.Helper()
	o.To, o.Date = []string{councilMailbox}, h.now
	raw, err := mail.Compose(o)
	must(h.t, err)
	kept, err := h.Store.Archive().Keep(bytes.NewReader(raw))
	must(h.t, err)
	read.From, read.Subject, read.MessageID = o.From, o.Subject, o.MessageID
	subject := workflow.Subject{Kind: workflow.AboutMessage, Key: kept.Hash}
	must(h.t, h.Store.Write(h.t.Context(), func(tx *store.Tx) error {
		return tx.Append(h.now, workflow.BySrok, subject, workflow.Kept{Size: kept.Size, Arrived: h.now}, workflow.Read{Message: read})
	}))
	return kept.Hash
}

// What an older srok could not place is placed by the newer one: shown first, changed only when
// asked, by events with a reason, and nobody is written to.
func TestReread(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2018-12-10 10:00")
	key := h.leftByOlder(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", MessageID: "r@obshtina.example",
		InReplyTo: h.letters("breznik@obshtina.example")[0].MessageID, Plain: "Приложено изпращаме доклада.",
		Files: []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}},
	}, workflow.Message{Verdict: workflow.VerdictHeld, Why: "непознато"})
	sent := len(h.letters("breznik@obshtina.example"))

	looked, err := h.Reread(t.Context(), h.now, "секретар", "", false, false)
	must(t, err)
	ref := h.letterRefs("breznik")[0]
	if len(looked) == 1 && !slices.Contains(looked[0].Changes, "писмо: „“ → „"+ref+"“") {
		t.Errorf("the letter is not told as %s: %q", ref, looked[0].Changes)
	}
	if len(looked) != 1 || looked[0].Was != workflow.VerdictHeld || looked[0].Now != workflow.VerdictReply || looked[0].Applied {
		t.Fatalf("shown: %+v", looked)
	}
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested {
		t.Fatalf("looking made it %s", o.Status)
	}
	if _, err := h.Reread(t.Context(), h.now, "секретар", "", false, true); err == nil {
		t.Error("it is changed without a reason")
	}
	applied, err := h.Reread(t.Context(), h.now, "секретар", "нова версия", false, true)
	must(t, err)
	if len(applied) != 1 || !applied[0].Applied {
		t.Fatalf("applied: %+v", applied)
	}
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusReceived {
		t.Errorf("it is %s", o.Status)
	}
	h.step("2018-12-10 11:00")
	if now := len(h.letters("breznik@obshtina.example")); now != sent {
		t.Errorf("letters: %d, were %d", now, sent)
	}
	events, err := h.Store.Read(t.Context()).EventsOf(workflow.Subject{Kind: workflow.AboutMessage, Key: key})
	must(t, err)
	var facts []string
	for _, e := range events {
		facts = append(facts, e.Fact.FactName())
	}
	if got := strings.Join(facts, " "); got != "kept read reread-asked read" || events[2].By != "секретар" {
		t.Errorf("events: %s", got)
	}
	again, err := h.Reread(t.Context(), h.now, "секретар", "нова версия", true, true)
	must(t, err)
	if len(again) != 0 {
		t.Errorf("read once more, it differs: %+v", again)
	}
	h.verify()
}

// What was done about a message is shown as different, and not undone.
func TestRereadLeavesWhatIsDone(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2018-12-10 10:00")
	key := h.leftByOlder(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", MessageID: "r@obshtina.example",
		InReplyTo: h.letters("breznik@obshtina.example")[0].MessageID, Plain: "Приложено изпращаме доклада."},
		workflow.Message{Verdict: workflow.VerdictOther, Letter: "some-letter"})
	changed, err := h.Reread(t.Context(), h.now, "секретар", "нова версия", true, true)
	must(t, err)
	if len(changed) != 1 || changed[0].Message != key || changed[0].Applied || changed[0].Settled == "" {
		t.Fatalf("%+v", changed)
	}
	m, _, err := h.Store.Read(t.Context()).Message(key)
	must(t, err)
	if m.Verdict != workflow.VerdictOther {
		t.Errorf("it is %s", m.Verdict)
	}
	h.verify()
}

// One message that cannot be read any more keeps no other from being read again.
func TestRereadGoesOn(t *testing.T) {
	h := newHouse(t)
	h.now = at("2018-12-10 10:00")
	var keys []string
	for _, id := range []string{"a", "b", "c"} {
		keys = append(keys, h.leftByOlder(mail.Outgoing{From: id + "@obshtina.example", Subject: "Питане", MessageID: id + "@obshtina.example", Plain: "Моля."},
			workflow.Message{Verdict: workflow.VerdictHeld, Why: "непознато"}))
		h.now = h.now.Add(time.Minute)
	}
	must(t, os.Remove(filepath.Join(h.dir, "archive", keys[1][:2], keys[1])))
	changed, err := h.Reread(t.Context(), h.now, "секретар", "нова версия", false, true)
	if err == nil || !strings.Contains(err.Error(), keys[1]) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the lost one is not told: %v", err)
	}
	if len(changed) != 2 || changed[0].Message != keys[0] || changed[1].Message != keys[2] || !changed[1].Applied {
		t.Errorf("%+v", changed)
	}
}

// letterRefs are the names of the letters to an institution.
func (h *house) letterRefs(institution string) (refs []string) {
	h.t.Helper()
	letters, err := h.Store.Read(h.t.Context()).LettersOf(institution)
	must(h.t, err)
	for _, l := range letters {
		refs = append(refs, l.Name())
	}
	return refs
}
