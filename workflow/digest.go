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
