package workflow

import (
	"fmt"
	"time"
)

// try renders samples that between them take every branch of the embedded templates, so
// that a council's own template fails here rather than on the day its letter is due.
func (t *Templates) try() error {
	for _, view := range sampleLetters() {
		if _, err := t.Letter(view); err != nil {
			return err
		}
		view.Printed = true
		if _, err := t.Letter(view); err != nil {
			return err
		}
		if _, err := t.Document(view); err != nil {
			return err
		}
		for _, part := range view.Parts {
			if _, _, err := t.DueEntry(view, part); err != nil {
				return err
			}
		}
	}
	for _, view := range sampleDigests() {
		if _, err := t.Digest(view); err != nil {
			return err
		}
	}
	return nil
}

// sampleLetters are letters of every kind, to every gender, about every kind of task.
func sampleLetters() []LetterView {
	base := LetterView{
		Ref:         "SROK-7K3M9QX",
		Today:       Date{2019, time.January, 17},
		Institution: Institution{ID: "breznik", Name: "Община Брезник", Office: "кмет"},
		OutNo:       "РД-12-345/17.01.2019 г.",
		Council: Council{
			Name: "Областен обществен съвет", ChairName: "Име Фамилия", ChairTitle: "Председател на съвета",
			ContactOffice: "секретариат на съвета", Phone: "076 000 000", Mailbox: "savet@oblast.example",
			PlanTitle: "Плана за действие за 2018 г.",
		},
	}
	var views []LetterView
	for _, step := range []Step{StepRequest, StepRemind, StepOverdue, StepEscalate} {
		var parts []LetterPart
		for _, task := range []TaskKind{ReportTask, ConfirmationTask, EventTask, PublicationTask} {
			parts = append(parts, sampleParts(step, task)...)
		}
		for i := range parts {
			view := base
			view.Kind, view.Parts = LetterKind(step), parts[i:i+1]
			view.Institution.Gender = []Gender{UnknownGender, Female, Male}[i%3]
			if i%2 == 1 {
				view.Institution.Office, view.Council.ContactOffice = "", ""
			}
			if i%6 == 0 {
				view.Institution.Office = "изпълняващ длъжността кмет"
			}
			if i%3 == 1 {
				view.Council.ChairTitle = "Секретар на съвета"
			}
			views = append(views, view)
		}
		view := base
		view.Kind, view.Parts = LetterKind(step), parts
		bySecretary := view
		bySecretary.Council.ChairTitle = "Секретар на съвета"
		views = append(views, view, bySecretary)
	}
	return append(views, sampleAnswers(base)...)
}

func sampleParts(step Step, task TaskKind) []LetterPart {
	plain := LetterPart{
		Step: step, Task: task,
		Title:         byTask(task, "годишен доклад", "потвърждение за актуална информация", "информация за обучения"),
		TitleDefinite: byTask(task, "годишния доклад", "потвърждението за актуална информация", "информацията за обучения"),
		Measures:      []string{"I.4", "V.2", "VI.1"}, Period: "2018", Due: Date{2019, time.January, 31},
		AskedOn: Date{2018, time.December, 3}, AskedNo: "РД-12-1", WorkDaysLeft: 10, Reminders: 3,
	}
	listed, late, partial, part, correction, other := plain, plain, plain, plain, plain, plain
	listed.Items = []string{"обобщена информация", "предприети мерки"}
	listed.Form, listed.Calendar = task == ReportTask, true
	late.Items, late.DuePast, late.WorkDaysLeft, late.Reminders = listed.Items, true, 0, 0
	late.Measures, late.Basis = nil, "решение на съвета"
	partial.Items, partial.Partial, partial.Reminders = []string{"проведени обучения"}, true, 1
	part.Items, part.Partial, part.Received = listed.Items, true, listed.Items
	part.ReceivedOn = []Date{plain.AskedOn, plain.Due}
	correction.ReceivedOn = part.ReceivedOn[:1]
	correction.Correction, correction.WorkDaysLeft, correction.Form = true, 1, task == ReportTask
	other.Title, other.Measures, other.AskedOn, other.Form = "обобщена информация", nil, Date{}, task == ReportTask
	parts := []LetterPart{plain, listed, late, partial, part, correction, other}
	switch task {
	case EventTask:
		known, paper, papers := plain, plain, listed
		known.Title, paper.Title, papers.Title = "справка за обученията", "протокол от заседание", "протоколи от заседания"
		parts = append(parts, known, paper, papers)
	case PublicationTask:
		listed.Items = []string{"протокол", "адрес на публикацията"}
		parts = append(parts, listed)
	}
	return parts
}

// sampleFiles are those of a usual reply.
var sampleFiles = []File{
	{Name: "Годишен доклад 2018.docx", Size: 25190, SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
	{Name: "Писмо.pdf", Size: 412, SHA256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"},
}

func sampleAnswers(base LetterView) []LetterView {
	received := time.Date(2019, time.January, 30, 14, 5, 0, 0, time.UTC)
	fixDue := Date{2019, time.February, 7}
	var views []LetterView
	add := func(kind LetterKind, set func(v *LetterView)) {
		view := base
		view.Kind = kind
		set(&view)
		views = append(views, view)
	}
	for files := range 3 {
		add(LetterReceipt, func(v *LetterView) {
			v.Receipt = &ReceiptView{Received: received, Files: sampleFiles[:files], InNo: "РД-1", Review: files > 0}
		})
		add(LetterReceipt, func(v *LetterView) {
			v.Receipt = &ReceiptView{Received: received, Files: sampleFiles[:files], NoForm: true, Review: true}
		})
	}
	add(LetterReceipt, func(v *LetterView) {
		v.Receipt = &ReceiptView{Received: received, Files: make([]File, mostFileRows+1)}
	})
	issues := []string{"няма период", "сборът е грешен"}
	for _, task := range []TaskKind{ReportTask, ConfirmationTask, EventTask, PublicationTask} {
		for n := range 3 { // 0: personal data instead of issues; everything is accepted
			add(LetterReturn, func(v *LetterView) {
				v.Return = &ReturnView{Task: task, ReceivedDate: DateOf(received), Issues: issues[:n], FixDue: fixDue, Files: sampleFiles[:n], PersonalData: n == 0}
			})
			add(LetterAccept, func(v *LetterView) {
				v.Acceptance = &AcceptanceView{Task: task, Title: "годишен доклад", Period: "2018", ReceivedDate: DateOf(received), InNo: "РД-1", Owed: issues[:n]}
			})
		}
		add(LetterExtension, func(v *LetterView) {
			v.Extension = &ExtensionView{Task: task, Title: "годишен доклад", Period: "2018", Due: fixDue}
		})
	}
	return views
}

// sampleDigests are weeks with nothing seen, with nothing to tell, and with a line of every sort.
func sampleDigests() []DigestView {
	now := time.Date(2019, time.February, 11, 8, 0, 0, 0, time.UTC)
	blind := DigestView{
		Weeks: []string{"2019-W05", "2019-W06"}, From: Date{2019, time.January, 28}, To: Date{2019, time.February, 10}, Now: now,
		Silence: []DigestSilence{{Kind: SilentMailbox}, {Kind: SilentMailbox, Since: now}, {Kind: SilentSending, Since: now},
			{Kind: SilentFolder, Folder: "INBOX"}, {Kind: SilentFolder, Folder: "INBOX", Since: now},
			{Kind: SilentAside, Since: now, Count: 1}, {Kind: SilentAside, Since: now, Count: 2}, {Kind: SilentScanner, Count: 2}},
	}
	quiet := blind
	quiet.Weeks, quiet.Silence, quiet.LastCheck, quiet.Council.Name = blind.Weeks[1:], nil, now, "Съвет"
	full := quiet
	owed := DigestOwed{Title: "годишен доклад", Period: "2018", Measures: []string{"I.4"}, Due: Date{2019, time.January, 31}}
	for _, kind := range []DecisionKind{DecideEscalated, DecideUnreachable, DecideRecords, DecideQuarantined, DecideHeld, DecidePaused, DecideUnapproved, DecideAskedLate, DecideSecretEnds} {
		one := DigestDecision{Kind: kind, Institution: "Община Брезник", Phone: "076 000 000", Owed: []DigestOwed{owed}, Count: 1, Named: []string{"Община Брезник"}, Since: owed.Due, Days: 1}
		many := DigestDecision{Kind: kind, Owed: []DigestOwed{owed, owed}, Count: 2, Named: []string{"Община Брезник", "Община Земен"}, Quarantined: 1, Since: owed.Due, Days: 2, Until: owed.Due, Why: "обещание"}
		ofToday := many
		ofToday.Days = 0
		full.ToDecide = append(full.ToDecide, one, many, ofToday)
	}
	full.ToDecide = append(full.ToDecide, DigestDecision{Kind: DecideEscalated, Count: 2, Due: []DigestDue{{DigestOwed: owed}, {DigestOwed: owed}}})
	full.Counts = []DigestCount{{Sort: ReportTask, Expected: 1}, {Sort: EventTask, Overdue: 1}}
	empty := Correspondence{On: owed.Due, Why: "обещание"}
	full.Late = []DigestLate{{DigestOwed: owed, ID: "a", Institution: "Община Брезник", Days: 7, Phone: "076 000 000", Corresponded: empty},
		{DigestOwed: owed, ID: "a", NotAsked: true}, {DigestOwed: owed, ID: "b", Undelivered: true}}
	full.Arrived = []DigestArrival{{Received: now, Owed: full.ToDecide[1].Owed, Files: 2}, {Received: now, Nil: true, Late: true}}
	for i := range many { // owe the same, and deliver the same
		name := fmt.Sprintf("Институция %d", i)
		for _, due := range []Date{owed.Due, DateOf(now)} {
			full.Late = append(full.Late, DigestLate{DigestOwed: DigestOwed{Title: "потвърждение", Period: "2018", Due: due}, ID: name, Institution: name, Reminders: i, Phone: "076 000 000", Corresponded: empty})
		}
		full.Arrived = append(full.Arrived, DigestArrival{Received: now, Owed: []DigestOwed{owed}, Institution: name, Files: i, Late: i > 1},
			DigestArrival{Received: now, Owed: []DigestOwed{owed, owed, owed}, Institution: name}, DigestArrival{Received: now, Owed: []DigestOwed{owed, owed, owed, owed}, Late: true})
	}
	full.Next = []DigestDue{{DigestOwed: owed, Institutions: []string{"Община Брезник"}}, {DigestOwed: owed}}
	return []DigestView{blind, quiet, full}
}
