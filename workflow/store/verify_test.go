package store

import (
	"os"
	"strings"
	"testing"
)

func TestVerify(t *testing.T) {
	s := openStore(t, t.TempDir())
	if v, err := s.Verify(t.Context()); err != nil || len(v.Faults) > 0 || v.Faults == nil {
		t.Errorf("an empty store: %+v, %v", v, err)
	}
	fill(t, s)
	if v, err := s.Verify(t.Context()); err != nil || len(v.Faults) > 0 || v.Events != 9 || v.Subjects != 7 || v.Messages != 1 {
		t.Errorf("one of everything: %+v, %v", v, err)
	}
}

const (
	withoutTriggers = `DROP TRIGGER event_never_changes; DROP TRIGGER event_never_goes; DROP TRIGGER letter_bytes_never_go; DROP TRIGGER letter_bytes_never_change; `
	noted           = `(SELECT max(seq) FROM event)`
)

// Every kind of damage is found, and named by what is damaged.
func TestVerifyFindsDamage(t *testing.T) {
	for name, c := range map[string]struct {
		damage string
		want   []string // a part of each fault
	}{
		"a state":                 {`UPDATE obligation SET state = replace(state, 'planned', 'accepted')`, []string{"obligation report/2018/breznik: its stored state"}},
		"a column":                {`UPDATE obligation SET status = 'waived'`, []string{"obligation report/2018/breznik: its stored status"}},
		"one that never wakes":    {`UPDATE letter SET wake = NULL`, []string{"letter l1: its stored wake"}},
		"a sender":                {`UPDATE submission SET sender = ''`, []string{"submission s1: its stored sender"}},
		"a row that is gone":      {`DELETE FROM task`, []string{"task report: it has events and no row"}},
		"a row from nowhere":      {`INSERT INTO task VALUES ('x', '{}')`, []string{"task x: it has a row and no events"}},
		"a changed event":         {`UPDATE event SET data = replace(data, 'I.4', 'V.2') WHERE fact = 'opened'`, []string{"obligation report/2018/breznik: its stored state"}},
		"an event's subject":      {`UPDATE event SET key = 'друг' WHERE seq = ` + noted, []string{"obligation друг", "event 9, of obligation друг"}},
		"an event's author":       {`UPDATE event SET author = 'друг' WHERE fact = 'opened'`, []string{"event 4, of obligation report/2018/breznik, is not as it was written"}},
		"an event's time":         {`UPDATE event SET at = at - 86400000 WHERE fact = 'opened'`, []string{"event 4, of"}},
		"two events change seats": {`UPDATE event SET seq = -1 WHERE seq = 8; UPDATE event SET seq = 8 WHERE seq = 9; UPDATE event SET seq = 9 WHERE seq = -1`, []string{"event 8, of", "event 9, of"}},
		"the first event of one":  {`DELETE FROM event WHERE fact = 'opened'`, []string{"events 4 to 4 are gone", "obligation report/2018/breznik"}},
		"a note in the middle":    {`DELETE FROM event WHERE fact = 'kept'`, []string{"are gone", "message", "it has a row and no events"}},
		"the last event":          {`DELETE FROM event WHERE seq = ` + noted, []string{"events 9 to 9 are gone"}},
		"an unreadable event":     {`UPDATE event SET data = '{' WHERE fact = 'composed'`, []string{"letter l1: event 5"}},
		"an event of the future":  {`UPDATE event SET fact = 'teleported' WHERE seq = ` + noted, []string{"unknown fact"}},
		"an unknown subject":      {`UPDATE event SET subject = 'teapot' WHERE seq = ` + noted, []string{"teapot"}},
		"the bytes of a letter":   {`DELETE FROM letter_bytes`, []string{"letter l1: its bytes are gone"}},
		"a forged letter":         {`UPDATE letter_bytes SET bytes = CAST('From: chair' AS BLOB)`, []string{"letter l1: its bytes are not those that were composed"}},
		"a step that is not held": {`DELETE FROM letter_step`, []string{"letter l1: request of report/2018/breznik is not held"}},
		"a step that is dead":     {`UPDATE letter_step SET live = 0`, []string{"letter l1: request of report/2018/breznik is not what"}},
		"two faults at once":      {`UPDATE council SET state = '{}'; DELETE FROM letter_bytes`, []string{"council council", "letter l1"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := openStore(t, t.TempDir())
			fill(t, s)
			if _, err := s.write.Exec(withoutTriggers + c.damage); err != nil {
				t.Fatal(err)
			}
			v, err := s.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			found := strings.Join(v.Faults, "\n")
			for _, want := range c.want {
				if !strings.Contains(found, want) {
					t.Errorf("found %q, want %q among them", v.Faults, want)
				}
			}
		})
	}
}

func TestVerifyFindsDamageInTheArchive(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"a flipped bit": func(path string) error {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b[3] ^= 1
			return os.WriteFile(path, b, 0o600)
		},
		"a cut file":   func(path string) error { return os.Truncate(path, 5) },
		"a file gone":  os.Remove,
		"an empty one": func(path string) error { return os.Truncate(path, 0) },
	} {
		s := openStore(t, t.TempDir())
		hash := fill(t, s)
		if err := damage(s.Archive().path(hash)); err != nil {
			t.Fatal(err)
		}
		v, err := s.Verify(t.Context())
		if err != nil || len(v.Faults) != 1 || !strings.Contains(v.Faults[0], hash) {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
}

// What is put off is no damage.
func TestVerifyForgivesPostponing(t *testing.T) {
	s := openStore(t, t.TempDir())
	fill(t, s)
	write(t, s, func(tx *Tx) error { return tx.PostponeLetter("l1", monday.AddDate(0, 0, 3)) })
	if v, err := s.Verify(t.Context()); err != nil || len(v.Faults) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// An event that was changed is the one that is named, not those after it.
func TestVerifyNamesTheChangedEventAlone(t *testing.T) {
	s := openStore(t, t.TempDir())
	fill(t, s)
	if _, err := s.write.Exec(withoutTriggers + `UPDATE event SET author = 'друг' WHERE seq = 2`); err != nil {
		t.Fatal(err)
	}
	v, err := s.Verify(t.Context())
	if err != nil || len(v.Faults) != 1 || !strings.Contains(v.Faults[0], "event 2,") {
		t.Errorf("%q, %v", v.Faults, err)
	}
}
