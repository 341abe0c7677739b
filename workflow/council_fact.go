package workflow

import (
	"maps"
	"slices"
	"time"
)

// ApprovedTask is a task as a named office approved it, with all that its letters cite.
type ApprovedTask struct {
	Task   Task   `json:"task"`
	Plan   string `json:"plan"`   // the title of the plan, as letters cite it
	Texts  string `json:"texts"`  // fingerprint of the letters' texts that were approved with it
	Office string `json:"office"` // who approved it
	On     Date   `json:"on"`
	Struck bool   `json:"struck,omitempty"` // the plan has it no more
}

// ApprovedPlan is the published plan as it stood when its tasks were last approved.
type ApprovedPlan struct {
	Title    string    `json:"title"`
	From     Date      `json:"from"`
	To       Date      `json:"to"`
	Measures []Measure `json:"measures"`
}

// Approved is what an approval keeps of the plan itself; its tasks are approved one by one.
func (p Plan) Approved() ApprovedPlan {
	return ApprovedPlan{Title: p.Title, From: p.From, To: p.To, Measures: p.Measures}
}

// Addressee is an institution as srok writes to it: its record, and which of its addresses work.
type Addressee struct {
	Institution Institution     `json:"institution"`
	Bad         map[string]Date `json:"bad,omitempty"` // addresses proven dead, and since when
	// Failures are the latest days, in order, on which an address did not take a letter for a
	// passing reason (a full mailbox, a host that does not answer).
	Failures  map[string][]Date `json:"failures,omitempty"`
	Gone      bool              `json:"gone,omitempty"` // no task asks it any more
	WrittenOn Date              `json:"writtenOn,omitzero"`
	WrittenBy string            `json:"writtenBy,omitempty"` // key of that day's letter
}

// Office is the council's own state.
type Office struct {
	Founded     time.Time `json:"founded"`
	Paused      string    `json:"paused,omitempty"` // why nothing is sent; empty: sending
	DigestSlot  time.Time `json:"digestSlot"`       // the last one written; before the first: the founding
	DigestWeek  string    `json:"digestWeek,omitempty"`
	SilentSince time.Time `json:"silentSince,omitzero"`
	Silence     string    `json:"silence,omitempty"`
	// SilentFolders are those that the silence is of; none: the whole mailbox.
	SilentFolders []UnreadFolder `json:"silentFolders,omitempty"`
	Home          string         `json:"home,omitempty"`     // a mark of the machine and the database that letters go out from
	CopySince     time.Time      `json:"copySince,omitzero"` // when this was noticed to be a copy; until a person resumes, nothing is decided
	Aside         []Aside        `json:"aside,omitempty"`
}

// Facts about tasks, institutions and the council.
type (
	// PlanApproved: the plan that the approved tasks serve.
	PlanApproved struct {
		Plan ApprovedPlan `json:"plan"`
	}
	// TaskApproved: a named office approved the task and its letters.
	TaskApproved struct {
		Task   Task   `json:"task"`
		Plan   string `json:"plan"`
		Texts  string `json:"texts"`
		Office string `json:"office"`
		On     Date   `json:"on"`
	}
	// TaskStruck: the approved plan has the task no more.
	TaskStruck struct{}
	// InstitutionRecorded: the institution's record, first or changed.
	InstitutionRecorded struct {
		Institution Institution `json:"institution"`
	}
	// InstitutionLeft: it is in the directory no more.
	InstitutionLeft struct{}
	// WrittenTo: the day's one request, reminder or overdue notice was composed.
	WrittenTo struct {
		On     Date   `json:"on"`
		Letter string `json:"letter"`
	}
	// WritingFreed: that letter was cancelled before it was sent.
	WritingFreed struct {
		Letter string `json:"letter"`
	}
	// AddressFailed: an address is proven dead.
	AddressFailed struct {
		Address string `json:"address"`
		On      Date   `json:"on"`
		Message string `json:"message,omitempty"`
		Reason  string `json:"reason"`
	}
	// AddressDoubted: an address did not take a letter for a reason that may pass.
	AddressDoubted struct {
		Address string `json:"address"`
		On      Date   `json:"on"`
		Message string `json:"message,omitempty"`
		Reason  string `json:"reason"`
	}
	// Founded is the first fact of all.
	Founded struct{}
	// SettledIn: the first pass from which letters may go out was made here.
	SettledIn struct {
		Home string `json:"home"`
	}
	// CopyNoticed: this database is a copy of the one that sent the letters, or an older state of
	// it. Nothing goes out until the council's own copies were read back from the mailbox and a
	// person has resumed the sending. Home is where it is now.
	CopyNoticed struct {
		Home   string `json:"home"`
		Reason string `json:"reason"`
	}
	// SendingPaused: nothing goes out until it is resumed.
	SendingPaused struct {
		Reason string `json:"reason"`
	}
	// SendingResumed ends it.
	SendingResumed struct {
		Reason string `json:"reason"`
	}
	// DigestWritten: a digest was composed for the schedule's slots up to Slot.
	DigestWritten struct {
		Slot   time.Time `json:"slot"`
		Weeks  []string  `json:"weeks"`
		Letter string    `json:"letter"`
	}
	// SilenceBegan: something that must happen has not happened for too long.
	SilenceBegan struct {
		What    string         `json:"what"`
		Folders []UnreadFolder `json:"folders,omitempty"` // of the mailbox; none: all of it
	}
	// SilenceEnded: it happened again.
	SilenceEnded struct{}
)

func (PlanApproved) FactName() string        { return "plan-approved" }
func (TaskApproved) FactName() string        { return "task-approved" }
func (TaskStruck) FactName() string          { return "task-struck" }
func (InstitutionRecorded) FactName() string { return "institution-recorded" }
func (InstitutionLeft) FactName() string     { return "institution-left" }
func (WrittenTo) FactName() string           { return "written-to" }
func (WritingFreed) FactName() string        { return "writing-freed" }
func (AddressFailed) FactName() string       { return "address-failed" }
func (AddressDoubted) FactName() string      { return "address-doubted" }
func (Founded) FactName() string             { return "founded" }
func (SettledIn) FactName() string           { return "settled-in" }
func (CopyNoticed) FactName() string         { return "copy-noticed" }
func (SendingPaused) FactName() string       { return "sending-paused" }
func (SendingResumed) FactName() string      { return "sending-resumed" }
func (DigestWritten) FactName() string       { return "digest-written" }
func (SilenceBegan) FactName() string        { return "silence-began" }
func (SilenceEnded) FactName() string        { return "silence-ended" }

// Apply folds one event into the approved task.
func (t ApprovedTask) Apply(e Event) (State, error) {
	switch f := e.Fact.(type) {
	case TaskApproved:
		return ApprovedTask{Task: f.Task, Plan: f.Plan, Texts: f.Texts, Office: f.Office, On: f.On}, nil
	case TaskStruck:
		t.Struck = true
		return t, nil
	}
	return t, misplaced(e)
}

// Apply folds one event into the approved plan.
func (p ApprovedPlan) Apply(e Event) (State, error) {
	f, ok := e.Fact.(PlanApproved)
	if !ok {
		return p, misplaced(e)
	}
	return f.Plan, nil
}

// Apply folds one event into the addressee.
func (a Addressee) Apply(e Event) (State, error) {
	switch f := e.Fact.(type) {
	case InstitutionRecorded:
		a.Institution, a.Gone = f.Institution, false
	case InstitutionLeft:
		a.Gone = true
	case WrittenTo:
		a.WrittenOn, a.WrittenBy = f.On, f.Letter
	case WritingFreed:
		if a.WrittenBy == f.Letter {
			a.WrittenOn, a.WrittenBy = Date{}, ""
		}
	case AddressFailed:
		a.Bad = maps.Clone(a.Bad)
		if a.Bad == nil {
			a.Bad = map[string]Date{}
		}
		a.Bad[f.Address] = f.On
	case AddressDoubted:
		a.Failures = maps.Clone(a.Failures)
		if a.Failures == nil {
			a.Failures = map[string][]Date{}
		}
		a.Failures[f.Address] = failuresWith(a.Failures[f.Address], f.On)
	default:
		return a, misplaced(e)
	}
	return a, nil
}

// Passing failures condemn an address only when they keep coming: on so many days of a window.
const (
	failureDays   = 3
	failureWindow = 30 // calendar days
)

// failuresWith adds a day, once, and drops those that have left the window.
func failuresWith(days []Date, on Date) []Date {
	kept := slices.DeleteFunc(slices.Clone(days), func(d Date) bool { return d == on || !d.After(on.AddDays(-failureWindow)) })
	return append(kept, on)
}

// Condemns reports whether a passing failure on a day is one too many, so that the address
// is as good as dead.
func (a Addressee) Condemns(address string, on Date) bool {
	return len(failuresWith(a.Failures[address], on)) >= failureDays
}

// Works reports whether an address is not known to be dead.
func (a Addressee) Works(address string) bool {
	_, dead := a.Bad[address]
	return !dead
}

// Contact is the first address that is not known to be dead; empty where none is left.
func (a Addressee) Contact() string {
	i := slices.IndexFunc(a.Institution.Contacts, a.Works)
	if i < 0 {
		return ""
	}
	return a.Institution.Contacts[i]
}

// Reachable reports whether a letter can be sent to it at all.
func (a Addressee) Reachable() bool { return a.Institution.ByRecords() || a.Contact() != "" }

// Apply folds one event into the council's state.
func (o Office) Apply(e Event) (State, error) {
	_, first := e.Fact.(Founded)
	if err := inOrder(e, first, !o.Founded.IsZero()); err != nil {
		return o, err
	}
	switch f := e.Fact.(type) {
	case Founded:
		o.Founded, o.DigestSlot = e.At, e.At
	case SendingPaused:
		o.Paused = f.Reason
	case SendingResumed:
		o.Paused, o.CopySince = "", time.Time{}
	case SettledIn:
		o.Home = f.Home
	case CopyNoticed:
		o.Home, o.CopySince, o.Paused = f.Home, e.At, f.Reason
	case DigestWritten:
		if len(f.Weeks) == 0 {
			return o, misordered(e, "it names no week")
		}
		o.DigestSlot, o.DigestWeek = f.Slot, f.Weeks[len(f.Weeks)-1]
	case SilenceBegan:
		o.SilentSince, o.Silence, o.SilentFolders = e.At, f.What, f.Folders
	case SilenceEnded:
		o.SilentSince, o.Silence, o.SilentFolders = time.Time{}, "", nil
	case SetAside:
		o = o.setAside(Aside{Folder: f.Folder, Validity: f.Validity, UID: f.UID, Since: e.At})
	case AsideEnded:
		o = o.endAside(Aside{Folder: f.Folder, Validity: f.Validity, UID: f.UID})
	default:
		return o, misplaced(e)
	}
	return o, nil
}
