package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"srok/workflow"
	"srok/workflow/store"
)

// Assign places a held message: it answers these obligations of one institution.
type Assign struct {
	Message     string
	Obligations []string

	in arrival
}

func (a Assign) prepare(ctx context.Context, e *Engine) (Act, error) {
	in, err := e.readHeld(ctx, a.Message)
	a.in = in
	return a, err
}

func (a Assign) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	m, err := heldMessage(tx, a.Message)
	if err != nil {
		return err
	}
	a.Obligations = once(a.Obligations)
	in, err := byRef(tx, a.in)
	if err != nil {
		return err
	}
	s, err := e.placeByHand(tx, now, by, m, in, a.Obligations)
	if err != nil {
		return err
	}
	if err := tx.Append(now, by, about(workflow.AboutMessage, m.Key), workflow.Assigned{
		Institution: s.Institution, Obligations: a.Obligations, Submission: s.Key}); err != nil {
		return err
	}
	return e.receiptFor(tx, now, s, m, a.in)
}

// Split places a held message that answers several things: of each part its files answer its
// obligations. Each institution gets a submission of its own.
type Split struct {
	Message string
	Parts   []SplitPart

	in arrival
}

// SplitPart is one file, by its number from 1 in the message's list, and what it answers.
type SplitPart struct {
	File       int
	Obligation string
}

func (a Split) prepare(ctx context.Context, e *Engine) (Act, error) {
	in, err := e.readHeld(ctx, a.Message)
	a.in = in
	return a, err
}

func (a Split) do(e *Engine, tx *store.Tx, now time.Time, by string) error {
	m, err := heldMessage(tx, a.Message)
	if err != nil {
		return err
	}
	groups, err := a.byInstitution(tx, m)
	if err != nil {
		return err
	}
	if len(a.Parts) < 2 {
		return &workflow.Refusal{Where: m.Key, What: "one part is no split", Do: "name a file and its obligation for each part, or place the whole message with srok assign"}
	}
	var split workflow.Split
	var made []workflow.Submission
	for _, g := range groups {
		part := a.in
		part.Files, part.forms = nil, nil
		for _, n := range g.files {
			file := m.Files[n-1]
			part.Files = append(part.Files, file)
			for _, f := range a.in.forms {
				if f.file == file.SHA256 {
					f.asked = a.answeredBy(n)
					part.forms = append(part.forms, f)
				}
			}
		}
		part.quarantine = part.personal || workflow.Quarantined(part.Files)
		whole := m
		whole.Files, whole.Quarantine = part.Files, part.quarantine
		s, err := e.placeByHand(tx, now, by, whole, part, g.obligations)
		if err != nil {
			return err
		}
		made = append(made, s)
		p := workflow.Part{Institution: s.Institution, Obligations: g.obligations, Submission: s.Key}
		for _, f := range part.Files {
			p.Files = append(p.Files, f.Name)
		}
		split.Parts = append(split.Parts, p)
	}
	if err := tx.Append(now, by, about(workflow.AboutMessage, m.Key), split); err != nil {
		return err
	}
	for _, s := range made {
		if err := e.receiptFor(tx, now, s, m, a.in); err != nil {
			return err
		}
	}
	return nil
}

// answeredBy are the obligations that a person gives a file for.
func (a Split) answeredBy(file int) (obligations []string) {
	for _, part := range a.Parts {
		if part.File == file {
			obligations = append(obligations, part.Obligation)
		}
	}
	return obligations
}

// splitGroup is what goes into one submission.
type splitGroup struct {
	institution string
	obligations []string
	files       []int
}

func (a Split) byInstitution(tx *store.Tx, m workflow.Message) ([]splitGroup, error) {
	var groups []splitGroup
	for _, part := range a.Parts {
		if part.File < 1 || part.File > len(m.Files) {
			return nil, &workflow.Refusal{Where: fmt.Sprintf("--part %d=%s", part.File, part.Obligation),
				What: fmt.Sprintf("no such file: the message has %d", len(m.Files)), Do: "`srok inbox` lists them with their numbers"}
		}
		o, err := owedBy(tx, part.Obligation)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(groups, func(g splitGroup) bool { return g.institution == o.Institution })
		if i < 0 {
			i, groups = len(groups), append(groups, splitGroup{institution: o.Institution})
		}
		g := &groups[i]
		if !slices.Contains(g.obligations, o.Key) {
			g.obligations = append(g.obligations, o.Key)
		}
		if !slices.Contains(g.files, part.File) {
			g.files = append(g.files, part.File)
		}
	}
	return groups, nil
}

// readHeld reads a message that a person places, for what its forms and its text hold. What is
// not there, or not readable, the act itself refuses or takes as it is.
func (e *Engine) readHeld(ctx context.Context, key string) (arrival, error) {
	if _, found, err := e.Store.Read(ctx).Message(key); err != nil || !found {
		return arrival{}, err
	}
	return e.parse(ctx, key)
}

// placeByHand writes the submission that a person made of a held message or of its part.
func (e *Engine) placeByHand(tx *store.Tx, now time.Time, by string, m workflow.Message, in arrival, obligations []string) (workflow.Submission, error) {
	if len(obligations) == 0 {
		return workflow.Submission{}, &workflow.Refusal{Where: m.Key, What: "no obligation is named"}
	}
	key, err := submissionKey(tx, cmp.Or(m.MessageID, m.Key))
	if err != nil {
		return workflow.Submission{}, err
	}
	s := workflow.Submission{
		Key: key, Obligations: obligations, Channel: workflow.ByMail, Message: m.Key,
		From: m.From, Received: m.Arrived, Files: m.Files,
		Quarantine: m.Quarantine || in.quarantine, Findings: virusFindings(m.Files),
	}
	var parts []received
	for _, key := range obligations {
		part, err := receivedByHand(tx, key, false, true)
		if err != nil {
			return s, err
		}
		if s.Institution != "" && s.Institution != part.obligation.Institution {
			return s, &workflow.Refusal{Where: key, What: "it is another institution's", Do: "place it file by file with srok inbox split"}
		}
		s.Institution = part.obligation.Institution
		s.Letter = part.obligation.AskedLetter
		parts = append(parts, part)
	}
	to, _, err := tx.Addressee(s.Institution)
	if err != nil {
		return s, err
	}
	s.Unbelieved = !in.believedFrom(to.Institution)
	if in, _, err = shareForms(tx, in, obligations); err != nil {
		return s, err
	}
	for _, part := range parts {
		if part.obligation.Kind == workflow.ReportTask {
			s.NoForm = s.NoForm || len(in.forms) == 0
			faults, personal := in.checkForm(to.Institution, part.obligation, severalReports(parts))
			s.Findings = append(s.Findings, faults...)
			s.Quarantine = s.Quarantine || personal
		}
	}
	return s, e.submit(tx, now, by, s, parts)
}

// once are keys in their order, each once.
func once(keys []string) []string {
	var each []string
	for _, key := range keys {
		if !slices.Contains(each, key) {
			each = append(each, key)
		}
	}
	return each
}

// receiptFor says to the sender of a message that a person placed, that it arrived; a program is
// told nothing.
func (e *Engine) receiptFor(tx *store.Tx, now time.Time, s workflow.Submission, m workflow.Message, in arrival) error {
	if in.mail.Silent {
		return nil
	}
	asked, _, err := tx.Letter(s.Letter)
	if err != nil {
		return err
	}
	return e.receipt(tx, now, s, asked, m)
}
