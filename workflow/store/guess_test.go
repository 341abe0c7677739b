package store

import (
	"slices"
	"testing"

	"srok/workflow"
)

// What guesses are made from is asked for once a transaction, and again when the transaction
// itself has changed it.
func TestGuessesSeeWhatTheirTransactionChanged(t *testing.T) {
	s := openStore(t, t.TempDir())
	institution := func(tx *Tx, id string) error {
		return tx.Append(monday, workflow.BySrok, about(workflow.AboutInstitution, id), workflow.InstitutionRecorded{Institution: workflow.Institution{ID: id, Name: id}})
	}
	ids := func(tx *Tx) []string {
		all, err := tx.Addressees()
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, a := range all {
			ids = append(ids, a.Institution.ID)
		}
		return ids
	}
	numbers := func(tx *Tx) int {
		found, err := tx.AskedNumbers()
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	write(t, s, func(tx *Tx) error {
		if got := ids(tx); len(got) != 0 || numbers(tx) != 0 {
			t.Errorf("an empty store has %v", got)
		}
		if err := institution(tx, "zemen"); err != nil {
			return err
		}
		if err := institution(tx, "breznik"); err != nil {
			return err
		}
		if got := ids(tx); !slices.Equal(got, []string{"zemen", "breznik"}) {
			t.Errorf("its own institutions are %v", got)
		}
		k := about(workflow.AboutObligation, "k")
		if err := tx.Append(monday, workflow.BySrok, k, openedObligation("breznik")); err != nil {
			return err
		}
		if n := numbers(tx); n != 0 {
			t.Errorf("%d numbers before there is one", n)
		}
		if err := tx.Append(monday, "деловодител", k, workflow.RequestNumbered{No: "РД-12-1"}); err != nil {
			return err
		}
		if n := numbers(tx); n != 1 {
			t.Errorf("%d numbers, want its own", n)
		}
		return nil
	})
	write(t, s, func(tx *Tx) error {
		if got := ids(tx); len(got) != 2 || numbers(tx) != 1 {
			t.Errorf("the next transaction sees %v", got)
		}
		return nil
	})
}
