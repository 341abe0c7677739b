package engine

import (
	"context"
	"time"
)

// Clock is the shell's one clock.
type Clock interface {
	Now() time.Time
	// Until waits for an instant, or until something may have happened: mail, an act, another
	// process. The zero time waits for such a thing alone. The error is the context's.
	Until(ctx context.Context, t time.Time) error
}

// Run steps until the context ends. poll is how often the mailbox is looked at even when
// nothing announces mail; zero: never. A pass that failed is logged and tried again.
func (e *Engine) Run(ctx context.Context, clock Clock, poll time.Duration) error {
	for ctx.Err() == nil {
		now := clock.Now()
		wake, err := e.Step(ctx, now)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			e.Log.Error("a pass failed in part", "error", err)
		}
		if !wake.IsZero() && !wake.After(now) {
			continue // what this pass caused is due at once
		}
		if next := now.Add(poll); poll > 0 && (wake.IsZero() || next.Before(wake)) {
			wake = next
		}
		if err := clock.Until(ctx, wake); err != nil {
			break
		}
	}
	return ctx.Err()
}
