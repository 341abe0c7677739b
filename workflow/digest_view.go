package workflow

import "time"

// DigestView is the weekly letter to the chair, computed by BuildDigest. It names
// institutions and counts, never a person, an address or a subject that someone wrote. It
// holds values only; the templates do the Bulgarian.
type DigestView struct {
	Weeks    []string // ISO weeks it covers, oldest first: 2018-W10; several where digests were missed
	From, To Date
	Now      time.Time // local
	Council  Council

	Silence  []DigestSilence // what could not be seen or done; stands first
	ToDecide []DigestDecision

	DigestCount               // of everything
	Counts      []DigestCount // of each sort of answers

	Late    []DigestLate
	Arrived []DigestArrival
	Next    []DigestDue

	Undelivered, Held int
	LastCheck         time.Time // local; zero: never
}

// Blind reports whether the mailbox was not checked, so that „nothing arrived“ is not known.
func (v DigestView) Blind() bool {
	for _, s := range v.Silence {
		if s.Kind == SilentMailbox {
			return true
		}
	}
	return false
}

// SilenceKind is what has been silent.
type SilenceKind string

const (
	SilentMailbox SilenceKind = "mailbox" // not checked with success
	SilentFolder  SilenceKind = "folder"  // one of several not read, while others are
	SilentSending SilenceKind = "sending" // letters wait and none is accepted
	SilentScanner SilenceKind = "scanner" // files wait for the virus scanner, which does not answer
	SilentAside   SilenceKind = "aside"   // messages that the server cannot give
)

// DigestSilence is a silence that must not look like „nothing happened“.
type DigestSilence struct {
	Kind   SilenceKind
	Since  time.Time // local; zero: from the beginning
	Count  int       // of messages that cannot be had, or wait for the scanner
	Folder string    // of the mailbox
}

// UnreadFolder is a folder of the mailbox that was not read for too long, while others were.
type UnreadFolder struct {
	Folder string    `json:"folder"`
	Since  time.Time `json:"since,omitzero"` // zero: it was never read
}

// DecisionKind is what a decision is about. The digest lists them in this order.
type DecisionKind string

const (
	DecideEscalated   DecisionKind = "escalated"   // the ladder of reminders ended: call, agenda, chair's letter
	DecideUnreachable DecisionKind = "unreachable" // no address is left
	DecideRecords     DecisionKind = "records"     // letters wait for the records office
	DecideQuarantined DecisionKind = "quarantined" // personal data or a virus in what was delivered
	DecideHeld        DecisionKind = "held"        // messages that no rule could place, for more than two working days
	DecidePaused      DecisionKind = "paused"      // correspondence holds the reminders
	DecideUnapproved  DecisionKind = "unapproved"  // a task's request day has come without approval
	DecideAskedLate   DecisionKind = "asked-late"  // the request itself went out after the due date
	DecideSecretEnds  DecisionKind = "secret-ends" // the mailbox will soon not let srok in
)

// DigestDecision is one thing that waits for a person.
type DigestDecision struct {
	Kind        DecisionKind
	Institution string // its name; empty where the decision is about several
	Phone       string
	Owed        []DigestOwed
	Count       int         // held messages, undelivered letters, letters that wait, or institutions
	Named       []string    // the names of the few institutions whose letters wait
	Due         []DigestDue // what many institutions owe, instead of a decision about each
	Quarantined int         // of the held messages
	Since       Date
	Days        int    // working days since then
	Why         string // a reply delivers nothing
	Until       Date   // day on which a pause ends by itself, or the mailbox's secret
}

// DigestOwed is what one obligation is about.
type DigestOwed struct {
	Title    string
	Period   Period
	Measures []string
	Due      Date
}

// DigestLate is one overdue obligation.
type DigestLate struct {
	DigestOwed
	ID          string // of the institution: two may have one name
	Institution string
	Days        int // working days of delay
	Reminders   int
	Unevenly    bool // of a group: some were reminded more often
	NotAsked    bool // no request went out
	Undelivered bool // what was sent did not arrive
	Phone       string
	// Corresponded is the last reply that delivered nothing; no date: there was none.
	Corresponded Correspondence
}

// DigestArrival is one submission that arrived.
type DigestArrival struct {
	Received    time.Time // local
	Institution string
	Owed        []DigestOwed // the obligations that it answers
	Files       int
	Nil         bool
	Late        bool
}

// DigestDue is what falls due on one day, and from how many institutions.
type DigestDue struct {
	DigestOwed
	Institutions []string // names
}
