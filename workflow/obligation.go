package workflow

import (
	"slices"
	"time"
)

// Obligation is one task × one institution × one period: the unit that is tracked.
// It is folded from the facts of its key and from nothing else.
type Obligation struct {
	Key         string   `json:"key"` // task/period/institution
	Task        string   `json:"task"`
	Kind        TaskKind `json:"kind"`
	Period      Period   `json:"period"`
	Institution string   `json:"institution"`
	Measures    []string `json:"measures"`
	Covered     []string `json:"covered,omitempty"` // measures that an accepted submission covers

	Nominal Date   `json:"nominal"` // the due date as set
	Due     Date   `json:"due"`     // as the calendar moved it
	DueWhy  string `json:"dueWhy"`
	// Extended says that the due date is this obligation's own and follows the task no more.
	Extended bool `json:"extended,omitempty"`

	Status   Status    `json:"status"`
	Schedule []Planned `json:"schedule"`

	AskedOn     Date   `json:"askedOn,omitzero"` // day on which a server first accepted the request
	AskedLetter string `json:"askedLetter,omitempty"`
	AskedNo     string `json:"askedNo,omitempty"` // изх. № of the request, once a clerk entered it
	Reminders   int    `json:"reminders,omitempty"`

	Submissions []Submitted `json:"submissions,omitempty"`
	Pause       *Pause      `json:"pause,omitempty"`
	// Corresponded is the last reply that delivered nothing, until one delivers.
	Corresponded *Correspondence `json:"corresponded,omitempty"`
	Late         bool            `json:"late,omitempty"`        // the first receipt came after the due date
	Undelivered  string          `json:"undelivered,omitempty"` // the last letter that did not arrive
	Escalated    Date            `json:"escalated,omitzero"`    // day on which it came to the chair's list
	Closed       string          `json:"closed,omitempty"`      // why it was waived
}

// Status of an obligation. „Overdue“, „late“ and the like are flags beside it.
type Status string

const (
	StatusPlanned   Status = "planned"   // планирано
	StatusRequested Status = "requested" // поискано
	StatusReceived  Status = "received"  // получено (за преглед)
	StatusAccepted  Status = "accepted"  // прието
	StatusReturned  Status = "returned"  // върнато
	StatusWaived    Status = "waived"    // отпаднало
)

// Step is a thing that the policy wants done for an obligation.
type Step string

const (
	StepRequest  Step = "request"
	StepRemind   Step = "remind"
	StepOverdue  Step = "overdue"
	StepEscalate Step = "escalate"
)

// Gravity orders steps: of several missed ones the gravest is taken, and a letter's kind
// is its gravest step.
func (s Step) Gravity() int {
	return slices.Index([]Step{StepRequest, StepRemind, StepOverdue, StepEscalate}, s)
}

// Planned is one occurrence of a step: its slot is named by the policy, its day by the calendar.
type Planned struct {
	Step   Step   `json:"step"`
	Slot   string `json:"slot"` // request, remind-10, overdue+5, request/2, remind-1/fix1
	Day    Date   `json:"day"`
	Reason string `json:"reason"`           // how the day was counted, in Bulgarian
	Letter string `json:"letter,omitempty"` // key of the letter that carries it
	Passed string `json:"passed,omitempty"` // why it was passed over
	Listed bool   `json:"listed,omitempty"` // stands in the digest instead of a letter
	Lost   bool   `json:"lost,omitempty"`   // its letter did not arrive
}

// Done reports whether nothing is left to do for the slot.
func (p Planned) Done() bool { return p.Letter != "" || p.Passed != "" || p.Listed }

// Pause holds the reminders of an obligation after correspondence.
type Pause struct {
	Since   Date   `json:"since"`
	Until   Date   `json:"until"` // first day on which reminders resume by themselves; zero: a person's act ends it
	Message string `json:"message,omitempty"`
	Reason  string `json:"reason"`
	// Quarantine says that the message is neither shown nor sent on.
	Quarantine bool `json:"quarantine,omitempty"`
}

// Correspondence is a reply that delivers nothing.
type Correspondence struct {
	On  Date   `json:"on"`
	Why string `json:"why"` // Bulgarian
}

// Submitted is a submission as its obligation sees it.
type Submitted struct {
	Submission string    `json:"submission"`
	Received   time.Time `json:"received"`
	Covers     []string  `json:"covers"` // measures
	Nil        bool      `json:"nil,omitempty"`
	Quarantine bool      `json:"quarantine,omitempty"`
	Unbelieved bool      `json:"unbelieved,omitempty"` // from an address that is not the institution's, or one that may be forged
	Review     Review    `json:"review"`
	FixDue     Date      `json:"fixDue,omitzero"`
	Issues     []string  `json:"issues,omitempty"`
	Source     string    `json:"source,omitempty"` // what keyed-in figures were read from
}

// Review is what became of a submission.
type Review string

const (
	UnderReview    Review = "review"
	ReviewAccepted Review = "accepted"
	ReviewReturned Review = "returned"
)

// Flag stands beside a status.
type Flag string

const (
	FlagOverdue     Flag = "overdue"     // просрочено
	FlagLate        Flag = "late"        // представено със закъснение
	FlagPaused      Flag = "paused"      // в изчакване
	FlagQuarantined Flag = "quarantined" // карантина
	FlagUndelivered Flag = "undelivered" // недоставено
)

// Open reports whether something is still owed: planned, requested or returned.
func (o Obligation) Open() bool {
	switch o.Status {
	case StatusPlanned, StatusRequested, StatusReturned:
		return true
	}
	return false
}

// Past reports whether a plan that begins on a day has nothing to do with it any more: it was due
// before, and is closed.
func (o Obligation) Past(begin Date) bool {
	return o.Due.Before(begin) && (o.Status == StatusAccepted || o.Status == StatusWaived)
}

// Owed lists the measures that no accepted submission covers yet.
func (o Obligation) Owed() []string {
	var owed []string
	for _, m := range o.Measures {
		if !slices.Contains(o.Covered, m) {
			owed = append(owed, m)
		}
	}
	return owed
}

// CurrentDue is the day that counts now: the date of a correction where one was set.
func (o Obligation) CurrentDue() Date {
	if o.Status == StatusReturned {
		for _, s := range slices.Backward(o.Submissions) {
			if s.Review == ReviewReturned {
				return s.FixDue
			}
		}
	}
	return o.Due
}

// lastCorrespondence is the last reply that delivered nothing; without a date where there was none.
func (o Obligation) lastCorrespondence() Correspondence {
	if o.Corresponded == nil {
		return Correspondence{}
	}
	return *o.Corresponded
}

// Asked reports whether the institution knows what is wanted of it: a server took the request,
// or what it delivered unasked was sent back.
func (o Obligation) Asked() bool { return !o.AskedOn.IsZero() || o.Status == StatusReturned }

// Flags of the obligation on a day.
func (o Obligation) Flags(today Date) []Flag {
	flags := []Flag{}
	if o.Open() && o.CurrentDue().Before(today) {
		flags = append(flags, FlagOverdue)
	}
	if o.Late {
		flags = append(flags, FlagLate)
	}
	if o.Pause != nil {
		flags = append(flags, FlagPaused)
	}
	if len(o.quarantined()) > 0 || o.Pause != nil && o.Pause.Quarantine {
		flags = append(flags, FlagQuarantined)
	}
	if o.Undelivered != "" && o.Open() { // once it was answered some other way, it does not matter
		flags = append(flags, FlagUndelivered)
	}
	return flags
}

// quarantined are the submissions under quarantine on which nobody has decided yet.
func (o Obligation) quarantined() []Submitted {
	return slices.DeleteFunc(slices.Clone(o.Submissions), func(s Submitted) bool { return !s.Quarantine || s.Review != UnderReview })
}
