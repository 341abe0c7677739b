package workflow

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// sofia is winter time there: the tests need no zone data.
var sofia = time.FixedZone("EET", 2*60*60)

func digestTasks() map[string]Task {
	return map[string]Task{
		"report": {
			Key: "report", Kind: ReportTask, Measures: []string{"I.4", "V.2", "VI.1"},
			Title: "годишен доклад", TitleDefinite: "годишния доклад",
			Cycles: []Cycle{{Period: "2018", Request: Date{2018, time.December, 3}, Due: Date{2019, time.January, 31}}},
		},
		"services": {
			Key: "services", Kind: ConfirmationTask, Measures: []string{"I.1"},
			Title: "потвърждение за актуална информация",
			Cycles: []Cycle{
				{Period: "2018-Q4", Request: Date{2018, time.December, 17}, Due: Date{2019, time.January, 15}},
				{Period: "2019-Q1", Request: Date{2019, time.March, 18}, Due: Date{2019, time.April, 15}},
			},
		},
		"trainings": {
			Key: "trainings", Kind: EventTask, Measures: []string{"V.1"}, Title: "информация за обучения",
			Cycles: []Cycle{{Period: "2018-H2", Request: Date{2019, time.January, 21}, Due: Date{2019, time.February, 20}}},
		},
	}
}

// quietWeek is Monday 11 February 2019, 08:00, about the week before; nothing happened.
func quietWeek() DigestInput {
	now := time.Date(2019, time.February, 11, 8, 0, 0, 0, sofia)
	return DigestInput{
		Weeks: []string{"2019-W06"}, From: Date{2019, time.February, 4}, To: Date{2019, time.February, 10},
		Now: now, Council: testCouncil, Calendar: NewCalendar(DaysOff{}), Tasks: digestTasks(),
		Institutions: map[string]Institution{"breznik": breznik, "ruo": ruo, "arhiv": arhiv},
		LastCheck:    now.Add(-5 * time.Minute).UTC(),
	}
}

func digestObligation(task, institution string, changes ...func(*Obligation)) Obligation {
	t := digestTasks()[task]
	o := Obligation{
		Key: task + "/" + string(t.Cycles[0].Period) + "/" + institution, Task: task, Kind: t.Kind, Institution: institution,
		Period: t.Cycles[0].Period, Measures: t.Measures, Due: t.Cycles[0].Due, Nominal: t.Cycles[0].Due,
		Status: StatusRequested, AskedOn: t.Cycles[0].Request, Reminders: 3,
	}
	for _, change := range changes {
		change(&o)
	}
	return o
}

// The end of the mailbox's secret is announced before it comes, and not too early.
func TestDigestAnnouncesTheSecretsEnd(t *testing.T) {
	for ends, want := range map[Date]bool{
		{2019, time.March, 14}: false, {2019, time.March, 13}: true, {2019, time.February, 1}: true, {}: false,
	} {
		in := quietWeek()
		in.SecretEnds = ends
		text, err := testTemplates(t).Digest(BuildDigest(in))
		if err != nil || strings.Contains(text.Plain, "ключът за достъп на програмата до пощата е със срок до "+ends.Short()) != want {
			t.Errorf("ends on %s: told is not %v, %v", ends, want, err)
		}
	}
}

// What waits for the records office is told from the first day, with the names of a few.
func TestDigestTellsWhatWaitsForTheRecordsOffice(t *testing.T) {
	institutions := map[string]Institution{}
	for i := range 21 {
		id := fmt.Sprintf("i%02d", i)
		institutions[id] = Institution{ID: id, Name: fmt.Sprintf("Община %d", i)}
	}
	for n, want := range map[int]string{
		0:  "1. За Ваше решение: няма.",
		1:  "– 1 писмо чака деловодството – Община 0; вече 4 работни дни (от 05.02.2019 г.); предложение: извеждане на писмото и вписване на изходящия номер; без отговор: писмото не се изпраща и институцията не е уведомена",
		2:  "– 2 писма чакат деловодството – Община 0, Община 1; най-старото – вече 4 работни дни (от 05.02.2019 г.); предложение: извеждане на писмата и вписване на изходящите номера; без отговор: писмата не се изпращат и институциите не са уведомени",
		21: "– 21 писма чакат деловодството; най-старото – вече 4 работни дни (от 05.02.2019 г.); предложение",
	} {
		in := quietWeek()
		in.Institutions = institutions
		for i := range n {
			in.Waiting = append(in.Waiting, WaitingLetter{Institution: fmt.Sprintf("i%02d", i), Since: Date{2019, time.February, 5 + i%3}})
		}
		text, err := testTemplates(t).Digest(BuildDigest(in))
		if err != nil || !strings.Contains(text.Plain, want) {
			t.Errorf("%d letters: %v\n%s", n, err, text.Plain)
		}
	}
}

// An institution without an address, which so was not even asked, is counted and told.
func TestDigestTellsWhatNobodyCouldBeAsked(t *testing.T) {
	in := quietWeek()
	in.Obligations = []Obligation{
		digestObligation("trainings", "breznik"),
		digestObligation("trainings", "ruo", func(o *Obligation) {
			o.Status, o.AskedOn, o.Reminders = StatusPlanned, Date{}, 0
			o.Schedule = []Planned{{Step: StepRequest, Slot: "request", Day: Date{2019, time.January, 21}, Passed: "няма действащ адрес на институцията"}}
		}),
		digestObligation("trainings", "arhiv", func(o *Obligation) { // its day is yet to come
			o.Status, o.AskedOn, o.Reminders = StatusPlanned, Date{}, 0
			o.Schedule = []Planned{{Step: StepRequest, Slot: "request", Day: Date{2019, time.February, 11}}}
		}),
	}
	text, err := testTemplates(t).Digest(BuildDigest(in))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"– РУО – Перник: няма адрес, на който се доставят писма; не е поискано – информация за обучения за второто полугодие на 2018 г. (мярка V.1), срок 20.02.2019 г. (от 21.01.2019 г.); предложение: уточняване на адреса",
		"– информация: очаквана – 2; приета – 0;",
	} {
		if !strings.Contains(text.Plain, want) {
			t.Errorf("no %q in\n%s", want, text.Plain)
		}
	}
}

// busyWeek has a line of every sort.
func busyWeek() DigestInput {
	in := quietWeek()
	friday := time.Date(2019, time.February, 8, 13, 20, 0, 0, time.UTC)
	in.Obligations = []Obligation{
		digestObligation("report", "breznik", func(o *Obligation) {
			o.Escalated, o.Covered = Date{2019, time.February, 8}, []string{"I.4", "VI.1"}
		}),
		digestObligation("services", "breznik", func(o *Obligation) { o.Escalated, o.Reminders = Date{2019, time.February, 6}, 1 }),
		digestObligation("report", "ruo", func(o *Obligation) {
			o.Pause = &Pause{Since: Date{2019, time.February, 7}, Until: Date{2019, time.February, 14}}
			o.Corresponded = &Correspondence{On: Date{2019, time.February, 7}, Why: "обещание без доклад"}
		}),
		digestObligation("services", "ruo", func(o *Obligation) { o.Status, o.Covered = StatusAccepted, o.Measures }),
		digestObligation("report", "arhiv", func(o *Obligation) {
			o.Status, o.Late = StatusReceived, true
			o.Submissions = []Submitted{{Submission: "s1", Received: friday, Covers: o.Measures, Review: UnderReview}}
		}),
		digestObligation("trainings", "arhiv", func(o *Obligation) {
			o.Status = StatusReceived
			o.Submissions = []Submitted{{Submission: "s1", Received: friday, Covers: o.Measures, Review: UnderReview}}
		}),
		digestObligation("trainings", "breznik"),
		digestObligation("trainings", "ruo"),
		digestObligation("services", "arhiv", func(o *Obligation) {
			o.AskedOn = Date{2019, time.January, 16}
			o.Status = StatusReturned
			o.Submissions = []Submitted{{Submission: "s2", Received: friday.AddDate(0, 0, -3), Covers: o.Measures, Review: ReviewReturned, FixDue: Date{2019, time.February, 15}, Nil: true}}
		}),
	}
	in.Files = map[string]int{"s1": 2}
	in.Held = []HeldMessage{
		{Since: time.Date(2019, time.February, 5, 8, 0, 0, 0, time.UTC)},
		{Since: time.Date(2019, time.February, 4, 23, 30, 0, 0, time.UTC), Quarantined: true}, // 5 February in Sofia
		{Since: friday},
	}
	in.Undelivered = []UndeliveredLetter{
		{Institution: "ruo", Since: Date{2019, time.February, 5}, Unreachable: true},
		{Institution: "arhiv", Since: Date{2019, time.February, 5}},
	}
	return in
}

func TestDigestGolden(t *testing.T) {
	templates := testTemplates(t)
	for _, c := range []struct {
		name string
		in   func() DigestInput
	}{
		{"digest-quiet", quietWeek},
		{"digest-busy", busyWeek},
		{"digest-never-checked", func() DigestInput {
			in := quietWeek()
			in.LastCheck = time.Time{}
			return in
		}},
		{"digest-three-weeks", func() DigestInput {
			in := busyWeek()
			in.Weeks, in.From = []string{"2019-W04", "2019-W05", "2019-W06"}, Date{2019, time.January, 21}
			in.LastCheck = time.Date(2019, time.January, 20, 6, 0, 0, 0, time.UTC)
			in.WaitingSince = time.Date(2019, time.January, 21, 7, 0, 0, 0, time.UTC)
			return in
		}},
		{"digest-unapproved", func() DigestInput {
			in := quietWeek()
			in.Unapproved = []string{"services", "trainings"}
			in.Obligations = []Obligation{digestObligation("services", "ruo", func(o *Obligation) { o.Status, o.AskedOn = StatusPlanned, Date{} })}
			return in
		}},
		{"digest-1", func() DigestInput { return countedWeek(1) }},
		{"digest-2", func() DigestInput { return countedWeek(2) }},
		{"digest-21", func() DigestInput { return countedWeek(21) }},
		{"digest-crowd", crowdedWeek},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := templates.Digest(BuildDigest(c.in()))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, c.name, text.Subject+"\n\n"+text.Plain)
			if c.name == "digest-busy" || c.name == "digest-quiet" {
				golden(t, c.name+".html", text.HTML)
			}
			careful(t, text)
			pieces := strings.NewReplacer("; предложение: ", "\n", "; без отговор: ", "\n")
			for line := range strings.Lines(pieces.Replace(text.Plain)) {
				line, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "– "), " (от ")
				if institution, _, late := strings.Cut(line, ": "); late && strings.Contains(line, "закъснение ") {
					line = institution
				}
				line, _, _ = strings.Cut(line, " няма")
				if !strings.Contains(wordsOf(text.HTML), line) {
					t.Errorf("the HTML does not say %q", line)
				}
			}
		})
	}
}

// countedWeek has n of everything that is counted.
func countedWeek(n int) DigestInput {
	in := quietWeek()
	for i := range n {
		id := fmt.Sprintf("i%02d", i+1)
		in.Institutions[id] = Institution{ID: id, Name: fmt.Sprintf("Институция %d", i+1)}
		in.Obligations = append(in.Obligations,
			digestObligation("report", id, func(o *Obligation) {
				o.AskedOn, o.Reminders, o.Due = Date{2019, time.February, 6}, n, in.Calendar.Add(Date{2019, time.February, 11}, -n)
				o.Submissions = []Submitted{{Submission: id, Received: in.Now.AddDate(0, 0, -4), Covers: o.Measures, Review: ReviewReturned}}
			}),
			digestObligation("trainings", id))
		in.Files = map[string]int{"i01": n}
		in.Held = append(in.Held, HeldMessage{Since: time.Date(2019, time.February, 1, 8, 0, 0, 0, time.UTC)})
		in.Undelivered = append(in.Undelivered, UndeliveredLetter{Institution: "i01", Since: Date{2019, time.February, 1}, Unreachable: true})
	}
	return in
}

func TestBuildDigest(t *testing.T) {
	view := BuildDigest(busyWeek())
	var kinds []DecisionKind
	for _, d := range view.ToDecide {
		kinds = append(kinds, d.Kind)
	}
	if want := []DecisionKind{DecideEscalated, DecideUnreachable, DecideHeld, DecidePaused, DecideAskedLate}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("decisions %v, want %v", kinds, want)
	}
	escalated, held := view.ToDecide[0], view.ToDecide[2]
	if len(escalated.Owed) != 2 || escalated.Since != (Date{2019, time.February, 6}) || !reflect.DeepEqual(escalated.Owed[0].Measures, []string{"V.2"}) {
		t.Errorf("one decision an institution, since the first, with what is still owed: %+v", escalated)
	}
	if held.Count != 2 || held.Quarantined != 1 || held.Days != 4 {
		t.Errorf("only messages held for more than two working days, by local days: %+v", held)
	}
	got := []int{view.Expected, view.Accepted, view.ToReview, view.Returned, view.Overdue, view.Undelivered, view.Held}
	if want := []int{5, 1, 2, 1, 3, 2, 3}; !reflect.DeepEqual(got, want) {
		t.Errorf("numbers %v, want %v", got, want)
	}
	if len(view.Arrived) != 2 || len(view.Arrived[1].Owed) != 2 || view.Arrived[1].Files != 2 || !view.Arrived[1].Late {
		t.Errorf("one line a submission: %+v", view.Arrived)
	}
	if len(view.Next) != 2 || len(view.Next[1].Institutions) != 2 {
		t.Errorf("one line a day, task and period: %+v", view.Next)
	}
	if view.Blind() || view.LastCheck.Location() != sofia {
		t.Errorf("checked at %v", view.LastCheck)
	}
}

func TestBuildDigestCorrectionInTimeIsNotLate(t *testing.T) {
	in := quietWeek()
	in.Obligations = []Obligation{digestObligation("report", "ruo", func(o *Obligation) {
		o.Status = StatusReceived
		o.Submissions = []Submitted{
			{Submission: "a", Received: time.Date(2019, time.January, 30, 8, 0, 0, 0, time.UTC), Review: ReviewReturned, FixDue: Date{2019, time.February, 7}},
			{Submission: "b", Received: time.Date(2019, time.February, 7, 21, 59, 0, 0, time.UTC), Review: UnderReview},
		}
	})}
	if view := BuildDigest(in); len(view.Arrived) != 1 || view.Arrived[0].Late {
		t.Errorf("corrected on the last day, 23:59 local: %+v", view.Arrived)
	}
	in.Obligations[0].Submissions[1].Received = time.Date(2019, time.February, 7, 22, 0, 0, 0, time.UTC)
	if view := BuildDigest(in); !view.Arrived[0].Late {
		t.Errorf("corrected after 24:00 of the last day: %+v", view.Arrived)
	}
}

func TestBuildDigestSilence(t *testing.T) {
	in := quietWeek()
	in.MailboxSilence = time.Hour
	for _, c := range []struct {
		check time.Time
		blind bool
	}{
		{in.Now.Add(-time.Hour), false},
		{in.Now.Add(-time.Hour - time.Second), true},
		{in.Now.Add(time.Hour), false}, // a digest on a week gone by
		{time.Time{}, true},
	} {
		in.LastCheck = c.check
		if got := BuildDigest(in).Blind(); got != c.blind {
			t.Errorf("last check %v: blind %v", c.check, got)
		}
	}
}

func TestBuildDigestIgnoresOrder(t *testing.T) {
	want := BuildDigest(busyWeek())
	for seed := range uint64(50) {
		in := busyWeek()
		shuffle := rand.New(rand.NewPCG(seed, 0))
		shuffle.Shuffle(len(in.Obligations), func(i, j int) {
			in.Obligations[i], in.Obligations[j] = in.Obligations[j], in.Obligations[i]
		})
		shuffle.Shuffle(len(in.Held), func(i, j int) { in.Held[i], in.Held[j] = in.Held[j], in.Held[i] })
		if got := BuildDigest(in); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: another digest", seed)
		}
	}
}

func TestDigestOfAnyNames(t *testing.T) {
	templates := testTemplates(t)
	lines := func(text LetterText) int { return strings.Count(text.Plain, "\n") }
	honest, err := templates.Digest(BuildDigest(busyWeek()))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := busyWeek()
		text := anyText()
		for _, id := range slices.Sorted(maps.Keys(in.Institutions)) {
			i := in.Institutions[id]
			i.Name, i.Phone = text.Draw(t, "name"), text.Draw(t, "phone")
			in.Institutions[id] = i
		}
		for _, key := range slices.Sorted(maps.Keys(in.Tasks)) {
			task := in.Tasks[key]
			task.Title = "доклад " + text.Draw(t, "title") // what it is decides which numbers are told
			in.Tasks[key] = task
		}
		digest, err := templates.Digest(BuildDigest(in))
		if err != nil {
			t.Fatal(err)
		}
		for _, live := range []string{"<script", "<img", "ZgotmplZ", "\u202e", "\x00"} {
			if strings.Contains(digest.HTML, live) {
				t.Fatalf("the HTML carries %q", live)
			}
		}
		if err := balanced(digest.HTML); err != nil {
			t.Fatal(err)
		}
		if lines(digest) != lines(honest) {
			t.Fatalf("a name made or ate a line:\n%s", digest.Plain)
		}
	})
}

func BenchmarkDigest(b *testing.B) {
	templates := testTemplates(b)
	in := countedWeek(300)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := templates.Digest(BuildDigest(in)); err != nil {
			b.Fatal(err)
		}
	}
}

// A request that reached nobody leaves its obligation planned; it is expected and late all the same,
// and the chair reads that it did not arrive, not that nobody wrote.
func TestDigestCountsWhatDidNotArrive(t *testing.T) {
	in := quietWeek()
	in.Obligations = append(in.Obligations, digestObligation("report", "i01", func(o *Obligation) {
		o.Status, o.AskedOn, o.Reminders, o.Undelivered = StatusPlanned, Date{}, 0, "5.1.1"
	}))
	before := BuildDigest(quietWeek())
	view := BuildDigest(in)
	if view.Expected != before.Expected+1 || view.Overdue != before.Overdue+1 {
		t.Errorf("expected %d and overdue %d, want %d and %d", view.Expected, view.Overdue, before.Expected+1, before.Overdue+1)
	}
	templates, err := NewTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := templates.Digest(view)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.Plain, "писмото не е доставено") || strings.Contains(text.Plain, "искане не е изпращано") {
		t.Errorf("the digest says\n%s", text.Plain)
	}
}

// On the day itself nothing is „already 0 working days“ old, and what fell due on Friday is not late
// by „0 working days“ on Sunday.
func TestDigestTellsNoZeroDays(t *testing.T) {
	late := DigestLate{DigestOwed: DigestOwed{Title: "годишен доклад", Period: "2018", Due: Date{2019, time.February, 8}}, Institution: "Община Земен"}
	text, err := testTemplates(t).Digest(DigestView{
		ToDecide:    []DigestDecision{{Kind: DecideRecords, Count: 1, Named: []string{"Община Земен"}}, {Kind: DecideHeld, Count: 2}},
		DigestCount: DigestCount{Overdue: 1}, Late: []DigestLate{late},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, said := range map[string]string{"text": text.Plain, "html": wordsOf(text.HTML)} {
		if strings.Contains(said, " 0 работни") || strings.Contains(said, "вече") || !strings.Contains(said, "под 1 работен ден") {
			t.Errorf("%s:\n%s", name, said)
		}
	}
}

// The numbers are of one plan: what an earlier one has closed is counted no more, what it still waits
// for is; and a correction of what was closed still arrives.
func TestDigestCountsOnePlan(t *testing.T) {
	in := busyWeek()
	in.Begin = Date{2019, time.December, 1}
	monday := time.Date(2019, time.February, 4, 9, 0, 0, 0, time.UTC)
	in.Obligations = append(in.Obligations, digestObligation("report", "zemen", func(o *Obligation) {
		o.Status = StatusAccepted
		o.Submissions = []Submitted{{Submission: "s3", Received: monday, Covers: o.Measures, Review: UnderReview}}
	}))
	view := BuildDigest(in)
	got := []int{view.Expected, view.Accepted, view.ToReview, view.Returned, view.Overdue}
	if want := []int{5, 0, 2, 1, 3}; !reflect.DeepEqual(got, want) {
		t.Errorf("numbers %v, want %v", got, want)
	}
	if len(view.Arrived) != 3 {
		t.Errorf("arrived: %+v", view.Arrived)
	}
}
