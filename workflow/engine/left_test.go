package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"srok/workflow"
	"srok/workflow/store"
)

// unread keeps a message that was being read whenever one of several processes ended.
func (h *house) unread(ended int) (key string) {
	h.t.Helper()
	kept, err := h.Store.Archive().Keep(strings.NewReader("From: a@example.org\r\nSubject: a\r\n\r\na\r\n"))
	must(h.t, err)
	must(h.t, h.Store.Write(h.t.Context(), func(tx *store.Tx) error {
		err := tx.Append(h.now, workflow.BySrok, workflow.Subject{Kind: workflow.AboutMessage, Key: kept.Hash}, workflow.Kept{Size: kept.Size, Arrived: h.now})
		for range ended {
			err = errors.Join(err, tx.NoteReading(kept.Hash))
		}
		return err
	}))
	return kept.Hash
}

// What was being read when several processes ended is read once another process has lived through it, and given
// up where that died, or lives while this one dies again and again.
func TestReadingOnTrial(t *testing.T) {
	noTrial := errors.New("no process can be started")
	for _, c := range []struct {
		before int // processes that ended
		ended  bool
		failed error
		tried  int
		want   workflow.Verdict
	}{
		{before: 2, tried: 0, want: workflow.VerdictHeld},
		{before: 3, ended: true, tried: 1, want: workflow.VerdictHeld},
		{before: 3, ended: false, tried: 1, want: workflow.VerdictUnreadable},
		{before: 3, failed: noTrial, tried: 1, want: workflow.VerdictHeld}, // with the others, in the same pass
		{before: 9, ended: true, tried: 1, want: workflow.VerdictHeld},
		{before: 10, ended: true, tried: 0, want: workflow.VerdictUnreadable},
	} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			h, tried := newHouse(t), 0
			h.step("2018-12-03 09:00")
			key := h.unread(c.before)
			h.Trial = func(ctx context.Context, message string) (bool, error) {
				tried++
				if err := h.TryReading(ctx, h.now, message); err != nil {
					t.Error(err)
				}
				if m, _, err := h.Store.Read(ctx).Message(key); err != nil || m.Verdict != "" {
					t.Errorf("the trial left the verdict %q: %v", m.Verdict, err)
				}
				return c.ended, c.failed
			}
			h.now = at("2018-12-03 09:01")
			if _, err := h.Step(t.Context(), h.now); !errors.Is(err, c.failed) {
				t.Fatal(err)
			}
			m, _, err := h.Store.Read(t.Context()).Message(key)
			if err != nil || m.Verdict != c.want || tried != c.tried {
				t.Errorf("verdict %q after %d trials: %v", m.Verdict, tried, err)
			}
		})
	}
}
