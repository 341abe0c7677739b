package workflow

import (
	"errors"
	"fmt"
)

// complete checks that a view has what the templates of its kind rely on: a letter with a
// hole in it must not go out, and the place to notice is here, not in an institution.
func complete(v LetterView) error {
	switch v.Kind {
	case LetterRequest, LetterRemind, LetterOverdue, LetterEscalate:
		return completeParts(v)
	}
	if len(v.Parts) > 0 {
		return errors.New("parts belong to requests, reminders, overdue notices and escalations only")
	}
	whole := false
	switch v.Kind {
	case LetterReceipt:
		whole = v.Receipt != nil && !v.Receipt.Received.IsZero()
	case LetterReturn:
		r := v.Return
		whole = r != nil && !r.ReceivedDate.IsZero() && (r.PersonalData || len(r.Issues) > 0)
	case LetterAccept:
		a := v.Acceptance
		whole = a != nil && a.Title != "" && !a.ReceivedDate.IsZero()
	case LetterExtension:
		e := v.Extension
		whole = e != nil && e.Title != "" && !e.Due.IsZero()
	default:
		return errors.New("there is no such kind of letter")
	}
	if !whole {
		return errors.New("it lacks a title, a date or the reasons that such a letter states")
	}
	return nil
}

func completeParts(v LetterView) error {
	if len(v.Parts) == 0 {
		return errors.New("it has no part")
	}
	if v.Ref == "" {
		return errors.New("it has no ref")
	}
	gravest := v.Parts[0].Step
	for i, p := range v.Parts {
		switch {
		case p.Step.Gravity() < 0 || p.Title == "" || p.Due.IsZero():
			return fmt.Errorf("part %d lacks its step, title or due date", i+1)
		case p.Step == StepEscalate && v.Institution.Name == "":
			return errors.New("an escalation must name the institution")
		case p.Step.Gravity() > gravest.Gravity():
			gravest = p.Step
		}
	}
	if v.Kind != LetterKind(gravest) {
		return fmt.Errorf("its gravest part is %q", gravest)
	}
	return nil
}
