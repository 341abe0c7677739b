package engine_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"
)

// gone is a mailbox that nobody can reach.
type gone struct{}

func (gone) Fetch(context.Context, mail.Request, func(mail.Fetched, io.Reader) error) error {
	return errors.New("no route to host")
}

// One folder of several that cannot be read is told by its name, and not as if nobody looked into the
// mailbox; once nothing can be read, that is told, and each of it ends.
func TestOneFolderIsSilent(t *testing.T) {
	const junk = "Нежелана поща"
	h := newHouse(t)
	h.Policy.Folders = []string{"INBOX", junk}
	h.approve(report())
	look := func(until string) (silence []string, began int) {
		t.Helper()
		for ; !h.now.After(at(until)); h.now = h.now.Add(10 * time.Minute) {
			h.Step(t.Context(), h.now) // the error names the folder: see TestFoldersOfTheMailbox
		}
		health, err := h.Health(t.Context(), h.now)
		must(t, err)
		events, err := h.Store.Read(t.Context()).EventsOf(store.Council)
		must(t, err)
		for _, e := range events {
			if _, ok := e.Fact.(workflow.SilenceBegan); ok {
				began++
			}
		}
		return health.Silence, began
	}
	digest := func() string {
		t.Helper()
		text, err := h.Digest(t.Context(), day("2018-12-09"), h.now)
		must(t, err)
		return text.Plain
	}
	const missing, inbox = "папката „" + junk + "“ в пощата не е проверявана успешно от 09:00 ч. на 03.12.2018 г.", "папката „INBOX“ в пощата не е проверявана успешно от 12:00 ч. на 03.12.2018 г."
	silence, began := look("2018-12-03 12:00")
	if !slices.Equal(silence, []string{missing}) || began != 1 {
		t.Fatalf("a folder is missing: %q, begun %d times", silence, began)
	}
	if page := digest(); !strings.Contains(page, "ВНИМАНИЕ: папката „"+junk+"“ в пощата не е проверявана успешно нито веднъж") || strings.Contains(page, "пощата не е проверявана.") {
		t.Errorf("the digest says\n%s", page)
	}
	h.Mailbox = gone{}
	if silence, began = look("2018-12-03 14:00"); !slices.Equal(silence, []string{inbox, missing}) || began != 2 {
		t.Fatalf("nothing can be read: %q, begun %d times", silence, began)
	}
	if page := digest(); !strings.Contains(page, "ВНИМАНИЕ: пощата не е проверявана успешно") || !strings.Contains(page, "няма данни, защото пощата не е проверявана.") {
		t.Errorf("the digest says\n%s", page)
	}
	must(t, h.server.AddFolder(councilMailbox, junk))
	h.Mailbox = h.open().Mailbox
	if silence, _ = look("2018-12-03 15:00"); len(silence) > 0 {
		t.Errorf("all is read again: %q", silence)
	}
	h.Mailbox = gone{}
	if silence, _ = look("2018-12-03 17:00"); !slices.Equal(silence, []string{"пощата не е проверявана успешно от 15:00 ч. на 03.12.2018 г."}) {
		t.Errorf("nobody can reach the mailbox: %q", silence)
	}
	h.verify()
}

// Each of two folders that are now and then not read was read not long ago: nothing is silent.
func TestFoldersThatTakeTurnsAreNotSilent(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	folders := []string{"INBOX", "Архив"}
	must(t, h.server.AddFolder(councilMailbox, "Архив"))
	for i := range 24 {
		h.now = h.now.Add(20 * time.Minute)
		h.Policy.Folders = slices.Clone(folders)
		h.Step(t.Context(), h.now)
		h.Policy.Folders[i%2] = "Няма такава"
		h.Step(t.Context(), h.now.Add(10*time.Minute))
	}
	h.Policy.Folders = folders
	health, err := h.Health(t.Context(), h.now)
	must(t, err)
	if len(health.Silence) > 0 || h.now.Sub(health.LastCheck) > time.Hour {
		t.Errorf("silence %q, last look at %s", health.Silence, health.LastCheck)
	}
}

// A past week's digest is told from what was known then also where the machine's clock had gone back
// for a while, or ahead.
func TestDigestWhereTheClockWasWrong(t *testing.T) {
	for name, wrong := range map[string]string{"back": "2018-12-02 09:00", "ahead": "2037-01-05 09:00"} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.approve(report())
			h.step("2018-12-03 09:00")
			h.now = at(wrong)
			must(t, h.Do(t.Context(), h.now, "секретар", engine.Note{Obligation: "report/2018/breznik", Text: "обадиха се"}))
			must(t, stepOnce(h))
			h.now = at("2018-12-04 10:00")
			must(t, h.Do(t.Context(), h.now, "секретар", engine.Waive{Obligation: "report/2018/breznik", Reason: "закрита"}))
			h.now = at("2018-12-20 10:00")
			must(t, h.Do(t.Context(), h.now, "секретар", engine.Waive{Obligation: "report/2018/zemen", Reason: "закрита"}))
			for sunday, want := range map[string]string{"2018-12-02": "3 декември 2018 г., 08:00 ч.: няма.", "2018-12-09": "доклади: очаквани – 1; приети – 0;"} {
				text, err := h.Digest(t.Context(), day(sunday), h.now)
				if must(t, err); !strings.Contains(text.Plain, want) {
					t.Errorf("the week to %s lacks %q:\n%s", sunday, want, text.Plain)
				}
			}
			h.verify()
		})
	}
}

// A look under a clock that was ten years ahead puts the silence off for no longer than another look.
func TestSilenceAfterTheClockWasAhead(t *testing.T) {
	h := newHouse(t)
	h.step("2018-12-03 09:00")
	h.step("2028-12-03 09:00")
	h.Mailbox = brokenMailbox{}
	for _, c := range [][2]string{{"2018-12-03 09:10", ""}, {"2018-12-03 10:30", "пощата не е проверявана успешно от 09:10 ч. на 03.12.2018 г."}} {
		when, want := c[0], c[1]
		h.now = at(when)
		if _, err := h.Step(t.Context(), h.now); err == nil {
			t.Error("a broken mailbox is no error")
		}
		health, err := h.Health(t.Context(), h.now)
		must(t, err)
		if got := strings.Join(health.Silence, "|"); got != want {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
}
