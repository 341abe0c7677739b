package sim

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/engine"
)

// bySecretary is the author of the secretary's acts.
const bySecretary = "секретар на съвета"

// secretary reviews what arrived, places what no rule placed, and calls whom nobody reaches. It
// learns of everything from the log, as the console and the digest would show it.
type secretary struct {
	w         *World
	meant     map[string][]string // what a mail is about, which its reader sees: Message-ID → obligations
	held      []heldMail
	reviewing []reviewed
	called    map[string]bool
}

type heldMail struct {
	key   string
	since time.Time
}

type reviewed struct {
	submission workflow.Submission
	registered bool
}

func newSecretary(w *World) *secretary {
	return &secretary{w: w, meant: map[string][]string{}, called: map[string]bool{}}
}

// hear takes note of an event.
func (s *secretary) hear(e workflow.Event) {
	switch f := e.Fact.(type) {
	case workflow.Read:
		if f.Message.Verdict == workflow.VerdictHeld || f.Message.Verdict == workflow.VerdictUnreadable {
			s.held = append(s.held, heldMail{e.Subject.Key, e.At})
		}
	case workflow.Assigned, workflow.Ignored:
		s.held = slices.DeleteFunc(s.held, func(h heldMail) bool { return h.key == e.Subject.Key })
	case workflow.Delivered:
		submission := f.Submission
		submission.Key = e.Subject.Key
		s.reviewing = append(s.reviewing, reviewed{submission: submission})
	case workflow.StepSent:
		if strings.HasPrefix(f.Slot, string(workflow.StepOverdue)) {
			s.call(e.Subject.Key, e.At)
		}
	case workflow.StepLost:
		if f.Again == nil {
			s.askByPhone(e.Subject.Key, e.At)
		}
	case workflow.StepPassed:
		if f.Slot == string(workflow.StepRequest) {
			s.askByPhone(e.Subject.Key, e.At)
		}
	}
}

// planSecretary goes round in the morning and in the afternoon of each working day.
func (w *World) planSecretary() {
	day := w.cal.Next(w.today())
	w.agenda.add(day.At(9, 40, w.zone), "the secretary's morning", func(ctx context.Context) error { return w.desk.round(ctx, day, true) })
}

// round is one look at the desk; it plans the next.
func (s *secretary) round(ctx context.Context, day workflow.Date, morning bool) error {
	next := s.w.cal.Add(day, 1)
	if morning {
		s.w.agenda.add(day.At(15, 10, s.w.zone), "the secretary's afternoon", func(ctx context.Context) error { return s.round(ctx, day, false) })
	} else {
		s.w.agenda.add(next.At(9, 40, s.w.zone), "the secretary's morning", func(ctx context.Context) error { return s.round(ctx, next, true) })
	}
	for _, h := range slices.Clone(s.held) {
		if err := s.place(ctx, h); err != nil {
			return err
		}
	}
	var later []reviewed
	for _, r := range s.reviewing {
		done, err := s.review(ctx, day, &r)
		if err != nil {
			return err
		}
		if !done {
			later = append(later, r)
		}
	}
	s.reviewing = later
	return nil
}

// place assigns a held message to what it answers, or decides that it needs nothing.
func (s *secretary) place(ctx context.Context, h heldMail) error {
	m, _, err := s.w.council.Read(ctx).Message(h.key)
	if err != nil {
		return err
	}
	about := s.meant[m.MessageID]
	if len(about) == 0 {
		return s.w.act(ctx, bySecretary, engine.Ignore{Message: h.key, Reason: "не се отнася до плана; предадено в деловодството"})
	}
	return s.w.act(ctx, bySecretary, engine.Assign{Message: h.key, Obligations: about})
}

// review registers, and one to three working days after the receipt accepts or returns.
func (s *secretary) review(ctx context.Context, day workflow.Date, r *reviewed) (done bool, err error) {
	sub, w := r.submission, s.w
	received := workflow.DateOf(sub.Received.In(w.zone))
	if err := s.register(ctx, day, received, r); err != nil {
		return false, err
	}
	if day.Before(w.cal.Add(received, w.between(1, 3, "review", sub.Key))) {
		return false, nil
	}
	for _, key := range sub.Obligations {
		o, _, err := w.council.Read(ctx).Obligation(key)
		if err != nil {
			return false, err
		}
		i := slices.IndexFunc(o.Submissions, func(x workflow.Submitted) bool { return x.Submission == sub.Key })
		if i < 0 || o.Submissions[i].Review != workflow.UnderReview {
			continue
		}
		if err := w.act(ctx, bySecretary, s.judge(sub, o)); err != nil {
			return false, err
		}
	}
	return true, nil
}

// judge is what becomes of a submission for one obligation.
func (s *secretary) judge(sub workflow.Submission, o workflow.Obligation) engine.Act {
	report := o.Kind == workflow.ReportTask
	switch {
	case sub.Quarantine:
		return engine.Return{Obligation: o.Key, PersonalData: true}
	case report && len(sub.Findings) > 0:
		return engine.Return{Obligation: o.Key}
	case sub.Unbelieved:
		return engine.Accept{Obligation: o.Key, Reason: "подателят е потвърден по телефона"}
	case sub.Nil:
		return engine.Accept{Obligation: o.Key, Reason: "няма постъпили сигнали; въведените мерки се дължат"}
	case report && sub.Channel == workflow.ByMail:
		return engine.Accept{Obligation: o.Key, Reason: "докладът е пълен"}
	}
	return engine.Accept{Obligation: o.Key, Reason: "представено е исканото"}
}

// register enters the records office's вх. № of some reports, on the day after their receipt.
func (s *secretary) register(ctx context.Context, day, received workflow.Date, r *reviewed) error {
	sub, w := r.submission, s.w
	if r.registered || sub.InNo != "" || sub.Letter == "" || !day.After(received) {
		return nil
	}
	r.registered = true
	letter, _, err := w.council.Read(ctx).Letter(sub.Letter)
	if err != nil || letter.Ref == "" || !w.percent(45, "register", sub.Key) {
		return err
	}
	return w.act(ctx, bySecretary, engine.Register{Ref: letter.Ref, In: w.recordsNumber(day, sub.Key), On: day})
}

// recordsNumber is what the records office wrote into its book on a day.
func (w *World) recordsNumber(day workflow.Date, about string) string {
	year := workflow.Date{Year: day.Year, Month: 1, Day: 1}
	return fmt.Sprintf("РД-12-%d/%s", 20*day.DaysSince(year)+w.between(1, 20, "records", about), day.Short())
}

// patience is how many working days after the first overdue notice the secretary calls: the chair
// has then seen the matter in a digest.
const patience = 13

// call rings up who still owes something when that time has passed.
func (s *secretary) call(obligation string, at time.Time) {
	if s.called[obligation] {
		return
	}
	s.called[obligation] = true
	w := s.w
	day := w.cal.Add(workflow.DateOf(at.In(w.zone)), patience)
	w.agenda.add(day.At(11, 30, w.zone), "a call about "+obligation, func(ctx context.Context) error {
		return s.ring(ctx, obligation)
	})
}

func (s *secretary) ring(ctx context.Context, obligation string) error {
	w := s.w
	o, _, err := w.council.Read(ctx).Obligation(obligation)
	if err != nil || !o.Open() {
		return err
	}
	i := w.people[o.Institution]
	switch {
	case i.answered[o.Key]:
		return w.act(ctx, bySecretary, engine.Note{Obligation: o.Key, Text: "Разговор по телефона: отговорът е на път."})
	case w.percent(20, "waived", o.Key) && o.Kind != workflow.ReportTask:
		return w.act(ctx, byChair, engine.Waive{Obligation: o.Key, Reason: "по решение на председателя; ще бъде отчетено с годишния доклад"})
	case w.unmoved(i, o):
		return w.act(ctx, bySecretary, engine.Note{Obligation: o.Key, Text: "Разговор по телефона: обещават отговор, без да посочат дата."})
	}
	letter, _, err := w.council.Read(ctx).Letter(o.AskedLetter)
	if err != nil {
		return err
	}
	l, found := i.read[letter.MessageID]
	if !found {
		return nil
	}
	i.answered[o.Key] = true
	a := answer{kind: inWords, about: []workflow.Obligation{o}}
	if o.Kind == workflow.ReportTask {
		a.kind = filledForm
	}
	day := w.cal.Add(w.today(), w.between(1, 3, "called", o.Key))
	w.write(i, l, a, w.inOffice(day, w.zone, "called", o.Key))
	return w.act(ctx, bySecretary, engine.Note{Obligation: o.Key, Text: "Разговор по телефона: ще изпратят отговора до няколко дни."})
}

// unmoved says that not even a call helps: the matter is still open when the year ends.
func (w *World) unmoved(i *institution, o workflow.Obligation) bool {
	if i.role == silent && o.Kind == workflow.ReportTask {
		return string(o.Period) == strconv.Itoa(w.Plan.From.Year)
	}
	return w.percent(15, "unmoved", o.Key)
}

// askByPhone asks an institution without a working address to answer on paper.
func (s *secretary) askByPhone(obligation string, at time.Time) {
	if s.called[obligation] {
		return
	}
	s.called[obligation] = true
	w := s.w
	day := w.cal.Add(workflow.DateOf(at.In(w.zone)), 1)
	w.agenda.add(day.At(11, 0, w.zone), "a call about "+obligation, func(ctx context.Context) error {
		arrives := w.cal.Add(day, w.between(4, 15, "paper", obligation))
		w.agenda.add(arrives.At(14, 20, w.zone), "paper about "+obligation, func(ctx context.Context) error { return s.enterPaper(ctx, obligation) })
		return w.act(ctx, bySecretary, engine.Note{Obligation: obligation,
			Text: "Пощата на институцията не работи; поискано по телефона, ще бъде представено на хартия."})
	})
}

// enterPaper enters what the records office received, with its вх. №.
func (s *secretary) enterPaper(ctx context.Context, obligation string) error {
	w := s.w
	o, _, err := w.council.Read(ctx).Obligation(obligation)
	if err != nil || o.Status == workflow.StatusAccepted || o.Status == workflow.StatusWaived {
		return err
	}
	today := w.today()
	return w.act(ctx, bySecretary, engine.Receive{Obligations: []string{obligation}, Channel: workflow.ByPaper,
		On: today, No: w.recordsNumber(today, obligation)})
}
