package engine

import (
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/store"
)

// acceptPassing accepts without a person what the rule of its task allows: one report form that
// passes every check, nothing in it even to look at, from a sender who is believed. Whatever is
// not beyond doubt waits for a review.
func (e *Engine) acceptPassing(tx *store.Tx, now time.Time, in arrival, s workflow.Submission, d delivery) error {
	if s.Unbelieved || s.Quarantine || len(s.Findings) > 0 || len(in.forms) != 1 || len(in.Files) != 1 || len(in.Files[0].Seen) > 0 || in.forged() {
		return nil
	}
	to, _, err := tx.Addressee(s.Institution)
	if err != nil {
		return err
	}
	for _, r := range d.received {
		o := r.obligation
		task, _, err := tx.Task(o.Task)
		if err != nil {
			return err
		}
		if task.Task.Accept != workflow.AcceptPassingForm || o.Kind != workflow.ReportTask || o.Status == workflow.StatusAccepted {
			continue
		}
		found := in.forms[0].Check(form.Header{Institution: to.Institution.Name, InstitutionID: o.Institution, Period: o.Period})
		if !found.OK() || len(found.Warnings) > 0 {
			continue
		}
		if _, waiting, err := underReview(tx, o.Key); err != nil || waiting.Key != s.Key { // an earlier one still waits: a person compares
			return err
		}
		if err := (Accept{Obligation: o.Key, Reason: "по правилото на задачата: образецът минава всички проверки, а подателят е на институцията"}).do(e, tx, now, workflow.BySrok); err != nil {
			return err
		}
	}
	return nil
}

// forged reports whether the council's own server, or srok in its place, found that the sender's
// name may be false: who is known by the address alone is then not believed. Of several
// signatures one that holds is enough (RFC 6376, section 6.1).
func (in arrival) forged() bool {
	results := strings.Fields(in.mail.Auth)
	has := func(method string, values ...string) bool {
		return slices.ContainsFunc(values, func(v string) bool { return slices.Contains(results, method+"="+v) })
	}
	return has("spf", "fail") || has("dmarc", "fail") ||
		has("dkim", "fail", "permerror", "temperror") && !has("dkim", "pass")
}
