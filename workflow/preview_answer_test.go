package workflow

import (
	"slices"
	"testing"
	"time"
)

// Every kind of letter is foreseen or among the samples, and every sample can be rendered.
func TestAnswerSamplesAreOfEveryKind(t *testing.T) {
	in := PreviewInput{Now: time.Date(2018, time.December, 3, 7, 0, 0, 0, time.UTC),
		Hours: Hours{From: 9 * time.Hour, To: 16 * time.Hour, Zone: time.UTC, Calendar: testCalendar}}
	view := LetterView{Kind: LetterRequest, Ref: "SROK-7K3M9QX", Council: testCouncil, Institution: breznik, Parts: []LetterPart{reportPart(StepRequest)}}
	request := PreviewLetter{LetterLine: LetterLine{What: LineLetter, At: in.Now, Kind: LetterRequest}, View: view}
	templates := testTemplates(t)
	kinds := func(letters ...PreviewLetter) []LetterKind {
		var kinds []LetterKind
		for _, v := range AnswerSamples(in, letters) {
			if _, err := templates.Letter(v); err != nil {
				t.Error(err)
			}
			kinds = append(kinds, v.Kind)
		}
		return kinds
	}
	want := []LetterKind{LetterReceipt, LetterReturn, LetterReturn, LetterAccept, LetterExtension, LetterEscalate}
	if got := kinds(request); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := kinds(request, PreviewLetter{LetterLine: LetterLine{Kind: LetterEscalate}}); !slices.Equal(got, want[:5]) {
		t.Errorf("where an escalation is foreseen: %v", got)
	}
	if got := kinds(PreviewLetter{LetterLine: LetterLine{Kind: LetterRemind}}); got != nil {
		t.Errorf("where nothing is asked: %v", got)
	}
	if _, err := templates.Digest(DigestSample(in)); err != nil {
		t.Error(err)
	}
}
