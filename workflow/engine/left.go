package engine

import (
	"context"
	"errors"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// readLeft reads, one by one, what an earlier pass kept and did not come to an end with. Each try is
// stored before it begins: a message that ends the process each time is given up after a few
// and shown to a person, and the next one is read.
func (e *Engine) readLeft(ctx context.Context, now time.Time) error {
	left, err := e.Store.Read(ctx).Unread()
	if err != nil {
		return err
	}
	var failed error
	for _, key := range left {
		if ctx.Err() != nil {
			break
		}
		failed = errors.Join(failed, e.readOneLeft(ctx, now, key))
	}
	return failed
}

func (e *Engine) readOneLeft(ctx context.Context, now time.Time, key string) error {
	attempts := 0
	err := e.Store.Write(ctx, func(tx *store.Tx) (err error) {
		attempts, err = tx.NoteReading(key)
		return err
	})
	if err != nil {
		return err
	}
	if attempts <= asideAfter {
		err = e.readAll(ctx, now, []string{key})
	} else {
		err = e.giveUpReading(ctx, now, key)
	}
	// Whatever it came to, it came to an end: a full disk is not the message's fault.
	return errors.Join(err, e.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.ForgetReading(key) }))
}

func (e *Engine) giveUpReading(ctx context.Context, now time.Time, key string) error {
	e.Log.Error("a message ends the process whenever it is read; a person must look at it", "message", key)
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		if m, _, err := tx.Message(key); err != nil || m.Verdict != "" {
			return err
		}
		return tx.Append(now, workflow.BySrok, about(workflow.AboutMessage, key), workflow.Read{Message: workflow.Message{
			Verdict: workflow.VerdictUnreadable, Why: "програмата прекъсва при всеки опит да го прочете; след обновяване: srok inbox reparse"}})
	})
}
