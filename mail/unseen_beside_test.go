package mail

import (
	"fmt"
	"strings"
	"testing"
)

// What stands right beside a rule, on its either side: each pair differs in the one thing that the rule
// asks about.
func TestUnseenBeside(t *testing.T) {
	const (
		from    = "From: Георги Петков <g.petkov@obshtina.example>\nSubject: "
		daemon  = "From: Mail Delivery Subsystem <mailer-daemon@mx.b.example>\nSubject: "
		list    = "\nList-Id: <news.obshtina.example>"
		machine = "\nAuto-Submitted: auto-generated"
		report  = "Mail delivery failed"
		group   = "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\n"
	)
	withFile := func(head string) string {
		return head + "\nTo: savet@oblast.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nПриложено.\n" +
			"--b\nContent-Type: application/pdf; name=otchet.pdf\n\n%PDF-1.4\n--b--\n"
	}
	checkUnseen(t, []unseen{
		{"delivered to an autoresponder", plain(from+"Искане\nDelivered-To: Autoresponder", "Ще прочетем писмото Ви."), KindAutoReply, ""},
		{"delivered to a person", plain(from+"Искане\nDelivered-To: g.petkov@obshtina.example", "Ще прочетем писмото Ви."), KindReply, ""},
		{"a program's notice of leave", plain(from+"Искане"+machine, "В отпуск съм до 20.01.2019 г."), KindAutoReply, ""},
		{"a list's words of leave", plain(from+"Искане"+machine+list, "В отпуск съм до 20.01.2019 г."), KindOther, ""},
		{"a registry that sends the report", withFile(from + "Отчет" + machine), KindReply, ""},
		{"a list that sends a file", withFile(from + "Отчет" + machine + list), KindOther, ""},

		{"the status in the diagnostic alone", standard(daemon+report, "It failed.", group+"Diagnostic-Code: smtp; 550 5.1.1 no such user\n"), KindBounce, "a@b.example 5.1.1 dead"},
		{"a bare status, a fuller diagnostic", standard(daemon+report, "It failed.", group+"Status: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n"), KindBounce, "a@b.example 5.1.1 dead"},
		{"a bare status, a diagnostic of another class", standard(daemon+report, "It failed.", group+"Status: 5.0.0\nDiagnostic-Code: smtp; 450 4.2.2 over quota\n"), KindBounce, "a@b.example 5.0.0"},
		{"the address named twice", plain(daemon+report+"\nX-Failed-Recipients: a@b.example\nX-Failed-Recipients: a@b.example, c@b.example", "  a@b.example\n    all hosts have been failing for a long time"), KindBounce, "a@b.example; c@b.example"},

		{"Amazon, by event publishing", plain("From: no-reply@sns.example\nSubject: x", `{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"a@b.example","status":"5.1.1"}]},"mail":{}}`), KindBounce, "a@b.example 5.1.1 dead"},
		{"Amazon, for a while", plain("From: no-reply@sns.example\nSubject: x", `{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bouncedRecipients":[{"emailAddress":"a@b.example","status":"5.1.1"}]},"mail":{}}`), KindBounce, "a@b.example 5.1.1"},
		{"Amazon, a complaint", plain("From: no-reply@sns.example\nSubject: x", `{"notificationType":"Complaint","mail":{}}`), KindOther, ""},
		{"a person's braces", plain(from+"Искане", `{Към "mail" от 14.01.} Изпращаме доклада.`), KindReply, ""},
		{"another program's JSON", plain(from+"Искане", `{"eventType":"Click","mail":{}}`), KindReply, ""},
	})
}

// A report of thousands of recipients tells of as many as are shown, and says so once.
func TestBounceOfManyRecipients(t *testing.T) {
	for _, n := range []int{maxRecipients, maxRecipients + 3} {
		var groups strings.Builder
		groups.WriteString("Reporting-MTA: dns; mx\n")
		for i := range n {
			fmt.Fprintf(&groups, "\nFinal-Recipient: rfc822; a%d@b.example\nAction: failed\nStatus: 5.1.1\n", i)
		}
		m, _ := parsed(t, standard("From: mailer-daemon@mx.b.example\nSubject: Undelivered Mail Returned to Sender", "It failed.", groups.String()), Options{})
		said := strings.Count(strings.Join(m.Warnings, "\n"), "останалите не са показани")
		if len(m.Bounce.Recipients) != maxRecipients || said != min(n-maxRecipients, 1) {
			t.Errorf("of %d recipients there are %d, and it is said %d times", n, len(m.Bounce.Recipients), said)
		}
	}
}

// To whom nothing may be answered by a program, whoever wrote (RFC 3834, 2), and to whom it may.
func TestSilent(t *testing.T) {
	for header, want := range map[string]bool{
		"From: a@b.example": false, "From: a@b.example\nPrecedence: first-class": false, "From: a@b.example\nReturn-Path: <a@b.example>": false,
		"From: a@b.example\nPrecedence: Bulk": true, "From: a@b.example\nPrecedence: junk": true, "From: a@b.example\nPrecedence: list": true,
		"From: a@b.example\nReturn-Path: <>": true, "From: a@b.example\nAuto-Submitted: auto-generated": true, "From: a@b.example\nAuto-Submitted: no": false,
		"From: no-reply@b.example": true, "From: MAILER-DAEMON@b.example": true, "From: noreply.ivanov@b.example": false,
	} {
		if m, _ := parsed(t, header+"\nSubject: x\n\ntext\n", Options{}); m.Silent != want {
			t.Errorf("%q: silent is %v", header, m.Silent)
		}
	}
}
