package imap

import (
	"context"
	"fmt"
	"time"

	"srok/mail"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// markOf is what a server says of a message that hardly another one has, and that it says again;
// empty where it was not told before the body.
func markOf(size int64, arrived time.Time) string {
	if size == 0 || arrived.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d@%d", size, arrived.Unix())
}

func unmarked(at mail.Cursor) mail.Cursor {
	at.Mark = ""
	return at
}

// unchanged sees that the message at a place is still the one that was read there. One that is gone
// says nothing: people tidy up.
func (m *Mailbox) unchanged(ctx context.Context, at mail.Cursor) error {
	if at.Mark == "" || at.UID == 0 {
		return nil
	}
	var found []*imapclient.FetchMessageBuffer
	err := m.conn.within(ctx, m.config.Timeouts.Silence, "UID FETCH", func() (err error) {
		found, err = m.conn.client.Fetch(imap.UIDSetNum(imap.UID(at.UID)), &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}).Collect()
		return err
	})
	if err != nil {
		return fmt.Errorf("folder %s of %s: %w", at.Folder, m.config.User, err)
	}
	for _, f := range found {
		if f.UID == imap.UID(at.UID) && markOf(f.RFC822Size, f.InternalDate) != at.Mark {
			return &mail.Rewound{Cursor: at}
		}
	}
	return nil
}
