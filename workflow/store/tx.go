package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"srok/workflow"
)

// Tx is one transaction. What it appends it also reads.
type Tx struct {
	Reader
	exec  transaction
	hours workflow.Hours
	seq   int64  // of the last event
	chain []byte // and its link
	// states that the transaction has met, as it left them; no other writes meanwhile. Those in young
	// and old are as earlier transactions left them. No Apply changes what an older value shares, and
	// no reader does.
	states, young, old map[workflow.Subject]workflow.State
	guessed            guessed
}

// Append writes events at one instant by one author and folds each into its subject's state.
func (t *Tx) Append(at time.Time, by string, subject workflow.Subject, facts ...workflow.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	state, found, err := t.state(subject)
	if err != nil {
		return err
	}
	before := state
	if !found {
		before = nil
	}
	for _, fact := range facts {
		// At and fact are folded as they are stored, so that folding the log again gives the same.
		e := workflow.Event{At: fromMillis(millis(at)), By: by, Subject: subject, Fact: fact}
		if err = t.insert(&e); err != nil {
			return err
		}
		if state, err = state.Apply(e); err != nil {
			return err
		}
	}
	return t.save(subject, before, state)
}

// Letter by its key.
func (t *Tx) Letter(key string) (workflow.Letter, bool, error) {
	state, found, err := t.state(workflow.Subject{Kind: workflow.AboutLetter, Key: key})
	l, _ := state.(workflow.Letter)
	return l, found, err
}

// Obligation by its key.
func (t *Tx) Obligation(key string) (workflow.Obligation, bool, error) {
	state, found, err := t.state(workflow.Subject{Kind: workflow.AboutObligation, Key: key})
	o, _ := state.(workflow.Obligation)
	return o, found, err
}

// Task as it was approved.
func (t *Tx) Task(key string) (workflow.ApprovedTask, bool, error) {
	state, found, err := t.state(workflow.Subject{Kind: workflow.AboutTask, Key: key})
	task, _ := state.(workflow.ApprovedTask)
	return task, found, err
}

// Addressee by the institution's id.
func (t *Tx) Addressee(id string) (workflow.Addressee, bool, error) {
	state, found, err := t.state(workflow.Subject{Kind: workflow.AboutInstitution, Key: id})
	a, _ := state.(workflow.Addressee)
	return a, found, err
}

func (t *Tx) insert(e *workflow.Event) error {
	name := e.Fact.FactName()
	data, err := json.Marshal(e.Fact)
	if err != nil {
		return fmt.Errorf("fact %s: %w", name, err)
	}
	if e.Fact, err = workflow.DecodeFact(name, data); err != nil {
		return err
	}
	chain := link(t.chain, millis(e.At), e.By, string(e.Subject.Kind), e.Subject.Key, name, string(data))
	result, err := t.exec.ExecContext(t.ctx,
		`INSERT INTO event (at, author, subject, key, fact, data, chain) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		millis(e.At), e.By, e.Subject.Kind, e.Subject.Key, name, string(data), chain)
	if err != nil {
		return fmt.Errorf("event %s of %s %s: %w", name, e.Subject.Kind, e.Subject.Key, err)
	}
	e.Seq, err = result.LastInsertId()
	t.seq, t.chain = e.Seq, chain
	return err
}

// save writes the row of a state, and the rows that are looked up beside it. before is nil where
// there is none yet.
func (t *Tx) save(subject workflow.Subject, before, state workflow.State) error {
	key := subject.Key
	row, err := rowOf(key, state, t.hours)
	if err != nil {
		return err
	}
	if before == nil {
		query, values := row.insert()
		err = t.put(query, values...)
	} else {
		query, values := row.update(columnsOf(key, before, t.hours))
		err = t.put(query, values...)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", row.table, key, err)
	}
	t.remember(subject, state)
	t.guessed.forget(subject.Kind)
	switch s := state.(type) {
	case workflow.Letter:
		if old, _ := before.(workflow.Letter); old.Status != "" && old.Live() == s.Live() {
			return nil // its steps stand as they stood
		}
		return t.saveSteps(key, s)
	case workflow.Addressee:
		return t.saveAddresses(key, s)
	}
	return nil
}

func (t *Tx) saveSteps(key string, l workflow.Letter) error {
	for _, step := range l.Steps {
		if err := t.put(`INSERT INTO letter_step (obligation, slot, letter, live) VALUES (?, ?, ?, ?)
			ON CONFLICT (letter, obligation, slot) DO UPDATE SET live = excluded.live`,
			step.Obligation, step.Slot, key, l.Live()); err != nil {
			return fmt.Errorf("letter %s: %s of %s: %w", key, step.Slot, step.Obligation, err)
		}
	}
	return nil
}

func (t *Tx) saveAddresses(key string, a workflow.Addressee) error {
	if err := t.put(`DELETE FROM address WHERE institution = ?`, key); err != nil {
		return err
	}
	for _, address := range slices.Concat(a.Institution.Contacts, a.Institution.Cc) {
		if err := t.put(`INSERT INTO address (address, institution) VALUES (?, ?) ON CONFLICT DO NOTHING`, strings.ToLower(address), key); err != nil {
			return err
		}
	}
	return nil
}

// KeepLetter stores the bytes of a letter, once.
func (t *Tx) KeepLetter(key string, bytes []byte) error {
	return t.put(`INSERT INTO letter_bytes (letter, bytes) VALUES (?, ?)`, key, bytes)
}

// Postpone sets when an obligation that could not be decided now is looked at again.
func (t *Tx) Postpone(obligation string, until time.Time) error {
	return t.put(`UPDATE obligation SET wake = ? WHERE key = ?`, millis(until), obligation)
}

// PostponeLetter sets when a letter that may not go out yet is looked at again.
func (t *Tx) PostponeLetter(letter string, until time.Time) error {
	return t.put(`UPDATE letter SET wake = ? WHERE key = ?`, millis(until), letter)
}

// Beat notes an instant of health.
func (t *Tx) Beat(what string, at time.Time) error {
	return t.put(`INSERT INTO health (what, at) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET at = excluded.at`, what, millis(at))
}

func (t *Tx) put(query string, args ...any) error {
	_, err := t.exec.ExecContext(t.ctx, query, args...)
	return err
}

// state of a subject; where nothing has happened to it yet it is a new one, and not found.
func (t *Tx) state(subject workflow.Subject) (state workflow.State, found bool, err error) {
	if state, ok := t.recall(subject); ok {
		return state, true, nil
	}
	table, ok := tables[subject.Kind]
	if !ok {
		return nil, false, fmt.Errorf("no table for %s", subject.Kind)
	}
	var body []byte
	err = t.q.QueryRowContext(t.ctx, `SELECT state FROM `+table+` WHERE key = ?`, subject.Key).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return workflow.NewState(subject.Kind), false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("%s %s: %w", subject.Kind, subject.Key, err)
	}
	if state, err = decodeState(subject.Kind, body); err != nil {
		return nil, false, err
	}
	t.remember(subject, state)
	return state, true, nil
}

// remember a state that is asked for again and again; a plan, a message or a submission is not.
func (t *Tx) remember(subject workflow.Subject, state workflow.State) {
	switch subject.Kind {
	case workflow.AboutLetter, workflow.AboutObligation, workflow.AboutTask, workflow.AboutInstitution:
		t.states[subject] = state
	}
}

// querier is what a pool and a transaction have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
