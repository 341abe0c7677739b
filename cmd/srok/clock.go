package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"srok/mail/imap"
	"srok/workflow/store"
)

// wallClock is the engine's clock in serve: it wakes at an instant, or earlier when somebody
// says that something happened.
type wallClock struct {
	now   func() time.Time
	woken chan struct{} // holds a token: something happened since the last look
}

func newWallClock(now func() time.Time) *wallClock {
	return &wallClock{now: now, woken: make(chan struct{}, 1)}
}

// Now is the wall's time.
func (w *wallClock) Now() time.Time { return w.now() }

// Until waits for t; the zero time waits to be woken. A sleeping computer's timers stand still,
// so no wait is longer than a minute: the caller asks again.
func (w *wallClock) Until(ctx context.Context, t time.Time) error {
	wait := time.Minute
	if !t.IsZero() {
		wait = min(wait, max(0, t.Sub(w.now())))
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.woken:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// wake has the engine look at once.
func (w *wallClock) wake() {
	select {
	case w.woken <- struct{}{}:
	default: // it will look anyway
	}
}

// every calls f in a regular rhythm until the context ends.
func every(ctx context.Context, rhythm time.Duration, f func()) {
	ticker := time.NewTicker(rhythm)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			f()
		case <-ctx.Done():
			return
		}
	}
}

// watchMailbox wakes the clock when the server announces mail. Where it cannot be reached the next
// try waits longer, up to five minutes; the poll of the mailbox goes on meanwhile and tells.
func watchMailbox(ctx context.Context, m *imap.Mailbox, clock *wallClock, log *slog.Logger) {
	wait := time.Second
	for ctx.Err() == nil {
		err := m.Wait(ctx)
		if err == nil {
			wait = time.Second
			clock.wake()
			continue
		}
		if errors.Is(err, context.Canceled) {
			return
		}
		log.Warn("the mailbox cannot be watched", "error", err, "again_in", wait)
		pause := time.NewTimer(wait)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
		}
		wait = min(2*wait, 5*time.Minute)
	}
}

// watchDatabase wakes the clock when another process has written since the version that was seen.
func watchDatabase(ctx context.Context, s *store.Store, seen int64, clock *wallClock) {
	every(ctx, time.Second, func() {
		version, err := s.DataVersion(ctx)
		if err == nil && version != seen {
			seen = version
			clock.wake()
		}
	})
}
