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
// and shown to a person, and the next one is read. A process that is only killed often gives up none.
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
	may, err := e.mayRead(ctx, key)
	switch {
	case err != nil:
		return aboutMessage(key, err)
	case !may:
		err = e.giveUpReading(ctx, now, key)
	default:
		if err = e.Store.Write(ctx, func(tx *store.Tx) error { return tx.NoteReading(key) }); err != nil {
			return err
		}
		err = e.readAll(ctx, now, []string{key})
	}
	// Whatever it came to, it came to an end: a full disk is not the message's fault.
	return errors.Join(err, e.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.ForgetReading(key) }))
}

// mostReading is after how many attempts a message is given up that only a trial can bear.
const mostReading = 10

// mayRead tells whether this process lives on when it reads a message. One that was being read
// whenever the process ended may have ended it, or may be innocent: somebody pulled the plug. A process
// of its own then tries.
func (e *Engine) mayRead(ctx context.Context, key string) (bool, error) {
	switch attempts, err := e.Store.Read(ctx).Readings(key); {
	case err != nil || attempts < asideAfter:
		return err == nil, err
	case e.Trial == nil || attempts >= mostReading:
		return false, nil
	}
	return e.Trial(ctx, key)
}

// errTrial takes a trial back.
var errTrial = errors.New("this was only a trial")

// TryReading reads a message and changes nothing: what is asked is whether the process lives on.
func (e *Engine) TryReading(ctx context.Context, now time.Time, key string) error {
	in, err := e.parse(ctx, key)
	if err != nil {
		return err
	}
	err = e.Store.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(e.placeUnread(tx, now, in), errTrial)
	})
	if errors.Is(err, errTrial) {
		return nil
	}
	return err
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
