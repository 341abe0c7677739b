package workflow

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// crowdedWeek is the worst that there is: 30 institutions owe three things each and have come to the
// chair's list with all of them, and each delivers something.
func crowdedWeek() DigestInput {
	in := quietWeek()
	wednesday := time.Date(2019, time.February, 6, 10, 0, 0, 0, time.UTC)
	for i := range 30 {
		id := fmt.Sprintf("i%02d", i+1)
		in.Institutions[id] = Institution{ID: id, Name: fmt.Sprintf("Дирекция „Служба %d“ – Перник", i+1), Phone: fmt.Sprintf("076 600 0%02d", i+1)}
		for _, task := range []string{"report", "services", "trainings"} {
			in.Obligations = append(in.Obligations, digestObligation(task, id, func(o *Obligation) {
				o.Escalated = Date{2019, time.February, 8}
				if task == "trainings" {
					o.Due = Date{2019, time.January, 22}
				}
				if task == "services" {
					o.Submissions = []Submitted{{Submission: id, Received: wednesday, Covers: o.Measures, Review: ReviewReturned}}
				}
			}))
		}
	}
	return in
}

// A chair reads the week on one screen, whoever owes what, and finds everyone and every phone.
func TestDigestIsReadOnOneScreen(t *testing.T) {
	const columns, lines = 130, 48
	text, err := testTemplates(t).Digest(BuildDigest(crowdedWeek()))
	if err != nil {
		t.Fatal(err)
	}
	used := 0
	for line := range strings.Lines(text.Plain) {
		used += 1 + (utf8.RuneCountInString(strings.TrimSpace(line))-1)/columns
	}
	if used > lines {
		t.Errorf("%d lines of %d columns:\n%s", used, columns, text.Plain)
	}
	for i := range 30 {
		phone := fmt.Sprintf("„Служба %d“ – Перник, тел. 076 600 0%02d", i+1, i+1)
		if n := strings.Count(text.Plain, phone); n != 1 {
			t.Errorf("%q is told %d times", phone, n)
		}
	}
	if !strings.Contains(text.Subject, "90 просрочени, 1 за решение") {
		t.Errorf("the subject is %q", text.Subject)
	}
}

// What many owe is told once; what few owe, by institution. Nothing is left out or told twice.
func TestLateGroups(t *testing.T) {
	due := Date{2019, time.January, 31}
	late := func(id, title string, change ...func(*DigestLate)) DigestLate {
		l := DigestLate{DigestOwed: DigestOwed{Title: title, Period: "2018", Due: due}, ID: id, Institution: "Община " + id, Reminders: 3, Phone: "076 " + id}
		for _, c := range change {
			c(&l)
		}
		return l
	}
	var v DigestView
	for _, id := range []string{"а", "б", "в", "г", "д"} {
		v.Late = append(v.Late, late(id, "доклад"))
	}
	v.Late = append(v.Late, late("а", "потвърждение", func(l *DigestLate) { l.Due = due.AddDays(-9) }), late("а", "информация"),
		late("е", "доклад", func(l *DigestLate) { l.Undelivered = true }), late("ж", "информация"))
	v.Late[2].Reminders = 2
	var told []string
	count := 0
	for _, g := range v.LateGroups() {
		var names, owed []string
		for _, n := range g.Institutions {
			names = append(names, strings.TrimSpace(n.ID+" "+n.Phone))
		}
		for _, o := range g.Owed {
			owed = append(owed, fmt.Sprint(o.Title, " ", o.Reminders, " ", o.Unevenly))
		}
		told = append(told, fmt.Sprintf("%d: %s: %s", g.Count, strings.Join(names, ", "), strings.Join(owed, ", ")))
		count += g.Count
	}
	want := []string{
		"2: а 076 а: потвърждение 3 false, информация 3 false",
		"5: а, б 076 б, в 076 в, г 076 г, д 076 д: доклад 2 true",
		"1: е 076 е: доклад 3 false",
		"1: ж 076 ж: информация 3 false",
	}
	if !slices.Equal(told, want) || count != len(v.Late) {
		t.Errorf("%d of %d:\n%s\nwant\n%s", count, len(v.Late), strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

// Who owe two things alike are one group, in whatever order they come to owe them.
func TestLateGroupsOfTheSame(t *testing.T) {
	due := Date{2019, time.January, 31}
	var v DigestView
	for title, ids := range map[string][]string{"доклад": {"а", "б", "в", "г"}, "информация": {"г", "в", "а", "б"}} {
		for _, id := range ids {
			v.Late = append(v.Late, DigestLate{DigestOwed: DigestOwed{Title: title, Period: "2018", Due: due}, ID: id, Institution: "Община " + id})
		}
	}
	groups := v.LateGroups()
	if len(groups) != 1 || groups[0].Count != 8 || len(groups[0].Institutions) != 4 || len(groups[0].Owed) != 2 {
		t.Errorf("%+v", groups)
	}
}

// What falls due is told by its day, then by what it is, in whatever order it was opened.
func TestDigestTellsWhatIsNextInOrder(t *testing.T) {
	in := quietWeek()
	open := func(task string, due Date) Obligation {
		return digestObligation(task, "breznik", func(o *Obligation) { o.Due = due })
	}
	first, last := DateOf(in.Now).AddDays(2), DateOf(in.Now).AddDays(5)
	in.Obligations = []Obligation{open("trainings", last), open("report", first), open("services", first)}
	var got []string
	for _, d := range BuildDigest(in).Next {
		got = append(got, d.Due.String()+" "+d.Title)
	}
	if len(got) != 3 || !slices.IsSorted(got) {
		t.Errorf("%q", got)
	}
}

// The words say what is counted: a confirmation is no report.
func TestDigestCountsWhatTheWordsSay(t *testing.T) {
	view := BuildDigest(busyWeek())
	want := []DigestCount{
		{Sort: ReportTask, Expected: 2, ToReview: 1, Overdue: 2},
		{Sort: ConfirmationTask, Expected: 1, Accepted: 1, Returned: 1, Overdue: 1},
		{Sort: EventTask, Expected: 2, ToReview: 1},
	}
	if !slices.Equal(view.Counts, want) {
		t.Errorf("counted %+v, want %+v", view.Counts, want)
	}
	in := quietWeek()
	in.Tasks = map[string]Task{"summary": {Key: "summary", Title: "обобщена информация за сигнали"}}
	in.Obligations = []Obligation{{Task: "summary", Kind: ReportTask, Status: StatusAccepted}}
	if got := BuildDigest(in).Counts; !slices.Equal(got, []DigestCount{{Sort: EventTask, Accepted: 1}}) {
		t.Errorf("a summary is counted as %+v", got)
	}
}

// The chair sees why a reply brought nothing: where it pauses the reminders, and afterwards where its
// institution is overdue, alone or with others.
func TestDigestTellsWhyAReplyBroughtNothing(t *testing.T) {
	const why = "заявено е, че няма данни, а не че няма сигнали"
	empty := func(o *Obligation) { o.Corresponded = &Correspondence{On: Date{2019, time.February, 5}, Why: why} }
	for name, c := range map[string]struct {
		obligations []Obligation
		want        []string
	}{
		"while it pauses": {[]Obligation{digestObligation("report", "ruo", empty, func(o *Obligation) {
			o.Pause = &Pause{Since: Date{2019, time.February, 5}, Until: Date{2019, time.February, 12}}
		})}, []string{"РУО – Перник: получен отговор без материали (" + why + ") – годишен доклад за 2018 г."}},
		"afterwards": {[]Obligation{digestObligation("report", "ruo", empty)},
			[]string{"изпратени напомнителни писма: 3, на 05.02.2019 г. е получен отговор без материали (" + why + ")"}},
		"among many": {[]Obligation{digestObligation("report", "i1"), digestObligation("report", "i2"), digestObligation("report", "breznik"), digestObligation("report", "ruo", empty)},
			[]string{"4 институции: ", "РУО – Перник, на 05.02.2019 г. е получен отговор без материали (" + why + ")"}},
		"none": {[]Obligation{digestObligation("report", "ruo")}, nil},
	} {
		in := quietWeek()
		in.Obligations = c.obligations
		text, err := testTemplates(t).Digest(BuildDigest(in))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(text.Plain, want) {
				t.Errorf("%s: %q is not in\n%s", name, want, text.Plain)
			}
		}
		for _, shown := range []string{text.Plain, wordsOf(text.HTML)} {
			if strings.Contains(shown, "отговор без материали ("+why+")") != (c.want != nil) {
				t.Errorf("%s: whether a reply brought nothing:\n%s", name, shown)
			}
		}
	}
}
