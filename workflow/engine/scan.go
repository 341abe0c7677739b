package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// rescan asks the scanner about what arrived while it did not answer. Where it still does not,
// nothing changes, and the next pass asks again.
func (e *Engine) rescan(ctx context.Context, now time.Time) error {
	if e.Scanner == nil || e.scannerFails.Load() {
		return nil
	}
	waiting, err := e.Store.Read(ctx).Unscanned()
	if err != nil {
		return err
	}
	var failed error
	for _, key := range waiting {
		scan, err := e.scanMessage(ctx, key)
		if e.scannerFails.Load() || ctx.Err() != nil {
			break
		}
		if err == nil {
			err = e.Store.Write(ctx, func(tx *store.Tx) error { return e.recordScan(tx, now, key, scan) })
		}
		if err != nil {
			failed = errors.Join(failed, aboutMessage(key, err))
		}
	}
	return failed
}

func (e *Engine) scanMessage(ctx context.Context, key string) (workflow.Scanned, error) {
	var scan workflow.Scanned
	raw, err := e.Store.Archive().Open(key)
	if err != nil {
		return scan, err
	}
	defer raw.Close()
	info, err := raw.Stat()
	if err != nil {
		return scan, err
	}
	var seen []looked // in the order of the attachments
	parsed, err := mail.Parse(raw, info.Size(), mail.Options{}, func(_ mail.Attachment, r io.Reader) error {
		var l looked
		e.scan(ctx, &l, r)
		seen = append(seen, l)
		return nil
	})
	if err != nil {
		return scan, err
	}
	for i, l := range seen {
		switch sha := parsed.Attachments[i].SHA256; {
		case l.virus != "":
			scan.Viruses = append(scan.Viruses, workflow.Virus{SHA256: sha, Name: l.virus})
		case slices.Contains(l.seen, workflow.ContentUnscanned):
			scan.TooLarge = append(scan.TooLarge, sha)
		}
	}
	return scan, nil
}

// recordScan tells the message, what was submitted by it, and what that answered.
func (e *Engine) recordScan(tx *store.Tx, now time.Time, key string, scan workflow.Scanned) error {
	m, _, err := tx.Message(key)
	if err != nil || !m.Unscanned { // another process was faster
		return err
	}
	if err := tx.Append(now, workflow.BySrok, about(workflow.AboutMessage, key), scan); err != nil {
		return err
	}
	submissions := []string{m.Submission}
	for _, part := range m.Parts {
		submissions = append(submissions, part.Submission)
	}
	for _, submission := range submissions {
		if submission == "" {
			continue
		}
		if err := e.recordSubmissionScan(tx, now, submission, scan); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) recordSubmissionScan(tx *store.Tx, now time.Time, key string, scan workflow.Scanned) error {
	s, _, err := tx.Submission(key)
	if err != nil {
		return err
	}
	// Of a split message each submission has some of the files.
	own := workflow.SubmissionScanned{TooLarge: scan.TooLarge}
	var infected []workflow.File
	for _, f := range s.Files {
		for _, v := range scan.Viruses {
			if v.SHA256 == f.SHA256 {
				own.Viruses = append(own.Viruses, v)
				f.Seen = []workflow.Content{workflow.ContentVirus}
				infected = append(infected, f)
			}
		}
	}
	own.Findings = virusFindings(infected)
	if err := tx.Append(now, workflow.BySrok, about(workflow.AboutSubmission, key), own); err != nil {
		return err
	}
	if len(own.Viruses) == 0 {
		return e.acceptScanned(tx, now, s)
	}
	if s.Quarantine {
		return nil
	}
	e.Log.Warn("a virus was found in what was received already", "submission", key)
	for _, obligation := range s.Obligations {
		if err := tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, obligation), workflow.QuarantinedLater{Submission: key}); err != nil {
			return err
		}
	}
	return nil
}

// unscanned says, in Bulgarian, that the scanner has fallen silent; empty: nothing waits for it.
func (e *Engine) unscanned(r *store.Reader) (string, error) {
	n, err := r.CountUnscanned()
	if err != nil || n == 0 {
		return "", err
	}
	return fmt.Sprintf("програмата за проверка за вируси не отговаря; съобщения с непроверени файлове: %d", n), nil
}

// OpenQuarantine records that a person looks at a message whose text or files the quarantine
// keeps from sight.
type OpenQuarantine struct {
	Message string
	Reason  string
}

func (a OpenQuarantine) do(_ *Engine, tx *store.Tx, now time.Time, by string) error {
	if err := needReason(a.Message, a.Reason); err != nil {
		return err
	}
	return tx.Append(now, by, about(workflow.AboutMessage, a.Message), workflow.QuarantineOpened{Reason: a.Reason})
}
