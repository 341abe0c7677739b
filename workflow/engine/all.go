package engine

import (
	"time"

	"srok/workflow/store"
)

// All carries out several acts as one: all of them, or none.
type All []Act

func (all All) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	for _, act := range all {
		if err := act.do(e, tx, now, by); err != nil {
			return err
		}
	}
	return nil
}
