package workflow

import (
	"reflect"
	"strings"
	"testing"
)

func TestOriginIsBelievedOnlyOfOurOwn(t *testing.T) {
	id := NewIdentity([]byte("secret"), "council@oa-pernik.example")
	steps := []LetterStep{
		{Obligation: "report/2018/pernik", Step: StepRemind, Slot: "remind-10"},
		{Obligation: "services/2018-Q1/pernik", Step: StepRequest, Slot: "request/2"},
	}
	key := StepsKey("pernik", steps)
	ours := Origin{Key: key + ".2", Kind: LetterRemind, Steps: steps}
	receipt := Origin{Key: "receipt/s-1", Kind: LetterReceipt}
	more := Origin{Key: key, Kind: LetterRemind, Steps: append(steps, LetterStep{Obligation: "report/2018/radomir", Step: StepOverdue, Slot: "overdue+5"})}

	for _, o := range []Origin{ours, receipt} {
		got, ok := id.ReadOrigin(o.String(), id.MessageID(o.Key))
		if !ok || !reflect.DeepEqual(got, o) {
			t.Errorf("%q is read as %+v, %v", o, got, ok)
		}
		if folded, ok := id.ReadOrigin(strings.ReplaceAll(o.String(), " ", "\r\n "), id.MessageID(o.Key)); !ok || !reflect.DeepEqual(folded, o) {
			t.Errorf("%q folded is read as %+v, %v", o, folded, ok)
		}
	}
	if got := ours.Institution(); got != "pernik" {
		t.Errorf("it is for %q", got)
	}
	for what, c := range map[string][2]string{
		"another's Message-ID":       {ours.String(), "1234@elsewhere.example"},
		"no Message-ID":              {ours.String(), ""},
		"another council's secret":   {ours.String(), NewIdentity([]byte("other"), "council@oa-pernik.example").MessageID(ours.Key)},
		"steps that it did not have": {more.String(), id.MessageID(key)},
		"no kind":                    {key, id.MessageID(key)},
		"a step that is none":        {key + " remind report/2018/pernik=shout:remind-10", id.MessageID(key)},
		"a step without a slot":      {key + " remind report/2018/pernik=remind", id.MessageID(key)},
		"nothing":                    {"", id.MessageID("")},
	} {
		if got, ok := id.ReadOrigin(c[0], c[1]); ok {
			t.Errorf("%s: believed as %+v", what, got)
		}
	}
}

func FuzzReadOrigin(f *testing.F) {
	id := NewIdentity([]byte("secret"), "council@oa-pernik.example")
	f.Add("receipt/s-1 receipt")
	f.Add("pernik/0123 remind report/2018/pernik=remind:remind-10")
	f.Fuzz(func(t *testing.T, line string) {
		key, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		o, ok := id.ReadOrigin(line, id.MessageID(key))
		if !ok {
			return
		}
		if again, ok := id.ReadOrigin(o.String(), id.MessageID(o.Key)); !ok || !reflect.DeepEqual(again, o) {
			t.Errorf("%q is read as %+v, and that as %+v, %v", line, o, again, ok)
		}
	})
}
