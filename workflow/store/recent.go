package store

import (
	"maps"
	"sync"

	"srok/workflow"
)

// mostRecent bounds each of the two generations that recent keeps: a few kilobytes a state.
const mostRecent = 256

// recent keeps states that the last transactions have met, so that an answer
// does not read again what its attempt has just written. A state is folded from the log alone:
// while the log ends where that transaction left it, whoever wrote since, no state has changed.
type recent struct {
	mu         sync.Mutex
	seq        int64                               // of the last event
	young, old map[workflow.Subject]workflow.State // never changed once they are here
}

// begin gives a transaction what is still true.
func (r *recent) begin(t *Tx) (err error) {
	if t.seq, t.chain, err = t.endOfLog(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if t.seq == r.seq {
		t.young, t.old = r.young, r.old
	}
	return nil
}

// end takes over what a transaction leaves behind that has committed.
func (r *recent) end(t *Tx) {
	young, old := maps.Clone(t.states), t.young
	switch {
	case len(t.states) > mostRecent: // an approval, a fold of all: more than a later one will ask for
		young, old = nil, nil
	case len(t.states)+len(t.young) <= mostRecent:
		old = t.old
		for subject, state := range t.young {
			if _, newer := young[subject]; !newer {
				young[subject] = state
			}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seq, r.young, r.old = t.seq, young, old
}

// recall finds a state that this transaction, or one before it, has met.
func (t *Tx) recall(subject workflow.Subject) (workflow.State, bool) {
	for _, states := range []map[workflow.Subject]workflow.State{t.states, t.young, t.old} {
		if state, ok := states[subject]; ok {
			return state, true
		}
	}
	return nil, false
}
