package planfile

import (
	"regexp"
	"strings"
	"unicode"
)

// Latin letters that look like Cyrillic ones, and the other way round the few Cyrillic ones
// that stand for Roman numerals.
var (
	toCyrillic = map[rune]rune{
		'a': 'а', 'c': 'с', 'e': 'е', 'o': 'о', 'p': 'р', 'x': 'х', 'y': 'у', 'k': 'к', 'm': 'м',
		'A': 'А', 'B': 'В', 'C': 'С', 'E': 'Е', 'H': 'Н', 'K': 'К', 'M': 'М', 'O': 'О', 'P': 'Р', 'T': 'Т', 'X': 'Х',
	}
	toLatin = strings.NewReplacer("І", "I", "і", "I", "Ӏ", "I", "Х", "X", "х", "X",
		"Ⅰ", "I", "Ⅱ", "II", "Ⅲ", "III", "Ⅳ", "IV", "Ⅴ", "V", "Ⅵ", "VI", "Ⅶ", "VII", "Ⅷ", "VIII", "Ⅸ", "IX", "Ⅹ", "X")
)

var words = regexp.MustCompile(`\p{L}+`)

// fold makes texts comparable that a reader of the plan would call the same: case, kinds
// of spaces, dashes and quotes, and Latin letters typed for Cyrillic ones do not matter.
func fold(s string) string {
	if s == "" {
		return ""
	}
	if strings.ContainsFunc(s, isLatin) {
		s = words.ReplaceAllStringFunc(s, cyrillicWord)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '–' || r == '—' || r == '-' || r == '‑' || r == '−':
			return ' '
		case strings.ContainsRune("„“”\"«»'’\u00ad\u200b", r):
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// cyrillicWord gives a word its Cyrillic letters where every Latin letter in it is a look-alike.
func cyrillicWord(w string) string {
	if strings.ContainsFunc(w, func(r rune) bool { return isLatin(r) && toCyrillic[r] == 0 }) {
		return w
	}
	return strings.Map(func(r rune) rune {
		if c, ok := toCyrillic[r]; ok {
			return c
		}
		return r
	}, w)
}

func isLatin(r rune) bool    { return unicode.Is(unicode.Latin, r) }
func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// clip shortens a text for a warning.
func clip(s string) string {
	const most = 160
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
