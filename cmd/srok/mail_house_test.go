package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"srok/config"
	"srok/mail"
	"srok/mail/mailtest"
	"srok/workflow"
)

const intakeCouncil = "council@oa-pernik.example"

// mailHouse is a council that was asked for nothing yet, and everything that comes into its
// mailbox: Dovecot's, or that of the in-process server, which takes its letters in any case.
type mailHouse struct {
	*served
	dovecot *mailtest.Dovecot // nil: the in-process server has the mailbox too
	user    string            // of Dovecot

	mu       sync.Mutex
	requests []*mail.Message // what the institutions were asked
	replies  int
	sent     [][]byte // what was laid into Dovecot
	copies   int      // of our letters among it
}

// newMailHouse has its mailbox on the in-process server.
func newMailHouse(t *testing.T) *mailHouse {
	t.Helper()
	return newMailHouseBy(t, mailtest.Options{})
}

// newMailHouseBy has a server of these options.
func newMailHouseBy(t *testing.T, options mailtest.Options) *mailHouse {
	t.Helper()
	h := &mailHouse{served: newServedBy(t, options)}
	h.drain()
	return h
}

// newDovecotHouse has its mailbox on a real server.
func newDovecotHouse(t *testing.T) *mailHouse {
	t.Helper()
	return newDovecotHouseOf(t, intakeCouncil, "secret")
}

// newDovecotHouseOf logs in there as somebody.
func newDovecotHouseOf(t *testing.T, user, password string) *mailHouse {
	t.Helper()
	h := newMailHouse(t)
	h.user = user
	h.dovecot = mailtest.StartDovecotWith(t, password, user)
	h.server.OnDelivery(h.copied)
	writeSecret(t, filepath.Join(h.dir, "mail.password"), h.dovecot.Password)
	h.configure("$.imap.host", "127.0.0.1", "$.imap.port", portOf(h.dovecot.IMAPAddr))
	return h
}

func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

// configure writes keys of the configuration and their values.
func (h *mailHouse) configure(keysAndValues ...string) {
	h.t.Helper()
	var values [][2]string
	for pair := range slices.Chunk(keysAndValues, 2) {
		values = append(values, [2]string{pair[0], pair[1]})
	}
	if err := setKeys(filepath.Join(h.dir, config.File), values); err != nil {
		h.t.Fatal(err)
	}
}

// drain reads what nobody awaits: a full channel would hold the server's answers.
func (h *mailHouse) drain() {
	done := h.t.(*testing.T).Context().Done()
	go func() {
		for {
			select {
			case <-h.delivered:
			case <-done:
				return
			}
		}
	}()
}

// copied lays the council's copies of what was sent into Dovecot.
func (h *mailHouse) copied(address string) {
	if address != intakeCouncil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range h.server.Mail(intakeCouncil)[h.copies:] {
		h.copies++
		if err := h.dovecot.Put(h.user, fmt.Sprintf("1543820000.copy%d.srok", h.copies), m.Raw); err != nil {
			h.t.Error(err)
		}
		h.sent = append(h.sent, m.Raw)
	}
}

// ask approves the report, has step send the requests, and reads them.
func (h *mailHouse) ask(step func() error) {
	h.t.Helper()
	h.srok("plan", "approve", "--task", "report", "--office", "областен управител")
	if err := step(); err != nil {
		h.t.Fatal(err)
	}
	h.readRequests()
}

func (h *mailHouse) readRequests() {
	h.t.Helper()
	directory, err := config.ExampleDirectory()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, address := range contactsOf(directory) {
		for _, m := range h.server.Mail(address) {
			parsed, err := mail.Parse(bytes.NewReader(m.Raw), int64(len(m.Raw)), mail.Options{}, nil)
			if err != nil {
				h.t.Fatal(err)
			}
			parsed.To = []string{address}
			h.requests = append(h.requests, parsed)
		}
	}
	if len(h.requests) == 0 {
		h.t.Fatal("nobody was asked")
	}
}

// reply has an institution answer its request with a file of these bytes.
func (h *mailHouse) reply(request *mail.Message, file []byte) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.replies++
	raw, err := mail.Compose(mail.Outgoing{From: request.To[0], To: []string{intakeCouncil}, Subject: "Re: " + request.Subject,
		InReplyTo: request.MessageID, MessageID: fmt.Sprintf("otgovor-%d@obshtina.example", h.replies),
		Date: time.Date(2018, 12, 3, 7, 45, 0, 0, time.UTC), Plain: "Приложено изпращаме доклада.\n",
		Files: []mail.File{{Name: fmt.Sprintf("Отчет %d.bin", h.replies), Type: "application/octet-stream", Data: file}}})
	if err != nil {
		h.t.Fatal(err)
	}
	if h.dovecot != nil {
		h.sent = append(h.sent, raw)
		err = h.dovecot.Put(h.user, replyName(h.replies), raw)
	} else {
		err = h.server.Append(intakeCouncil, "INBOX", raw)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return raw
}

// arrived is all that ever came into the mailbox.
func (h *mailHouse) arrived() [][]byte {
	if h.dovecot != nil {
		return h.sent
	}
	var all [][]byte
	for _, m := range h.server.Mail(intakeCouncil) {
		all = append(all, m.Raw)
	}
	return all
}

// answers has the next institutions reply, one each, each with a file of another size.
func (h *mailHouse) answers(n int) {
	h.t.Helper()
	for range n {
		h.reply(h.requests[h.replies%len(h.requests)], bytes.Repeat([]byte("отчет "), 2000+h.replies))
	}
}

// replyName is the file that holds a reply in Dovecot's maildir.
func replyName(serial int) string { return fmt.Sprintf("1543820001.reply%d.srok", serial) }

// check sees that whatever arrived is in the archive as it came, has one verdict and, a reply,
// one submission, and that nobody got a letter twice.
func (h *mailHouse) check() {
	t := h.t.(*testing.T)
	h.srok("verify")
	c := h.open()
	defer c.Close()
	read := c.store.Read(t.Context())
	submissions := map[string]string{}
	for _, raw := range h.arrived() {
		hash := fmt.Sprintf("%x", sha256.Sum256(raw))
		m, found, err := read.Message(hash)
		if err != nil || !found {
			t.Errorf("a message of %d bytes is not there: %v", len(raw), err)
			continue
		}
		kept, err := c.store.Archive().Open(hash)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := io.ReadAll(kept)
		kept.Close()
		if err != nil || !bytes.Equal(got, raw) {
			t.Errorf("message %s is not in the archive as it was sent: %v", hash, err)
		}
		events, err := read.EventsOf(workflow.Subject{Kind: workflow.AboutMessage, Key: hash})
		if err != nil || len(events) != 2 || m.Verdict == "" {
			t.Errorf("message %s has %d events, verdict %q: %v", hash, len(events), m.Verdict, err)
		}
		if m.Verdict != workflow.VerdictReply {
			continue
		}
		if other := submissions[m.Submission]; m.Submission == "" || other != "" {
			t.Errorf("submission %q of message %s is also of %q", m.Submission, hash, other)
		}
		submissions[m.Submission] = hash
	}
	all, err := read.SubmissionsBetween(time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || len(all) != h.replies || len(submissions) != h.replies {
		t.Errorf("%d replies: %d submissions, %d of messages: %v", h.replies, len(all), len(submissions), err)
	}
	h.eachOnce()
}

// open opens the folder, to look.
func (h *mailHouse) open() *council {
	h.t.Helper()
	a := &app{ctx: h.t.(*testing.T).Context(), stdout: io.Discard, stderr: io.Discard, dir: h.dir, now: time.Now}
	c, err := a.openExisting()
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// statusOf is what `srok status --json` tells.
func (h *mailHouse) statusOf(when string) (s status) {
	h.t.Helper()
	if err := json.Unmarshal([]byte(inFolder(h.t.(*testing.T), h.dir, when, "status", "--json")), &s); err != nil {
		h.t.Fatal(err)
	}
	return s
}

// eachOnce looks for letters that an address got twice.
func (h *mailHouse) eachOnce() {
	directory, err := config.ExampleDirectory()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, address := range contactsOf(directory) {
		var ids []string
		for _, m := range h.server.Mail(address) {
			_, id, _ := strings.Cut(string(m.Raw), "\nMessage-ID: ")
			id, _, _ = strings.Cut(id, "\r")
			if slices.Contains(ids, id) {
				h.t.Errorf("%s got %s twice", address, id)
			}
			ids = append(ids, id)
		}
	}
}
