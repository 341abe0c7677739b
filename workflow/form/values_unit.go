package form

import (
	"regexp"
	"slices"
	"strings"
)

// withUnit is a count and what is typed after it: „3 бр.“, „12 служители“, „2 (два)“.
var withUnit = regexp.MustCompile(`^(\d[\d\s]*)\s*(?:(\(\s*\p{L}+\s*\)))?\s*(\p{L}+)?\.?(?:\s+(\p{L}+))?\.?$`)

// pieces are units of whatever is counted.
var pieces = []string{"бр", "броя", "брой", "бройки"}

// signals are what every row of section Б counts, whatever its indicator names.
const signals = "сигнал"

// shortestUnit keeps an indicator's „по“ and „за“ from being units.
const shortestUnit = 3

// numberWords are what people write out in brackets behind a count, from 0 on.
var numberWords = [][]string{
	{"нула"}, {"един", "една", "едно"}, {"два", "две"}, {"три"}, {"четири"}, {"пет"}, {"шест"}, {"седем"}, {"осем"}, {"девет"}, {"десет"},
}

// countOf reads what is typed where a row counts: a number, alone or with a unit that can mean nothing
// else in this row. What else stands there („около 3“, „3 %“, „3-4 бр.“) nobody may guess at.
func countOf(row Row, s string) (n int, ok bool) {
	if n, ok := parseCount(s); ok {
		return n, true
	}
	m := withUnit.FindStringSubmatch(strings.ToLower(fold(s)))
	if m == nil {
		return 0, false
	}
	n, ok = parseCount(m[1])
	return n, ok && sameInWords(n, m[2]) && unitOf(row, m[3]) && (m[4] == "" || nounOf(row, m[4]))
}

// sameInWords reports whether a number in brackets, where there is one, is the count's own.
func sameInWords(n int, words string) bool {
	words = strings.Trim(words, "() ")
	return words == "" || n < len(numberWords) && slices.Contains(numberWords[n], words)
}

func unitOf(row Row, word string) bool {
	return word == "" || slices.Contains(pieces, word) || nounOf(row, word)
}

// nounOf reports whether a word names what a row counts: it begins as a word of its indicator does, but
// for the ending.
func nounOf(row Row, word string) bool {
	if word == "ден" { // the one whose plural begins otherwise
		word = "дни"
	}
	stem := []rune(word)
	if len(stem) < shortestUnit {
		return false
	}
	stem = stem[:max(shortestUnit, len(stem)-2)]
	counted := strings.Fields(strings.ToLower(row.Indicator))
	if strings.HasPrefix(row.Code, "Б") {
		counted = append(counted, signals)
	}
	return slices.ContainsFunc(counted, func(w string) bool {
		return strings.HasPrefix(w, string(stem)) && len([]rune(w)) <= len(stem)+5
	})
}
