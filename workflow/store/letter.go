package store

import (
	"database/sql"
	"errors"
	"fmt"

	"srok/workflow"
)

// Letter by its key.
func (r *Reader) Letter(key string) (workflow.Letter, bool, error) {
	return one[workflow.Letter](r, `SELECT state FROM letter WHERE key = ?`, key)
}

// Letters are all of them, in the order in which they were composed.
func (r *Reader) Letters() ([]workflow.Letter, error) {
	return many[workflow.Letter](r, `SELECT state FROM letter ORDER BY composed, rowid`)
}

// LettersAt lists the letters that stand at one of the statuses, in the order in which they were
// composed. What has gone is not read. The plus is as in DueLetters.
func (r *Reader) LettersAt(statuses ...workflow.LetterStatus) ([]workflow.Letter, error) {
	marks, args := "?", []any{statuses[0]}
	for _, status := range statuses[1:] {
		marks, args = marks+", ?", append(args, status)
	}
	return many[workflow.Letter](r, `SELECT state FROM letter WHERE status IN (`+marks+`) ORDER BY +composed, rowid`, args...)
}

// LettersOf an institution, in the order in which they were composed.
func (r *Reader) LettersOf(institution string) ([]workflow.Letter, error) {
	return many[workflow.Letter](r, `SELECT state FROM letter WHERE institution = ? ORDER BY composed, rowid`, institution)
}

// CountWaiting counts the letters that no server took yet. Each of them wants attention at some time,
// or waits for the records office: for both there is an index, and what has gone is not looked at.
func (r *Reader) CountWaiting() (int, error) {
	return r.count(`SELECT (SELECT count(*) FROM letter WHERE wake IS NOT NULL AND status IN ('queued', 'sending', 'uncertain'))
		+ (SELECT count(*) FROM letter WHERE status = 'queued' AND wake IS NULL)`)
}

// CountLetters counts the letters that stand so, among all that there are.
func (r *Reader) CountLetters(statuses ...workflow.LetterStatus) (int, error) {
	n := 0
	for _, status := range statuses {
		found, err := r.count(`SELECT count(*) FROM letter WHERE status = ?`, status)
		if err != nil {
			return 0, err
		}
		n += found
	}
	return n, nil
}

// LetterByRef finds the letter with a ref.
func (r *Reader) LetterByRef(ref workflow.Ref) (workflow.Letter, bool, error) {
	return one[workflow.Letter](r, `SELECT state FROM letter WHERE ref = ?`, ref)
}

// LetterByMessageID finds the letter with a Message-ID, without angle brackets.
func (r *Reader) LetterByMessageID(id string) (workflow.Letter, bool, error) {
	return one[workflow.Letter](r, `SELECT state FROM letter WHERE message_id = ?`, id)
}

// LetterBytes are the bytes of a letter as they go out.
func (r *Reader) LetterBytes(key string) ([]byte, error) {
	var b []byte
	if err := r.q.QueryRowContext(r.ctx, `SELECT bytes FROM letter_bytes WHERE letter = ?`, key).Scan(&b); err != nil {
		return nil, fmt.Errorf("bytes of letter %s: %w", key, err)
	}
	return b, nil
}

// LetterSize is how many bytes those are; false where there are none.
func (r *Reader) LetterSize(key string) (size int64, found bool, err error) {
	err = r.q.QueryRowContext(r.ctx, `SELECT length(bytes) FROM letter_bytes WHERE letter = ?`, key).Scan(&size)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("bytes of letter %s: %w", key, err)
	}
	return size, true, nil
}

// LetterName is what people call the letter of a key; the key itself where there is no such letter.
func (r *Reader) LetterName(key string) (string, error) {
	l, found, err := r.Letter(key)
	if !found {
		return key, err
	}
	return l.Name(), err
}
