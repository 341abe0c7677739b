package engine

import (
	"context"
	"slices"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// slot is one occurrence of the digest's schedule. It is keyed by its ISO week, so a schedule
// that the clock repeats or skips cannot write two digests or none.
type slot struct {
	planned time.Time     // as the schedule says
	sendAt  time.Time     // on the first working day from then on
	week    string        // 2018-W10, the week that it tells about
	sunday  workflow.Date // on which that week ends
}

// digestSlots are the slots after the last written one that are to be sent by now; the first
// one to come where now is zero.
func (e *Engine) digestSlots(office workflow.Office, now time.Time) []slot {
	if office.Founded.IsZero() || e.Policy.Digest == nil {
		return nil
	}
	zone := e.Policy.Hours.Zone
	var slots []slot
	for planned := e.Policy.Digest.Next(office.DigestSlot.In(zone)); !planned.IsZero(); planned = e.Policy.Digest.Next(planned) {
		s := e.slotAt(planned)
		if s.week == office.DigestWeek || len(slots) > 0 && slots[len(slots)-1].week == s.week {
			continue // one more instant of a week that is told already
		}
		if now.IsZero() {
			return []slot{s}
		}
		if s.sendAt.After(now) {
			break
		}
		slots = append(slots, s)
	}
	return slots
}

func (e *Engine) slotAt(planned time.Time) slot {
	day := workflow.DateOf(planned)
	sunday := workflow.LastSunday(day)
	working := e.Policy.Hours.Calendar.Next(day)
	return slot{planned: planned, sendAt: working.At(planned.Hour(), planned.Minute(), planned.Location()),
		week: sunday.Week(), sunday: sunday}
}

// digest writes the chair's weekly letter; several missed ones become one that names its weeks.
func (e *Engine) digest(ctx context.Context, now time.Time) error {
	office, err := e.Store.Read(ctx).Office()
	if err != nil || len(e.digestSlots(office, now)) == 0 {
		return err
	}
	return e.Store.Write(ctx, func(tx *store.Tx) error {
		office, err := tx.Office()
		if err != nil {
			return err
		}
		slots := e.digestSlots(office, now)
		if len(slots) == 0 { // another process was faster
			return nil
		}
		untold, err := e.untold(tx, now, office)
		if err != nil {
			return err
		}
		last := slots[len(slots)-1]
		view, err := e.digestView(&tx.Reader, append(untold, slots...), now)
		if err != nil {
			return err
		}
		text, err := e.Templates.Digest(view)
		if err != nil {
			return err
		}
		key, err := e.enqueue(tx, now, draft{
			to: []string{e.Policy.Council.Chair}, text: text, auto: "auto-generated",
			letter: workflow.Letter{Key: "digest/" + last.week, Kind: workflow.LetterDigest, AnyTime: true},
		})
		if err != nil {
			return err
		}
		return tx.Append(now, workflow.BySrok, store.Council,
			workflow.DigestWritten{Slot: last.planned, Weeks: view.Weeks, Letter: key})
	})
}

// untold are the weeks of the digest before, where the chair surely does not have it: its weeks are told
// by the next one, and it waits no more.
func (e *Engine) untold(tx *store.Tx, now time.Time, office workflow.Office) ([]slot, error) {
	if office.DigestWeek == "" {
		return nil, nil
	}
	events, err := tx.EventsOf(store.Council)
	if err != nil {
		return nil, err
	}
	for _, event := range slices.Backward(events) {
		before, ok := event.Fact.(workflow.DigestWritten)
		if !ok {
			continue
		}
		l, found, err := tx.Letter(before.Letter)
		if err != nil || !found {
			return nil, err
		}
		switch {
		case l.Untaken():
			if err := e.cancel(tx, now, workflow.BySrok, l, "неизпратена, преди да дойде следващата справка; тя обхваща и нейните седмици"); err != nil {
				return nil, err
			}
		case l.Status != workflow.Refused && l.Status != workflow.Undelivered:
			return nil, nil
		}
		return slotsOf(before.Weeks)
	}
	return nil, nil
}

func slotsOf(weeks []string) (slots []slot, err error) {
	for _, week := range weeks {
		s := slot{week: week}
		if s.sunday, err = workflow.ParseWeek(week); err != nil {
			return nil, err
		}
		slots = append(slots, s)
	}
	return slots, nil
}

func (e *Engine) digestView(r *store.Reader, slots []slot, now time.Time) (workflow.DigestView, error) {
	plan, err := r.Plan()
	if err != nil {
		return workflow.DigestView{}, err
	}
	in, err := e.digestInput(r, slots, now, plan)
	if err != nil {
		return workflow.DigestView{}, err
	}
	return workflow.BuildDigest(in), nil
}

func (e *Engine) digestInput(r *store.Reader, slots []slot, now time.Time, plan workflow.ApprovedPlan) (workflow.DigestInput, error) {
	zone := e.Policy.Hours.Zone
	in := workflow.DigestInput{
		Begin: plan.From, From: slots[0].sunday.AddDays(-6), To: slots[len(slots)-1].sunday, Now: now.In(zone),
		Council: e.Policy.Council, Calendar: e.Policy.Hours.Calendar,
		Tasks: map[string]workflow.Task{}, Institutions: map[string]workflow.Institution{}, Files: map[string]int{},
		SecretEnds:     e.Policy.SecretEnds,
		MailboxSilence: e.Policy.SilenceAfter, SendingSilence: e.Policy.SilenceAfter,
	}
	for _, s := range slots {
		in.Weeks = append(in.Weeks, s.week)
	}
	var err error
	if in.Obligations, err = r.ObligationsSince(plan.From); err != nil {
		return in, err
	}
	if err := e.addNames(r, &in); err != nil {
		return in, err
	}
	return in, e.addMail(r, &in)
}

// addNames gives the tasks and the institutions that the digest names.
func (e *Engine) addNames(r *store.Reader, in *workflow.DigestInput) error {
	tasks, err := r.Tasks()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		in.Tasks[t.Task.Key] = t.Task
		if t.Texts != e.Templates.Fingerprint() && !t.Struck { // nobody can approve what the plan has no more
			in.Unapproved = append(in.Unapproved, t.Task.Key)
		}
	}
	for _, t := range e.Drafted {
		if _, approved := in.Tasks[t.Key]; !approved {
			in.Tasks[t.Key] = t
			in.Unapproved = append(in.Unapproved, t.Key)
		}
	}
	addressees, err := r.Addressees()
	for _, a := range addressees {
		in.Institutions[a.Institution.ID] = a.Institution
	}
	return err
}

// addMail gives what arrived, what waits, what did not arrive, and whether mail flows at all.
func (e *Engine) addMail(r *store.Reader, in *workflow.DigestInput) error {
	zone := e.Policy.Hours.Zone
	arrived, err := r.SubmissionsBetween(in.From.At(0, 0, zone), in.To.AddDays(1).At(0, 0, zone))
	if err != nil {
		return err
	}
	for _, s := range arrived {
		in.Files[s.Key] = len(s.Files)
		if err := addAnswered(r, in, s.Obligations); err != nil {
			return err
		}
	}
	held, err := r.Held()
	if err != nil {
		return err
	}
	for _, m := range held {
		in.Held = append(in.Held, workflow.HeldMessage{Since: m.Arrived.In(zone), Quarantined: m.Quarantine})
	}
	if in.Unscanned, err = r.CountUnscanned(); err != nil {
		return err
	}
	if in.Undelivered, err = e.undelivered(r, in.Obligations); err != nil {
		return err
	}
	waiting, err := r.WaitingForRecords()
	if err != nil {
		return err
	}
	for _, l := range waiting {
		in.Waiting = append(in.Waiting, e.waiting(l))
	}
	if in.LastCheck, in.SilentFolders, err = e.looks(r, in.Now); err != nil {
		return err
	}
	in.SilentFolders = e.amongOthers(in.SilentFolders)
	office, err := r.Office()
	if err != nil {
		return err
	}
	in.Aside = office.Aside
	in.WaitingSince, err = r.WaitingSince()
	return err
}

// addAnswered adds what a reply of the week answers, where it is past already: somebody corrects what
// an earlier plan has closed.
func addAnswered(r *store.Reader, in *workflow.DigestInput, keys []string) error {
	for _, key := range keys {
		if slices.ContainsFunc(in.Obligations, func(o workflow.Obligation) bool { return o.Key == key }) {
			continue
		}
		o, found, err := r.Obligation(key)
		if err != nil {
			return err
		}
		if found {
			in.Obligations = append(in.Obligations, o)
		}
	}
	return nil
}

func (e *Engine) waiting(l workflow.Letter) workflow.WaitingLetter {
	return workflow.WaitingLetter{Institution: l.Institution, Since: e.today(l.Composed)}
}

// undelivered lists the letters that did not arrive and whose matter is still open.
func (e *Engine) undelivered(r *store.Reader, obligations []workflow.Obligation) ([]workflow.UndeliveredLetter, error) {
	var lost []workflow.UndeliveredLetter
	seen := map[string]bool{}
	for _, o := range obligations {
		if o.Undelivered == "" || seen[o.Undelivered] || !o.Open() {
			continue
		}
		seen[o.Undelivered] = true
		letter, _, err := r.Letter(o.Undelivered)
		if err != nil {
			return nil, err
		}
		to, _, err := r.Addressee(o.Institution)
		if err != nil {
			return nil, err
		}
		lost = append(lost, workflow.UndeliveredLetter{Institution: o.Institution,
			Since: e.today(letter.Composed), Unreachable: !to.Reachable() || o.GivenUp()})
	}
	return lost, nil
}
