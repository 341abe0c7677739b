package engine_test

import (
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

func TestRequestReplyAcceptance(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")

	letters := h.letters("breznik@obshtina.example")
	if len(letters) != 1 {
		t.Fatalf("breznik got %d letters: %q", len(letters), subjects(letters))
	}
	request := letters[0]
	if len(request.Attachments) != 2 || !strings.HasSuffix(request.Attachments[0].Name, ".xlsx") {
		t.Errorf("the form is not attached: %+v", request.Attachments)
	}
	if day := request.Attachments[1]; day.Name != "srokove.ics" || day.Type != "text/calendar" {
		t.Errorf("the due date is not attached: %+v", day)
	}
	o := h.obligation("report/2018/breznik")
	if o.Status != workflow.StatusRequested || o.AskedOn != day("2018-12-03") {
		t.Errorf("after the request: %s, asked on %s", o.Status, o.AskedOn)
	}

	h.now = at("2019-01-10 14:12")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID,
		Plain: "Приложено изпращаме доклада.\n", Files: []mail.File{
			{Name: "Годишен отчет 2018 – Община Брезник.docx", Type: "application/octet-stream", Data: []byte("report")},
			{Name: "Писмо.pdf", Type: "application/pdf", Data: []byte("%PDF")}}})
	h.step("2019-01-10 14:12")
	if o = h.obligation("report/2018/breznik"); o.Status != workflow.StatusReceived {
		t.Fatalf("after the reply: %s", o.Status)
	}
	s, _, err := h.Store.Read(t.Context()).Submission(o.Submissions[0].Submission)
	must(t, err)
	if len(s.Files) != 2 || s.Files[0].Name != "Годишен отчет 2018 – Община Брезник.docx" {
		t.Errorf("files of the submission: %+v", s.Files)
	}
	letters = h.letters("breznik@obshtina.example")
	if len(letters) != 2 || !strings.HasPrefix(letters[1].Subject, "Потвърждение за получаване") || !strings.Contains(letters[1].FullText, "са получени 2 файла") ||
		!strings.Contains(letters[1].FullText, "1. Годишен отчет 2018 – Община Брезник.docx – 6 байта") || !strings.Contains(letters[1].FullText, "SHA-256: "+s.Files[0].SHA256) {
		t.Fatalf("no receipt of two files: %q\n%s", subjects(letters), letters[len(letters)-1].FullText)
	}

	must(t, h.Do(t.Context(), h.now, "секретар", engine.Accept{Obligation: o.Key}))
	h.step("2019-01-10 14:13")
	if o = h.obligation(o.Key); o.Status != workflow.StatusAccepted {
		t.Errorf("after acceptance: %s", o.Status)
	}
	h.run("2019-02-28 12:00")
	letters = h.letters("breznik@obshtina.example")
	if got := len(letters); got != 3 || !strings.HasPrefix(letters[2].Subject, "Приет ") {
		t.Errorf("breznik's letters to the end: %q", subjects(letters))
	}
	h.verify()
}

func TestLadderToTheSilent(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.run("2019-02-28 12:00")
	var days []string
	for _, l := range h.letters("zemen@obshtina.example") {
		days = append(days, l.Date.In(sofia).Format("02.01.2006 15:04"))
	}
	want := []string{"03.12.2018 09:00", "17.01.2019 09:00", "28.01.2019 09:00", "30.01.2019 09:00", "01.02.2019 09:00", "07.02.2019 09:00"}
	if !slices.Equal(days, want) {
		t.Errorf("letters went out on %q, not on %q", days, want)
	}
	o := h.obligation("report/2018/zemen")
	if o.Escalated != day("2019-02-14") || o.Reminders != 5 {
		t.Errorf("escalated on %s after %d reminders", o.Escalated, o.Reminders)
	}
	h.verify()
}

func TestTwoTasksOneLetterADay(t *testing.T) {
	h := newHouse(t)
	h.approve(report(), services())
	h.run("2018-12-31 12:00")
	letters := h.letters("zemen@obshtina.example")
	if len(letters) != 2 {
		t.Fatalf("zemen got %q", subjects(letters))
	}
	if when := letters[1].Date.In(sofia); workflow.DateOf(when) != day("2018-12-21") {
		t.Errorf("the reminder of 31.12.2018 went out on %s", when)
	}
	h.verify()
}

func TestNothingUnapprovedIsSent(t *testing.T) {
	h := newHouse(t)
	h.run("2019-02-28 12:00")
	if letters := h.letters("zemen@obshtina.example"); len(letters) != 0 {
		t.Errorf("without approval zemen got %q", subjects(letters))
	}
	if digests := h.letters(chairAddress); len(digests) == 0 {
		t.Error("the chair got no digest")
	}
}

func TestThreeWeeksDown(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	// Down from mid January over two reminders and the due date; it comes back on a Saturday night.
	h.now = at("2019-02-02 23:00")
	h.run("2019-02-04 12:00")
	letters := h.letters("zemen@obshtina.example")
	if len(letters) != 2 || !strings.HasPrefix(letters[1].Subject, "Непредставен") {
		t.Fatalf("zemen got %q", subjects(letters))
	}
	if when := letters[1].Date.In(sofia); !when.Equal(at("2019-02-04 09:00")) {
		t.Errorf("it went out at %s", when)
	}
	h.verify()
}

func TestLateFirstRequest(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.now = at("2019-02-02 23:00")
	h.run("2019-02-06 12:00")
	letters := h.letters("zemen@obshtina.example")
	if len(letters) != 1 || !strings.HasPrefix(letters[0].Subject, "Представяне") {
		t.Fatalf("zemen got %q", subjects(letters))
	}
	h.verify()
}

func TestPromisePausesForFiveWorkingDays(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("zemen@obshtina.example")[0]
	h.now = at("2019-01-16 10:00")
	h.post(mail.Outgoing{From: "zemen@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, Plain: "Ще изпратим доклада следващата седмица.\n"})
	h.run("2019-01-22 18:00")
	if got := len(h.letters("zemen@obshtina.example")); got != 1 {
		t.Errorf("reminded while paused: %q", subjects(h.letters("zemen@obshtina.example")))
	}
	h.run("2019-01-23 18:00")
	letters := h.letters("zemen@obshtina.example")
	if len(letters) != 2 || !strings.HasPrefix(letters[1].Subject, "Напомняне") {
		t.Errorf("after the pause zemen got %q", subjects(letters))
	}
	h.verify()
}

func TestNilCoversWhatItMay(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("zemen@obshtina.example")[0]
	h.now = at("2018-12-10 10:00")
	h.post(mail.Outgoing{From: "zemen@obshtina.example", Subject: "Re: " + request.Subject, Plain: "През 2018 г. няма постъпили сигнали.\n"})
	h.step("2018-12-10 10:00")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Accept{Obligation: "report/2018/zemen"}))
	o := h.obligation("report/2018/zemen")
	if o.Status != workflow.StatusRequested || !slices.Equal(o.Owed(), []string{"V.2"}) {
		t.Errorf("after an accepted nil statement: %s, owed %v", o.Status, o.Owed())
	}
	h.run("2019-01-18 12:00")
	letters := h.letters("zemen@obshtina.example")
	last := letters[len(letters)-1]
	if !strings.HasPrefix(last.Subject, "Напомняне") || strings.Contains(last.FullText, "постъпилите сигнали") {
		t.Errorf("the reminder asks for what was received: %s\n%s", last.Subject, last.FullText)
	}
	h.verify()
}

func TestOneAnswerOneReceiptAndNoneToMachines(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("zemen@obshtina.example")[0]
	// An echo server sends back whatever it gets, without a header that says so.
	for i := range 12 {
		h.now = h.now.Add(1)
		letters := h.letters("zemen@obshtina.example")
		last := letters[len(letters)-1]
		h.post(mail.Outgoing{From: "zemen@obshtina.example", Subject: last.Subject, InReplyTo: last.MessageID, Plain: last.FullText,
			MessageID: "echo" + strings.Repeat("x", i) + "@obshtina.example",
			Files:     []mail.File{{Name: "образец.xlsx", Type: "application/octet-stream", Data: []byte("x")}}})
		h.step("2018-12-10 10:00")
	}
	if got := len(h.letters("zemen@obshtina.example")); got > 5 {
		t.Errorf("an echo server got %d letters", got)
	}
	h.post(mail.Outgoing{From: "zemen@obshtina.example", Subject: "Автоматичен отговор: " + request.Subject, InReplyTo: request.MessageID,
		AutoSubmitted: "auto-replied", Plain: "Отсъствам.\n", MessageID: "ooo@obshtina.example"})
	before := len(h.letters("zemen@obshtina.example"))
	h.step("2018-12-10 11:00")
	if after := len(h.letters("zemen@obshtina.example")); after != before {
		t.Error("an auto-reply was answered")
	}
	h.verify()
}
