package engine_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// backup is a copy of the folder as it is now.
func (h *house) backup() string {
	h.t.Helper()
	dir := filepath.Join(h.t.TempDir(), "backup")
	must(h.t, h.Store.Close())
	must(h.t, os.CopyFS(dir, os.DirFS(h.dir)))
	h.reopen(h.dir, h.Home)
	return dir
}

// reopen goes on with a folder, in a home.
func (h *house) reopen(dir, home string) {
	h.t.Helper()
	h.Store.Close()
	h.dir = dir
	h.Engine = h.open()
	h.Home = home
}

// received are all the letters that anyone but the council has, by subject, sorted.
func (h *house) received() []string {
	h.t.Helper()
	var all []string
	for _, address := range []string{"breznik@obshtina.example", "zemen@obshtina.example", "delovodstvo@obshtina.example"} {
		for _, l := range h.letters(address) {
			all = append(all, address+": "+l.Subject)
		}
	}
	slices.Sort(all)
	return all
}

// A season of one folder, and the same with an old copy put back in it, by which srok forgot all
// that it had sent and received: the institutions have the same letters, each once, and the same
// is owed.
func TestOlderCopyPutBackWritesToNobodyTwice(t *testing.T) {
	undisturbed, disturbed := newHouse(t), newHouse(t)
	for _, h := range []*house{undisturbed, disturbed} {
		h.Home = "here"
		h.approve(report(), services())
		h.step("2018-12-03 08:00") // before the hours: nothing has gone out
		old := ""
		if h == disturbed {
			old = h.backup()
		}
		h.run("2019-01-03 12:00")
		answered := h.letters("breznik@obshtina.example")[0]
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Отг: " + answered.Subject, InReplyTo: answered.MessageID, Plain: "Приложено.",
			Files: []mail.File{{Name: "Годишен отчет 2018.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4\n% report\n")}}})
		h.run("2019-02-05 12:00")
		if h == disturbed {
			h.putBack(old)
		}
		h.run("2019-02-20 12:00")
		h.verify()
	}
	if got, want := disturbed.received(), undisturbed.received(); !slices.Equal(got, want) {
		t.Errorf("with an old copy put back the institutions have\n%s\nwithout:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, key := range []string{"report/2018/breznik", "report/2018/zemen", "services/2018-Q4/breznik", "services/2018-Q4/zemen"} {
		got, want := disturbed.obligation(key), undisturbed.obligation(key)
		if got.Status != want.Status || got.Reminders != want.Reminders || got.Escalated != want.Escalated {
			t.Errorf("%s is %s after %d reminders, escalated %s; want %s, %d, %s", key, got.Status, got.Reminders, got.Escalated, want.Status, want.Reminders, want.Escalated)
		}
	}
}

// putBack opens an old copy in the same home, and resumes it.
func (h *house) putBack(old string) {
	h.t.Helper()
	want := h.received()
	if len(want) < 8 {
		h.t.Fatalf("too little has happened: %q", want)
	}
	h.reopen(old, h.Home)
	h.step("2019-02-05 13:00")
	h.step("2019-02-06 10:00")
	health, err := h.Health(h.t.Context(), h.now)
	must(h.t, err)
	if got := h.received(); health.Paused == "" || !slices.Equal(got, want) {
		h.t.Fatalf("before anyone resumed it, the old copy (paused: %q) has sent something:\n%q\nbefore:\n%q", health.Paused, got, want)
	}
	must(h.t, h.Do(h.t.Context(), h.now, "секретар", engine.Resume{Reason: "проверено"}))
}

var errDown = errors.New("the mail server is down")

type mailboxDown struct{ engine.Mailbox }

func (mailboxDown) Fetch(context.Context, mail.Request, func(mail.Fetched, io.Reader) error) error {
	return errDown
}

// A folder that was copied elsewhere only reads until a person resumes it, and that is refused
// before its mailbox was read.
func TestCopyElsewhereDoesNotSend(t *testing.T) {
	h := newHouse(t)
	h.Home = "here"
	h.approve(services())
	h.step("2018-12-03 08:00")
	h.reopen(h.backup(), "elsewhere")
	h.Mailbox, h.now = mailboxDown{h.Mailbox}, at("2018-12-03 10:00")
	for range 3 {
		if _, err := h.Step(t.Context(), h.now); !errors.Is(err, errDown) {
			t.Fatalf("with the mailbox down: %v", err)
		}
	}
	var refusal *workflow.Refusal
	if err := h.Do(t.Context(), h.now, "секретар", engine.Resume{}); !errors.As(err, &refusal) {
		t.Errorf("resumed before the mailbox was read: %v", err)
	}
	h.Mailbox = h.Mailbox.(mailboxDown).Mailbox
	h.step("2018-12-03 10:05")
	if got := h.received(); len(got) > 0 {
		t.Errorf("a copy has sent %q", got)
	}
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Resume{}))
	h.step("2018-12-03 10:05")
	if got := h.received(); len(got) != 2 {
		t.Errorf("resumed, it has sent %q", got)
	}
	h.step("2018-12-03 10:10") // at home now
	h.verify()
}
