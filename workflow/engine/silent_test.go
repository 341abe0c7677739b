package engine_test

import (
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// An office's registry sends the report by itself and says so (RFC 3834): it is taken in like any
// other, and no receipt goes back to a machine. A person's gets one.
func TestReportOfARegistryIsTakenInSilently(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	for address, auto := range map[string]string{"breznik@obshtina.example": "auto-generated", "zemen@obshtina.example": ""} {
		request := h.letters(address)[0]
		h.now = at("2019-01-10 14:12")
		h.post(mail.Outgoing{From: address, MessageID: "r" + address, Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, AutoSubmitted: auto,
			Plain: "Приложено изпращаме доклада.\n", Files: []mail.File{{Name: "Доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}})
	}
	h.step("2019-01-10 14:12")
	h.step("2019-01-10 14:30")
	for id, letters := range map[string]int{"breznik": 1, "zemen": 2} {
		if o := h.obligation("report/2018/" + id); o.Status != workflow.StatusReceived {
			t.Errorf("%s: %s", id, o.Status)
		}
		if got := h.letters(id + "@obshtina.example"); len(got) != letters {
			t.Errorf("%s has %q", id, subjects(got))
		}
	}
	h.verify()
}

// What a program sends of itself answers nothing: the reminders go on as if nobody had written.
func TestWhatAnswersNothingPausesNothing(t *testing.T) {
	for name, written := range map[string]string{
		"a receipt of Outlook":     "Subject: Прочетено: Искане\n\nВашето съобщение\n\n   До: breznik@obshtina.example\n   Тема: Искане\n   Изпратено: 3.12.2018 г. 9:00\n\n е прочетено на 3.12.2018 г. 9:30.\n",
		"an answer of a calendar":  "Subject: Прието: Срок за доклада\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\n\n \n--c\nContent-Type: text/calendar; charset=utf-8; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n--c--\n",
		"an absence without marks": "Subject: Re: Искане\n\nТова е автоматичен отговор. В отпуск съм до 20.12.2018 г.\n",
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.approve(report())
			h.step("2018-12-03 09:00")
			request := h.letters("breznik@obshtina.example")[0]
			h.now = at("2018-12-03 09:30")
			head := "From: breznik@obshtina.example\nTo: " + councilMailbox + "\nMessage-ID: <x@obshtina.example>\nDate: Mon, 03 Dec 2018 09:30:00 +0200\nIn-Reply-To: <" + request.MessageID + ">\n"
			h.postRaw("breznik@obshtina.example", []byte(strings.ReplaceAll(head+written, "\n", "\r\n")))
			h.step("2018-12-03 09:30")
			if o := h.obligation("report/2018/breznik"); o.Pause != nil || !o.Open() {
				t.Errorf("%s, pause %+v", o.Status, o.Pause)
			}
			if got := h.letters("breznik@obshtina.example"); len(got) != 1 {
				t.Errorf("letters %q", subjects(got))
			}
			h.verify()
		})
	}
}
