package engine

import (
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/store"
)

// passing are the obligations that a submission is accepted for without a person, as the rules of
// their tasks allow it: one report form for each that passes every check, nothing in it even to look
// at, no other document, from a sender who is believed. Whatever is not beyond doubt waits for a
// review. That the virus scanner has not answered yet is no doubt here: the acceptance then waits for it.
func (e *Engine) passing(tx *store.Tx, in arrival, s workflow.Submission, d delivery) ([]string, error) {
	if in.again || in.mail.Silent || len(s.Findings) > 0 || !in.formsAlone(s) {
		return nil, nil
	}
	to, _, err := tx.Addressee(s.Institution)
	if err != nil {
		return nil, err
	}
	var passing []string
	for _, r := range d.received {
		o := r.obligation
		rule, err := acceptsPassing(tx, o)
		if err != nil {
			return nil, err
		}
		answers, one := in.formFor(o.Key)
		if !rule || o.Status == workflow.StatusAccepted || !one {
			continue
		}
		found := answers.Check(form.Header{Institution: to.Institution.Name, InstitutionID: o.Institution, Period: o.Period})
		if found.OK() && len(found.Warnings) == 0 {
			passing = append(passing, o.Key)
		}
	}
	return passing, nil
}

func acceptsPassing(tx *store.Tx, o workflow.Obligation) (bool, error) {
	task, _, err := tx.Task(o.Task)
	return task.Task.Accept == workflow.AcceptPassingForm && o.Kind == workflow.ReportTask, err
}

// documents are how many its files are, with what lies in archives.
func (in arrival) documents() (n int) {
	for _, f := range in.Files {
		n += f.Documents()
	}
	return n
}

// formFor is the form for an obligation, where there is just one, and for no other obligation too.
func (in arrival) formFor(obligation string) (f formIn, one bool) {
	if len(in.share[obligation]) != 1 {
		return f, false
	}
	f = in.share[obligation][0]
	for key, forms := range in.share {
		if key != obligation && slices.ContainsFunc(forms, func(g formIn) bool { return g.sha == f.sha }) {
			return f, false
		}
	}
	return f, true
}

// clean: nothing was seen in its files, but that the scanner is to be asked again.
func (in arrival) clean() bool {
	return !slices.ContainsFunc(in.Files, func(f workflow.File) bool {
		return slices.ContainsFunc(f.Seen, func(c workflow.Content) bool { return c != workflow.ContentUnscanned || !in.unscanned })
	})
}

// Why srok accepts by itself.
const (
	becauseItPasses  = "по правилото на задачата: образецът минава всички проверки, а подателят е на институцията"
	becauseItScanned = becauseItPasses + "; файлът вече е проверен и за вируси"
)

// acceptPassing accepts a submission for the obligations that it passes for and that still want it.
func (e *Engine) acceptPassing(tx *store.Tx, now time.Time, submission string, passing []string, reason string) error {
	for _, key := range passing {
		o, err := owedBy(tx, key)
		if err != nil {
			return err
		}
		rule, err := acceptsPassing(tx, o)
		if err != nil {
			return err
		}
		if !rule || o.Status != workflow.StatusReceived || !firstToReview(o, submission) {
			continue
		}
		if err := (Accept{Obligation: key, Reason: reason}).do(e, tx, now, workflow.BySrok); err != nil {
			return err
		}
	}
	return nil
}

func waitsForReview(s workflow.Submitted) bool { return s.Review == workflow.UnderReview }

// acceptScanned accepts what only waited for the virus scanner, which has seen it now.
func (e *Engine) acceptScanned(tx *store.Tx, now time.Time, waited workflow.Submission) error {
	s, _, err := tx.Submission(waited.Key)
	if err != nil || len(waited.AwaitsScan) == 0 || s.Quarantine || len(s.Findings) > 0 ||
		slices.ContainsFunc(s.Files, func(f workflow.File) bool { return len(f.Seen) > 0 }) {
		return err
	}
	return e.acceptPassing(tx, now, s.Key, waited.AwaitsScan, becauseItScanned)
}

// forged reports whether the council's own server, or srok in its place, found that the sender's
// name may be false: who is known by the address alone is then not believed. Of several
// signatures one that holds is enough (RFC 6376, section 6.1), and one of the sender's own domain
// outweighs SPF, which breaks wherever mail is forwarded (RFC 7489, section 4.2). Where several
// senders are named, nobody knows for which of them the server vouched.
func (in arrival) forged() bool {
	if in.mail.SeveralFrom {
		return true
	}
	results := strings.Fields(in.mail.Auth)
	has := func(method string, values ...string) bool {
		return slices.ContainsFunc(values, func(v string) bool { return slices.Contains(results, method+"="+v) })
	}
	if has("dmarc", "pass") {
		return false
	}
	return has("spf", "fail") || has("dmarc", "fail") ||
		has("dkim", "fail", "permerror", "temperror") && !has("dkim", "pass")
}

// believedFrom reports whether an institution's own address sent it, and nothing speaks against that.
func (in arrival) believedFrom(i workflow.Institution) bool {
	return i.Believes(in.From) && !in.forged()
}
