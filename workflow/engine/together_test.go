package engine_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"
)

// queue puts letters of institutions into the outbox, n of each, in turn.
func (h *house) queue(n int, institutions ...string) {
	h.t.Helper()
	must(h.t, h.Store.Write(h.t.Context(), func(tx *store.Tx) error {
		for i := range n {
			for _, id := range institutions {
				if err := h.put(tx, fmt.Sprintf("%s-%02d", id, i), id, id+"@obshtina.example"); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// queueOne puts one letter into the outbox.
func (h *house) queueOne(key, address string) {
	h.t.Helper()
	must(h.t, h.Store.Write(h.t.Context(), func(tx *store.Tx) error { return h.put(tx, key, key, address) }))
}

func (h *house) put(tx *store.Tx, key, institution, address string) error {
	body := []byte("Subject: " + key + "\r\n\r\n")
	return errors.Join(
		tx.Append(h.now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutLetter, Key: key}, workflow.Composed{Letter: workflow.Letter{
			Kind: workflow.LetterReceipt, Institution: institution, MessageID: key + "@x.example", Subject: key, SHA256: fmt.Sprintf("%x", sha256.Sum256(body)), AnyTime: true,
			Recipients: []workflow.Recipient{{Address: address}, {Address: councilMailbox, Own: true}}}}),
		tx.KeepLetter(key, body))
}

// watcher is a sender that notes who is under way; it takes every letter.
type watcher struct {
	mu       sync.Mutex
	store    *store.Store
	underWay map[string]int
	most     map[string]int // of each institution, and in all
	order    map[string][]string
	faults   []string
}

func (w *watcher) Send(ctx context.Context, e mail.Envelope) mail.Answer {
	to := e.Recipients[0]
	letters, err := w.store.Read(ctx).Letters()
	w.mu.Lock()
	for _, l := range letters {
		if workflow.ShortHash(l.Key) == e.ID {
			w.order[to] = append(w.order[to], l.Key)
			if l.Status != workflow.Sending || err != nil {
				w.faults = append(w.faults, fmt.Sprintf("%s is sent while it is %s (%v)", l.Key, l.Status, err))
			}
		}
	}
	for _, who := range []string{to, "all"} {
		w.underWay[who]++
		w.most[who] = max(w.most[who], w.underWay[who])
	}
	w.mu.Unlock()
	a := mail.Answer{Outcome: mail.Accepted, Reply: "250 2.0.0 taken"}
	for _, r := range e.Recipients {
		a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: r, Outcome: mail.Accepted, Reply: a.Reply})
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.underWay[to]--
	w.underWay["all"]--
	return a
}

// Over several connections each attempt is durable before its letter leaves, an institution's
// letters go one after the other in their order, and a domain's limit holds.
func TestSeveralConnections(t *testing.T) {
	for _, perDomain := range []int{0, 1} {
		h := newHouse(t)
		w := &watcher{store: h.Store, underWay: map[string]int{}, most: map[string]int{}, order: map[string][]string{}}
		h.Senders = []engine.Sender{w, w, w, w}
		h.Policy.Domain.Connections = perDomain
		h.queue(8, "a", "b", "c", "d", "e")
		h.step("2018-12-03 09:00")
		for _, fault := range w.faults {
			t.Error(fault)
		}
		for _, id := range []string{"a", "b", "c", "d", "e"} {
			order := w.order[id+"@obshtina.example"]
			if len(order) != 8 || w.most[id+"@obshtina.example"] != 1 {
				t.Fatalf("%s got %v, %d at once", id, order, w.most[id+"@obshtina.example"])
			}
			for i, key := range order {
				if want := fmt.Sprintf("%s-%02d", id, i); key != want {
					t.Errorf("letter %d of %s is %s", i, id, key)
				}
			}
		}
		if perDomain > 0 && w.most["all"] > perDomain {
			t.Errorf("%d letters at once to one domain", w.most["all"])
		}
		taken, err := h.Store.Read(t.Context()).CountLetters(workflow.Taken)
		if must(t, err); taken != 40 {
			t.Errorf("%d letters are recorded as taken", taken)
		}
		h.verify()
	}
}

// A letter whose bytes cannot be read fails alone.
func TestOneLetterDoesNotFailTheOthers(t *testing.T) {
	h := newHouse(t)
	w := &watcher{store: h.Store, underWay: map[string]int{}, most: map[string]int{}, order: map[string][]string{}}
	h.Senders = []engine.Sender{w, w}
	h.queue(1, "a", "b", "c")
	must(t, h.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Append(h.now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutLetter, Key: "bare"}, workflow.Composed{Letter: workflow.Letter{
			Kind: workflow.LetterReceipt, Institution: "d", MessageID: "bare@x.example", AnyTime: true, Recipients: []workflow.Recipient{{Address: "d@obshtina.example"}}}})
	}))
	if _, err := h.Step(t.Context(), h.now); err == nil {
		t.Error("the letter without bytes raised no error")
	}
	taken, err := h.Store.Read(t.Context()).CountLetters(workflow.Taken)
	if must(t, err); taken != 3 {
		t.Errorf("%d of 3 letters were taken", taken)
	}
	bare, _, err := h.Store.Read(t.Context()).Letter("bare")
	if must(t, err); len(bare.Attempts) != 0 {
		t.Errorf("an attempt is recorded: %+v", bare.Attempts)
	}
}

// An institution that cannot be written to holds up none of those decided for with it.
func TestOneInstitutionDoesNotFailTheOthers(t *testing.T) {
	h := newHouse(t)
	h.approve(report(), services())
	broken := h.addressee("breznik").Institution
	broken.Contacts = []string{"няма адрес"}
	must(t, h.Store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Append(h.now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutInstitution, Key: "breznik"}, workflow.InstitutionRecorded{Institution: broken})
	}))
	h.now = at("2018-12-03 09:00")
	_, err := h.Step(t.Context(), h.now)
	if err == nil || !strings.Contains(err.Error(), "breznik") {
		t.Errorf("the error is %v", err)
	}
	if got := len(h.letters("zemen@obshtina.example")); got != 1 {
		t.Errorf("the other has %d letters", got)
	}
	h.verify()
}

// Waits differ from letter to letter, never exceed the policy, and are the same each time.
func TestJitter(t *testing.T) {
	id := workflow.NewIdentity([]byte("a secret of thirty-two bytes ...."), councilMailbox)
	seen := map[time.Duration]bool{}
	for i := range 100 {
		key := fmt.Sprint("letter-", i)
		wait := id.Jitter(key, 1, time.Hour)
		if wait > time.Hour || wait < 54*time.Minute || wait != id.Jitter(key, 1, time.Hour) {
			t.Errorf("%s waits %s", key, wait)
		}
		seen[wait] = true
	}
	if len(seen) < 50 {
		t.Errorf("100 letters have only %d waits", len(seen))
	}
}

// A morning of two hundred requests with the form, composed and put into the outbox; the server cannot
// be reached, so that none is sent.
func BenchmarkCompose(b *testing.B) {
	h := newHouse(b)
	const letters = 200
	d := workflow.Directory{Council: council()}
	task := report()
	task.Whom = nil
	for i := range letters {
		id := fmt.Sprintf("inst%d", i)
		task.Whom = append(task.Whom, id)
		d.Institutions = append(d.Institutions, workflow.Institution{ID: id, Name: "Община " + id, Office: "кмет", Contacts: []string{id + "@obshtina.example"}})
	}
	composed := 0
	for b.Loop() {
		b.StopTimer()
		h.dir = b.TempDir()
		h.Engine = h.open()
		must(b, h.Do(b.Context(), h.now, "областен управител", engine.Approve{
			Plan: workflow.Plan{Tasks: []workflow.Task{task}}, Directory: d, Office: "областен управител", On: workflow.DateOf(h.now)}))
		h.Senders = []engine.Sender{senderFunc(func(context.Context, mail.Envelope) mail.Answer {
			return mail.Answer{Outcome: mail.RefusedNow, Trouble: mail.NoConnection, Down: true, Reply: "no connection"}
		})}
		b.StartTimer()
		_, err := h.Step(b.Context(), h.now)
		must(b, err)
		n, err := h.Store.Read(b.Context()).CountLetters(workflow.Queued)
		must(b, err)
		composed += n
	}
	if composed < letters {
		b.Fatalf("%d letters were composed", composed)
	}
	b.ReportMetric(float64(composed)/b.Elapsed().Seconds(), "letters/s")
}
