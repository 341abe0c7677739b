package sim

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"srok/config"
	"srok/mail"
	"srok/workflow"
	"srok/workflow/form"
	"srok/workflow/planfile"

	"pgregory.net/rapid"
)

// quietWorld has the example's people and nobody to write to.
func quietWorld(t testing.TB, seed int64) *World {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	directory, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	published, err := fs.ReadFile(config.Example, config.ExamplePlan)
	if err != nil {
		t.Fatal(err)
	}
	draft, err := planfile.Import(config.ExamplePlan, bytes.NewReader(published), int64(len(published)), directory)
	if err != nil {
		t.Fatal(err)
	}
	start := workflow.Date{Year: 2018, Month: 1, Day: 1}.At(0, 0, zone)
	w, err := New(Settings{Seed: seed, Start: start, End: start.AddDate(1, 2, 0), Directory: directory, Plan: draft.Plan,
		Hours: workflow.Hours{From: 9 * time.Hour, To: 16*time.Hour + 30*time.Minute, Zone: zone, Calendar: workflow.NewCalendar(workflow.DaysOff{})}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// reseed makes it a world of other people.
func (w *World) reseed(seed int64) {
	w.chance = chance{seed}
	w.people = w.cast(w.Directory)
}

// obligation of the plan's first cycle of a task.
func (w *World) obligation(t testing.TB, task string, i *institution) (workflow.Obligation, workflow.Task) {
	t.Helper()
	planned, found := w.Plan.Task(task)
	if !found {
		t.Fatalf("the plan has no task %s", task)
	}
	cycle := planned.Cycles[len(planned.Cycles)-1]
	return workflow.Obligation{Key: workflow.ObligationKey(task, cycle.Period, i.ID), Task: task, Kind: planned.Kind,
		Period: cycle.Period, Institution: i.ID, Measures: planned.Measures, Due: cycle.Due, Status: workflow.StatusRequested}, planned
}

func TestEveryRoleIsGivenOnce(t *testing.T) {
	w := quietWorld(t, 0)
	rapid.Check(t, func(rt *rapid.T) {
		w.reseed(rapid.Int64().Draw(rt, "seed"))
		given := map[role]int{}
		for _, i := range w.people {
			given[i.role]++
		}
		for _, r := range roles {
			if given[r] != 1 {
				rt.Errorf("%q is given %d times", r, given[r])
			}
		}
		if role := w.people[w.Directory.Council.ID].role; role != ordinary {
			rt.Errorf("the council's own office is one that %s", role)
		}
	})
}

// TestForms: what an institution fills in passes the check of the form, unless it is to fail.
func TestForms(t *testing.T) {
	w := quietWorld(t, 0)
	rapid.Check(t, func(rt *rapid.T) {
		w.reseed(rapid.Int64().Draw(rt, "seed"))
		i := w.people[rapid.SampledFrom(slices.Sorted(maps.Keys(w.people))).Draw(rt, "institution")]
		period := rapid.SampledFrom([]workflow.Period{"2017", "2018"}).Draw(rt, "period")
		o := workflow.Obligation{Key: "report/" + string(period) + "/" + i.ID, Period: period}
		want := form.Header{Institution: i.Name, InstitutionID: i.ID, Period: period}
		for _, kind := range []answerKind{filledForm, corrected, completed, afterthought} {
			if found := w.report(i, o, kind).Check(want); !found.OK() {
				rt.Errorf("%s of %s: %q", kind, i.ID, found.Issues())
			}
		}
		if found := w.report(i, o, wrongForm).Check(want); found.OK() {
			rt.Errorf("the wrong sum of %s is not found", i.ID)
		}
	})
}

// TestTexts: what people write is understood as they mean it.
func TestTexts(t *testing.T) {
	w := quietWorld(t, 0)
	rapid.Check(t, func(rt *rapid.T) {
		w.reseed(rapid.Int64().Draw(rt, "seed"))
		i := w.people[rapid.SampledFrom(slices.Sorted(maps.Keys(w.people))).Draw(rt, "institution")]
		l := letter{&mail.Message{}, workflow.Letter{}, w.Start}
		read := func(task string, kind answerKind) (workflow.Assessment, string) {
			o, planned := w.obligation(t, task, i)
			text, err := w.texts.answer(w.answerView(i, l, answer{kind: kind, about: []workflow.Obligation{o}}, o.Due.AddDays(-3)))
			if err != nil {
				rt.Fatal(err)
			}
			if strings.Contains(text, "г. г.") || strings.Contains(text, "..") || strings.Contains(text, "<no value>") {
				rt.Errorf("bad text:\n%s", text)
			}
			return workflow.Assess(workflow.Incoming{Text: text}, o, planned), text
		}
		for _, task := range w.Plan.Tasks {
			if task.Kind == workflow.ReportTask {
				continue
			}
			if a, text := read(task.Key, inWords); !a.Delivers {
				rt.Errorf("%s is not delivered (%s) by:\n%s", task.Key, a.Why, text)
			}
		}
		for _, kind := range []answerKind{promised, forgottenFile} {
			if a, text := read("report", kind); a.Delivers {
				rt.Errorf("%s delivers (%s):\n%s", kind, a.Why, text)
			}
		}
		if i.role == scan {
			return // whatever it has to say, it scans
		}
		if a, text := read("report", nilAlone); !a.Nil || !slices.Equal(a.Covers, []string{"I.4", "VI.1"}) {
			rt.Errorf("no nil statement (%v):\n%s", a, text)
		}
	})
}

// TestMails: the odd shapes are read as package mail should read them.
func TestMails(t *testing.T) {
	w := quietWorld(t, 7)
	at := w.Start.Add(50 * time.Hour)
	base := outgoing{id: "00112233445566778899.1@pernik.example", from: "pernik@obshtina.example", name: "Община Перник",
		envelopeFrom: "pernik@obshtina.example", to: "council@oa-pernik.example", subject: "Годишен доклад „2018“", date: at,
		text:  "Прилагаме доклада за 2018 г.\n",
		files: []attached{{"Годишен отчет 2018 – Община Перник.docx", "application/octet-stream", []byte("PK")}}}
	raw, named := base, base
	raw.raw1251, named.names1251 = true, true
	absence := base
	absence.files, absence.headers, absence.answers = nil, []string{"Auto-Submitted: auto-replied"}, "letter@oa-pernik.example"
	list := base
	list.headers = []string{"List-Id: <bulletin.obuchenia.example>"}
	for name, c := range map[string]struct {
		mail outgoing
		kind mail.Kind
	}{"plain": {base, mail.KindReply}, "windows-1251": {raw, mail.KindReply}, "names in windows-1251": {named, mail.KindReply},
		"absence": {absence, mail.KindAutoReply}, "list": {list, mail.KindOther}} {
		t.Run(name, func(t *testing.T) {
			data := c.mail.bytes()
			if !bytes.Equal(data, c.mail.bytes()) {
				t.Error("the same mail has other bytes")
			}
			parsed, err := mail.Parse(bytes.NewReader(data), int64(len(data)), mail.Options{OwnAddress: "council@oa-pernik.example"},
				func(_ mail.Attachment, r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
			if err != nil {
				t.Fatal(err)
			}
			if parsed.Kind != c.kind || parsed.Subject != c.mail.subject || parsed.From != c.mail.from || parsed.MessageID != c.mail.id ||
				!strings.Contains(parsed.Text, "Прилагаме доклада за 2018 г.") {
				t.Errorf("read as %s (%s) %q from %q: %q", parsed.Kind, parsed.Why, parsed.Subject, parsed.From, parsed.Text)
			}
			var names []string
			for _, a := range parsed.Attachments {
				names = append(names, a.Name)
			}
			if len(c.mail.files) > 0 && !slices.Equal(names, []string{c.mail.files[0].name}) {
				t.Errorf("files %q", names)
			}
		})
	}
}

// TestAnHourLater: a letter that comes an hour later meets the same people.
func TestAnHourLater(t *testing.T) {
	agendaOf := func(delay time.Duration) []string {
		w := quietWorld(t, 7)
		for _, id := range slices.Sorted(maps.Keys(w.people)) {
			o, _ := w.obligation(t, "trainings", w.people[id])
			l := letter{&mail.Message{MessageID: id + "@letter"}, workflow.Letter{Kind: workflow.LetterRequest}, o.Due.AddDays(-30).At(9, 0, w.zone).Add(delay)}
			w.plan(w.people[id], l, answer{kind: inWords, about: []workflow.Obligation{o}})
		}
		var planned []string
		for h, ok := w.agenda.until(w.End); ok; h, ok = w.agenda.until(w.End) {
			planned = append(planned, fmt.Sprint(h.at, h.name))
		}
		return planned
	}
	if soon, later := agendaOf(0), agendaOf(time.Hour); len(soon) == 0 || !slices.Equal(soon, later) {
		t.Errorf("at nine:\n%q\nat ten:\n%q", soon, later)
	}
}
