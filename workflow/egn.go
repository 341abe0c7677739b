package workflow

import (
	"strings"
	"time"
)

// egnDigits is the length of an ЕГН, the Bulgarian personal number.
const egnDigits = 10

// FindEGN reports whether a text holds what is, by its form, an ЕГН: a run of exactly ten
// digits with a valid date of birth and check digit, or such digits written apart (isApart,
// isNamed). Digits within a longer number are not one. A file number can look like one, so a
// person confirms a hit before anybody is told. The text may be any bytes; no copy of the number
// leaves this function.
func FindEGN(text string) bool {
	for start := 0; start < len(text); {
		end := digitsEnd(text, start)
		switch length := end - start; {
		case length == egnDigits && isEGN(text[start:end]),
			length == dateDigits && isApart(text, start, end),
			length > 0 && length < egnDigits && isNamed(text, start):
			return true
		}
		start = end + 1
	}
	return false
}

func digitsEnd(text string, at int) int {
	for at < len(text) && isDigit(text[at]) {
		at++
	}
	return at
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isEGN judges ten ASCII digits: the date (month +20 for the 1800s, +40 for the 2000s) and
// the check digit.
func isEGN(digits string) bool {
	two := func(i int) int { return int(digits[i]-'0')*10 + int(digits[i+1]-'0') }
	year, month, day := 1900+two(0), two(2), two(4)
	switch {
	case month > 40:
		year, month = year+100, month-40
	case month > 20:
		year, month = year-100, month-20
	}
	if day < 1 || month < 1 || month > 12 || day > daysIn(year, month) {
		return false
	}
	sum := 0
	for i, weight := range [egnDigits - 1]int{2, 4, 8, 5, 10, 9, 7, 3, 6} {
		sum += int(digits[i]-'0') * weight
	}
	return sum%11%10 == int(digits[egnDigits-1]-'0')
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// FindNumericEGN is FindEGN for a number that a spreadsheet stored as a number, which loses
// the leading zeros of those born in years ending in 00 to 09.
func FindNumericEGN(digits string) bool {
	const shortest = egnDigits - 2 // year 00; the month is 41 or more for all who are alive
	return len(digits) >= shortest && len(digits) <= egnDigits && FindEGN(strings.Repeat("0", egnDigits-len(digits))+digits)
}
