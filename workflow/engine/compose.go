package engine

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/store"
)

// draft is a letter before it has bytes.
type draft struct {
	letter workflow.Letter
	to, cc []string
	view   workflow.LetterView
	text   workflow.LetterText // of a digest; otherwise rendered from the view
	files  []mail.File
	auto   string // Auto-Submitted (RFC 3834)
	in     thread
}

// askInOneLetter composes the day's one letter of requests, reminders and notices.
func (e *Engine) askInOneLetter(tx *store.Tx, now time.Time, to workflow.Addressee, decisions []workflow.Decision) error {
	d := draftTo(to)
	d.letter.Institution = to.Institution.ID
	if err := e.addParts(tx, now, &d, decisions); err != nil {
		return err
	}
	d.letter.Kind = workflow.KindOf(d.letter.Steps)
	key, err := e.enqueue(tx, now, d)
	if err != nil {
		return err
	}
	return tx.Append(now, workflow.BySrok, about(workflow.AboutInstitution, to.Institution.ID),
		workflow.WrittenTo{On: e.today(now), Letter: key})
}

// draftTo is a letter to the institution itself, by mail or for the records office.
func draftTo(to workflow.Addressee) draft {
	d := draft{view: workflow.LetterView{Institution: to.Institution}}
	if to.Institution.ByRecords() {
		d.letter.Printed, d.view.Printed = true, true
		return d
	}
	d.to, d.cc = []string{to.Contact()}, to.Institution.Cc
	return d
}

// escalate writes to the superior that the council approved.
func (e *Engine) escalate(tx *store.Tx, now time.Time, to workflow.Addressee, decision workflow.Decision) error {
	d := draft{to: []string{to.Institution.Superior}}
	d.letter.Institution, d.letter.Kind = to.Institution.ID, workflow.LetterEscalate
	d.view.Institution = to.Institution
	if err := e.addParts(tx, now, &d, []workflow.Decision{decision}); err != nil {
		return err
	}
	_, err := e.enqueue(tx, now, d)
	return err
}

// addParts gives the letter a part for each decision, and the form where a report is requested. The
// part that gives the letter its subject says which conversation it continues.
func (e *Engine) addParts(tx *store.Tx, now time.Time, d *draft, decisions []workflow.Decision) error {
	var leading workflow.LetterPart
	for i, decision := range decisions {
		o, _, err := tx.Obligation(decision.Obligation)
		if err != nil {
			return err
		}
		task, _, err := tx.Task(o.Task)
		if err != nil {
			return err
		}
		part := workflow.PartOf(o, task, decision.Step, e.today(now), e.Policy.Hours)
		if i == 0 || part.Compare(leading) < 0 {
			leading = part
			if d.in, err = askedIn(tx, o, decision.Step); err != nil {
				return err
			}
		}
		d.view.Parts = append(d.view.Parts, part)
		d.letter.Steps = append(d.letter.Steps, workflow.LetterStep{
			Obligation: o.Key, Step: decision.Step, Slot: decision.Slot, Reason: decision.Reason})
		d.letter.Obligations = append(d.letter.Obligations, o.Key)
		if part.Form {
			d.files = append(d.files, mail.File{Name: formName(o), Type: xlsxType}) // its bytes need the ref
		}
	}
	return nil
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// formName is what the form's file is called: Latin, so that no server spoils it.
func formName(o workflow.Obligation) string {
	return fmt.Sprintf("obrazec-%s-%s.xlsx", o.Period, o.Institution)
}

// enqueue gives the letter its identity and its bytes and puts it into the outbox.
func (e *Engine) enqueue(tx *store.Tx, now time.Time, d draft) (key string, err error) {
	l := &d.letter
	if err := e.identify(tx, l); err != nil {
		return "", err
	}
	for _, address := range slices.Concat(d.to, d.cc) {
		l.Recipients = append(l.Recipients, workflow.Recipient{Address: address})
	}
	if !l.Printed {
		// The council's own copy travels in the same SMTP transaction: only then does it prove anything.
		l.Recipients = append(l.Recipients, workflow.Recipient{Address: e.Policy.Council.Mailbox, Own: true})
		l.AwaitsNo = e.Policy.NumberFirst && len(l.Steps) > 0
	}
	composed, err := e.compose(now, &d)
	if err != nil {
		return "", fmt.Errorf("letter %s: %w", l.Key, err)
	}
	if !l.AwaitsNo {
		l.SHA256 = hashOf(composed)
	}
	if err := e.issue(tx, now, *l); err != nil {
		return "", err
	}
	if !l.AwaitsNo { // otherwise its bytes, which never change, wait for the number too
		if err := tx.KeepLetter(l.Key, composed); err != nil {
			return "", err
		}
	}
	return l.Key, e.seenBefore(tx, now, *l)
}

// issue writes the letter down and takes the steps that it carries.
func (e *Engine) issue(tx *store.Tx, now time.Time, l workflow.Letter) error {
	if err := tx.Append(now, workflow.BySrok, about(workflow.AboutLetter, l.Key), workflow.Composed{Letter: l}); err != nil {
		return err
	}
	for _, step := range l.Steps {
		if err := tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, step.Obligation),
			workflow.StepTaken{Slot: step.Slot, Letter: l.Key, Reason: step.Reason}); err != nil {
			return err
		}
	}
	return nil
}

// compose gives a letter that has its identity its subject and its bytes.
func (e *Engine) compose(now time.Time, d *draft) (composed []byte, err error) {
	l := &d.letter
	text := d.text
	if text.Subject == "" {
		d.view.Kind, d.view.Today, d.view.Council = l.Kind, e.today(now), e.Policy.Council
		d.view.Ref = string(l.Ref)
		if l.Ref == "" {
			d.view.Ref = string(l.Answers)
		}
		if text, err = e.Templates.Letter(d.view); err != nil {
			return nil, err
		}
	}
	l.Subject = text.Subject
	if err := e.fillForms(d); err != nil {
		return nil, err
	}
	if l.Printed {
		return e.printed(now, d)
	}
	if err := e.attachCalendar(now, d); err != nil {
		return nil, err
	}
	composed, err = mail.Compose(mail.Outgoing{
		From: e.Policy.Council.Mailbox, FromName: e.Policy.Council.ShortName, ReplyTo: e.replyTo(*l),
		To: d.to, Cc: d.cc, Subject: text.Subject, MessageID: l.MessageID, InReplyTo: d.in.answered, References: d.in.before,
		Origin: workflow.OriginOf(*l).String(),
		Date:   now.In(e.Policy.Hours.Zone), AutoSubmitted: d.auto,
		Plain: text.Plain, HTML: text.HTML, Files: d.files, Sign: e.Signing.Certificate,
	})
	if err != nil {
		return nil, err
	}
	return e.Signing.Domain.Sign(composed)
}

func hashOf(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }

// identify derives key, Message-ID and ref. A letter that was cancelled and is composed anew
// with the same steps gets a key of its own.
func (e *Engine) identify(tx *store.Tx, l *workflow.Letter) error {
	base := l.Key
	if base == "" {
		base = workflow.StepsKey(l.Institution, l.Steps)
	}
	for n := 1; ; n++ {
		l.Key = base
		if n > 1 {
			l.Key = fmt.Sprintf("%s.%d", base, n)
		}
		if _, taken, err := tx.Letter(l.Key); err != nil {
			return err
		} else if !taken {
			break
		}
	}
	l.MessageID = e.Identity.MessageID(l.Key)
	if len(l.Steps) == 0 && !l.Printed { // the records office finds each of its letters by its ref
		return nil
	}
	for try := 0; ; try++ {
		l.Ref = e.Identity.Ref(l.Key, try)
		if _, taken, err := tx.LetterByRef(l.Ref); err != nil || !taken {
			return err
		}
	}
}

func (e *Engine) replyTo(l workflow.Letter) string {
	ref := l.Ref
	if ref == "" {
		ref = l.Answers
	}
	if !e.Policy.PlusReply || ref == "" {
		return ""
	}
	return e.Identity.ReplyAddress(ref, true)
}

// fillForms writes the forms, now that the ref is known.
func (e *Engine) fillForms(d *draft) error {
	next := 0
	for _, part := range d.view.Parts {
		if !part.Form {
			continue
		}
		var b bytes.Buffer
		if err := e.Form.Write(&b, form.Header{
			Institution: d.view.Institution.Name, InstitutionID: d.view.Institution.ID,
			Period: part.Period, Ref: string(d.letter.Ref), Council: e.Policy.Council.Name, PlanTitle: e.Policy.Council.PlanTitle,
		}); err != nil {
			return fmt.Errorf("form: %w", err)
		}
		d.files[next].Data = b.Bytes()
		next++
	}
	return nil
}
