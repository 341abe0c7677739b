package engine

import (
	"slices"

	"srok/workflow"
	"srok/workflow/store"
)

// sentByAnother finds the institution by whose address a reply comes that answers a letter to some other
// one: it has taken a wrong letter or a wrong ref, or answers for the other, and only a person knows which.
// What the council's own office passes on is as good as from a stranger.
func (e *Engine) sentByAnother(tx *store.Tx, in arrival, answered workflow.Letter) (other workflow.Institution, is bool, err error) {
	to, _, err := tx.Addressee(answered.Institution)
	if err != nil || to.Institution.Believes(in.From) {
		return other, false, err
	}
	sender, found, err := tx.InstitutionByAddress(in.From)
	return sender.Institution, found && !sender.Gone && sender.Institution.ID != e.Policy.Council.ID, err
}

// askForWhom leaves it to a person for which of two institutions a reply is.
func askForWhom(tx *store.Tx, m workflow.Message, obligations []string, sender workflow.Institution) (workflow.Message, error) {
	open, err := tx.OpenOf(sender.ID)
	if err != nil {
		return m, err
	}
	open = slices.DeleteFunc(slices.Clone(open), func(o workflow.Obligation) bool { return !o.Asked() })
	own := workflow.Guess{Institution: sender.ID, Why: "подателят е " + sender.Name}
	for _, o := range open {
		own.Obligations = append(own.Obligations, o.Key)
	}
	m.Guesses = []workflow.Guess{{Institution: m.Institution, Obligations: obligations, Why: m.How.Words()}, own}
	m.Verdict, m.Why = workflow.VerdictHeld, "отговаря се на писмо до друга институция; посочете за кои задължения е отговорът"
	m.Letter = ""
	return m, nil
}
