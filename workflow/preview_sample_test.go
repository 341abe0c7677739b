package workflow

import "testing"

func TestSamplesShowEveryStepOfEveryTask(t *testing.T) {
	letter := func(id string, parts ...string) PreviewLetter { // of task, basis, task, basis …
		l := PreviewLetter{LetterLine: LetterLine{MessageID: id}}
		for i := 0; i < len(parts); i += 2 {
			l.Steps = append(l.Steps, LetterStep{Obligation: parts[i] + "/2018/zemen", Step: StepRequest})
			l.View.Parts = append(l.View.Parts, LetterPart{Step: StepRequest, Title: parts[i], Basis: parts[i+1]})
		}
		return l
	}
	samples := Samples([]PreviewLetter{
		letter("both", "report", "план", "report", "план", "trainings", "план"),
		letter("alone", "report", "план"),
		letter("later", "report", "план"),
		letter("other ground", "report", "решение"),
	})
	var got []string
	for _, s := range samples {
		for _, p := range s.Shows {
			got = append(got, s.Letter.MessageID+": "+p.Title+" "+p.Basis)
		}
	}
	want := []string{"both: trainings план", "alone: report план", "other ground: report решение"}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}
