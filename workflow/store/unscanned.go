package store

// Unscanned lists the keys of messages whose files the virus scanner is to be asked about again,
// the oldest first.
func (r *Reader) Unscanned() ([]string, error) {
	return r.strings(`SELECT key FROM message WHERE unscanned = 1 ORDER BY arrived, rowid`)
}

// CountUnscanned counts those messages.
func (r *Reader) CountUnscanned() (int, error) {
	return r.count(`SELECT COUNT(*) FROM message WHERE unscanned = 1`)
}
