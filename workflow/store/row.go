package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"srok/workflow"
)

// row is how a state lies in its table: the columns that are asked by, and the whole as JSON.
type row struct {
	table   string
	columns []column // the key first, the state last
}

type column struct {
	name  string
	value any
}

// wakeColumn may be later than the state says: an obligation or letter that could not be dealt
// with when it was due is looked at again then.
const wakeColumn = "wake"

// rowOf is a function of the state, so that verify can compare the whole row.
func rowOf(key string, state workflow.State, hours workflow.Hours) (row, error) {
	body, err := json.Marshal(state)
	if err != nil {
		return row{}, fmt.Errorf("state %s: %w", key, err)
	}
	r := columnsOf(key, state, hours)
	if r.table == "" {
		return row{}, fmt.Errorf("no table for %T", state)
	}
	r.columns = append(r.columns, column{"state", string(body)}) // JSON is text, not a BLOB
	return r, nil
}

// columnsOf is the row without the state.
func columnsOf(key string, state workflow.State, hours workflow.Hours) row {
	of := func(table string, columns ...column) row {
		return row{table, append([]column{{"key", key}}, columns...)}
	}
	switch s := state.(type) {
	case workflow.Obligation:
		return of("obligation", column{"task", s.Task}, column{"period", string(s.Period)}, column{"institution", s.Institution},
			column{"due", s.Due.String()}, column{"status", string(s.Status)}, column{"asked_no", nullString(s.AskedNo)}, column{wakeColumn, nullMillis(s.Wake(hours))})
	case workflow.Letter:
		return of("letter", column{"kind", string(s.Kind)}, column{"institution", s.Institution}, column{"status", string(s.Status)},
			column{"ref", nullString(string(s.Ref))}, column{"message_id", s.MessageID}, column{"composed", millis(s.Composed)},
			column{wakeColumn, nullMillis(letterWake(s, hours))})
	case workflow.Message:
		return of("message", column{"verdict", string(s.Verdict)}, column{"waits", number(s.Held())}, column{"arrived", millis(s.Arrived)},
			column{"stray", nullString(s.Stray())}, column{"unscanned", number(s.Unscanned)})
	case workflow.Submission:
		return of("submission", column{"institution", s.Institution}, column{"sender", strings.ToLower(s.From)}, column{"received", millis(s.Received)},
			column{"receipted", nullMillis(s.Receipted)})
	case workflow.ApprovedPlan:
		return of("plan")
	case workflow.ApprovedTask:
		return of("task")
	case workflow.Addressee:
		return of("institution")
	case workflow.Office:
		return of("council")
	}
	return row{}
}

// insert writes a new row.
func (r row) insert() (query string, values []any) {
	var names, marks []string
	for _, c := range r.columns {
		names, marks, values = append(names, c.name), append(marks, "?"), append(values, c.value)
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", r.table, strings.Join(names, ", "), strings.Join(marks, ", ")), values
}

// update writes what has changed since the row was as before, so that SQLite leaves the indexes of
// the rest alone. The wake may be later than before had it.
func (r row) update(before row) (query string, values []any) {
	var changes []string
	for i, c := range r.columns {
		if i < len(before.columns) && before.columns[i].value == c.value && c.name != wakeColumn {
			continue
		}
		changes, values = append(changes, c.name+" = ?"), append(values, c.value)
	}
	return "UPDATE " + r.table + " SET " + strings.Join(changes, ", ") + " WHERE key = ?", append(values, r.columns[0].value)
}

// letterWake is when a letter next wants attention: a queued one only while letters may go out.
func letterWake(l workflow.Letter, hours workflow.Hours) time.Time {
	if l.WaitsForNo() || l.WaitsForRecords() {
		return time.Time{} // until a clerk enters its number
	}
	switch l.Status {
	case workflow.Queued:
		at := l.NotUntil
		if at.Before(l.Composed) {
			at = l.Composed
		}
		if !l.AnyTime {
			at = hours.Next(at)
		}
		return at
	case workflow.Sending, workflow.Uncertain:
		return l.NotUntil
	}
	return time.Time{}
}

var tables = map[workflow.SubjectKind]string{
	workflow.AboutObligation: "obligation", workflow.AboutLetter: "letter", workflow.AboutMessage: "message",
	workflow.AboutSubmission: "submission", workflow.AboutPlan: "plan", workflow.AboutTask: "task",
	workflow.AboutInstitution: "institution", workflow.AboutCouncil: "council",
}

func decodeState(kind workflow.SubjectKind, body []byte) (workflow.State, error) {
	switch kind {
	case workflow.AboutObligation:
		return decode[workflow.Obligation](body)
	case workflow.AboutLetter:
		return decode[workflow.Letter](body)
	case workflow.AboutMessage:
		return decode[workflow.Message](body)
	case workflow.AboutSubmission:
		return decode[workflow.Submission](body)
	case workflow.AboutPlan:
		return decode[workflow.ApprovedPlan](body)
	case workflow.AboutTask:
		return decode[workflow.ApprovedTask](body)
	case workflow.AboutInstitution:
		return decode[workflow.Addressee](body)
	default:
		return decode[workflow.Office](body)
	}
}

func decode[S any](body []byte) (S, error) {
	var s S
	if err := json.Unmarshal(body, &s); err != nil {
		return s, fmt.Errorf("stored state: %w", err)
	}
	return s, nil
}

func millis(t time.Time) int64 { return t.UnixMilli() }

func nullMillis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func nullString(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
