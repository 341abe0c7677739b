package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// „Няма постъпили сигнали“ as the whole answer delivers where the task allows it; whatever only
// quotes, asks, promises or says it of a part, is correspondence and pauses the reminders.
func TestNilReports(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := newContentHouse(t, nil, allReport)
	quoted := "\nНа 03.12.2018 г. в 09:00 ч. ООСППК <council@oa-pernik.example> написа:\n> Моля да представите годишния доклад.\n> Ако няма постъпили сигнали, моля да го посочите.\n"
	cases := []struct {
		institution, text string
		isNil             bool
	}{
		{"breznik", "Няма постъпили сигнали.", true},
		{"zemen", "няма постъпили сигнали", true},
		{"kovachevtsi", "НЯМА ПОСТЪПИЛИ СИГНАЛИ", true},
		{"pernik", "Няма постъпили сигнали за корупция през 2018 г.", true},
		{"radomir", "не са постъпвали сигнали", true},
		{"tran", "Няма постъпили сигнали.\n" + quoted, true},
		{"riosv", "Няма постъпили сигнали.\n\nС уважение,\nинж. Иван Иванов\nдиректор на РИОСВ – Перник\nтел. 076 123 456\n", true},
		{"rzok", "Уважаеми господин областен управител,\n\nвъв връзка с Ваше писмо Ви уведомяваме, че през 2018 г. в РЗОК – Перник не са постъпвали сигнали за корупция.\n\n-- \nРЗОК – Перник\n", true},
		{"nap", "Няма постъпили сигнали по т. 2, но по т. 1 има два, за които ще изпратим доклада следващата седмица.", false},
		{"odz", "Трябва ли да напишем „няма постъпили сигнали“?", false},
		{"ruo", "Ще изпратим доклада до петък.\n" + quoted, false},
		{"odmvr", "Получихме писмото Ви.\n> няма постъпили сигнали\n", false},
		{"rzi", "Ако няма постъпили сигнали, доклад не подаваме.", false},
	}
	for _, c := range cases {
		h.reply(c.institution, mail.Outgoing{Plain: c.text})
	}
	h.srok(answered, "step")
	for _, c := range cases {
		row := h.status(answered, "report/2018/"+c.institution)
		paused := slices.Contains(row.Flags, workflow.FlagPaused)
		receipts := len(h.letters(workflow.LetterReceipt, c.institution))
		if !c.isNil {
			if row.Status != workflow.StatusRequested || !paused || len(row.Submissions) != 0 || receipts != 0 {
				t.Errorf("%q: %s, paused %v, %d submissions, %d receipts", c.text, row.Status, paused, len(row.Submissions), receipts)
			}
			continue
		}
		if row.Status != workflow.StatusReceived || paused || len(row.Submissions) != 1 || !row.Submissions[0].Nil || receipts != 1 ||
			!slices.Equal(row.Submissions[0].Covers, []string{"I.4", "VI.1"}) {
			t.Errorf("%q: %s, paused %v, %+v, %d receipts", c.text, row.Status, paused, row.Submissions, receipts)
		}
	}
	// What was done against corruption (V.2) is asked on.
	h.srok(answered, "accept", "report/2018/breznik")
	if row := h.status(answered, "report/2018/breznik"); row.Status != workflow.StatusRequested {
		t.Errorf("after the nil report was accepted: %s", row.Status)
	}
	h.srok(answered, "verify")
}

// Where the task allows no nil report it is correspondence, and one that answers nothing of ours
// is held for a person, with a guess.
func TestNilReportWhereNoneIsAllowed(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := newContentHouse(t, nil, "    whom: [municipalities]\n")
	h.reply("breznik", mail.Outgoing{Plain: "Няма постъпили сигнали."})
	h.reply("zemen", mail.Outgoing{Subject: "Сигнали", Plain: "Няма постъпили сигнали."})
	h.srok(answered, "step")
	if row := h.status(answered, "report/2018/breznik"); row.Status != workflow.StatusRequested || !slices.Contains(row.Flags, workflow.FlagPaused) {
		t.Errorf("as a reply: %s %v", row.Status, row.Flags)
	}
	if row := h.status(answered, "report/2018/zemen"); row.Status != workflow.StatusRequested || len(row.Flags) != 0 {
		t.Errorf("as a mail of its own: %s %v", row.Status, row.Flags)
	}
	held := h.held(answered)
	if len(held) != 1 || len(held[0].Guesses) == 0 || !slices.Equal(held[0].Guesses[0].Obligations, []string{"report/2018/zemen"}) {
		t.Fatalf("held are %+v", held)
	}
	if page := h.srok(answered, "inbox"); !strings.Contains(page, "srok assign "+held[0].Key[:12]+" report/2018/zemen") {
		t.Errorf("the inbox says\n%s", page)
	}
	h.srok(answered, "verify")
}

// held are the messages that `inbox` lists.
func (h *contentHouse) held(when string) []workflow.Message {
	h.t.Helper()
	var held []workflow.Message
	if err := json.Unmarshal([]byte(h.srok(when, "inbox", "--json")), &held); err != nil {
		h.t.Fatal(err)
	}
	return held
}
