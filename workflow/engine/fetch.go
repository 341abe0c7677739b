package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// fetch keeps every new message of every folder: its bytes first, then its place and the cursor.
func (e *Engine) fetch(ctx context.Context, now time.Time) (well []string, failed error) {
	// The first one last: whoever waits for news then waits in it.
	for _, folder := range slices.Backward(e.Policy.Folders) {
		if err := e.fetchFolder(ctx, now, folder); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		well = append(well, folder)
	}
	return well, failed
}

func (e *Engine) fetchFolder(ctx context.Context, now time.Time, folder string) error {
	due := func(one store.Asked) bool { return !one.Again.After(now) }
	if err := e.tryAside(ctx, now, folder, due); err != nil {
		return err
	}
	before, err := e.Store.Read(ctx).Asked(folder)
	if err != nil {
		return err
	}
	for more := true; more; {
		if more, err = e.fetchSome(ctx, now, folder); err != nil {
			return err
		}
	}
	return e.tryAside(ctx, now, folder, wellAgain(before))
}

// fetchSome keeps what lies behind the cursor: all of it, or, where the last try ended in the middle,
// a few messages one by one.
func (e *Engine) fetchSome(ctx context.Context, now time.Time, folder string) (more bool, err error) {
	at, mark, err := e.Store.Read(ctx).Cursor(folder)
	if err != nil {
		return false, err
	}
	k := e.newKeeper(ctx, now)
	a, err := e.askingFor(k, folder)
	if err != nil {
		return false, err
	}
	want := mail.Request{After: mail.Cursor{Folder: folder, Validity: at.Validity, UID: at.UID, Mark: mark}, Asking: a.before}
	if a.careful() {
		want.Alone, want.Most = true, carefully
	}
	err = e.Mailbox.Fetch(ctx, want, k.take)
	if failed := k.finish(); failed != nil && !errors.Is(err, failed) {
		err = errors.Join(err, failed)
	}
	if rewound := (*mail.Rewound)(nil); errors.As(err, &rewound) {
		e.Log.Warn("the mailbox is read from its beginning", "folder", folder, "why", rewound)
		return true, e.Store.Write(ctx, func(tx *store.Tx) error { return tx.Rewind(folder) })
	}
	return a.asked == carefully, errors.Join(err, a.after(err))
}

// keep records a message once, however often and wherever its bytes are met.
func (e *Engine) keep(tx *store.Tx, now time.Time, kept store.Kept, f mail.Fetched) error {
	_, known, err := tx.Message(kept.Hash)
	if err != nil || known {
		return err
	}
	arrived := f.Arrived
	if arrived.IsZero() || arrived.After(now) {
		arrived = now
	}
	e.Log.Info("message kept", "message", kept.Hash, "bytes", kept.Size)
	return tx.Append(now, workflow.BySrok, about(workflow.AboutMessage, kept.Hash), workflow.Kept{Size: kept.Size, Arrived: arrived})
}
