package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"srok/config"
	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
	"srok/workflow"
)

// sendThrough has `step` hand its letters to this address.
func (h *realHouse) sendThrough(address string) {
	h.t.Helper()
	host, port, _ := net.SplitHostPort(address)
	if err := setKeys(filepath.Join(h.dir, config.File), [][2]string{{"$.smtp.host", host}, {"$.smtp.port", port}}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *realHouse) approveReport() {
	h.t.Helper()
	h.srok("2018-12-03 08:30", "plan", "import", filepath.Join(h.dir, config.ExamplePlan), "--out", filepath.Join(h.dir, config.PlanFile))
	h.srok("2018-12-03 08:30", "plan", "approve", "--task", "report", "--office", "областен управител")
}

// lettersInStore lists srok's letters.
func (h *realHouse) lettersInStore() []workflow.Letter {
	h.t.Helper()
	c := h.open()
	defer c.Close()
	letters, err := c.store.Read(h.t.Context()).Letters()
	if err != nil {
		h.t.Fatal(err)
	}
	return letters
}

// Postfix takes a letter, and before its answer arrives the connection ends, or the process is
// killed (SIGKILL): the letter is uncertain, the council's copy in Dovecot's mailbox proves it,
// and it is not sent again.
func TestPostfixAnswerIsLost(t *testing.T) {
	takesLong(t)
	for _, kill := range []bool{false, true} {
		t.Run(fmt.Sprintf("killed %v", kill), func(t *testing.T) {
			t.Parallel()
			newRealHouse(t).losesAnswer(kill)
		})
	}
}

func (h *realHouse) losesAnswer(kill bool) {
	t := h.t
	h.approveReport()
	proxy := newLineProxy(t, h.postfix.SMTPAddr, 0)
	h.sendThrough(proxy.Addr().String())
	ended := stepThrough(t, proxy, h.dir, kill)
	answer, last, _ := proxy.stopped()
	if !strings.HasPrefix(answer, "250 2.0.0 Ok: queued") || last != "." || kill != (ended != nil) {
		t.Fatalf("%q was not handed on after %q, and the process ended with %v", answer, last, ended)
	}
	h.sendThrough(h.postfix.SMTPAddr)
	lost := h.attempted()
	if want := map[bool]workflow.LetterStatus{false: workflow.Uncertain, true: workflow.Sending}[kill]; lost.Status != want {
		t.Fatalf("the letter whose answer was lost is %s, not %s", lost.Status, want)
	}
	h.await("council@oa-pernik.example", func(m *mail.Message) bool { return m.MessageID == lost.MessageID })
	for _, when := range []string{"2018-12-03 09:01", "2018-12-03 09:16", "2018-12-03 10:30", "2018-12-03 16:00"} {
		h.srok(when, "step") // the copy is read, the lease ends, and all waits for a proof end
	}
	h.proven(lost)
	letters := h.lettersInStore()
	if len(letters) < 20 {
		t.Errorf("only %d letters", len(letters))
	}
	for _, l := range letters {
		if l.Status != workflow.Taken {
			t.Errorf("letter %s is %s: %s", l.Key, l.Status, l.Why)
		}
		for _, r := range l.Recipients {
			if n := h.copies(r.Address, l.MessageID); n != 1 {
				t.Errorf("%s has %d copies of %s", r.Address, n, l.Key)
			}
		}
	}
	h.srok("2018-12-03 16:01", "verify")
}

// attempted is the letter of which an attempt has no known end: there is one.
func (h *realHouse) attempted() workflow.Letter {
	h.t.Helper()
	var found []workflow.Letter
	for _, l := range h.lettersInStore() {
		if n := len(l.Attempts); n > 0 && l.Status != workflow.Taken {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		h.t.Fatalf("%d letters were attempted and not taken", len(found))
	}
	return found[0]
}

// proven looks into the log: the letter was uncertain once, its copy came, and no attempt followed.
func (h *realHouse) proven(lost workflow.Letter) {
	h.t.Helper()
	c := h.open()
	defer c.Close()
	events, err := c.store.Read(h.t.Context()).EventsOf(workflow.Subject{Kind: workflow.AboutLetter, Key: lost.Key})
	if err != nil {
		h.t.Fatal(err)
	}
	said := map[string]int{}
	for _, e := range events {
		said[e.Fact.FactName()]++
	}
	if said["attempted"] != 1 || said["left-uncertain"] != 1 || said["copy-seen"] != 1 || said["answered"]+said["given-up-waiting"] != 0 {
		h.t.Errorf("the letter's log has %v", said)
	}
	after, _, err := c.store.Read(h.t.Context()).Letter(lost.Key)
	if err != nil || after.Status != workflow.Taken || !strings.HasPrefix(after.Why, "доказано") {
		h.t.Errorf("the letter is %s: %s (%v)", after.Status, after.Why, err)
	}
}

// copies counts a letter in a mailbox, once it is there at all.
func (h *realHouse) copies(address, messageID string) (n int) {
	h.t.Helper()
	h.await(address, func(m *mail.Message) bool { return m.MessageID == messageID })
	h.each(address, func(m *mail.Message) {
		if m.MessageID == messageID {
			n++
		}
	})
	return n
}

// A real bounce and a real delay: both find their letter and contact; what the bounced one asked
// goes to the second address, in a slot of its own.
func TestPostfixBounceAndDelay(t *testing.T) {
	takesLong(t)
	t.Parallel()
	const breznik, second, slow = "breznik@obshtina.example", "sekretar.breznik@obshtina.example", "zemen@obshtina.example"
	h := newRealHouse(t, second)
	institution := mailtest.StartPostfix(t, mailtest.PostfixOptions{
		Host: "mx.obshtina.example", Deliver: h.dovecot,
		Policy: func(_, recipient string) string {
			switch recipient {
			case breznik:
				return "550 5.1.1 No such user"
			case slow:
				return "450 4.2.2 Mailbox full"
			}
			return "DUNNO"
		},
	})
	// Ours knows the council alone; the municipalities are another server's.
	council := *h.dovecot
	council.Users = []string{"council@oa-pernik.example", "governor@oa-pernik.example"}
	ours := mailtest.StartPostfix(t, mailtest.PostfixOptions{
		Deliver:  &council,
		Relay:    map[string]string{"obshtina.example": institution.SMTPAddr},
		Settings: map[string]string{"delay_warning_time": "1s"},
	})
	h.sendThrough(ours.SMTPAddr)
	h.addContact(breznik, second)
	h.approveReport()
	h.srok("2018-12-03 09:00", "step")
	h.await("council@oa-pernik.example", func(m *mail.Message) bool { return m.Kind == mail.KindBounce })
	h.await("council@oa-pernik.example", func(m *mail.Message) bool { return m.Kind == mail.KindDelay })
	h.srok("2018-12-03 09:10", "step")
	h.srok("2018-12-04 09:30", "step") // one letter a day: the second address is asked on the next

	again := h.await(second, func(*mail.Message) bool { return true })
	var asked workflow.Letter
	for _, l := range h.lettersInStore() {
		switch {
		case l.MessageID == again.MessageID:
			asked = l
		case strings.EqualFold(l.Recipients[0].Address, breznik) && l.Status != workflow.Undelivered:
			t.Errorf("the letter that bounced is %s", l.Status)
		}
	}
	if len(asked.Steps) == 0 || string(asked.Steps[0].Slot) != "request/2" {
		t.Errorf("the second address was asked by %+v", asked.Steps)
	}
	for _, want := range []struct {
		verdict workflow.Verdict
		address string
	}{{workflow.VerdictBounce, "breznik"}, {workflow.VerdictDelay, "zemen"}} {
		if !h.hasVerdict(want.verdict, want.address) {
			t.Errorf("no %s was matched to %s", want.verdict, want.address)
		}
	}
	h.srok("2018-12-04 09:31", "verify")
}

// addContact gives an institution a second address.
func (h *realHouse) addContact(first, second string) {
	h.t.Helper()
	path := filepath.Join(h.dir, config.InstitutionsFile)
	text, err := os.ReadFile(path)
	if err != nil {
		h.t.Fatal(err)
	}
	changed := strings.Replace(string(text), "email: "+first+"\n", fmt.Sprintf("email: %s\n        contacts: [%s]\n", first, second), 1)
	if changed == string(text) {
		h.t.Fatalf("%s does not name %s", path, first)
	}
	if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

// each looks at every message of a mailbox.
func (h *realHouse) each(address string, look func(*mail.Message)) {
	h.t.Helper()
	host, port, _ := net.SplitHostPort(h.dovecot.IMAPAddr)
	box, err := imap.New(imap.Config{Host: host, Port: number(h.t, port), TLS: imap.NoTLS, User: address,
		Secret: func(context.Context) (string, error) { return h.dovecot.Password, nil }})
	if err != nil {
		h.t.Fatal(err)
	}
	defer box.Close()
	err = box.Fetch(h.t.Context(), mail.Request{After: mail.Cursor{Folder: imap.Inbox}}, func(_ mail.Fetched, r io.Reader) error {
		raw, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		m, err := mail.Parse(bytes.NewReader(raw), int64(len(raw)), mail.Options{}, nil)
		if err == nil {
			look(m)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// hasVerdict finds a report that was matched to a letter to an institution.
func (h *realHouse) hasVerdict(verdict workflow.Verdict, institution string) bool {
	h.t.Helper()
	c := h.open()
	defer c.Close()
	messages, err := c.store.Read(h.t.Context()).MessagesSince(time.Time{})
	if err != nil {
		h.t.Fatal(err)
	}
	return slices.ContainsFunc(messages, func(m workflow.Message) bool {
		return m.Verdict == verdict && m.Institution == institution && m.Letter != ""
	})
}

func (h *realHouse) open() *council {
	h.t.Helper()
	c, err := (&app{ctx: h.t.Context(), stdout: io.Discard, stderr: io.Discard, dir: h.dir, now: time.Now}).openExisting()
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}
