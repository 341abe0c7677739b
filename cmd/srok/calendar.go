package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"srok/config"
	"srok/workflow"
)

// calendarCmd shows a year: what is off, and why. In a council's folder its extra days count too.
type calendarCmd struct {
	Year int  `arg:"" help:"The year, from 2010 to 2100."`
	Ics  bool `help:"Print the days off, and in a council's folder the obligations' due dates, as iCalendar for an ordinary calendar program."`
}

func (c *calendarCmd) Run(a *app) error {
	calendar, err := a.calendar()
	if err != nil {
		return err
	}
	year, err := calendar.Year(c.Year)
	if err != nil {
		return err
	}
	switch {
	case c.Ics:
		err = c.printICS(a, year)
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

// calendar is that of the council's folder, or the law's alone where --dir is none.
func (a *app) calendar() (*workflow.Calendar, error) {
	if !a.inCouncil() {
		return workflow.NewCalendar(workflow.DaysOff{}), nil
	}
	cfg, err := config.Load(a.dir)
	if err != nil {
		return nil, err
	}
	return hoursOf(cfg).Calendar, nil
}

// inCouncil reports whether --dir is a council's folder. One whose configuration cannot be read
// is one too: it is better refused than passed over.
func (a *app) inCouncil() bool {
	_, err := os.Stat(filepath.Join(a.dir, config.File))
	return !errors.Is(err, fs.ErrNotExist)
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
