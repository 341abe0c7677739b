package workflow

import (
	"cmp"
	"fmt"
	"slices"
)

// many is from how many institutions on that what they all owe, or have all delivered, is told once
// with their names, instead of once for each. A chair reads the digest on one screen.
const many = 4

// LateGroup is overdue obligations that are told together: those of one institution, or what several
// institutions all owe.
type LateGroup struct {
	Count        int          // of the obligations
	Owed         []DigestLate // each different one once
	Institutions []LateName
}

// LateName is an institution that owes. Its phone is told where it is named first.
type LateName struct {
	ID, Name, Phone string
	Corresponded    Correspondence // where several are named, what this one has replied instead
}

// LateGroups put together what is owed by many, and the rest by institution. The longest overdue
// comes first.
func (v DigestView) LateGroups() []LateGroup {
	owing := map[string][]DigestLate{}
	for _, late := range v.Late {
		owing[late.task()] = append(owing[late.task()], late)
	}
	together := map[string][]DigestLate{} // under the ids of those who owe it
	for _, late := range v.Late {
		key := late.ID
		if of := owing[late.task()]; len(of) >= many {
			key = fmt.Sprint(idsOf(of))
		}
		together[key] = append(together[key], late)
	}
	var groups []LateGroup
	for _, late := range together {
		groups = append(groups, lateGroup(late))
	}
	slices.SortFunc(groups, func(x, y LateGroup) int {
		return cmp.Or(x.Owed[0].Due.Compare(y.Owed[0].Due), cmp.Compare(x.Institutions[0].Name, y.Institutions[0].Name),
			cmp.Compare(x.Institutions[0].ID, y.Institutions[0].ID), cmp.Compare(x.Owed[0].task(), y.Owed[0].task()))
	})
	told := map[string]bool{}
	for i := range groups {
		for j, institution := range groups[i].Institutions {
			if told[institution.ID] {
				groups[i].Institutions[j].Phone = ""
			}
			told[institution.ID] = true
		}
	}
	return groups
}

// task is the same for what several institutions owe alike: it is then said once.
func (l DigestLate) task() string {
	return fmt.Sprintf("%s\x00%s\x00%v\x00%s\x00%v\x00%v", l.Title, l.Period, l.Measures, l.Due, l.NotAsked, l.Undelivered)
}

func idsOf(late []DigestLate) []string {
	var ids []string
	for _, l := range late {
		ids = append(ids, l.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func lateGroup(late []DigestLate) LateGroup {
	g := LateGroup{Count: len(late)}
	for _, l := range late {
		if i := slices.IndexFunc(g.Owed, func(o DigestLate) bool { return o.task() == l.task() }); i < 0 {
			g.Owed = append(g.Owed, l)
		} else if g.Owed[i].Reminders != l.Reminders {
			g.Owed[i].Reminders = min(g.Owed[i].Reminders, l.Reminders)
			g.Owed[i].Unevenly = true
		}
		if !slices.ContainsFunc(g.Institutions, func(n LateName) bool { return n.ID == l.ID }) {
			g.Institutions = append(g.Institutions, LateName{l.ID, l.Institution, l.Phone, l.Corresponded})
		}
	}
	if len(g.Institutions) > 1 {
		for i := range g.Owed {
			g.Owed[i].Corresponded = Correspondence{} // it is one institution's
		}
	}
	slices.SortFunc(g.Institutions, func(x, y LateName) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	return g
}

// ArrivedGroup is submissions that are told together: one alone, or many that answer the same.
type ArrivedGroup struct {
	Arrived []DigestArrival
	Late    int
}

// AllLate reports whether none of them came in time.
func (g ArrivedGroup) AllLate() bool { return g.Late == len(g.Arrived) }

// ArrivedGroups put together what many delivered, in the order in which the first of each came.
func (v DigestView) ArrivedGroups() []ArrivedGroup {
	alike := map[string]int{}
	for _, a := range v.Arrived {
		alike[a.answers()]++
	}
	var groups []ArrivedGroup
	place := map[string]int{}
	for _, a := range v.Arrived {
		i, known := place[a.answers()]
		if !known || alike[a.answers()] < many {
			i = len(groups)
			groups, place[a.answers()] = append(groups, ArrivedGroup{}), i
		}
		groups[i].Arrived = append(groups[i].Arrived, a)
		if a.Late {
			groups[i].Late++
		}
	}
	return groups
}

func (a DigestArrival) answers() string { return fmt.Sprint(a.Owed) }

// DigestCount is how much of one sort of answers is expected, and how much came.
type DigestCount struct {
	Sort     TaskKind // as letters speak of it: a report, a confirmation, or else information
	Expected int      // asked for, nothing received
	Accepted int
	ToReview int
	Returned int
	Overdue  int // of those expected or returned
}

// add counts an obligation that stands so.
func (c *DigestCount) add(o Obligation, overdue bool) {
	switch o.Status {
	case StatusRequested:
		c.Expected++
	case StatusPlanned: // its request reached nobody, and it is owed all the same
		if overdue || o.stranded() {
			c.Expected++
		}
	case StatusAccepted:
		c.Accepted++
	case StatusReceived:
		c.ToReview++
	case StatusReturned:
		c.Returned++
	}
	if overdue {
		c.Overdue++
	}
}

// counts tells reports, confirmations and information apart, and leaves out what there is none of.
func (b digestBuilder) counts() (all DigestCount, each []DigestCount) {
	bySort := map[TaskKind]*DigestCount{ReportTask: {Sort: ReportTask}, ConfirmationTask: {Sort: ConfirmationTask}, EventTask: {Sort: EventTask}}
	for _, o := range b.Obligations {
		if o.Past(b.Begin) {
			continue
		}
		kind := byTask(noun(o.Kind, b.Tasks[o.Task].Title), string(ReportTask), string(ConfirmationTask), string(EventTask))
		overdue := b.overdue(o)
		all.add(o, overdue)
		bySort[TaskKind(kind)].add(o, overdue)
	}
	for _, kind := range []TaskKind{ReportTask, ConfirmationTask, EventTask} {
		if c := *bySort[kind]; c != (DigestCount{Sort: kind}) {
			each = append(each, c)
		}
	}
	return all, each
}
