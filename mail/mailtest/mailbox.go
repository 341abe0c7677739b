package mailtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// mailbox is what an address receives, in folders; SMTP delivers to INBOX.
type mailbox struct {
	address, password string
	folders           []*folder
}

// folder is one that IMAP shows.
type folder struct {
	name     string
	validity uint32
	uidNext  imap.UID
	messages []*stored
	tracker  *imapserver.MailboxTracker
	changed  chan struct{} // closed, and replaced, with each change
}

type stored struct {
	Message
	uid imap.UID
}

// view is a folder as one IMAP connection sees it.
type view struct {
	folder  *folder
	tracker *imapserver.SessionTracker
}

func newFolder(name string, validity uint32) *folder {
	return &folder{name: name, validity: validity, uidNext: 1, tracker: imapserver.NewMailboxTracker(0), changed: make(chan struct{})}
}

func (s *Server) newMailbox(address, password string) *mailbox {
	return &mailbox{address: address, password: password, folders: []*folder{newFolder("INBOX", s.validity)}}
}

func (m *mailbox) folder(name string) *folder {
	for _, f := range m.folders {
		if f.name == name || strings.EqualFold(name, "INBOX") && f.name == "INBOX" {
			return f
		}
	}
	return nil
}

func (f *folder) add(m Message) {
	f.messages = append(f.messages, &stored{m, f.uidNext})
	f.uidNext++
	f.tracker.QueueNumMessages(uint32(len(f.messages)))
	f.tell()
}

// tell wakes the connections that wait in IDLE.
func (f *folder) tell() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// each visits the messages with the sequence numbers that this connection knows them by.
func (v *view) each(visit func(seq uint32, m *stored)) {
	for i, m := range v.folder.messages {
		if seq := v.tracker.EncodeSeqNum(uint32(i) + 1); seq != 0 {
			visit(seq, m)
		}
	}
}

// holds says whether a set names a message. "*" is the last message, and n:* names it even
// where n is beyond it (RFC 9051, 9: seq-range).
func (v *view) holds(set imap.NumSet, seq uint32, m *stored) bool {
	switch set := set.(type) {
	case imap.SeqSet:
		last := uint32(len(v.folder.messages))
		return slices.ContainsFunc(set, func(r imap.SeqRange) bool { return within(seq, r.Start, r.Stop, last) })
	case imap.UIDSet:
		last := uint32(v.folder.messages[len(v.folder.messages)-1].uid)
		return slices.ContainsFunc(set, func(r imap.UIDRange) bool {
			return within(uint32(m.uid), uint32(r.Start), uint32(r.Stop), last)
		})
	}
	return false
}

func within(n, start, stop, last uint32) bool {
	if start == 0 {
		start = last
	}
	if stop == 0 {
		stop = last
	}
	return min(start, stop) <= n && n <= max(start, stop)
}

// AddFolder opens another folder beside INBOX.
func (s *Server) AddFolder(address, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	box := s.lookup(address)
	if box == nil {
		return fmt.Errorf("mailtest: no mailbox %s", address)
	}
	box.folders = append(box.folders, newFolder(name, s.validity))
	return nil
}

// Append puts raw bytes into a folder as they are, past SMTP, with the clock's time.
func (s *Server) Append(address, folder string, raw []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.find(address, folder)
	if err != nil {
		return err
	}
	f.add(Message{Raw: raw, To: address, Arrived: s.options.Clock()})
	return nil
}

// Remove expunges the message with this UID, as a person would who tidies up by hand.
func (s *Server) Remove(address, folder string, uid uint32) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.find(address, folder)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(f.messages, func(m *stored) bool { return uint32(m.uid) == uid })
	if i < 0 {
		return fmt.Errorf("mailtest: no UID %d in %s of %s", uid, folder, address)
	}
	f.messages = slices.Delete(f.messages, i, i+1)
	f.tracker.QueueExpunge(uint32(i) + 1)
	f.tell()
	return nil
}

// Renumber gives a folder a new UIDVALIDITY and its messages new UIDs from 1, as a server
// does that was restored from a copy. Open connections are closed, as they must be.
func (s *Server) Renumber(address, folder string) error {
	s.mu.Lock()
	f, err := s.find(address, folder)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	s.validity++
	fresh := newFolder(f.name, s.validity)
	for _, m := range f.messages {
		fresh.add(m.Message)
	}
	box := s.lookup(address)
	box.folders[slices.Index(box.folders, f)] = fresh
	s.mu.Unlock()
	s.DropIMAP()
	return nil
}

func (s *Server) find(address, name string) (*folder, error) {
	box := s.lookup(address)
	if box == nil {
		return nil, fmt.Errorf("mailtest: no mailbox %s", address)
	}
	f := box.folder(name)
	if f == nil {
		return nil, fmt.Errorf("mailtest: no folder %s in %s", name, address)
	}
	return f, nil
}
