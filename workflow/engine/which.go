package engine

import (
	"slices"
	"strings"

	"srok/workflow"
	"srok/workflow/store"
)

// askedFor are the obligations of some keys that there are, with their tasks.
func askedFor(tx *store.Tx, obligations []string) (asked []workflow.Asked, err error) {
	for _, key := range obligations {
		o, found, err := tx.Obligation(key)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		task, _, err := tx.Task(o.Task)
		if err != nil {
			return nil, err
		}
		asked = append(asked, workflow.Asked{Obligation: o, Task: task.Task})
	}
	return asked, nil
}

// withOpen adds to what a letter asks of an institution whatever else it still owes: a reply to one letter
// may speak of what another one asks.
func withOpen(tx *store.Tx, asked []workflow.Asked) ([]workflow.Asked, error) {
	if !slices.ContainsFunc(asked, func(x workflow.Asked) bool { return x.Obligation.Kind != workflow.ReportTask }) {
		return asked, nil // a form or a number of signals speaks of nothing else
	}
	open, err := tx.OpenOf(asked[0].Obligation.Institution)
	if err != nil {
		return nil, err
	}
	var others []string
	for _, o := range open {
		if o.Asked() && !slices.ContainsFunc(asked, func(x workflow.Asked) bool { return x.Obligation.Key == o.Key }) {
			others = append(others, o.Key)
		}
	}
	besides, err := askedFor(tx, others)
	return slices.Concat(asked, besides), err
}

// namingWhat is a reply as far as it may name what it answers: a subject that is our letter's own says
// nothing of that.
func (in arrival) namingWhat(answered workflow.Letter) workflow.Incoming {
	seen := in.Incoming
	if strings.HasSuffix(seen.Subject, answered.Subject) {
		seen.Subject = ""
	}
	return seen
}

// keepNamed leaves, of what a letter asked and a reply answers alike, what the reply names, where it
// names any: who confirms one of two things has not confirmed the other, and who sends one document has
// not sent another; a file for letters that it cites is for all of them. told reports whether its words
// name any.
func (d *delivery) keepNamed(in arrival, answered workflow.Letter) (told bool) {
	naming := in.namingWhat(answered)
	if len(in.forms) == 0 {
		d.keepNamedOf(naming, func(r received) bool { return r.Files && slices.Contains(answered.Obligations, r.obligation.Key) })
	}
	return d.keepNamedOf(naming, received.byItsWords)
}

func (d *delivery) keepNamedOf(in workflow.Incoming, alike func(received) bool) (told bool) {
	var asked []workflow.Asked
	for _, r := range d.received {
		if alike(r) {
			asked = append(asked, workflow.Asked{Obligation: r.obligation, Task: r.task})
		}
	}
	named := map[string]bool{}
	for i, is := range workflow.NamedIn(in, asked) {
		if is {
			named[asked[i].Obligation.Key] = true
		}
	}
	if len(named) == 0 {
		return false
	}
	d.received = slices.DeleteFunc(d.received, func(r received) bool {
		drop := alike(r) && !named[r.obligation.Key]
		if drop && r.Files {
			d.unanswered = append(d.unanswered, r.obligation.Key)
		} else if drop { // it says something that might be for this one, too
			d.unclear = append(d.unclear, r.obligation.Key)
		}
		return drop
	})
	return true
}

// byItsWords: only what the reply says could tell which of several things it answers.
func (r received) byItsWords() bool { return !r.Files && r.obligation.Kind != workflow.ReportTask }

// dropClosed leaves what was accepted already alone where the reply answers something else: a
// letter asks several things, and they are answered one after the other.
func (d *delivery) dropClosed() {
	closed := func(r received) bool { return r.obligation.Status == workflow.StatusAccepted }
	if !slices.ContainsFunc(d.received, func(r received) bool { return !closed(r) }) {
		return
	}
	d.received = slices.DeleteFunc(d.received, closed)
}

// leaveUnclear takes back what a reply may answer in words that would do for each of several tasks: which
// of them it means, a person has to say.
func (d *delivery) leaveUnclear() {
	tasks := map[string]bool{}
	for _, r := range d.received {
		if r.byItsWords() {
			tasks[r.task.Key] = true
		}
	}
	if len(tasks) < 2 {
		return
	}
	d.received = slices.DeleteFunc(d.received, func(r received) bool {
		if r.byItsWords() {
			d.unclear = append(d.unclear, r.obligation.Key)
		}
		return r.byItsWords()
	})
}

// askWhichOf leaves it to a person which of several things a reply answers.
func askWhichOf(m workflow.Message, obligations []string) workflow.Message {
	m.Verdict, m.Why = workflow.VerdictHeld, "писмото иска няколко неща, а отговорът не казва за кое от тях е; посочете за кои задължения е"
	m.Letter = ""
	m.Guesses = []workflow.Guess{{Institution: m.Institution, Obligations: obligations, Why: "поискани са с писмото, на което се отговаря"}}
	return m
}
