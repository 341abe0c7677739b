package workflow

import (
	"slices"
	"strings"
	"time"
)

// How a message was placed: each rule has its own name in the log.
type How string

const (
	HowToken     How = "token"       // our signed token in a recipient address
	HowMessageID How = "message-id"  // our Message-ID in In-Reply-To or References
	HowRef       How = "ref"         // our ref in the subject or the text
	HowForm      How = "form"        // our ref inside the form
	HowEnvelope  How = "envid"       // a report names our envelope (RFC 3464 Original-Envelope-Id)
	HowReturned  How = "returned-id" // a report returns our letter
	HowPerson    How = "person"      // a person placed it
)

// Words is the rule as officials read it.
func (h How) Words() string {
	switch h {
	case HowToken:
		return "по обозначението в адреса"
	case HowMessageID:
		return "отговор на наше писмо"
	case HowRef:
		return "по обозначението в темата или текста"
	case HowForm:
		return "по обозначението в образеца"
	case HowEnvelope:
		return "по обозначението на изпращането"
	case HowReturned:
		return "по върнатото наше писмо"
	case HowPerson:
		return "разпределено от служител"
	}
	return string(h)
}

// Incoming is what matching looks at in a message; the engine fills it from the parsed mail.
type Incoming struct {
	Key        string // of the Message
	From       string
	Recipients []string
	ReplyTo    []string // Message-IDs in In-Reply-To, then in References, the last first
	Subject    string
	Text       string // without quotes and signature
	FullText   string // with them
	Printed    string // how the text of its PDFs begins
	FormRefs   []Ref  // found inside attached forms
	EnvelopeID string // of a bounce
	ReturnedID string // Message-ID of the letter that a bounce returns
	Files      []File // those that a person would call files
	Arrived    time.Time
}

// Index finds what a message may belong to.
type Index interface {
	LetterByRef(Ref) (Letter, bool, error)
	LetterByMessageID(string) (Letter, bool, error)
	InstitutionByAddress(string) (Addressee, bool, error)
	OpenOf(institution string) ([]Obligation, error)
}

// Placed is a letter that a message answers, and how that was found.
type Placed struct {
	How    How
	Letter Letter
	Beside []Letter // further ones that it names in its own words: „по писма … и …“
}

// Guess is where a message may belong. It is shown with the held message, never applied.
type Guess struct {
	Institution string   `json:"institution"`
	Obligations []string `json:"obligations"`
	Why         string   `json:"why"`
}

// Match finds the letter that a reply or an auto-reply answers. The order of the rules is the
// order of their strength; the first that finds a letter decides.
func Match(in Incoming, id Identity, index Index) (Placed, bool, error) {
	for _, address := range in.Recipients {
		if ref, ok := id.RefOfAddress(address); ok {
			if letter, found, err := index.LetterByRef(ref); found || err != nil {
				return Placed{How: HowToken, Letter: letter}, found, err
			}
		}
	}
	for _, messageID := range in.ReplyTo {
		if letter, found, err := index.LetterByMessageID(messageID); found || err != nil {
			return Placed{How: HowMessageID, Letter: letter}, found, err
		}
	}
	for _, text := range []string{in.Subject, in.Text} {
		if placed, found, err := byRefs(HowRef, FindRefs(text), index); found || err != nil {
			return placed, found, err
		}
	}
	placed, found, err := byRefs(HowRef, FindRefs(in.FullText), index)
	if !found && err == nil {
		placed, found, err = byRefs(HowForm, in.FormRefs, index)
	}
	placed.Beside = nil // quotes name whatever was written before; of forms, each says what it is for
	return placed, found, err
}

// MatchReport finds the letter that a bounce or a delay is about. A report without our
// envelope, our Message-ID or our token changes nothing: anyone can forge one.
func MatchReport(in Incoming, id Identity, index Index) (Placed, bool, error) {
	if ref, ok := ParseRef(in.EnvelopeID); ok {
		if letter, found, err := index.LetterByRef(ref); found || err != nil {
			return Placed{How: HowEnvelope, Letter: letter}, found, err
		}
	}
	if in.ReturnedID != "" {
		if letter, found, err := index.LetterByMessageID(in.ReturnedID); found || err != nil {
			return Placed{How: HowReturned, Letter: letter}, found, err
		}
	}
	return Match(Incoming{Recipients: in.Recipients, ReplyTo: in.ReplyTo}, id, index)
}

func byRefs(how How, refs []Ref, index Index) (placed Placed, found bool, err error) {
	for _, ref := range refs {
		letter, is, err := index.LetterByRef(ref)
		switch {
		case err != nil:
			return placed, false, err
		case is && !found:
			placed, found = Placed{How: how, Letter: letter}, true
		case is && letter.Key != placed.Letter.Key:
			placed.Beside = append(placed.Beside, letter)
		}
	}
	return placed, found, nil
}

// Believes reports whether an address is one of the institution's own or in its domains. A
// contact's domain is not believed for its sake: it may be a public mail service.
func (i Institution) Believes(address string) bool {
	own := func(c string) bool { return strings.EqualFold(c, address) }
	if slices.ContainsFunc(i.Contacts, own) || slices.ContainsFunc(i.Cc, own) {
		return true
	}
	at := strings.LastIndexByte(address, '@')
	return at > 0 && slices.ContainsFunc(i.Domains, func(d string) bool { return strings.EqualFold(d, address[at+1:]) })
}
