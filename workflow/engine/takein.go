package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/store"
)

// delivery is what one reply brings for the obligations of the letter that it answers.
type delivery struct {
	received   []received // a submission
	unanswered []string   // obligations that it brings nothing for
	unclear    []string   // obligations of which it answers some, and nothing says which
	nil        bool
	why        string // what it is instead, where it brings nothing
}

type received struct {
	obligation workflow.Obligation
	task       workflow.Task
	workflow.Assessment
}

// assess reads the reply to a letter against each obligation. A waived one takes nothing any more, whatever comes; a closed
// or reviewed one takes a further submission, because institutions send corrections unasked.
func (e *Engine) assess(tx *store.Tx, in arrival, answered workflow.Letter, obligations []string) (delivery, error) {
	var d delivery
	asked, err := askedFor(tx, obligations)
	if err != nil {
		return d, err
	}
	spokenOf, err := withOpen(tx, asked)
	if err != nil {
		return d, err
	}
	for _, x := range asked {
		o := x.Obligation
		if o.Status == workflow.StatusWaived {
			d.unanswered = append(d.unanswered, o.Key)
			continue
		}
		owes, _, err := tx.Addressee(o.Institution)
		if err != nil {
			return d, err
		}
		before, err := known(tx, o, in.believedFrom(owes.Institution))
		if err != nil {
			return d, err
		}
		a := workflow.Assess(in.answering(o, before), o, x.Task, spokenOf...)
		if !a.Delivers || !in.formFits(o) {
			d.unanswered = append(d.unanswered, o.Key)
			if !a.Delivers {
				d.why = cmp.Or(d.why, a.Why)
			}
			continue
		}
		d.nil = d.nil || a.Nil
		d.received = append(d.received, received{o, x.Task, a})
	}
	told := d.keepNamed(in, answered)
	d.dropClosed()
	if !told {
		d.leaveUnclear()
	}
	return d, nil
}

// answering is the reply as one obligation sees it, without what came for it before. Who sends the
// report form, answers for the report with it; whatever else the letter asked must then be
// answered in words.
func (in arrival) answering(o workflow.Obligation, before map[string]bool) workflow.Incoming {
	seen := in.Incoming
	seen.Files = slices.DeleteFunc(slices.Clone(seen.Files), func(f workflow.File) bool { return before[f.SHA256] })
	if o.Kind != workflow.ReportTask && len(in.forms) > 0 {
		seen.Files = nil
	}
	return seen
}

// keys of the obligations that a reply is about: those that it brings something for or, where it
// brings nothing, all that it leaves unanswered.
func (d delivery) keys() []string {
	if len(d.received) == 0 {
		return d.unanswered
	}
	var keys []string
	for _, r := range d.received {
		keys = append(keys, r.obligation.Key)
	}
	return keys
}

// formFits keeps the form of one period or task from answering for another.
func (in arrival) formFits(o workflow.Obligation) bool {
	return o.Kind != workflow.ReportTask || len(in.forms) == 0 || len(in.share[o.Key]) > 0
}

// takeIn records a submission and receipts it; a reply that delivers nothing is correspondence.
func (e *Engine) takeIn(tx *store.Tx, now time.Time, m workflow.Message, in arrival, answered workflow.Letter, d delivery) error {
	if len(d.received) == 0 {
		return e.correspond(tx, now, in, d)
	}
	s := workflow.Submission{
		Key: m.Submission, Institution: m.Institution, Channel: workflow.ByMail, Message: in.Key,
		Letter: answered.Key, From: in.From, Received: in.Arrived, Files: in.Files, Nil: d.nil,
	}
	institution, _, err := tx.Addressee(m.Institution)
	if err != nil {
		return err
	}
	s.Unbelieved = !in.believedFrom(institution.Institution)
	s.Quarantine, s.Findings = in.quarantine, virusFindings(in.Files)
	failing := map[string][]string{}
	for _, r := range d.received {
		s.Obligations = append(s.Obligations, r.obligation.Key)
		if r.obligation.Kind == workflow.ReportTask {
			s.NoForm = s.NoForm || len(in.forms) == 0 && !r.Nil
			faults, personal := in.checkForm(institution.Institution, r.obligation, severalReports(d.received))
			failing[r.obligation.Key] = faults
			s.Findings = append(s.Findings, faults...)
			s.Quarantine = s.Quarantine || personal
		}
	}
	passing, err := e.passing(tx, in, s, d)
	if err != nil {
		return err
	}
	if in.unscanned {
		s.AwaitsScan, passing = passing, nil
	}
	if err := e.submit(tx, now, workflow.BySrok, s, d.received); err != nil {
		return err
	}
	for _, key := range d.unclear {
		if err := noteLetter(tx, now, in, key); err != nil {
			return err
		}
	}
	if in.again || in.mail.Silent {
		return nil
	}
	loop, err := endless(tx, answered)
	if err == nil && !loop {
		err = e.receipt(tx, now, s, answered, m)
	}
	if err == nil && !loop {
		err = e.returnFailing(tx, now, in, s, failing)
	}
	if err != nil {
		return err
	}
	return e.acceptPassing(tx, now, s.Key, passing, becauseItPasses)
}

func severalReports(parts []received) bool {
	n := 0
	for _, part := range parts {
		if part.obligation.Kind == workflow.ReportTask {
			n++
		}
	}
	return n > 1
}

// checkForm compares the forms for an obligation with what was asked. A report in some other document
// is left to the person who reviews it. Of a submission for several reports each fault says of which.
func (in arrival) checkForm(institution workflow.Institution, o workflow.Obligation, several bool) (faults []string, personal bool) {
	forms, of := in.share[o.Key], ""
	if len(forms) == 0 { // a person placed it
		forms = in.forms
	}
	if several {
		of = "доклад за " + o.Period.Words() + ", "
	}
	for _, answers := range forms {
		found := answers.Check(form.Header{Institution: institution.Name, InstitutionID: institution.ID, Period: o.Period})
		for _, issue := range found.Issues() {
			faults = append(faults, of+issue)
		}
		personal = personal || found.PersonalData
	}
	return faults, personal
}

// submit writes a submission and tells each obligation of it.
func (e *Engine) submit(tx *store.Tx, now time.Time, by string, s workflow.Submission, parts []received) error {
	if err := tx.Append(now, by, about(workflow.AboutSubmission, s.Key), workflow.Delivered{Submission: s}); err != nil {
		return err
	}
	for _, part := range parts {
		// Not only when its turn comes: a person may accept a part first, and it would ask for all.
		if err := e.takeBackOf(tx, now, workflow.BySrok, part.obligation, "междувременно има отговор по "+part.obligation.Key); err != nil {
			return err
		}
		late := e.today(s.Received).After(part.obligation.CurrentDue())
		if err := tx.Append(now, by, about(workflow.AboutObligation, part.obligation.Key), workflow.SubmissionReceived{
			Submission: s.Key, Received: s.Received, Covers: part.Covers, Nil: part.Nil, Late: late, Quarantine: s.Quarantine, Unbelieved: s.Unbelieved}); err != nil {
			return err
		}
	}
	return nil
}

// correspond pauses the reminders of what a reply promises or asks about, for a person to act;
// after the days of the policy srok takes the pause back. Where there is nothing to pause, it is only
// noted: an institution may take back what it sent, and who reviews that must see it.
func (e *Engine) correspond(tx *store.Tx, now time.Time, in arrival, d delivery) error {
	today := e.today(now)
	for _, key := range d.unanswered {
		o, _, err := tx.Obligation(key)
		if err != nil {
			return err
		}
		if !o.Open() || o.Pause != nil {
			if err := noteLetter(tx, now, in, key); err != nil {
				return err
			}
			continue
		}
		until := e.Policy.Hours.Calendar.Add(today, e.Policy.PauseDays)
		if err := tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, key), workflow.Corresponded{
			Message: in.Key, Since: today, Until: until, Why: in.emptyHanded(d),
			Reason: in.emptyHanded(d) + "; напомнянията спират до " + until.Short(), Quarantine: in.quarantine}); err != nil {
			return err
		}
	}
	return nil
}

// noteLetter notes that there is a letter about an obligation, unless it gives back our own alone.
func noteLetter(tx *store.Tx, now time.Time, in arrival, obligation string) error {
	if in.wordless() {
		return nil
	}
	return tx.Append(now, workflow.BySrok, about(workflow.AboutObligation, obligation), workflow.Noted{
		Text: "получено е и друго писмо за него; вижте го със: srok inbox show " + in.Key[:12]})
}

// emptyHanded says what a reply that delivers nothing is.
func (in arrival) emptyHanded(d delivery) string {
	if in.wordless() {
		return "обратно е получено само нашето писмо, вероятно от автоматична програма"
	}
	return cmp.Or(d.why, "отговор без исканото")
}

// submissionKey names a submission after what brought it: by the Message-ID of its mail where
// there is one, so that the name does not depend on how a server stamped the bytes. A second
// message under one Message-ID is a submission of its own: a forgery cannot hide a real one.
func submissionKey(tx *store.Tx, parts ...string) (string, error) {
	base := "s-" + workflow.ShortHash(strings.Join(parts, "\n"))
	for n := 1; ; n++ {
		key := base
		if n > 1 {
			key = fmt.Sprintf("%s.%d", base, n)
		}
		if _, taken, err := tx.Submission(key); err != nil || !taken {
			return key, err
		}
	}
}
