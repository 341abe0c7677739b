package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// withoutOurs takes from a reply what stands in the letter that it answers: its text, its form
// as it was sent, the letter itself as a file. A server that gives everything back delivers nothing.
func (e *Engine) withoutOurs(tx *store.Tx, in arrival, answered workflow.Letter) (arrival, error) {
	receipt := answered.Kind == workflow.LetterReceipt
	var blank []workflow.Letter
	for _, f := range in.forms {
		if f.Blank() {
			l, err := blankOf(tx, f, answered)
			if err != nil {
				return in, err
			}
			blank = append(blank, l)
		}
	}
	if slices.ContainsFunc(in.Files, workflow.File.MayBeReport) && !receipt && len(blank) == 0 && len(in.enclosed) == 0 {
		return in, nil // files of the sender's own
	}
	ours := map[string]bool{}
	for hash, id := range in.enclosed {
		if _, found, err := tx.LetterByMessageID(id); err != nil {
			return in, err
		} else if found {
			ours[hash] = true
		}
	}
	for _, l := range blank {
		if _, err := e.textOf(tx, l, ours); err != nil {
			return in, err
		}
	}
	text, err := e.textOf(tx, answered, ours)
	if err != nil {
		return in, err
	}
	in.Files = slices.DeleteFunc(slices.Clone(in.Files), func(f workflow.File) bool { return ours[f.SHA256] || onlyOurs(f, ours) })
	in.forms = slices.DeleteFunc(slices.Clone(in.forms), func(f formIn) bool { return ours[f.sha] })
	in.Text, in.echo = workflow.OwnWords(in.Text, text)
	return in, nil
}

// blankOf is the letter that carried an empty form out: the one that the form names, which may be an
// earlier one than what is answered.
func blankOf(tx *store.Tx, f formIn, answered workflow.Letter) (workflow.Letter, error) {
	ref, ok := workflow.ParseRef(f.Ref())
	if !ok {
		return answered, nil
	}
	l, found, err := tx.LetterByRef(ref)
	if !found {
		return answered, err
	}
	return l, err
}

// textOf is what a letter says, and adds the hashes of what it carries.
func (e *Engine) textOf(tx *store.Tx, l workflow.Letter, files map[string]bool) (string, error) {
	if l.SHA256 == "" { // it waits for its number, and has no bytes yet
		return "", nil
	}
	raw, err := tx.LetterBytes(l.Key)
	if err != nil {
		return "", err
	}
	if l.Printed { // nobody gives its words back: they went on paper
		printed, err := PrintedFiles(raw)
		for _, f := range printed {
			files[hashOf(f.Data)] = true
		}
		return "", err
	}
	sent, err := mail.Parse(bytes.NewReader(raw), int64(len(raw)), mail.Options{}, nil)
	if err != nil {
		return "", fmt.Errorf("our own letter %s: %w", l.Key, err)
	}
	for _, a := range sent.Attachments {
		files[a.SHA256] = true
	}
	return sent.FullText, nil
}

// receiptAnswered is the receipt of ours that a message answers, where it answers one: a program may
// leave out the Message-ID and give back the subject alone.
func receiptAnswered(tx *store.Tx, in arrival, answered workflow.Letter) (letter workflow.Letter, is bool, err error) {
	if answered.Kind == workflow.LetterReceipt {
		return answered, true, nil
	}
	if answered.Subject == "" || strings.HasSuffix(in.Subject, answered.Subject) {
		return answered, false, nil
	}
	for _, key := range answered.Obligations {
		o, _, err := tx.Obligation(key)
		if err != nil {
			return answered, false, err
		}
		submissions, err := lately(tx, o)
		if err != nil {
			return answered, false, err
		}
		for _, s := range submissions {
			receipt, found, err := tx.Letter(s.Receipt)
			if err != nil {
				return answered, false, err
			}
			if found && strings.HasSuffix(in.Subject, receipt.Subject) {
				return receipt, true, nil
			}
		}
	}
	return answered, false, nil
}

// lately are the last few submissions for an obligation, the latest first.
func lately(tx *store.Tx, o workflow.Obligation) ([]workflow.Submission, error) {
	const few = 10
	var found []workflow.Submission
	for _, submitted := range slices.Backward(o.Submissions[max(0, len(o.Submissions)-few):]) {
		s, _, err := tx.Submission(submitted.Submission)
		if err != nil {
			return nil, err
		}
		found = append(found, s)
	}
	return found, nil
}

// wordless: nothing in it was written by anybody.
func (in arrival) wordless() bool { return in.echo && in.Text == "" }

// atOnce is how soon after a receipt hardly a person answers it with a document.
const atOnce = 2 * time.Minute

// byProgram reports whether what answers a receipt seems to be a program's: without a word of its
// own, or at once.
func (in arrival) byProgram(receipt workflow.Letter) bool {
	return in.wordless() || receipt.Sent.IsZero() || in.Arrived.Sub(receipt.Sent) < atOnce
}

// holdEcho leaves it to a person whether what came back for our receipt is one more document or a
// program's.
func (e *Engine) holdEcho(tx *store.Tx, now time.Time, m workflow.Message, in arrival, d delivery) error {
	m.Verdict, m.Why = workflow.VerdictHeld, "документ в отговор на наше потвърждение, без собствен текст или веднага след него; вероятно от автоматична програма"
	m.Guesses = []workflow.Guess{{Institution: m.Institution, Obligations: d.keys(), Why: "отговор на потвърждението за тях"}}
	m.Letter = ""
	return e.record(tx, now, in.Key, m)
}

// endless reports whether a submission answers a receipt of what itself answered a receipt: with one
// more receipt, two machines would thank each other for ever.
func endless(tx *store.Tx, answered workflow.Letter) (bool, error) {
	if answered.Kind != workflow.LetterReceipt {
		return false, nil
	}
	s, _, err := tx.Submission(answered.Submission)
	if err != nil {
		return false, err
	}
	before, _, err := tx.Letter(s.Letter)
	return before.Kind == workflow.LetterReceipt, err
}

// idLimit is how much of an enclosed mail is looked at for its Message-ID, in bytes.
const idLimit = 64 << 10

// enclosedID is the Message-ID of a mail that is attached as a file, empty where it is none; whole is
// what r was.
func enclosedID(r io.Reader) (id string, whole io.Reader, err error) {
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(r, idLimit)); err != nil {
		return "", r, err
	}
	whole = io.MultiReader(bytes.NewReader(b.Bytes()), r)
	enclosed, err := mail.Parse(bytes.NewReader(b.Bytes()), int64(b.Len()), mail.Options{}, nil)
	var unreadable *mail.Unreadable
	if errors.As(err, &unreadable) {
		return "", whole, nil
	}
	if err != nil {
		return "", whole, err
	}
	return enclosed.MessageID, whole, nil
}

// known are the files that came before for an obligation: whoever sends them once more, a server
// that answers our receipt with the same file among them, delivers nothing new. After a return a
// person looks, even at the same file; and to who is believed, what others sent in his name is not
// known.
func known(tx *store.Tx, o workflow.Obligation, believed bool) (map[string]bool, error) {
	files := map[string]bool{}
	if o.Status == workflow.StatusReturned {
		return files, nil
	}
	submissions, err := lately(tx, o)
	for _, s := range submissions {
		if believed && s.Unbelieved {
			continue
		}
		for _, f := range s.Files {
			files[f.SHA256] = true
		}
	}
	return files, err
}
