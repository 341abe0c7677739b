package store

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"srok/workflow"
)

var (
	testHours = workflow.Hours{From: 9 * time.Hour, To: 16*time.Hour + 30*time.Minute, Zone: time.UTC, Calendar: workflow.NewCalendar(workflow.DaysOff{})}
	monday    = time.Date(2018, 12, 3, 9, 0, 0, 0, time.UTC)
)

func openStore(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, testHours)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func write(t testing.TB, s *Store, fn func(*Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func about(kind workflow.SubjectKind, key string) workflow.Subject {
	return workflow.Subject{Kind: kind, Key: key}
}

func openedObligation(institution string) workflow.Opened {
	return workflow.Opened{Task: "report", Kind: workflow.ReportTask, Period: "2018", Institution: institution, Measures: []string{"I.4"},
		Due: workflow.Date{Year: 2019, Month: time.January, Day: 31}, Schedule: []workflow.Planned{
			{Step: workflow.StepRequest, Slot: "request", Day: workflow.DateOf(monday), Reason: "работен ден"}}}
}

// fill makes a store with one of everything; it gives the hash of its one message.
func fill(t testing.TB, s *Store) string {
	t.Helper()
	kept, err := s.Archive().Keep(strings.NewReader("Subject: Отчет\r\n\r\nприложено"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, func(tx *Tx) error {
		obligation := about(workflow.AboutObligation, "report/2018/breznik")
		return errors.Join(
			tx.Append(monday, workflow.BySrok, Council, workflow.Founded{}),
			tx.Append(monday, "секретар", about(workflow.AboutInstitution, "breznik"), workflow.InstitutionRecorded{
				Institution: workflow.Institution{ID: "breznik", Name: "Община Брезник", Contacts: []string{"Obshtina@Breznik.example"}}}),
			tx.Append(monday, "секретар", about(workflow.AboutTask, "report"), workflow.TaskApproved{Task: workflow.Task{Key: "report"}}),
			tx.Append(monday, workflow.BySrok, obligation, openedObligation("breznik")),
			tx.Append(monday, workflow.BySrok, about(workflow.AboutLetter, "l1"), workflow.Composed{Letter: workflow.Letter{
				Kind: workflow.LetterRequest, Institution: "breznik", Ref: "SROK-AAAAAAA", MessageID: "1@x.example", SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte("From: council"))),
				Steps: []workflow.LetterStep{{Obligation: "report/2018/breznik", Step: workflow.StepRequest, Slot: "request"}}}}),
			tx.KeepLetter("l1", []byte("From: council")),
			tx.Append(monday, workflow.BySrok, obligation, workflow.StepTaken{Slot: "request", Letter: "l1", Reason: "работен ден"}),
			tx.Append(monday, workflow.BySrok, about(workflow.AboutMessage, kept.Hash), workflow.Kept{Size: kept.Size, Arrived: monday}),
			tx.KeepPlace(Place{"INBOX", 7, 3}, "", kept.Hash),
			tx.Append(monday, workflow.BySrok, about(workflow.AboutSubmission, "s1"), workflow.Delivered{Submission: workflow.Submission{
				Institution: "breznik", From: "Obshtina@Breznik.example", Received: monday}}),
			tx.Append(monday, "секретар", obligation, workflow.Noted{Text: "обаждане"}),
		)
	})
	return kept.Hash
}

// The folder's name goes into a DSN, which is a URI (SQLite: URI Filenames).
func TestFolderNames(t *testing.T) {
	for _, name := range []string{"Съвет 2018", "a b", "what?mode=ro", "number#1", "100%", "100%20", "a&b=c", "it's", `"q"`, "x;y", "file:x", "🗂"} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, name)
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if Exists(dir) {
				t.Error("there is a database before it is made")
			}
			s := openStore(t, dir)
			fill(t, s)
			if !Exists(dir) {
				t.Error("the database is not in its folder")
			}
			if o, found, err := s.Read(t.Context()).Obligation("report/2018/breznik"); err != nil || !found || o.Institution != "breznik" {
				t.Errorf("read back: %v, %v, %v", o, found, err)
			}
			if entries, err := os.ReadDir(parent); err != nil || len(entries) != 1 {
				t.Errorf("beside the folder there are %v, %v", entries, err)
			}
		})
	}
}

func TestRelativeFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("съвет", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{".", "съвет", "./съвет/"} {
		s := openStore(t, dir)
		if _, err := s.Read(t.Context()).Office(); err != nil {
			t.Errorf("%q: %v", dir, err)
		}
	}
}

func TestPragmasReachEveryConnection(t *testing.T) {
	s := openStore(t, t.TempDir())
	for name, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		for which, db := range map[string]*sql.DB{"the writer": s.write, "a reader": s.read} {
			var got string
			if err := db.QueryRow("PRAGMA " + name).Scan(&got); err != nil || got != want {
				t.Errorf("%s of %s is %q, %v; want %s", name, which, got, err, want)
			}
		}
	}
	if _, err := s.read.Exec(`DELETE FROM obligation`); err == nil {
		t.Error("the reading pool writes")
	}
}

func TestReopenChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	fill(t, s)
	before := snapshot(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if after := snapshot(t, openStore(t, dir)); after != before {
		t.Errorf("opened again there is\n%s, before it was\n%s", after, before)
	}
}

// snapshot is every row of every table.
func snapshot(t testing.TB, s *Store) string {
	t.Helper()
	var names []string
	rows, err := s.read.Query(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	var b strings.Builder
	for _, name := range names {
		var columns int
		if err := s.read.QueryRow(`SELECT count(*) FROM pragma_table_info(?)`, name).Scan(&columns); err != nil {
			t.Fatal(err)
		}
		v := verification{Reader: *s.Read(t.Context())}
		if err := v.eachRow(`SELECT * FROM `+name, columns, func(values []any) error { //nolint:gosec // a name of our own schema
			fmt.Fprintln(&b, name, values)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestNewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	fill(t, s)
	if _, err := s.write.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, databaseName)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}

	_, err = Open(t.Context(), dir, testHours)
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) || refusal.Where != path || !strings.Contains(refusal.What, "999") || refusal.Do == "" {
		t.Errorf("a newer schema: %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the refused database was changed, %v", err)
	}
	if entries, _ := filepath.Glob(path + "-*"); len(entries) > 0 {
		t.Errorf("the refused database left %v open", entries)
	}
}

func TestWhatIsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, databaseName)
	if err := os.WriteFile(path, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(t.Context(), dir, testHours); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("opened %v, %v; want an error that names the file", s, err)
	}
	if s, err := Open(t.Context(), filepath.Join(dir, "nowhere"), testHours); err == nil {
		t.Errorf("a folder that is not there is opened: %v", s)
	}
}

// The tables themselves refuse what must not be, whoever asks.
func TestTablesRefuse(t *testing.T) {
	s := openStore(t, t.TempDir())
	hash := fill(t, s)
	for name, query := range map[string]string{
		"a changed event":             `UPDATE event SET author = 'друг' WHERE seq = 1`,
		"an event that goes":          `DELETE FROM event WHERE seq = 1`,
		"an event of nobody":          `INSERT INTO event (at, author, subject, key, fact, data, chain) VALUES (1, '', 'council', 'council', 'founded', '{}', x'00')`,
		"changed bytes of a letter":   `UPDATE letter_bytes SET bytes = 'x'`,
		"bytes of a letter that go":   `DELETE FROM letter_bytes`,
		"bytes of no letter":          `INSERT INTO letter_bytes VALUES ('l9', 'x')`,
		"an unknown status":           `UPDATE obligation SET status = 'забравено'`,
		"an unknown letter's status":  `UPDATE letter SET status = 'sent'`,
		"a second live letter":        `INSERT INTO letter_step (obligation, slot, letter, live) VALUES ('report/2018/breznik', 'request', 'l2', 1)`,
		"a half-live letter":          `UPDATE letter_step SET live = 2`,
		"a second ref":                `INSERT INTO letter (key, kind, institution, status, ref, message_id, composed, state) VALUES ('l3', 'remind', 'b', 'queued', 'SROK-AAAAAAA', '3@x', 0, '{}')`,
		"a second Message-ID":         `INSERT INTO letter (key, kind, institution, status, ref, message_id, composed, state) VALUES ('l3', 'remind', 'b', 'queued', 'SROK-BBBBBBB', '1@x.example', 0, '{}')`,
		"a place of no message":       `INSERT INTO place (folder, validity, uid, message) VALUES ('INBOX', 7, 4, 'none')`,
		"a place where another lies":  `INSERT INTO place (folder, validity, uid, message) VALUES ('INBOX', 7, 3, '` + hash + `')`,
		"letters under a step, alone": `DELETE FROM letter WHERE key = 'l1'`,
	} {
		if name == "a second live letter" { // the other letter itself may be
			if _, err := s.write.Exec(`INSERT INTO letter (key, kind, institution, status, message_id, composed, state) VALUES ('l2', 'remind', 'b', 'queued', '2@x', 0, '{}')`); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.write.Exec(query); err == nil {
			t.Errorf("%s is taken: %s", name, query)
		}
	}
}

func TestCancelledLetterFreesItsSlots(t *testing.T) {
	s := openStore(t, t.TempDir())
	fill(t, s)
	second := func(tx *Tx) error {
		return tx.Append(monday, workflow.BySrok, about(workflow.AboutLetter, "l2"), workflow.Composed{Letter: workflow.Letter{
			MessageID: "2@x.example", Steps: []workflow.LetterStep{{Obligation: "report/2018/breznik", Slot: "request"}}}})
	}
	before := snapshot(t, s)
	if err := s.Write(t.Context(), second); err == nil {
		t.Fatal("two live letters carry one step")
	}
	if after := snapshot(t, s); after != before {
		t.Error("a transaction that failed left something behind")
	}
	write(t, s, func(tx *Tx) error {
		return errors.Join(tx.Append(monday, "секретар", about(workflow.AboutLetter, "l1"), workflow.LetterCancelled{Reason: "отговорено"}), second(tx))
	})
}

func TestAppendOfNothingWritesNothing(t *testing.T) {
	s := openStore(t, t.TempDir())
	before := snapshot(t, s)
	write(t, s, func(tx *Tx) error { return tx.Append(monday, workflow.BySrok, about(workflow.AboutObligation, "x")) })
	if after := snapshot(t, s); after != before {
		t.Errorf("nothing was appended, and there is\n%s", after)
	}
}

func TestCursor(t *testing.T) {
	s := openStore(t, t.TempDir())
	hash := fill(t, s)
	for _, c := range []struct {
		validity, uid, wantUID uint32
		why                    string
	}{
		{7, 3, 3, "met again"}, {7, 5, 5, "the next"}, {7, 4, 5, "a slower process"}, {8, 1, 1, "the mailbox is numbered anew"},
	} {
		write(t, s, func(tx *Tx) error { return tx.KeepPlace(Place{"INBOX", c.validity, c.uid}, "", hash) })
		at, _, err := s.Read(t.Context()).Cursor("INBOX")
		if err != nil || at != (Place{"INBOX", c.validity, c.wantUID}) {
			t.Errorf("%s: the cursor is at %v, %v; want %d %d", c.why, at, err, c.validity, c.wantUID)
		}
	}
	if at, mark, err := s.Read(t.Context()).Cursor("Спам"); at != (Place{Folder: "Спам"}) || mark != "" || err != nil {
		t.Errorf("a folder never read: %v %q, %v", at, mark, err)
	}
}

func TestInstitutionByAddress(t *testing.T) {
	s := openStore(t, t.TempDir())
	fill(t, s)
	for address, want := range map[string]bool{"obshtina@breznik.EXAMPLE": true, "Obshtina@Breznik.example": true, "other@breznik.example": false, "": false} {
		if _, found, err := s.Read(t.Context()).InstitutionByAddress(address); found != want || err != nil {
			t.Errorf("%q: %v, %v", address, found, err)
		}
	}
}

// An address that two institutions share is the other's when one gives it up, or is asked no more.
func TestSharedAddress(t *testing.T) {
	const shared = "obshtina@pernik.example"
	s := openStore(t, t.TempDir())
	record := func(id string, fact workflow.Fact) {
		write(t, s, func(tx *Tx) error {
			return tx.Append(monday, workflow.BySrok, about(workflow.AboutInstitution, id), fact)
		})
	}
	with := func(id string, addresses ...string) workflow.Fact {
		return workflow.InstitutionRecorded{Institution: workflow.Institution{ID: id, Name: id, Contacts: addresses}}
	}
	for i, step := range []struct {
		id   string
		fact workflow.Fact
		want string
	}{
		{"a", with("a", shared, shared), "a"},
		{"b", with("b", shared), "a"},
		{"a", with("a", "a@pernik.example"), "b"},
		{"a", with("a", shared), "a"},
		{"a", workflow.InstitutionLeft{}, "b"},
	} {
		record(step.id, step.fact)
		if found, _, err := s.Read(t.Context()).InstitutionByAddress(shared); err != nil || found.Institution.ID != step.want {
			t.Errorf("step %d: it is %q's, want %q (%v)", i, found.Institution.ID, step.want, err)
		}
	}
}

func TestWakes(t *testing.T) {
	s := openStore(t, t.TempDir())
	r := s.Read(t.Context())
	if wake, err := r.Wake(true); err != nil || !wake.IsZero() {
		t.Errorf("an empty store wakes at %v, %v", wake, err)
	}
	write(t, s, func(tx *Tx) error {
		return tx.Append(monday, workflow.BySrok, about(workflow.AboutObligation, "report/2018/breznik"), openedObligation("breznik"))
	})
	if due, err := r.DueInstitutions(monday.Add(-time.Millisecond)); err != nil || len(due) > 0 {
		t.Errorf("before its day there is due %v, %v", due, err)
	}
	if due, err := r.DueInstitutions(monday); err != nil || !slices.Equal(due, []string{"breznik"}) {
		t.Errorf("on its day there is due %v, %v", due, err)
	}
	write(t, s, func(tx *Tx) error { return tx.Postpone("report/2018/breznik", monday.Add(24*time.Hour)) })
	if due, err := r.DueOf("breznik", monday); err != nil || len(due) > 0 {
		t.Errorf("put off, there is due %v, %v", due, err)
	}
	if wake, err := r.Wake(true); err != nil || !wake.Equal(monday.Add(24*time.Hour)) {
		t.Errorf("put off, it wakes at %v, %v", wake, err)
	}
}

func TestWaitingSince(t *testing.T) {
	s := openStore(t, t.TempDir())
	letter := func(tx *Tx, n int, facts ...workflow.Fact) error {
		composed := workflow.Composed{Letter: workflow.Letter{MessageID: fmt.Sprint(n, "@x.example")}}
		return tx.Append(monday.Add(time.Duration(n)*time.Minute), workflow.BySrok, about(workflow.AboutLetter, fmt.Sprint("l", n)), append([]workflow.Fact{composed}, facts...)...)
	}
	since := func() time.Time {
		at, err := s.Read(t.Context()).WaitingSince()
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	write(t, s, func(tx *Tx) error {
		for n := range 150 { // queued, never attempted: nobody waits for a server
			if err := letter(tx, n); err != nil {
				return err
			}
		}
		return letter(tx, 150, workflow.Attempted{}, workflow.Answered{Outcome: "accepted", Status: workflow.Taken})
	})
	if got := since(); !got.IsZero() {
		t.Errorf("nothing waits, since %v", got)
	}
	write(t, s, func(tx *Tx) error {
		return letter(tx, 151, workflow.Attempted{}, workflow.Answered{Outcome: "refused-for-now", Status: workflow.Queued})
	})
	if got := since(); !got.Equal(monday.Add(151 * time.Minute)) {
		t.Errorf("a letter waits since %v", got)
	}
}
