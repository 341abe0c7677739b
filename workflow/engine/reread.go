package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// Rereading is what reading a message again would change, or has changed.
type Rereading struct {
	Message string           `json:"message"`
	From    string           `json:"from"`
	Subject string           `json:"subject"`
	Was     workflow.Verdict `json:"was"`
	Now     workflow.Verdict `json:"now"`
	Changes []string         `json:"changes"` // in Bulgarian
	// Settled says why it is only shown: the message has had its effects, and a person decides.
	Settled string `json:"settled,omitempty"`
	Applied bool   `json:"applied"`
}

// errOnlyLooked rolls a transaction back whose outcome was only wanted to be seen.
var errOnlyLooked = errors.New("only looked")

// Reread parses and classifies messages again, as after an upgrade: the held ones, or all. It
// lists those that come out otherwise. With apply, those that had no effect yet are changed, each
// in its transaction and by events that say so; nobody is sent a receipt for them, and what was
// done about a message is never undone. What cannot be read keeps no other: the error names it.
func (e *Engine) Reread(ctx context.Context, now time.Time, by, reason string, all, apply bool) ([]Rereading, error) {
	if apply {
		if err := needReason("", reason); err != nil {
			return nil, err
		}
	}
	read := e.Store.Read(ctx)
	messages, err := read.Held()
	if all {
		messages, err = read.MessagesSince(time.Time{})
	}
	if err != nil {
		return nil, err
	}
	changed := []Rereading{}
	var failed error
	for _, m := range messages {
		if m.Verdict == "" { // not read yet: the next step reads it
			continue
		}
		if ctx.Err() != nil {
			return changed, ctx.Err()
		}
		r, err := e.rereadOne(ctx, now, by, reason, m, apply)
		if err != nil {
			failed = errors.Join(failed, aboutMessage(m.Key, err))
			continue
		}
		if len(r.Changes) > 0 {
			changed = append(changed, r)
		}
	}
	return changed, failed
}

func (e *Engine) rereadOne(ctx context.Context, now time.Time, by, reason string, was workflow.Message, apply bool) (Rereading, error) {
	r := Rereading{Message: was.Key, From: was.From, Subject: was.Shown().Subject, Was: was.Verdict}
	letter, err := e.Store.Read(ctx).LetterName(was.Letter)
	if err != nil {
		return r, err
	}
	r.Settled = settled(was, letter)
	in, err := e.parse(ctx, was.Key)
	if err != nil {
		return r, err
	}
	in.Arrived, in.again = was.Arrived, true
	err = e.Store.Write(ctx, func(tx *store.Tx) error {
		if current, _, err := tx.Message(was.Key); err != nil || !reflect.DeepEqual(current, was) { // somebody has just acted on it
			return errors.Join(err, errOnlyLooked)
		}
		if err := tx.Append(now, by, about(workflow.AboutMessage, was.Key), workflow.RereadAsked{Reason: reason}); err != nil {
			return err
		}
		if err := e.place(tx, now, in); err != nil {
			return err
		}
		after, _, err := tx.Message(was.Key)
		if err != nil {
			return err
		}
		answers, err := tx.LetterName(after.Letter)
		if err != nil {
			return err
		}
		r.Now, r.Changes = after.Verdict, differences(was, after, letter, answers, r.Settled != "")
		r.Applied = apply && r.Settled == "" && len(r.Changes) > 0
		if !r.Applied {
			return errOnlyLooked
		}
		return nil
	})
	if errors.Is(err, errOnlyLooked) {
		return r, nil
	}
	return r, err
}

// settled says what came of a message already, so that it can only be shown; empty: nothing did.
// Letter is the name of the one that it answers.
func settled(m workflow.Message, letter string) string {
	switch {
	case m.Done != "":
		return m.Done
	case m.Submission != "":
		return "прието е като представяне " + m.Submission
	case m.Letter != "":
		return "отнесено е към писмо " + letter
	}
	return ""
}

// differences says, in Bulgarian, what is otherwise. Of a settled message only what it is counts:
// which obligations it would answer today, depends on what was done since. The letters that it answers
// are told by their names.
func differences(was, now workflow.Message, letterWas, letterNow string, settled bool) []string {
	var found []string
	differs := func(what, a, b string) {
		if a != b {
			found = append(found, fmt.Sprintf("%s: „%s“ → „%s“", what, a, b))
		}
	}
	differs("преценка", was.Verdict.Words(), now.Verdict.Words())
	if was.Done == "" {
		differs("писмо", letterWas, letterNow)
	}
	differs("файлове", names(was.Files), names(now.Files))
	differs("карантина", yesNo(was.Quarantine), yesNo(now.Quarantine))
	if settled {
		return found
	}
	differs("основание", was.Why, now.Why)
	differs("задължения", strings.Join(was.Obligations, ", "), strings.Join(now.Obligations, ", "))
	differs("предположения", guessed(was.Guesses), guessed(now.Guesses))
	differs("забележки", strings.Join(was.Warnings, "; "), strings.Join(now.Warnings, "; "))
	return found
}

func names(files []workflow.File) string {
	var all []string
	for _, f := range files {
		all = append(all, f.Shown().Name)
	}
	return strings.Join(all, ", ")
}

func yesNo(is bool) string {
	if is {
		return "да"
	}
	return "не"
}

func guessed(guesses []workflow.Guess) string {
	var all []string
	for _, g := range guesses {
		all = append(all, strings.Join(slices.Concat([]string{g.Why}, g.Obligations), " "))
	}
	return strings.Join(all, "; ")
}
