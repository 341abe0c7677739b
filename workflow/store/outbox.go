package store

import (
	"fmt"
	"strings"
	"time"
)

// DueLetter names a letter that wants attention, and what limits how many go at once.
type DueLetter struct {
	Key, Institution string
	Domain           string // of its first reader: a letter goes to one institution
}

// DueLetters lists the letters that want attention now, the oldest first. The plus keeps
// SQLite from reading every letter in the order of its composing.
func (r *Reader) DueLetters(now time.Time) ([]DueLetter, error) {
	rows, err := r.q.QueryContext(r.ctx, `SELECT key, institution, coalesce(json_extract(state, '$.recipients[0].address'), '')
		FROM letter WHERE wake <= ? ORDER BY +composed, rowid`, millis(now))
	if err != nil {
		return nil, fmt.Errorf("due letters: %w", err)
	}
	defer rows.Close()
	var due []DueLetter
	for rows.Next() {
		var l DueLetter
		var address string
		if err := rows.Scan(&l.Key, &l.Institution, &address); err != nil {
			return nil, fmt.Errorf("due letters: %w", err)
		}
		_, l.Domain, _ = strings.Cut(strings.ToLower(address), "@")
		due = append(due, l)
	}
	return due, rows.Err()
}
