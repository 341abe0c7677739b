package workflow

import (
	"encoding/json"
	"fmt"
	"time"
)

// SubjectKind is the sort of thing that an event is about.
type SubjectKind string

const (
	AboutObligation  SubjectKind = "obligation"
	AboutLetter      SubjectKind = "letter"
	AboutMessage     SubjectKind = "message"
	AboutSubmission  SubjectKind = "submission"
	AboutPlan        SubjectKind = "plan"
	AboutTask        SubjectKind = "task"
	AboutInstitution SubjectKind = "institution"
	AboutCouncil     SubjectKind = "council"
)

// Subject is one thing whose state is folded from its own events.
type Subject struct {
	Kind SubjectKind
	Key  string
}

// Event is what happened, once, in order.
type Event struct {
	Seq     int64
	At      time.Time
	By      string // the office or person whose act it was; "srok" for srok's own
	Subject Subject
	Fact    Fact
}

// BySrok is the author of srok's own acts.
const BySrok = "srok"

// Fact is what an event says. Every type of fact belongs to one sort of subject.
type Fact interface {
	// FactName is stored with the event; it never changes once used.
	FactName() string
}

// State is folded from the events of one subject.
type State interface {
	// Apply gives the state after an event. An event that cannot follow is an error: the
	// log is then damaged, or the caller decided on a stale state.
	Apply(Event) (State, error)
}

// NewState is the state of a subject before its first event.
func NewState(kind SubjectKind) State {
	switch kind {
	case AboutObligation:
		return Obligation{}
	case AboutLetter:
		return Letter{}
	case AboutMessage:
		return Message{}
	case AboutSubmission:
		return Submission{}
	case AboutPlan:
		return ApprovedPlan{}
	case AboutTask:
		return ApprovedTask{}
	case AboutInstitution:
		return Addressee{}
	case AboutCouncil:
		return Office{}
	}
	return nil
}

// misplaced is the error for a fact that the state does not know.
func misplaced(e Event) error {
	return fmt.Errorf("event %d: a fact %q cannot be about %s %s", e.Seq, e.Fact.FactName(), e.Subject.Kind, e.Subject.Key)
}

// inOrder refuses a first fact that comes twice, and any other that comes before it.
func inOrder(e Event, first, begun bool) error {
	switch {
	case first && begun:
		return misordered(e, "there is one already")
	case !first && !begun:
		return misordered(e, "it comes before the first one")
	}
	return nil
}

// misordered is the error for a fact that cannot follow what happened before it.
func misordered(e Event, why string) error {
	return fmt.Errorf("event %d: a fact %q about %s %s cannot follow: %s", e.Seq, e.Fact.FactName(), e.Subject.Kind, e.Subject.Key, why)
}

// DecodeFact reads a stored fact. An unknown name means that a newer srok wrote the log.
func DecodeFact(name string, data []byte) (Fact, error) {
	decode, ok := factTypes[name]
	if !ok {
		return nil, fmt.Errorf("unknown fact %q: the log was written by a newer srok", name)
	}
	return decode(data)
}

func decodeAs[F Fact](data []byte) (Fact, error) {
	var f F
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("fact %s: %w", f.FactName(), err)
	}
	return f, nil
}

// factTypes has every type of fact by its stored name.
var factTypes = map[string]func([]byte) (Fact, error){
	Opened{}.FactName():              decodeAs[Opened],
	StepTaken{}.FactName():           decodeAs[StepTaken],
	StepListed{}.FactName():          decodeAs[StepListed],
	StepPassed{}.FactName():          decodeAs[StepPassed],
	StepFreed{}.FactName():           decodeAs[StepFreed],
	StepSent{}.FactName():            decodeAs[StepSent],
	StepLost{}.FactName():            decodeAs[StepLost],
	StepPlanned{}.FactName():         decodeAs[StepPlanned],
	SubmissionReceived{}.FactName():  decodeAs[SubmissionReceived],
	Corresponded{}.FactName():        decodeAs[Corresponded],
	PauseEnded{}.FactName():          decodeAs[PauseEnded],
	FiguresEntered{}.FactName():      decodeAs[FiguresEntered],
	SubmissionAccepted{}.FactName():  decodeAs[SubmissionAccepted],
	SubmissionReturned{}.FactName():  decodeAs[SubmissionReturned],
	Extended{}.FactName():            decodeAs[Extended],
	Rescheduled{}.FactName():         decodeAs[Rescheduled],
	Waived{}.FactName():              decodeAs[Waived],
	Noted{}.FactName():               decodeAs[Noted],
	RequestNumbered{}.FactName():     decodeAs[RequestNumbered],
	Composed{}.FactName():            decodeAs[Composed],
	Attempted{}.FactName():           decodeAs[Attempted],
	Answered{}.FactName():            decodeAs[Answered],
	LeftUncertain{}.FactName():       decodeAs[LeftUncertain],
	HeldBack{}.FactName():            decodeAs[HeldBack],
	CopySeen{}.FactName():            decodeAs[CopySeen],
	GivenUpWaiting{}.FactName():      decodeAs[GivenUpWaiting],
	Bounced{}.FactName():             decodeAs[Bounced],
	LetterCancelled{}.FactName():     decodeAs[LetterCancelled],
	LetterRetried{}.FactName():       decodeAs[LetterRetried],
	LetterNumbered{}.FactName():      decodeAs[LetterNumbered],
	Kept{}.FactName():                decodeAs[Kept],
	Read{}.FactName():                decodeAs[Read],
	Assigned{}.FactName():            decodeAs[Assigned],
	Split{}.FactName():               decodeAs[Split],
	RereadAsked{}.FactName():         decodeAs[RereadAsked],
	Scanned{}.FactName():             decodeAs[Scanned],
	QuarantineOpened{}.FactName():    decodeAs[QuarantineOpened],
	SubmissionScanned{}.FactName():   decodeAs[SubmissionScanned],
	QuarantinedLater{}.FactName():    decodeAs[QuarantinedLater],
	Ignored{}.FactName():             decodeAs[Ignored],
	Delivered{}.FactName():           decodeAs[Delivered],
	SubmissionNumbered{}.FactName():  decodeAs[SubmissionNumbered],
	SubmissionReviewed{}.FactName():  decodeAs[SubmissionReviewed],
	FormEntered{}.FactName():         decodeAs[FormEntered],
	Receipted{}.FactName():           decodeAs[Receipted],
	PlanApproved{}.FactName():        decodeAs[PlanApproved],
	TaskApproved{}.FactName():        decodeAs[TaskApproved],
	TaskStruck{}.FactName():          decodeAs[TaskStruck],
	InstitutionRecorded{}.FactName(): decodeAs[InstitutionRecorded],
	InstitutionLeft{}.FactName():     decodeAs[InstitutionLeft],
	WrittenTo{}.FactName():           decodeAs[WrittenTo],
	WritingFreed{}.FactName():        decodeAs[WritingFreed],
	AddressFailed{}.FactName():       decodeAs[AddressFailed],
	AddressDoubted{}.FactName():      decodeAs[AddressDoubted],
	Founded{}.FactName():             decodeAs[Founded],
	SettledIn{}.FactName():           decodeAs[SettledIn],
	CopyNoticed{}.FactName():         decodeAs[CopyNoticed],
	SendingPaused{}.FactName():       decodeAs[SendingPaused],
	SendingResumed{}.FactName():      decodeAs[SendingResumed],
	DigestWritten{}.FactName():       decodeAs[DigestWritten],
	SilenceBegan{}.FactName():        decodeAs[SilenceBegan],
	SilenceEnded{}.FactName():        decodeAs[SilenceEnded],
	SetAside{}.FactName():            decodeAs[SetAside],
	AsideEnded{}.FactName():          decodeAs[AsideEnded],
}
