package mailtest

import (
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"
)

// The sessions are our own and not imapmemserver's: that one writes a message's header anew
// (a broken one comes out empty, where a test wants its very bytes), stamps the real time and
// cannot change its UIDVALIDITY.

func (s *Server) newIMAP() *imapserver.Server {
	options := &imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &imapSession{server: s}, nil, nil
		},
		InsecureAuth: true,
		Logger:       log.New(io.Discard, "", 0),
	}
	if !s.options.Implicit {
		options.TLSConfig = s.options.TLS
	}
	return imapserver.New(options)
}

func (s *Server) cutting(l net.Listener) *cuttingListener {
	if s.options.Implicit {
		l = tls.NewListener(l, s.options.TLS)
	}
	return &cuttingListener{Listener: l, server: s, serves: newServes()}
}

// authenticate knows a mailbox's owner; for XOAUTH2 the password is the token.
func (s *Server) authenticate(user, password string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	box := s.mailboxes[strings.ToLower(user)]
	return box != nil && subtle.ConstantTimeCompare([]byte(box.password), []byte(password)) == 1
}

// imapSession is one IMAP connection. Nobody writes by IMAP here: messages come by SMTP.
type imapSession struct {
	server *Server
	box    *mailbox
	view   *view
}

func (s *imapSession) Login(user, password string) error {
	if !s.server.authenticate(user, password) {
		return imapserver.ErrAuthFailed
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.box = s.server.mailboxes[strings.ToLower(user)]
	return nil
}

func (s *imapSession) AuthenticateMechanisms() []string { return []string{"PLAIN", "XOAUTH2"} }

func (s *imapSession) Authenticate(mechanism string) (sasl.Server, error) {
	switch mechanism {
	case "PLAIN":
		return sasl.NewPlainServer(func(_, user, password string) error { return s.Login(user, password) }), nil
	case "XOAUTH2":
		return &xoauth2Server{check: s.Login}, nil
	}
	return nil, no("no such mechanism")
}

func (s *imapSession) Close() error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.view != nil {
		s.view.tracker.Close()
		s.view = nil
	}
	return nil
}

func (s *imapSession) Unselect() error { return s.Close() }

func (s *imapSession) Select(name string, _ *imap.SelectOptions) (*imap.SelectData, error) {
	if err := s.Close(); err != nil {
		return nil, err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	f := s.box.folder(name)
	if f == nil {
		return nil, &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeNonExistent, Text: "No such mailbox"}
	}
	s.view = &view{folder: f, tracker: f.tracker.NewSession()}
	return &imap.SelectData{NumMessages: uint32(len(f.messages)), UIDNext: f.uidNext, UIDValidity: f.validity}, nil
}

func (s *imapSession) Status(name string, options *imap.StatusOptions) (*imap.StatusData, error) {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	f := s.box.folder(name)
	if f == nil {
		return nil, no("no such mailbox")
	}
	count := uint32(len(f.messages))
	return &imap.StatusData{Mailbox: name, NumMessages: &count, UIDNext: f.uidNext, UIDValidity: f.validity}, nil
}

func (s *imapSession) List(w *imapserver.ListWriter, ref string, patterns []string, _ *imap.ListOptions) error {
	s.server.mu.Lock()
	var names []string
	for _, f := range s.box.folders {
		names = append(names, f.name)
	}
	s.server.mu.Unlock()
	for _, name := range names {
		for _, pattern := range patterns {
			if !imapserver.MatchList(name, '/', ref, pattern) {
				continue
			}
			if err := w.WriteList(&imap.ListData{Mailbox: name, Delim: '/'}); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

func (s *imapSession) Search(kind imapserver.NumKind, criteria *imap.SearchCriteria, _ *imap.SearchOptions) (*imap.SearchData, error) {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	data := &imap.SearchData{}
	var uids imap.UIDSet
	var seqs imap.SeqSet
	s.view.each(func(seq uint32, m *stored) {
		for _, set := range criteria.UID {
			if !s.view.holds(set, seq, m) {
				return
			}
		}
		for _, set := range criteria.SeqNum {
			if !s.view.holds(set, seq, m) {
				return
			}
		}
		uids.AddNum(m.uid)
		seqs.AddNum(seq)
		data.Count++
	})
	data.All = uids
	if kind == imapserver.NumKindSeq {
		data.All = seqs
	}
	return data, nil
}

// Fetch writes the very bytes, without the server's lock, so that a slow reader does not hold
// up the delivery of other mail.
func (s *imapSession) Fetch(w *imapserver.FetchWriter, set imap.NumSet, options *imap.FetchOptions) error {
	type hit struct {
		seq uint32
		m   *stored
	}
	var hits []hit
	s.server.mu.Lock()
	s.view.each(func(seq uint32, m *stored) {
		if s.view.holds(set, seq, m) {
			hits = append(hits, hit{seq, m})
		}
	})
	s.server.mu.Unlock()
	for _, h := range hits {
		if err := fetchOne(w.CreateMessage(h.seq), h.m, options); err != nil {
			return err
		}
	}
	return nil
}

func fetchOne(w *imapserver.FetchResponseWriter, m *stored, options *imap.FetchOptions) error {
	w.WriteUID(m.uid)
	if options.RFC822Size {
		w.WriteRFC822Size(int64(len(m.Raw)))
	}
	if options.InternalDate {
		w.WriteInternalDate(m.Arrived)
	}
	var err error
	for _, section := range options.BodySection {
		if section.Specifier != imap.PartSpecifierNone || len(section.Part) > 0 || section.Partial != nil {
			err = errors.Join(err, no("only BODY[] can be had here"))
			continue
		}
		body := w.WriteBodySection(section, int64(len(m.Raw)))
		_, writeErr := body.Write(m.Raw)
		err = errors.Join(err, writeErr, body.Close())
	}
	return errors.Join(err, w.Close()) // unclosed, it would hold the connection's lock for ever
}

func (s *imapSession) Poll(w *imapserver.UpdateWriter, allowExpunge bool) error {
	if s.view == nil {
		return nil
	}
	return s.view.tracker.Poll(w, allowExpunge)
}

func (s *imapSession) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	s.server.mu.Lock()
	v := s.view // a connection that ends does not wait for its Idle
	s.server.mu.Unlock()
	if v == nil {
		<-stop
		return nil
	}
	// Not the tracker's own Idle: what was queued before it began it tells only with the
	// next change.
	for {
		s.server.mu.Lock()
		changed := v.folder.changed
		s.server.mu.Unlock()
		if err := v.tracker.Poll(w, true); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-stop:
			return nil
		}
	}
}

func no(text string) error { return &imap.Error{Type: imap.StatusResponseTypeNo, Text: text} }

var errReadOnly = no("this server is only read")

func (s *imapSession) Create(string, *imap.CreateOptions) error              { return errReadOnly }
func (s *imapSession) Delete(string) error                                   { return errReadOnly }
func (s *imapSession) Rename(string, string, *imap.RenameOptions) error      { return errReadOnly }
func (s *imapSession) Subscribe(string) error                                { return errReadOnly }
func (s *imapSession) Unsubscribe(string) error                              { return errReadOnly }
func (s *imapSession) Expunge(*imapserver.ExpungeWriter, *imap.UIDSet) error { return errReadOnly }
func (s *imapSession) Copy(imap.NumSet, string) (*imap.CopyData, error)      { return nil, errReadOnly }
func (s *imapSession) Store(*imapserver.FetchWriter, imap.NumSet, *imap.StoreFlags, *imap.StoreOptions) error {
	return errReadOnly
}
func (s *imapSession) Append(string, imap.LiteralReader, *imap.AppendOptions) (*imap.AppendData, error) {
	return nil, errReadOnly
}
