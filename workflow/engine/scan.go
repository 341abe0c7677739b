package engine

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/store"
)

// rescanAtOnce is how many messages one pass scans that could not be scanned when they were read.
const rescanAtOnce = 50

// rescan asks the scanner about what arrived while it did not answer. Where it still does not,
// nothing changes, and the next pass asks again.
func (e *Engine) rescan(ctx context.Context, now time.Time) error {
	if e.Scanner == nil || e.scannerFails.Load() {
		return nil
	}
	waiting, err := e.Store.Read(ctx).Unscanned(rescanAtOnce)
	if err != nil {
		return err
	}
	for _, m := range waiting {
		viruses, err := e.scanMessage(ctx, m)
		if err != nil || e.scannerFails.Load() {
			return err
		}
		if err := e.Store.Write(ctx, func(tx *store.Tx) error { return e.recordScan(tx, now, m.Key, viruses) }); err != nil {
			return aboutMessage(m.Key, err)
		}
	}
	return nil
}

func (e *Engine) scanMessage(ctx context.Context, m workflow.Message) ([]workflow.Virus, error) {
	raw, err := e.Store.Archive().Open(m.Key)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	var found []string // by the order of the attachments; empty: none
	parsed, err := mail.Parse(raw, m.Size, mail.Options{}, func(_ mail.Attachment, r io.Reader) error {
		var l looked
		e.scan(ctx, &l, r)
		found = append(found, l.virus)
		return nil
	})
	if err != nil {
		return nil, aboutMessage(m.Key, err)
	}
	var viruses []workflow.Virus
	for i, name := range found {
		if name != "" {
			viruses = append(viruses, workflow.Virus{SHA256: parsed.Attachments[i].SHA256, Name: name})
		}
	}
	return viruses, nil
}

// recordScan tells the message, what was submitted by it, and what that answered.
func (e *Engine) recordScan(tx *store.Tx, now time.Time, key string, viruses []workflow.Virus) error {
	m, _, err := tx.Message(key)
	if err != nil || !m.Unscanned { // another process was faster
		return err
	}
	if err := tx.Append(now, workflow.BySrok, about(workflow.AboutMessage, key), workflow.Scanned{Viruses: viruses}); err != nil {
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
		if err := e.recordSubmissionScan(tx, now, submission, viruses); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) recordSubmissionScan(tx *store.Tx, now time.Time, key string, viruses []workflow.Virus) error {
	s, _, err := tx.Submission(key)
	if err != nil {
		return err
	}
	// Of a split message each submission has some of the files.
	own := workflow.SubmissionScanned{}
	var infected []workflow.File
	for _, f := range s.Files {
		for _, v := range viruses {
			if v.SHA256 == f.SHA256 {
				own.Viruses = append(own.Viruses, v)
				f.Seen = []workflow.Content{workflow.ContentVirus}
				infected = append(infected, f)
			}
		}
	}
	own.Findings = virusFindings(infected)
	if err := tx.Append(now, workflow.BySrok, about(workflow.AboutSubmission, key), own); err != nil || len(own.Viruses) == 0 || s.Quarantine {
		return err
	}
	e.Log.Warn("a virus was found in what was received already", "submission", key)
	for _, obligation := range s.Obligations {
		if err := tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, obligation), workflow.SubmissionQuarantined{Submission: key}); err != nil {
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
	if strings.TrimSpace(a.Reason) == "" {
		return &workflow.Refusal{Where: a.Message, What: "no reason is given", Do: "say why you must see it"}
	}
	return tx.Append(now, by, about(workflow.AboutMessage, a.Message), workflow.QuarantineOpened{Reason: a.Reason})
}
