package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
	if c.Ics {
		return c.printICS(a, year)
	}
	return a.show(year, func(p *page) { showYear(p, year) })
}

// calendar is that of the council's folder, or the law's alone where --dir is none.
func (a *app) calendar() (*workflow.Calendar, error) {
	if in, err := a.inCouncil(); err != nil || !in {
		return workflow.NewCalendar(workflow.DaysOff{}), err
	}
	cfg, err := config.Load(a.dir)
	if err != nil {
		return nil, err
	}
	return hoursOf(cfg).Calendar, nil
}

// inCouncil reports whether --dir is a council's folder. One whose configuration cannot be read
// is one too: it is better refused than passed over. So is a folder that is not there: its name is
// misspelt, and the council's own days and institutions would be left out.
func (a *app) inCouncil() (bool, error) {
	info, err := os.Stat(a.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir():
		return false, &workflow.Refusal{Where: a.dir, What: "there is no such folder", Do: "name the council's folder with --dir DIR, or leave it out"}
	case err != nil:
		return false, err
	}
	_, err = os.Stat(filepath.Join(a.dir, config.File))
	return !errors.Is(err, fs.ErrNotExist), nil
}

// showYear lists the working days by month and the days off from Monday to Friday.
func showYear(p *page, y workflow.YearCalendar) {
	p.line("%d г.: %d работни дни", y.Year, y.WorkingDays)
	for m := time.January; m <= time.December; m++ {
		p.line("  %-10s %2d", workflow.MonthName(m), y.Months[m-1])
	}
	p.line("\nПочивни дни от понеделник до петък:")
	for _, d := range y.Off {
		p.line("  %s  %-10s  %s", d.Date.Short(), d.Date.WeekdayName(), d.Why)
	}
	if len(y.Worked) > 0 {
		p.line("\nРаботни съботи и недели:")
	}
	for _, d := range y.Worked {
		p.line("  %s  %-10s  %s", d.Date.Short(), d.Date.WeekdayName(), d.Why)
	}
}
