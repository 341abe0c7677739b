package workflow

import (
	"cmp"
	"slices"
	"time"
)

// Letter is one e-mail of the outbox, folded from its facts. Its bytes are stored beside it
// and never change.
type Letter struct {
	Key         string       `json:"key"`
	Kind        LetterKind   `json:"kind"`
	Institution string       `json:"institution,omitempty"`
	Ref         Ref          `json:"ref,omitempty"`     // its own; a receipt, a return and a digest have none
	Answers     Ref          `json:"answers,omitempty"` // the ref that a receipt or a return carries
	MessageID   string       `json:"messageId"`
	Subject     string       `json:"subject"`
	SHA256      string       `json:"sha256,omitempty"` // of its bytes, in hexadecimal digits: what the log vouches for
	Steps       []LetterStep `json:"steps,omitempty"`
	Submission  string       `json:"submission,omitempty"` // that a receipt, return or acceptance answers
	Obligations []string     `json:"obligations,omitempty"`
	Recipients  []Recipient  `json:"recipients"`
	Composed    time.Time    `json:"composed"`
	AnyTime     bool         `json:"anyTime,omitempty"` // may go out at night and on a day off

	Status    LetterStatus `json:"status"`
	Attempts  []Attempt    `json:"attempts,omitempty"`
	NotUntil  time.Time    `json:"notUntil,omitzero"`   // next attempt, end of a lease, or end of the wait for proof
	Sent      time.Time    `json:"sent,omitzero"`       // when a server first took it
	Recovered string       `json:"recovered,omitempty"` // from this message, its own copy: the log had lost it
	Copies    int          `json:"copies,omitempty"`    // of it that arrived in the council's own mailbox
	AwaitsNo  bool         `json:"awaitsNo,omitempty"`  // goes out only with the records office's number in its text
	Printed   bool         `json:"printed,omitempty"`   // a .docx that the records office sends; it has no recipients of mail
	OutNo     string       `json:"outNo,omitempty"`
	OutOn     Date         `json:"outOn,omitzero"`
	Why       string       `json:"why,omitempty"` // of the last change: cancelled, refused, undelivered
}

// LetterStatus is where a letter stands in the outbox.
type LetterStatus string

const (
	Queued      LetterStatus = "queued"
	Sending     LetterStatus = "sending"
	Taken       LetterStatus = "accepted" // a server answered 250 to the data
	Refused     LetterStatus = "refused"  // for good
	Uncertain   LetterStatus = "uncertain"
	Undelivered LetterStatus = "undelivered"
	Cancelled   LetterStatus = "cancelled"
)

// LetterStep is one step of one obligation that a letter carries.
type LetterStep struct {
	Obligation string `json:"obligation"`
	Step       Step   `json:"step"`
	Slot       string `json:"slot"`
	Reason     string `json:"reason"`
}

// Recipient of a letter. The council's own copy is one too.
type Recipient struct {
	Address string `json:"address"`
	Own     bool   `json:"own,omitempty"` // the council's copy, the proof of sending
	State   string `json:"state,omitempty"`
	Reply   string `json:"reply,omitempty"`
}

// States of a recipient; the empty one is "not answered yet".
const (
	RecipientAccepted = "accepted"
	RecipientRefused  = "refused"
	RecipientBounced  = "bounced"
)

// Attempt is one try to hand a letter over. It is recorded before the first byte goes out.
type Attempt struct {
	At      time.Time `json:"at"`
	Ended   time.Time `json:"ended,omitzero"`
	Outcome string    `json:"outcome,omitempty"`
	Reply   string    `json:"reply,omitempty"`
	Trouble Trouble   `json:"trouble,omitempty"` // with the server, where it gave no reply that decides
	PutOff  []string  `json:"putOff,omitempty"`  // whom the server would not take it for yet: a copy proves nothing for them
	// NotOffered: there was no connection to use, so that the letter was offered to no server.
	NotOffered bool `json:"notOffered,omitempty"`
}

// Outcomes of an attempt that the fold itself looks at; the others are package mail's.
const (
	outcomeAccepted   = "accepted"
	outcomeUnknown    = "unknown"
	outcomeRefusedNow = "refused-for-now"
)

// Facts about a letter.
type (
	// Composed is the first fact: the letter exists, its bytes are stored.
	Composed struct {
		Letter Letter `json:"letter"`
	}
	// Attempted: an attempt begins; until Lease nobody else may try.
	Attempted struct {
		Lease time.Time `json:"lease"`
	}
	// Answered: the attempt ended. Outcome is one of the outcomes of package mail.
	Answered struct {
		Outcome    string       `json:"outcome"`
		Reply      string       `json:"reply"`
		Trouble    Trouble      `json:"trouble,omitempty"`
		Recipients []Recipient  `json:"recipients,omitempty"`
		Status     LetterStatus `json:"status"`
		NotUntil   time.Time    `json:"notUntil,omitzero"`
	}
	// LeftUncertain: the attempt never ended, or its answer was lost. NotUntil is when the wait for
	// proof is over; PutOff are those of whom the server had said before that it would not take the
	// letter for them yet.
	LeftUncertain struct {
		Reply    string    `json:"reply"`
		Trouble  Trouble   `json:"trouble,omitempty"`
		NotUntil time.Time `json:"notUntil"`
		PutOff   []string  `json:"putOff,omitempty"`
	}
	// HeldBack: there was no connection to the server to use, for this letter or for another one, or
	// srok was told to stop. It may have been begun: that ends, and counts as no refusal.
	HeldBack struct {
		Reply    string    `json:"reply"`
		Trouble  Trouble   `json:"trouble,omitempty"`
		NotUntil time.Time `json:"notUntil"`
		// NotOffered says that the attempt offered the letter to no server; older facts do not tell.
		NotOffered bool `json:"notOffered,omitempty"`
	}
	// CopySeen: the council's own copy arrived in its mailbox. One more copy than there are
	// accepted attempts proves that the uncertain one was taken too. A copy of a letter that was
	// never attempted proves that the log is older than the letter: it went out before an older
	// database was put back, or from another copy of the folder.
	CopySeen struct {
		Message string    `json:"message"`
		Arrived time.Time `json:"arrived"`
	}
	// GivenUpWaiting: no proof came in time; the same bytes go out again.
	GivenUpWaiting struct {
		Reason string `json:"reason"`
	}
	// Bounced: a report of another server says that a recipient did not get it.
	Bounced struct {
		Message   string `json:"message"`
		Address   string `json:"address"`
		Status    string `json:"status"` // RFC 3463
		Permanent bool   `json:"permanent"`
	}
	// LetterCancelled: it will not be sent.
	LetterCancelled struct {
		Reason string `json:"reason"`
	}
	// LetterRetried: a person wants the next attempt at once.
	LetterRetried struct {
		Reason string `json:"reason"`
	}
	// LetterNumbered: the records office's number of the letter. SHA256 is of the bytes that it has
	// now, where it waited for the number.
	LetterNumbered struct {
		No     string `json:"no"`
		On     Date   `json:"on"`
		SHA256 string `json:"sha256,omitempty"`
	}
)

func (Composed) FactName() string        { return "composed" }
func (Attempted) FactName() string       { return "attempted" }
func (Answered) FactName() string        { return "answered" }
func (LeftUncertain) FactName() string   { return "left-uncertain" }
func (HeldBack) FactName() string        { return "held-back" }
func (CopySeen) FactName() string        { return "copy-seen" }
func (GivenUpWaiting) FactName() string  { return "given-up-waiting" }
func (Bounced) FactName() string         { return "bounced" }
func (LetterCancelled) FactName() string { return "letter-cancelled" }
func (LetterRetried) FactName() string   { return "letter-retried" }
func (LetterNumbered) FactName() string  { return "letter-numbered" }

// Apply folds one event into the letter.
func (l Letter) Apply(e Event) (State, error) {
	_, first := e.Fact.(Composed)
	if err := inOrder(e, first, l.Status != ""); err != nil {
		return l, err
	}
	l.Recipients = slices.Clone(l.Recipients)
	l.Attempts = slices.Clone(l.Attempts)
	switch f := e.Fact.(type) {
	case Composed:
		l = f.Letter
		l.Key, l.Status, l.Composed = e.Subject.Key, Queued, e.At
	case Attempted:
		l.Status, l.NotUntil = Sending, f.Lease
		l.Attempts = append(l.Attempts, Attempt{At: e.At})
	case Answered:
		if len(l.Attempts) == 0 {
			return l, misordered(e, "it was never attempted")
		}
		l.endAttempt(e.At, f.Outcome, f.Reply, f.Trouble)
		l.Status, l.NotUntil, l.Why = f.Status, f.NotUntil, f.Trouble.Told(f.Reply)
		for _, r := range f.Recipients {
			l.setRecipient(r)
			if f.Status == Queued && f.Outcome == outcomeAccepted && r.State == "" {
				l.Why = r.Reply // the data was taken, but not for this one
			}
		}
		if f.Status == Taken && l.Sent.IsZero() {
			l.Sent = e.At
		}
	case LeftUncertain:
		if len(l.Attempts) == 0 {
			return l, misordered(e, "it was never attempted")
		}
		l.endAttempt(e.At, outcomeUnknown, f.Reply, f.Trouble)
		l.Attempts[len(l.Attempts)-1].PutOff = f.PutOff
		l.Status, l.NotUntil, l.Why = Uncertain, f.NotUntil, f.Trouble.Told(f.Reply)
		l.resolve()
	case HeldBack:
		if l.Status == Sending {
			l.endAttempt(e.At, outcomeRefusedNow, f.Reply, f.Trouble)
			l.Attempts[len(l.Attempts)-1].NotOffered = f.NotOffered
			l.Status = Queued
		}
		l.NotUntil, l.Why = f.NotUntil, f.Trouble.Told(f.Reply)
	case CopySeen:
		l.Copies++
		if len(l.Attempts) == 0 && l.Status == Queued {
			l.prove(f.Arrived, nil)
		}
		l.resolve()
	case GivenUpWaiting:
		l.Status, l.NotUntil, l.Why = Queued, time.Time{}, f.Reason
	case Bounced:
		l.setRecipient(Recipient{Address: f.Address, State: RecipientBounced, Reply: f.Status})
		if !l.reachesSomeone() {
			l.Status, l.NotUntil, l.Why = Undelivered, time.Time{}, f.Status
		}
	case LetterCancelled:
		l.Status, l.NotUntil, l.Why = Cancelled, time.Time{}, f.Reason
	case LetterRetried:
		l.Status, l.NotUntil, l.Why = Queued, time.Time{}, f.Reason
		for i, r := range l.Recipients { // whoever refused is asked anew
			if r.State == RecipientRefused {
				l.Recipients[i].State, l.Recipients[i].Reply = "", ""
			}
		}
	case LetterNumbered:
		l.numbered(e.At, f)
	default:
		return l, misplaced(e)
	}
	return l, nil
}

// Name is what people call the letter: its ref, or its key where it has none.
func (l Letter) Name() string { return cmp.Or(string(l.Ref), l.Key) }

// WaitsForNo reports whether the letter has no text yet, because its изх. № was not entered.
func (l Letter) WaitsForNo() bool { return l.Status == Queued && l.AwaitsNo && l.OutNo == "" }

// WaitsForRecords reports whether the records office has not sent it yet, or not said so.
func (l Letter) WaitsForRecords() bool { return l.Status == Queued && l.Printed }

// numbered notes the number; that of a letter that the records office sends says that it went out.
func (l *Letter) numbered(at time.Time, f LetterNumbered) {
	l.OutNo, l.OutOn = f.No, f.On
	if f.SHA256 != "" {
		l.SHA256 = f.SHA256
	}
	if l.WaitsForRecords() {
		l.Status, l.Sent, l.Why = Taken, at, "изпратено от деловодството"
	}
}

// Live reports whether the letter may still go out, or went out: its slots are then taken.
func (l Letter) Live() bool { return l.Status != Cancelled }

// resolve turns an uncertain letter into an accepted one where a copy proves it, also while it
// waits to be sent again because the proof was late.
func (l *Letter) resolve() {
	if l.Status != Uncertain && l.Status != Queued || len(l.Attempts) == 0 {
		return
	}
	unknown := -1
	for i, a := range l.Attempts {
		if a.Outcome == outcomeUnknown {
			unknown = i
		}
	}
	if unknown < 0 || l.Copies <= l.ended(outcomeAccepted) {
		return
	}
	proven := &l.Attempts[unknown]
	proven.Outcome = outcomeAccepted
	l.prove(proven.At, proven.PutOff)
}

// Untaken reports whether it is certain that no reader has the letter, nor will have it before the next
// attempt: it can be written anew. The council's own copy may have come, where only the reader was put
// off.
func (l Letter) Untaken() bool {
	return l.Status == Queued && !l.AnyoneTook() && l.ended(outcomeUnknown) == 0 && l.Copies <= l.ended(outcomeAccepted)
}

// ended counts the attempts with an outcome.
func (l Letter) ended(outcome string) int {
	n := 0
	for _, a := range l.Attempts {
		if a.Outcome == outcome {
			n++
		}
	}
	return n
}

// Unwanted reports whether a server has refused the letter even to the council's own mailbox: not an
// address is wrong, but the sender, the letter, or where it comes from.
func (l Letter) Unwanted() bool {
	return l.Status == Refused && slices.ContainsFunc(l.Recipients, func(r Recipient) bool { return r.Own && r.State == RecipientRefused })
}

// Offered is how often the letter was offered to a server.
func (l Letter) Offered() int {
	n := 0
	for _, a := range l.Attempts {
		if !a.NotOffered {
			n++
		}
	}
	return n
}

// prove notes that a server has taken the letter, first at an instant, but for those whom it put off:
// for them it is sent again.
func (l *Letter) prove(at time.Time, putOff []string) {
	l.Status, l.NotUntil, l.Why = Taken, time.Time{}, "доказано: копието пристигна в собствената поща"
	for i, r := range l.Recipients {
		switch {
		case r.State != "":
		case slices.Contains(putOff, r.Address):
			l.Status = Queued
		default:
			l.Recipients[i].State = RecipientAccepted
		}
	}
	if l.Sent.IsZero() && l.Status == Taken {
		l.Sent = at
	}
}

func (l *Letter) endAttempt(at time.Time, outcome, reply string, trouble Trouble) {
	last := &l.Attempts[len(l.Attempts)-1]
	last.Ended, last.Outcome, last.Reply, last.Trouble = at, outcome, reply, trouble
}

func (l *Letter) setRecipient(r Recipient) {
	for i := range l.Recipients {
		if l.Recipients[i].Address == r.Address {
			l.Recipients[i].State, l.Recipients[i].Reply = r.State, r.Reply
		}
	}
}

// reachesSomeone reports whether a recipient other than our own copy did not fail.
func (l Letter) reachesSomeone() bool {
	return slices.ContainsFunc(l.Recipients, func(r Recipient) bool {
		return !r.Own && r.State != RecipientBounced && r.State != RecipientRefused
	})
}

// Asked lists whom the next attempt is for: the recipients that no server has answered for yet,
// and always our own copy, because only a copy from the same transaction proves anything.
func (l Letter) Asked() []string {
	var asked []string
	for _, r := range l.Recipients {
		if r.State == "" || r.Own {
			asked = append(asked, r.Address)
		}
	}
	return asked
}

// AnyoneTook reports whether a server has taken the letter for one of its recipients.
func (l Letter) AnyoneTook() bool {
	return slices.ContainsFunc(l.Recipients, func(r Recipient) bool { return !r.Own && r.State == RecipientAccepted })
}
