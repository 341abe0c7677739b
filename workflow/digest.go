package workflow

import (
	"fmt"
	"strconv"
	"strings"
)

// Digest renders the weekly letter to the chair. Its subject has no tag: nothing answers it.
func (t *Templates) Digest(view DigestView) (LetterText, error) {
	v := cleaned(view)
	var w pieces
	subject := w.line(t, "digest.subject", v)
	if w.err != nil {
		return LetterText{}, fmt.Errorf("digest of %s: %w", strings.Join(v.Weeks, ", "), w.err)
	}
	text, err := t.render("digest", "digest.html", v)
	if err != nil {
		return LetterText{}, fmt.Errorf("digest of %s: %w", strings.Join(v.Weeks, ", "), err)
	}
	text.Subject = subject
	return text, nil
}

// DecisionText is one decision that waits for a person, in words.
type DecisionText struct {
	What, Proposal, Otherwise string
	Since                     Date
}

// Decisions renders what a digest would put before the chair, for pages.
func (t *Templates) Decisions(view DigestView) ([]DecisionText, error) {
	var w pieces
	var texts []DecisionText
	for _, d := range cleaned(view).ToDecide {
		texts = append(texts, DecisionText{Since: d.Since, What: w.line(t, "digest.what", d),
			Proposal: w.line(t, "digest.proposal", d), Otherwise: w.line(t, "digest.otherwise", d)})
	}
	if w.err != nil {
		return nil, fmt.Errorf("decisions: %w", w.err)
	}
	return texts, nil
}

// weeksWords names ISO weeks as an official does: „8/2018, 9/2018 и 10/2018“.
func weeksWords(weeks []string) string {
	named := make([]string, len(weeks))
	for i, week := range weeks {
		named[i] = week
		year, number, ok := strings.Cut(week, "-W")
		if n, err := strconv.Atoi(number); ok && err == nil {
			named[i] = strconv.Itoa(n) + "/" + year
		}
	}
	return joinAnd(named)
}
