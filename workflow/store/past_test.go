package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"srok/workflow"
)

// A look at an instant in the middle of a log finds what has changed since, and folds what was before.
func TestWhatWasKnownAtAnInstant(t *testing.T) {
	s := openStore(t, t.TempDir())
	for i := range 9 { // an hour apart: the last four are noted later
		key := about(workflow.AboutObligation, fmt.Sprintf("report/2018/%d", i))
		write(t, s, func(tx *Tx) error {
			return tx.Append(monday.Add(time.Duration(i)*time.Hour), workflow.BySrok, key, openedObligation(fmt.Sprint(i)))
		})
	}
	asked := about(workflow.AboutObligation, "report/2018/2")
	write(t, s, func(tx *Tx) error {
		return tx.Append(monday.Add(20*time.Hour), workflow.BySrok, asked, workflow.RequestNumbered{No: "РД-1", On: workflow.DateOf(monday)})
	})
	place := func(after time.Duration) int64 {
		at, err := s.Read(t.Context()).PlaceAt(monday.Add(after), monday.Add(24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for after, want := range map[time.Duration]int{-time.Hour: 9, 0: 8, 4 * time.Hour: 5, 8 * time.Hour: 1, 19 * time.Hour: 1, 20 * time.Hour: 0} {
		changed, err := s.Read(t.Context()).ChangedSince(place(after))
		if err != nil || len(changed) != want || want > 0 && !slices.Contains(changed, asked) {
			t.Errorf("after %s: %v, %v", after, changed, err)
		}
	}
	for after, want := range map[time.Duration]string{3 * time.Hour: "", 20 * time.Hour: "РД-1"} {
		state, found, err := s.Read(t.Context()).StateBefore(place(after), asked)
		if o, ok := state.(workflow.Obligation); err != nil || !found || !ok || o.AskedNo != want {
			t.Errorf("after %s: %+v, %v", after, state, err)
		}
	}
	if state, found, err := s.Read(t.Context()).StateBefore(place(0), asked); err != nil || found {
		t.Errorf("before it was opened: %+v, %v", state, err)
	}
}

// The place is found however far back it is, and also where the clock had gone back or ahead.
func TestPlaceFarBack(t *testing.T) {
	s := openStore(t, t.TempDir())
	notes := func(from time.Time, n int) {
		write(t, s, func(tx *Tx) error {
			for i := range n {
				if err := tx.Append(from.Add(time.Duration(i)*time.Second), workflow.BySrok, Council, workflow.SilenceEnded{}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	write(t, s, func(tx *Tx) error { return tx.Append(monday, workflow.BySrok, Council, workflow.Founded{}) })
	notes(monday.Add(time.Hour), 2*farBack+7)
	notes(monday.Add(-time.Hour), 1)         // the clock had gone back
	notes(monday.AddDate(10, 0, 0), 1)       // and then ahead
	notes(monday.Add(24*time.Hour), farBack) // the next day
	for after, want := range map[time.Duration]int64{-time.Minute: 1, time.Minute: 2, time.Hour: 3, 23 * time.Hour: 2*farBack + 11, 48 * time.Hour: 3*farBack + 11} {
		place, err := s.Read(t.Context()).PlaceAt(monday.Add(after), monday.Add(72*time.Hour))
		if err != nil || place != want {
			t.Errorf("%s after: %d, not %d; %v", after, place, want, err)
		}
	}
}

// Of earlier years there is what is still open.
func TestObligationsSince(t *testing.T) {
	s := openStore(t, t.TempDir())
	for i, due := range []workflow.Date{{Year: 2017, Month: 12, Day: 31}, {Year: 2017, Month: 12, Day: 31}, {Year: 2018, Month: 1, Day: 1}} {
		key := about(workflow.AboutObligation, fmt.Sprint(i))
		opened := openedObligation(fmt.Sprint(i))
		opened.Due = due
		write(t, s, func(tx *Tx) error { return tx.Append(monday, workflow.BySrok, key, opened) })
		if i != 1 {
			write(t, s, func(tx *Tx) error {
				return tx.Append(monday, "секретар", key, workflow.Waived{Reason: "закрита"})
			})
		}
	}
	begin := workflow.Date{Year: 2018, Month: 1, Day: 1}
	all, err := s.Read(t.Context()).Obligations()
	if err != nil {
		t.Fatal(err)
	}
	since, err := s.Read(t.Context()).ObligationsSince(begin)
	if err != nil {
		t.Fatal(err)
	}
	keys := func(of []workflow.Obligation) (keys []string) {
		for _, o := range of {
			keys = append(keys, o.Institution)
		}
		return keys
	}
	if got := keys(since); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("%q", got)
	}
	if left := slices.DeleteFunc(all, func(o workflow.Obligation) bool { return o.Past(begin) }); !slices.Equal(keys(left), keys(since)) {
		t.Errorf("the question and Past do not agree: %q, %q", keys(left), keys(since))
	}
}
