package workflow

import (
	"slices"
	"time"
)

// Message is one raw e-mail as taken from the mailbox; its bytes are in the archive under
// its key, the SHA-256 of them.
type Message struct {
	Key     string    `json:"key"`
	Size    int64     `json:"size"` // bytes
	Arrived time.Time `json:"arrived"`

	Verdict     Verdict  `json:"verdict,omitempty"` // empty: kept, not read yet
	Why         string   `json:"why,omitempty"`
	How         How      `json:"how,omitempty"`
	From        string   `json:"from,omitempty"`
	Subject     string   `json:"subject,omitempty"`
	MessageID   string   `json:"messageId,omitempty"`
	Institution string   `json:"institution,omitempty"`
	Obligations []string `json:"obligations,omitempty"`
	Letter      string   `json:"letter,omitempty"` // that it answers, bounces or copies
	Submission  string   `json:"submission,omitempty"`
	Guesses     []Guess  `json:"guesses,omitempty"`
	Files       []File   `json:"files,omitempty"`
	Warnings    []string `json:"warnings,omitempty"`
	Auth        string   `json:"auth,omitempty"`  // what was found of the sender's name: „spf=pass dkim=pass (example.bg)“
	Parts       []Part   `json:"parts,omitempty"` // where a person split it
	Done        string   `json:"done,omitempty"`  // what a person did with a held message

	Quarantine bool `json:"quarantine,omitempty"` // its text or a file is neither shown nor sent on
	// Unscanned says that a virus scanner is to be asked again about its files.
	Unscanned bool `json:"unscanned,omitempty"`
}

// Verdict is what a message is.
type Verdict string

const (
	VerdictReply      Verdict = "reply"
	VerdictBounce     Verdict = "bounce"
	VerdictDelay      Verdict = "delay"
	VerdictDelivered  Verdict = "delivered"
	VerdictAutoReply  Verdict = "auto-reply"
	VerdictOwn        Verdict = "own"
	VerdictOther      Verdict = "other"
	VerdictUnreadable Verdict = "unreadable"
	VerdictHeld       Verdict = "held" // a reply that no rule could place
)

// File is one that arrived: its name as it came, its content known by its hash.
type File struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`

	Seen  []Content `json:"seen,omitempty"`  // what was seen in it
	Virus string    `json:"virus,omitempty"` // as the scanner calls what it found

	Inside []Inner `json:"inside,omitempty"` // of an archive: what is in it, as far as it is listed
}

// Inner is a file in an archive.
type Inner struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256,omitempty"` // empty: it was not read
}

// Documents is how many documents a file is: an archive is those in it.
func (f File) Documents() int { return max(1, len(f.Inside)) }

// Facts about a message.
type (
	// Kept: the bytes are on disk, synced.
	Kept struct {
		Size    int64     `json:"size"`
		Arrived time.Time `json:"arrived"`
	}
	// Read: the message was parsed and placed, or held. It is said once for a message; reading it
	// again after an upgrade says it again, visibly.
	Read struct {
		Message Message `json:"message"` // all but Key, Size, Arrived
	}
	// Assigned: a person placed a held message.
	Assigned struct {
		Institution string   `json:"institution"`
		Obligations []string `json:"obligations"`
		Submission  string   `json:"submission,omitempty"`
	}
	// Split: a person placed a held message that answers several things, file by file.
	Split struct {
		Parts []Part `json:"parts"`
	}
	// RereadAsked: a person had the message read again, after an upgrade; what it is now, the
	// Read that follows says.
	RereadAsked struct {
		Reason string `json:"reason"`
	}
	// Scanned: the virus scanner, which could not be asked when the message was read, saw its files.
	Scanned struct {
		Viruses  []Virus  `json:"viruses,omitempty"`
		TooLarge []string `json:"tooLarge,omitempty"` // SHA-256 of files that it does not take
	}
	// QuarantineOpened: a person looked at what the quarantine keeps from sight.
	QuarantineOpened struct {
		Reason string `json:"reason"`
	}
	// Ignored: a person decided that a held message needs nothing.
	Ignored struct {
		Reason string `json:"reason"`
	}
)

func (Kept) FactName() string             { return "kept" }
func (Read) FactName() string             { return "read" }
func (Assigned) FactName() string         { return "assigned" }
func (Split) FactName() string            { return "split" }
func (RereadAsked) FactName() string      { return "reread-asked" }
func (Scanned) FactName() string          { return "scanned" }
func (Ignored) FactName() string          { return "ignored" }
func (QuarantineOpened) FactName() string { return "quarantine-opened" }

// Part is what a split message brought for the obligations of one institution.
type Part struct {
	Institution string   `json:"institution"`
	Obligations []string `json:"obligations"`
	Files       []string `json:"files"` // their names
	Submission  string   `json:"submission"`
}

// Apply folds one event into the message.
func (m Message) Apply(e Event) (State, error) {
	_, first := e.Fact.(Kept)
	if err := inOrder(e, first, m.Key != ""); err != nil {
		return m, err
	}
	switch f := e.Fact.(type) {
	case Kept:
		m.Key, m.Size, m.Arrived = e.Subject.Key, f.Size, f.Arrived
	case Read:
		read := f.Message
		read.Key, read.Size, read.Arrived = m.Key, m.Size, m.Arrived
		m = read
	case Assigned:
		m.Institution, m.Obligations, m.Submission = f.Institution, f.Obligations, f.Submission
		m.Done = "разпределено"
	case Split:
		m.Parts, m.Done = f.Parts, "разделено"
		m.Obligations = nil
		for _, part := range f.Parts {
			m.Obligations = append(m.Obligations, part.Obligations...)
		}
	case RereadAsked:
	case QuarantineOpened:
	case Scanned:
		m.Files, m.Unscanned = withHidden(scanned(m.Files, f.Viruses, f.TooLarge), f.Viruses), false
		m.Quarantine = m.Quarantine || len(f.Viruses) > 0
	case Ignored:
		m.Done = "оставено без последствие: " + f.Reason
	default:
		return m, misplaced(e)
	}
	return m, nil
}

// Held reports whether the message waits for a person.
func (m Message) Held() bool {
	return (m.Verdict == VerdictHeld || m.Verdict == VerdictUnreadable) && m.Done == ""
}

// Stray is the Message-ID of a copy of our own whose letter the log does not know; otherwise empty.
func (m Message) Stray() string {
	if m.Verdict != VerdictOwn || m.Letter != "" {
		return ""
	}
	return m.MessageID
}

// Channel is the way a submission came.
type Channel string

const (
	ByMail  Channel = "email"
	BySSEV  Channel = "ssev" // secure e-delivery
	BySEOS  Channel = "seos" // the exchange of electronic messages between administrations
	ByPaper Channel = "paper"
	ByHand  Channel = "hand"
)

// Submission is what an institution delivered for one or more obligations.
type Submission struct {
	Key         string    `json:"key"`
	Institution string    `json:"institution"`
	Obligations []string  `json:"obligations"`
	Channel     Channel   `json:"channel"`
	Message     string    `json:"message,omitempty"`
	Letter      string    `json:"letter,omitempty"` // that it answers
	From        string    `json:"from,omitempty"`
	Received    time.Time `json:"received"`
	Files       []File    `json:"files,omitempty"`
	Nil         bool      `json:"nil,omitempty"`
	Unbelieved  bool      `json:"unbelieved,omitempty"` // from an address that is not the institution's, or one that may be forged
	Quarantine  bool      `json:"quarantine,omitempty"` // personal data or a virus found
	Findings    []string  `json:"findings,omitempty"`   // what the check of the form found
	Entered     []Entered `json:"entered,omitempty"`    // figures that were keyed in
	NoForm      bool      `json:"noForm,omitempty"`     // a report without a form that is read: its figures are to be keyed in
	InNo        string    `json:"inNo,omitempty"`
	InOn        Date      `json:"inOn,omitzero"`
	// AwaitsScan are those of the obligations that it is accepted for, by the rules of their tasks, as
	// soon as the virus scanner has seen its files.
	AwaitsScan []string  `json:"awaitsScan,omitempty"`
	Review     Review    `json:"review"`
	Receipt    string    `json:"receipt,omitempty"` // key of the letter
	Receipted  time.Time `json:"receipted,omitzero"`
}

// Facts about a submission.
type (
	// Delivered is the first fact: something arrived.
	Delivered struct {
		Submission Submission `json:"submission"`
	}
	// SubmissionNumbered: the records office's number.
	SubmissionNumbered struct {
		No string `json:"no"`
		On Date   `json:"on"`
	}
	// SubmissionReviewed: a person accepted or returned it.
	SubmissionReviewed struct {
		Review Review `json:"review"`
	}
	// FormEntered: a clerk keyed in the figures of a scan or a paper. Said again for the same
	// obligation, it replaces them.
	FormEntered struct {
		Figures Entered `json:"figures"`
	}
	// SubmissionScanned: the virus scanner saw its files after all.
	SubmissionScanned struct {
		Viruses  []Virus  `json:"viruses,omitempty"`
		TooLarge []string `json:"tooLarge,omitempty"`
		Findings []string `json:"findings,omitempty"` // what to correct because of them
	}
	// Receipted: its one receipt was composed.
	Receipted struct {
		Letter string `json:"letter"`
	}
)

func (Delivered) FactName() string          { return "delivered" }
func (SubmissionNumbered) FactName() string { return "submission-numbered" }
func (SubmissionReviewed) FactName() string { return "submission-reviewed" }
func (FormEntered) FactName() string        { return "form-entered" }
func (SubmissionScanned) FactName() string  { return "submission-scanned" }
func (Receipted) FactName() string          { return "receipted" }

// Apply folds one event into the submission.
func (s Submission) Apply(e Event) (State, error) {
	_, first := e.Fact.(Delivered)
	if err := inOrder(e, first, s.Key != ""); err != nil {
		return s, err
	}
	switch f := e.Fact.(type) {
	case Delivered:
		s = f.Submission
		s.Key, s.Review = e.Subject.Key, UnderReview
	case SubmissionNumbered:
		s.InNo, s.InOn = f.No, f.On
	case SubmissionReviewed:
		s.Review, s.AwaitsScan = f.Review, nil
	case SubmissionScanned:
		s.Files, s.Findings = scanned(s.Files, f.Viruses, f.TooLarge), append(slices.Clone(s.Findings), f.Findings...)
		s.Quarantine, s.AwaitsScan = s.Quarantine || len(f.Viruses) > 0, nil
	case FormEntered:
		s = s.entered(f.Figures)
	case Receipted:
		s.Receipt, s.Receipted = f.Letter, e.At
	default:
		return s, misplaced(e)
	}
	return s, nil
}
