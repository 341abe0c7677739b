package workflow

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

var monthNames = [...]string{
	time.January: "януари", time.February: "февруари", time.March: "март", time.April: "април",
	time.May: "май", time.June: "юни", time.July: "юли", time.August: "август",
	time.September: "септември", time.October: "октомври", time.November: "ноември", time.December: "декември",
}

var weekdayNames = [...]string{
	time.Sunday: "неделя", time.Monday: "понеделник", time.Tuesday: "вторник", time.Wednesday: "сряда",
	time.Thursday: "четвъртък", time.Friday: "петък", time.Saturday: "събота",
}

// MonthName is the Bulgarian name, in lower case as the language wants it: „май“.
// Anything that is no month gives the empty string.
func MonthName(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return monthNames[m]
}

// WeekdayName is the Bulgarian name in lower case: „вторник“.
func WeekdayName(w time.Weekday) string {
	if w < time.Sunday || w > time.Saturday {
		return ""
	}
	return weekdayNames[w]
}

// Short is „31.12.2018 г.“; no day is empty.
func (d Date) Short() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d.%02d.%04d г.", d.Day, d.Month, d.Year)
}

// Long is „31 декември 2018 г.“; no day is empty.
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d г.", d.Day, MonthName(d.Month), d.Year)
}

// WeekdayName is the day's Bulgarian name: „вторник“.
func (d Date) WeekdayName() string { return WeekdayName(d.Weekday()) }

// dayMonth is „24.12“, for lists in which the year is plain.
func (d Date) dayMonth() string { return fmt.Sprintf("%02d.%02d", d.Day, d.Month) }

// Words names the period as a letter does: „2018 г.“, „първото полугодие на 2018 г.“,
// „третото тримесечие на 2018 г.“, „май 2018 г.“. What is no period stays as it is.
func (p Period) Words() string {
	m := periodForm.FindStringSubmatch(string(p))
	if m == nil {
		return string(p)
	}
	year, half, quarter := m[1]+" г.", m[2], m[3]
	ordinals := map[string]string{"1": "първото", "2": "второто", "3": "третото", "4": "четвъртото"}
	switch {
	case half != "":
		return ordinals[half] + " полугодие на " + year
	case quarter != "":
		return ordinals[quarter] + " тримесечие на " + year
	case m[4] != "":
		month, _ := strconv.Atoi(m[4])
		return MonthName(time.Month(month)) + " " + year
	}
	return year
}

// Short names the period where there is little room: „2018“, „I пол. 2018“, „III трим. 2018“,
// „05.2018“. What is no period stays as it is.
func (p Period) Short() string {
	m := periodForm.FindStringSubmatch(string(p))
	if m == nil {
		return string(p)
	}
	ordinals := map[string]string{"1": "I", "2": "II", "3": "III", "4": "IV"}
	switch year := m[1]; {
	case m[2] != "":
		return ordinals[m[2]] + " пол. " + year
	case m[3] != "":
		return ordinals[m[3]] + " трим. " + year
	case m[4] != "":
		return m[4] + "." + year
	}
	return string(p)
}

// joinAnd is „а, б и в“.
func joinAnd(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " и " + items[last]
}

// workingDays is „1 работен ден“, „2 работни дни“, „21 работни дни“.
func workingDays(n int) string {
	if n == 1 {
		return "1 работен ден"
	}
	return strconv.Itoa(n) + " работни дни"
}
