package store

import (
	"errors"
	"fmt"
	"testing"

	"srok/workflow"
)

func notes(t *testing.T, tx *Tx, key string) int {
	t.Helper()
	o, found, err := tx.Obligation(key)
	if err != nil || !found {
		t.Fatalf("%s: %v, found %t", key, err, found)
	}
	return len(o.Submissions)
}

// received is a fact that leaves its mark in the state.
func received(n int) workflow.Fact {
	return workflow.SubmissionReceived{Submission: fmt.Sprint("s", n), Received: monday}
}

// What a transaction remembers from the last ones is what another process, or a transaction that
// failed, has left; and no more is remembered than was agreed.
func TestRecentStatesAreTrue(t *testing.T) {
	dir := t.TempDir()
	here, there := openStore(t, dir), openStore(t, dir)
	k := about(workflow.AboutObligation, "k")
	write(t, here, func(tx *Tx) error { return tx.Append(monday, workflow.BySrok, k, openedObligation("breznik")) })
	for n, s := range []*Store{here, here, there, here, there, there, here} {
		write(t, s, func(tx *Tx) error {
			if got := notes(t, tx, "k"); got != n {
				t.Errorf("submission %d is preceded by %d", n, got)
			}
			return tx.Append(monday, workflow.BySrok, k, received(n))
		})
		change := errors.New("a change of mind")
		if err := s.Write(t.Context(), func(tx *Tx) error {
			return errors.Join(tx.Append(monday, workflow.BySrok, k, received(n+100)), change)
		}); !errors.Is(err, change) {
			t.Fatal(err)
		}
	}
	for n := range 3 * mostRecent {
		write(t, here, func(tx *Tx) error {
			return tx.Append(monday, workflow.BySrok, about(workflow.AboutObligation, fmt.Sprint("o", n)), openedObligation("breznik"))
		})
		if kept := len(here.recent.young) + len(here.recent.old); kept > 2*mostRecent {
			t.Fatalf("%d states are kept", kept)
		}
	}
	if len(here.recent.young) == 0 {
		t.Error("nothing is kept")
	}
	v, err := here.Verify(t.Context())
	if err != nil || len(v.Faults) > 0 {
		t.Errorf("%v %v", err, v.Faults)
	}
}
