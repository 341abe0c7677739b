package workflow

import (
	"cmp"
	"fmt"
	"time"
)

// The years for which the days off are known. Good Friday is off since 2010; after 2100
// nobody plans.
const (
	FirstYear = 2010
	LastYear  = 2100
)

// substitutionYear is the first in which a holiday on a weekend gives a day off
// afterwards (Labour Code, art. 154, para. 2).
const substitutionYear = 2017

// DaysOff are the days that the law does not know and the Council of Ministers decides
// year by year: further days off and Saturdays worked instead, each with why. A day in
// both is off.
type DaysOff struct {
	Off  map[Date]string
	Work map[Date]string
}

// DayOff is a day on which nobody works, and why.
type DayOff struct {
	Date Date   `json:"date"`
	Why  string `json:"why"`
}

// WorkedDay is a Saturday, Sunday or holiday that is worked after all, and why.
type WorkedDay struct {
	Date Date   `json:"date"`
	Why  string `json:"why"`
}

// Calendar knows the working days of Bulgarian institutions. It is computed once and
// never changes afterwards, so it may be shared by goroutines.
//
// Holidays are known from FirstYear to LastYear. Outside of them only Saturdays, Sundays
// and the configured extra days are off: Year and ReadTerm refuse such years, the other
// methods answer by that poorer rule.
type Calendar struct {
	off     map[Date]string // holidays, their substitutes and extra days off
	work    map[Date]string // extra working days that are not off
	working []bool          // the same for each day of the known years, because it is asked so often
}

// NewCalendar computes the days off of all known years and adds the extra ones.
func NewCalendar(extra DaysOff) *Calendar {
	c := &Calendar{off: map[Date]string{}, work: map[Date]string{}}
	for year := FirstYear; year <= LastYear; year++ {
		c.addHolidays(year)
	}
	for day, why := range extra.Work {
		delete(c.off, day)
		c.work[day] = cmp.Or(why, "обявен за работен ден")
	}
	for day, why := range extra.Off {
		delete(c.work, day)
		c.off[day] = cmp.Or(why, "обявен за почивен ден")
	}
	c.tabulate()
	return c
}

// tabulate fills working: week by week, then what is off or worked besides.
func (c *Calendar) tabulate() {
	first := Date{FirstYear, time.January, 1}
	c.working = make([]bool, Date{LastYear + 1, time.January, 1}.DaysSince(first))
	for i := range c.working {
		c.working[i] = !weekend((first.Weekday() + time.Weekday(i)) % 7)
	}
	for day := range c.off {
		if i, known := c.index(day); known {
			c.working[i] = false
		}
	}
	for day := range c.work {
		if i, known := c.index(day); known {
			c.working[i] = true
		}
	}
}

// index is the place of a day in working, if it has one.
func (c *Calendar) index(d Date) (int, bool) {
	const secondsADay = 24 * 60 * 60
	i := int((d.utc().Unix() - firstKnown) / secondsADay)
	return i, i >= 0 && i < len(c.working)
}

type holiday struct {
	month time.Month
	day   int
	name  string
}

// Labour Code, art. 154, para. 1. 1 November is off in education only, so not here.
var fixedHolidays = [...]holiday{
	{time.January, 1, "Нова година"},
	{time.March, 3, "Ден на Освобождението на България"},
	{time.May, 1, "Ден на труда"},
	{time.May, 6, "Гергьовден, Ден на храбростта и Българската армия"},
	{time.May, 24, "Ден на българската просвета и култура"},
	{time.September, 6, "Ден на Съединението"},
	{time.September, 22, "Ден на независимостта на България"},
	{time.December, 24, "Бъдни вечер"},
	{time.December, 25, "Рождество Христово"},
	{time.December, 26, "Рождество Христово"},
}

// addHolidays enters Easter, the fixed holidays, and then the substitutes, which must
// step over all of them. Easter's own days have no substitutes; a fixed holiday that
// lands on Easter Saturday or Sunday has (1.5.2021: Tuesday 4.5.2021 is off), one on
// Easter Monday has not, because a Monday is no weekend (6.5.2024).
func (c *Calendar) addHolidays(year int) {
	easter := OrthodoxEaster(year)
	for i, name := range []string{"Разпети петък", "Велика събота", "Великден", "Великденски понеделник"} {
		c.off[easter.AddDays(i-2)] = name
	}
	for _, h := range fixedHolidays {
		day := Date{year, h.month, h.day}
		if easterName, both := c.off[day]; both {
			c.off[day] = easterName + "; " + h.name
			continue
		}
		c.off[day] = h.name
	}
	if year < substitutionYear {
		return
	}
	for _, h := range fixedHolidays {
		day := Date{year, h.month, h.day}
		if weekend(day.Weekday()) {
			substitute := day
			for !c.works(substitute) {
				substitute = substitute.AddDays(1)
			}
			c.off[substitute] = fmt.Sprintf("почивен ден вместо %s (%s)", day.Short(), day.WeekdayName())
		}
	}
}

var firstKnown = Date{FirstYear, time.January, 1}.utc().Unix()

// Working reports whether d is a working day.
func (c *Calendar) Working(d Date) bool {
	if i, known := c.index(d); known {
		return c.working[i]
	}
	return c.works(d)
}

// works is the rule behind Working.
func (c *Calendar) works(d Date) bool {
	if _, off := c.off[d]; off {
		return false
	}
	if !weekend(d.Weekday()) {
		return true
	}
	_, worked := c.work[d]
	return worked
}

// WhyOff says in Bulgarian why d is off („събота“, „Разпети петък“, „почивен ден вместо
// 24.12.2017 г. (неделя)“); it is empty on a working day.
func (c *Calendar) WhyOff(d Date) string {
	if why, off := c.off[d]; off {
		return why
	}
	if c.Working(d) {
		return ""
	}
	return d.WeekdayName()
}

// Next is d itself where it works, otherwise the first working day after it.
func (c *Calendar) Next(d Date) Date { return c.nearest(d, 1) }

// Previous is d itself where it works, otherwise the last working day before it.
func (c *Calendar) Previous(d Date) Date { return c.nearest(d, -1) }

// nearest looks along the table first, because moving an index costs less than a day.
func (c *Calendar) nearest(d Date, step int) Date {
	if i, known := c.index(d); known {
		start := i
		for i >= 0 && i < len(c.working) && !c.working[i] {
			i += step
		}
		if i != start {
			d = d.AddDays(i - start)
		}
	}
	for !c.Working(d) { // before or behind the table
		d = d.AddDays(step)
	}
	return d
}

// Add gives the n-th working day after d, or before it where n is negative. The day d
// itself is never counted; n = 0 gives d, working or not.
func (c *Calendar) Add(d Date, n int) Date {
	for ; n > 0; n-- {
		d = c.Next(d.AddDays(1))
	}
	for ; n < 0; n++ {
		d = c.Previous(d.AddDays(-1))
	}
	return d
}

// Between counts the working days after from, up to and including to. Where to is the
// earlier one it is the same count, negative: Between(a, b) = -Between(b, a).
func (c *Calendar) Between(from, to Date) int {
	if to.Before(from) {
		return -c.Between(to, from)
	}
	n := 0
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		if c.Working(d) {
			n++
		}
	}
	return n
}

// Skipped lists the days off from one day to the other, both included, in order of
// time; the two may be given in either order.
func (c *Calendar) Skipped(from, to Date) []DayOff {
	if to.Before(from) {
		from, to = to, from
	}
	skipped := []DayOff{}
	for d := from; !d.After(to); d = d.AddDays(1) {
		if why := c.WhyOff(d); why != "" {
			skipped = append(skipped, DayOff{d, why})
		}
	}
	return skipped
}

// YearCalendar is one year for people and programs; Off holds the days off from Monday
// to Friday, because Saturdays and Sundays need no saying.
type YearCalendar struct {
	Year        int         `json:"year"`
	WorkingDays int         `json:"workingDays"`
	Off         []DayOff    `json:"off"`
	Worked      []WorkedDay `json:"worked,omitempty"` // extra working days
	Months      [12]int     `json:"-"`                // working days of each month
}

// Year gives the year's calendar, or a *Refusal where its days off are not known.
func (c *Calendar) Year(year int) (YearCalendar, error) {
	if year < FirstYear || year > LastYear {
		return YearCalendar{}, &Refusal{
			Where: fmt.Sprintf("year %d", year),
			What:  "its days off are not known",
			Do:    fmt.Sprintf("give a year from %d to %d", FirstYear, LastYear),
		}
	}
	y := YearCalendar{Year: year, Off: []DayOff{}}
	for d := (Date{year, time.January, 1}); d.Year == year; d = d.AddDays(1) {
		why := c.WhyOff(d)
		switch {
		case why == "":
			y.WorkingDays++
			y.Months[d.Month-1]++
			if note, worked := c.work[d]; worked {
				y.Worked = append(y.Worked, WorkedDay{d, note})
			}
		case !weekend(d.Weekday()):
			y.Off = append(y.Off, DayOff{d, why})
		}
	}
	return y, nil
}

func weekend(w time.Weekday) bool { return w == time.Saturday || w == time.Sunday }
