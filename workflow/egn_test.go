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

// Digits written apart: what a person would read as an ЕГН is one, other figures are not.
func TestFindEGNApart(t *testing.T) {
	for text, want := range map[string]bool{
		"750102 0018":      true,
		"ЕГН 750102 0018.": true,
		"лицето (750102-0018) е подало":   true,
		"750102\u00a00018":                true,
		"750102\u202f0018":                true,
		"750102\xa00018":                  true, // windows-1251
		"750102\u20110018":                true,
		"750102 \u2013 0018":              true,
		"Иван Иванов;750102 0018;Перник":  true,
		"Иван Иванов, 750102 0018, 45 г.": true,
		"1. 750102 0018":                  true,
		".750102 0018":                    true, // a full stop that ends nothing
		" 750102 0018":                    true,
		"5 750102-0018":                   true, // the second column of a list
		"ЕГН: 75 01 02 00 18":             true,
		"ЕГН 7 5 0 1 0 2 0 0 1 8":         true,
		"ЕГН: 750102/0018":                true,
		"Е.Г.Н. 75.01.02.00.18":           true,
		"egn:\u00a075010 20018":           true,
		"с ЕГН на лицето – 7501 0200 18":  true,
		"\xc5\xc3\xcd: 7501 020 018":      true,
		"ЕГН№ 12 750102 0018":             false, // not ten digits
		"750102 0017":                     false, // the check digit
		"751302 0018":                     false, // the month
		"750102  0018":                    false, // two columns
		"750102\n0018":                    false, // two lines
		"750102\t0018":                    false, // two cells
		"12 750102 0018":                  false, // a row of figures
		"750102 0018 45":                  false,
		"750102 0018,50 лв.":              false, // a sum
		"1.750102 0018":                   false,
		"РД-12-750102-0018":               false, // registration numbers
		"вх. № 94-750102 0018":            false,
		"№ 750102-0018/01.02.2018":        false,
		"750102-0018-1":                   false,
		"BG80BNBG 7501 0200 18":           false, // an IBAN
		"BG750102 0018":                   false,
		"тел. 0750 102 0018":              false, // telephone numbers
		"тел. 075 010 20018":              false,
		"+750102 0018":                    false,
		"75 01 02 00 18":                  false, // in such groups it may be anything
		"7501 0200 18":                    false,
		"17501020018 и 750102 00189":      false,
		"сканиран-181210-1433":            false,
		"Scan 181210-1439.pdf":            false,
		"Без ЕГН; постъпили сигнали: 7, 5, 0 и 1": false,
	} {
		if got := FindEGN(text); got != want {
			t.Errorf("%q: FindEGN = %v, want %v", text, got, want)
		}
	}
}

// The minute of a scan is no ЕГН, though its digits add up.
func TestStampsAreNoEGN(t *testing.T) {
	stamps := 0
	for minute := range 24 * 60 {
		hhmm := fmt.Sprintf("%02d%02d", minute/60, minute%60)
		if digits := "181210" + hhmm; isEGN(digits) {
			stamps++
			for _, text := range []string{"Scan 181210-" + hhmm + ".pdf", "Скан 181210 " + hhmm} {
				if FindEGN(text) {
					t.Errorf("%q is taken for one", text)
				}
			}
			if !FindEGN("ЕГН 181210 " + hhmm) {
				t.Errorf("181210 %s is none though it is named so", hhmm)
			}
		}
	}
	if stamps == 0 {
		t.Error("no stamp adds up")
	}
}

// Only what a clock can show in a year of scanners is a minute: all else that adds up is an ЕГН.
func TestWhatIsAStamp(t *testing.T) {
	for day, want := range map[string]bool{"181210": true, "300101": true, "301231": true, "310101": false, "184101": false, "182101": false, "751210": false} {
		for n := range 10_000 {
			digits := fmt.Sprintf("%s%04d", day, n)
			stamp := want && n < 2400 && n%100 < 60
			if isEGN(digits) && FindEGN(day+" "+digits[6:]) == stamp {
				t.Errorf("%s %s is taken for a minute: %v", day, digits[6:], !stamp)
			}
		}
	}
}

// 29 February was or was not, in each of the three centuries.
func TestEGNOfLeapDays(t *testing.T) {
	for date, want := range map[string]bool{
		"962229": true, "952229": false, "002229": false, // 1896, 1895, 1800
		"960229": true, "950229": false, "000229": false, // 1996, 1995, 1900
		"044229": true, "054229": false, "004229": true, // 2004, 2005, 2000
	} {
		if got := isEGN(withCheck(date + "123")); got != want {
			t.Errorf("born on %s: %v", date, got)
		}
	}
}

// Ordinary figures side by side rarely stop a report at the door.
func TestFalseAlarmsAreRare(t *testing.T) {
	alarms := 0
	const pairs = 100_000
	for n := range pairs {
		if FindEGN(fmt.Sprintf("%06d %04d", n*7919%1_000_000, n*104_729%10_000)) {
			alarms++
		}
	}
	if alarms == 0 || alarms > pairs/50 {
		t.Errorf("%d of %d pairs of figures are taken for one", alarms, pairs)
	}
}

func FuzzFindEGN(f *testing.F) {
	f.Add("ЕГН 7 5 0 1 0 2 0 0 1 8")
	f.Add("750102\xa00018 \xc5\xc3\xcd")
	f.Fuzz(func(t *testing.T, text string) {
		const nobody = "7501020018"
		FindEGN(text)
		if !FindEGN(text + "\n" + nobody + "\n" + text) {
			t.Error("it hides a number")
		}
	})
}
