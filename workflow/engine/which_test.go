package engine_test

import (
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// acts is a confirmation that goes out in one letter with that of services.
func acts() workflow.Task {
	return workflow.Task{
		Key: "acts", Kind: workflow.ConfirmationTask, Measures: []string{"III.1"},
		Title: "потвърждение за публикуваните вътрешни актове", TitleDefinite: "потвърждението за публикуваните вътрешни актове", Whom: []string{"breznik", "zemen"},
		Items:  []workflow.Item{{Text: "адресите на публикуваните през периода вътрешни актове"}},
		Cycles: []workflow.Cycle{{Period: "2018-H2", Request: day("2018-12-03"), Due: day("2018-12-31")}},
		Steps:  workflow.Steps{Remind: []int{3}, Overdue: []int{3}},
	}
}

// Of two confirmations that one letter asks, the one is received that the reply names; where it names
// none, a person is asked, and nothing is received meanwhile.
func TestConfirmationOfOneOfTwo(t *testing.T) {
	const (
		requested = workflow.StatusRequested
		received  = workflow.StatusReceived
	)
	document := func(name string) []mail.File {
		return []mail.File{{Name: name, Type: "application/pdf", Data: []byte("%PDF-1.4")}}
	}
	for name, c := range map[string]struct {
		text           string
		files          []mail.File
		services, acts workflow.Status
		held           bool
	}{
		"the one":         {"Потвърждаваме, че информацията за предлаганите услуги е актуална: https://breznik.example/p, 04.12.2018 г.", nil, received, requested, false},
		"the other":       {"Вътрешните актове са публикувани: https://breznik.example/p", nil, requested, received, false},
		"both":            {"Информацията за услугите е актуална: https://breznik.example/u\n\nВътрешните актове: https://breznik.example/a", nil, received, received, false},
		"one, and a plan": {"Услугите са актуализирани. Вътрешните актове ще публикуваме през януари.", nil, received, requested, false},
		"neither":         {"Потвърждаваме, че информацията е актуална.", nil, requested, requested, true},
		"a promise":       {"Ще изпратим потвърждението утре.", nil, requested, requested, false},
		"a file of one":   {"Приложено изпращаме списък на вътрешните актове.", document("Списък.pdf"), requested, received, false},
		"a file so named": {"Здравейте!", document("Вътрешни актове 2018.pdf"), requested, received, false},
		"a file":          {"Приложено изпращаме писмото си.", document("Писмо.pdf"), received, received, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			one := services()
			one.Title, one.TitleDefinite = "потвърждение за актуална информация за предлаганите услуги", "потвърждението за актуална информация за предлаганите услуги"
			h.approve(one, acts())
			h.step("2018-12-03 09:00")
			request := h.letters("breznik@obshtina.example")
			if len(request) != 1 {
				t.Fatalf("%d letters ask", len(request))
			}
			h.now = at("2018-12-04 10:00")
			h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request[0].Subject, InReplyTo: request[0].MessageID, Plain: c.text + "\n", Files: c.files})
			h.step("2018-12-04 10:00")
			if s, a := h.obligation("services/2018-Q4/breznik").Status, h.obligation("acts/2018-H2/breznik").Status; s != c.services || a != c.acts {
				t.Errorf("services %s, acts %s, want %s, %s", s, a, c.services, c.acts)
			}
			held, err := h.Store.Read(t.Context()).Held()
			must(t, err)
			if len(held) == 1 != c.held {
				t.Errorf("held: %+v", held)
			}
			if c.held && len(held[0].Guesses[0].Obligations) != 2 {
				t.Errorf("the clerk is not told of both: %+v", held[0].Guesses)
			}
			h.verify()
		})
	}
}

// What was accepted already leaves no doubt which of two is meant.
func TestConfirmationOfTheLastOfTwo(t *testing.T) {
	h := newHouse(t)
	h.approve(services(), acts())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	reply := func(when, text string) {
		h.now = at(when)
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, Plain: text})
		h.step(when)
	}
	reply("2018-12-04 10:00", "Вътрешните актове са публикувани: https://breznik.example/p\n")
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Accept{Obligation: "acts/2018-H2/breznik"}))
	reply("2018-12-05 10:00", "Потвърждаваме, че информацията е актуална.\n")
	if s := h.obligation("services/2018-Q4/breznik").Status; s != workflow.StatusReceived {
		t.Errorf("services are %s", s)
	}
	h.verify()
}

// A reply to one letter may speak of what another one asks: that answers nothing of the first.
func TestReplySpeaksOfAnotherLetter(t *testing.T) {
	for text, want := range map[string]workflow.Status{
		"Годишният доклад е публикуван на https://breznik.example/doklad.\n": workflow.StatusRequested,
		"Информацията е публикувана на https://breznik.example/u.\n":         workflow.StatusReceived,
	} {
		h := newHouse(t)
		first := services()
		first.Cycles[0].Request = day("2018-11-26")
		h.now = at("2018-11-26 09:00")
		h.approve(report(), first)
		h.step("2018-11-26 09:00")
		h.step("2018-12-03 09:00")
		asking := h.letters("breznik@obshtina.example")[0]
		h.now = at("2018-12-04 10:00")
		h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Re: " + asking.Subject, InReplyTo: asking.MessageID, Plain: text})
		h.step("2018-12-04 10:00")
		if s := h.obligation("services/2018-Q4/breznik").Status; s != want {
			t.Errorf("%q: services are %s", text, s)
		}
		h.verify()
	}
}
