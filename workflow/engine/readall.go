package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"srok/workflow/store"
)

const (
	readers = 2 // messages parsed at once: each holds what Limits.Unpack allows
	// batchText is how much text of messages, and of what is said of their files, waits for one
	// transaction, in bytes.
	batchText = 2 << 20
	// fileText is what is said of one file, about.
	fileText = 300
)

// parsing is a message that a reader works at.
type parsing struct {
	key  string
	done chan parsedMessage
}

type parsedMessage struct {
	arrival
	err error
}

// readAll parses messages, several at once, and places them in the order of keys. What fails
// leaves that message unread; the others are placed.
func (e *Engine) readAll(ctx context.Context, now time.Time, keys []string) error {
	var failed error
	var batch []arrival
	text := 0
	place := func() {
		failed = errors.Join(failed, together(ctx, batch, func(some []arrival) error { return e.placeTogether(ctx, e.moment(now), some) }))
		batch, text = nil, 0
	}
	for m := range e.parseAll(ctx, keys) {
		parsed := <-m.done
		if parsed.err != nil {
			failed = errors.Join(failed, aboutMessage(m.key, parsed.err))
			continue
		}
		batch = append(batch, parsed.arrival)
		if text += len(parsed.FullText) + len(parsed.Text) + fileText*len(parsed.Files); len(batch) == batchMessages || text > batchText {
			place()
		}
	}
	place()
	return failed
}

// parseAll gives the messages in the order of keys, each when a reader has it in work.
func (e *Engine) parseAll(ctx context.Context, keys []string) <-chan parsing {
	ordered, work := make(chan parsing, readers), make(chan parsing)
	var working sync.WaitGroup
	for range min(readers, len(keys)) {
		working.Go(func() {
			for m := range work {
				in, err := e.parse(ctx, m.key)
				m.done <- parsedMessage{in, err}
			}
		})
	}
	go func() {
		defer close(ordered)
		defer working.Wait()
		defer close(work)
		for _, key := range keys {
			m := parsing{key, make(chan parsedMessage, 1)}
			ordered <- m // the caller empties it: it takes every message
			work <- m
		}
	}()
	return ordered
}

func (e *Engine) placeTogether(ctx context.Context, now time.Time, batch []arrival) error {
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		for _, in := range batch {
			if err := e.placeUnread(tx, now, in); err != nil {
				return aboutMessage(in.Key, err)
			}
		}
		return nil
	})
}

func (e *Engine) placeUnread(tx *store.Tx, now time.Time, in arrival) error {
	m, _, err := tx.Message(in.Key)
	if err != nil || m.Verdict != "" { // another process was faster
		return err
	}
	in.Arrived = m.Arrived
	return e.place(tx, now, in)
}

func aboutMessage(key string, err error) error {
	return fmt.Errorf("message %s: %w", key, err)
}
