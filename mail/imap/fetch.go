package imap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"srok/mail"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// window is how many messages one UID FETCH asks for. The server sends them one after another
// and so works ahead while we keep one; what was asked for in vain, because an earlier one went
// wrong, is at most a window.
const window = 64

// Keep takes one message. r ends with io.EOF only when all of the message was read; a message
// cut short ends with a *mail.Truncated. What keep leaves unread is skipped. An error of keep
// ends the Fetch.
type Keep = func(f mail.Fetched, r io.Reader) error

// Fetch hands over the messages that lie behind a place in a folder, in the order of UIDs. A
// zero place, or one of another UIDVALIDITY than the folder now has, means all messages: the
// caller sees the new validity in each mail.Fetched and begins its cursor anew. A place that the
// folder has not got to yet, or where another message lies than its Mark says, is a *mail.Rewound.
// An empty Cursor.Folder is Inbox. The server's INTERNALDATE, and the Mark with it, is zero where
// it came too late to be told.
func (m *Mailbox) Fetch(ctx context.Context, want mail.Request, keep Keep) error {
	if err := m.acquire(ctx); err != nil {
		return err
	}
	defer m.release()
	if err := m.open(ctx); err != nil {
		return err
	}
	err := m.fetch(ctx, want, keep)
	if err != nil {
		m.drop()
	}
	return err
}

func (m *Mailbox) fetch(ctx context.Context, want mail.Request, keep Keep) error {
	after := want.After
	if after.Folder == "" {
		after.Folder = Inbox
	}
	select {
	case <-m.conn.news: // what it told of is fetched now
	default:
	}
	data, err := m.examine(ctx, after.Folder)
	if err != nil {
		return err
	}
	if after.Validity != data.UIDValidity {
		after.Validity, after.UID = data.UIDValidity, 0
	}
	if next := uint32(data.UIDNext); next != 0 && next <= after.UID {
		return &mail.Rewound{Cursor: after}
	}
	if after.UID == math.MaxUint32 { // no UID lies behind it (RFC 9051, 2.3.1.1)
		return nil
	}
	if data.NumMessages == 0 || data.UIDNext != 0 && uint32(data.UIDNext) <= after.UID+1 {
		return nil
	}
	if err := m.unchanged(ctx, after); err != nil {
		return err
	}
	after.Mark = ""
	uids, err := m.search(ctx, after, data.NumMessages)
	if err != nil {
		return err
	}
	if want.Most > 0 {
		uids = uids[:min(want.Most, len(uids))]
	}
	together := window
	if want.Alone {
		together = 1
	}
	for len(uids) > 0 {
		some := uids[:min(together, len(uids))]
		if skip, err := ask(want, after, some[0]); skip || err != nil {
			if err != nil {
				return err
			}
			uids = uids[1:]
			continue
		}
		done, err := m.fetchSome(ctx, after, some, keep)
		if err != nil {
			return err
		}
		uids = uids[done:]
		if done == len(some) {
			continue
		}
		// The next one did not come: it was expunged meanwhile, or go-imap dropped it
		// because its UID came behind its body.
		if err := m.fetchBySequence(ctx, after, uids[0], keep); err != nil {
			return err
		}
		uids = uids[1:]
	}
	return nil
}

// ask tells who wants to know which message comes next.
func ask(want mail.Request, at mail.Cursor, uid imap.UID) (skip bool, err error) {
	if want.Asking == nil {
		return false, nil
	}
	at.UID = uint32(uid)
	return want.Asking(at)
}

// search lists the UIDs behind a place in a folder of so many messages, ascending.
func (m *Mailbox) search(ctx context.Context, after mail.Cursor, messages uint32) (uids []imap.UID, err error) {
	err = m.conn.within(ctx, m.config.Timeouts.Silence, "UID SEARCH", func() (err error) {
		criteria := &imap.SearchCriteria{UID: []imap.UIDSet{{imap.UIDRange{Start: imap.UID(after.UID) + 1}}}}
		found, err := m.conn.client.UIDSearch(criteria, nil).Wait()
		if err != nil {
			return err
		}
		uids, err = uidsBehind(found.All, after.UID, int(messages)+arrivingMeanwhile)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("folder %s of %s: %w", after.Folder, m.config.User, err)
	}
	return uids, nil
}

// arrivingMeanwhile is how many messages more than it said a server may list.
const arrivingMeanwhile = 10_000

// uidsBehind lists the UIDs of an answer that lie behind one: n:* names the last message even where n
// is beyond it (RFC 9051, 9: seq-range). go-imap's own list panics at a 0, has no end where the last
// possible UID is in it, and as many as a range claims.
func uidsBehind(found imap.NumSet, after uint32, most int) ([]imap.UID, error) {
	set, _ := found.(imap.UIDSet)
	var uids []imap.UID
	for _, r := range set {
		for uid := max(uint64(r.Start), uint64(after)+1); uid <= uint64(r.Stop); uid++ {
			if len(uids) == most {
				return nil, errors.New("the server lists more messages than the folder has")
			}
			uids = append(uids, imap.UID(uid))
		}
	}
	slices.Sort(uids)
	return slices.Compact(uids), nil
}

// fetchSome asks for several messages at once and hands them over as they come, as long as
// they come in order. done is how many came.
func (m *Mailbox) fetchSome(ctx context.Context, at mail.Cursor, uids []imap.UID, keep Keep) (done int, err error) {
	var own error // of keep, or about a message
	err = m.conn.within(ctx, m.config.Timeouts.Silence, "UID FETCH", func() error {
		command := m.conn.client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{
			UID: true, RFC822Size: true, InternalDate: true,
			BodySection: []*imap.FetchItemBodySection{{Peek: true}},
		})
		for message := command.Next(); message != nil; message = command.Next() {
			if own != nil || done == len(uids) {
				continue // drained by Next
			}
			uid, err := m.handOver(at, uids[done], message, keep)
			if isTruncated(err) {
				own = err
				return err
			}
			if err != nil {
				own = err
				m.conn.link.Close() // quicker than draining a window of big messages
				continue
			}
			if uid == uids[done] {
				done++
			}
		}
		return command.Close()
	})
	if own != nil {
		return done, m.why(ctx, own)
	}
	if err != nil {
		at.UID = uint32(uids[min(done, len(uids)-1)])
		return done, m.why(ctx, &mail.Broken{Cursor: at, Err: err})
	}
	return done, nil
}

// isTruncated says that a literal ended too early. Its command is then left as it is: go-imap
// would read the literal once more to drain it, at the same time as its own reader, which has
// nothing left to read and ends by itself.
func isTruncated(err error) bool {
	var t *mail.Truncated
	return errors.As(err, &t)
}

// why prefers the context's reason: what the closed link caused is no news about a message.
func (m *Mailbox) why(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// handOver gives one message to keep if it is the one that is next.
func (m *Mailbox) handOver(at mail.Cursor, next imap.UID, message *imapclient.FetchMessageData, keep Keep) (imap.UID, error) {
	var uid imap.UID
	var size int64
	var arrived time.Time
	came := false
	for item := message.Next(); item != nil; item = message.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = item.UID
		case imapclient.FetchItemDataRFC822Size:
			size = item.Size
		case imapclient.FetchItemDataInternalDate:
			arrived = item.Time
		case imapclient.FetchItemDataBodySection:
			if uid != next || came {
				continue // out of order: it is asked for again
			}
			at.UID, at.Mark = uint32(uid), markOf(size, arrived)
			if err := give(mail.Fetched{Cursor: at, Size: size, Arrived: arrived}, item.Literal, keep); err != nil {
				return uid, err
			}
			came = true
		}
	}
	if !came {
		return 0, nil
	}
	return uid, nil
}

// give hands a literal to keep and sees that it was whole.
func give(f mail.Fetched, literal imap.LiteralReader, keep Keep) error {
	if literal == nil { // NIL: the server has lost the body
		return &mail.Broken{Cursor: unmarked(f.Cursor), Err: errors.New("the server gives no body (NIL)")}
	}
	r := &whole{literal: literal, truncated: &mail.Truncated{Cursor: unmarked(f.Cursor), Want: literal.Size()}}
	if f.Size == 0 {
		f.Size = literal.Size()
	}
	if err := keep(f, r); err != nil {
		if isTruncated(r.err) && !isTruncated(err) {
			return r.truncated // keep made its own words of it
		}
		return err
	}
	_, err := io.Copy(io.Discard, r)
	return err
}

// whole reads a literal and turns a premature end into a *mail.Truncated.
type whole struct {
	literal   imap.LiteralReader
	truncated *mail.Truncated
	err       error // how it ended: a literal must not be read again
}

func (w *whole) Read(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.literal.Read(p)
	w.truncated.Got += int64(n)
	if err != nil && w.truncated.Got < w.truncated.Want {
		err = w.truncated
	}
	w.err = err
	return n, err
}

// fetchBySequence asks for one message by its number, its data first and then its body, for
// servers that tell the UID last. A message that is gone is no error; one that is there and does
// not come is.
func (m *Mailbox) fetchBySequence(ctx context.Context, at mail.Cursor, uid imap.UID, keep Keep) error {
	at.UID = uint32(uid)
	came := false
	var own error
	err := m.conn.within(ctx, m.config.Timeouts.Silence, "FETCH", func() error {
		number, err := m.numberOf(uid)
		if err != nil || number == nil {
			return err
		}
		came, own, err = m.fetchNumber(at, number, keep)
		if own != nil || err != nil || came {
			return err
		}
		if number, err = m.numberOf(uid); err == nil && number != nil {
			err = errors.New("the server lists it and does not give it")
		}
		return err
	})
	if own != nil {
		return m.why(ctx, own)
	}
	if err != nil {
		return m.why(ctx, &mail.Broken{Cursor: at, Err: err})
	}
	return nil
}

// numberOf is the number by which the connection knows a message; nil: it is gone.
func (m *Mailbox) numberOf(uid imap.UID) (imap.NumSet, error) {
	found, err := m.conn.client.Search(&imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(uid)}}, nil).Wait()
	if err != nil {
		return nil, err
	}
	if set, ok := found.All.(imap.SeqSet); ok && len(set) > 0 && set[0].Start > 0 {
		return imap.SeqSetNum(set[0].Start), nil
	}
	return nil, nil
}

// fetchNumber hands over the message of a number, if it is the one that is meant. own is an error of
// keep, or about the message.
func (m *Mailbox) fetchNumber(at mail.Cursor, number imap.NumSet, keep Keep) (came bool, own, err error) {
	about, err := m.conn.client.Fetch(number, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}).Collect()
	if err != nil || len(about) == 0 || uint32(about[0].UID) != at.UID {
		return false, nil, err // the numbers moved: it was expunged
	}
	f := mail.Fetched{Cursor: at, Size: about[0].RFC822Size, Arrived: about[0].InternalDate}
	f.Mark = markOf(f.Size, f.Arrived)
	command := m.conn.client.Fetch(number, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
	for message := command.Next(); message != nil; message = command.Next() {
		for item := message.Next(); item != nil; item = message.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || own != nil {
				continue
			}
			came = true
			if own = give(f, body.Literal, keep); isTruncated(own) {
				return came, own, own
			}
		}
	}
	return came, own, command.Close()
}
