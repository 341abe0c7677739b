package engine

import (
	"slices"

	"srok/workflow"
	"srok/workflow/store"
)

// heldFromProgram leaves to a person an automatic answer that brings more than that it is one: a file of the
// sender's own, for a registry may send the report itself so, the news that nobody is there to read our
// letters any more, or a sentence that no program is known to send. Our own files given back are neither.
func (e *Engine) heldFromProgram(tx *store.Tx, m workflow.Message, in arrival, placed workflow.Placed, found bool) (workflow.Message, error) {
	if found {
		var err error
		if in, err = e.withoutOurs(tx, in, placed.Letter); err != nil {
			return m, err
		}
	}
	why := ""
	switch {
	case slices.ContainsFunc(in.Files, workflow.File.MayBeReport):
		why = "автоматичен отговор с приложен файл"
	case in.mail.Gone && found:
		why = "автоматичен отговор: на този адрес вече няма кой да получава писмата; вижте към кого насочва"
	case in.mail.Unsure:
		why = "прилича на автоматичен отговор, но едно от изреченията може да е на човек: прочетете го"
	default:
		return m, nil
	}
	m.Verdict, m.Why = workflow.VerdictHeld, why
	if !found {
		var err error
		m.Guesses, err = workflow.GuessFor(in.Incoming, tx)
		return m, err
	}
	m.Guesses = []workflow.Guess{{Institution: placed.Letter.Institution, Obligations: placed.Letter.Obligations, Why: placed.How.Words()}}
	m.How, m.Letter, m.Institution, m.Obligations = "", "", "", nil
	return m, nil
}
