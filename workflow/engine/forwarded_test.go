package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// forwards is a mail of a stranger that forwards another one as it is.
func forwards(inner string) []byte {
	return []byte(strings.ReplaceAll("From: clerk@abv.example\nTo: "+councilMailbox+"\nSubject: Fwd: писмо\nMessage-ID: <"+
		workflow.ShortHash(inner)+"@abv.example>\nContent-Type: multipart/mixed; boundary=f\n\n--f\n\nПрепращам.\n--f\nContent-Type: message/rfc822\n\n"+
		inner+"\n--f--\n", "\n", "\r\n"))
}

// A mail inside a mail counts as if its text were quoted: it is a guess by its first sender, an
// answer by our ref, and its personal data stops at the door.
func TestForwardedMail(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	ref := workflow.FindRefs(request.Subject)[0]

	h.now = at("2019-01-10 14:12")
	h.postRaw("clerk@abv.example", forwards("From: zemen@obshtina.example\nSubject: Писмо\n\nПриложено."))
	h.postRaw("clerk@abv.example", forwards("From: breznik@obshtina.example\nSubject: Re: ["+string(ref)+"]\n\nПодателят е с ЕГН 7501020018."))
	h.step("2019-01-10 14:12")

	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	if len(held) != 1 || len(held[0].Guesses) != 1 || held[0].Guesses[0].Institution != "zemen" {
		t.Errorf("held: %+v", held)
	}
	if o := h.obligation("report/2018/breznik"); o.Pause == nil || !slices.Contains(o.Flags(day("2019-01-10")), workflow.FlagQuarantined) {
		t.Errorf("the forwarded answer: %+v", o)
	}
	h.verify()
}

// Who reads the HTML of a mail reads what its plain text leaves out.
func TestPersonalNumberBesideThePlainText(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]

	h.now = at("2019-01-10 14:12")
	h.postRaw("breznik@obshtina.example", []byte(strings.ReplaceAll(fmt.Sprintf("From: breznik@obshtina.example\nTo: %s\nSubject: Re\n"+
		"Message-ID: <a@obshtina.example>\nIn-Reply-To: <%s>\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\nНяма постъпили сигнали.\n"+
		"--a\nContent-Type: text/html; charset=utf-8\n\n<p>ЕГН <b>75010</b>20018</p>\n--a--\n", councilMailbox, request.MessageID), "\n", "\r\n")))
	h.step("2019-01-10 14:12")
	if o := h.obligation("report/2018/breznik"); !slices.Contains(o.Flags(day("2019-01-10")), workflow.FlagQuarantined) {
		t.Errorf("not in quarantine: %+v", o)
	}
	h.verify()
}

// Who takes a stranger's mail in by our token sees of the obligation itself that it is a stranger's.
func TestStrangersSubmissionIsFlagged(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	for _, from := range []string{"breznik@obshtina.example", "zemen@abv.example"} {
		id, _, _ := strings.Cut(from, "@")
		request := h.letters(id + "@obshtina.example")[0]
		h.now = at("2019-01-10 14:12")
		h.post(mail.Outgoing{From: from, MessageID: id + "@x.example", Subject: "Доклад", InReplyTo: request.MessageID, Plain: "Няма постъпили сигнали.\n"})
	}
	h.step("2019-01-10 14:12")
	for id, want := range map[string]bool{"breznik": false, "zemen": true} {
		if s := h.obligation("report/2018/" + id).Submissions; len(s) != 1 || s[0].Unbelieved != want {
			t.Errorf("%s: %+v", id, s)
		}
	}
	h.verify()
}
