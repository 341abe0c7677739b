package store

import (
	"fmt"
	"testing"
	"time"

	"srok/workflow"
)

// One event a transaction: what an act of a person costs, synced to the disk.
func BenchmarkAppend(b *testing.B) {
	s := openStore(b, b.TempDir())
	write(b, s, func(tx *Tx) error {
		return tx.Append(monday, workflow.BySrok, about(workflow.AboutObligation, "k"), openedObligation("breznik"))
	})
	for b.Loop() {
		write(b, s, func(tx *Tx) error {
			return tx.Append(monday, "секретар", about(workflow.AboutObligation, "k"), workflow.Noted{Text: "обаждане"})
		})
	}
}

// Many events in one transaction: what the log itself costs.
func BenchmarkAppendInOneTransaction(b *testing.B) {
	s := openStore(b, b.TempDir())
	write(b, s, func(tx *Tx) error {
		for i := 0; b.Loop(); i++ {
			if err := tx.Append(monday, workflow.BySrok, about(workflow.AboutObligation, fmt.Sprint(i)), openedObligation("breznik")); err != nil {
				return err
			}
		}
		return nil
	})
}

// A tick among a million obligations of thirty institutions, ten of which are due.
func BenchmarkDueNowAmongAMillion(b *testing.B) {
	s := openStore(b, b.TempDir())
	if _, err := s.write.Exec(`INSERT INTO obligation (key, task, period, institution, due, status, wake, state)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		SELECT 'report/2018/' || i, 'report', '2018', 'institution-' || (i % 30), '2019-01-31',
			iif(i % 2, 'accepted', 'requested'), iif(i % 2, NULL, ? + i * 60000), '{}' FROM n`, millis(monday)); err != nil {
		b.Fatal(err)
	}
	now := monday.Add(20 * time.Minute)
	r := s.Read(b.Context())
	b.ResetTimer()
	found := 0
	for b.Loop() {
		due, err := r.DueInstitutions(now)
		if err != nil {
			b.Fatal(err)
		}
		found = 0
		for _, institution := range due {
			obligations, err := r.DueOf(institution, now)
			if err != nil {
				b.Fatal(err)
			}
			found += len(obligations)
		}
		if _, err := r.Wake(true); err != nil {
			b.Fatal(err)
		}
	}
	if found != 10 {
		b.Fatalf("%d are due, want 10", found)
	}
}
