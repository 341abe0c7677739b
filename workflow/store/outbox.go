package store

import (
	"fmt"
	"strings"
	"time"

	"srok/workflow"
)

// DueLetter names a letter that wants attention, and what limits how many go at once.
type DueLetter struct {
	Key, Institution string
	Domain           string // of its first reader: a letter goes to one institution
}

// WaitingForRecords lists the letters that wait for the records office, for their number or to be
// sent by it: what is queued and yet never due by itself. The plus is as below.
func (r *Reader) WaitingForRecords() ([]workflow.Letter, error) {
	return many[workflow.Letter](r, `SELECT state FROM letter WHERE status = 'queued' AND wake IS NULL ORDER BY +composed, rowid`)
}

// WaitingOf lists those among them of one institution.
func (r *Reader) WaitingOf(institution string) ([]workflow.Letter, error) {
	return many[workflow.Letter](r, `SELECT state FROM letter
		WHERE status = 'queued' AND wake IS NULL AND institution = ? ORDER BY composed, rowid`, institution)
}

// OvertakenLetters lists the keys of those among them of which an obligation is closed or paused.
func (r *Reader) OvertakenLetters() ([]string, error) {
	return r.strings(`SELECT key FROM letter WHERE status = 'queued' AND wake IS NULL
		AND EXISTS (SELECT 1 FROM letter_step s JOIN obligation o ON o.key = s.obligation WHERE s.letter = letter.key
			AND (o.status NOT IN ('planned', 'requested', 'returned') OR json_extract(o.state, '$.pause') IS NOT NULL))
		ORDER BY +composed, rowid`)
}

// WaitingLetters are the keys of the letters that wait for a server, by institution, the oldest first.
// The plus is as below.
func (r *Reader) WaitingLetters() (map[string][]string, error) {
	rows, err := r.q.QueryContext(r.ctx, `SELECT institution, key FROM letter WHERE wake IS NOT NULL AND status = 'queued' ORDER BY +composed, rowid`)
	if err != nil {
		return nil, fmt.Errorf("waiting letters: %w", err)
	}
	defer rows.Close()
	waiting := map[string][]string{}
	for rows.Next() {
		var institution, key string
		if err := rows.Scan(&institution, &key); err != nil {
			return nil, fmt.Errorf("waiting letters: %w", err)
		}
		waiting[institution] = append(waiting[institution], key)
	}
	return waiting, rows.Err()
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
		l.Domain = domainOf(address)
		due = append(due, l)
	}
	return due, rows.Err()
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return domain
}

// AttemptsByDomain counts the attempts that began after an instant, up to another, by the domain of the
// letter's first reader.
func (r *Reader) AttemptsByDomain(from, to time.Time) (map[string]int, error) {
	rows, err := r.q.QueryContext(r.ctx, `SELECT coalesce(json_extract(letter.state, '$.recipients[0].address'), ''), count(*)
		FROM event JOIN letter ON letter.key = event.key WHERE fact = 'attempted' AND at > ? AND at <= ? GROUP BY 1`, millis(from), millis(to))
	if err != nil {
		return nil, fmt.Errorf("attempts by domain: %w", err)
	}
	defer rows.Close()
	attempts := map[string]int{}
	for rows.Next() {
		var address string
		var n int
		if err := rows.Scan(&address, &n); err != nil {
			return nil, fmt.Errorf("attempts by domain: %w", err)
		}
		attempts[domainOf(address)] += n
	}
	return attempts, rows.Err()
}
