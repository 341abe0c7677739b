package workflow

import (
	"fmt"
	"strings"
)

// Derivation is how a day was counted: kept with what it dates, shown by `srok why`.
// Replay computes Effective again from Nominal and Rule alone.
type Derivation struct {
	Nominal   Date     `json:"nominal"`   // the day counted from
	Effective Date     `json:"effective"` // the day that came of it
	Rule      string   `json:"rule"`      // RuleForward, RuleBackward, or working days: -3, +5
	Skipped   []DayOff `json:"skipped"`   // days off on the way, never null
	Reason    string   `json:"reason"`    // one Bulgarian sentence without a final stop
}

// Rules of a Derivation that are not a number of working days.
const (
	RuleForward  = "forward"  // a last day that is off moves to the next working day
	RuleBackward = "backward" // a day counted backward that is off moves to the working day before
)

// Forward moves a last day that is off to the next working day.
func (c *Calendar) Forward(nominal Date) Derivation {
	return c.moved(nominal, c.Next(nominal), RuleForward, "срокът изтича на следващия работен ден")
}

// Sending moves a day on which a letter is to go out to the next working day.
func (c *Calendar) Sending(nominal Date) Derivation {
	return c.moved(nominal, c.Next(nominal), RuleForward, "изпраща се на следващия работен ден")
}

// Backward moves a day that was counted backward to the working day before it: such a
// term never moves forward, or less time than was promised would be left.
func (c *Calendar) Backward(nominal Date) Derivation {
	return c.moved(nominal, c.Previous(nominal), RuleBackward, "при броене назад важи предходният работен ден")
}

func (c *Calendar) moved(nominal, effective Date, rule, consequence string) Derivation {
	d := Derivation{Nominal: nominal, Effective: effective, Rule: rule, Skipped: c.Skipped(nominal, effective)}
	if nominal == effective {
		d.Reason = fmt.Sprintf("%s (%s) е работен ден", nominal.Short(), nominal.WeekdayName())
		return d
	}
	d.Reason = nominal.Short() + " е " + c.dayOffWords(nominal)
	if others := holidayRuns(d.Skipped, nominal); others != "" {
		d.Reason += "; " + others
	}
	d.Reason += fmt.Sprintf("; %s – %s (%s)", consequence, effective.Short(), effective.WeekdayName())
	return d
}

// dayOffWords says of a day off what it is: „събота“, „неработен ден (Разпети петък)“.
func (c *Calendar) dayOffWords(d Date) string {
	why := c.WhyOff(d)
	if why == d.WeekdayName() {
		return why
	}
	if weekend(d.Weekday()) {
		return d.WeekdayName() + " (" + why + ")"
	}
	return "неработен ден (" + why + ")"
}

// Steps is the day n working days after due, or before it where n is negative.
func (c *Calendar) Steps(due Date, n int) Derivation {
	effective := c.Add(due, n)
	d := Derivation{Nominal: due, Effective: effective, Rule: fmt.Sprintf("%+d", n), Skipped: c.Skipped(due, effective)}
	switch {
	case n == 0:
		d.Reason = "в самия ден " + due.Short()
		return d
	case n < 0:
		d.Reason = fmt.Sprintf("%s преди %s е %s", workingDays(-n), due.Short(), effective.Short())
	default:
		d.Reason = fmt.Sprintf("%s след %s е %s", workingDays(n), due.Short(), effective.Short())
	}
	if holidays := holidayRuns(d.Skipped, due); holidays != "" {
		d.Reason += "; " + holidays
	}
	return d
}

// Replay computes the effective day again from Nominal and Rule: what is stored and what
// the calendar says now can be compared.
func (c *Calendar) Replay(d Derivation) (Date, error) {
	switch d.Rule {
	case RuleForward:
		return c.Next(d.Nominal), nil
	case RuleBackward:
		return c.Previous(d.Nominal), nil
	}
	var n int
	if _, err := fmt.Sscanf(d.Rule, "%d", &n); err != nil {
		return Date{}, fmt.Errorf("derivation of %s: %q is no rule: %w", d.Nominal, d.Rule, err)
	}
	return c.Add(d.Nominal, n), nil
}

// holidayRuns names the days off from Monday to Friday, in runs: „24–26.12 са
// неработни“, „06.04 и 09.04 са неработни“. Plain weekends need no saying, and neither
// does the day that the sentence has named already.
func holidayRuns(skipped []DayOff, named Date) string {
	var runs []string
	days := 0
	for i := 0; i < len(skipped); i++ {
		first := skipped[i].Date
		if weekend(first.Weekday()) || first == named {
			continue
		}
		last := first
		for i+1 < len(skipped) && skipped[i+1].Date == last.AddDays(1) && !weekend(last.AddDays(1).Weekday()) {
			i++
			last = skipped[i].Date
		}
		days += last.DaysSince(first) + 1
		runs = append(runs, dayRun(first, last))
	}
	switch {
	case days == 0:
		return ""
	case days == 1:
		return runs[0] + " е неработен ден"
	}
	return joinAnd(runs) + " са неработни"
}

// dayRun is „24.12“, „24–26.12“ or „31.12–01.01“.
func dayRun(first, last Date) string {
	switch {
	case first == last:
		return first.dayMonth()
	case first.Month == last.Month:
		return fmt.Sprintf("%02d–%s", first.Day, last.dayMonth())
	}
	return strings.Join([]string{first.dayMonth(), last.dayMonth()}, "–")
}
