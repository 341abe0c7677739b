package workflow

import (
	"cmp"
	"slices"
)

// decisions lists what waits for a person, the gravest kind first and within a kind the
// oldest first.
func (b digestBuilder) decisions() []DigestDecision {
	return slices.Concat(
		b.escalated(), b.unreachable(), b.records(), b.quarantined(), b.held(), b.paused(), b.unapproved(), b.askedLate(), b.secretEnds(),
	)
}

// escalated groups by institution: one call, one letter of the chair is about all of it.
func (b digestBuilder) escalated() []DigestDecision {
	var g decisionGroups
	for _, o := range b.Obligations {
		if o.Escalated.IsZero() || !o.Open() {
			continue
		}
		d := g.of(o.Institution, o.Escalated)
		d.Kind, d.Institution, d.Phone = DecideEscalated, b.name(o.Institution), b.Institutions[o.Institution].Phone
		d.Owed = append(d.Owed, b.owed(o))
	}
	if len(g.found) > mostNamed {
		return b.aged([]DigestDecision{escalatedByMany(g.found)})
	}
	return b.aged(g.found)
}

// escalatedByMany is one decision instead of one about each institution: they are named, with their
// phones, where the digest lists what is overdue.
func escalatedByMany(found []DigestDecision) DigestDecision {
	all := DigestDecision{Kind: DecideEscalated, Count: len(found), Since: found[0].Since}
	for _, d := range found {
		if d.Since.Before(all.Since) {
			all.Since = d.Since
		}
		for _, owed := range d.Owed {
			all.Due = addDue(all.Due, owed, d.Institution)
		}
	}
	return all
}

// unreachable are the institutions of which no address is left: what did not arrive, and what was not
// even asked.
func (b digestBuilder) unreachable() []DigestDecision {
	var g decisionGroups
	for _, letter := range b.Undelivered {
		if !letter.Unreachable {
			continue
		}
		d := g.of(letter.Institution, letter.Since)
		d.Kind, d.Institution, d.Phone = DecideUnreachable, b.name(letter.Institution), b.Institutions[letter.Institution].Phone
		d.Count++
	}
	for _, o := range b.Obligations {
		if !o.stranded() || o.Undelivered != "" { // a letter that did not arrive is counted above
			continue
		}
		since := b.today
		for _, p := range o.Schedule {
			if p.Step == StepRequest && p.Day.Before(since) {
				since = p.Day
			}
		}
		d := g.of(o.Institution, since)
		d.Kind, d.Institution, d.Phone = DecideUnreachable, b.name(o.Institution), b.Institutions[o.Institution].Phone
		d.Owed = append(d.Owed, b.owed(o))
	}
	return b.aged(g.found)
}

// records is one decision about all letters that wait for the records office.
func (b digestBuilder) records() []DigestDecision {
	var g decisionGroups
	for _, letter := range b.Waiting {
		d := g.of("", letter.Since)
		d.Kind = DecideRecords
		d.Count++
		if name := b.name(letter.Institution); !slices.Contains(d.Named, name) {
			d.Named = append(d.Named, name)
		}
	}
	for i := range g.found {
		if d := &g.found[i]; len(d.Named) > mostNamed {
			d.Named = nil
		} else {
			slices.Sort(d.Named)
		}
	}
	return b.aged(g.found)
}

// quarantined is what was delivered and may not be looked at: only a person can say whether the
// find is true, and have it sent anew.
func (b digestBuilder) quarantined() []DigestDecision {
	var g decisionGroups
	for _, o := range b.Obligations {
		for _, s := range o.quarantined() {
			d := g.of(o.Institution, DateOf(b.local(s.Received)))
			d.Kind, d.Institution = DecideQuarantined, b.name(o.Institution)
			d.Owed = append(d.Owed, b.owed(o))
		}
	}
	return b.aged(g.found)
}

// held is one decision about all messages that have waited too long.
func (b digestBuilder) held() []DigestDecision {
	var g decisionGroups
	for _, m := range b.Held {
		since := DateOf(b.local(m.Since))
		if b.Calendar.Between(since, b.today) <= heldTooLong {
			continue
		}
		d := g.of("", since)
		d.Kind = DecideHeld
		d.Count++
		if m.Quarantined {
			d.Quarantined++
		}
	}
	return b.aged(g.found)
}

func (b digestBuilder) paused() []DigestDecision {
	var g decisionGroups
	for _, o := range b.Obligations {
		if o.Pause == nil || !o.Open() {
			continue
		}
		why := o.lastCorrespondence().Why
		d := g.of(o.Institution+" "+o.Pause.Until.String()+" "+why, o.Pause.Since)
		d.Kind, d.Institution, d.Phone = DecidePaused, b.name(o.Institution), b.Institutions[o.Institution].Phone
		d.Owed, d.Until, d.Why = append(d.Owed, b.owed(o)), o.Pause.Until, why
	}
	return b.aged(g.found)
}

// unapproved are tasks whose request should have gone out: each cycle of asking whose day
// has come is named.
func (b digestBuilder) unapproved() []DigestDecision {
	var g decisionGroups
	for _, key := range b.Unapproved {
		task := b.Tasks[key]
		for _, cycle := range task.Cycles {
			if cycle.Request.After(b.today) {
				continue
			}
			d := g.of(key, cycle.Request)
			d.Kind = DecideUnapproved
			d.Owed = append(d.Owed, DigestOwed{
				Title: cmp.Or(task.Title, key), Period: cycle.Period, Measures: task.Measures, Due: cycle.Due,
			})
		}
	}
	return b.aged(g.found)
}

// askedLate are requests that went out when their due date had passed: the council's own
// delay, so it should set a new date. Extending it takes the line away.
func (b digestBuilder) askedLate() []DigestDecision {
	var g decisionGroups
	for _, o := range b.Obligations {
		if o.AskedOn.IsZero() || !o.AskedOn.After(o.Due) || !o.Open() {
			continue
		}
		d := g.of(o.Task+" "+string(o.Period), o.AskedOn)
		d.Kind = DecideAskedLate
		if d.Count++; d.Count == 1 {
			d.Institution = b.name(o.Institution)
			what := b.owed(o)
			what.Measures, what.Due = o.Measures, o.Due
			d.Owed = append(d.Owed, what)
		} else {
			d.Institution = ""
		}
	}
	return b.aged(g.found)
}

// secretEnds is told while there is time for an administrator to make another.
func (b digestBuilder) secretEnds() []DigestDecision {
	if b.SecretEnds.IsZero() {
		return nil
	}
	since := b.SecretEnds.AddDays(-secretNotice)
	if since.After(b.today) {
		return nil
	}
	return []DigestDecision{{Kind: DecideSecretEnds, Since: since, Until: b.SecretEnds, Days: b.Calendar.Between(since, b.today)}}
}

// aged counts the working days since each decision was due, and sorts the oldest first.
func (b digestBuilder) aged(found []DigestDecision) []DigestDecision {
	for i := range found {
		found[i].Days = b.Calendar.Between(found[i].Since, b.today)
	}
	slices.SortStableFunc(found, func(x, y DigestDecision) int {
		return cmp.Or(x.Since.Compare(y.Since), cmp.Compare(x.Institution, y.Institution))
	})
	return found
}

// decisionGroups collects decisions under a key.
type decisionGroups struct {
	keys  []string
	found []DigestDecision
}

// of is the decision under a key, since the earliest day that was named for it. The pointer
// is good until the next call.
func (g *decisionGroups) of(key string, since Date) *DigestDecision {
	i := slices.Index(g.keys, key)
	if i < 0 {
		i = len(g.keys)
		g.keys = append(g.keys, key)
		g.found = append(g.found, DigestDecision{Since: since})
	}
	if since.Before(g.found[i].Since) {
		g.found[i].Since = since
	}
	return &g.found[i]
}
