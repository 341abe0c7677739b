package store

import (
	"database/sql"
	"fmt"
	"time"

	"srok/workflow"
)

// farBack is how many events in a row, none of which came later than an instant, end the search for its
// place.
const farBack = 4096

// PlaceAt is where the log ended at an instant: before its first event that came later. What follows it
// and is stamped earlier was written under a clock that had gone back; what is stamped later than now,
// under one that was ahead. The search goes back from the end: its cost follows what has come since.
func (r *Reader) PlaceAt(then, now time.Time) (seq int64, err error) {
	last, _, err := r.endOfLog()
	if err != nil {
		return 0, err
	}
	seq = last + 1
	for end := seq; end > 1; end -= farBack {
		var first sql.NullInt64
		err := r.q.QueryRowContext(r.ctx, `SELECT min(seq) FROM event WHERE seq >= ? AND seq < ? AND at > ? AND at <= ?`,
			end-farBack, end, millis(then), millis(now)).Scan(&first)
		if err != nil {
			return 0, fmt.Errorf("events: %w", err)
		}
		if !first.Valid {
			break
		}
		seq = first.Int64
	}
	return seq, nil
}

// ChangedSince lists, in order, what something happened to from a place in the log on. It reads the end
// of the log alone.
func (r *Reader) ChangedSince(place int64) ([]workflow.Subject, error) {
	// The plus keeps SQLite from reading the whole log in the order of its subjects.
	rows, err := r.q.QueryContext(r.ctx, `SELECT DISTINCT +subject, +key FROM event WHERE seq >= ? ORDER BY 1, 2`, place)
	if err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	defer rows.Close()
	var changed []workflow.Subject
	for rows.Next() {
		var s workflow.Subject
		if err := rows.Scan(&s.Kind, &s.Key); err != nil {
			return nil, fmt.Errorf("events: %w", err)
		}
		changed = append(changed, s)
	}
	return changed, rows.Err()
}

// StateBefore folds what had happened to a subject before a place in the log; not found: nothing had.
func (r *Reader) StateBefore(place int64, subject workflow.Subject) (state workflow.State, found bool, err error) {
	state = workflow.NewState(subject.Kind)
	err = r.eachEvent(func(e workflow.Event, unreadable error) (err error) {
		if unreadable != nil {
			return unreadable
		}
		found = true
		state, err = state.Apply(e)
		return err
	}, `SELECT seq, at, author, subject, key, fact, data FROM event WHERE subject = ? AND key = ? AND seq < ? ORDER BY seq`,
		subject.Kind, subject.Key, place)
	return state, found, err
}
