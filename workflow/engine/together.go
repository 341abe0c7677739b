package engine

import (
	"context"
	"errors"
)

// together does something to all in one transaction. Where that fails, each gets one of its own: one
// that cannot be dealt with keeps no other waiting.
func together[T any](ctx context.Context, all []T, do func([]T) error) error {
	if len(all) == 0 {
		return nil
	}
	err := do(all)
	if err == nil || len(all) == 1 || ctx.Err() != nil {
		return err
	}
	var failed error
	for i := range all {
		failed = errors.Join(failed, do(all[i:i+1]))
	}
	return failed
}
