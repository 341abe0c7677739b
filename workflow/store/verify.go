package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"sort"

	"srok/workflow"
)

// Verified is what Verify counted.
type Verified struct {
	Events   int      `json:"events"`
	Subjects int      `json:"subjects"`
	Messages int      `json:"messages"` // whose bytes in the archive match their hash
	Faults   []string `json:"faults"`   // where log, state and archive do not agree
}

// Verify folds the whole log again and compares every state with the stored one, the letters
// with their steps, and the archive with its hashes. It changes nothing.
func (s *Store) Verify(ctx context.Context) (Verified, error) {
	// One transaction: what a running serve writes meanwhile must not look like a fault.
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Verified{}, fmt.Errorf("verify: %w", err)
	}
	defer tx.Rollback()
	r := &Reader{ctx: ctx, q: tx}
	result := Verified{Faults: []string{}}
	folded, err := r.fold(&result)
	if err != nil {
		return result, err
	}
	result.Subjects = len(folded)
	if err := r.compare(folded, &result); err != nil {
		return result, err
	}
	for subject := range folded {
		if subject.Kind != workflow.AboutMessage {
			continue
		}
		result.Messages++
		if err := s.archive.Check(subject.Key); err != nil {
			result.Faults = append(result.Faults, err.Error())
		}
	}
	sort.Strings(result.Faults)
	return result, nil
}

func (r *Reader) fold(result *Verified) (map[workflow.Subject]workflow.State, error) {
	folded := map[workflow.Subject]workflow.State{}
	const batch = 5000
	for seq := int64(0); ; {
		events, err := r.EventsAfter(seq, batch)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			state, ok := folded[e.Subject]
			if !ok {
				state = workflow.NewState(e.Subject.Kind)
			}
			if state == nil {
				return nil, fmt.Errorf("event %d is about an unknown %q", e.Seq, e.Subject.Kind)
			}
			if folded[e.Subject], err = state.Apply(e); err != nil {
				return nil, err
			}
			seq = e.Seq
		}
		result.Events += len(events)
		if len(events) < batch {
			return folded, nil
		}
	}
}

func (r *Reader) compare(folded map[workflow.Subject]workflow.State, result *Verified) error {
	stored := 0
	for kind, table := range tables {
		rows, err := r.q.QueryContext(r.ctx, `SELECT key, state FROM `+table)
		if err != nil {
			return fmt.Errorf("verify: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var key string
			var have []byte
			if err := rows.Scan(&key, &have); err != nil {
				return fmt.Errorf("verify: %w", err)
			}
			stored++
			want, err := json.Marshal(folded[workflow.Subject{Kind: kind, Key: key}])
			if err != nil {
				return fmt.Errorf("verify: %w", err)
			}
			if !bytes.Equal(have, want) {
				result.Faults = append(result.Faults, fmt.Sprintf("%s %s: the stored state is not what its events give", kind, key))
			}
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
	}
	if stored != len(folded) {
		result.Faults = append(result.Faults, fmt.Sprintf("%d subjects in the log, %d stored", len(folded), stored))
	}
	var bare int
	err := r.q.QueryRowContext(r.ctx, `SELECT count(*) FROM letter WHERE NOT EXISTS (SELECT 1 FROM letter_bytes b WHERE b.letter = letter.key)`).Scan(&bare)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if bare > 0 {
		result.Faults = append(result.Faults, fmt.Sprintf("%d letters without their bytes", bare))
	}
	return nil
}
