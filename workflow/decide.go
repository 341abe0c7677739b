package workflow

import (
	"fmt"
	"slices"
	"time"
)

// Verb is what a decision does with a step.
type Verb string

const (
	Write  Verb = "write"  // a part of today's letter
	List   Verb = "list"   // a line among the digest's decisions
	Pass   Verb = "pass"   // not taken, and why
	Resume Verb = "resume" // srok takes a pause back
)

// Decision is one thing to do now for one obligation, with the reason for it.
type Decision struct {
	Obligation string
	Step       Step
	Slot       string
	Verb       Verb
	Reason     string
	// Superior says that the letter goes to the institution's superior instead of to itself.
	Superior bool
}

// ToInstitution reports whether the decision is a part of a letter to the institution itself.
func (d Decision) ToInstitution() bool { return d.Verb == Write && !d.Superior }

// Fact records a decision that needs no letter.
func (d Decision) Fact(today Date) Fact {
	switch d.Verb {
	case Resume:
		return PauseEnded{Reason: d.Reason}
	case List:
		return StepListed{Slot: d.Slot, On: today, Reason: d.Reason}
	default:
		return StepPassed{Slot: d.Slot, Reason: d.Reason}
	}
}

// Decide says what the policy wants done now for the obligations of one institution. It is a
// pure function: the same state at the same time always gives the same decisions, so a tick
// that runs twice, or after weeks of downtime, cannot invent or lose one.
//
// Of several missed steps of one obligation the gravest is taken and the others are passed
// over; an obligation that nobody was asked for yet is asked for, however late it is. At most
// one letter of requests, reminders and notices goes to an institution on one day. An
// escalation stands beside them: it goes to somebody else, or is a line in the digest. Outside
// the hours nothing is decided at all.
func Decide(to Addressee, obligations []Obligation, hours Hours, now time.Time) []Decision {
	if !hours.Open(now) {
		return nil
	}
	today := DateOf(now.In(hours.Zone))
	var decisions []Decision
	for _, o := range obligations {
		if o.Pause != nil && !o.Pause.Until.IsZero() && !today.Before(o.Pause.Until) && o.Open() {
			decisions = append(decisions, Decision{Obligation: o.Key, Verb: Resume, Reason: fmt.Sprintf(
				"от %s исканото не е представено и по отговора няма решение", o.Pause.Since.Short())})
			o.Pause = nil
		}
		if !o.Open() || o.Pause != nil {
			continue
		}
		decisions = append(decisions, escalations(to, o, today)...)
		decisions = append(decisions, writings(to, o, today)...)
	}
	if to.WrittenOn == today {
		return slices.DeleteFunc(decisions, func(d Decision) bool { return d.Verb != Resume })
	}
	return decisions
}

// escalations are a letter to the superior where an approved one is known, otherwise a line
// in the digest. They take nothing from the institution's own letter.
func escalations(to Addressee, o Obligation, today Date) []Decision {
	var decisions []Decision
	for _, p := range o.Schedule {
		if p.Step != StepEscalate || p.Done() || p.Day.After(today) {
			continue
		}
		if !o.Asked() { // nobody was asked: it waits for the request, or falls with it
			if !o.asking() && !o.toBeAsked() {
				decisions = append(decisions, passAll(o.Key, []Planned{p}, "искането не е доставено")...)
			}
			continue
		}
		d := Decision{Obligation: o.Key, Step: p.Step, Slot: p.Slot, Verb: List, Reason: p.Reason}
		if superior := to.Institution.Superior; superior != "" && to.Works(superior) {
			d.Verb, d.Superior = Write, true
		}
		decisions = append(decisions, d)
	}
	return decisions
}

// writings choose the one step that today's letter takes for the obligation.
func writings(to Addressee, o Obligation, today Date) []Decision {
	pending := o.pending(today)
	if len(pending) == 0 || o.asking() { // a reminder of what is on its way would be premature
		return nil
	}
	taken := gravest(pending)
	if !o.Asked() {
		i := slices.IndexFunc(pending, func(p Planned) bool { return p.Step == StepRequest })
		if i < 0 { // lost with the last working address: nobody was asked, so nobody is reminded
			return passAll(o.Key, pending, "искането не е доставено")
		}
		taken = pending[i]
	}
	if taken.Step == StepRemind && today.After(o.CurrentDue()) {
		return passAll(o.Key, pending, "срокът изтече на "+o.CurrentDue().Short())
	}
	if !to.Reachable() {
		return passAll(o.Key, pending, "няма действащ адрес на институцията")
	}
	var decisions []Decision
	for _, p := range pending {
		if p.Slot == taken.Slot {
			decisions = append(decisions, Decision{Obligation: o.Key, Step: p.Step, Slot: p.Slot, Verb: Write, Reason: late(p, today)})
		} else {
			decisions = append(decisions, Decision{Obligation: o.Key, Step: p.Step, Slot: p.Slot, Verb: Pass,
				Reason: insteadOf(p, taken, today)})
		}
	}
	return decisions
}

// asking reports whether the request is on its way: composed, and neither taken nor lost.
func (o Obligation) asking() bool {
	return !o.Asked() && slices.ContainsFunc(o.Schedule, func(p Planned) bool {
		return p.Step == StepRequest && p.Letter != "" && !p.Lost
	})
}

// GivenUp reports whether the request did not arrive and is not sent again by itself: too often was it
// tried, or nobody is left to ask.
func (o Obligation) GivenUp() bool {
	return o.Open() && o.Undelivered != "" && !o.Asked() && !o.asking() && !o.toBeAsked()
}

// WantsWriting reports whether a step of a letter to the institution itself is due and not taken.
func (o Obligation) WantsWriting(today Date) bool {
	return o.Open() && o.Pause == nil && len(o.pending(today)) > 0
}

// pending are the steps of letters to the institution itself that are due and not taken.
func (o Obligation) pending(today Date) []Planned {
	var pending []Planned
	for _, p := range o.Schedule {
		if p.Step != StepEscalate && !p.Done() && !p.Day.After(today) {
			pending = append(pending, p)
		}
	}
	return pending
}

// toBeAsked reports whether a request is still to come.
func (o Obligation) toBeAsked() bool {
	return slices.ContainsFunc(o.Schedule, func(p Planned) bool { return p.Step == StepRequest && !p.Done() })
}

// stranded reports whether the request reached nobody and none is to come: no address is left.
func (o Obligation) stranded() bool {
	return o.Status == StatusPlanned && !o.Asked() && !o.asking() && !o.toBeAsked() && slices.ContainsFunc(o.Schedule, func(p Planned) bool {
		return p.Step == StepRequest
	})
}

// gravest of the steps; the latest of equally grave ones.
func gravest(pending []Planned) Planned {
	return slices.MaxFunc(pending, func(a, b Planned) int {
		if a.Step != b.Step {
			return a.Step.Gravity() - b.Step.Gravity()
		}
		return a.Day.Compare(b.Day)
	})
}

// insteadOf says what is sent in place of a step that is passed over.
func insteadOf(p, taken Planned, today Date) string {
	what := taken.Step.Words()
	if p.Step == taken.Step {
		what = "по-късното " + what // every one of the words is neuter
	}
	return fmt.Sprintf("пропуснато; вместо него на %s се изпраща %s", today.Short(), what)
}

func passAll(obligation string, pending []Planned, why string) []Decision {
	var decisions []Decision
	for _, p := range pending {
		decisions = append(decisions, Decision{Obligation: obligation, Step: p.Step, Slot: p.Slot, Verb: Pass, Reason: why})
	}
	return decisions
}

// late adds to the reason of a step that its day was missed.
func late(p Planned, today Date) string {
	if p.Day == today {
		return p.Reason
	}
	return fmt.Sprintf("%s; изпраща се на %s, защото тогава не е изпратено", p.Reason, today.Short())
}

// Wake is when the obligation next wants a decision; the zero time is never, until something
// happens to it. It may be early, never late.
func (o Obligation) Wake(hours Hours) time.Time {
	if !o.Open() {
		return time.Time{}
	}
	if o.Pause != nil {
		if o.Pause.Until.IsZero() {
			return time.Time{}
		}
		return hours.Opening(o.Pause.Until)
	}
	var day Date
	for _, p := range o.Schedule {
		if !p.Done() && (day.IsZero() || p.Day.Before(day)) {
			day = p.Day
		}
	}
	if day.IsZero() {
		return time.Time{}
	}
	return hours.Opening(day)
}

// KindOf a letter with several steps is the gravest of them.
func KindOf(steps []LetterStep) LetterKind {
	gravest := slices.MaxFunc(steps, func(a, b LetterStep) int { return a.Step.Gravity() - b.Step.Gravity() })
	return LetterKind(gravest.Step)
}
