package workflow

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Period is the stretch of time that an obligation reports on: 2018, 2018-H1, 2018-Q3 or 2018-05.
type Period string

var periodForm = regexp.MustCompile(`^(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?$`)

// ParsePeriod accepts the four forms of a Period and nothing else.
func ParsePeriod(s string) (Period, error) {
	if !periodForm.MatchString(s) {
		return "", fmt.Errorf("%q is not a period: write 2018, 2018-H1, 2018-Q3 or 2018-05", s)
	}
	return Period(s), nil
}

// Range gives the first and the last day of the period.
func (p Period) Range() (from, to Date) {
	m := periodForm.FindStringSubmatch(string(p))
	if m == nil {
		return Date{}, Date{}
	}
	year, _ := strconv.Atoi(m[1])
	first, months := 1, 12
	switch {
	case m[2] != "":
		half, _ := strconv.Atoi(m[2])
		first, months = 6*half-5, 6
	case m[3] != "":
		quarter, _ := strconv.Atoi(m[3])
		first, months = 3*quarter-2, 3
	case m[4] != "":
		first, _ = strconv.Atoi(m[4])
		months = 1
	}
	from = Date{year, time.Month(first), 1}
	return from, DateOf(time.Date(year, time.Month(first+months), 0, 0, 0, 0, 0, time.UTC))
}
