package workflow

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Approved is what named offices approved, as the log has it.
type Approved struct {
	Plan         ApprovedPlan
	Tasks        []ApprovedTask
	Institutions []Institution
	Obligations  []Obligation
}

// Changes is what config and files say otherwise than what was approved. Nothing of it
// happens before a named office applies it.
type Changes struct {
	Plan         []Change `json:"plan"` // its title and its time
	Measures     []Change `json:"measures"`
	Tasks        []Change `json:"tasks"`
	Institutions []Change `json:"institutions"`

	Opened    []Opened `json:"opened"`    // obligations to come
	Withdrawn []string `json:"withdrawn"` // open obligations that nobody asks for any more
	Moved     []Moved  `json:"moved"`     // open obligations whose dates change
}

// Change is one thing added, removed or changed; What says in Bulgarian what of it.
type Change struct {
	Key  string     `json:"key"`
	How  ChangeKind `json:"how"`
	What string     `json:"what"`
}

// ChangeKind is the sort of a Change.
type ChangeKind string

const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// Moved is an open obligation with other dates than before.
type Moved struct {
	Obligation string      `json:"obligation"`
	WasDue     Date        `json:"wasDue"`
	Due        Date        `json:"due"`
	Why        string      `json:"why"` // how the new due date was counted
	Steps      []MovedStep `json:"steps"`
	Fact       Rescheduled `json:"-"` // what applying it records
}

// MovedStep is a step that was not taken yet and gets another day.
type MovedStep struct {
	Slot string `json:"slot"`
	Was  Date   `json:"was,omitzero"` // zero: the step is new
	Day  Date   `json:"day,omitzero"` // zero: the step is dropped
}

// Empty reports whether everything is as approved.
func (c Changes) Empty() bool {
	return len(c.Plan)+len(c.Measures)+len(c.Tasks)+len(c.Institutions)+len(c.Opened)+len(c.Withdrawn)+len(c.Moved) == 0
}

// Diff compares what was approved with a plan, a directory and a calendar, as of a day. Only
// tasks that were approved once count: a task that nobody approved yet is no change.
// Closed obligations never change; of an open one only what is still to come does.
func Diff(approved Approved, plan Plan, directory Directory, cal *Calendar, today Date) Changes {
	c := Changes{Plan: diffPlan(approved.Plan, plan), Opened: []Opened{}, Withdrawn: []string{}, Moved: []Moved{}}
	c.Measures = diffBy(approved.Plan.Measures, plan.Measures, func(m Measure) string { return m.Key }, describeMeasure)
	c.Institutions = diffBy(approved.Institutions, directory.Institutions, func(i Institution) string { return i.ID }, describeInstitution)
	var was, now []Task // what the approved plan has, and of what was approved once what the plan has
	for _, t := range approved.Tasks {
		if !t.Struck {
			was = append(was, t.Task)
		}
		if task, found := plan.Task(t.Task.Key); found {
			now = append(now, task)
		}
	}
	c.Tasks = diffBy(was, now, func(t Task) string { return t.Key }, describeTask)
	nextYear := plan.From.After(approved.Plan.From) && !approved.Plan.From.IsZero()
	kept := slices.DeleteFunc(slices.Clone(approved.Obligations), func(o Obligation) bool {
		return !asksFor(plan.Tasks, o) && (nextYear || !asksFor(was, o))
	})
	c.followTasks(kept, now, directory, cal, today)
	return c
}

// asksFor reports whether tasks ask for what an obligation is about. What an earlier year's plan still
// waits for is no matter of the next one: it stays owed as it was.
func asksFor(tasks []Task, o Obligation) bool {
	return slices.ContainsFunc(tasks, func(t Task) bool {
		return t.Key == o.Task && slices.ContainsFunc(t.Cycles, func(c Cycle) bool { return c.Period == o.Period })
	})
}

// followTasks finds what becomes of the obligations.
func (c *Changes) followTasks(obligations []Obligation, now []Task, directory Directory, cal *Calendar, today Date) {
	wanted := map[string]Opened{}
	for _, task := range now {
		for _, o := range allObligations(task, directory.Asked(task), cal) {
			wanted[ObligationKey(o.Task, o.Period, o.Institution)] = o
		}
	}
	for _, o := range obligations {
		want, found := wanted[o.Key]
		delete(wanted, o.Key)
		switch {
		case !o.Open():
		case !found:
			c.Withdrawn = append(c.Withdrawn, o.Key)
		default:
			if moved, ok := move(o, want, cal, today); ok {
				c.Moved = append(c.Moved, moved)
			}
		}
	}
	for _, o := range wanted {
		if !o.Due.Before(today) { // nothing is asked for the past
			c.Opened = append(c.Opened, o)
		}
	}
	slices.SortFunc(c.Opened, func(a, b Opened) int {
		return cmp.Compare(ObligationKey(a.Task, a.Period, a.Institution), ObligationKey(b.Task, b.Period, b.Institution))
	})
}

// move compares the dates of an open obligation with those it would have now. An extended one
// keeps its date, counted by the calendar of now.
func move(o Obligation, want Opened, cal *Calendar, today Date) (Moved, bool) {
	if o.Extended {
		due := cal.Forward(o.Nominal)
		want.Nominal, want.Due, want.DueWhy = o.Nominal, due.Effective, due.Reason
		want.Schedule = o.Schedule
		if due.Effective != o.Due {
			want.Schedule = shiftExtension(o, due.Effective, cal)
		}
	}
	m := Moved{Obligation: o.Key, WasDue: o.Due, Due: want.Due, Why: want.DueWhy, Steps: []MovedStep{}}
	fact := Rescheduled{Measures: want.Measures, Nominal: want.Nominal, Due: want.Due, DueWhy: want.DueWhy}
	if o.Status != StatusReturned { // the reminders of a correction follow its own date
		fact.Schedule, m.Steps = reschedule(o.Schedule, want.Schedule, today)
	} else {
		fact.Schedule = o.Schedule
	}
	m.Fact = fact
	changed := o.Due != want.Due || o.Nominal != want.Nominal || len(m.Steps) > 0 || !slices.Equal(o.Measures, want.Measures)
	return m, changed
}

// shiftExtension counts the ladder of an extension anew around its moved date.
func shiftExtension(o Obligation, due Date, cal *Calendar) []Planned {
	schedule := slices.Clone(o.Schedule)
	for i, p := range schedule {
		var n int
		base, _, ok := SlotSeries(p.Slot, "ext")
		if _, err := fmt.Sscanf(strings.TrimPrefix(base, string(p.Step)), "%d", &n); ok && err == nil && !p.Done() {
			counted := cal.Steps(due, n)
			schedule[i].Day, schedule[i].Reason = counted.Effective, counted.Reason
		}
	}
	return schedule
}

// reschedule keeps what was done, takes the wanted days for what was not, and passes over what
// the change would put into the past.
func reschedule(have, want []Planned, today Date) ([]Planned, []MovedStep) {
	var schedule []Planned
	steps := []MovedStep{}
	find := func(in []Planned, slot string) (Planned, bool) {
		i := slices.IndexFunc(in, func(p Planned) bool { return p.Slot == slot })
		if i < 0 {
			return Planned{}, false
		}
		return in[i], true
	}
	for _, p := range have {
		wanted, found := find(want, p.Slot)
		switch {
		case p.Done():
			schedule = append(schedule, p)
		case triesSuffix.MatchString(p.Slot): // asked again of the next contact: no matter of the plan
			schedule = append(schedule, p)
		case !found:
			steps = append(steps, MovedStep{Slot: p.Slot, Was: p.Day})
		default:
			if wanted.Day != p.Day {
				steps = append(steps, MovedStep{Slot: p.Slot, Was: p.Day, Day: wanted.Day})
			}
			schedule = append(schedule, notInThePast(wanted, p, today))
		}
	}
	for _, p := range want {
		if _, found := find(have, p.Slot); !found {
			steps = append(steps, MovedStep{Slot: p.Slot, Day: p.Day})
			schedule = append(schedule, notInThePast(p, Planned{}, today))
		}
	}
	return schedule, steps
}

// notInThePast passes over a reminder that a change moved before today: it would be of a day
// on which nobody had decided it. A request is still made.
func notInThePast(p, was Planned, today Date) Planned {
	if p.Step != StepRequest && p.Day.Before(today) && p.Day != was.Day {
		p.Passed = "промяна на плана: денят " + p.Day.Short() + " е минал"
	}
	return p
}

// diffBy compares two lists by key.
func diffBy[T any](was, now []T, key func(T) string, describe func(was, now T) string) []Change {
	changes := []Change{}
	find := func(in []T, k string) (T, bool) {
		i := slices.IndexFunc(in, func(t T) bool { return key(t) == k })
		if i < 0 {
			var none T
			return none, false
		}
		return in[i], true
	}
	for _, w := range was {
		n, found := find(now, key(w))
		switch {
		case !found:
			changes = append(changes, Change{Key: key(w), How: Removed})
		case !reflect.DeepEqual(w, n):
			changes = append(changes, Change{Key: key(w), How: Changed, What: describe(w, n)})
		}
	}
	for _, n := range now {
		if _, found := find(was, key(n)); !found {
			changes = append(changes, Change{Key: key(n), How: Added})
		}
	}
	return changes
}

// DiffDirectory compares two directories: what becomes of the institutions and of their groups.
func DiffDirectory(was, now Directory) (institutions, groups []Change) {
	return diffBy(was.Institutions, now.Institutions, func(i Institution) string { return i.ID }, describeInstitution),
		diffBy(was.Groups, now.Groups, func(g Group) string { return g.ID }, describeGroup)
}

func describeGroup(was, now Group) string {
	return described(field{"име", was.Title, now.Title}, field{"членове", strings.Join(was.Members, ", "), strings.Join(now.Members, ", ")})
}

// diffPlan compares the plan itself. The next year's may say word for word what this year's does.
func diffPlan(was ApprovedPlan, now Plan) []Change {
	if was.From.IsZero() { // nothing was approved yet
		return []Change{}
	}
	what := described(field{"заглавие", was.Title, now.Title}, field{"начало", was.From.Short(), now.From.Short()}, field{"край", was.To.Short(), now.To.Short()})
	if what == "" {
		return []Change{}
	}
	return []Change{{Key: was.Title, How: Changed, What: what}}
}

func describeMeasure(was, now Measure) string {
	return described(
		field{"мярка", was.Text, now.Text}, field{"срок", was.Term, now.Term}, field{"отговорна институция", was.Responsible, now.Responsible},
		field{"индикатор", was.Indicator, now.Indicator}, field{"резултат", was.Result, now.Result}, field{"раздел", was.SectionTitle, now.SectionTitle})
}

func describeInstitution(was, now Institution) string {
	return described(
		field{"име", was.Name, now.Name}, field{"длъжност", was.Office, now.Office}, field{"обръщение", string(was.Gender), string(now.Gender)},
		field{"адреси", strings.Join(was.Contacts, ", "), strings.Join(now.Contacts, ", ")}, field{"копие до", strings.Join(was.Cc, ", "), strings.Join(now.Cc, ", ")},
		field{"домейни", strings.Join(was.Domains, ", "), strings.Join(now.Domains, ", ")}, field{"телефон", was.Phone, now.Phone},
		field{"адресат", was.Addressee, now.Addressee}, field{"горестоящ", was.Superior, now.Superior}, field{"код", was.Code, now.Code},
		field{"писма", was.Channel.Words(), now.Channel.Words()})
}

func describeTask(was, now Task) string {
	return described(
		field{"вид", string(was.Kind), string(now.Kind)}, field{"мерки", strings.Join(was.Measures, ", "), strings.Join(now.Measures, ", ")},
		field{"наименование", was.Title, now.Title}, field{"наименование (членувано)", was.TitleDefinite, now.TitleDefinite},
		field{"искания", itemWords(was.Items), itemWords(now.Items)}, field{"до", strings.Join(was.Whom, ", "), strings.Join(now.Whom, ", ")},
		field{"без", strings.Join(was.Except, ", "), strings.Join(now.Except, ", ")}, field{"липса на сигнали", strings.Join(was.Nil, ", "), strings.Join(now.Nil, ", ")},
		field{"цикли", cycleWords(was.Cycles), cycleWords(now.Cycles)}, field{"стъпки", stepWords(was.Steps), stepWords(now.Steps)},
		field{"приемане без преглед", string(was.Accept), string(now.Accept)},
		field{"бележка", was.Note, now.Note})
}

func itemWords(items []Item) string {
	var words []string
	for _, item := range items {
		text := item.Text
		if len(item.Measures) > 0 {
			text += " (" + measuresWords(item.Measures) + ")"
		}
		words = append(words, text)
	}
	return strings.Join(words, "; ")
}

func cycleWords(cycles []Cycle) string {
	var words []string
	for _, c := range cycles {
		words = append(words, fmt.Sprintf("%s: искане %s, срок %s%s", c.Period, c.Request.Short(), c.Due.Short(), withBasis(c.Basis)))
	}
	return strings.Join(words, "; ")
}

func withBasis(basis string) string {
	if basis == "" {
		return ""
	}
	return ", основание „" + basis + "“"
}

func stepWords(s Steps) string {
	words := []string{"напомняния, работни дни преди срока: " + daysWords(s.Remind), "уведомления за просрочие, работни дни след срока: " + daysWords(s.Overdue)}
	if s.Escalate > 0 {
		words = append(words, fmt.Sprintf("отнасяне до председателя, работни дни след срока: %d", s.Escalate))
	}
	return strings.Join(words, "; ")
}

// daysWords is „10, 3 и 1“; „няма“ where there are none.
func daysWords(days []int) string {
	if len(days) == 0 {
		return "няма"
	}
	var words []string
	for _, n := range days {
		words = append(words, strconv.Itoa(n))
	}
	return joinAnd(words)
}

type field struct{ name, was, now string }

func described(fields ...field) string {
	var words []string
	for _, f := range fields {
		if f.was != f.now {
			words = append(words, fmt.Sprintf("%s: „%s“ → „%s“", f.name, f.was, f.now))
		}
	}
	return strings.Join(words, "; ")
}
