package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// A submission under the institution's address is no more believed than a stranger's, where the
// council's server says that the address may be forged or nobody knows which address it vouched for.
func TestForgedSubmissionIsFlagged(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		want bool
	}{
		"nothing is said":              {"From: breznik@obshtina.example\n", false},
		"passes though forwarded":      {"Authentication-Results: mx.oa; spf=fail; dkim=pass header.d=obshtina.example; dmarc=pass\nFrom: breznik@obshtina.example\n", false},
		"forwarded, and not signed":    {"Authentication-Results: mx.oa; spf=fail; dmarc=none\nFrom: breznik@obshtina.example\n", true},
		"signed":                       {"Authentication-Results: mx.oa; dkim=pass header.d=obshtina.example; dmarc=pass\nFrom: breznik@obshtina.example\n", false},
		"fails":                        {"Authentication-Results: mx.oa; spf=softfail; dmarc=fail\nFrom: breznik@obshtina.example\n", true},
		"another server says it fails": {"Authentication-Results: mx.elsewhere; dmarc=fail\nFrom: breznik@obshtina.example\n", false},
		"two senders":                  {"Authentication-Results: mx.oa; dmarc=pass header.from=evil.example\nFrom: breznik@obshtina.example\nFrom: x@evil.example\n", true},
		"two senders, nothing is said": {"From: breznik@obshtina.example\nFrom: x@evil.example\n", true},
		"no sender but by the way":     {"Authentication-Results: mx.oa; spf=pass; dmarc=none\nSender: breznik@obshtina.example\n", true},
		"one sender, told twice":       {"From: breznik@obshtina.example\nFrom: Breznik <breznik@obshtina.example>\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.Policy.AuthServer = "mx.oa"
			h.approve(report())
			h.step("2018-12-03 09:00")
			raw := c.head + "To: " + councilMailbox + "\nMessage-ID: <x@x>\nSubject: Re: [" + h.letterRefs("breznik")[0] + "]\n" +
				"Content-Type: text/plain; charset=utf-8\n\nНяма постъпили сигнали.\n"
			h.now = at("2019-01-10 14:12")
			h.postRaw("breznik@obshtina.example", []byte(strings.ReplaceAll(raw, "\n", "\r\n")))
			h.step("2019-01-10 14:12")
			o := h.obligation("report/2018/breznik")
			if len(o.Submissions) != 1 || o.Submissions[0].Unbelieved != c.want {
				t.Errorf("%+v", o.Submissions)
			}
			h.verify()
		})
	}
}

// Who forges a reply with the very file that the institution is about to send, keeps it from nothing.
func TestForgedFileHidesNoRealOne(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	request := h.letters("breznik@obshtina.example")[0]
	reply := mail.Outgoing{Subject: "Re: " + request.Subject, InReplyTo: request.MessageID, MessageID: "otgovor@obshtina.example", Plain: "Изпращаме доклада.\n",
		Files: []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")}}}
	for i, c := range []struct {
		from string
		want []bool // which submissions are not believed
	}{
		{"breznik@evil.example", []bool{true}},
		{"breznik@obshtina.example", []bool{true, false}},
		{"breznik@obshtina.example", []bool{true, false}}, // once more, it is nothing new
		{"other@evil.example", []bool{true, false}},
	} {
		h.now = at("2018-12-10 10:00").Add(time.Duration(i) * time.Hour)
		reply.From = c.from
		h.post(reply)
		must(t, stepOnce(h))
		must(t, stepOnce(h))
		var got []bool
		for _, s := range h.obligation("report/2018/breznik").Submissions {
			got = append(got, s.Unbelieved)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("after %d from %s: %v, want %v", i+1, c.from, got, c.want)
		}
	}
	h.verify()
}

// hold has a message wait for a person.
func (h *house) hold(id string, files ...mail.File) string {
	h.t.Helper()
	h.post(mail.Outgoing{From: "x@stranger.example", Subject: "Доклад", MessageID: id, Plain: "Приложено.\n", Files: files})
	must(h.t, stepOnce(h))
	held, err := h.Store.Read(h.t.Context()).Held()
	must(h.t, err)
	if len(held) != 1 {
		h.t.Fatalf("%d messages are held", len(held))
	}
	return held[0].Key
}

func stepOnce(h *house) error {
	_, err := h.Step(h.t.Context(), h.now)
	return err
}

// An obligation that a person names twice got one submission.
func TestNamedTwice(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2018-12-10 10:00")
	key := h.hold("a@x", mail.File{Name: "доклад.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4")})
	const breznik, zemen = "report/2018/breznik", "report/2018/zemen"
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Assign{Message: key, Obligations: []string{breznik, breznik}}))
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Receive{Obligations: []string{zemen, zemen}, Channel: workflow.ByPaper}))
	for _, o := range []workflow.Obligation{h.obligation(breznik), h.obligation(zemen)} {
		if len(o.Submissions) != 1 {
			t.Errorf("%s has %d submissions", o.Key, len(o.Submissions))
			continue
		}
		s, _, err := h.Store.Read(t.Context()).Submission(o.Submissions[0].Submission)
		if must(t, err); len(s.Obligations) != 1 {
			t.Errorf("submission %s is for %q", s.Key, s.Obligations)
		}
	}
	h.verify()
}
