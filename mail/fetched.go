package mail

import (
	"fmt"
	"time"
)

// Cursor is a place in a folder of a mailbox (RFC 9051: UIDVALIDITY and UID): everything up to
// UID was kept.
type Cursor struct {
	Folder   string
	Validity uint32
	UID      uint32
	// Mark is what the server says of the message at UID that is no other's: a server that was
	// restored from an older copy gives UIDs once more, to other messages. Empty: it is not known.
	Mark string
}

// Request is what a mailbox is asked for.
type Request struct {
	After Cursor
	Alone bool // each message is asked for by itself
	Most  int  // so many messages at most; 0: all
	// Asking hears of the first message of each group before the server is asked for it, so that
	// it is known afterwards which one ended the connection, or the process. With skip that one is
	// passed over, with an error all of them. May be nil.
	Asking func(first Cursor) (skip bool, err error)
}

// Fetched says which message a fetch handed over.
type Fetched struct {
	Cursor
	Size    int64     // RFC822.SIZE, as the server claims
	Arrived time.Time // INTERNALDATE
}

// Broken says which message could not be read. Everything before it was kept. A connection lost
// while it was asked for counts too, for some servers hang up on a message that they cannot read:
// only several Brokens of the same message say that it is the message's fault.
type Broken struct {
	Cursor Cursor // of the message itself
	Err    error
}

func (b *Broken) Error() string {
	return fmt.Sprintf("message UID %d of %s: %v", b.Cursor.UID, b.Cursor.Folder, b.Err)
}

func (b *Broken) Unwrap() error { return b.Err }

// Truncated is a literal that ended before its announced size: the message was not kept and
// must be asked for again.
type Truncated struct {
	Cursor Cursor
	Got    int64
	Want   int64
}

func (t *Truncated) Error() string {
	return fmt.Sprintf("message UID %d of %s: got %d of %d bytes", t.Cursor.UID, t.Cursor.Folder, t.Got, t.Want)
}

// Rewound says that a folder gives UIDs once more that it gave before, under one UIDVALIDITY: the
// server was restored from an older copy. RFC 9051, 2.3.1.1 forbids it, and it happens. All of the
// folder must be read again.
type Rewound struct{ Cursor Cursor }

func (r *Rewound) Error() string {
	return fmt.Sprintf("folder %s: UID %d, which was read before, is not there or is another message: the server was restored from an older copy",
		r.Cursor.Folder, r.Cursor.UID)
}
