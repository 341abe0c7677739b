package workflow

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// PreviewInput is everything that a preview is computed from.
type PreviewInput struct {
	Now         time.Time
	To          Date // the last day looked at; zero: to the end
	Hours       Hours
	Council     Council
	Addressees  []Addressee
	Tasks       map[string]ApprovedTask // by key; those that nobody approved yet too
	Obligations []Obligation            // those that an approval would open too
	Identity    Identity
	Templates   *Templates
}

// PreviewLetter is a letter that would go out.
type PreviewLetter struct {
	LetterLine
	View LetterView `json:"-"` // what its text is rendered from; its parts stand as the steps do
}

// Preview lists every request, reminder, notice and escalation that would go out from now on if
// nobody answered, by time and then in the order of the addressees. It decides with Decide and
// jumps with Wake from one day with something due to the next, as the engine does, and takes
// every letter as accepted at once. An institution that is missing among the addressees gets none.
func Preview(in PreviewInput) ([]PreviewLetter, error) {
	owed := map[string][]Obligation{}
	for _, o := range in.Obligations {
		owed[o.Institution] = append(owed[o.Institution], o)
	}
	var letters []PreviewLetter
	for _, to := range in.Addressees {
		obligations := slices.SortedFunc(slices.Values(owed[to.Institution.ID]), func(a, b Obligation) int { return cmp.Compare(a.Key, b.Key) })
		f := foresight{PreviewInput: in, to: to, owed: obligations}
		if err := f.run(); err != nil {
			return nil, fmt.Errorf("preview of %s: %w", to.Institution.ID, err)
		}
		letters = append(letters, f.letters...)
	}
	slices.SortStableFunc(letters, func(a, b PreviewLetter) int { return a.At.Compare(b.At) })
	return letters, nil
}

// foresight is the preview of one institution.
type foresight struct {
	PreviewInput
	to      Addressee
	owed    []Obligation // by key
	wakes   []time.Time  // of each; zero: never again
	letters []PreviewLetter
}

func (f *foresight) run() error {
	f.wakes = make([]time.Time, len(f.owed))
	for i := range f.owed {
		if err := f.begin(i); err != nil {
			return err
		}
	}
	for {
		now := f.next()
		if now.IsZero() || !f.To.IsZero() && DateOf(now).After(f.To) {
			return nil
		}
		if err := f.pass(now); err != nil {
			return err
		}
	}
}

// begin takes a request that waits in the outbox as taken: what follows it counts on that.
func (f *foresight) begin(i int) error {
	o := f.owed[i]
	f.wakes[i] = o.Wake(f.Hours)
	if !o.asking() {
		return nil
	}
	on := DateOf(f.Hours.Next(f.Now).In(f.Hours.Zone))
	for _, p := range o.Schedule {
		if p.Step == StepRequest && p.Letter != "" && !p.Lost {
			return f.fold(f.Now, o.Key, StepSent{Slot: p.Slot, Letter: p.Letter, On: on})
		}
	}
	return nil
}

// next is when something is due, at the earliest when letters may go out from now on.
func (f *foresight) next() time.Time {
	var next time.Time
	for _, wake := range f.wakes {
		if !wake.IsZero() && (next.IsZero() || wake.Before(next)) {
			next = wake
		}
	}
	if next.IsZero() {
		return next
	}
	if next.Before(f.Now) {
		next = f.Now
	}
	return f.Hours.Next(next).In(f.Hours.Zone)
}

// pass does what the engine does at one instant.
func (f *foresight) pass(now time.Time) error {
	written := f.to.WrittenOn == DateOf(now)
	var due []Obligation
	for i, wake := range f.wakes {
		if !wake.IsZero() && !wake.After(now) {
			due = append(due, f.owed[i])
		}
	}
	var own []Decision
	for _, d := range Decide(f.to, due, f.Hours, now) {
		var err error
		switch {
		case d.Verb != Write:
			err = f.fold(now, d.Obligation, d.Fact(DateOf(now)))
		case d.Superior: // a letter of its own
			err = f.write(now, LetterEscalate, []string{f.to.Institution.Superior}, []Decision{d})
		default:
			own = append(own, d)
		}
		if err != nil {
			return err
		}
	}
	if len(own) > 0 {
		kind := LetterKind(slices.MaxFunc(own, func(a, b Decision) int { return a.Step.Gravity() - b.Step.Gravity() }).Step)
		to := []string{} // the records office sends it
		if !f.to.Institution.ByRecords() {
			to = append([]string{f.to.Contact()}, f.to.Institution.Cc...)
		}
		if err := f.write(now, kind, to, own); err != nil {
			return err
		}
		f.to.WrittenOn = DateOf(now)
	}
	f.putOff(now, written)
	return nil
}

// write foresees one letter, taken by a server at once.
func (f *foresight) write(now time.Time, kind LetterKind, to []string, decisions []Decision) error {
	today := DateOf(now)
	letter := PreviewLetter{LetterLine: LetterLine{What: LineLetter, At: now, To: to, Institution: f.to.Institution.ID, Kind: kind}}
	view := LetterView{Kind: kind, Today: today, Council: f.Council, Institution: f.to.Institution, Printed: len(to) == 0}
	for _, d := range decisions {
		o := f.owed[f.place(d.Obligation)]
		view.Parts = append(view.Parts, PartOf(o, f.Tasks[o.Task], d.Step, today, f.Hours))
		letter.Steps = append(letter.Steps, LetterStep{Obligation: o.Key, Step: d.Step, Slot: d.Slot, Reason: d.Reason})
	}
	key := StepsKey(letter.Institution, letter.Steps)
	view.Ref, letter.MessageID = string(f.Identity.Ref(key, 0)), f.Identity.MessageID(key)
	letter.View = view
	var err error
	if letter.Subject, err = f.Templates.Subject(view); err != nil {
		return err
	}
	for _, d := range decisions {
		taken := StepTaken{Slot: d.Slot, Letter: key, Reason: d.Reason}
		if err := f.fold(now, d.Obligation, taken, StepSent{Slot: d.Slot, Letter: key, On: today}); err != nil {
			return err
		}
	}
	f.letters = append(f.letters, letter)
	return nil
}

// fold applies facts to one obligation.
func (f *foresight) fold(now time.Time, key string, facts ...Fact) error {
	i := f.place(key)
	for _, fact := range facts {
		state, err := f.owed[i].Apply(Event{At: now, By: BySrok, Subject: Subject{Kind: AboutObligation, Key: key}, Fact: fact})
		if err != nil {
			return err
		}
		f.owed[i] = state.(Obligation)
	}
	f.wakes[i] = f.owed[i].Wake(f.Hours)
	return nil
}

func (f *foresight) place(key string) int {
	i, _ := slices.BinarySearchFunc(f.owed, key, func(o Obligation, key string) int { return cmp.Compare(o.Key, key) })
	return i
}

// putOff looks again at what is still due: tomorrow where today's letter had gone already,
// otherwise when its next step is due, because in a preview nothing else happens to it.
func (f *foresight) putOff(now time.Time, written bool) {
	today := DateOf(now)
	for i, wake := range f.wakes {
		if wake.IsZero() || wake.After(now) {
			continue
		}
		next := Date{}
		for _, p := range f.owed[i].Schedule {
			if !p.Done() && p.Day.After(today) && (next.IsZero() || p.Day.Before(next)) {
				next = p.Day
			}
		}
		switch {
		case written:
			f.wakes[i] = f.Hours.Opening(f.Hours.Calendar.Add(today, 1))
		case next.IsZero():
			f.wakes[i] = time.Time{}
		default:
			f.wakes[i] = f.Hours.Opening(next)
		}
	}
}

// WouldOpen are the obligations that an approval of tasks on a day would open, but for those
// that exist.
func WouldOpen(tasks []Task, directory Directory, existing []Obligation, approved Date, cal *Calendar) []Obligation {
	have := map[string]bool{}
	for _, o := range existing {
		have[o.Key] = true
	}
	var would []Obligation
	for _, task := range tasks {
		opened, _ := OpenObligations(task, directory.Asked(task), approved, cal)
		for _, fact := range opened {
			key := ObligationKey(fact.Task, fact.Period, fact.Institution)
			if !have[key] {
				would = append(would, fact.obligation(key))
			}
		}
	}
	return would
}
