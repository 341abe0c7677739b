package workflow

import "time"

// AnswerSamples are the letters that no calendar foretells, so that whoever approves the texts has
// read them too: what answers a submission, and the letter to a superior where none is foreseen.
// They are about the first thing that the foreseen letters ask for; their days, files and faults
// are made up.
func AnswerSamples(in PreviewInput, letters []PreviewLetter) []LetterView {
	asked, part := firstAsked(letters)
	if asked.What == "" {
		return nil
	}
	cal, due := in.Hours.Calendar, part.Due
	base := asked.View
	base.Parts, base.Today, base.Printed = nil, cal.Add(due, 1), false
	received := due.At(14, 5, in.Hours.Zone)
	fix := cal.Add(due, sampleFixDays)
	sample := func(kind LetterKind, set func(*LetterView)) LetterView {
		v := base
		v.Kind = kind
		set(&v)
		return v
	}
	views := []LetterView{
		sample(LetterReceipt, func(v *LetterView) { v.Receipt = &ReceiptView{Received: received, Files: sampleFiles, Review: true} }),
		sample(LetterReturn, func(v *LetterView) {
			v.Return = &ReturnView{Task: part.Task, Title: part.Title, ReceivedDate: due, FixDue: fix, Files: sampleFiles[:1],
				Issues: []string{"ред Б1: сборът от Б1.1 до Б1.7 е 4, а е посочено 5", "ред Г8: не са посочени въведените през годината антикорупционни мерки"}}
		}),
		sample(LetterReturn, func(v *LetterView) {
			v.Return = &ReturnView{Task: part.Task, Title: part.Title, ReceivedDate: due, FixDue: fix, PersonalData: true}
		}),
		sample(LetterAccept, func(v *LetterView) {
			v.Acceptance = &AcceptanceView{Task: part.Task, Title: part.Title, Period: part.Period, ReceivedDate: due}
		}),
		sample(LetterExtension, func(v *LetterView) {
			v.Extension = &ExtensionView{Task: part.Task, Title: part.Title, Period: part.Period, Due: fix}
		}),
	}
	for _, l := range letters {
		if l.Kind == LetterEscalate {
			return views
		}
	}
	return append(views, sample(LetterEscalate, func(v *LetterView) {
		part.Step, part.Form, part.Calendar, part.AskedOn, part.Reminders = StepEscalate, false, false, DateOf(asked.At), 2
		v.Parts = []LetterPart{part}
	}))
}

const sampleFixDays = 5 // working days for a correction in a sample

// firstAsked is the first foreseen request of a report, or else of anything.
func firstAsked(letters []PreviewLetter) (asked PreviewLetter, part LetterPart) {
	for _, report := range []bool{true, false} {
		for _, l := range letters {
			for _, p := range l.View.Parts {
				if p.Step == StepRequest && (!report || p.Task == ReportTask) {
					return l, p
				}
			}
		}
	}
	return PreviewLetter{}, LetterPart{}
}

// DigestSample is the digest of the week before the preview's first day, as it would be with what
// is open then.
func DigestSample(in PreviewInput) DigestView {
	now := in.Now.In(in.Hours.Zone)
	sunday := LastSunday(DateOf(now))
	d := DigestInput{
		Weeks: []string{sunday.Week()}, From: sunday.AddDays(-6), To: sunday, Now: now, LastCheck: now.Add(-time.Minute),
		Council: in.Council, Calendar: in.Hours.Calendar, Obligations: in.Obligations,
		Tasks: map[string]Task{}, Institutions: map[string]Institution{},
	}
	for key, t := range in.Tasks {
		d.Tasks[key] = t.Task
		if t.Office == "" {
			d.Unapproved = append(d.Unapproved, key)
		}
	}
	for _, to := range in.Addressees {
		d.Institutions[to.Institution.ID] = to.Institution
	}
	return BuildDigest(d)
}
