package form

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"srok/workflow"
)

const (
	yes = "да"
	no  = "не"
)

// longestCount is how many digits a count may have: with one more it could be an ЕГН that has lost
// its leading zeros, which no finding may repeat.
const longestCount = 7

// thousand after a point may be the rest of 1.000 (one thousand) as well as of 1,000 (one).
const thousand = "000"

// parseCount reads a count. Digits may be grouped by spaces and followed by a zero fraction,
// as programs write them; up to nine digits, since no institution counts further.
func parseCount(s string) (n int, ok bool) {
	s = strings.Join(strings.Fields(s), "") // Fields knows the no-break space too
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	if strings.Trim(fraction, "0") != "" || fraction == thousand || len(strings.TrimPrefix(whole, "-")) > longestCount {
		return 0, false
	}
	n, err := strconv.Atoi(whole)
	return n, err == nil
}

// parseYesNo reads да or не in any case, with or without a full stop.
func parseYesNo(s string) (answer string, ok bool) {
	answer = strings.Trim(strings.ToLower(fold(s)), " .!")
	return answer, answer == yes || answer == no
}

var (
	dayFirst  = regexp.MustCompile(`^(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4})$`)
	yearFirst = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	worded    = regexp.MustCompile(`^(\d{1,2})\s+(\p{L}+)\s+(\d{4})$`)
	yearAtEnd = regexp.MustCompile(`\s*(г|год|година)?\.?\s*$`)
	yearAlone = regexp.MustCompile(`^\d{4}$`)
)

var months = []string{"януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"}

// parseDate reads 31.12.2018, 2018-12-31 and 31 декември 2018, each with or without „г.“.
func parseDate(s string) (workflow.Date, bool) {
	s = yearAtEnd.ReplaceAllString(strings.ToLower(strings.TrimSpace(s)), "")
	year, month, day := "", "", ""
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else if m := yearFirst.FindStringSubmatch(s); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else if m := worded.FindStringSubmatch(s); m != nil {
		for i, name := range months {
			if m[2] == name {
				day, month, year = m[1], strconv.Itoa(i+1), m[3]
			}
		}
	}
	t, err := time.Parse("2006-1-2", year+"-"+trimZero(month)+"-"+trimZero(day))
	if err != nil {
		return workflow.Date{}, false
	}
	return workflow.DateOf(t), true
}

func trimZero(s string) string { return strings.TrimPrefix(s, "0") }

// splitDates cuts a list of dates; „;“ is asked for, other usual separators are understood.
func splitDates(s string) []string {
	fields := strings.FieldsFunc(strings.ReplaceAll(s, " и ", ";"), func(r rune) bool {
		return r == ';' || r == ',' || r == '\n' || r == '\r'
	})
	var dates []string
	for _, f := range fields {
		if f = strings.TrimSpace(f); f != "" {
			dates = append(dates, f)
		}
	}
	return dates
}

var rangeDash = regexp.MustCompile(`\s*[–—]\s*|\s+-\s+|\s+до\s+`)

// parseSpan reads the two days of А2; a year alone is its first and last day.
func parseSpan(s string) (from, to workflow.Date, ok bool) {
	s = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "от "))
	if year := yearAtEnd.ReplaceAllString(s, ""); yearAlone.MatchString(year) {
		from, to = workflow.Period(year).Range()
		return from, to, true
	}
	ends := rangeDash.Split(s, -1)
	if len(ends) != 2 {
		return workflow.Date{}, workflow.Date{}, false
	}
	from, okFrom := parseDate(ends[0])
	to, okTo := parseDate(ends[1])
	return from, to, okFrom && okTo
}

// isURL accepts an address as officials write it: with or without http://.
func isURL(s string) bool {
	if strings.ContainsAny(s, " \t\u00a0\"<>") {
		return false
	}
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil {
		return false
	}
	host := u.Hostname()
	dot := strings.LastIndexByte(host, '.')
	return dot > 0 && dot < len(host)-1 && !strings.Contains(host, "..")
}

// lines of a text that are not empty.
func lines(s string) []string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.Trim(l, " \t\r\n\u00a0;,"); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// formatDate is 31.12.2018, as the form asks for it.
func formatDate(d workflow.Date) string {
	return fmt.Sprintf("%02d.%02d.%04d", d.Day, d.Month, d.Year)
}

// formatSpan is 01.01.2018 – 31.12.2018.
func formatSpan(p workflow.Period) string {
	from, to := p.Range()
	if from.IsZero() {
		return ""
	}
	return formatDate(from) + " – " + formatDate(to)
}

// lookAlikes are Latin letters that officials type for the Cyrillic ones they look like.
var lookAlikes = strings.NewReplacer("A", "А", "B", "В", "C", "С", "E", "Е", "H", "Н", "K", "К", "M", "М", "O", "О",
	"P", "Р", "T", "Т", "X", "Х", "Y", "У", "a", "а", "c", "с", "e", "е", "o", "о", "p", "р", "x", "х", "y", "у")

// fold makes texts that look the same equal.
func fold(s string) string {
	return lookAlikes.Replace(strings.Join(strings.Fields(s), " "))
}

var nameMarks = strings.NewReplacer("„", "", "“", "", "”", "", "\"", "", "'", "", "«", "", "»", "",
	"–", "-", "—", "-", " - ", "-", " -", "-", "- ", "-", ".", "")

// sameName compares names of institutions but for case, quotes, dashes and look-alikes.
func sameName(a, b string) bool {
	norm := func(s string) string {
		return strings.Join(strings.Fields(nameMarks.Replace(nameMarks.Replace(strings.ToLower(fold(s))))), " ")
	}
	return norm(a) == norm(b)
}

// codeDigits are letters typed where the digit they look like belongs.
var codeDigits = strings.NewReplacer("О", "0", "З", "3", "І", "1", "I", "1", "L", "1", ",", ".", " ", "")

// codeOf is the row code that a cell holds; empty where it holds none.
func codeOf(s string) string {
	if len(s) > 24 { // the longest code is 5 bytes; leave room for spaces
		return ""
	}
	letters := []rune(fold(strings.ToUpper(strings.TrimSpace(s))))
	if len(letters) < 2 {
		return ""
	}
	code := string(letters[:1]) + strings.TrimRight(codeDigits.Replace(string(letters[1:])), ".")
	if i := rowIndex(code); i >= 0 && rows[i].Type != TypeHeader {
		return code
	}
	return ""
}
