package engine_test

import (
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
)

// A report form that fails goes back by itself, with what is to correct; whatever is in doubt waits for
// a person, and so does what came back twice already.
func TestReturnFailingForm(t *testing.T) {
	wrong := passing()
	wrong["Б1"] = "1"
	for name, c := range map[string]struct {
		from  string
		more  []mail.File
		auth  string
		text  string
		times int // how often the same is sent, each time as a new file
		sent  int // letters that send it back
		want  workflow.Status
	}{
		"alone":              {times: 1, sent: 1, want: workflow.StatusReturned},
		"a letter beside it": {more: []mail.File{{Name: "писмо.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}, times: 1, want: workflow.StatusReceived},
		"another sender":     {from: "someone@else.example", times: 1, want: workflow.StatusReceived},
		"a forged sender":    {auth: "dkim=fail header.d=obshtina.example; dmarc=fail", times: 1, want: workflow.StatusReceived},
		"personal data":      {text: "ЕГН 7501020018", times: 1, want: workflow.StatusReceived},
		"three times":        {times: 3, sent: 2, want: workflow.StatusReceived},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.Policy.AuthServer = "mx.oa-pernik.example"
			h.approve(report())
			h.step("2018-12-03 09:00")
			asked := h.letters("breznik@obshtina.example")[0].MessageID
			for n := range c.times {
				day := []string{"2018-12-10", "2018-12-11", "2018-12-12"}[n]
				h.now = at(day + " 10:00")
				wrong["Г8"] = "опит " + day
				o := mail.Outgoing{From: "breznik@obshtina.example", To: []string{councilMailbox}, Subject: "Доклад", MessageID: day + "@obshtina.example", Date: h.now,
					InReplyTo: asked, Plain: "Приложено изпращаме доклада. " + c.text,
					Files: append([]mail.File{{Name: "доклад.xlsx", Type: "application/octet-stream", Data: filledForm(t, wrong)}}, c.more...)}
				if c.from != "" {
					o.From = c.from
				}
				raw, err := mail.Compose(o)
				must(t, err)
				if c.auth != "" {
					raw = append([]byte("Authentication-Results: mx.oa-pernik.example; "+c.auth+"\r\n"), raw...)
				}
				h.postRaw(o.From, raw)
				h.step(day + " 10:00")
				h.step(day + " 11:00") // once, however often it is looked at
			}
			if o := h.obligation("report/2018/breznik"); o.Status != c.want || len(o.Submissions) != c.times {
				t.Errorf("it is %s with %d submissions, want %s", o.Status, len(o.Submissions), c.want)
			}
			sent := 0
			for _, l := range h.letters("breznik@obshtina.example") {
				if !strings.HasPrefix(l.Subject, "Връщ") && !strings.HasPrefix(l.Subject, "Върнат") {
					continue
				}
				sent++
				if !strings.Contains(l.FullText, "2. ред Б1: сборът") {
					t.Errorf("what is to correct is not said:\n%s", l.FullText)
				}
			}
			if sent != c.sent {
				t.Errorf("%d letters send it back, want %d: %q", sent, c.sent, subjects(h.letters("breznik@obshtina.example")))
			}
			h.verify()
		})
	}
}

// A form that may be for either of two reports is nothing that srok sends back twice: a person looks.
func TestFailingFormOfTwoReports(t *testing.T) {
	h := newHouse(t)
	one, other := report(), report()
	other.Key, other.Title, other.TitleDefinite = "summary", "обобщена справка", "обобщената справка"
	h.approve(one, other)
	h.step("2018-12-03 09:00")
	wrong := passing()
	wrong["Б1"] = "1"
	h.now = at("2018-12-10 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", InReplyTo: h.letters("breznik@obshtina.example")[0].MessageID,
		Plain: "Приложено изпращаме доклада.\n", Files: []mail.File{{Name: "доклад.xlsx", Type: "application/octet-stream", Data: filledForm(t, wrong)}}})
	h.step("2018-12-10 10:00")
	for _, key := range []string{"report/2018/breznik", "summary/2018/breznik"} {
		if o := h.obligation(key); o.Status != workflow.StatusReceived {
			t.Errorf("%s is %s", key, o.Status)
		}
	}
	h.verify()
}
