package workflow

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A token of a deadline phrase: a number (also a Roman one), a word in lower case, or a
// punctuation mark.
type token struct {
	kind    tokenKind
	text    string
	n       int // of a number; -1 where it is too long to be one
	digits  int // how many a number was written with; 0: Roman
	ordinal bool
	spaced  bool // white space stood before it
}

type tokenKind int

const (
	wordToken tokenKind = iota
	numberToken
	markToken
)

func (t token) roman() bool { return t.kind == numberToken && t.digits == 0 }

// tokens reads a phrase so that what must not matter is gone: case, kinds of dashes and
// spaces, line breaks, quotes, invisible characters, the dot of an abbreviation, the
// ending of an ordinal, Latin letters that look Cyrillic, and Roman numerals however typed.
func tokens(phrase string) []token {
	var read []token
	runes := []rune(plainPhrase(phrase))
	spaced := false
	for i := 0; i < len(runes); {
		r := runes[i]
		start := i
		switch {
		case unicode.IsSpace(r):
			spaced = true
			i++
			continue
		case unicode.IsDigit(r):
			for i < len(runes) && unicode.IsDigit(runes[i]) {
				i++
			}
			read = append(read, number(string(runes[start:i]), spaced))
		case unicode.IsLetter(r):
			for i < len(runes) && unicode.IsLetter(runes[i]) {
				i++
			}
			read = append(read, word(string(runes[start:i]), spaced))
		default:
			i++
			read = append(read, token{kind: markToken, text: string(r), spaced: spaced})
		}
		spaced = false
	}
	return ordinals(withoutAbbreviationDots(read))
}

var tidier = strings.NewReplacer(
	"–", "-", "—", "-", "−", "-", "‑", "-", "‒", "-", "―", "-",
	"„", "", "“", "", "”", "", "\"", "", "«", "", "»", "", "'", "", "’", "",
	"\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u200e", "", "\u200f", "", "\ufeff", "",
)

// plainPhrase composes letters (macOS writes й as two characters; NFKC also takes Ⅱ apart) and
// drops what carries no meaning.
func plainPhrase(phrase string) string {
	return strings.ToLower(tidier.Replace(norm.NFKC.String(strings.ToValidUTF8(phrase, ""))))
}

func number(digits string, spaced bool) token {
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) > 4 {
		n = -1
	}
	return token{kind: numberToken, text: digits, n: n, digits: len(digits), spaced: spaced}
}

// Cyrillic і (U+0456) and х are typed for the Roman i and x.
var toRoman = strings.NewReplacer("і", "i", "ӏ", "i", "х", "x")

// Latin letters that look like Cyrillic ones, as capitals or as small letters.
var toCyrillic = strings.NewReplacer("a", "а", "b", "в", "c", "с", "e", "е", "h", "н", "k", "к",
	"m", "м", "o", "о", "p", "р", "t", "т", "x", "х", "y", "у")

var romanNumbers = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7,
	"viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}

func word(w string, spaced bool) token {
	if n, is := romanNumbers[toRoman.Replace(w)]; is {
		return token{kind: numberToken, text: w, n: n, spaced: spaced}
	}
	return token{kind: wordToken, text: toCyrillic.Replace(w), spaced: spaced}
}

func withoutAbbreviationDots(all []token) []token {
	kept := all[:0]
	for _, t := range all {
		if t.text == "." && len(kept) > 0 && kept[len(kept)-1].kind == wordToken {
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

var ordinalEndings = wordSet("ви ри ти ми и во ро то о мо но та ва ра ма на а я ия ият вия рия тия мия вият рият тият мият ото вото рото тото ата вата рата тата")

// ordinals joins „10-о“, „І-во“, „1ви“ to one number: the ending only says that it is an ordinal.
func ordinals(all []token) []token {
	var joined []token
	for i := 0; i < len(all); i++ {
		t := all[i]
		if t.kind == numberToken {
			next := i + 1
			if next < len(all) && all[next].text == "-" {
				next++
			}
			if next < len(all) && !all[next].spaced && all[next].kind == wordToken && ordinalEndings[all[next].text] {
				t.ordinal = true
				i = next
			}
		}
		joined = append(joined, t)
	}
	return joined
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
