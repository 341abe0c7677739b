package workflow

import (
	"slices"
	"time"
)

// Facts about an obligation.
type (
	// Opened is the first fact: an approved task made the obligation.
	Opened struct {
		Task        string    `json:"task"`
		Kind        TaskKind  `json:"kind"`
		Period      Period    `json:"period"`
		Institution string    `json:"institution"`
		Measures    []string  `json:"measures"`
		Nominal     Date      `json:"nominal"`
		Due         Date      `json:"due"`
		DueWhy      string    `json:"dueWhy"`
		Schedule    []Planned `json:"schedule"`
	}
	// StepTaken: a letter was composed for the slot.
	StepTaken struct {
		Slot   string `json:"slot"`
		Letter string `json:"letter"`
		Reason string `json:"reason"`
	}
	// StepListed: the step stands in the digest instead of in a letter.
	StepListed struct {
		Slot   string `json:"slot"`
		On     Date   `json:"on"`
		Reason string `json:"reason"`
	}
	// StepPassed: the step will not be taken.
	StepPassed struct {
		Slot   string `json:"slot"`
		Reason string `json:"reason"`
	}
	// StepFreed: the letter that carried the step was cancelled before it was sent.
	StepFreed struct {
		Slot   string `json:"slot"`
		Reason string `json:"reason"`
	}
	// StepSent: a server took the letter that carries the step, or the records office sent it.
	StepSent struct {
		Slot    string `json:"slot"`
		Letter  string `json:"letter"`
		On      Date   `json:"on"`
		Printed bool   `json:"printed,omitempty"` // the records office
	}
	// StepPlanned: one occurrence of a step more, because there is somebody to ask now.
	StepPlanned struct {
		Planned Planned `json:"planned"`
	}
	// StepLost: the letter did not arrive. Again is the slot in which it is asked once more of
	// the next contact; empty where none is left.
	StepLost struct {
		Slot   string   `json:"slot"`
		Letter string   `json:"letter"`
		Reason string   `json:"reason"`
		Again  *Planned `json:"again,omitempty"`
	}
	// SubmissionReceived: something that answers the obligation arrived.
	SubmissionReceived struct {
		Submission string    `json:"submission"`
		Received   time.Time `json:"received"`
		Covers     []string  `json:"covers"`
		Nil        bool      `json:"nil,omitempty"`
		Late       bool      `json:"late,omitempty"`
		Quarantine bool      `json:"quarantine,omitempty"` // personal data or a virus found in it
		Unbelieved bool      `json:"unbelieved,omitempty"` // from an address that is not the institution's, or one that may be forged
	}
	// QuarantinedLater: a virus was found in it later, when the scanner could be asked.
	QuarantinedLater struct {
		Submission string `json:"submission"`
	}
	// Corresponded: a reply that delivers nothing; the reminders pause.
	Corresponded struct {
		Message string `json:"message"`
		Since   Date   `json:"since"`
		Until   Date   `json:"until"`
		Reason  string `json:"reason"`
		Why     string `json:"why,omitempty"` // it delivers nothing: a part of Reason, for the digest
		// Quarantine says that the message is neither shown nor sent on.
		Quarantine bool `json:"quarantine,omitempty"`
	}
	// PauseEnded: the reminders resume.
	PauseEnded struct {
		Reason string `json:"reason"`
	}
	// FiguresEntered: a clerk keyed in the figures of a submission; they stand in its FormEntered.
	FiguresEntered struct {
		Submission string `json:"submission"`
		Source     string `json:"source"`
		Faults     int    `json:"faults,omitempty"`
	}
	// SubmissionAccepted: a submission was accepted, by a person or by the task's rule.
	SubmissionAccepted struct {
		Submission string `json:"submission"`
		Reason     string `json:"reason,omitempty"`
	}
	// SubmissionReturned: a person sent a submission back to be corrected by FixDue.
	SubmissionReturned struct {
		Submission string    `json:"submission"`
		Issues     []string  `json:"issues"`
		FixDue     Date      `json:"fixDue"`
		Schedule   []Planned `json:"schedule"` // reminders of the correction
	}
	// Extended: a new due date for this one obligation.
	Extended struct {
		Nominal  Date      `json:"nominal"`
		Due      Date      `json:"due"`
		DueWhy   string    `json:"dueWhy"`
		Reason   string    `json:"reason"`
		Schedule []Planned `json:"schedule"`
	}
	// Rescheduled: an applied change of the plan moved what was still to come.
	Rescheduled struct {
		Measures []string  `json:"measures"`
		Nominal  Date      `json:"nominal"`
		Due      Date      `json:"due"`
		DueWhy   string    `json:"dueWhy"`
		Schedule []Planned `json:"schedule"`
	}
	// Waived: nothing is owed any more.
	Waived struct {
		Reason string `json:"reason"`
	}
	// Noted: a call, a talk; it changes nothing.
	Noted struct {
		Text string `json:"text"`
	}
	// RequestNumbered: the records office's number of the request.
	RequestNumbered struct {
		No string `json:"no"`
		On Date   `json:"on"`
	}
)

func (Opened) FactName() string             { return "opened" }
func (StepTaken) FactName() string          { return "step-taken" }
func (StepListed) FactName() string         { return "step-listed" }
func (StepPassed) FactName() string         { return "step-passed" }
func (StepFreed) FactName() string          { return "step-freed" }
func (StepSent) FactName() string           { return "step-sent" }
func (StepLost) FactName() string           { return "step-lost" }
func (StepPlanned) FactName() string        { return "step-planned" }
func (SubmissionReceived) FactName() string { return "submission-received" }
func (QuarantinedLater) FactName() string   { return "quarantined-later" }
func (Corresponded) FactName() string       { return "corresponded" }
func (PauseEnded) FactName() string         { return "pause-ended" }
func (FiguresEntered) FactName() string     { return "figures-entered" }
func (SubmissionAccepted) FactName() string { return "submission-accepted" }
func (SubmissionReturned) FactName() string { return "submission-returned" }
func (Extended) FactName() string           { return "extended" }
func (Rescheduled) FactName() string        { return "rescheduled" }
func (Waived) FactName() string             { return "waived" }
func (Noted) FactName() string              { return "noted" }
func (RequestNumbered) FactName() string    { return "request-numbered" }

// Apply folds one event into the obligation.
func (o Obligation) Apply(e Event) (State, error) {
	_, first := e.Fact.(Opened)
	if err := inOrder(e, first, o.Status != ""); err != nil {
		return o, err
	}
	if slot := slotOf(e.Fact); slot != "" && o.slot(slot) == nil {
		return o, misordered(e, "no slot "+slot+" was planned")
	}
	if key := reviewedBy(e.Fact); key != "" && o.submitted(key) == nil {
		return o, misordered(e, "no submission "+key+" was received")
	}
	o.Schedule = slices.Clone(o.Schedule)
	o.Submissions = slices.Clone(o.Submissions)
	switch f := e.Fact.(type) {
	case Opened:
		return f.obligation(e.Subject.Key), nil
	case StepTaken:
		o.slot(f.Slot).Letter = f.Letter
	case StepListed:
		o.slot(f.Slot).Listed = true
		o.Escalated = f.On
	case StepPassed:
		o.slot(f.Slot).Passed = f.Reason
	case StepFreed:
		o.slot(f.Slot).Letter = ""
	case StepSent:
		o.sent(f)
	case StepLost:
		o.lost(f)
	case StepPlanned:
		if o.slot(f.Planned.Slot) != nil {
			return o, misordered(e, "the slot "+f.Planned.Slot+" is planned already")
		}
		o.Schedule = append(o.Schedule, f.Planned)
	case SubmissionReceived:
		o.received(f)
	case Corresponded:
		o.Pause = &Pause{Since: f.Since, Until: f.Until, Message: f.Message, Reason: f.Reason, Quarantine: f.Quarantine}
		if f.Why != "" { // an older srok did not keep it apart
			o.Corresponded = &Correspondence{On: f.Since, Why: f.Why}
		}
	case PauseEnded:
		o.Pause = nil
	case QuarantinedLater:
		o.submitted(f.Submission).Quarantine = true
	case FiguresEntered:
		o.submitted(f.Submission).Source = f.Source
	case SubmissionAccepted:
		o.accepted(f)
	case SubmissionReturned:
		o.returned(f)
	case Extended:
		o.extended(f)
	case Rescheduled:
		o.Measures, o.Nominal, o.Due, o.DueWhy, o.Schedule = f.Measures, f.Nominal, f.Due, f.DueWhy, f.Schedule
	case Waived:
		o.Status, o.Closed, o.Pause = StatusWaived, f.Reason, nil
	case RequestNumbered:
		o.AskedNo = f.No
		if o.AskedOn.IsZero() { // a request that the records office sent on paper
			o.AskedOn = f.On
			if o.Status == StatusPlanned {
				o.Status = StatusRequested
			}
		}
	case Noted:
	default:
		return o, misplaced(e)
	}
	return o, nil
}

func (f Opened) obligation(key string) Obligation {
	return Obligation{
		Key: key, Task: f.Task, Kind: f.Kind, Period: f.Period, Institution: f.Institution,
		Measures: f.Measures, Nominal: f.Nominal, Due: f.Due, DueWhy: f.DueWhy,
		Status: StatusPlanned, Schedule: f.Schedule,
	}
}

// slotOf names the slot that a fact is about, if it is about one.
func slotOf(fact Fact) string {
	switch f := fact.(type) {
	case StepTaken:
		return f.Slot
	case StepListed:
		return f.Slot
	case StepPassed:
		return f.Slot
	case StepFreed:
		return f.Slot
	case StepSent:
		return f.Slot
	case StepLost:
		return f.Slot
	}
	return ""
}

// reviewedBy names the submission that a review, a late find or keyed-in figures are of.
func reviewedBy(fact Fact) string {
	switch f := fact.(type) {
	case QuarantinedLater:
		return f.Submission
	case FiguresEntered:
		return f.Submission
	case SubmissionAccepted:
		return f.Submission
	case SubmissionReturned:
		return f.Submission
	}
	return ""
}

// slot is the planned step of that name; nil where none was planned.
func (o *Obligation) slot(name string) *Planned {
	i := slices.IndexFunc(o.Schedule, func(p Planned) bool { return p.Slot == name })
	if i < 0 {
		return nil
	}
	return &o.Schedule[i]
}

// submitted is the submission of that key as the obligation sees it; nil where there is none.
func (o *Obligation) submitted(key string) *Submitted {
	i := slices.IndexFunc(o.Submissions, func(s Submitted) bool { return s.Submission == key })
	if i < 0 {
		return nil
	}
	return &o.Submissions[i]
}

func (o *Obligation) sent(f StepSent) {
	switch o.slot(f.Slot).Step {
	case StepRequest:
		o.AskedOn, o.AskedLetter = f.On, f.Letter
		if o.Status == StatusPlanned {
			o.Status = StatusRequested
		}
		o.Undelivered = ""
	case StepRemind, StepOverdue:
		o.Reminders++
	case StepEscalate:
		o.Escalated = f.On
	}
}

func (o *Obligation) lost(f StepLost) {
	o.Undelivered = f.Letter
	o.slot(f.Slot).Lost = true
	if o.AskedLetter == f.Letter { // nobody was asked after all
		o.AskedOn, o.AskedLetter = Date{}, ""
	}
	if f.Again != nil {
		o.Schedule = append(o.Schedule, *f.Again)
	}
}

// received stops the reminders of what was answered, pending review.
func (o *Obligation) received(f SubmissionReceived) {
	if len(o.Submissions) == 0 {
		o.Late = f.Late // late is judged by the first receipt
	}
	o.Submissions = append(o.Submissions, Submitted{
		Submission: f.Submission, Received: f.Received, Covers: f.Covers, Nil: f.Nil, Quarantine: f.Quarantine,
		Unbelieved: f.Unbelieved, Review: UnderReview,
	})
	o.Pause, o.Corresponded = nil, nil
	if o.Open() {
		o.Status = StatusReceived
	}
}

// accepted closes the obligation once every measure is covered; until then the rest is
// still asked for.
func (o *Obligation) accepted(f SubmissionAccepted) {
	s := o.submitted(f.Submission)
	s.Review = ReviewAccepted
	o.Covered = slices.Clone(o.Covered)
	for _, m := range s.Covers {
		if !slices.Contains(o.Covered, m) {
			o.Covered = append(o.Covered, m)
		}
	}
	o.settle()
}

func (o *Obligation) returned(f SubmissionReturned) {
	s := o.submitted(f.Submission)
	s.Review, s.Issues, s.FixDue = ReviewReturned, f.Issues, f.FixDue
	o.passOver("върнато за корекция до " + f.FixDue.Short())
	o.Schedule = append(o.Schedule, f.Schedule...)
	o.settle()
}

// extended plans the ladder anew. A request that is still to come stays: it will say the new
// date. Of what was sent back, the extension moves the date of the correction.
func (o *Obligation) extended(f Extended) {
	o.Nominal, o.Due, o.DueWhy, o.Extended = f.Nominal, f.Due, f.DueWhy, true
	if o.Status == StatusReturned {
		for i := range slices.Backward(o.Submissions) {
			if s := &o.Submissions[i]; s.Review == ReviewReturned {
				s.FixDue = f.Due
				break
			}
		}
	}
	o.passOver("удължен срок: "+f.Reason, StepRequest)
	o.Schedule = append(o.Schedule, f.Schedule...)
}

// settle gives the status that follows from the submissions.
func (o *Obligation) settle() {
	switch {
	case o.Status == StatusWaived:
	case len(o.Owed()) == 0:
		o.Status = StatusAccepted
	case slices.ContainsFunc(o.Submissions, func(s Submitted) bool { return s.Review == UnderReview }):
		o.Status = StatusReceived
	case o.Submissions[len(o.Submissions)-1].Review == ReviewReturned:
		o.Status = StatusReturned
	case o.AskedOn.IsZero(): // delivered in part before it was asked for
		o.Status = StatusPlanned
	default:
		o.Status = StatusRequested
	}
}

// passOver passes over what is still to come, but for some steps.
func (o *Obligation) passOver(why string, but ...Step) {
	for i := range o.Schedule {
		if p := &o.Schedule[i]; !p.Done() && !slices.Contains(but, p.Step) {
			p.Passed = why
		}
	}
}
