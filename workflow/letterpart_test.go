package workflow

import (
	"slices"
	"testing"
	"time"
)

// A letter thanks for what was accepted, and speaks of what was sent back only while it waits for that.
func TestReceivedOn(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2019, time.January, day, 22, 30, 0, 0, time.UTC) } // 00:30 of the next day in Sofia
	on := func(day int) Date { return Date{2019, time.January, day + 1} }
	asked := apply(t, usualObligation(t), StepTaken{Slot: "request", Letter: "l1"}, StepSent{Slot: "request", Letter: "l1", On: Date{2018, time.December, 3}})
	first := apply(t, asked, SubmissionReceived{Submission: "s1", Received: at(7), Covers: []string{"I.4"}})
	accepted := apply(t, first, SubmissionAccepted{Submission: "s1"})
	second := apply(t, accepted, SubmissionReceived{Submission: "s2", Received: at(9), Covers: []string{"V.2"}})
	sent := SubmissionReturned{Submission: "s2", FixDue: Date{2019, time.January, 20}}
	for name, c := range map[string]struct {
		o    Obligation
		want []Date
	}{
		"nothing":                      {asked, nil},
		"under review":                 {first, nil},
		"accepted in part":             {accepted, []Date{on(7)}},
		"the rest is under review":     {second, []Date{on(7)}},
		"the rest was sent back":       {apply(t, second, sent), []Date{on(9)}},
		"and a third has come":         {apply(t, second, sent, SubmissionReceived{Submission: "s3", Received: at(11), Covers: []string{"V.2"}}), []Date{on(7)}},
		"and was accepted":             {apply(t, second, sent, SubmissionReceived{Submission: "s3", Received: at(11), Covers: []string{"V.2"}}, SubmissionAccepted{Submission: "s3"}), []Date{on(7), on(11)}},
		"two of one day were accepted": {apply(t, accepted, SubmissionReceived{Submission: "s2", Received: at(7), Covers: []string{"V.2"}}, SubmissionAccepted{Submission: "s2"}), []Date{on(7)}},
	} {
		if got := receivedOn(c.o, testHours.Zone); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Of what is partly delivered each thing that is asked is either still owed or received, whether it answers one measure or several;
// what answers none in particular is asked as long as anything is.
func TestReceivedAndOwedItems(t *testing.T) {
	task := usualReport
	task.Items = []Item{{Text: "сигнали", Measures: []string{"I.4", "VI.1"}}, {Text: "мерки", Measures: []string{"V.2"}}, {Text: "подпис"}}
	for name, c := range map[string]struct {
		covered, owed, received []string
	}{
		"one of two":       {[]string{"I.4"}, []string{"сигнали", "мерки", "подпис"}, []string{"информация по мярка I.4"}},
		"both":             {[]string{"I.4", "VI.1"}, []string{"мерки", "подпис"}, []string{"сигнали"}},
		"that of one only": {[]string{"V.2"}, []string{"сигнали", "подпис"}, []string{"мерки"}},
	} {
		o := Obligation{Measures: task.Measures, Covered: c.covered}
		if owed, received := owedItems(task, o.Owed()), receivedItems(task, o); !slices.Equal(owed, c.owed) || !slices.Equal(received, c.received) {
			t.Errorf("%s: owed %q, received %q", name, owed, received)
		}
	}
}
