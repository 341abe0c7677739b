package engine

import (
	"bytes"
	"strings"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/ics"
)

const (
	calendarName = "srokove.ics" // Latin, so that no server spoils it
	// calendarType names the method of the file too, or Outlook takes it for text (RFC 6047, section 2.4).
	calendarType = "text/calendar; charset=utf-8; method=PUBLISH"
	alarmDays    = 3 // before the due date
)

// attachCalendar adds the due dates that the letter tells. A day is named by its obligation
// alone, so that a later letter with another date moves it in the institution's calendar.
func (e *Engine) attachCalendar(now time.Time, d *draft) error {
	council := e.Policy.Council
	calendar := ics.Calendar{Organizer: council.Mailbox, OrganizerName: council.ShortName}
	_, domain, _ := strings.Cut(council.Mailbox, "@")
	add := func(obligation string, part workflow.LetterPart) error {
		summary, description, err := e.Templates.DueEntry(d.view, part)
		if err != nil {
			return err
		}
		calendar.Days = append(calendar.Days, ics.Day{UID: ics.UID(domain, "due", obligation), On: part.Due, Stamp: now,
			Summary: summary, Description: description, Alarm: alarmDays})
		return nil
	}
	for i, part := range d.view.Parts {
		if !part.Calendar {
			continue
		}
		if err := add(d.letter.Steps[i].Obligation, part); err != nil {
			return err
		}
	}
	if x := d.view.Extension; x != nil {
		part := workflow.LetterPart{Task: x.Task, Title: x.Title, Period: x.Period, Due: x.Due}
		if err := add(d.letter.Obligations[0], part); err != nil {
			return err
		}
	}
	if len(calendar.Days) == 0 {
		return nil
	}
	var b bytes.Buffer
	if err := ics.Write(&b, calendar); err != nil {
		return err
	}
	d.files = append(d.files, mail.File{Name: calendarName, Type: calendarType, Data: b.Bytes()})
	return nil
}
