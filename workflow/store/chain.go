package store

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
)

// link ties an event to the one before it, and so to all of the log: whoever changes a word of an
// event, be it only its author or its time, of which no state knows, breaks the chain there.
func link(before []byte, at int64, author, subject, key, fact, data string) []byte {
	sum := sha256.New()
	fmt.Fprintf(sum, "%x %d %q %q %q %q %s", before, at, author, subject, key, fact, data)
	return sum.Sum(nil)
}

// endOfLog is the number of the last event, and its link.
func (r *Reader) endOfLog() (seq int64, chain []byte, err error) {
	err = r.q.QueryRowContext(r.ctx, `SELECT seq, chain FROM event ORDER BY seq DESC LIMIT 1`).Scan(&seq, &chain)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, fmt.Errorf("end of the log: %w", err)
	}
	return seq, chain, nil
}

// chain compares each event with its link. What follows one that was changed, or is gone, is as good
// as it was.
func (v *verification) chain() error {
	var before []byte
	last := int64(0)
	return v.eachRow(`SELECT seq, at, author, subject, key, fact, data, chain FROM event ORDER BY seq`, 8, func(have []any) error {
		seq, _ := have[0].(int64)
		at, _ := have[1].(int64)
		linked, _ := have[7].([]byte)
		var text [5]string
		for i := range text {
			text[i] = fmt.Sprint(have[2+i])
		}
		if seq == last+1 && !bytes.Equal(linked, link(before, at, text[0], text[1], text[2], text[3], text[4])) {
			v.fault("the log: event %d, of %s %s, is not as it was written", seq, text[1], text[2])
		}
		last, before = seq, bytes.Clone(linked)
		return nil
	})
}
