package engine_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"
)

// slowMailbox takes an hour for each batch; its messages arrive while they are fetched.
type slowMailbox struct {
	*house
	count uint32
	fails error
}

func (m slowMailbox) Fetch(_ context.Context, want mail.Request, keep func(mail.Fetched, io.Reader) error) error {
	for uid := want.After.UID + 1; uid <= m.count; uid++ {
		m.now = m.now.Add(time.Hour)
		body := fmt.Sprintf("From: u%d@example.org\r\nSubject: %d\r\n\r\nзапитване\r\n", uid, uid)
		at := mail.Fetched{Cursor: mail.Cursor{Folder: want.After.Folder, Validity: 7, UID: uid}, Size: int64(len(body)), Arrived: m.now}
		if err := keep(at, strings.NewReader(body)); err != nil {
			return err
		}
	}
	if m.fails != nil {
		m.now = m.now.Add(2 * m.Policy.SilenceAfter)
	}
	return m.fails
}

func (h *house) ticking() { h.Now = func() time.Time { return h.now } }

// What arrives while a pass lasts, arrived when it did and not when the pass began; and what the pass
// does afterwards it does by the time of then: after hours, no letter leaves.
func TestLongFetch(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.ticking()
	h.now = at("2018-12-03 15:00")
	h.Mailbox = slowMailbox{house: h, count: 3}
	wake, err := h.Step(t.Context(), h.now)
	must(t, err)
	if sent := h.letters("breznik@obshtina.example"); len(sent) != 0 {
		t.Errorf("at %s were sent %q", h.now, subjects(sent))
	}
	if want := at("2018-12-04 09:00"); !wake.Equal(want) {
		t.Errorf("the next pass is at %s, not at %s", wake, want)
	}
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	for i, m := range held {
		if want := at("2018-12-03 16:00").Add(time.Duration(i) * time.Hour); !m.Arrived.Equal(want) {
			t.Errorf("message %s arrived at %s, not at %s", m.Subject, m.Arrived, want)
		}
	}
	health, err := h.Health(t.Context(), h.now)
	must(t, err)
	if len(held) != 3 || !health.LastCheck.Equal(h.now) {
		t.Errorf("%d messages, looked at %s", len(held), health.LastCheck)
	}
	h.verify()
}

// A fetch that fails after hours is a silence of hours at once.
func TestLongFetchThatFails(t *testing.T) {
	h := newHouse(t)
	h.step("2018-12-03 09:00")
	h.ticking()
	h.Mailbox = slowMailbox{house: h, fails: io.ErrUnexpectedEOF}
	if _, err := h.Step(t.Context(), h.now); err == nil {
		t.Error("it is no error")
	}
	office, err := h.Store.Read(t.Context()).Office()
	must(t, err)
	if office.Silence == "" || !office.SilentSince.Equal(h.now) {
		t.Errorf("silence %q since %s", office.Silence, office.SilentSince)
	}
}

// slowSender takes its time for each letter.
type slowSender struct {
	*house
	takes time.Duration
	sent  []time.Time
}

func (s *slowSender) Send(ctx context.Context, e mail.Envelope) mail.Answer {
	s.sent = append(s.sent, s.now)
	a := mail.Answer{Outcome: mail.Accepted, Reply: "250 2.0.0 taken"}
	for _, r := range e.Recipients {
		a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: r, Outcome: mail.Accepted, Reply: a.Reply})
	}
	key, _, _ := strings.Cut(e.Recipients[0], "@")
	l, _, err := s.Store.Read(ctx).Letter(key)
	if err != nil || !l.NotUntil.Equal(s.now.Add(s.Policy.Lease)) {
		s.t.Errorf("at %s letter %s is held until %s (%v)", s.now, key, l.NotUntil, err)
	}
	s.now = s.now.Add(s.takes)
	return a
}

// While a slow server takes letter after letter, the mailbox is read between them, and the day of work
// ends: the others wait for the next one. And no attempt is so old when it begins that another process
// takes it for left.
func TestLongDelivery(t *testing.T) {
	h := newHouse(t)
	h.ticking()
	h.now = at("2018-12-03 16:00")
	sender := &slowSender{house: h, takes: 12 * time.Minute}
	h.Senders = []engine.Sender{sender}
	for i := range 5 {
		h.queueTask(fmt.Sprint(i))
	}
	for n := 1; n <= 4; n++ {
		wake, err := h.Step(t.Context(), h.now)
		must(t, err)
		if want := min(n, 3); len(sender.sent) != want || n < 4 && wake.After(h.now) {
			t.Errorf("after pass %d letters were sent at %s; the next is at %s", n, sender.sent, wake)
		}
	}
	letters, err := h.Store.Read(t.Context()).Letters()
	must(t, err)
	for i, l := range letters {
		want := map[bool]workflow.LetterStatus{true: workflow.Taken, false: workflow.Queued}[i < 3]
		if l.Status != want {
			t.Errorf("letter %d is %s, not %s (%s)", i+1, l.Status, want, l.Why)
		}
		if want == workflow.Taken && !l.Sent.Equal(at("2018-12-03 16:00").Add(time.Duration(i+1)*12*time.Minute)) {
			t.Errorf("letter %d went at %s", i+1, l.Sent)
		}
	}
	h.verify()
}

// queueTask puts a letter into the outbox that goes in the hours of work, to an institution of its own.
func (h *house) queueTask(key string) {
	h.t.Helper()
	must(h.t, h.Store.Write(h.t.Context(), func(tx *store.Tx) error {
		body := []byte("Subject: " + key + "\r\n\r\n")
		return errors.Join(
			tx.Append(h.now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutLetter, Key: key}, workflow.Composed{Letter: workflow.Letter{
				Kind: workflow.LetterRequest, Institution: key, MessageID: key + "@x.example", SHA256: fmt.Sprintf("%x", sha256.Sum256(body)),
				Recipients: []workflow.Recipient{{Address: key + "@obshtina.example"}, {Address: councilMailbox, Own: true}}}}),
			tx.KeepLetter(key, body))
	}))
}
