package engine

import (
	"fmt"
	"strings"
	"time"

	"srok/workflow"
)

// What a person must say with an act is asked for here, whatever the door.

// blank: somebody gave no words.
func blank(words string) bool { return strings.TrimSpace(words) == "" }

// needReason refuses an act without one.
func needReason(where, reason string) error {
	if blank(reason) {
		return &workflow.Refusal{Where: where, What: "no reason is given", Do: "say why with --reason"}
	}
	return mayBeKept(where, reason)
}

// mayBeKept refuses words that must not stand in the log, from which nothing is ever taken out.
func mayBeKept(where, words string) error {
	if !workflow.FindEGN(words) {
		return nil
	}
	return &workflow.Refusal{Where: where, What: "there is what looks like an ЕГН in these words, and the log keeps them for ever", Do: "leave the number out"}
}

// needOffice refuses an approval by nobody.
func needOffice(office string) error {
	if !blank(office) {
		return nil
	}
	return &workflow.Refusal{What: "no office is named that approves", Do: "name it, for example --office „областен управител“"}
}

// happenedOn is the day that a person says for what has happened; today where none is said. One that
// is yet to come is a misprint: an approval of then would pass over every due date until then.
func (e *Engine) happenedOn(said workflow.Date, now time.Time) (workflow.Date, error) {
	today := e.today(now)
	switch {
	case said.IsZero():
		return today, nil
	case said.After(today):
		return said, &workflow.Refusal{Where: "--on", What: said.String() + " is yet to come", Do: "give the day on which it was, at the latest " + today.String()}
	case said.Year < workflow.FirstYear:
		return said, &workflow.Refusal{Where: "--on", What: said.String() + " is too long ago", Do: fmt.Sprintf("give the day on which it was: are the digits of the year right, as in %d?", today.Year)}
	}
	return said, nil
}

// mayBeDue refuses a due date of which nobody knows whether it is a working day: a misprint.
func mayBeDue(where string, due workflow.Date) error {
	if due.Year <= workflow.LastYear {
		return nil
	}
	return &workflow.Refusal{Where: where, What: due.String() + " is too far away", Do: fmt.Sprintf("give a year up to %d", workflow.LastYear)}
}
