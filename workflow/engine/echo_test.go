package engine_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// A program that thanks for everything, slowly, in its own words and with another file each time:
// the second receipt is the last one, so that two machines do not thank each other for ever.
func TestReceiptsDoNotGoRound(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	for i, when := range []string{"2018-12-03 10:00", "2018-12-03 10:30", "2018-12-03 11:00", "2018-12-03 11:30"} {
		h.now = at(when)
		letters := h.letters("breznik@obshtina.example")
		last := letters[len(letters)-1]
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + last.Subject, InReplyTo: last.MessageID, Plain: "Вашето писмо е заведено.\n",
			Files: []mail.File{{Name: "номер.pdf", Type: "application/pdf", Data: fmt.Appendf(nil, "%%PDF-1.4 %d", i)}}})
		h.step(when)
	}
	receipts := h.receipts("breznik@obshtina.example")
	if o := h.obligation("report/2018/breznik"); receipts != 2 || len(o.Submissions) != 4 {
		t.Errorf("%d receipts for %d submissions", receipts, len(o.Submissions))
	}
	h.verify()
}

// Nobody is thanked more often than a day allows, however many documents come.
func TestReceiptsOfADay(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	for i, when := range []string{"2018-12-03 10:00", "2018-12-03 10:01", "2018-12-03 10:02", "2018-12-03 10:03", "2018-12-03 10:04", "2018-12-04 11:00"} {
		h.now = at(when)
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, Plain: "Приложено.\n",
			Files: []mail.File{{Name: "част.pdf", Type: "application/pdf", Data: fmt.Appendf(nil, "%%PDF-1.4 %d", i)}}})
		h.step(when)
	}
	if receipts, want := h.receipts("breznik@obshtina.example"), h.Policy.ReceiptsPerDay+1; receipts != want {
		t.Errorf("%d receipts on two days, want %d", receipts, want)
	}
	h.verify()
}

// receipts counts those that an address got.
func (h *house) receipts(address string) (n int) {
	h.t.Helper()
	for _, l := range h.letters(address) {
		if strings.HasPrefix(l.Subject, "Потвърждение за получаване") {
			n++
		}
	}
	return n
}

// What was sent already is no further submission; a person may still send something new, be it as an
// answer to the receipt.
func TestTheSameFileAgain(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	file := func(text string) []mail.File {
		return []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4 " + text)}}
	}
	reply := mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, Plain: "Изпращаме доклада.\n"}
	for i, c := range []struct {
		when, file string
		want       int
	}{{"2018-12-10 10:00", "1", 1}, {"2018-12-10 10:30", "1", 1}, {"2018-12-10 11:00", "2", 2}} {
		h.now = at(c.when)
		reply.Files, reply.MessageID = file(c.file), fmt.Sprintf("again-%d@obshtina.example", i)
		h.post(reply)
		h.step(c.when)
		if o := h.obligation("report/2018/breznik"); len(o.Submissions) != c.want || o.Status != workflow.StatusReceived || o.Pause != nil {
			t.Errorf("%s: %d submissions, %s, paused %v", c.when, len(o.Submissions), o.Status, o.Pause)
		}
	}
	h.verify()
}

// The blank form as it was sent out is no report.
func TestTheBlankFormComesBack(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	blank := h.attachment("breznik@obshtina.example", 0, ".xlsx")
	h.now = at("2018-12-10 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID,
		Plain: "Изпращаме доклада.\n", Files: []mail.File{blank}})
	h.step("2018-12-10 10:00")
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || o.Pause == nil {
		t.Errorf("with the blank form it is %s, paused %v", o.Status, o.Pause)
	}
	h.verify()
}

// attachment of the nth letter to an address.
func (h *house) attachment(address string, n int, extension string) (found mail.File) {
	h.t.Helper()
	raw := h.server.Mail(address)[n].Raw
	_, err := mail.Parse(strings.NewReader(string(raw)), int64(len(raw)), mail.Options{}, func(a mail.Attachment, r io.Reader) error {
		if !strings.HasSuffix(a.Name, extension) {
			return nil
		}
		data, err := io.ReadAll(r)
		found = mail.File{Name: a.Name, Type: a.Type, Data: data}
		return err
	})
	must(h.t, err)
	return found
}
