package workflow

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The numbers are made up for the tests: a date and its check digit.
func TestFindEGN(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"alone", "7501020018", true},
		{"wrong check digit", "7501020017", false},
		{"in a sentence", "сигнал от лице с ЕГН 7501020018.", true},
		{"glued to letters", "ЕГН7501020018г", true},
		{"in brackets, lines", "а\n(7501020018)\nб", true},
		{"after other numbers", "12 345 и 7501020018", true},
		{"in a longer number", "17501020018", false},
		{"in a longer number, at its start", "75010200180", false},
		{"in an IBAN", "BG80BNBG96617501020018", false},
		{"month 13", "7513020018", false},
		{"30 February", "7502300018", false},
		{"29 February of a common year", withCheck("750229001"), false},
		{"29 February of a leap year", withCheck("760229001"), true},
		{"29 February 1900 was no day", withCheck("000229001"), false},
		{"born 29 February 2000", withCheck("004229001"), true},
		{"born in the 1800s", withCheck("952502001"), true},
		{"month 20 is of no century", withCheck("752002001"), false},
		{"a telephone", "0888123456", false},
		{"nine digits", "750102001", false},
		{"nothing", "", false},
	} {
		if got := FindEGN(c.text); got != c.want {
			t.Errorf("%s: FindEGN = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFindNumericEGN(t *testing.T) {
	whole := withCheck("004102001")
	stored := strings.TrimLeft(whole, "0")
	if FindEGN(stored) || !FindNumericEGN(stored) {
		t.Errorf("a number stored without its leading zeros: FindEGN = %v, FindNumericEGN = %v", FindEGN(stored), FindNumericEGN(stored))
	}
	for _, count := range []string{"", "0", "12", "43465"} {
		if FindNumericEGN(count) {
			t.Errorf("%q is a count", count)
		}
	}
}

// Whatever surrounds an ЕГН, it is found, unless a digit touches it.
func TestFindEGNAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(0, 99).Draw(t, "year")
		month := rapid.IntRange(1, 12).Draw(t, "month")
		century := rapid.SampledFrom([]int{0, 20, 40}).Draw(t, "century")
		day := rapid.IntRange(1, 28).Draw(t, "day")
		egn := withCheck(fmt.Sprintf("%02d%02d%02d%03d", year, month+century, day, rapid.IntRange(0, 999).Draw(t, "serial")))
		noDigitEnd := rapid.StringMatching(`([\s\S]*[^0-9])?`)
		if !FindEGN(noDigitEnd.Draw(t, "before") + egn + rapid.StringMatching(`([^0-9][\s\S]*)?`).Draw(t, "after")) {
			t.Fatal("not found")
		}
		digit := rapid.StringMatching(`[0-9]`).Draw(t, "digit")
		if FindEGN(digit+egn) || FindEGN(egn+digit) {
			t.Fatal("found within eleven digits")
		}
	})
}

// withCheck appends the check digit to nine digits.
func withCheck(nine string) string {
	sum := 0
	for i, w := range []int{2, 4, 8, 5, 10, 9, 7, 3, 6} {
		sum += int(nine[i]-'0') * w
	}
	return nine + fmt.Sprint(sum%11%10)
}
