package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"srok/workflow"

	"github.com/emersion/go-ical"
)

// calendarCmd shows a year: what is off, and why.
type calendarCmd struct {
	Year int  `arg:"" help:"The year, from 2010 to 2100."`
	Ics  bool `help:"Print the days off as iCalendar, for an ordinary calendar program."`
}

func (c *calendarCmd) Run(a *app) error {
	year, err := workflow.NewCalendar(workflow.DaysOff{}).Year(c.Year)
	if err != nil {
		return err
	}
	switch {
	case c.Ics:
		err = writeICS(a.stdout, year)
	case a.json:
		encoder := json.NewEncoder(a.stdout)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(year)
	default:
		_, err = io.WriteString(a.stdout, yearForPeople(year))
	}
	if err != nil {
		return fmt.Errorf("calendar %d: %w", c.Year, err)
	}
	return nil
}

// yearForPeople lists the working days by month and the days off from Monday to Friday.
func yearForPeople(y workflow.YearCalendar) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d г.: %d работни дни\n", y.Year, y.WorkingDays)
	for m := time.January; m <= time.December; m++ {
		fmt.Fprintf(&b, "  %-10s %2d\n", workflow.MonthName(m), y.Months[m-1])
	}
	b.WriteString("\nПочивни дни от понеделник до петък:\n")
	for _, d := range y.Off {
		fmt.Fprintf(&b, "  %s  %-10s  %s\n", d.Date.Short(), d.Date.WeekdayName(), d.Why)
	}
	if len(y.Worked) > 0 {
		b.WriteString("\nРаботни съботи и недели:\n")
	}
	for _, d := range y.Worked {
		fmt.Fprintf(&b, "  %s  %-10s  %s\n", d.Date.Short(), d.Date.WeekdayName(), d.Why)
	}
	return b.String()
}

// writeICS writes the days off as all-day events (RFC 5545) that leave their reader free:
// TRANSP:TRANSPARENT. UID and DTSTAMP depend on the day alone, so that importing the
// same year again changes nothing.
func writeICS(w io.Writer, y workflow.YearCalendar) error {
	calendar := ical.NewCalendar()
	calendar.Props.SetText(ical.PropVersion, "2.0")
	calendar.Props.SetText(ical.PropProductID, "-//srok//calendar//BG")
	for _, d := range y.Off {
		event := ical.NewEvent()
		event.Props.SetText(ical.PropUID, d.Date.String()+"@days-off.srok")
		event.Props.SetDateTime(ical.PropDateTimeStamp, time.Date(y.Year, time.January, 1, 0, 0, 0, 0, time.UTC))
		event.Props.SetDate(ical.PropDateTimeStart, d.Date.At(0, 0, time.UTC))
		event.Props.SetDate(ical.PropDateTimeEnd, d.Date.AddDays(1).At(0, 0, time.UTC))
		event.Props.SetText(ical.PropSummary, d.Why)
		event.Props.SetText(ical.PropTransparency, "TRANSPARENT")
		calendar.Children = append(calendar.Children, event.Component)
	}
	return ical.NewEncoder(lineFolder{w}).Encode(calendar)
}

// lineFolder folds content lines after 75 octets without cutting a letter (RFC 5545,
// section 3.1), which go-ical does not do. It relies on go-ical writing a line a call.
type lineFolder struct{ w io.Writer }

const maxOctets = 75

func (f lineFolder) Write(line []byte) (int, error) {
	var folded bytes.Buffer
	room := maxOctets
	for _, r := range string(bytes.TrimSuffix(line, []byte("\r\n"))) {
		if utf8.RuneLen(r) > room {
			folded.WriteString("\r\n ")
			room = maxOctets - 1 // the space counts
		}
		folded.WriteRune(r)
		room -= utf8.RuneLen(r)
	}
	folded.WriteString("\r\n")
	if _, err := f.w.Write(folded.Bytes()); err != nil {
		return 0, err
	}
	return len(line), nil
}
