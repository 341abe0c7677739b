package engine_test

import (
	"fmt"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// Whatever comes back for whatever letter of ours, in whatever state it is: it is read, and none of it
// stays where nobody sees it.
func TestWhateverAnswersWhicheverLetter(t *testing.T) {
	for _, onPaper := range []bool{false, true} {
		t.Run(fmt.Sprintf("on paper %v", onPaper), func(t *testing.T) {
			if onPaper && testing.Short() {
				t.Skip("in short mode the letters by mail stand for those on paper")
			}
			h := newHouse(t)
			h.everyLetter(onPaper)
			kinds := map[workflow.LetterKind]bool{}
			n := 0
			h.each(t, func(l workflow.Letter) {
				kinds[l.Kind] = true
				for name, message := range h.answersTo(l) {
					n++
					message.From, message.MessageID = "breznik@obshtina.example", fmt.Sprintf("%d@obshtina.example", n)
					h.post(message)
					if _, err := h.Step(t.Context(), h.now); err != nil {
						t.Errorf("%s to the %s: %v", name, l.Kind, err)
					}
				}
			})
			for _, kind := range []workflow.LetterKind{workflow.LetterRequest, workflow.LetterRemind, workflow.LetterOverdue, workflow.LetterEscalate,
				workflow.LetterReceipt, workflow.LetterReturn, workflow.LetterAccept, workflow.LetterExtension, workflow.LetterDigest} {
				if !kinds[kind] {
					t.Errorf("there was no %s", kind)
				}
			}
			if unread, err := h.Store.Read(t.Context()).Unread(); err != nil || len(unread) > 0 {
				t.Errorf("unread are %v (%v)", unread, err)
			}
			h.verify()
		})
	}
}

// everyLetter goes through the life of two reports and a confirmation, with a superior.
func (h *house) everyLetter(onPaper bool) {
	h.t.Helper()
	dir := directory()
	for i := range dir.Institutions {
		dir.Institutions[i].Superior = chairAddress
	}
	if onPaper {
		dir.Institutions[0].Channel, dir.Institutions[0].Contacts = workflow.LettersByRecords, nil
	}
	do := func(act engine.Act) {
		h.t.Helper()
		must(h.t, h.Do(h.t.Context(), h.now, "секретар", act))
	}
	do(engine.Approve{Plan: workflow.Plan{Tasks: []workflow.Task{report(), services()}}, Directory: dir, Office: "областен управител", On: workflow.DateOf(h.now)})
	h.numbered("2019-01-10 10:00")
	do(engine.Extend{Obligation: "services/2018-Q4/breznik", Due: day("2019-01-25"), Reason: "по молба"})
	h.numbered("2019-02-20 10:00")
	for range 2 { // returned, then accepted
		do(engine.Receive{Obligations: []string{"report/2018/breznik"}, Channel: workflow.ByPaper, On: workflow.DateOf(h.now)})
		if h.obligation("report/2018/breznik").Submissions[0].Review == workflow.UnderReview {
			do(engine.Return{Obligation: "report/2018/breznik", Issues: []string{"липсва подпис"}})
		} else {
			do(engine.Accept{Obligation: "report/2018/breznik"})
		}
	}
	request := h.letters("zemen@obshtina.example")[0]
	h.post(mail.Outgoing{From: "zemen@obshtina.example", Subject: "Доклад", InReplyTo: request.MessageID, Plain: "Приложено.\n",
		Files: []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}})
	h.numbered("2019-02-21 10:00")
}

// numbered passes the time, and has the records office send what waits for it.
func (h *house) numbered(until string) {
	h.t.Helper()
	for end := at(until); h.now.Before(end); {
		h.now = h.now.AddDate(0, 0, 1)
		if h.now.After(end) {
			h.now = end
		}
		h.step(h.now.In(sofia).Format("2006-01-02 15:04"))
		waiting, err := h.Store.Read(h.t.Context()).WaitingForRecords()
		must(h.t, err)
		for _, l := range waiting {
			must(h.t, h.register(l.Ref, "РД-"+string(l.Ref), h.now.In(sofia).Format("2006-01-02")))
		}
	}
}

// answersTo a letter, of every sort that people and programs send.
func (h *house) answersTo(l workflow.Letter) map[string]mail.Outgoing {
	h.t.Helper()
	pdf := mail.File{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4 " + l.Key)}
	cites := "По ваше " + string(l.Ref+l.Answers)
	answers := map[string]mail.Outgoing{
		"words":          {Subject: cites, Plain: "Ще изпратим доклада.\n"},
		"nil":            {Subject: cites, Plain: "Няма постъпили сигнали.\n"},
		"a file":         {Subject: cites, Plain: "Приложено.\n", Files: []mail.File{pdf}},
		"by Message-ID":  {Subject: "Доклад", InReplyTo: l.MessageID, Plain: "Приложено.\n", Files: []mail.File{pdf}},
		"a program":      {Subject: cites, InReplyTo: l.MessageID, AutoSubmitted: "auto-replied", Plain: "В отпуск съм.\n"},
		"another Re":     {Subject: "Re: " + l.Subject, Plain: "Благодарим.\n"},
		"the same again": {Subject: l.Subject, InReplyTo: l.MessageID, Plain: "Приложено.\n", Files: []mail.File{pdf}},
	}
	if l.SHA256 == "" {
		return answers
	}
	given := mail.Outgoing{Subject: cites, InReplyTo: l.MessageID, Plain: "Връщаме ви го.\n"}
	if stored := h.bytes(l.Key); l.Printed {
		files, err := engine.PrintedFiles(stored)
		must(h.t, err)
		given.Files = files
	} else {
		given.Files = []mail.File{{Name: "писмо.eml", Type: "message/rfc822", Data: stored}}
	}
	answers["the letter itself"] = given
	return answers
}
