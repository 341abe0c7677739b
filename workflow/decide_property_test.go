package workflow

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// model is the engine in small: it carries out what Decide says, in memory, and holds the
// promises of design.md against every step.
type model struct {
	*rapid.T
	to          Addressee
	task        Task
	obligations map[string]Obligation
	now         time.Time
	queue       []modelLetter
	letters     int
	carried     map[string]bool // obligation and slot of every letter that was not cancelled
	daysWritten map[Date]int
}

type modelLetter struct {
	key   string
	steps []Decision
}

func TestDecidingForAYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t)
		for range rapid.IntRange(5, 60).Draw(t, "passes") {
			m.passTime()
			m.decide()
			m.deliver()
			m.somethingHappens()
		}
		m.everySlotEnds()
	})
}

func newModel(t *rapid.T) *model {
	m := &model{T: t, obligations: map[string]Obligation{}, carried: map[string]bool{}, daysWritten: map[Date]int{},
		now: time.Date(2018, 1, 2, 7, 0, 0, 0, time.UTC)}
	m.to.Institution = Institution{ID: "breznik", Contacts: []string{"a@x.example", "b@x.example"}}
	if rapid.Bool().Draw(t, "superior") {
		m.to.Institution.Superior = "chief@x.example"
	}
	days := func(name string) []int {
		return rapid.SliceOfNDistinct(rapid.IntRange(1, 15), 0, 4, rapid.ID[int]).Draw(t, name)
	}
	m.task = Task{Key: "report", Kind: ReportTask, Measures: []string{"I.4", "V.2"},
		Steps: Steps{Remind: days("remind"), Overdue: days("overdue"), Escalate: rapid.IntRange(0, 15).Draw(t, "escalate")}}
	for i := range rapid.IntRange(1, 3).Draw(t, "cycles") {
		request := Date{2018, time.January, 3}.AddDays(rapid.IntRange(0, 200).Draw(t, "request"))
		m.task.Cycles = append(m.task.Cycles, Cycle{Period: Period(fmt.Sprintf("2018-Q%d", i+1)), Request: request,
			Due: request.AddDays(rapid.IntRange(0, 60).Draw(t, "due"))})
	}
	opened, _ := OpenObligations(m.task, []string{"breznik"}, m.today(), testCalendar)
	for _, o := range opened {
		m.append(ObligationKey(o.Task, o.Period, o.Institution), o)
	}
	return m
}

func (m *model) today() Date { return DateOf(m.now.In(testHours.Zone)) }

func (m *model) append(key string, fact Fact) {
	state, err := m.obligations[key].Apply(Event{At: m.now, Subject: Subject{AboutObligation, key}, Fact: fact})
	if err != nil {
		m.Fatal(err)
	}
	m.obligations[key] = state.(Obligation)
}

func (m *model) keys() []string {
	var keys []string
	for _, c := range m.task.Cycles {
		keys = append(keys, ObligationKey("report", c.Period, "breznik"))
	}
	return keys
}

func (m *model) all() []Obligation {
	var all []Obligation
	for _, key := range m.keys() {
		all = append(all, m.obligations[key])
	}
	return all
}

// passTime goes to the next wake, to some instant before it (at which nothing may be wanted), or
// sleeps through it for up to weeks.
func (m *model) passTime() {
	var wake time.Time
	for _, o := range m.all() {
		if w := o.Wake(testHours); !w.IsZero() && (wake.IsZero() || w.Before(wake)) {
			wake = w
		}
	}
	if wake.After(m.now) {
		early := m.now.Add(time.Duration(rapid.Int64Range(0, int64(wake.Sub(m.now))-1).Draw(m.T, "early")))
		if d := Decide(m.to, m.all(), testHours, early); len(d) > 0 {
			m.Fatalf("at %v something is wanted: %v; Wake says only %v", early, d, wake)
		}
	}
	switch rapid.IntRange(0, 2).Draw(m.T, "pass") {
	case 0:
		m.now = m.now.Add(time.Duration(rapid.IntRange(1, 30*24*60).Draw(m.T, "minutes")) * time.Minute)
	default:
		if wake.After(m.now) {
			m.now = wake
		} else { // the engine looks again at the next opening
			m.now = testHours.Opening(testCalendar.Add(m.today(), 1))
		}
	}
}

func (m *model) decide() {
	decisions := Decide(m.to, m.all(), testHours, m.now)
	var own []Decision
	for _, d := range decisions {
		o := m.obligations[d.Obligation]
		m.allowed(o, d)
		switch {
		case d.Verb == Resume:
			m.append(d.Obligation, PauseEnded{Reason: d.Reason})
		case d.Verb == Pass:
			m.append(d.Obligation, StepPassed{Slot: d.Slot, Reason: d.Reason})
		case d.Verb == List:
			m.append(d.Obligation, StepListed{Slot: d.Slot, On: m.today(), Reason: d.Reason})
		case d.Superior:
			m.compose([]Decision{d})
		default:
			own = append(own, d)
		}
	}
	if len(own) > 0 {
		m.to.WrittenOn, m.to.WrittenBy = m.today(), fmt.Sprintf("l%d", m.letters+1)
		m.daysWritten[m.today()]++
		if n := m.daysWritten[m.today()]; n > 1 {
			m.Fatalf("%d letters on %v", n, m.today())
		}
		m.compose(own)
	}
	for _, d := range Decide(m.to, m.all(), testHours, m.now) {
		m.Fatalf("what was decided at %v is decided again: %v", m.now, d)
	}
}

// allowed holds a decision against what never breaks.
func (m *model) allowed(o Obligation, d Decision) {
	local := m.now.In(testHours.Zone)
	minute := local.Hour()*60 + local.Minute()
	switch {
	case d.Reason == "":
		m.Fatalf("%v has no reason", d)
	case !testCalendar.Working(m.today()) || minute < 9*60 || minute > 16*60+30:
		m.Fatalf("%v at %v", d, local)
	case !o.Open():
		m.Fatalf("%v, which is %s", d, o.Status)
	case d.Verb == Write && m.carried[d.Obligation+" "+d.Slot]:
		m.Fatalf("%v a second time", d)
	case d.Verb == Write && d.Step != StepRequest && !o.Asked():
		m.Fatalf("%v, and nobody was asked", d)
	case d.Verb == Write && o.Pause != nil && m.today().Before(o.Pause.Until):
		m.Fatalf("%v while it is paused", d)
	}
	written := 0
	for _, p := range o.Schedule {
		if p.Slot == d.Slot && (p.Done() || p.Day.After(m.today())) {
			m.Fatalf("%v of %+v on %v", d, p, m.today())
		}
		if p.Slot == d.Slot {
			written++
		}
	}
	if d.Verb != Resume && written != 1 {
		m.Fatalf("%v is of %d slots", d, written)
	}
}

func (m *model) compose(steps []Decision) {
	m.letters++
	l := modelLetter{fmt.Sprintf("l%d", m.letters), steps}
	for _, d := range steps {
		m.carried[d.Obligation+" "+d.Slot] = true
		m.append(d.Obligation, StepTaken{Slot: d.Slot, Letter: l.key, Reason: d.Reason})
	}
	m.queue = append(m.queue, l)
}

// deliver sends what is queued, perhaps; an overtaken letter is cancelled as the engine does it.
func (m *model) deliver() {
	if rapid.IntRange(0, 9).Draw(m.T, "server away") == 0 {
		return
	}
	for _, l := range m.queue {
		if slices.ContainsFunc(l.steps, func(d Decision) bool { o := m.obligations[d.Obligation]; return !o.Open() || o.Pause != nil }) {
			for _, d := range l.steps {
				delete(m.carried, d.Obligation+" "+d.Slot)
				m.append(d.Obligation, StepFreed{Slot: d.Slot, Reason: "междувременно има отговор"})
			}
			if m.to.WrittenBy == l.key {
				m.daysWritten[m.to.WrittenOn]--
				m.to.WrittenOn, m.to.WrittenBy = Date{}, ""
			}
			continue
		}
		bounces := rapid.IntRange(0, 5).Draw(m.T, "bounces") == 0
		for _, d := range l.steps {
			m.append(d.Obligation, StepSent{Slot: d.Slot, Letter: l.key, On: m.today()})
		}
		for _, d := range l.steps {
			if !bounces {
				continue
			}
			lost := StepLost{Slot: d.Slot, Letter: l.key, Reason: "5.1.1"}
			if again, ok := PlanAgain(LetterStep{Step: d.Step, Slot: d.Slot}, m.today(), testCalendar); ok {
				lost.Again = &again
			}
			m.append(d.Obligation, lost)
		}
	}
	m.queue = nil
}

// somethingHappens from outside: a reply, a review, an act.
func (m *model) somethingHappens() {
	key := rapid.SampledFrom(m.keys()).Draw(m.T, "about")
	o, known := m.obligations[key]
	if !known || o.Status == "" {
		return
	}
	i := slices.IndexFunc(o.Submissions, func(s Submitted) bool { return s.Review == UnderReview })
	today := m.today()
	switch what := rapid.IntRange(0, 11).Draw(m.T, "happens"); {
	case what == 0 && o.Status != StatusWaived:
		m.append(key, SubmissionReceived{Submission: fmt.Sprintf("s%d", len(o.Submissions)+1), Received: m.now,
			Covers: rapid.SliceOfNDistinct(rapid.SampledFrom(o.Measures), 0, 2, rapid.ID[string]).Draw(m.T, "covers")})
	case what == 1 && o.Open() && o.Pause == nil:
		m.append(key, Corresponded{Since: today, Until: testCalendar.Add(today, 5), Reason: "обещание"})
	case what == 2 && i >= 0:
		m.append(key, SubmissionAccepted{Submission: o.Submissions[i].Submission})
	case what == 3 && i >= 0:
		n := 1
		for _, s := range o.Submissions {
			if s.Review == ReviewReturned {
				n++
			}
		}
		due := testCalendar.Add(today, 5)
		m.append(key, SubmissionReturned{Submission: o.Submissions[i].Submission, Issues: []string{"сбор"}, FixDue: due,
			Schedule: PlanCorrection(m.task.Steps, due, today, n, testCalendar)})
	case what == 4 && o.Open():
		n := 1
		for _, p := range o.Schedule {
			if _, seq, ok := SlotSeries(p.Slot, "ext"); ok {
				n = max(n, seq+1)
			}
		}
		due := testCalendar.Next(slices.MaxFunc([]Date{today, o.Due}, Date.Compare).AddDays(rapid.IntRange(1, 20).Draw(m.T, "more")))
		m.append(key, Extended{Nominal: due, Due: due, Reason: "по молба", Schedule: PlanExtension(m.task.Steps, due, today, n, testCalendar)})
	case what == 5 && rapid.IntRange(0, 4).Draw(m.T, "waive") == 0 && o.Open():
		m.append(key, Waived{Reason: "закрита"})
	}
}

// everySlotEnds: it is in a letter, in the digest, passed over with a reason, or still to come;
// what is still open and was asked wants nothing more once a last pass was made.
func (m *model) everySlotEnds() {
	m.now = testHours.Next(m.now.AddDate(0, 0, 1))
	m.queue = nil
	m.decide()
	for _, o := range m.all() {
		seen := map[string]bool{}
		onItsWay := false
		for _, p := range o.Schedule {
			onItsWay = onItsWay || p.Step == StepRequest && p.Letter != "" && !p.Lost && !o.Asked()
			if seen[p.Slot] {
				m.Fatalf("%s has the slot %s twice", o.Key, p.Slot)
			}
			seen[p.Slot] = true
		}
		for _, p := range o.Schedule {
			switch unasked := p.Step == StepEscalate && !o.Asked(); {
			case p.Done(), p.Day.After(m.today()), !o.Open(), o.Pause != nil, onItsWay, unasked:
			default:
				m.Fatalf("%s: nothing became of %+v on %v", o.Key, p, m.today())
			}
		}
	}
}
