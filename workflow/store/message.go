package store

import (
	"database/sql"
	"fmt"
	"time"

	"srok/workflow"
)

// StrayCopy is a copy of our own, with this Message-ID, whose letter the log did not know.
func (r *Reader) StrayCopy(messageID string) (workflow.Message, bool, error) {
	return one[workflow.Message](r, `SELECT state FROM message WHERE stray = ? ORDER BY arrived LIMIT 1`, messageID)
}

// Unread lists the keys of messages that were kept and not read yet, the oldest first.
func (r *Reader) Unread() ([]string, error) {
	return r.strings(`SELECT key FROM message WHERE verdict = '' ORDER BY arrived, rowid`)
}

// UnreadSince is since when the first of those waits, and how many they are.
func (r *Reader) UnreadSince() (since time.Time, n int, err error) {
	var first sql.NullInt64
	// The log is asked about each of them: a join would begin with the events of every message that ever came.
	err = r.q.QueryRowContext(r.ctx, `SELECT min((SELECT at FROM event WHERE subject = 'message' AND event.key = message.key AND fact = 'kept')), count(*)
		FROM message WHERE verdict = ''`).Scan(&first, &n)
	if err != nil {
		return since, 0, fmt.Errorf("unread messages: %w", err)
	}
	if first.Valid {
		since = fromMillis(first.Int64)
	}
	return since, n, nil
}

// Message by its key.
func (r *Reader) Message(key string) (workflow.Message, bool, error) {
	return one[workflow.Message](r, `SELECT state FROM message WHERE key = ?`, key)
}

// MessagesByPrefix lists the first two messages whose key, in hexadecimal digits, begins so.
func (r *Reader) MessagesByPrefix(prefix string) ([]workflow.Message, error) {
	return many[workflow.Message](r, `SELECT state FROM message WHERE key >= ? AND key < ? ORDER BY key LIMIT 2`, prefix, prefix+"g")
}

// Held lists the messages that wait for a person, the oldest first.
func (r *Reader) Held() ([]workflow.Message, error) {
	return many[workflow.Message](r, `SELECT state FROM message WHERE waits = 1 ORDER BY arrived, rowid`)
}

// MessagesSince lists the messages that arrived from an instant on.
func (r *Reader) MessagesSince(t time.Time) ([]workflow.Message, error) {
	return many[workflow.Message](r, `SELECT state FROM message WHERE arrived >= ? ORDER BY arrived, rowid`, millis(t))
}

// Unscanned lists the keys of messages whose files the virus scanner is to be asked about again,
// the oldest first.
func (r *Reader) Unscanned() ([]string, error) {
	return r.strings(`SELECT key FROM message WHERE unscanned = 1 ORDER BY arrived, rowid`)
}

// CountUnscanned counts those messages.
func (r *Reader) CountUnscanned() (int, error) {
	return r.count(`SELECT COUNT(*) FROM message WHERE unscanned = 1`)
}
