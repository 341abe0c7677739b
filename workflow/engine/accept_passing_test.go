package engine_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"maps"
	"strings"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/form"

	"github.com/emersion/go-msgauth/dkim"
)

// passing are answers that pass every check without a warning.
func passing() map[string]string {
	answers := map[string]string{"А3": "секретар", "А4": "да", "Г7.1": "не", "Г8": "въведен кодекс", "Д1": "да"}
	for _, row := range form.Rows() {
		if row.Type == form.TypeInt {
			answers[row.Code] = "0"
		}
	}
	return answers
}

func filledForm(t *testing.T, answers map[string]string) []byte {
	t.Helper()
	template, err := form.NewTemplate()
	must(t, err)
	h := form.Header{Institution: "Община Брезник", InstitutionID: "breznik", Period: "2018"}
	a := form.Prefilled(h)
	for code, value := range answers {
		must(t, a.Enter(code, value, ""))
	}
	var out bytes.Buffer
	must(t, template.WriteFilled(&out, h, a))
	return out.Bytes()
}

// Only what is beyond doubt is accepted without a person, and only where the task says so.
func TestAcceptPassingForm(t *testing.T) {
	with := func(code, value string) map[string]string {
		answers := maps.Clone(passing())
		answers[code] = value
		return answers
	}
	three := with("А4", "не")
	for _, code := range []string{"Б1", "Б1.1", "Б3.1", "Б5", "Б5.1"} {
		three[code] = "3"
	}
	for name, c := range map[string]struct {
		accept  workflow.Accept
		from    string
		text    string
		auth    string
		sign    bool // by the sender's own domain
		change  bool // of the signed mail, on its way
		answers map[string]string
		more    bool // another file beside the form
		want    workflow.Status
	}{
		"passes":                     {accept: workflow.AcceptPassingForm, answers: passing(), want: workflow.StatusAccepted},
		"passes and its server says": {accept: workflow.AcceptPassingForm, auth: "dkim=pass header.d=obshtina.example; dmarc=pass", answers: passing(), want: workflow.StatusAccepted},
		"the task does not say so":   {answers: passing(), want: workflow.StatusReceived},
		"a wrong sum":                {accept: workflow.AcceptPassingForm, answers: with("Б1", "1"), want: workflow.StatusReturned},
		"a warning":                  {accept: workflow.AcceptPassingForm, answers: with("В2", "1"), want: workflow.StatusReceived},
		"another sender":             {accept: workflow.AcceptPassingForm, from: "someone@else.example", answers: passing(), want: workflow.StatusReceived},
		"a forged sender":            {accept: workflow.AcceptPassingForm, auth: "dkim=fail header.d=obshtina.example; dmarc=fail", answers: passing(), want: workflow.StatusReceived},
		"signed":                     {accept: workflow.AcceptPassingForm, sign: true, answers: passing(), want: workflow.StatusAccepted},
		"changed after signing":      {accept: workflow.AcceptPassingForm, sign: true, change: true, answers: passing(), want: workflow.StatusReceived},
		"personal data in the text":  {accept: workflow.AcceptPassingForm, text: "ЕГН 7501020018", answers: passing(), want: workflow.StatusReceived},
		"a nil text, counted 0":      {accept: workflow.AcceptPassingForm, text: "Няма постъпили сигнали.", answers: passing(), want: workflow.StatusAccepted},
		"a nil text, counted 3":      {accept: workflow.AcceptPassingForm, text: "Няма постъпили сигнали.", answers: three, want: workflow.StatusReceived},
		"the same number in words":   {accept: workflow.AcceptPassingForm, text: "Постъпили са 3 сигнала.", answers: three, want: workflow.StatusAccepted},
		"signals told, counted 0":    {accept: workflow.AcceptPassingForm, text: "Постъпили са 3 сигнала.", answers: passing(), want: workflow.StatusReceived},
		"a nil text, a wrong sum":    {accept: workflow.AcceptPassingForm, text: "Няма постъпили сигнали.", answers: with("Б1", "1"), want: workflow.StatusReceived},
		"a question beside it":       {accept: workflow.AcceptPassingForm, text: "Вярно ли е попълнен?", answers: passing(), want: workflow.StatusReceived},
		"only a draft":               {accept: workflow.AcceptPassingForm, text: "Коригиран доклад ще изпратим утре.", answers: passing(), want: workflow.StatusReceived},
		"another file beside it":     {accept: workflow.AcceptPassingForm, more: true, answers: passing(), want: workflow.StatusReceived},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.Policy.AuthServer = "mx.oa-pernik.example"
			task := report()
			task.Accept = c.accept
			h.approve(task)
			h.step("2018-12-03 09:00")
			h.now = at("2018-12-10 10:00")
			o := mail.Outgoing{From: "breznik@obshtina.example", To: []string{councilMailbox}, Subject: "Доклад", MessageID: "r@obshtina.example", Date: h.now,
				InReplyTo: h.letters("breznik@obshtina.example")[0].MessageID, Plain: "Приложено изпращаме доклада. " + c.text,
				Files: []mail.File{{Name: "доклад.xlsx", Type: "application/octet-stream", Data: filledForm(t, c.answers)}}}
			if c.from != "" {
				o.From = c.from
			}
			if c.more {
				o.Files = append(o.Files, mail.File{Name: "писмо.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")})
			}
			raw, err := mail.Compose(o)
			must(t, err)
			if c.sign {
				public, private, err := ed25519.GenerateKey(nil)
				must(t, err)
				h.LookupTXT = func(string) ([]string, error) {
					return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
				}
				var signed bytes.Buffer
				must(t, dkim.Sign(&signed, bytes.NewReader(raw), &dkim.SignOptions{Domain: "obshtina.example", Selector: "s1", Signer: private}))
				raw = signed.Bytes()
				if c.change {
					raw = bytes.Replace(raw, []byte("\r\nSubject: "), []byte("\r\nSubject: Re: "), 1)
				}
			}
			if c.auth != "" {
				raw = append([]byte("Authentication-Results: mx.oa-pernik.example; "+c.auth+"\r\n"), raw...)
			}
			h.postRaw(o.From, raw)
			h.step("2018-12-10 10:00")
			got := h.obligation("report/2018/breznik")
			if c.sign {
				s, _, err := h.Store.Read(t.Context()).Submission(got.Submissions[0].Submission)
				must(t, err)
				m, _, err := h.Store.Read(t.Context()).Message(s.Message)
				must(t, err)
				if want := map[bool]string{true: "dkim=fail (obshtina.example)", false: "dkim=pass (obshtina.example)"}[c.change]; m.Auth != want {
					t.Errorf("kept with the message: %q, not %q", m.Auth, want)
				}
			}
			if got.Status != c.want {
				t.Errorf("it is %s, not %s", got.Status, c.want)
			}
			h.step("2018-12-10 11:00")
			accepted := 0
			for _, s := range subjects(h.letters("breznik@obshtina.example")) {
				if strings.HasPrefix(s, "Приет") {
					accepted++
				}
			}
			if want := map[bool]int{true: 1}[c.want == workflow.StatusAccepted]; accepted != want {
				t.Errorf("letters of acceptance: %d, not %d: %q", accepted, want, subjects(h.letters("breznik@obshtina.example")))
			}
			if c.want == workflow.StatusAccepted {
				events, err := h.Store.Read(t.Context()).EventsOf(workflow.Subject{Kind: workflow.AboutObligation, Key: got.Key})
				must(t, err)
				last := events[len(events)-1]
				if f, ok := last.Fact.(workflow.SubmissionAccepted); !ok || last.By != workflow.BySrok || f.Reason == "" {
					t.Errorf("the last event is %s by %s: %+v", last.Fact.FactName(), last.By, last.Fact)
				}
			}
			h.verify()
		})
	}
}
