package engine_test

import (
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
)

// A program's answer counts for nothing, yet what it brings may be the report itself, or say that the
// address is dead: that waits for a person, and nothing follows from it by itself.
func TestAutomaticAnswersThatAPersonHasToSee(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]

	letter, _, err := h.Store.Read(t.Context()).LetterByMessageID(request.MessageID)
	must(t, err)
	h.now = at("2019-01-10 14:12")
	for i, c := range []struct {
		text  string
		files []mail.File
	}{
		{"Прилагаме доклада.", []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4 доклад")}}},
		{"От 1 декември не работя вече в общината. Пишете на g.georgiev@obshtina.example.", nil},
		{"Отсъствам до 20 януари.", nil},
		{"Отсъствам до 20 януари.", []mail.File{{Name: "Иванов.vcf", Type: "text/vcard", Data: []byte("BEGIN:VCARD")}}},
		{"Отсъствам до 20 януари.", []mail.File{{Name: "писмо.eml", Type: "message/rfc822", Data: h.bytes(letter.Key)}}},
	} {
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Автоматичен отговор: " + request.Subject, InReplyTo: request.MessageID,
			AutoSubmitted: "auto-replied", Plain: c.text + "\n", Files: c.files, MessageID: "auto" + strings.Repeat("x", i) + "@obshtina.example"})
	}
	h.step("2019-01-10 14:12")

	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	why := []string{}
	for _, m := range held {
		why = append(why, m.Why)
		if len(m.Guesses) != 1 || strings.Join(m.Guesses[0].Obligations, " ") != "report/2018/breznik" {
			t.Errorf("guesses: %+v", m.Guesses)
		}
	}
	if len(held) != 2 || !strings.Contains(strings.Join(why, "\n"), "файл") || !strings.Contains(strings.Join(why, "\n"), "няма кой") {
		t.Errorf("held: %q", why)
	}
	if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusRequested || o.Pause != nil {
		t.Errorf("something followed by itself: %+v", o)
	}
	h.verify()
}

// Where nothing marks an automatic answer, its text alone tells: one that says plenty of being away, and beside that
// something that no program is known to send, waits for a person, and pauses nothing. Without that it is filed.
func TestAutomaticAnswersByTheirTextAlone(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]

	h.now = at("2019-01-10 14:12")
	const away = "В отпуск съм до 20.01.2019 г. Ще отговоря след завръщането си. При спешност се обръщайте към П. Петров."
	for id, text := range map[string]string{
		"sure@obshtina.example":   away,
		"unsure@obshtina.example": away + " Кметът одобри всичко.",
		"person@obshtina.example": away + " Нямаме постъпили сигнали.",
	} {
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, Plain: text + "\n", MessageID: id})
	}
	h.step("2019-01-10 14:12")

	verdicts := map[string]workflow.Verdict{}
	messages, err := h.Store.Read(t.Context()).MessagesSince(time.Time{})
	must(t, err)
	for _, m := range messages {
		verdicts[m.MessageID] = m.Verdict
	}
	for id, want := range map[string]workflow.Verdict{
		"sure@obshtina.example": workflow.VerdictAutoReply, "unsure@obshtina.example": workflow.VerdictHeld, "person@obshtina.example": workflow.VerdictReply,
	} {
		if verdicts[id] != want {
			t.Errorf("%s: %s, not %s", id, verdicts[id], want)
		}
	}
	h.verify()
}
