package engine

import (
	"slices"

	"srok/workflow"
)

// answersTogether are the obligations of all the letters that a reply names in its own words; foreign
// are the letters among them to other institutions.
func answersTogether(placed workflow.Placed) (obligations []string, foreign []workflow.Letter) {
	obligations = slices.Clone(placed.Letter.Obligations)
	for _, letter := range placed.Beside {
		if letter.Institution != placed.Letter.Institution {
			foreign = append(foreign, letter)
			continue
		}
		for _, key := range letter.Obligations {
			if !slices.Contains(obligations, key) {
				obligations = append(obligations, key)
			}
		}
	}
	return obligations, foreign
}

// askWhose leaves it to a person for whom a reply answers that names letters to several institutions.
func askWhose(m workflow.Message, placed workflow.Placed, foreign []workflow.Letter) workflow.Message {
	m.Verdict, m.Why = workflow.VerdictHeld, "цитирани са писма до няколко институции; посочете за кои задължения е отговорът"
	m.Letter = ""
	for _, letter := range append([]workflow.Letter{placed.Letter}, foreign...) {
		m.Guesses = append(m.Guesses, workflow.Guess{Institution: letter.Institution, Obligations: letter.Obligations,
			Why: "цитирано е обозначението " + string(letter.Ref)})
	}
	return m
}
