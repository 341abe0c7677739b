package ics

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"srok/workflow"

	"github.com/emersion/go-ical"
)

func TestPublishedDayReadsBack(t *testing.T) {
	stamp := time.Date(2018, time.December, 3, 7, 0, 0, 0, time.UTC)
	summary := "Срок: " + strings.Repeat("годишен доклад, ", 12) + "за 2018 г.; ООСППК"
	c := Calendar{Organizer: "savet@pk.example", OrganizerName: "ООСППК: „съвет“", Days: []Day{{
		UID: UID("pk.example", "due", "report/2018/breznik"), On: workflow.Date{Year: 2019, Month: time.January, Day: 31},
		Stamp: stamp, Summary: summary, Description: "ред\nдруг ред", Alarm: 3,
	}}}
	var b, again bytes.Buffer
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	if err := Write(&again, c); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("the same calendar gives other bytes (%v)", err)
	}
	for line := range strings.SplitSeq(b.String(), "\r\n") {
		if len(line) > maxOctets {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	for _, want := range []string{"METHOD:PUBLISH\r\n", "UID:due.report.2018.breznik@pk.example\r\n", "DTSTAMP:20181203T070000Z\r\n",
		"DTSTART;VALUE=DATE:20190131\r\n", "DTEND;VALUE=DATE:20190201\r\n", "TRIGGER:-P2DT15H\r\n", "SEQUENCE:9952260\r\n", ":mailto:savet@pk.example\r\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	read, err := ical.NewDecoder(&b).Decode()
	if err != nil || len(read.Events()) != 1 {
		t.Fatalf("%v, %d events", err, len(read.Events()))
	}
	if got, err := read.Events()[0].Props.Text(ical.PropSummary); err != nil || got != summary {
		t.Errorf("summary %q, %v", got, err)
	}
}

func TestImportedFileHasNoMethod(t *testing.T) {
	var b bytes.Buffer
	day := Day{UID: "a@b", On: workflow.Date{Year: 2018, Month: time.March, Day: 5}, Stamp: time.Unix(0, 0), Summary: "почивен ден"}
	if err := Write(&b, Calendar{Days: []Day{day}}); err != nil {
		t.Fatal(err)
	}
	for _, no := range []string{"METHOD", "ORGANIZER", "SEQUENCE", "VALARM", "DESCRIPTION"} {
		if strings.Contains(b.String(), no) {
			t.Errorf("%s in\n%s", no, b.String())
		}
	}
}
