package workflow

import "strings"

// PreviewSample is a foreseen letter that shows how a task is asked for, reminded of or
// followed up. One letter may be the sample of several.
type PreviewSample struct {
	Letter PreviewLetter
	Shows  []LetterPart // the parts of which it is the sample
}

// sampled is what makes the text of a part its own. A cycle with a ground of its own reads
// otherwise than those that cite the plan.
type sampled struct {
	step  Step
	task  string
	basis string
}

// Samples are the letters whose texts a person reads to have read all: for each step of each
// task the foreseen letter with the fewest parts, of these the earliest, in the order of letters.
func Samples(letters []PreviewLetter) []PreviewSample {
	best := map[sampled]int{}
	for i, l := range letters {
		for j := range l.View.Parts { // what waits in the outbox has none: its text is settled
			key := l.sampled(j)
			if b, found := best[key]; !found || len(l.Steps) < len(letters[b].Steps) {
				best[key] = i
			}
		}
	}
	var samples []PreviewSample
	for i, l := range letters {
		sample := PreviewSample{Letter: l}
		shown := map[sampled]bool{}
		for j, part := range l.View.Parts {
			if key := l.sampled(j); best[key] == i && !shown[key] {
				sample.Shows, shown[key] = append(sample.Shows, part), true
			}
		}
		if len(sample.Shows) > 0 {
			samples = append(samples, sample)
		}
	}
	return samples
}

func (l PreviewLetter) sampled(i int) sampled {
	task, _, _ := strings.Cut(l.Steps[i].Obligation, "/")
	return sampled{step: l.Steps[i].Step, task: task, basis: l.View.Parts[i].Basis}
}
