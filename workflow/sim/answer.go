package sim

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"srok/mail"
	"srok/workflow"
)

// openMail has the institutions read what came.
func (w *World) openMail(ctx context.Context) error {
	w.mu.Lock()
	fresh := w.fresh
	w.fresh = nil
	w.mu.Unlock()
	for _, address := range fresh {
		i := w.reads[address]
		if i == nil {
			continue // the chair, or somebody who does not answer
		}
		lying := w.post.Mail(address)
		for _, m := range lying[min(i.seen[address], len(lying)):] {
			if err := w.open(ctx, i, m.Raw, m.Arrived); err != nil {
				return fmt.Errorf("%s reads a letter: %w", i.ID, err)
			}
		}
		i.seen[address] = len(lying)
	}
	return nil
}

// letter is one of the council's letters, as it was read.
type letter struct {
	*mail.Message
	kept    workflow.Letter // what a person understands from it
	arrived time.Time
}

// open reads one mail and plans what follows from it.
func (w *World) open(ctx context.Context, i *institution, raw []byte, arrived time.Time) error {
	parsed, err := mail.Parse(bytes.NewReader(raw), int64(len(raw)), mail.Options{}, nil)
	if err != nil {
		return err
	}
	if _, again := i.read[parsed.MessageID]; again || parsed.From != w.Directory.Council.Mailbox {
		return nil
	}
	// What a person understands from the text, the simulation looks up.
	kept, found, err := w.council.Read(ctx).LetterByMessageID(parsed.MessageID)
	if err != nil || !found {
		return err
	}
	l := letter{parsed, kept, arrived}
	i.read[parsed.MessageID] = l
	w.answerByItself(i, l)
	switch kept.Kind {
	case workflow.LetterRequest, workflow.LetterRemind, workflow.LetterOverdue:
		return w.planAnswers(ctx, i, l)
	case workflow.LetterReturn:
		return w.planCorrection(ctx, i, l)
	case workflow.LetterAccept:
		return w.planCompletion(ctx, i, l)
	}
	return nil
}

// moment says when an institution answers about an obligation.
type moment int

const (
	atRequest moment = iota
	atLastMinute
	atRemind
	atOverdue
	afterCall
)

// momentOf an obligation is a habit of the institution and the accident of the task.
func (w *World) momentOf(i *institution, o workflow.Obligation) moment {
	report := o.Kind == workflow.ReportTask
	switch {
	case i.role == waitsToRemind:
		return atRemind
	case i.role == waitsToOverdue:
		return atOverdue
	case i.role == silent && report:
		return afterCall
	case i.role == promisesInVain && report:
		return atRemind
	case i.role != ordinary && report:
		return atRequest
	}
	switch n := w.below(100, "moment", i.ID, o.Task, string(o.Period)); {
	case n < 55:
		return atRequest
	case n < 70:
		return atLastMinute
	case n < 85:
		return atRemind
	case n < 95 || report:
		return atOverdue
	}
	return afterCall
}

// answers reports whether a step of a letter brings the institution to answer.
func (m moment) answers(step workflow.Step) bool {
	switch step {
	case workflow.StepRequest:
		return m == atRequest || m == atLastMinute
	case workflow.StepRemind:
		return m <= atRemind
	case workflow.StepOverdue:
		return m <= atOverdue
	}
	return false
}

// planAnswers answers reports on their own, and everything else that a letter asks together.
func (w *World) planAnswers(ctx context.Context, i *institution, l letter) error {
	var reports, others []workflow.Obligation
	for _, step := range l.kept.Steps {
		o, found, err := w.council.Read(ctx).Obligation(step.Obligation)
		if err != nil {
			return err
		}
		if !found || i.answered[o.Key] || !w.momentOf(i, o).answers(step.Step) {
			continue
		}
		if w.delays(i, l, o, step) {
			continue
		}
		i.answered[o.Key] = true
		if o.Kind == workflow.ReportTask {
			reports = append(reports, o)
		} else {
			others = append(others, o)
		}
	}
	if len(others) > 0 {
		w.plan(i, l, answer{kind: inWords, about: others})
	}
	for _, o := range reports {
		w.plan(i, l, answer{kind: w.reportKind(i, o), about: []workflow.Obligation{o}})
	}
	return nil
}

// reportKind is how the first answer about a report looks.
func (w *World) reportKind(i *institution, o workflow.Obligation) answerKind {
	switch i.role {
	case forgetful:
		return forgottenFile
	case wrongSum:
		return wrongForm
	case nilStatement:
		return nilAlone
	case scan, privateAddress:
		return scanned
	}
	return filledForm
}

// delays writes a promise where the institution is one that does.
func (w *World) delays(i *institution, l letter, o workflow.Obligation, step workflow.LetterStep) bool {
	key := "promise " + o.Key
	if o.Kind != workflow.ReportTask || i.answered[key] || (i.role != promisesAndDoes && i.role != promisesInVain) {
		return false
	}
	i.answered[key] = true
	w.plan(i, l, answer{kind: promised, about: []workflow.Obligation{o}})
	if i.role == promisesInVain {
		return true // an overdue notice will remind it
	}
	i.answered[o.Key] = true
	later := w.cal.Add(workflow.DateOf(l.arrived.In(w.zone)), w.between(8, 9, "promised", i.ID, o.Key))
	w.write(i, l, answer{kind: filledForm, about: []workflow.Obligation{o}}, w.inOffice(later, w.zone, "promised", i.ID, o.Key))
	return true
}

// plan puts an answer on the agenda: when, follows from the letter and the one who answers.
func (w *World) plan(i *institution, l letter, a answer) {
	o := a.about[0]
	about := []string{"answer", i.ID, string(a.kind), o.Key, string(l.kept.Kind)}
	day := w.cal.Next(workflow.DateOf(l.arrived.In(w.zone)))
	switch {
	case a.kind == promised:
		day = w.cal.Add(day, w.between(1, 2, about...))
	case l.kept.Kind != workflow.LetterRequest:
		day = w.cal.Add(day, w.below(3, about...))
	case w.momentOf(i, o) == atLastMinute && day.Before(o.Due):
		day = w.cal.Previous(o.Due.AddDays(-w.below(2, about...)))
	default:
		day = w.cal.Add(day, w.between(1, 9, about...))
	}
	w.write(i, l, a, w.inOffice(day, w.zone, about...))
}

// write puts an answer on the agenda for an instant, or soon where that is past.
func (w *World) write(i *institution, l letter, a answer, at time.Time) {
	if !at.After(l.arrived) {
		at = l.arrived.Add(time.Duration(w.between(20, 200, "soon", i.ID, a.about[0].Key)) * time.Minute)
	}
	name := fmt.Sprintf("%s answers %s (%s)", i.ID, l.MessageID, a.kind)
	w.agenda.add(at, name, func(ctx context.Context) error { return w.answer(ctx, i, l, a) })
}

// planCorrection sends the corrected report within the new date.
func (w *World) planCorrection(ctx context.Context, i *institution, l letter) error {
	var about []workflow.Obligation
	for _, key := range l.kept.Obligations {
		o, _, err := w.council.Read(ctx).Obligation(key)
		if err != nil {
			return err
		}
		about = append(about, o)
	}
	if len(about) == 0 {
		return nil
	}
	day := w.cal.Add(workflow.DateOf(l.arrived.In(w.zone)), w.between(1, 4, "correction", i.ID, about[0].Key))
	w.write(i, l, answer{kind: corrected, about: about}, w.inOffice(day, w.zone, "correction", i.ID, about[0].Key))
	return nil
}

// planCompletion sends what an acceptance says is still owed.
func (w *World) planCompletion(ctx context.Context, i *institution, l letter) error {
	for _, key := range l.kept.Obligations {
		o, _, err := w.council.Read(ctx).Obligation(key)
		if err != nil {
			return err
		}
		if len(o.Owed()) == 0 || i.answered["completion "+key] {
			continue
		}
		i.answered["completion "+key] = true
		day := w.cal.Add(workflow.DateOf(l.arrived.In(w.zone)), w.between(3, 7, "completion", i.ID, key))
		w.write(i, l, answer{kind: completed, about: []workflow.Obligation{o}}, w.inOffice(day, w.zone, "completion", i.ID, key))
	}
	return nil
}

// answer sends a mail, and thinks of what should have been in it.
func (w *World) answer(ctx context.Context, i *institution, l letter, a answer) error {
	m, err := w.compose(ctx, i, l, a)
	if err != nil {
		return err
	}
	w.desk.meant[m.id] = keysOf(a.about)
	if a.kind == forgottenFile {
		day := w.cal.Add(w.today(), w.between(1, 3, "forgotten", i.ID, a.about[0].Key))
		w.write(i, l, answer{kind: afterthought, about: a.about}, w.inOffice(day, w.zone, "forgotten", i.ID, a.about[0].Key))
	}
	return w.send(ctx, m.envelopeFrom, m.to, m.bytes())
}

func keysOf(obligations []workflow.Obligation) []string {
	var keys []string
	for _, o := range obligations {
		keys = append(keys, o.Key)
	}
	slices.Sort(keys)
	return keys
}

// absences in which an office's mailbox answers by itself.
var absences = []struct{ from, to workflow.Date }{
	{workflow.Date{Year: 2018, Month: 1, Day: 1}, workflow.Date{Year: 2018, Month: 1, Day: 5}},
	{workflow.Date{Year: 2018, Month: 4, Day: 2}, workflow.Date{Year: 2018, Month: 4, Day: 13}},
	{workflow.Date{Year: 2018, Month: 6, Day: 25}, workflow.Date{Year: 2018, Month: 8, Day: 31}},
	{workflow.Date{Year: 2018, Month: 12, Day: 17}, workflow.Date{Year: 2019, Month: 1, Day: 4}},
}

// answerByItself sends a notice of absence, once in each (RFC 3834 section 2).
func (w *World) answerByItself(i *institution, l letter) {
	day := workflow.DateOf(l.arrived.In(w.zone))
	for _, absence := range absences {
		key := absence.from.String()
		if day.Before(absence.from) || day.After(absence.to) || i.away[key] {
			continue
		}
		if i.role != onLeave && !w.percent(12, "away", i.ID, key) {
			continue
		}
		i.away[key] = true
		back := w.cal.Add(absence.to, 1)
		w.agenda.add(l.arrived.Add(time.Minute), i.ID+" is away", func(ctx context.Context) error {
			m, err := w.autoReply(i, l, absence.from, back)
			if err != nil {
				return err
			}
			return w.send(ctx, m.envelopeFrom, m.to, m.bytes())
		})
	}
}

// replyAddress is where an institution's mail program sends the reply: some heed Reply-To, and
// some people copy the address that they know.
func (w *World) replyAddress(i *institution, l letter) string {
	if w.percent(60, "reply-to", i.ID) {
		return cmp.Or(l.ReplyTo, l.From)
	}
	return l.From
}
