// Package ics writes iCalendar (RFC 5545): days that stand in other people's calendars.
//
// # How it fails
//
// Write fails where its writer does, or where go-ical finds a field that must not be: then nothing
// of what was written is a calendar. It repairs nothing and cuts nothing off.
package ics

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"srok/workflow"

	"github.com/emersion/go-ical"
)

// Calendar is a file of days.
type Calendar struct {
	// Organizer of a calendar that is sent by mail: METHOD:PUBLISH must name one (RFC 5546,
	// section 3.2.1). A file that is only imported has none, and no method.
	Organizer     string // mail address
	OrganizerName string
	Days          []Day
}

// Day is an event of a whole day. The same UID again, with a later Stamp, takes its place.
type Day struct {
	UID         string
	On          workflow.Date
	Stamp       time.Time
	Summary     string
	Description string
	Alarm       int // days before, in the morning; 0: none
}

// Write writes the calendar; the same calendar gives the same bytes.
func Write(w io.Writer, c Calendar) error {
	calendar := ical.NewCalendar()
	calendar.Props.SetText(ical.PropVersion, "2.0")
	calendar.Props.SetText(ical.PropProductID, "-//srok//calendar//BG")
	if c.Organizer != "" {
		calendar.Props.SetText(ical.PropMethod, "PUBLISH")
	}
	for _, day := range c.Days {
		calendar.Children = append(calendar.Children, c.event(day).Component)
	}
	return ical.NewEncoder(lineFolder{w}).Encode(calendar)
}

// event leaves its reader free (TRANSP:TRANSPARENT): a due date is no appointment.
func (c Calendar) event(d Day) *ical.Event {
	event := ical.NewEvent()
	event.Props.SetText(ical.PropUID, d.UID)
	event.Props.SetDateTime(ical.PropDateTimeStamp, d.Stamp.UTC())
	event.Props.SetDate(ical.PropDateTimeStart, d.On.At(0, 0, time.UTC))
	event.Props.SetDate(ical.PropDateTimeEnd, d.On.AddDays(1).At(0, 0, time.UTC))
	event.Props.SetText(ical.PropSummary, d.Summary)
	event.Props.SetText(ical.PropTransparency, "TRANSPARENT")
	if d.Description != "" {
		event.Props.SetText(ical.PropDescription, d.Description)
	}
	if c.Organizer != "" {
		organizer := ical.NewProp(ical.PropOrganizer)
		organizer.Value = "mailto:" + c.Organizer
		if c.OrganizerName != "" {
			organizer.Params.Set(ical.ParamCommonName, c.OrganizerName)
		}
		event.Props.Set(organizer)
		event.Props.Set(number(ical.PropSequence, sequence(d.Stamp)))
	}
	if d.Alarm > 0 {
		event.Children = append(event.Children, alarm(d))
	}
	return event
}

// sequenceEpoch is before every letter of ours.
var sequenceEpoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// sequence grows with the instant, because Outlook takes a changed day only with a higher one
// (RFC 5546, section 2.1.4), and minutes fit its 32 bits until the year 6000.
func sequence(stamp time.Time) int { return int(stamp.Sub(sequenceEpoch) / time.Minute) }

// alarmHour is when an alarm sounds: a whole day begins at midnight, which wakes nobody in time.
const alarmHour = 9

func alarm(d Day) *ical.Component {
	shown := ical.NewComponent(ical.CompAlarm)
	shown.Props.SetText(ical.PropAction, "DISPLAY")
	shown.Props.SetText(ical.PropDescription, d.Summary)
	trigger := ical.NewProp(ical.PropTrigger)
	trigger.Value = fmt.Sprintf("-P%dDT%dH", d.Alarm-1, 24-alarmHour)
	shown.Props.Set(trigger)
	return shown
}

func number(name string, n int) *ical.Prop {
	p := ical.NewProp(name)
	p.Value = strconv.Itoa(n)
	return p
}

// UID makes an identifier of its parts, of which none is empty, within a domain.
func UID(domain string, parts ...string) string {
	return strings.ReplaceAll(strings.Join(parts, "."), "/", ".") + "@" + domain
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
