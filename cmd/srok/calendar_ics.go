package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"srok/workflow"

	"github.com/emersion/go-ical"
)

// printICS writes the days off and, where something was approved, the year's due dates.
func (c *calendarCmd) printICS(a *app, year workflow.YearCalendar) error {
	events := daysOffEvents(year)
	if a.inCouncil() && a.needDatabase() == nil {
		due, err := a.dueEvents(c.Year)
		if err != nil {
			return err
		}
		events = append(events, due...)
	}
	return writeICS(a.stdout, events)
}

func (a *app) dueEvents(year int) ([]*ical.Event, error) {
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
	var events []*ical.Event
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
func (d dueDate) event(title string, names map[string]string, domain string, now time.Time) *ical.Event {
	state := "получено от всички"
	if n := len(d.owing); n == 1 {
		state = "дължи 1 институция"
	} else if n > 1 {
		state = fmt.Sprintf("дължат %d институции", n)
	}
	uid := fmt.Sprintf("due.%s.%s.%s@%s", d.task, d.period, d.due, domain)
	event := allDay(uid, d.due, now, fmt.Sprintf("Срок: %s за %s – %s", title, d.period.Words(), state))
	if len(d.owing) > 0 {
		var owing []string
		for _, id := range d.owing {
			owing = append(owing, cmp.Or(names[id], id))
		}
		slices.Sort(owing)
		event.Props.SetText(ical.PropDescription, "Чака се от: "+strings.Join(owing, ", "))
	}
	return event
}

// daysOffEvents have a DTSTAMP that depends on the year alone, so that importing the same year
// again changes nothing.
func daysOffEvents(y workflow.YearCalendar) []*ical.Event {
	stamp := time.Date(y.Year, time.January, 1, 0, 0, 0, 0, time.UTC)
	var events []*ical.Event
	for _, d := range y.Off {
		events = append(events, allDay(d.Date.String()+"@days-off.srok", d.Date, stamp, d.Why))
	}
	return events
}

// allDay is an event (RFC 5545, section 3.6.1) that leaves its reader free: TRANSP:TRANSPARENT.
func allDay(uid string, day workflow.Date, stamp time.Time, summary string) *ical.Event {
	event := ical.NewEvent()
	event.Props.SetText(ical.PropUID, uid)
	event.Props.SetDateTime(ical.PropDateTimeStamp, stamp.UTC())
	event.Props.SetDate(ical.PropDateTimeStart, day.At(0, 0, time.UTC))
	event.Props.SetDate(ical.PropDateTimeEnd, day.AddDays(1).At(0, 0, time.UTC))
	event.Props.SetText(ical.PropSummary, summary)
	event.Props.SetText(ical.PropTransparency, "TRANSPARENT")
	return event
}

func writeICS(w io.Writer, events []*ical.Event) error {
	calendar := ical.NewCalendar()
	calendar.Props.SetText(ical.PropVersion, "2.0")
	calendar.Props.SetText(ical.PropProductID, "-//srok//calendar//BG")
	for _, event := range events {
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
