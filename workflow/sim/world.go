package sim

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"srok/mail"
	"srok/mail/mailtest"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/form"
	"srok/workflow/store"
)

// Post carries mail: a server that the council's srok uses too.
type Post interface {
	// Send hands one mail over by SMTP.
	Send(context.Context, mail.Envelope) mail.Answer
	// Mail is what lies in a mailbox, in order of arrival.
	Mail(address string) []mailtest.Message
	// OnDelivery adds a function that hears of each mail that lands in a mailbox.
	OnDelivery(func(address string))
	// AddMailbox opens a mailbox.
	AddMailbox(address, password string)
	// SetRecipient changes what happens to mail for an address.
	SetRecipient(address string, state mailtest.RecipientState)
}

// Council is the side of srok that people use: acts, and a look at the state.
type Council interface {
	Do(ctx context.Context, now time.Time, by string, act engine.Act) error
	Read(context.Context) *store.Reader
}

// Settings of a World.
type Settings struct {
	Seed       int64
	Start, End time.Time
	Directory  workflow.Directory
	Plan       workflow.Plan
	Hours      workflow.Hours
	// Observe hears of every event of the log, in order, soon after it is written; may be nil.
	Observe func(workflow.Event) error
}

// World is the simulated clock and everyone but srok. It is an engine.Clock for one engine at
// a time; Now may be called from anywhere.
type World struct {
	Settings
	chance
	post    Post
	council Council
	texts   *texts
	form    *form.Template
	zone    *time.Location
	cal     *workflow.Calendar
	people  map[string]*institution // by id
	reads   map[string]*institution // by address
	desk    *secretary

	agenda agenda
	log    int64 // the last event that was heard of
	err    error

	mu    sync.Mutex // what the mail server's goroutines touch
	now   time.Time
	news  bool // something came into the council's mailbox, or an act was done
	fresh []string
}

// ErrOver is what Until returns at the end of the world.
var ErrOver = errors.New("the simulated time is over")

// New makes a world at its start. Settle must be called before the first Until.
func New(s Settings) (*World, error) {
	texts, err := newTexts()
	if err != nil {
		return nil, err
	}
	blank, err := form.NewTemplate()
	if err != nil {
		return nil, err
	}
	w := &World{Settings: s, chance: chance{s.Seed}, texts: texts, form: blank, now: s.Start,
		zone: s.Hours.Zone, cal: s.Hours.Calendar, reads: map[string]*institution{}}
	w.people = w.cast(s.Directory)
	return w, nil
}

// Settle gives the world its mail and the council. Every address of the directory must have a
// mailbox by then.
func (w *World) Settle(post Post, council Council) {
	w.post, w.council = post, council
	for _, i := range w.people {
		for _, address := range i.Contacts {
			w.reads[address] = i
		}
		if from := i.sender(); w.reads[from] == nil {
			w.reads[from] = i
			post.AddMailbox(from, fmt.Sprintf("%016x", w.hash("password", from)))
		}
		if i.role == deadAddress || i.role == deadForGood {
			post.SetRecipient(i.Contacts[0], mailtest.RecipientState{Bounce: "5.1.1", Diagnostic: "550 5.1.1 User unknown"})
		}
	}
	w.desk = newSecretary(w)
	w.post.OnDelivery(w.delivered)
	w.planChair()
	w.planSecretary()
	w.planStrangers()
}

// Now is the simulated time.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Err is what stopped the clock; nil where it was the end.
func (w *World) Err() error { return w.err }

// Until lets time pass up to an instant (the zero time: up to the end), or until mail came into
// the council's mailbox or a person did something.
func (w *World) Until(ctx context.Context, t time.Time) error {
	err := w.pass(ctx, t)
	if err != nil && !errors.Is(err, ErrOver) && ctx.Err() == nil {
		w.err = err
	}
	return err
}

func (w *World) pass(ctx context.Context, t time.Time) error {
	limit := w.End
	if !t.IsZero() && t.Before(limit) {
		limit = t
	}
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := w.catchUp(ctx); err != nil {
			return err
		}
		if err := w.openMail(ctx); err != nil {
			return err
		}
		if w.takeNews() {
			return nil
		}
		next, ok := w.agenda.until(limit)
		if !ok {
			w.setNow(limit)
			if !limit.Before(w.End) {
				return ErrOver
			}
			return nil
		}
		w.setNow(next.at)
		if err := next.do(ctx); err != nil {
			return fmt.Errorf("%s at %s: %w", next.name, next.at.In(w.zone).Format(time.DateTime), err)
		}
	}
}

func (w *World) setNow(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.After(w.now) {
		w.now = t
	}
}

// delivered is called by the mail server.
func (w *World) delivered(address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if address == w.Directory.Council.Mailbox {
		w.news = true
		return
	}
	w.fresh = append(w.fresh, address)
}

func (w *World) takeNews() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	news := w.news
	w.news = false
	return news
}

// act has a person do something now.
func (w *World) act(ctx context.Context, by string, act engine.Act) error {
	if err := w.council.Do(ctx, w.Now(), by, act); err != nil {
		return fmt.Errorf("act %T by %s: %w", act, by, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.news = true
	return nil
}

// catchUp reads what was written to the log since the last look.
func (w *World) catchUp(ctx context.Context) error {
	for {
		events, err := w.council.Read(ctx).EventsAfter(w.log, 500)
		if err != nil {
			return err
		}
		for _, e := range events {
			w.desk.hear(e)
			if w.Observe != nil {
				if err := w.Observe(e); err != nil {
					return err
				}
			}
			w.log = e.Seq
		}
		if len(events) == 0 {
			return nil
		}
	}
}

// CatchUp tells Observe what was written since the last pass.
func (w *World) CatchUp(ctx context.Context) error { return w.catchUp(ctx) }

// today is the civil day of now.
func (w *World) today() workflow.Date { return workflow.DateOf(w.Now().In(w.zone)) }
