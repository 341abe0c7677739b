package planfile

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	numberForm  = regexp.MustCompile(`^\d{1,4}(?:\.\d{1,4})*$`)
	romanForm   = regexp.MustCompile(`^(?:X{0,3})(?:IX|IV|V?I{0,3})$`)
	romanNumber = regexp.MustCompile(`^([IVX]+)\.(\d{1,4}(?:\.\d{1,4})*)$`)

	// A section's row: „IV. Мерки за …“, „Раздел ІІ – …“, „ЦЕЛ 1: …“.
	sectionForm = regexp.MustCompile(`(?is)^(?:(раздел|приоритет|цел|глава|направление|част)\s+)?([IVXІХӀⅠ-Ⅻ]{1,7}|\d{1,2})\s*([.)\-–—:]|\s|$)\s*(.*)$`)

	numberedText = regexp.MustCompile(`(?s)^(\d{1,3}(?:\.\d{1,3})*)[.)]\s*(\S.*)$`)
)

// number reads the № of a measure: „1.“, „2)“, „1.3.“; Roman ones keep their section: „I.4“.
func number(s string) (section, n string, ok bool) {
	s = strings.TrimRight(strings.Join(strings.Fields(s), ""), ".)")
	if numberForm.MatchString(s) {
		return "", s, true
	}
	if m := romanNumber.FindStringSubmatch(strings.ToUpper(toLatin.Replace(s))); m != nil && romanForm.MatchString(m[1]) {
		return m[1], m[2], true
	}
	return "", "", false
}

func isNumber(s string) bool {
	_, _, ok := number(s)
	return ok
}

// sectionRow reads the numeral and the title of a section. An Arabic numeral counts only
// after a word such as „Раздел“, because a numbered sentence is not a section.
func sectionRow(s string) (numeral, title string, ok bool) {
	m := sectionForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return "", "", false
	}
	named := m[1] != ""
	if _, err := strconv.Atoi(m[2]); err == nil {
		return m[2], m[4], named
	}
	numeral = toLatin.Replace(m[2])
	if numeral != strings.ToUpper(numeral) && !named || !romanForm.MatchString(strings.ToUpper(numeral)) {
		return "", "", false
	}
	return strings.ToUpper(numeral), strings.TrimSpace(m[4]), true
}

// roman writes 1 to 39.
func roman(n int) string {
	if n < 1 || n > 39 {
		return strconv.Itoa(n)
	}
	units := []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}
	return strings.Repeat("X", n/10) + units[n%10]
}
