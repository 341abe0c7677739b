package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"srok/workflow"
)

// Verified is what Verify counted.
type Verified struct {
	Events   int      `json:"events"`
	Subjects int      `json:"subjects"`
	Messages int      `json:"messages"` // whose bytes in the archive were looked at
	Faults   []string `json:"faults"`   // where log, state and archive do not agree
}

// Verify folds the whole log again and compares every row with what its events give, each event
// with its link, the letters with their steps and bytes, and the archive with its hashes. It changes nothing and
// stops at nothing: one fault hides no other.
func (s *Store) Verify(ctx context.Context) (Verified, error) {
	// One transaction: what a running serve writes meanwhile must not look like a fault.
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Verified{}, fmt.Errorf("verify: %w", err)
	}
	defer tx.Rollback()
	v := verification{
		Reader: Reader{ctx: ctx, q: tx}, hours: s.hours, archive: s.archive,
		folded: map[workflow.Subject]workflow.State{}, broken: map[workflow.Subject]bool{},
	}
	for _, check := range []func() error{v.fold, v.chain, v.states, v.letters, v.letterBytes, v.messages} {
		if err := check(); err != nil {
			return v.Verified, fmt.Errorf("verify: %w", err)
		}
	}
	v.Subjects = len(v.folded) + len(v.broken)
	slices.Sort(v.Faults)
	if v.Faults == nil {
		v.Faults = []string{}
	}
	return v.Verified, nil
}

// verification is one run of Verify.
type verification struct {
	Reader
	Verified
	hours   workflow.Hours
	archive *Archive
	folded  map[workflow.Subject]workflow.State
	broken  map[workflow.Subject]bool // whose events cannot be folded: nothing can be compared with them
}

func (v *verification) fault(format string, args ...any) {
	v.Faults = append(v.Faults, fmt.Sprintf(format, args...))
}

// fold folds the whole log, and sees where something is missing from it.
func (v *verification) fold() error {
	last := int64(0)
	err := v.eachEvent(func(e workflow.Event, unreadable error) error {
		if e.Seq != last+1 {
			v.fault("the log: events %d to %d are gone", last+1, e.Seq-1)
		}
		last = e.Seq
		v.Events++
		if unreadable != nil {
			v.spoil(e.Subject, unreadable)
			return nil
		}
		v.apply(e)
		return nil
	}, `SELECT seq, at, author, subject, key, fact, data FROM event ORDER BY seq`)
	if err != nil {
		return err
	}
	var given int64 // the highest number that an event was ever given
	err = v.q.QueryRowContext(v.ctx, `SELECT seq FROM sqlite_sequence WHERE name = 'event'`).Scan(&given)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if given > last {
		v.fault("the log: events %d to %d are gone", last+1, given)
	}
	return nil
}

func (v *verification) apply(e workflow.Event) {
	if v.broken[e.Subject] {
		return
	}
	state, begun := v.folded[e.Subject]
	if !begun {
		state = workflow.NewState(e.Subject.Kind)
	}
	if state == nil {
		v.spoil(e.Subject, fmt.Errorf("event %d is about an unknown %q", e.Seq, e.Subject.Kind))
		return
	}
	next, err := state.Apply(e)
	if err != nil {
		v.spoil(e.Subject, err)
		return
	}
	v.folded[e.Subject] = next
}

func (v *verification) spoil(subject workflow.Subject, why error) {
	v.fault("%s %s: %v", subject.Kind, subject.Key, why)
	v.broken[subject] = true
	delete(v.folded, subject)
}

// states compares every row with the one that the folded state gives.
func (v *verification) states() error {
	seen := map[workflow.Subject]bool{}
	for kind, table := range tables {
		columns, err := v.columnsOf(kind)
		if err != nil {
			return err
		}
		err = v.eachRow(`SELECT `+strings.Join(columns, ", ")+` FROM `+table, len(columns), func(have []any) error {
			subject := workflow.Subject{Kind: kind, Key: fmt.Sprint(have[0])}
			seen[subject] = true
			return v.compare(subject, have)
		})
		if err != nil {
			return err
		}
	}
	for subject := range v.folded {
		if !seen[subject] {
			v.fault("%s %s: it has events and no row", subject.Kind, subject.Key)
		}
	}
	return nil
}

func (v *verification) columnsOf(kind workflow.SubjectKind) ([]string, error) {
	r, err := rowOf("", workflow.NewState(kind), v.hours)
	var names []string
	for _, c := range r.columns {
		names = append(names, c.name)
	}
	return names, err
}

func (v *verification) compare(subject workflow.Subject, have []any) error {
	if v.broken[subject] {
		return nil
	}
	state, known := v.folded[subject]
	if !known {
		v.fault("%s %s: it has a row and no events", subject.Kind, subject.Key)
		return nil
	}
	want, err := rowOf(subject.Key, state, v.hours)
	if err != nil {
		return err
	}
	for i, c := range want.columns {
		same := have[i] == c.value
		if c.name == wakeColumn {
			same = (have[i] == nil) == (c.value == nil)
		}
		if !same {
			v.fault("%s %s: its stored %s is not what its events give", subject.Kind, subject.Key, c.name)
		}
	}
	return nil
}

// letters compares the steps that letters carry with those that the tables keep apart, and
// their bytes with the hash that the log has of them.
func (v *verification) letters() error {
	carried := map[[3]string]int64{} // letter, obligation, slot → live
	for subject, state := range v.folded {
		if l, ok := state.(workflow.Letter); ok {
			for _, step := range l.Steps {
				carried[[3]string{subject.Key, step.Obligation, step.Slot}] = number(l.Live())
			}
		}
	}
	err := v.eachRow(`SELECT letter, obligation, slot, live FROM letter_step`, 4, func(have []any) error {
		step := [3]string{fmt.Sprint(have[0]), fmt.Sprint(have[1]), fmt.Sprint(have[2])}
		if live, known := carried[step]; (!known || have[3] != live) && !v.broken[workflow.Subject{Kind: workflow.AboutLetter, Key: step[0]}] {
			v.fault("letter %s: %s of %s is not what its events give", step[0], step[2], step[1])
		}
		delete(carried, step)
		return nil
	})
	if err != nil {
		return err
	}
	for step := range carried {
		v.fault("letter %s: %s of %s is not held for it", step[0], step[2], step[1])
	}
	return v.eachRow(`SELECT key FROM letter WHERE NOT EXISTS (SELECT 1 FROM letter_bytes b WHERE b.letter = letter.key)
		AND NOT (coalesce(json_extract(state, '$.awaitsNo'), 0) AND json_extract(state, '$.outNo') IS NULL)
		AND json_extract(state, '$.recovered') IS NULL`, 1, func(have []any) error {
		v.fault("letter %s: its bytes are gone", have[0])
		return nil
	})
}

// letterBytes sees that what would be shown as sent is what was composed.
func (v *verification) letterBytes() error {
	return v.eachRow(`SELECT letter, bytes FROM letter_bytes`, 2, func(have []any) error {
		key := fmt.Sprint(have[0])
		l, ok := v.folded[workflow.Subject{Kind: workflow.AboutLetter, Key: key}].(workflow.Letter)
		bytes, _ := have[1].([]byte)
		if ok && fmt.Sprintf("%x", sha256.Sum256(bytes)) != l.SHA256 {
			v.fault("letter %s: its bytes are not those that were composed", key)
		}
		return nil
	})
}

// messages compares the archive with its hashes.
func (v *verification) messages() error {
	for subject := range v.folded {
		if subject.Kind != workflow.AboutMessage {
			continue
		}
		if err := v.ctx.Err(); err != nil {
			return err
		}
		v.Messages++
		if err := v.archive.Check(subject.Key); err != nil {
			v.fault("%v", err)
		}
	}
	return nil
}

// eachRow streams rows of n columns, as integers, texts and nil.
func (v *verification) eachRow(query string, n int, fn func([]any) error) error {
	rows, err := v.q.QueryContext(v.ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	values, places := make([]any, n), make([]any, n)
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if err := fn(values); err != nil {
			return err
		}
	}
	return rows.Err()
}
