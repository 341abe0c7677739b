// Package mail knows what an e-mail is: it composes, parses and classifies. It opens no
// connection (mail/smtp and mail/imap do) and never holds a whole attachment in memory.
//
// # How it fails
//
// Real mail is broken in every way there is. Parse repairs what it can, says so in the
// warnings of the message, and gives up with an *Unreadable only where nothing at all
// can be made of the bytes. The bytes themselves are never changed: whoever calls has
// kept them before.
//
// # How it reads
//
// Parse finds the parts of a message in one pass, by offset, and decodes each from its place in
// the bytes, as often as needed. This is our own reader, not emersion/go-message or
// jhillyerd/enmime, because each of those gives up where real mail only begins: go-message
// refuses a message for one junk line in its header and stops at a bad character of base64;
// enmime holds every attachment in memory, and its time doubles with each nested multipart; both
// lose a message with a missing boundary, an mbox line, or windows-1251 in a file name's
// continuations. A repair on a copy would have to know where headers, parts and boundaries lie:
// that is the reader. What is hard in mail beside its framing is left to libraries: charsets
// (golang.org/x/text), HTML (golang.org/x/net/html), Authentication-Results (go-msgauth), X.509.
package mail

import (
	"io"
	"time"
)

// Kind of a message, as the headers and bodies tell it.
type Kind string

const (
	KindReply      Kind = "reply"      // a person wrote it
	KindBounce     Kind = "bounce"     // not delivered, for good or after giving up (RFC 3464 failed)
	KindDelay      Kind = "delay"      // not delivered yet (RFC 3464 delayed)
	KindDelivered  Kind = "delivered"  // a report of delivery or of reading (RFC 3464, RFC 8098)
	KindAutoReply  Kind = "auto-reply" // RFC 3834
	KindOwn        Kind = "own"        // our own letter, come back as a copy
	KindOther      Kind = "other"      // lists, newsletters, spam: not from a person to us
	KindUnreadable Kind = "unreadable"
)

// Message is what Parse made of one e-mail. It marshals to the shape of `srok mail inspect`.
type Message struct {
	Kind        Kind         `json:"kind"`
	Why         string       `json:"why"` // the sign that decided the kind
	Subject     string       `json:"subject"`
	From        string       `json:"from"` // the bare address; FromName beside it
	FromName    string       `json:"fromName,omitempty"`
	Date        time.Time    `json:"date,omitzero"`
	MessageID   string       `json:"messageId"` // without angle brackets
	InReplyTo   []string     `json:"inReplyTo"` // likewise
	References  []string     `json:"references"`
	Text        string       `json:"text"` // of a person: without quotes and signature
	Attachments []Attachment `json:"attachments"`
	Bounce      *Bounce      `json:"bounce,omitempty"`
	Auth        string       `json:"auth"`
	Warnings    []string     `json:"warnings"`

	To         []string `json:"-"` // To, Cc, and where the server says it: Delivered-To, X-Original-To
	ReplyTo    string   `json:"-"`
	ReturnPath string   `json:"-"` // as the receiving server noted it; "<>" for the empty one
	FullText   string   `json:"-"` // with quotes and signature
	Forwarded  string   `json:"-"` // the texts of the mails in it, each after who wrote it and about what
	Beside     string   `json:"-"` // what another form of the texts says: the HTML beside plain text
	Silent     bool     `json:"-"` // no automatic answer may go back (RFC 3834, 2): no receipt
	Gone       bool     `json:"-"` // an automatic answer that says that nobody reads what is sent to its address any more
	Unsure     bool     `json:"-"` // an automatic answer by its text alone, in which a sentence is none that programs are known to send
	Origin     string   `json:"-"` // as Outgoing has it, in a letter of ours that came back
	// UnsureFrom: there are From fields of several addresses, and servers differ in which of them they
	// vouch for (RFC 7489, section 6.6.1); or none, and another field tells, for which none vouches.
	UnsureFrom bool `json:"-"`
}

// Attachment is what a person would call a file.
type Attachment struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"` // bytes, decoded
	SHA256 string `json:"sha256"`
	Inline bool   `json:"inline,omitempty"`
}

// Bounce is a report about recipients (RFC 3464), or what a free-form one says.
type Bounce struct {
	Recipients []BouncedRecipient `json:"recipients"`
	EnvelopeID string             `json:"envelopeId,omitempty"` // Original-Envelope-Id, our ENVID (RFC 3461)
	OriginalID string             `json:"originalId,omitempty"` // Message-ID of the returned letter
}

// BouncedRecipient is one address of a Bounce.
type BouncedRecipient struct {
	Address   string `json:"address"`
	Status    string `json:"status"` // RFC 3463: 5.1.1; empty where none is told
	Action    string `json:"action"` // RFC 3464: failed, delayed, delivered, relayed, expanded
	Permanent bool   `json:"permanent"`
}

// Sink takes the attachments of a message as Parse comes to them. r is read to its end by
// the sink; what it leaves unread is drained. An error ends the parsing.
type Sink func(a Attachment, r io.Reader) error

// Scan is what a virus scanner says of one file.
type Scan struct {
	Virus    string // as the scanner calls it; empty: none was found
	TooLarge bool   // the scanner takes no file of this size
}

// Unreadable says that nothing could be made of a message's bytes.
type Unreadable struct{ Why string }

func (u *Unreadable) Error() string { return "unreadable message: " + u.Why }

// Outgoing is a letter to be composed. Everything in it is checked: no control character
// reaches a header.
type Outgoing struct {
	From, FromName string
	ReplyTo        string
	To, Cc         []string
	Subject        string
	MessageID      string   // without angle brackets
	InReplyTo      string   // likewise; References end with it
	References     []string // likewise: what was written before that, oldest first
	Origin         string   // what the letter is to the program that wrote it: printable ASCII; empty: no such line
	Date           time.Time
	// AutoSubmitted is auto-generated of a digest, auto-replied of what the program answers by itself
	// (RFC 3834, 5). Letters whose text or sending a person approved are none of these: notices of
	// absence and registries' numbers are to come back, which programs do not send to such a letter.
	AutoSubmitted string
	Plain, HTML   string
	Files         []File
	Sign          *Certificate // S/MIME; nil: not signed
}

// File is one that a letter carries.
type File struct {
	Name string
	Type string
	Data []byte
}

// Envelope is one SMTP transaction.
type Envelope struct {
	ID         string // ENVID (RFC 3461), printable ASCII
	From       string // MAIL FROM
	Recipients []string
	Size       int64
	Body       func() (io.ReadCloser, error) // opened once, when the server wants the data
}

// Outcome of a transaction, or of one of its recipients.
type Outcome string

const (
	Accepted   Outcome = "accepted"
	RefusedNow Outcome = "refused-for-now"  // 4yz, or no connection: nothing was handed over
	RefusedEnd Outcome = "refused-for-good" // 5yz
	Unknown    Outcome = "unknown"          // the connection was lost after DATA's end was sent
)

// Answer is what the server said. Outcome is about the data: where it was Accepted, each
// recipient's own outcome tells who gets it.
type Answer struct {
	Outcome    Outcome           `json:"outcome"`
	Recipients []RecipientAnswer `json:"recipients"`
	Reply      string            `json:"reply"` // of the step that decided: "250 2.0.0 Ok: queued as 4Xy…", or the error in words
	// Trouble is with the server, where it gave no reply that decides; Down says that it is not the
	// letter's: no other would fare better now.
	Trouble Trouble `json:"trouble,omitempty"`
	Down    bool    `json:"down,omitempty"`
}

// Trouble with a mail server, apart from what it replies.
type Trouble string

const (
	NoConnection   Trouble = "no-connection"   // no such host, or nobody listens
	NotProtected   Trouble = "not-protected"   // it does not offer the STARTTLS that is required
	BadCertificate Trouble = "bad-certificate" // it is not who it says, or nobody vouches for it
	NoLogin        Trouble = "no-login"        // it does not let us in, or there is no secret to try
	Garbled        Trouble = "garbled"         // what it says is no SMTP
	Silent         Trouble = "silent"          // it did not answer in time
	BrokenOff      Trouble = "broken-off"      // the connection ended in the middle
)

// RecipientAnswer is the server's answer to one RCPT TO.
type RecipientAnswer struct {
	Address string  `json:"address"`
	Outcome Outcome `json:"outcome"`
	Reply   string  `json:"reply"`
}
