package store

import (
	"fmt"

	"srok/workflow"
)

// AskedNumbers lists our numbers of requests for what is still open, by obligation.
func (r *Reader) AskedNumbers() ([]workflow.AskedNumber, error) {
	rows, err := r.q.QueryContext(r.ctx, `SELECT key, institution, asked_no FROM obligation
		WHERE asked_no IS NOT NULL AND status IN ('planned', 'requested', 'returned') ORDER BY key`)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	defer rows.Close()
	var numbers []workflow.AskedNumber
	for rows.Next() {
		var n workflow.AskedNumber
		if err := rows.Scan(&n.Obligation, &n.Institution, &n.No); err != nil {
			return nil, fmt.Errorf("database: %w", err)
		}
		numbers = append(numbers, n)
	}
	return numbers, rows.Err()
}

// Addressees are all of them, in the order in which they were recorded: a transaction that asks
// for them with each message of a batch decodes each once.
func (t *Tx) Addressees() ([]workflow.Addressee, error) {
	keys, err := t.strings(`SELECT key FROM institution ORDER BY rowid`)
	if err != nil {
		return nil, err
	}
	addressees := make([]workflow.Addressee, len(keys))
	for i, key := range keys {
		if addressees[i], _, err = t.Addressee(key); err != nil {
			return nil, err
		}
	}
	return addressees, nil
}
