package workflow

import (
	"regexp"
	"strings"
)

// dateDigits are those of an ЕГН that say the date of birth; people leave a gap after them.
const dateDigits = 6

// isApart reports whether a run of six digits, from start to end, is the date of an ЕГН with its last
// four digits after a gap: „850605 1230“, „850605-1230“.
//
// One of a hundred such pairs of figures passes for an ЕГН by its date and check digit. A quarantine
// that a person lifts harms nobody, and a person's number that is handed on does; so the pair alone is
// a hit. What is visibly something else is none: a pair in a row of figures, a part of a registration
// number (РД-12-850605-1230/2018), of a sum (850605 1230,50) or of an IBAN, and the date and hour that a
// scanner names its files by. Telephone numbers are written in other groups: those, like digits apart
// in any other way, count after the word itself (isNamed).
func isApart(text string, start, end int) bool {
	gap := gapAt(text[end:])
	if gap.length == 0 {
		return false
	}
	last := end + gap.length
	after := digitsEnd(text, last)
	if after-last != egnDigits-dateDigits {
		return false
	}
	digits := text[start:end] + text[last:after]
	return isEGN(digits) && !isStamp(digits) && !goesOn(text[after:], gap) && !began(text[:start], gap)
}

// isStamp: 181210-1430 is rather the minute of a scan than somebody born a hundred years before.
func isStamp(digits string) bool {
	const latest = "30" // year
	return digits[:2] <= latest && digits[2:4] <= "12" && digits[dateDigits:8] < "24" && digits[8:] < "60"
}

// gap is what stands between two groups of digits.
type gap struct {
	length int
	dash   bool
}

var (
	blank = oneOfBytes(" ", "\u00a0", "\u2009", "\u202f", "\xa0") // the last one in windows-1251
	dash  = oneOfBytes("-", "\u00ad", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\x96", "\x97", "\xad")
)

// oneOfBytes gives the length of what a text begins with, of these; 0: none.
func oneOfBytes(these ...string) func(text string) int {
	return func(text string) int {
		for _, s := range these {
			if strings.HasPrefix(text, s) {
				return len(s)
			}
		}
		return 0
	}
}

// gapAt is a blank, or a dash that may have a blank on either side.
func gapAt(text string) gap {
	before := blank(text)
	n := dash(text[before:])
	if n == 0 {
		return gap{length: before}
	}
	return gap{length: before + n + blank(text[before+n:]), dash: true}
}

// goesOn reports whether a pair of figures is followed by more of the same: another figure, decimals,
// or the rest of a registration number.
func goesOn(after string, between gap) bool {
	if after == "" {
		return false
	}
	rest := after[1:]
	switch n := gapAt(after); {
	case n.length > 0 && n.dash == between.dash:
		rest = after[n.length:]
	case !strings.ContainsRune(".,/-", rune(after[0])):
		return false
	}
	return rest != "" && isDigit(rest[0])
}

// began reports whether a pair of figures goes on from something before it.
func began(before string, between gap) bool {
	last := len(before) - 1
	switch {
	case last < 0:
		return false
	case isLetter.MatchString(before[max(0, last-3):]), strings.ContainsRune("-/+", rune(before[last])):
		return true
	case strings.ContainsRune(".,", rune(before[last])):
		return last > 0 && isDigit(before[last-1])
	}
	const longest = 3 // bytes of a blank
	for n := 1; n <= longest && n <= last && !between.dash; n++ {
		if blank(before[len(before)-n:]) == n {
			return isDigit(before[last-n])
		}
	}
	return false
}

var isLetter = regexp.MustCompile(`\pL$`)

// named ends with the word that says what comes: ЕГН, in UTF-8 or windows-1251, or in Latin letters.
var named = regexp.MustCompile(`(?i)(?:^|\PL)(?:е\.?\s?г\.?\s?н|egn)\.?[^0-9\pL]{0,12}(?:(?:на|№|no|номер|лице\pL*)[^0-9\pL]{1,4}){0,3}$`)

// namedBefore is how far before the digits the word is looked for, in bytes.
const namedBefore = 64

// isNamed reports whether ten digits, in whatever groups, follow the word ЕГН and are one.
func isNamed(text string, start int) bool {
	digits, ok := tenDigits(text[start:])
	if !ok || !isEGN(digits) {
		return false
	}
	before := text[max(0, start-namedBefore):start]
	return named.MatchString(before) || namedInCP1251(before)
}

// tenDigits gathers the digits that a text begins with and goes on with after short gaps in the line.
func tenDigits(text string) (string, bool) {
	const widest = 4 // bytes between two digits
	digits := make([]byte, 0, egnDigits)
	for at, apart := 0, 0; at < len(text) && apart <= widest; at++ {
		switch c := text[at]; {
		case isDigit(c) && len(digits) == egnDigits-1:
			return string(append(digits, c)), at+1 == len(text) || !isDigit(text[at+1])
		case isDigit(c):
			digits, apart = append(digits, c), 0
		case c == '\r', c == '\n', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
			return "", false
		default:
			apart++
		}
	}
	return "", false
}

// namedInCP1251: „ЕГН“ in a charset of 8 bits, as texts and old documents have it.
func namedInCP1251(before string) bool {
	for before != "" && strings.IndexByte(" .:;,\t-\xa0\xb9", before[len(before)-1]) >= 0 {
		before = before[:len(before)-1]
	}
	return len(before) >= 3 && oneOfBytes("\xc5\xc3\xcd", "\xe5\xe3\xed")(before[len(before)-3:]) > 0
}
