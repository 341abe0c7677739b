package workflow

import "time"

// LetterLine is how `srok demo` tells of a letter that went out, and `srok preview` of one that would.
type LetterLine struct {
	What        string       `json:"what"`
	At          time.Time    `json:"at"` // local
	To          []string     `json:"to"` // without the council's own copy; none: the records office sends it
	Institution string       `json:"institution"`
	Kind        LetterKind   `json:"kind"`
	Subject     string       `json:"subject"`
	MessageID   string       `json:"messageId"`
	Steps       []LetterStep `json:"steps,omitempty"`
}

// LineLetter is What of a LetterLine.
const LineLetter = "letter"

// LineOf a letter of the outbox at an instant.
func LineOf(l Letter, at time.Time) LetterLine {
	line := LetterLine{What: LineLetter, At: at.Truncate(time.Second), To: []string{}, Institution: l.Institution, Kind: l.Kind,
		Subject: l.Subject, MessageID: l.MessageID, Steps: l.Steps}
	for _, r := range l.Recipients {
		if !r.Own {
			line.To = append(line.To, r.Address)
		}
	}
	return line
}
