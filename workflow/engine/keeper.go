package engine

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"srok/mail"
	"srok/workflow/store"
)

// A batch is what one transaction keeps: a sync and a commit for each message would cost more
// than all the rest. What a crash costs is to fetch a batch again.
const (
	batchMessages = 64
	batchBytes    = 32 << 20
	// aheadOfReading is how many batches are kept that the reading has not come to.
	aheadOfReading = 4
)

// landed is a message whose bytes are in a file that is not synced yet.
type landed struct {
	at    mail.Fetched
	bytes *store.Incoming
}

// keeper works at three things at once: take streams messages to disk as the mailbox gives them,
// behind it full batches are synced and committed, and behind that they are read. What is not a
// full batch is read when all folders were fetched, in the order in which the messages arrived.
type keeper struct {
	e   *Engine
	ctx context.Context
	now func() time.Time

	batch []landed
	bytes int64
	many  *store.Intake // of a mailbox with more than a batch of news

	full   chan []landed // one waits while another is put on disk
	kept   chan []string // keys of committed batches
	broken chan struct{} // closed when failed is set: no more is taken
	failed error
	rooms  sync.WaitGroup
}

func (e *Engine) newKeeper(ctx context.Context, now time.Time) *keeper {
	return &keeper{e: e, ctx: ctx, now: e.clock(now), broken: make(chan struct{})}
}

// take streams one message to disk. It is known of when its batch is committed.
func (k *keeper) take(f mail.Fetched, body io.Reader) error {
	receive := k.e.Store.Archive().Receive
	if k.many != nil {
		receive = k.many.Receive
	}
	in, err := receive(body)
	if err != nil {
		return err
	}
	k.batch = append(k.batch, landed{f, in})
	k.bytes += in.Size
	if len(k.batch) < batchMessages && k.bytes < batchBytes {
		return nil
	}
	if k.full == nil {
		k.start()
	}
	select {
	case k.full <- k.batch:
		k.batch, k.bytes = nil, 0
		return nil
	case <-k.broken:
		return k.failed
	}
}

// start opens the rooms behind take; a mailbox with less than a batch of news needs none.
func (k *keeper) start() {
	k.many = k.e.Store.Archive().Intake()
	k.full, k.kept = make(chan []landed, 1), make(chan []string, aheadOfReading)
	k.rooms.Go(func() {
		defer close(k.kept)
		for batch := range k.full {
			if k.failed = k.e.keepAll(k.ctx, k.now(), batch); k.failed != nil {
				close(k.broken)
				return
			}
			keys := make([]string, len(batch))
			for i, m := range batch {
				keys[i] = m.bytes.Hash
			}
			k.kept <- keys
		}
	})
	k.rooms.Go(func() {
		for keys := range k.kept {
			// What cannot be read now stays unread: the pass comes to it again and says why.
			if err := k.e.readAll(k.ctx, k.now(), keys); err != nil {
				k.e.Log.Debug("a batch was not read at once", "error", err)
			}
		}
	})
}

// finish keeps what is left, also of a Fetch that failed, and waits for all that runs.
func (k *keeper) finish() error {
	if k.full != nil {
		k.many.Close()
		close(k.full)
		k.rooms.Wait()
		for batch := range k.full { // that came when keeping had failed
			discard(batch)
		}
	}
	if k.failed != nil {
		discard(k.batch)
		return k.failed
	}
	return k.flush()
}

// flush keeps what was taken so far, where no other room does.
func (k *keeper) flush() error {
	batch := k.batch
	k.batch, k.bytes = nil, 0
	if len(batch) == 0 {
		return nil
	}
	return k.e.keepAll(k.ctx, k.now(), batch)
}

func discard(batch []landed) {
	for _, m := range batch {
		m.bytes.Discard()
	}
}

// keepAll puts a batch's bytes on disk and then, in one transaction, records the messages and
// moves the cursor. Where the batch fails each message is kept by itself, so that those before
// the one to blame are not lost with it.
func (e *Engine) keepAll(ctx context.Context, now time.Time, batch []landed) error {
	defer discard(batch)
	err := e.keepTogether(ctx, now, batch)
	if err == nil || len(batch) == 1 || ctx.Err() != nil {
		return err
	}
	for _, m := range batch {
		if err := e.keepTogether(ctx, now, []landed{m}); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) keepTogether(ctx context.Context, now time.Time, batch []landed) error {
	bytes := make([]*store.Incoming, len(batch))
	for i, m := range batch {
		bytes[i] = m.bytes
	}
	if err := e.Store.Archive().Settle(bytes...); err != nil {
		return err
	}
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		for _, m := range batch {
			err := e.keep(tx, now, m.bytes.Kept, m.at)
			err = errors.Join(err, tx.KeepPlace(placeOf(m.at.Cursor), m.at.Mark, m.bytes.Hash))
			if err != nil {
				return err
			}
		}
		return errors.Join(tx.ForgetAsked(batch[0].at.Folder), cameAfterAll(tx, now, batch))
	})
}
