package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"srok/workflow"
)

// Reader answers questions about the state.
type Reader struct {
	ctx context.Context
	q   querier
}

// CouncilKey is the key of the one council in a folder.
const CouncilKey = "council"

// Council is the subject of the one council in a folder.
var Council = workflow.Subject{Kind: workflow.AboutCouncil, Key: CouncilKey}

// Office is the council's own state.
func (r *Reader) Office() (workflow.Office, error) {
	office, _, err := one[workflow.Office](r, `SELECT state FROM council WHERE key = ?`, CouncilKey)
	return office, err
}

// Obligation by its key.
func (r *Reader) Obligation(key string) (workflow.Obligation, bool, error) {
	return one[workflow.Obligation](r, `SELECT state FROM obligation WHERE key = ?`, key)
}

// Obligations are all of them, by key.
func (r *Reader) Obligations() ([]workflow.Obligation, error) {
	return many[workflow.Obligation](r, `SELECT state FROM obligation ORDER BY key`)
}

// ObligationsSince lists, by key, those due from a day on, and of earlier ones what is not past: the
// cost follows a plan, and not the plans before it. See Obligation.Past.
func (r *Reader) ObligationsSince(begin workflow.Date) ([]workflow.Obligation, error) {
	return many[workflow.Obligation](r, `SELECT state FROM obligation
		WHERE due >= ? OR status NOT IN ('accepted', 'waived') ORDER BY key`, begin.String())
}

// ObligationsOf an institution, by key.
func (r *Reader) ObligationsOf(institution string) ([]workflow.Obligation, error) {
	return many[workflow.Obligation](r, `SELECT state FROM obligation WHERE institution = ? ORDER BY key`, institution)
}

// OpenOf lists what an institution still owes.
func (r *Reader) OpenOf(institution string) ([]workflow.Obligation, error) {
	return many[workflow.Obligation](r, `SELECT state FROM obligation
		WHERE institution = ? AND status IN ('planned', 'requested', 'returned') ORDER BY key`, institution)
}

// DueInstitutions lists, by id, the institutions with an obligation that wants a decision now.
// The plus keeps SQLite from reading every one that waits in the order of the institutions.
func (r *Reader) DueInstitutions(now time.Time) ([]string, error) {
	return r.strings(`SELECT DISTINCT +institution FROM obligation WHERE wake <= ? ORDER BY +institution`, millis(now))
}

// DueOf lists the obligations of an institution that want a decision now.
func (r *Reader) DueOf(institution string, now time.Time) ([]workflow.Obligation, error) {
	return many[workflow.Obligation](r, `SELECT state FROM obligation WHERE wake <= ? AND institution = ? ORDER BY key`, millis(now), institution)
}

// WaitingSince is since when a letter that was attempted waits for a server to take it; zero: none does.
func (r *Reader) WaitingSince() (time.Time, error) {
	letter, found, err := one[workflow.Letter](r, `SELECT state FROM letter WHERE wake IS NOT NULL AND status IN ('queued', 'uncertain')
		AND json_array_length(state, '$.attempts') > 0 ORDER BY composed LIMIT 1`)
	if err != nil || !found {
		return time.Time{}, err
	}
	return letter.Attempts[0].At, nil
}

// lastLetters is among how many of the latest letters one is looked for that a server has answered for.
const lastLetters = 20

// LastAnswered is the latest letter that a server has taken, or refused for good.
func (r *Reader) LastAnswered() (workflow.Letter, bool, error) {
	return one[workflow.Letter](r, `SELECT state FROM (SELECT state, status, composed, rowid AS place FROM letter ORDER BY composed DESC, rowid DESC LIMIT ?)
		WHERE status IN ('accepted', 'refused', 'undelivered') ORDER BY composed DESC, place DESC LIMIT 1`, lastLetters)
}

// AttemptsBetween counts the attempts that began after an instant, up to another: the rate. What a clock
// noted that went ahead, and was set back, does not count.
func (r *Reader) AttemptsBetween(from, to time.Time) (int, error) {
	return r.count(`SELECT count(*) FROM event WHERE fact = 'attempted' AND at > ? AND at <= ?`, millis(from), millis(to))
}

// Submission by its key.
func (r *Reader) Submission(key string) (workflow.Submission, bool, error) {
	return one[workflow.Submission](r, `SELECT state FROM submission WHERE key = ?`, key)
}

// SubmissionsBetween lists what was received from one instant up to another.
func (r *Reader) SubmissionsBetween(from, to time.Time) ([]workflow.Submission, error) {
	return many[workflow.Submission](r, `SELECT state FROM submission WHERE received >= ? AND received < ? ORDER BY received, rowid`, millis(from), millis(to))
}

// ReceiptsTo counts the receipts that a sender got since an instant, whenever what they answer was
// received: the receipts' daily cap.
func (r *Reader) ReceiptsTo(sender string, since time.Time) (int, error) {
	return r.count(`SELECT count(*) FROM submission WHERE sender = ? AND receipted >= ?`, strings.ToLower(sender), millis(since))
}

// Plan is the subject of the one approved plan in a folder.
var Plan = workflow.Subject{Kind: workflow.AboutPlan, Key: "plan"}

// Plan as it was approved.
func (r *Reader) Plan() (workflow.ApprovedPlan, error) {
	plan, _, err := one[workflow.ApprovedPlan](r, `SELECT state FROM plan WHERE key = ?`, Plan.Key)
	return plan, err
}

// Approved is all that named offices approved.
func (r *Reader) Approved() (a workflow.Approved, err error) {
	if a.Plan, err = r.Plan(); err != nil {
		return a, err
	}
	if a.Tasks, err = r.Tasks(); err != nil {
		return a, err
	}
	if a.Obligations, err = r.Obligations(); err != nil {
		return a, err
	}
	addressees, err := r.Addressees()
	for _, to := range addressees {
		if !to.Gone {
			a.Institutions = append(a.Institutions, to.Institution)
		}
	}
	return a, err
}

// Task as it was approved.
func (r *Reader) Task(key string) (workflow.ApprovedTask, bool, error) {
	return one[workflow.ApprovedTask](r, `SELECT state FROM task WHERE key = ?`, key)
}

// Tasks are all the approved ones, by key.
func (r *Reader) Tasks() ([]workflow.ApprovedTask, error) {
	return many[workflow.ApprovedTask](r, `SELECT state FROM task ORDER BY key`)
}

// Addressee by the institution's id.
func (r *Reader) Addressee(id string) (workflow.Addressee, bool, error) {
	return one[workflow.Addressee](r, `SELECT state FROM institution WHERE key = ?`, id)
}

// Addressees are all of them, in the order in which they were recorded.
func (r *Reader) Addressees() ([]workflow.Addressee, error) {
	return many[workflow.Addressee](r, `SELECT state FROM institution ORDER BY rowid`)
}

// InstitutionByAddress finds whose address it is: of several that share it the first one that is still
// asked.
func (r *Reader) InstitutionByAddress(address string) (workflow.Addressee, bool, error) {
	return one[workflow.Addressee](r, `SELECT i.state FROM address a JOIN institution i ON i.key = a.institution WHERE a.address = ?
		ORDER BY coalesce(json_extract(i.state, '$.gone'), 0), i.rowid LIMIT 1`, strings.ToLower(address))
}

// Health gives the last instant of a sort; zero: never.
func (r *Reader) Health(what string) (time.Time, error) {
	var ms int64
	err := r.q.QueryRowContext(r.ctx, `SELECT at FROM health WHERE what = ?`, what).Scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("health of %s: %w", what, err)
	}
	return fromMillis(ms), nil
}

// Wake is the next instant at which an obligation or a letter wants attention; letters are left
// out while sending is paused. Zero: nothing does.
func (r *Reader) Wake(sending bool) (time.Time, error) {
	query := `SELECT min(wake) FROM obligation WHERE wake IS NOT NULL`
	if sending {
		query = `SELECT min(wake) FROM (SELECT min(wake) AS wake FROM obligation WHERE wake IS NOT NULL
			UNION ALL SELECT min(wake) FROM letter WHERE wake IS NOT NULL)`
	}
	var ms sql.NullInt64
	if err := r.q.QueryRowContext(r.ctx, query).Scan(&ms); err != nil {
		return time.Time{}, fmt.Errorf("next wake: %w", err)
	}
	if !ms.Valid {
		return time.Time{}, nil
	}
	return fromMillis(ms.Int64), nil
}

// History tells what happened to an obligation, with its letters named by their refs.
func (r *Reader) History(obligation string) ([]workflow.Happened, error) {
	events, err := r.EventsOf(workflow.Subject{Kind: workflow.AboutObligation, Key: obligation})
	if err != nil {
		return nil, err
	}
	var failed error
	history := workflow.History(events, func(key string) string {
		name, err := r.LetterName(key)
		failed = errors.Join(failed, err)
		return name
	})
	return history, failed
}

// EventsOf one subject, in order.
func (r *Reader) EventsOf(subject workflow.Subject) ([]workflow.Event, error) {
	return r.events(`SELECT seq, at, author, subject, key, fact, data FROM event WHERE subject = ? AND key = ? ORDER BY seq`, subject.Kind, subject.Key)
}

// EventsAfter lists the events after a sequence number, at most n of them, in order.
func (r *Reader) EventsAfter(seq int64, n int) ([]workflow.Event, error) {
	return r.events(`SELECT seq, at, author, subject, key, fact, data FROM event WHERE seq > ? ORDER BY seq LIMIT ?`, seq, n)
}

func (r *Reader) events(query string, args ...any) ([]workflow.Event, error) {
	var events []workflow.Event
	err := r.eachEvent(func(e workflow.Event, unreadable error) error {
		events = append(events, e)
		return unreadable
	}, query, args...)
	return events, err
}

// eachEvent streams events; unreadable says why the fact of one cannot be read.
func (r *Reader) eachEvent(fn func(e workflow.Event, unreadable error) error, query string, args ...any) error {
	rows, err := r.q.QueryContext(r.ctx, query, args...)
	if err != nil {
		return fmt.Errorf("events: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e workflow.Event
		var at int64
		var name string
		var data []byte
		if err := rows.Scan(&e.Seq, &at, &e.By, &e.Subject.Kind, &e.Subject.Key, &name, &data); err != nil {
			return fmt.Errorf("events: %w", err)
		}
		e.At = fromMillis(at)
		if e.Fact, err = workflow.DecodeFact(name, data); err != nil {
			err = fmt.Errorf("event %d: %w", e.Seq, err)
		}
		if err := fn(e, err); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *Reader) strings(query string, args ...any) ([]string, error) {
	rows, err := r.q.QueryContext(r.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, fmt.Errorf("database: %w", err)
		}
		found = append(found, s)
	}
	return found, rows.Err()
}

func (r *Reader) count(query string, args ...any) (int, error) {
	var n int
	if err := r.q.QueryRowContext(r.ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("database: %w", err)
	}
	return n, nil
}

func one[S any](r *Reader, query string, args ...any) (S, bool, error) {
	var body []byte
	var none S
	err := r.q.QueryRowContext(r.ctx, query, args...).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return none, false, nil
	}
	if err != nil {
		return none, false, fmt.Errorf("database: %w", err)
	}
	s, err := decode[S](body)
	return s, err == nil, err
}

func many[S any](r *Reader, query string, args ...any) ([]S, error) {
	rows, err := r.q.QueryContext(r.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	defer rows.Close()
	var found []S
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("database: %w", err)
		}
		s, err := decode[S](body)
		if err != nil {
			return nil, err
		}
		found = append(found, s)
	}
	return found, rows.Err()
}
