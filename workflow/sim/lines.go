package sim

import (
	"fmt"
	"time"

	"srok/workflow"
)

// What a line of the year is about.
const (
	WhatMessage = "message"
	WhatAct     = "act"
	WhatSummary = "summary"
)

// MessageLine says that a message was read.
type MessageLine struct {
	What        string           `json:"what"`
	At          time.Time        `json:"at"`
	From        string           `json:"from"`
	Verdict     workflow.Verdict `json:"verdict"`
	How         workflow.How     `json:"how"`
	Institution string           `json:"institution"`
	Obligations []string         `json:"obligations"`
}

// ActLine says what a person, or srok, decided about one obligation, or about all of the work.
type ActLine struct {
	What       string    `json:"what"`
	At         time.Time `json:"at"`
	By         string    `json:"by"`
	Act        string    `json:"act"`
	Obligation string    `json:"obligation"`
	Reason     string    `json:"reason"`
}

// Summary counts the lines.
type Summary struct {
	What        string `json:"what"`
	Letters     int    `json:"letters"`
	Replies     int    `json:"replies"`
	Bounces     int    `json:"bounces"`
	AutoReplies int    `json:"autoReplies"`
	Held        int    `json:"held"`
	Accepted    int    `json:"accepted"`
	Returned    int    `json:"returned"`
	Overdue     int    `json:"overdue"` // overdue notices
	Digests     int    `json:"digests"`
}

// Lines makes lines of the log as it grows.
type Lines struct {
	zone        *time.Location
	letters     map[string]workflow.Letter
	submissions map[string]workflow.Submission
	summary     Summary
}

// NewLines begins with an empty log.
func NewLines(zone *time.Location) *Lines {
	return &Lines{zone: zone, letters: map[string]workflow.Letter{}, submissions: map[string]workflow.Submission{},
		summary: Summary{What: WhatSummary}}
}

// Summary of the lines so far.
func (l *Lines) Summary() Summary { return l.summary }

// Of an event: most have no line, some have several.
func (l *Lines) Of(e workflow.Event) ([]any, error) {
	at := e.At.In(l.zone).Truncate(time.Second)
	act := func(name, obligation, reason string) []any {
		l.count(name)
		return []any{ActLine{WhatAct, at, e.By, name, obligation, reason}}
	}
	key := e.Subject.Key
	switch f := e.Fact.(type) {
	case workflow.Read:
		return []any{l.message(at, f.Message)}, nil
	case workflow.TaskApproved:
		return act("approve", "", fmt.Sprintf("задача „%s“ (%s), одобрена от: %s", f.Task.Title, f.Task.Key, f.Office)), nil
	case workflow.SubmissionAccepted:
		return act("accept", key, f.Reason), nil
	case workflow.SubmissionReturned:
		return act("return", key, fmt.Sprintf("за корекция до %s: %s", f.FixDue.Short(), joined(f.Issues))), nil
	case workflow.Extended:
		return act("extend", key, f.Reason), nil
	case workflow.Waived:
		return act("waive", key, f.Reason), nil
	case workflow.Corresponded:
		return act("pause", key, f.Reason), nil
	case workflow.PauseEnded:
		return act("resume", key, f.Reason), nil
	case workflow.CopyNoticed:
		return act("pause", "", f.Reason), nil
	case workflow.SendingPaused:
		return act("pause", "", f.Reason), nil
	case workflow.SendingResumed:
		return act("resume", "", f.Reason), nil
	case workflow.Assigned:
		var lines []any
		for _, obligation := range f.Obligations {
			lines = append(lines, act("assign", obligation, "разпределено от човек")...)
		}
		return lines, nil
	}
	switch e.Subject.Kind {
	case workflow.AboutLetter:
		return l.letter(e, act)
	case workflow.AboutSubmission:
		return l.submission(e, act)
	}
	return nil, nil
}

// letter has a line when a server first took it, and when it got its изх. №.
func (l *Lines) letter(e workflow.Event, act func(name, obligation, reason string) []any) ([]any, error) {
	before := l.letters[e.Subject.Key]
	state, err := before.Apply(e)
	if err != nil {
		return nil, err
	}
	letter := state.(workflow.Letter)
	l.letters[e.Subject.Key] = letter
	if f, numbered := e.Fact.(workflow.LetterNumbered); numbered {
		return registered(letter.Obligations, "изх. № "+f.No, act), nil
	}
	if letter.Sent.IsZero() || !before.Sent.IsZero() {
		return nil, nil
	}
	l.summary.Letters++
	switch letter.Kind {
	case workflow.LetterOverdue:
		l.summary.Overdue++
	case workflow.LetterDigest:
		l.summary.Digests++
	}
	return []any{workflow.LineOf(letter, letter.Sent.In(l.zone))}, nil
}

// submission has a line when it got its вх. №.
func (l *Lines) submission(e workflow.Event, act func(name, obligation, reason string) []any) ([]any, error) {
	state, err := l.submissions[e.Subject.Key].Apply(e)
	if err != nil {
		return nil, err
	}
	submission := state.(workflow.Submission)
	l.submissions[e.Subject.Key] = submission
	if f, numbered := e.Fact.(workflow.SubmissionNumbered); numbered {
		return registered(submission.Obligations, "вх. № "+f.No, act), nil
	}
	return nil, nil
}

func registered(obligations []string, number string, act func(name, obligation, reason string) []any) []any {
	var lines []any
	for _, o := range obligations {
		lines = append(lines, act("register", o, number)...)
	}
	return lines
}

func (l *Lines) message(at time.Time, m workflow.Message) MessageLine {
	switch m.Verdict {
	case workflow.VerdictReply:
		l.summary.Replies++
	case workflow.VerdictBounce:
		l.summary.Bounces++
	case workflow.VerdictAutoReply:
		l.summary.AutoReplies++
	case workflow.VerdictHeld:
		l.summary.Held++
	}
	obligations := m.Obligations
	if obligations == nil {
		obligations = []string{}
	}
	return MessageLine{WhatMessage, at, m.From, m.Verdict, m.How, m.Institution, obligations}
}

func (l *Lines) count(act string) {
	switch act {
	case "accept":
		l.summary.Accepted++
	case "return":
		l.summary.Returned++
	}
}

func joined(issues []string) string {
	if len(issues) == 0 {
		return "съдържа лични данни"
	}
	text := issues[0]
	for _, issue := range issues[1:] {
		text += "; " + issue
	}
	return text
}
