package engine

import (
	"slices"

	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/store"
)

// shareForms finds for which of some obligations each form of a message is: by what a person says or
// the letter whose ref it holds, then by period and institution. stray are those that are for none.
func shareForms(tx *store.Tx, in arrival, obligations []string) (shared arrival, stray []formIn, err error) {
	if len(in.forms) == 0 {
		return in, nil, nil
	}
	in.share = map[string][]formIn{}
	taken := map[string]bool{}
	for _, key := range obligations {
		o, found, err := tx.Obligation(key)
		if err != nil {
			return in, nil, err
		}
		if !found || o.Kind != workflow.ReportTask || o.Status == workflow.StatusWaived {
			continue
		}
		to, _, err := tx.Addressee(o.Institution)
		if err != nil {
			return in, nil, err
		}
		in.share[key] = formsOf(in.forms, o, to.Institution.Name)
		for _, f := range in.share[key] {
			taken[f.sha] = true
		}
	}
	for _, f := range in.forms {
		if !taken[f.sha] {
			stray = append(stray, f)
		}
	}
	return in, stray, nil
}

// formsOf are those of some forms that are for an obligation. What names it is for it, unless another
// one that does fits it better; of what names nothing, a form of the right period that was sent to
// another institution is still better than none: its check says what is wrong with it.
func formsOf(forms []formIn, o workflow.Obligation, institution string) []formIn {
	where := func(from []formIn, is func(formIn) bool) (found []formIn) {
		for _, f := range from {
			if is(f) {
				found = append(found, f)
			}
		}
		return found
	}
	fits := func(f formIn) bool { return f.OfPeriod(o.Period) && f.OfInstitution(o.Institution, institution) }
	named := where(forms, func(f formIn) bool { return slices.Contains(f.asked, o.Key) })
	if best := where(named, fits); len(best) > 0 {
		return best
	}
	if len(named) > 0 {
		return named
	}
	free := where(forms, func(f formIn) bool { return len(f.asked) == 0 })
	if best := where(free, fits); len(best) > 0 {
		return best
	}
	return where(free, func(f formIn) bool { return f.OfPeriod(o.Period) })
}

// byRef notes for each form which reports of its institution the letter asked for whose ref it holds,
// as far as the form itself does not say otherwise.
func byRef(tx *store.Tx, in arrival) (arrival, error) {
	in.forms = slices.Clone(in.forms)
	for i, f := range in.forms {
		ref, ok := workflow.ParseRef(f.Ref())
		if !ok {
			continue
		}
		letter, found, err := tx.LetterByRef(ref)
		if err != nil {
			return in, err
		}
		if !found {
			continue
		}
		to, _, err := tx.Addressee(letter.Institution)
		if err != nil {
			return in, err
		}
		for _, key := range letter.Obligations {
			o, _, err := tx.Obligation(key)
			if err != nil {
				return in, err
			}
			if o.Kind == workflow.ReportTask && o.Status != workflow.StatusWaived && f.OfPeriod(o.Period) && f.OfInstitution(o.Institution, to.Institution.Name) {
				in.forms[i].asked = append(in.forms[i].asked, key)
			}
		}
	}
	return in, nil
}

// withForms adds to the obligations that a reply answers those of the same institution that its forms
// are for: people answer one letter and attach the report that another one asked for.
func withForms(tx *store.Tx, in arrival, institution string, obligations []string) (arrival, []string, []formIn, error) {
	if len(in.forms) == 0 {
		return in, obligations, nil, nil
	}
	in, err := byRef(tx, in)
	if err != nil {
		return in, nil, nil, err
	}
	answered := slices.Clone(obligations)
	add := func(key string) {
		if !slices.Contains(answered, key) {
			answered = append(answered, key)
		}
	}
	for _, f := range in.forms {
		for _, key := range f.asked {
			o, _, err := tx.Obligation(key)
			if err != nil {
				return in, nil, nil, err
			}
			if o.Institution == institution {
				add(key)
			}
		}
	}
	in, stray, err := shareForms(tx, in, answered)
	if err != nil || len(stray) == 0 {
		return in, answered, nil, err
	}
	for _, f := range stray {
		open, err := openFor(tx, f, institution)
		if err != nil {
			return in, nil, nil, err
		}
		if len(open) == 1 {
			add(open[0])
		}
	}
	in, stray, err = shareForms(tx, in, answered)
	return in, answered, stray, err
}

// openFor are the reports that an institution was asked for, still owes, and this form may be for.
func openFor(tx *store.Tx, f formIn, institution string) ([]string, error) {
	to, _, err := tx.Addressee(institution)
	if err != nil {
		return nil, err
	}
	open, err := tx.OpenOf(institution)
	var keys []string
	for _, o := range open {
		if o.Kind == workflow.ReportTask && o.Asked() && f.OfPeriod(o.Period) && f.OfInstitution(o.Institution, to.Institution.Name) {
			keys = append(keys, o.Key)
		}
	}
	return keys, err
}

// askWhich leaves it to a person which obligation a form is for, with what it says of itself.
func askWhich(tx *store.Tx, m workflow.Message, obligations []string, stray []formIn) (workflow.Message, error) {
	m.Verdict, m.Why = workflow.VerdictHeld, "има образец за доклад, който не отговаря на нищо поискано с писмото; посочете за кое задължение е"
	m.Letter = ""
	m.Guesses = []workflow.Guess{{Institution: m.Institution, Obligations: obligations, Why: "отговор на писмото за тях"}}
	for _, f := range stray {
		institution := m.Institution
		if id := f.Header.InstitutionID; id != "" {
			if _, known, err := tx.Addressee(id); err != nil {
				return m, err
			} else if known {
				institution = id
			}
		}
		open, err := openFor(tx, f, institution)
		if err != nil {
			return m, err
		}
		m.Guesses = append(m.Guesses, workflow.Guess{Institution: institution, Obligations: open, Why: "образецът е " + saysOfItself(f.Answers)})
	}
	return m, nil
}

// saysOfItself is „за Община Трън, за 2018 г.“.
func saysOfItself(a form.Answers) string {
	name, period := a.Cells["А1"].Value, a.Cells["А2"].Value
	if name == "" || workflow.FindEGN(name) {
		name = "неизвестна институция"
	}
	if period == "" || workflow.FindEGN(period) {
		period = "неизвестен период"
	}
	return "за " + name + ", за " + period
}
