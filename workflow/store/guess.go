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

// guessed is what a transaction asks for with each message of a batch that no rule places, and
// what holds until it changes one of that kind itself. Nobody changes the slices.
type guessed struct {
	addressees []workflow.Addressee
	numbers    []workflow.AskedNumber
	known      map[workflow.SubjectKind]bool
}

func (g *guessed) forget(kind workflow.SubjectKind) { delete(g.known, kind) }

// once loads what is not known of a kind.
func (g *guessed) once(kind workflow.SubjectKind, load func() error) error {
	if g.known[kind] {
		return nil
	}
	if err := load(); err != nil {
		return err
	}
	if g.known == nil {
		g.known = map[workflow.SubjectKind]bool{}
	}
	g.known[kind] = true
	return nil
}

// AskedNumbers are those of the Reader.
func (t *Tx) AskedNumbers() ([]workflow.AskedNumber, error) {
	err := t.guessed.once(workflow.AboutObligation, func() (err error) {
		t.guessed.numbers, err = t.Reader.AskedNumbers()
		return err
	})
	return t.guessed.numbers, err
}

// Addressees are all of them, in the order in which they were recorded. Each is decoded once.
func (t *Tx) Addressees() ([]workflow.Addressee, error) {
	err := t.guessed.once(workflow.AboutInstitution, func() error {
		keys, err := t.strings(`SELECT key FROM institution ORDER BY rowid`)
		if err != nil {
			return err
		}
		all := make([]workflow.Addressee, len(keys))
		for i, key := range keys {
			if all[i], _, err = t.Addressee(key); err != nil {
				return err
			}
		}
		t.guessed.addressees = all
		return nil
	})
	return t.guessed.addressees, err
}
