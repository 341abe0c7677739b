package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/ics"
)

// printICS writes the days off and, where something was approved, the year's due dates.
func (c *calendarCmd) printICS(a *app, year workflow.YearCalendar) error {
	events := daysOffEvents(year)
	if in, _ := a.inCouncil(); in && a.needDatabase() == nil {
		due, err := a.dueEvents(c.Year)
		if err != nil {
			return err
		}
		events = append(events, due...)
	}
	return ics.Write(a.stdout, ics.Calendar{Days: events})
}

func (a *app) dueEvents(year int) ([]ics.Day, error) {
	opened, err := a.openExisting()
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	read := opened.store.Read(a.ctx)
	obligations, err := read.Obligations()
	if err != nil {
		return nil, err
	}
	tasks, err := read.Tasks()
	if err != nil {
		return nil, err
	}
	addressees, err := read.Addressees()
	if err != nil {
		return nil, err
	}
	titles, names := map[string]string{}, map[string]string{}
	for _, t := range tasks {
		titles[t.Task.Key] = t.Task.Title
	}
	for _, to := range addressees {
		names[to.Institution.ID] = to.Institution.Name
	}
	_, domain, _ := strings.Cut(opened.config.Directory.Council.Mailbox, "@")
	var events []ics.Day
	for _, d := range dueDates(obligations, year) {
		events = append(events, d.event(titles[d.task], names, domain, a.now()))
	}
	return events, nil
}

// dueDate is a day by which institutions owe the same: those with an extension have another.
type dueDate struct {
	task   string
	period workflow.Period
	due    workflow.Date
	owing  []string // ids of institutions; what waits for a review is not owed
}

// dueDates are those of a year, by day. What was waived has none.
func dueDates(obligations []workflow.Obligation, year int) []dueDate {
	var dates []dueDate
	for _, o := range obligations {
		due := o.CurrentDue()
		if due.Year != year || o.Status == workflow.StatusWaived {
			continue
		}
		i := slices.IndexFunc(dates, func(d dueDate) bool { return d.task == o.Task && d.period == o.Period && d.due == due })
		if i < 0 {
			i = len(dates)
			dates = append(dates, dueDate{task: o.Task, period: o.Period, due: due})
		}
		if o.Open() {
			dates[i].owing = append(dates[i].owing, o.Institution)
		}
	}
	slices.SortFunc(dates, func(a, b dueDate) int {
		return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.task, b.task), cmp.Compare(a.period, b.period))
	})
	return dates
}

// event is the due date as of an instant. It stays when nobody owes any more: a calendar program
// that imported it before would otherwise go on showing the old count.
func (d dueDate) event(title string, names map[string]string, domain string, now time.Time) ics.Day {
	state := "получено от всички"
	if n := len(d.owing); n == 1 {
		state = "дължи 1 институция"
	} else if n > 1 {
		state = fmt.Sprintf("дължат %d институции", n)
	}
	uid := ics.UID(domain, "due", d.task, string(d.period), d.due.String())
	event := ics.Day{UID: uid, On: d.due, Stamp: now, Summary: fmt.Sprintf("Срок: %s за %s – %s", title, d.period.Words(), state)}
	if len(d.owing) > 0 {
		var owing []string
		for _, id := range d.owing {
			owing = append(owing, cmp.Or(names[id], id))
		}
		slices.Sort(owing)
		event.Description = "Чака се от: " + strings.Join(owing, ", ")
	}
	return event
}

// daysOffEvents have a DTSTAMP that depends on the year alone, so that importing the same year
// again changes nothing.
func daysOffEvents(y workflow.YearCalendar) []ics.Day {
	stamp := time.Date(y.Year, time.January, 1, 0, 0, 0, 0, time.UTC)
	var events []ics.Day
	for _, d := range y.Off {
		events = append(events, ics.Day{UID: d.Date.String() + "@days-off.srok", On: d.Date, Stamp: stamp, Summary: d.Why})
	}
	return events
}
