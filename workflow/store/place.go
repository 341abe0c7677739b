package store

import (
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Place is one in a folder of the mailbox (RFC 9051: UIDVALIDITY and UID).
type Place struct {
	Folder   string
	Validity uint32
	UID      uint32
}

// Asked is how often a message was asked for in vain.
type Asked struct {
	Place
	Attempts int
	Again    time.Time // when one that was set aside is asked for again; zero: it was not
}

// Cursor is how far a folder was read, and the mark of the message there: zeroes where it never was.
func (r *Reader) Cursor(folder string) (at Place, mark string, err error) {
	at.Folder = folder
	err = r.q.QueryRowContext(r.ctx, `SELECT validity, uid, mark FROM cursor WHERE folder = ?`, folder).Scan(&at.Validity, &at.UID, &mark)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return at, "", fmt.Errorf("cursor of %s: %w", folder, err)
	}
	return at, mark, nil
}

// Asked lists what a folder was asked for in vain.
func (r *Reader) Asked(folder string) ([]Asked, error) {
	rows, err := r.q.QueryContext(r.ctx, `SELECT validity, uid, attempts, again FROM asked WHERE folder = ? ORDER BY validity, uid`, folder)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	defer rows.Close()
	var all []Asked
	for rows.Next() {
		a := Asked{Place: Place{Folder: folder}}
		var again sql.NullInt64
		if err := rows.Scan(&a.Validity, &a.UID, &a.Attempts, &again); err != nil {
			return nil, fmt.Errorf("database: %w", err)
		}
		if again.Valid {
			a.Again = fromMillis(again.Int64)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// Readings is how often it was begun to read a message, and never came to an end.
func (r *Reader) Readings(message string) (int, error) {
	return r.count(`SELECT coalesce(max(attempts), 0) FROM reading WHERE message = ?`, message)
}

// KeepPlace notes where in the mailbox a message was met, and moves the cursor there.
func (t *Tx) KeepPlace(at Place, mark, message string) error {
	if err := t.put(`INSERT INTO place (folder, validity, uid, message) VALUES (?, ?, ?, ?)
		ON CONFLICT (folder, validity, uid) DO UPDATE SET message = excluded.message`, at.Folder, at.Validity, at.UID, message); err != nil {
		return err
	}
	return t.PassPlace(at, mark)
}

// PassPlace moves the cursor. Of two processes that read one mailbox the slower one does not move
// it back; UIDs start anew only with another UIDVALIDITY (RFC 9051 section 2.3.1.1).
func (t *Tx) PassPlace(at Place, mark string) error {
	return t.put(`INSERT INTO cursor (folder, validity, uid, mark) VALUES (?, ?, ?, ?)
		ON CONFLICT (folder) DO UPDATE SET validity = excluded.validity, uid = excluded.uid, mark = excluded.mark
		WHERE cursor.validity <> excluded.validity OR cursor.uid <= excluded.uid`, at.Folder, at.Validity, at.UID, mark)
}

// Rewind has a folder read from its beginning again.
func (t *Tx) Rewind(folder string) error {
	return t.put(`DELETE FROM cursor WHERE folder = ?`, folder)
}

// NoteAsked counts that a message is going to be asked for. again is when one that was set aside
// is asked for once more; zero where it was not.
func (t *Tx) NoteAsked(at Place, again time.Time) error {
	return t.put(`INSERT INTO asked (folder, validity, uid, attempts, again) VALUES (?, ?, ?, 1, ?)
		ON CONFLICT (folder, validity, uid) DO UPDATE SET attempts = attempts + 1, again = excluded.again`,
		at.Folder, at.Validity, at.UID, nullMillis(again))
}

// PostponeAsked sets aside a message that was asked for in vain, up to an instant.
func (t *Tx) PostponeAsked(at Place, again time.Time) error {
	return t.put(`UPDATE asked SET again = ? WHERE folder = ? AND validity = ? AND uid = ?`, millis(again), at.Folder, at.Validity, at.UID)
}

// ForgetAsked forgets all of a folder but what was set aside: the server gives its messages.
func (t *Tx) ForgetAsked(folder string) error {
	return t.put(`DELETE FROM asked WHERE folder = ? AND again IS NULL`, folder)
}

// ForgetAside forgets one that was set aside.
func (t *Tx) ForgetAside(at Place) error {
	return t.put(`DELETE FROM asked WHERE folder = ? AND validity = ? AND uid = ?`, at.Folder, at.Validity, at.UID)
}

// NoteReading counts that a message is going to be read.
func (t *Tx) NoteReading(message string) error {
	return t.put(`INSERT INTO reading (message, attempts) VALUES (?, 1)
		ON CONFLICT (message) DO UPDATE SET attempts = attempts + 1`, message)
}

// ForgetReading forgets it: the reading came to an end.
func (t *Tx) ForgetReading(message string) error {
	return t.put(`DELETE FROM reading WHERE message = ?`, message)
}
