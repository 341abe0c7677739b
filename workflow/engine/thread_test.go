package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// threadOf is what a letter says it answers, and of which conversation.
func threadOf(m *mail.Message) string {
	return strings.Join(m.InReplyTo, " ") + " | " + strings.Join(m.References, " ")
}

// A mail program shows a reminder and an overdue notice below the request that they are about.
func TestRemindersStandBelowTheirRequest(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.run("2019-02-08 12:00")
	letters := h.letters("breznik@obshtina.example")
	if len(letters) != 6 { // request, three reminders, two notices
		t.Fatalf("letters: %q", subjects(letters))
	}
	request := letters[0].MessageID
	if got := threadOf(letters[0]); got != " | " {
		t.Errorf("the request answers something: %s", got)
	}
	for _, l := range letters[1:] {
		if got := threadOf(l); got != request+" | "+request {
			t.Errorf("%q stands below %s, not the request %s", l.Subject, got, request)
		}
	}
}

// A letter with several parts continues the conversation of the one that gives it its subject.
func TestReminderOfSeveralStandsBelowTheLeadingRequest(t *testing.T) {
	h := newHouse(t)
	early := services()
	early.Cycles[0].Request, early.Cycles[0].Due = day("2018-12-10"), day("2019-01-31")
	early.Steps.Remind = []int{10}
	h.approve(report(), early)
	h.run("2019-01-18 12:00")
	letters := h.letters("breznik@obshtina.example")
	last := letters[len(letters)-1]
	if len(letters) != 3 || !strings.Contains(last.Subject, "и още 1 искане") {
		t.Fatalf("letters: %q", subjects(letters))
	}
	leading := letters[slices.IndexFunc(letters, func(l *mail.Message) bool {
		return strings.HasPrefix(last.Subject, "Напомняне за представяне на годишен") == strings.Contains(l.Subject, "годишен")
	})]
	if got := threadOf(last); got != leading.MessageID+" | "+leading.MessageID {
		t.Errorf("it stands below %s, not %q", got, leading.Subject)
	}
}

// What srok answers by itself says so (RFC 3834, 5), what a person decided does not; both stand below the
// message that they answer, and that below the request.
func TestAnswersStandBelowWhatTheyAnswer(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, MessageID: "theirs@obshtina.example",
		Plain: "Приложено.\n", Files: []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}})
	h.step("2018-12-04 10:00")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Return{Obligation: "report/2018/breznik", Issues: []string{"липсва подпис"}}))
	h.step("2018-12-04 10:00")
	letters := h.letters("breznik@obshtina.example")
	if len(letters) != 3 {
		t.Fatalf("letters: %q", subjects(letters))
	}
	want := "theirs@obshtina.example | " + request.MessageID + " theirs@obshtina.example"
	for i, auto := range map[int]string{1: "auto-replied", 2: ""} {
		raw := string(h.server.Mail("breznik@obshtina.example")[i].Raw)
		if got := threadOf(letters[i]); got != want {
			t.Errorf("%q stands below %s, want %s", letters[i].Subject, got, want)
		}
		if got := headerOf(raw, "Auto-Submitted"); got != auto {
			t.Errorf("%q: Auto-Submitted is %q, want %q", letters[i].Subject, got, auto)
		}
	}
}

// headerOf is a field of a header, empty where there is none.
func headerOf(raw, name string) string {
	head, _, _ := strings.Cut(raw, "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		if value, is := strings.CutPrefix(line, name+": "); is {
			return value
		}
	}
	return ""
}

// A form that fails goes back, and one that passes is taken, without a person: no program is to answer.
func TestWhatSrokDecidesItselfIsAutoReplied(t *testing.T) {
	h := newHouse(t)
	rule := report()
	rule.Accept = workflow.AcceptPassingForm
	h.approve(rule)
	h.step("2018-12-03 09:00")
	wrong := maps.Clone(passing())
	wrong["Б1"] = "1"
	for i, answers := range []map[string]string{wrong, passing()} {
		request := h.letters("breznik@obshtina.example")[0]
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, Plain: "Приложено.\n",
			Files: []mail.File{{Name: "obrazec.xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Data: filledForm(t, answers)}}})
		h.step([]string{"2018-12-04 10:00", "2018-12-05 10:00"}[i])
	}
	letters := h.letters("breznik@obshtina.example")
	for _, subject := range []string{"Връщане на доклад", "Приет годишен доклад"} {
		i := slices.IndexFunc(letters, func(l *mail.Message) bool { return strings.HasPrefix(l.Subject, subject) })
		if i < 0 {
			t.Fatalf("letters: %q", subjects(letters))
		}
		if got := headerOf(string(h.server.Mail("breznik@obshtina.example")[i].Raw), "Auto-Submitted"); got != "auto-replied" {
			t.Errorf("%q: Auto-Submitted is %q", subject, got)
		}
	}
}

// A reply that only lists what was written before answers the last of it.
func TestReferencesAnswerTheLast(t *testing.T) {
	h := newHouse(t)
	h.approve(report(), services())
	h.run("2019-01-30 12:00")
	letters := h.letters("breznik@obshtina.example")
	first, last := letters[0], letters[len(letters)-1]
	h.postRaw("breznik@obshtina.example", []byte("From: breznik@obshtina.example\r\nTo: "+councilMailbox+"\r\nSubject: Report\r\nDate: Wed, 30 Jan 2019 12:30:00 +0200\r\n"+
		"Message-ID: <theirs@obshtina.example>\r\nReferences: <"+first.MessageID+"> <"+last.MessageID+">\r\n\r\nThe report follows.\r\n"))
	h.step("2019-01-30 13:00")
	messages, err := h.Store.Read(t.Context()).MessagesSince(at("2019-01-01 00:00"))
	must(t, err)
	i := slices.IndexFunc(messages, func(m workflow.Message) bool { return m.MessageID == "theirs@obshtina.example" })
	if i < 0 {
		t.Fatal("the reply was not read")
	}
	answered, _, err := h.Store.Read(t.Context()).LetterByMessageID(last.MessageID)
	must(t, err)
	if messages[i].Letter != answered.Key {
		t.Errorf("it answers %s, not the last letter %s", messages[i].Letter, answered.Key)
	}
}
