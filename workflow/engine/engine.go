// Package engine moves a council's work: Step makes one pass of fetch → keep → parse → match →
// record → decide → enqueue → deliver, and Do carries out what a person decides.
//
// # How it fails
//
// A pass that fails in one room goes on in the next: a mailbox that cannot be reached does not
// keep letters from going out, and a letter that cannot be composed does not keep replies from
// being read. Step joins what failed into one error and still says when it wants to run again.
//
// Everything that must not be lost is in the store before anything depends on it: a message's
// bytes before the cursor moves past it, a letter's bytes before it is sent, an attempt before
// its first byte. A process that dies at any point is taken up by the next one: an attempt that
// never ended turns uncertain when its lease is over, an uncertain letter is resolved by its
// own copy in the mailbox, and only without that proof is it sent again, with the same
// Message-ID. One bad message is kept, marked unreadable and shown to a person; the next one
// is read. One that ends the connection or the process each time is known by its attempts,
// which are stored before they begin: after three it is set aside, or given up reading, and shown.
//
// Two processes may run on one folder at once: whatever they both decide, the table lets one
// letter stand for each step, and one attempt at a time for each letter. A copy of the folder, and
// an older state of it that was put back, only fetches and reads until a person resumes it: see
// home.go.
package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/store"
)

// Mailbox is where replies arrive.
type Mailbox interface {
	// Fetch hands over every message after the cursor, in order of UID, each once. An error of
	// keep ends it and is returned. A *mail.Broken or *mail.Truncated names the message that did
	// not come; a *mail.Rewound says that the cursor means another message than it did.
	Fetch(ctx context.Context, want mail.Request, keep func(mail.Fetched, io.Reader) error) error
}

// Sender hands letters to a server.
type Sender interface {
	Send(context.Context, mail.Envelope) mail.Answer
}

// Schedule of the digest: only Next is used, so a schedule needs no memory.
type Schedule interface {
	Next(time.Time) time.Time
}

// Signing is with what letters are signed when they are composed; nil parts: not at all.
type Signing struct {
	Certificate *mail.Certificate
	Domain      *mail.DKIM
}

// Policy is how one council wants it done.
type Policy struct {
	Council        workflow.Council
	Hours          workflow.Hours
	Folders        []string // of the mailbox
	PlusReply      bool     // letters are answered to a plus address
	PlusReturn     bool     // reports come back to a plus address
	PerMinute      int      // attempts, at most
	Domain         DomainLimit
	Domains        map[string]DomainLimit // those of their own
	ReceiptsPerDay int                    // to one sender, at most
	Lease          time.Duration
	ProofWait      time.Duration
	Retry          []time.Duration // waits after each refusal for now
	Digest         Schedule
	SilenceAfter   time.Duration
	FixDays        int // working days for a correction
	PauseDays      int // working days that correspondence pauses the reminders
	AuthServer     string
	SecretEnds     workflow.Date // when the secret of the mailbox ends; zero: nobody knows
	NumberFirst    bool          // a letter that asks waits for its изх. №
}

// Engine of one council.
type Engine struct {
	Store     *store.Store
	Mailbox   Mailbox
	Senders   []Sender // one for each connection
	Policy    Policy
	Identity  workflow.Identity
	Templates *workflow.Templates
	Form      *form.Template
	Signing   Signing
	// Drafted are the plan's tasks as the files have them: only to say which nobody approved.
	Drafted []workflow.Task
	Log     *slog.Logger
	// Now is the shell's clock. A pass may last for hours, over a mailbox that nobody read for long or
	// a slow server: the date of receipt, the working hours and the leases of attempts are told by the
	// moment of each batch and each letter. nil: all of a pass has the moment that it was given.
	Now func() time.Time
	// Home marks the machine and the database; another one than before is a copy. Empty: not looked at.
	Home string
	// LookupTXT asks the DNS for the keys of DKIM; nil: signatures are not verified here.
	LookupTXT func(domain string) ([]string, error)
	// Scanner is asked about every file that arrives; nil: nobody is.
	Scanner Scanner
	// PDFText writes the text of the PDF in a file; nil: no PDF is looked into.
	PDFText func(ctx context.Context, file *os.File, w io.Writer) error
	// Trial reads a message in a process of its own (TryReading) and tells whether that lived on; nil:
	// whatever was being read when several processes ended is given up.
	Trial func(ctx context.Context, message string) (ended bool, err error)
	// Missing says, in Bulgarian, what cannot be done on this machine.
	Missing []string

	scannerFails atomic.Bool  // in this pass
	slowPDFs     atomic.Int32 // likewise
}

// Step makes one pass and says when the next is due; the zero time is when something happens.
// It begins at now, and goes on by the engine's clock where that has one.
func (e *Engine) Step(ctx context.Context, now time.Time) (wake time.Time, err error) {
	if err := e.found(ctx, now, e.Home); err != nil {
		return now.Add(time.Minute), err
	}
	e.scannerFails.Store(false)
	e.slowPDFs.Store(0)
	left := e.readLeft(ctx, now)
	well, fetched := e.fetch(ctx, now)
	err = errors.Join(
		inRoom("reading", left),
		inRoom("fetching", fetched),
		inRoom("reading", e.read(ctx, now)),
		inRoom("fetching", e.noteCheck(ctx, e.moment(now), well, fetched)),
		inRoom("scanning", e.rescan(ctx, e.moment(now))),
	)
	if may, failed := e.mayAct(ctx, now); !may || failed != nil {
		return time.Time{}, errors.Join(err, failed)
	}
	err = errors.Join(err,
		inRoom("deciding", e.decide(ctx, e.moment(now))),
		inRoom("reporting", e.digest(ctx, e.moment(now))),
		inRoom("sending", e.deliver(ctx, now)),
	)
	wake, wakeErr := e.wake(ctx)
	err = errors.Join(err, wakeErr)
	if ended := e.moment(now); err != nil && !wake.After(ended) {
		wake = ended.Add(time.Minute) // what failed now would fail at once again
	}
	return wake, err
}

// moment is the present one in a pass that began at now.
func (e *Engine) moment(now time.Time) time.Time {
	if e.Now == nil {
		return now
	}
	return e.Now()
}

// clock is moment for who asks again and again.
func (e *Engine) clock(now time.Time) func() time.Time {
	return func() time.Time { return e.moment(now) }
}

func inRoom(room string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", room, err)
}

// wake is the earliest of what the state wants and the next digest.
func (e *Engine) wake(ctx context.Context) (time.Time, error) {
	r := e.Store.Read(ctx)
	office, err := r.Office()
	if err != nil {
		return time.Time{}, err
	}
	wake, err := r.Wake(office.Paused == "")
	if err != nil {
		return time.Time{}, err
	}
	if slots := e.digestSlots(office, time.Time{}); len(slots) > 0 && (wake.IsZero() || slots[0].sendAt.Before(wake)) {
		wake = slots[0].sendAt
	}
	return wake, nil
}

func (e *Engine) today(now time.Time) workflow.Date {
	return workflow.DateOf(now.In(e.Policy.Hours.Zone))
}

func about(kind workflow.SubjectKind, key string) workflow.Subject {
	return workflow.Subject{Kind: kind, Key: key}
}
