// Package mailtest runs mail servers for tests and for the demo: an in-process SMTP and IMAP
// server on loopback that share mailboxes and have knobs for faults, and (dovecot.go,
// postfix.go) the real ones from Debian's packages.
//
// # How it fails
//
// It fails where it is told to (Fault, SetRecipient, the IMAP knobs) and nowhere else. What a
// Fault closes is closed as a network would: without a farewell. The bytes that were accepted
// are never lost and never changed but for the trace headers that a real server prepends.
package mailtest

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-smtp"
)

// Host is the name that the in-process server gives itself.
const Host = "mail.srok.example"

// Options of a Server.
type Options struct {
	Clock func() time.Time // stamps Received, INTERNALDATE and bounces; required
	TLS   *tls.Config      // offers STARTTLS where set; see NewCertificate

	// InMemory listens on no port: connect by DialSMTP and DialIMAP.
	InMemory bool
	// Implicit has both listeners speak TLS from the first byte.
	Implicit bool
	// RequireAuth refuses MAIL FROM before AUTH with a mailbox's address and password.
	RequireAuth bool
	// FewExtensions hides 8BITMIME, SMTPUTF8, DSN and PIPELINING, as the oldest servers do.
	FewExtensions bool
	// NoIdle hides IMAP's IDLE.
	NoIdle bool
	// MaxMessageBytes is announced by SIZE and enforced; 0: no limit.
	MaxMessageBytes int64
}

// Message is one e-mail in a mailbox.
type Message struct {
	Raw          []byte // with the trace headers; not to be changed
	EnvelopeFrom string // empty for a bounce
	To           string // the recipient as it stood in RCPT TO
	EnvelopeID   string // ENVID (RFC 3461)
	Arrived      time.Time
}

// Server is the in-process mail server.
type Server struct {
	options    Options
	smtp       *smtp.Server
	imap       *imapserver.Server
	faults     faults
	imapFaults imapFaults
	smtpAt     net.Listener
	imapAt     net.Listener
	done       chan struct{} // closed by Close: releases what hangs
	serving    sync.WaitGroup

	mu         sync.Mutex
	mailboxes  map[string]*mailbox       // by lower-case address
	recipients map[string]RecipientState // likewise: what differs from „known“
	onDelivery []func(address string)
	serial     int // of queue ids and bounces
	validity   uint32
}

// New starts a server, on free loopback ports if not in memory.
func New(options Options) (*Server, error) {
	if options.Clock == nil {
		return nil, fmt.Errorf("mailtest: Options.Clock is missing")
	}
	s := &Server{
		options:    options,
		done:       make(chan struct{}),
		mailboxes:  map[string]*mailbox{},
		recipients: map[string]RecipientState{},
		validity:   1,
	}
	var err error
	if s.smtpAt, err = listen(options.InMemory); err != nil {
		return nil, err
	}
	if s.imapAt, err = listen(options.InMemory); err != nil {
		s.smtpAt.Close()
		return nil, err
	}
	s.smtp = s.newSMTP()
	s.imap = s.newIMAP()
	smtpSide, imapSide := s.faulty(s.smtpAt), s.cutting(s.imapAt)
	s.serving.Go(func() { _ = s.smtp.Serve(smtpSide) })
	s.serving.Go(func() { _ = s.imap.Serve(imapSide) })
	<-smtpSide.accepting
	<-imapSide.accepting
	return s, nil
}

// serves tells when a listener is first asked for a connection: neither library bears a Close
// before its Serve has begun.
type serves struct {
	once      *sync.Once
	accepting chan struct{}
}

func newServes() serves { return serves{new(sync.Once), make(chan struct{})} }

func (s serves) begin() { s.once.Do(func() { close(s.accepting) }) }

func listen(inMemory bool) (net.Listener, error) {
	if inMemory {
		return newPipeListener(), nil
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// SMTPAddr is host:port for mail/smtp.
func (s *Server) SMTPAddr() string { return s.smtpAt.Addr().String() }

// IMAPAddr is host:port for mail/imap.
func (s *Server) IMAPAddr() string { return s.imapAt.Addr().String() }

// Close ends every connection and both listeners.
func (s *Server) Close() error {
	close(s.done)
	err := errors.Join(s.smtp.Close(), s.imap.Close())
	s.serving.Wait()
	return err
}

// AddMailbox opens a mailbox; the address is its IMAP user name too.
func (s *Server) AddMailbox(address, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mailboxes[strings.ToLower(address)] = s.newMailbox(address, password)
}

// OnDelivery adds a function that is called after each message that lands in a mailbox, with
// the mailbox's address, before the SMTP client gets its answer.
func (s *Server) OnDelivery(f func(address string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onDelivery = append(s.onDelivery, f)
}

// Mail is what lies in a mailbox, in order of arrival.
func (s *Server) Mail(address string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.lookup(address)
	if m == nil {
		return nil
	}
	var out []Message
	for _, m := range m.folder("INBOX").messages {
		out = append(out, m.Message)
	}
	return out
}

// lookup finds the mailbox of an address; council+token@… is council@…'s. s.mu is held.
func (s *Server) lookup(address string) *mailbox {
	address = strings.ToLower(address)
	if m := s.mailboxes[address]; m != nil {
		return m
	}
	local, domain, _ := strings.Cut(address, "@")
	base, _, plus := strings.Cut(local, "+")
	if !plus {
		return nil
	}
	return s.mailboxes[base+"@"+domain]
}

// deliver puts a message into the mailbox of each recipient and then tells who listens.
func (s *Server) deliver(to []string, m Message, trace func(recipient string) string) {
	var delivered []string
	s.mu.Lock()
	for _, recipient := range to {
		box := s.lookup(recipient)
		if box == nil {
			continue
		}
		head := trace(recipient)
		copied := m
		copied.To = recipient
		copied.Raw = append(append(make([]byte, 0, len(head)+len(m.Raw)), head...), m.Raw...)
		box.folder("INBOX").add(copied)
		delivered = append(delivered, box.address)
	}
	told := slices.Clone(s.onDelivery)
	s.mu.Unlock()
	for _, address := range delivered {
		for _, f := range told {
			f(address)
		}
	}
}

func (s *Server) nextSerial() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	return s.serial
}
