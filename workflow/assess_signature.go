package workflow

import (
	"regexp"
	"slices"
	"strings"
)

// withoutSignature cuts off the paragraphs at the end of a text that only say who wrote it, or what a mail
// server adds: they have addresses and numbers of their own, which answer nothing. The first paragraph is
// always the writer's.
func withoutSignature(text string) string {
	paragraphs := blankLines.Split(strings.ReplaceAll(text, "\r\n", "\n"), -1)
	for len(paragraphs) > 1 && isSignature(paragraphs[len(paragraphs)-1]) {
		paragraphs = paragraphs[:len(paragraphs)-1]
	}
	return strings.Join(paragraphs, "\n\n")
}

// isSignature reports whether a paragraph is a block of short lines with a telephone, a place or a home
// page among them, or what servers put below every mail.
func isSignature(paragraph string) bool {
	if strings.TrimSpace(paragraph) == "" || addedBelow.MatchString(paragraph) {
		return true
	}
	lines := slices.DeleteFunc(strings.Split(paragraph, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
	for _, line := range lines {
		if len(strings.Fields(line)) > longestLine || tellsSomething.MatchString(line) {
			return false
		}
	}
	return slices.ContainsFunc(lines, contact.MatchString)
}

// longestLine of a signature has so many words.
const longestLine = 9

var (
	blankLines = regexp.MustCompile(`\n\s*\n`)
	// contact is how somebody can be reached: a telephone, an address, a home page without a path.
	contact = regexp.MustCompile(`(?i)(?:^|\P{L})(?:тел|моб|gsm|факс|fax|tel|e-?mail|имейл|ул|бул|пл|адрес на управление)\s*[.:№„“"]|\+359|^\s*(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+/?\s*$|\S@\S`)
	// tellsSomething is more than who and where: a day, a page, or what somebody did.
	tellsSomething = regexp.MustCompile(`(?i)\d{1,2}\.\d{1,2}\.(?:20)?\d\d|https?://[^\s/]+/\S|www\.[^\s/]+/\S|(?:^|\P{L})(?:актуал|публик|потвърж|постъп|провед|сигнал|услуг|няма|нямаме|не)\p{L}*`)
	addedBelow     = regexp.MustCompile(`(?i)околната\s+среда|поверителн|конфиденциалн|confidential|изпратено\s+от\s+мо[яй]|sent\s+from\s+my|без\s+вируси|virus-free|avast`)
)
