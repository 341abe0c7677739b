package engine

import (
	"context"
	"slices"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// Digest renders the digest on the week that ends on a Sunday and sends nothing. Of a past week
// it says what was known when it was to be sent.
func (e *Engine) Digest(ctx context.Context, sunday workflow.Date, now time.Time) (workflow.LetterText, error) {
	morning := e.slotAt(e.Policy.Digest.Next(sunday.At(0, 0, e.Policy.Hours.Zone))).sendAt
	slots := []slot{{week: sunday.Week(), sunday: sunday}}
	r := e.Store.Read(ctx)
	var view workflow.DigestView
	var err error
	if morning.After(now) {
		view, err = e.digestView(r, slots, now)
	} else {
		view, err = e.digestViewOn(r, slots, morning, now)
	}
	if err != nil {
		return workflow.LetterText{}, err
	}
	return e.Templates.Digest(view)
}

// digestViewOn is the view as it was at an instant that is past.
func (e *Engine) digestViewOn(r *store.Reader, slots []slot, then, now time.Time) (workflow.DigestView, error) {
	known, err := knownOn(r, then, now)
	if err != nil {
		return workflow.DigestView{}, err
	}
	state, _, err := r.StateBefore(known.place, store.Plan)
	if err != nil {
		return workflow.DigestView{}, err
	}
	plan, _ := state.(workflow.ApprovedPlan)
	in, err := e.digestInput(r, slots, then, plan)
	if err != nil {
		return workflow.DigestView{}, err
	}
	if in.Obligations, err = statesOn(known, workflow.AboutObligation, in.Obligations, func(o workflow.Obligation) string { return o.Key }); err != nil {
		return workflow.DigestView{}, err
	}
	if in.Undelivered, err = e.undelivered(r, in.Obligations); err != nil {
		return workflow.DigestView{}, err
	}
	if err := e.mailOn(known, &in); err != nil {
		return workflow.DigestView{}, err
	}
	return workflow.BuildDigest(in), nil
}

// mailOn replaces what waits now by what waited then. Checks of the mailbox leave no event; a
// silence does.
func (e *Engine) mailOn(known past, in *workflow.DigestInput) error {
	waiting, err := known.WaitingForRecords()
	if err != nil {
		return err
	}
	letters, err := statesOn(known, workflow.AboutLetter, waiting, func(l workflow.Letter) string { return l.Key })
	if err != nil {
		return err
	}
	in.Waiting = nil
	for _, l := range letters {
		if l.WaitsForNo() || l.WaitsForRecords() {
			in.Waiting = append(in.Waiting, e.waiting(l))
		}
	}
	attended, err := wantingAttention(known.Reader)
	if err != nil {
		return err
	}
	messages, err := statesOn(known, workflow.AboutMessage, attended, func(m workflow.Message) string { return m.Key })
	if err != nil {
		return err
	}
	in.Held, in.Unscanned = nil, 0
	for _, m := range messages {
		if m.Unscanned {
			in.Unscanned++
		}
		if m.Held() {
			in.Held = append(in.Held, workflow.HeldMessage{Since: m.Arrived.In(e.Policy.Hours.Zone), Quarantined: m.Quarantine})
		}
	}
	state, _, err := known.StateBefore(known.place, store.Council)
	if err != nil {
		return err
	}
	office, _ := state.(workflow.Office)
	in.LastCheck, in.SilentFolders, in.WaitingSince = known.then, nil, time.Time{}
	switch {
	case office.Founded.IsZero(): // then there was no council yet that could have checked
		in.LastCheck = time.Time{}
	case office.Silence != "":
		in.LastCheck = office.SilentSince.Add(-e.Policy.SilenceAfter)
		in.SilentFolders = e.amongOthers(office.SilentFolders)
	}
	in.Aside = office.Aside
	return nil
}

// wantingAttention are the messages that wait for a person or for the virus scanner.
func wantingAttention(r *store.Reader) ([]workflow.Message, error) {
	messages, err := r.Held()
	if err != nil {
		return nil, err
	}
	unscanned, err := r.Unscanned()
	if err != nil {
		return nil, err
	}
	for _, key := range unscanned {
		m, found, err := r.Message(key)
		if err != nil {
			return nil, err
		}
		if found && !m.Held() {
			messages = append(messages, m)
		}
	}
	return messages, nil
}

// past is what was known at an instant: what has not changed since is as it is now, and the rest is
// folded again, so that a look at last week does not read the log of ten years.
type past struct {
	*store.Reader
	then    time.Time
	place   int64                             // of the log, which ended before it
	changed map[workflow.SubjectKind][]string // keys, in order
}

func knownOn(r *store.Reader, then, now time.Time) (past, error) {
	place, err := r.PlaceAt(then, now)
	if err != nil {
		return past{}, err
	}
	changed, err := r.ChangedSince(place)
	known := past{r, then, place, map[workflow.SubjectKind][]string{}}
	for _, s := range changed {
		known.changed[s.Kind] = append(known.changed[s.Kind], s.Key)
	}
	return known, err
}

// statesOn gives a list of what there is now as it was then, with all that has changed since.
func statesOn[S workflow.State](known past, kind workflow.SubjectKind, now []S, key func(S) string) ([]S, error) {
	changed := known.changed[kind]
	were := slices.DeleteFunc(slices.Clone(now), func(s S) bool {
		_, since := slices.BinarySearch(changed, key(s))
		return since
	})
	for _, k := range changed {
		state, found, err := known.StateBefore(known.place, about(kind, k))
		if err != nil {
			return nil, err
		}
		if found {
			were = append(were, state.(S))
		}
	}
	return were, nil
}
