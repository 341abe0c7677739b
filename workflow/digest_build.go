package workflow

import (
	"cmp"
	"slices"
	"time"
)

// DigestInput is everything that a digest is computed from. Instants are in local time
// where the view shall show it.
type DigestInput struct {
	Weeks    []string // ISO weeks, oldest first
	From, To Date     // the first week's Monday, the last week's Sunday
	Now      time.Time
	Council  Council
	Calendar *Calendar
	Begin    Date // of the approved plan: what is past then is counted no more

	Obligations  []Obligation
	Tasks        map[string]Task        // by key
	Institutions map[string]Institution // by id
	Files        map[string]int         // how many files a submission has, by its key
	Unapproved   []string               // keys of tasks that nobody approved

	Held        []HeldMessage
	Unscanned   int // messages whose files wait for the virus scanner
	Undelivered []UndeliveredLetter
	Waiting     []WaitingLetter
	Aside       []Aside // messages that the server cannot give

	SecretEnds Date // when the secret with which the mailbox is opened ends; zero: not known

	LastCheck      time.Time      // since when all that arrived has been read; zero: never
	SilentFolders  []UnreadFolder // where not all of the mailbox is silent, what is
	MailboxSilence time.Duration  // older than this is silence; zero: a day
	WaitingSince   time.Time      // since when a letter could have gone and none was accepted; zero: none waits
	SendingSilence time.Duration  // longer than this is silence; zero: a day
}

// HeldMessage is a message in the holding pen. Its sender and subject are left out on
// purpose: they may be personal data, and the digest counts only.
type HeldMessage struct {
	Since       time.Time
	Quarantined bool
}

// UndeliveredLetter is a letter that did not arrive.
type UndeliveredLetter struct {
	Institution string // id
	Since       Date
	Unreachable bool // no contact is left to write to
}

// WaitingLetter is one that waits for the records office: for its number, or to be sent by it.
type WaitingLetter struct {
	Institution string // id
	Since       Date
}

const (
	mostNamed      = 5  // institutions in one decision; of more only the count is told
	heldTooLong    = 2  // working days after which held messages are a decision
	secretNotice   = 30 // calendar days before the mailbox's secret ends
	comingDays     = 14 // days that „coming due dates“ look ahead
	defaultSilence = 24 * time.Hour
)

// BuildDigest computes the chair's weekly letter: decisions first, then the numbers, what
// is overdue, what arrived from From to To, and what falls due in the next 14 days.
// It is pure: the same input gives the same view, whatever the order of the input.
func BuildDigest(in DigestInput) DigestView {
	b := digestBuilder{DigestInput: in, today: DateOf(in.Now)}
	b.Obligations = slices.SortedFunc(slices.Values(in.Obligations), func(x, y Obligation) int {
		return cmp.Compare(x.Key, y.Key)
	})
	view := DigestView{
		Weeks: in.Weeks, From: in.From, To: in.To, Now: in.Now, Council: in.Council,
		Silence:     b.silence(),
		ToDecide:    b.decisions(),
		Late:        b.late(),
		Arrived:     b.arrived(),
		Next:        b.next(),
		Undelivered: len(in.Undelivered),
		Held:        len(in.Held),
		LastCheck:   b.local(in.LastCheck),
	}
	view.DigestCount, view.Counts = b.counts()
	return view
}

type digestBuilder struct {
	DigestInput
	today Date
}

func (b digestBuilder) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(b.Now.Location())
}

func (b digestBuilder) name(institution string) string {
	return cmp.Or(b.Institutions[institution].Name, institution)
}

func (b digestBuilder) owed(o Obligation) DigestOwed {
	return DigestOwed{
		Title:    cmp.Or(b.Tasks[o.Task].Title, o.Task),
		Period:   o.Period,
		Measures: o.Owed(),
		Due:      o.CurrentDue(),
	}
}

// silence compares the last signs of life with now. Where no sign was ever seen, that is
// silence too.
func (b digestBuilder) silence() []DigestSilence {
	var found []DigestSilence
	if b.LastCheck.IsZero() || b.Now.Sub(b.LastCheck) > cmp.Or(b.MailboxSilence, defaultSilence) {
		if len(b.SilentFolders) == 0 {
			found = append(found, DigestSilence{Kind: SilentMailbox, Since: b.local(b.LastCheck)})
		}
		for _, f := range b.SilentFolders {
			found = append(found, DigestSilence{Kind: SilentFolder, Folder: f.Folder, Since: b.local(f.Since)})
		}
	}
	if !b.WaitingSince.IsZero() && b.Now.Sub(b.WaitingSince) > cmp.Or(b.SendingSilence, defaultSilence) {
		found = append(found, DigestSilence{Kind: SilentSending, Since: b.local(b.WaitingSince)})
	}
	if b.Unscanned > 0 {
		found = append(found, DigestSilence{Kind: SilentScanner, Count: b.Unscanned})
	}
	if len(b.Aside) > 0 {
		first := slices.MinFunc(b.Aside, func(x, y Aside) int { return x.Since.Compare(y.Since) })
		found = append(found, DigestSilence{Kind: SilentAside, Since: b.local(first.Since), Count: len(b.Aside)})
	}
	return found
}

// overdue leaves out tasks that nobody approved: nothing was asked, so nothing is late;
// the approval is among the decisions.
func (b digestBuilder) overdue(o Obligation) bool {
	return slices.Contains(o.Flags(b.today), FlagOverdue) && !slices.Contains(b.Unapproved, o.Task)
}

func (b digestBuilder) late() []DigestLate {
	var late []DigestLate
	for _, o := range b.Obligations {
		if !b.overdue(o) {
			continue
		}
		late = append(late, DigestLate{
			DigestOwed:   b.owed(o),
			ID:           o.Institution,
			Institution:  b.name(o.Institution),
			Days:         b.Calendar.Between(o.CurrentDue(), b.today),
			Reminders:    o.Reminders,
			NotAsked:     o.AskedOn.IsZero(),
			Undelivered:  slices.Contains(o.Flags(b.today), FlagUndelivered),
			Phone:        b.Institutions[o.Institution].Phone,
			Corresponded: o.lastCorrespondence(),
		})
	}
	slices.SortStableFunc(late, func(x, y DigestLate) int {
		return cmp.Or(x.Due.Compare(y.Due), cmp.Compare(x.Institution, y.Institution))
	})
	return late
}

// arrived lists each submission once, however many obligations it answers.
func (b digestBuilder) arrived() []DigestArrival {
	var arrived []DigestArrival
	place := map[string]int{}
	for _, o := range b.Obligations {
		due := o.Due
		for _, s := range o.Submissions {
			received := b.local(s.Received)
			day := DateOf(received)
			lateFor := day.After(due)
			if s.Review == ReviewReturned && !s.FixDue.IsZero() {
				due = s.FixDue // the next one is its correction
			}
			if day.Before(b.From) || day.After(b.To) {
				continue
			}
			i, known := place[s.Submission]
			if !known {
				i = len(arrived)
				place[s.Submission] = i
				arrived = append(arrived, DigestArrival{
					Received: received, Institution: b.name(o.Institution), Files: b.Files[s.Submission],
				})
			}
			what := b.owed(o)
			what.Measures = s.Covers
			arrived[i].Owed = append(arrived[i].Owed, what)
			arrived[i].Nil = arrived[i].Nil || s.Nil
			arrived[i].Late = arrived[i].Late || lateFor
		}
	}
	slices.SortStableFunc(arrived, func(x, y DigestArrival) int {
		return cmp.Or(x.Received.Compare(y.Received), cmp.Compare(x.Institution, y.Institution))
	})
	return arrived
}

// next lists what falls due from today on and within 14 days, a line a day, task and period.
func (b digestBuilder) next() []DigestDue {
	var next []DigestDue
	for _, o := range b.Obligations {
		due := o.CurrentDue()
		if !o.Open() || due.Before(b.today) || due.After(b.today.AddDays(comingDays)) {
			continue
		}
		what := b.owed(o)
		what.Measures = o.Measures
		next = addDue(next, what, b.name(o.Institution))
	}
	slices.SortStableFunc(next, func(x, y DigestDue) int {
		return cmp.Or(x.Due.Compare(y.Due), cmp.Compare(x.Title, y.Title), cmp.Compare(x.Period, y.Period))
	})
	return next
}

// addDue adds an institution to those that owe the same by the same day.
func addDue(all []DigestDue, what DigestOwed, institution string) []DigestDue {
	i := slices.IndexFunc(all, func(d DigestDue) bool {
		return d.Due == what.Due && d.Title == what.Title && d.Period == what.Period && slices.Equal(d.Measures, what.Measures)
	})
	if i < 0 {
		i = len(all)
		all = append(all, DigestDue{DigestOwed: what})
	}
	all[i].Institutions = append(all[i].Institutions, institution)
	return all
}
