package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// TimeOfDay is an hour and a minute.
type TimeOfDay struct {
	Hour, Minute int
}

// UnmarshalText reads 09:00.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	parsed, err := time.Parse("15:04", string(b))
	if err != nil {
		return fmt.Errorf("%q is not a time of the day: write it as 09:00", excerpt(string(b)))
	}
	*t = TimeOfDay{parsed.Hour(), parsed.Minute()}
	return nil
}

// String is 09:00.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t.Hour, t.Minute) }

// Before reports whether t is earlier in the day than o.
func (t TimeOfDay) Before(o TimeOfDay) bool {
	return t.Hour < o.Hour || t.Hour == o.Hour && t.Minute < o.Minute
}

// Cron is a schedule of which only Next is used: the caller keeps the last slot, because the
// library's runner forgets it when the process ends.
type Cron struct {
	expression string
	schedule   *cron.SpecSchedule
}

// Next is the first slot after an instant, in the zone of that instant.
func (c Cron) Next(after time.Time) time.Time { return c.schedule.Next(after) }

// String is the expression as it was written.
func (c Cron) String() string { return c.expression }

const (
	anyValue    = 1 << 63 // set by the cron library in a field that was written as *
	springHour  = 1 << 3
	cronExample = "write minute, hour, day, month, weekday, such as 0 8 * * 1 for Mondays at 8"
)

// UnmarshalText refuses what would be skipped, doubled or misread: an hour that the change to
// summer time removes and the change back repeats, a zone of its own, a day of the month
// together with a weekday (which cron reads as „or“), and a day that never comes.
func (c *Cron) UnmarshalText(b []byte) error {
	text := strings.TrimSpace(string(b))
	if strings.Contains(text, "=") { // the library panics on a zone without an expression
		return errors.New("a schedule has no zone of its own: leave the part with = out, the time is that of Europe/Sofia")
	}
	parsed, err := cron.ParseStandard(text)
	if err != nil {
		return fmt.Errorf("%q is not a schedule: %s", excerpt(text), cronExample)
	}
	schedule, ok := parsed.(*cron.SpecSchedule)
	switch {
	case !ok:
		return fmt.Errorf("%q counts from the start of the program and would be lost by a restart: %s", excerpt(text), cronExample)
	case schedule.Hour&springHour != 0:
		return fmt.Errorf("%q has a slot between 03:00 and 03:59, which summer time removes once a year and repeats once: write another hour", excerpt(text))
	case schedule.Dom&anyValue == 0 && schedule.Dow&anyValue == 0:
		return fmt.Errorf("%q names days of the month and weekdays, which cron reads as either: write * for one of them", excerpt(text))
	case schedule.Next(time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero():
		return fmt.Errorf("%q never comes: write a day that its month has", excerpt(text))
	}
	*c = Cron{text, schedule}
	return nil
}

// mustCron is for schedules written in this program.
func mustCron(expression string) Cron {
	var c Cron
	if err := c.UnmarshalText([]byte(expression)); err != nil {
		panic(err)
	}
	return c
}
