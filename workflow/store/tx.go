package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"srok/workflow"
)

// Tx is one transaction. What it appends it also reads.
type Tx struct {
	Reader
	exec  *sql.Tx
	hours workflow.Hours
}

// Append writes events at one instant by one author and folds each into its subject's state.
func (t *Tx) Append(at time.Time, by string, subject workflow.Subject, facts ...workflow.Fact) error {
	state, err := t.state(subject)
	if err != nil {
		return err
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
	return t.save(subject.Key, state)
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
	result, err := t.exec.ExecContext(t.ctx,
		`INSERT INTO event (at, author, subject, key, fact, data) VALUES (?, ?, ?, ?, ?, ?)`,
		millis(e.At), e.By, e.Subject.Kind, e.Subject.Key, name, string(data))
	if err != nil {
		return fmt.Errorf("event %s of %s %s: %w", name, e.Subject.Kind, e.Subject.Key, err)
	}
	e.Seq, err = result.LastInsertId()
	return err
}

// save writes the row of a state. Its columns are what is asked by; the rest is JSON.
func (t *Tx) save(key string, state workflow.State) error {
	marshalled, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("state %s: %w", key, err)
	}
	body := string(marshalled) // JSON is text, not a BLOB
	switch s := state.(type) {
	case workflow.Obligation:
		return t.put(`INSERT INTO obligation (key, task, period, institution, due, status, wake, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET due = excluded.due, status = excluded.status, wake = excluded.wake, state = excluded.state`,
			key, s.Task, s.Period, s.Institution, s.Due.String(), s.Status, nullMillis(s.Wake(t.hours)), body)
	case workflow.Letter:
		return t.saveLetter(key, s, body)
	case workflow.Message:
		return t.put(`INSERT INTO message (key, verdict, waits, arrived, state) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET verdict = excluded.verdict, waits = excluded.waits, state = excluded.state`,
			key, s.Verdict, s.Held(), millis(s.Arrived), body)
	case workflow.Submission:
		return t.put(`INSERT INTO submission (key, institution, sender, received, state) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET state = excluded.state`,
			key, s.Institution, strings.ToLower(s.From), millis(s.Received), body)
	case workflow.ApprovedTask:
		return t.put(`INSERT INTO task (key, state) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state`, key, body)
	case workflow.Addressee:
		return t.saveAddressee(key, s, body)
	case workflow.Office:
		return t.put(`INSERT INTO council (key, state) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state`, key, body)
	}
	return fmt.Errorf("no table for %T", state)
}

func (t *Tx) saveLetter(key string, l workflow.Letter, body string) error {
	var ref any
	if l.Ref != "" {
		ref = l.Ref
	}
	err := t.put(`INSERT INTO letter (key, kind, institution, status, ref, message_id, composed, wake, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET status = excluded.status, wake = excluded.wake, state = excluded.state`,
		key, l.Kind, l.Institution, l.Status, ref, l.MessageID, millis(l.Composed), nullMillis(t.letterWake(l)), body)
	if err != nil {
		return err
	}
	for _, step := range l.Steps {
		if err := t.put(`INSERT INTO letter_step (obligation, slot, letter, live) VALUES (?, ?, ?, ?)
			ON CONFLICT (letter, obligation, slot) DO UPDATE SET live = excluded.live`,
			step.Obligation, step.Slot, key, l.Live()); err != nil {
			return fmt.Errorf("letter %s: %s of %s: %w", key, step.Slot, step.Obligation, err)
		}
	}
	return nil
}

// letterWake is when a letter next wants attention: a queued one only while letters may go out.
func (t *Tx) letterWake(l workflow.Letter) time.Time {
	switch l.Status {
	case workflow.Queued:
		at := l.NotUntil
		if at.Before(l.Composed) {
			at = l.Composed
		}
		if !l.AnyTime {
			at = t.hours.Next(at)
		}
		return at
	case workflow.Sending, workflow.Uncertain:
		return l.NotUntil
	}
	return time.Time{}
}

func (t *Tx) saveAddressee(key string, a workflow.Addressee, body string) error {
	if err := t.put(`INSERT INTO institution (key, state) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state`, key, body); err != nil {
		return err
	}
	if err := t.put(`DELETE FROM address WHERE institution = ?`, key); err != nil {
		return err
	}
	for _, address := range append(append([]string{}, a.Institution.Contacts...), a.Institution.Cc...) {
		if err := t.put(`INSERT INTO address (address, institution) VALUES (?, ?) ON CONFLICT (address) DO NOTHING`, strings.ToLower(address), key); err != nil {
			return err
		}
	}
	return nil
}

// KeepLetter stores the bytes of a letter, once.
func (t *Tx) KeepLetter(key string, bytes []byte) error {
	return t.put(`INSERT INTO letter_bytes (letter, bytes) VALUES (?, ?)`, key, bytes)
}

// KeepPlace notes where in the mailbox a message was met, and moves the cursor there.
func (t *Tx) KeepPlace(folder string, validity, uid uint32, message string) error {
	if err := t.put(`INSERT INTO place (folder, validity, uid, message) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, folder, validity, uid, message); err != nil {
		return err
	}
	return t.put(`INSERT INTO cursor (folder, validity, uid) VALUES (?, ?, ?)
		ON CONFLICT (folder) DO UPDATE SET validity = excluded.validity, uid = excluded.uid`, folder, validity, uid)
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

func (t *Tx) state(subject workflow.Subject) (workflow.State, error) {
	table, ok := tables[subject.Kind]
	if !ok {
		return nil, fmt.Errorf("no table for %s", subject.Kind)
	}
	var body []byte
	err := t.q.QueryRowContext(t.ctx, `SELECT state FROM `+table+` WHERE key = ?`, subject.Key).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return workflow.NewState(subject.Kind), nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", subject.Kind, subject.Key, err)
	}
	return decodeState(subject.Kind, body)
}

var tables = map[workflow.SubjectKind]string{
	workflow.AboutObligation: "obligation", workflow.AboutLetter: "letter", workflow.AboutMessage: "message",
	workflow.AboutSubmission: "submission", workflow.AboutTask: "task",
	workflow.AboutInstitution: "institution", workflow.AboutCouncil: "council",
}

func decodeState(kind workflow.SubjectKind, body []byte) (workflow.State, error) {
	switch kind {
	case workflow.AboutObligation:
		return decode[workflow.Obligation](body)
	case workflow.AboutLetter:
		return decode[workflow.Letter](body)
	case workflow.AboutMessage:
		return decode[workflow.Message](body)
	case workflow.AboutSubmission:
		return decode[workflow.Submission](body)
	case workflow.AboutTask:
		return decode[workflow.ApprovedTask](body)
	case workflow.AboutInstitution:
		return decode[workflow.Addressee](body)
	default:
		return decode[workflow.Office](body)
	}
}

func decode[S any](body []byte) (S, error) {
	var s S
	if err := json.Unmarshal(body, &s); err != nil {
		return s, fmt.Errorf("stored state: %w", err)
	}
	return s, nil
}

func millis(t time.Time) int64 { return t.UnixMilli() }

func nullMillis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// querier is what a pool and a transaction have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
