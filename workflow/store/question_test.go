package store

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"
)

// A tick's cost follows what is due: no question about now may scan what is done.
func TestQuestionsAboutNowUseAnIndex(t *testing.T) {
	s := openStore(t, t.TempDir())
	recorder := &recorder{querier: s.read}
	r := &Reader{ctx: t.Context(), q: recorder}
	ask := func(_ any, err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	ask(r.DueInstitutions(monday))
	ask(r.DueOf("breznik", monday))
	ask(r.DueLetters(monday))
	ask(r.Wake(true))
	ask(r.Wake(false))
	ask(r.WaitingSince())
	ask(r.AttemptsBetween(monday, monday.Add(time.Minute)))
	ask(r.WaitingLetters())
	ask(r.WaitingForRecords())
	ask(r.WaitingOf("breznik"))
	ask(r.AttemptsByDomain(monday, monday.Add(time.Minute)))
	ask(r.OvertakenLetters())
	ask(r.Unread())
	ask(r.Held())
	ask(r.Unscanned())
	ask(r.CountUnscanned())
	ask(r.CountWaiting())
	_, _, err := r.UnreadSince()
	ask(nil, err)
	ask(rest(r.StrayCopy("1@x.example")))
	ask(r.OpenOf("breznik"))
	ask(r.AskedNumbers())
	ask(r.MessagesSince(monday))
	ask(r.ReceiptsTo("a@x.example", monday))
	ask(r.SubmissionsBetween(monday, monday))
	ask(r.EventsOf(Council))
	ask(r.PlaceAt(monday, monday))
	ask(r.ChangedSince(1))
	_, _, err = r.StateBefore(1, Council)
	ask(nil, err)
	if len(recorder.asked) != 28 {
		t.Fatalf("%d questions were asked", len(recorder.asked))
	}
	for _, q := range recorder.asked {
		plan := plan(t, s, q.query, q.args)
		for _, line := range plan {
			// A scan of these partial indexes reads only what waits for a server, for a person, to be read or to be
			// scanned, and what was asked for under a number and is open.
			inPart := strings.Contains(line, "letter_wake") || strings.Contains(line, "letter_for_records") || strings.Contains(line, "message_unread") || strings.Contains(line, "obligation_asked_no") || strings.Contains(line, "message_waits") || strings.Contains(line, "message_unscanned") || line == "SCAN CONSTANT ROW" || strings.HasPrefix(line, "SCAN (subquery")
			endOfLog := strings.HasSuffix(q.query, "ORDER BY seq DESC LIMIT 1") // its first row is the answer
			if strings.HasPrefix(line, "SCAN ") && !inPart && !endOfLog {
				t.Errorf("%s\nis answered by %q", q.query, plan)
			}
			if strings.HasSuffix(line, "event_of (subject=?)") {
				t.Errorf("%s\nreads the events of every subject of a sort: %q", q.query, plan)
			}
		}
	}
	due := recorder.asked[1]
	if plan := plan(t, s, due.query, due.args); !strings.Contains(strings.Join(plan, "\n"), "obligation_wake_of (institution=? AND wake<?)") {
		t.Errorf("what is due of one institution is answered by %q", plan)
	}
}

type asked struct {
	query string
	args  []any
}

type recorder struct {
	querier
	asked []asked
}

func (r *recorder) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.asked = append(r.asked, asked{query, args})
	return r.querier.QueryContext(ctx, query, args...)
}

func (r *recorder) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	r.asked = append(r.asked, asked{query, args})
	return r.querier.QueryRowContext(ctx, query, args...)
}

func plan(t *testing.T, s *Store, query string, args []any) []string {
	t.Helper()
	var lines []string
	rows, err := s.read.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, detail)
	}
	return lines
}

func rest[T any](v T, _ bool, err error) (T, error) { return v, err }
