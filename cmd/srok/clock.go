package main

import (
	"context"
	"log/slog"
	"time"

	"srok/mail"
	"srok/workflow/engine"
)

// wallClock is the engine's clock in serve: it wakes at an instant, or earlier when somebody
// says that something happened.
type wallClock struct {
	now     func() time.Time
	woken   chan struct{} // a token: somebody has written since the last look
	mail    chan struct{} // a token: the mailbox may have news
	resting chan struct{} // a token: the engine rests, so the mailbox may be watched
}

func newWallClock(now func() time.Time) *wallClock {
	return &wallClock{now: now, woken: make(chan struct{}, 1), mail: make(chan struct{}, 1), resting: make(chan struct{}, 1)}
}

// Now is the wall's time.
func (w *wallClock) Now() time.Time { return w.now() }

// Until waits for t; the zero time waits to be woken. The timers of a sleeping computer stand
// still and its clock may be set, so it looks at the clock each minute.
func (w *wallClock) Until(ctx context.Context, t time.Time) error {
	// What was told before the last pass was fetched by it; what came later is told again by the
	// next Wait, at once.
	drain(w.mail)
	put(w.resting)
	for ctx.Err() == nil {
		wait := time.Minute
		if !t.IsZero() {
			left := t.Round(0).Sub(w.now().Round(0)) // by the wall, not by the monotonic clock
			if left <= 0 {
				return nil
			}
			wait = min(wait, left)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-w.woken:
			timer.Stop()
			return nil
		case <-w.mail:
			timer.Stop()
			return nil
		case <-ctx.Done():
			timer.Stop()
		}
	}
	return ctx.Err()
}

// put leaves a token, if there is none.
func put(tokens chan struct{}) {
	select {
	case tokens <- struct{}{}:
	default:
	}
}

// drain takes a token away, if there is one.
func drain(tokens chan struct{}) {
	select {
	case <-tokens:
	default:
	}
}

// waiter is what watchMailbox wants of the mailbox.
type waiter interface {
	// Wait returns nil when there may be news; it stays news until somebody fetches.
	Wait(context.Context) error
}

const (
	firstPause = time.Second
	mostPause  = time.Minute
)

// watchMailbox wakes the engine when the server announces mail. It waits only while the engine
// rests, because until the engine has fetched the same news would be told again and again. Where
// the mailbox cannot be reached, or has news again as soon as it was looked at, the
// next try waits longer, up to a minute; the engine's own poll goes on meanwhile, and tells each time
// why it fails.
func watchMailbox(ctx context.Context, m waiter, clock *wallClock, log *slog.Logger) {
	pause := firstPause
	failing := false // it is told once, and its end
	for {
		select {
		case <-clock.resting:
		case <-ctx.Done():
			return
		}
		began := clock.Now()
		err := m.Wait(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			put(clock.mail)
			if failing {
				log.Info("the mailbox is watched again")
			}
		default:
			put(clock.resting)
			if !failing {
				log.Warn("the mailbox cannot be watched; it is tried again, at least each minute", "error", err)
			}
		}
		failing = err != nil
		if err == nil && clock.Now().Sub(began) > firstPause {
			pause = firstPause
			continue
		}
		if !sleep(ctx, pause) {
			return
		}
		pause = min(2*pause, mostPause)
	}
}

// sleep reports whether the time passed before the context ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// watchDatabase wakes the engine within a second when another process has written since the
// version seen.
func watchDatabase(ctx context.Context, currentVersion func(context.Context) (int64, error), seen int64, clock *wallClock, log *slog.Logger) {
	failing := false // it is told once, and its end
	for sleep(ctx, time.Second) {
		version, err := currentVersion(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			log.Warn("the database cannot be watched", "error", err)
		case err == nil && failing:
			log.Info("the database is watched again")
		}
		failing = err != nil
		if err == nil && version != seen {
			seen = version
			put(clock.woken)
		}
	}
}

// patient is a sender that finishes the letter under way when it is told to stop, for so long:
// a transaction that is cut off leaves a letter uncertain.
type patient struct {
	engine.Sender
	grace time.Duration
}

// Send ends with the context only after the grace.
func (p patient) Send(ctx context.Context, e mail.Envelope) mail.Answer {
	lasting, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(p.grace, end) })()
	return p.Sender.Send(lasting, e)
}
