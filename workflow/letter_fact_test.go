package workflow

import (
	"slices"
	"testing"
	"time"
)

func applyToLetter(t *testing.T, facts ...Fact) Letter {
	t.Helper()
	var state State = Letter{}
	for i, f := range facts {
		var err error
		if state, err = state.Apply(Event{Seq: int64(i), At: time.Unix(int64(i), 0), Subject: Subject{AboutLetter, "l"}, Fact: f}); err != nil {
			t.Fatalf("%s: %v", f.FactName(), err)
		}
	}
	return state.(Letter)
}

// What waits for the records office's number, or for the office to send it, and what no longer does.
func TestLetterNumbered(t *testing.T) {
	on := Date{2018, time.December, 3}
	numbered := LetterNumbered{No: "РД-12-7", On: on, SHA256: "new"}
	for name, c := range map[string]struct {
		letter        Letter
		facts         []Fact
		status        LetterStatus
		forNo, forOut bool
		sha256, outNo string
	}{
		"a mail":                          {Letter{SHA256: "old"}, nil, Queued, false, false, "old", ""},
		"a mail with its number":          {Letter{SHA256: "old"}, []Fact{numbered}, Queued, false, false, "new", "РД-12-7"},
		"a mail that wants its number":    {Letter{AwaitsNo: true, SHA256: "old"}, nil, Queued, true, false, "old", ""},
		"and has it":                      {Letter{AwaitsNo: true, SHA256: "old"}, []Fact{numbered}, Queued, false, false, "new", "РД-12-7"},
		"and was cancelled":               {Letter{AwaitsNo: true, SHA256: "old"}, []Fact{LetterCancelled{}}, Cancelled, false, false, "old", ""},
		"for the records office":          {Letter{Printed: true, SHA256: "old"}, nil, Queued, false, true, "old", ""},
		"which has sent it":               {Letter{Printed: true, SHA256: "old"}, []Fact{LetterNumbered{No: "РД-12-7", On: on}}, Taken, false, false, "old", "РД-12-7"},
		"which has sent what was stopped": {Letter{Printed: true, SHA256: "old"}, []Fact{LetterCancelled{}, numbered}, Cancelled, false, false, "new", "РД-12-7"},
	} {
		c.letter.Recipients = []Recipient{{Address: "a@x.example"}}
		l := applyToLetter(t, append([]Fact{Composed{Letter: c.letter}}, c.facts...)...)
		if l.Status != c.status || l.WaitsForNo() != c.forNo || l.WaitsForRecords() != c.forOut || l.SHA256 != c.sha256 || l.OutNo != c.outNo {
			t.Errorf("%s: %s, waits for its number %v, for the office %v, %q, %q", name, l.Status, l.WaitsForNo(), l.WaitsForRecords(), l.SHA256, l.OutNo)
		}
		if (l.OutOn == on) != (c.outNo != "") || l.Sent.IsZero() != (l.Status != Taken) {
			t.Errorf("%s: numbered on %v, sent %v", name, l.OutOn, l.Sent)
		}
	}
}

// A letter tried again asks those who refused it anew, and for the copy that proves it; nobody else.
func TestLetterRetriedAsksWhoRefused(t *testing.T) {
	l := applyToLetter(t,
		Composed{Letter: Letter{Recipients: []Recipient{{Address: "a@x.example"}, {Address: "b@x.example"}, {Address: "c@x.example", Own: true}}}},
		Attempted{},
		Answered{Outcome: outcomeAccepted, Status: Refused, Recipients: []Recipient{
			{Address: "a@x.example", State: RecipientRefused, Reply: "550 no"}, {Address: "b@x.example", State: RecipientAccepted}, {Address: "c@x.example", State: RecipientAccepted}}},
		LetterRetried{Reason: "адресът е поправен"})
	if got := l.Asked(); l.Status != Queued || !slices.Equal(got, []string{"a@x.example", "c@x.example"}) {
		t.Errorf("%s, and %v are asked", l.Status, got)
	}
	if r := l.Recipients[0]; r.State != "" || r.Reply != "" {
		t.Errorf("who refused is still %+v", r)
	}
}
