package mailtest

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// RecipientState says what happens to mail for an address.
type RecipientState struct {
	// Reply refuses RCPT TO with this: "451 4.7.1 Greylisted, come back later".
	Reply string
	// Times is how often Reply is given before the address works; 0: always.
	Times int
	// Bounce accepts the mail and answers it with a report (RFC 3464) to the sender: the
	// status, "5.1.1", and the words. A 4 in front makes a report of delay, and the mail is
	// delivered nevertheless where the mailbox exists.
	Bounce     string
	Diagnostic string
}

// SetRecipient changes what happens to mail for an address; the zero value: nothing special.
// An address without a mailbox and without a state is refused: 550 5.1.1.
func (s *Server) SetRecipient(address string, state RecipientState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recipients[strings.ToLower(address)] = state
}

func (s *Server) newSMTP() *smtp.Server {
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &smtpSession{server: s, conn: c, helo: c.Hostname()}, nil
	}))
	server.Domain = Host
	server.AllowInsecureAuth = true
	server.EnableDSN = !s.options.FewExtensions
	server.EnableSMTPUTF8 = !s.options.FewExtensions
	server.MaxMessageBytes = s.options.MaxMessageBytes
	server.ErrorLog = log.New(io.Discard, "", 0) // connections that a fault closed are no news
	if !s.options.Implicit {
		server.TLSConfig = s.options.TLS
	}
	return server
}

// smtpSession is one connection's transaction.
type smtpSession struct {
	server *Server
	conn   *smtp.Conn
	helo   string
	user   string

	from  string
	mail  smtp.MailOptions
	rcpts []recipient
}

type recipient struct {
	address string
	options smtp.RcptOptions
}

func (s *smtpSession) AuthMechanisms() []string { return []string{"PLAIN", "LOGIN", "XOAUTH2"} }

func (s *smtpSession) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		if !s.server.authenticate(user, password) {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}
	switch mechanism {
	case "PLAIN":
		return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
	case "LOGIN":
		return &loginServer{check: check}, nil
	case "XOAUTH2":
		return &xoauth2Server{check: check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *smtpSession) Reset()        { s.from, s.mail, s.rcpts = "", smtp.MailOptions{}, nil }
func (s *smtpSession) Logout() error { return nil }

func (s *smtpSession) Mail(from string, options *smtp.MailOptions) error {
	if s.server.options.RequireAuth && s.user == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.from, s.mail = from, *options
	return nil
}

func (s *smtpSession) Rcpt(to string, options *smtp.RcptOptions) error {
	if err := s.server.admit(to); err != nil {
		return err
	}
	s.rcpts = append(s.rcpts, recipient{to, *options})
	return nil
}

// admit answers RCPT TO.
func (s *Server) admit(to string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.ToLower(to)
	state := s.recipients[key]
	if state.Reply != "" {
		reply := state.Reply
		if state.Times == 1 {
			state.Reply = ""
		}
		state.Times = max(state.Times-1, 0)
		s.recipients[key] = state
		return parseReply(reply)
	}
	if state.Bounce == "" && s.lookup(to) == nil {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1},
			Message: fmt.Sprintf("<%s>: Recipient address rejected: User unknown", to)}
	}
	return nil
}

func (s *smtpSession) Data(r io.Reader) error {
	raw, err := s.read(r)
	if err != nil {
		return err
	}
	fault := s.server.faults.take(PhaseDot, "")
	if fault == nil {
		return s.hand(raw)
	}
	switch fault.Do {
	case Reply:
		return parseReply(fault.Reply)
	case Hang:
		s.server.hang(s.conn.Conn(), s.conn.Conn())
	case CloseAfter:
		err = s.hand(raw)
	}
	s.conn.Conn().Close()
	return err
}

func (s *smtpSession) read(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if s.mail.Size > 0 {
		b.Grow(int(min(s.mail.Size+512, 1<<24)))
	}
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}

// hand delivers to whom it goes and reports what does not.
func (s *smtpSession) hand(raw []byte) error {
	server := s.server
	now := server.options.Clock()
	id := fmt.Sprintf("%08X", server.nextSerial())
	message := Message{Raw: raw, EnvelopeFrom: s.from, EnvelopeID: s.mail.EnvelopeID, Arrived: now}
	trace := func(to string) string { return traceHeaders(s.from, to, s.helo, id, now) }

	var to []string
	var failed []failure
	for _, rcpt := range s.rcpts {
		server.mu.Lock()
		state := server.recipients[strings.ToLower(rcpt.address)]
		server.mu.Unlock()
		if state.Bounce != "" && s.wants(rcpt, state) {
			failed = append(failed, failure{rcpt, state})
		}
		if state.Bounce == "" || strings.HasPrefix(state.Bounce, "4") {
			to = append(to, rcpt.address)
		}
	}
	server.deliver(to, message, trace)
	for _, f := range failed {
		if err := server.report(message, f, now); err != nil {
			return err
		}
	}
	return nil
}

// wants says whether the sender asked for such a report (RFC 3461, 4.1); a bounce is never
// answered (RFC 5321, 4.5.5).
func (s *smtpSession) wants(rcpt recipient, state RecipientState) bool {
	if s.from == "" {
		return false
	}
	if len(rcpt.options.Notify) == 0 {
		return true
	}
	asked := smtp.DSNNotifyFailure
	if strings.HasPrefix(state.Bounce, "4") {
		asked = smtp.DSNNotifyDelayed
	}
	return slices.Contains(rcpt.options.Notify, asked)
}

// traceHeaders are what the last server on the way prepends (RFC 5321, 4.4).
func traceHeaders(from, to, helo, id string, now time.Time) string {
	return fmt.Sprintf("Return-Path: <%s>\r\nDelivered-To: %s\r\nReceived: from %s ([127.0.0.1])\r\n\tby %s with ESMTP id %s\r\n\tfor <%s>; %s\r\n",
		from, to, helo, Host, id, to, now.Format(time.RFC1123Z))
}

// parseReply reads "451 4.7.1 words" into an SMTP error.
func parseReply(reply string) *smtp.SMTPError {
	e := &smtp.SMTPError{EnhancedCode: smtp.NoEnhancedCode}
	code, rest, _ := strings.Cut(reply, " ")
	if _, err := fmt.Sscanf(code, "%d", &e.Code); err != nil {
		return &smtp.SMTPError{Code: 451, Message: "mailtest: bad reply " + reply}
	}
	enhanced, words, _ := strings.Cut(rest, " ")
	var x smtp.EnhancedCode
	if n, _ := fmt.Sscanf(enhanced, "%d.%d.%d", &x[0], &x[1], &x[2]); n == 3 {
		e.EnhancedCode, rest = x, words
	}
	e.Message = rest
	return e
}
