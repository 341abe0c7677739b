package mail

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// FuzzVerdict puts what a fuzzer finds where a verdict looks: the fields, the text, a report. It
// begins at every message of the tables and of testdata that is plain enough.
func FuzzVerdict(f *testing.F) {
	for _, seed := range []struct{ from, subject, fields, text, status string }{
		{"MAILER-DAEMON@b.example", "failure notice", "Return-Path: <>", aBounce, ""},
		{"a@b.example", "Автоматичен отговор: x", "Auto-Submitted: auto-replied", "В отпуск съм.", ""},
		{"a@b.example", "Re: x", "In-Reply-To: <l@x>\nPrecedence: bulk", "На 14.1.2019 г. в 10:12, Съвет написа:\n> x", ""},
		{"postmaster@b.example", "Undeliverable: x", "X-Failed-Recipients: a@b.example", "a@b.example\n" + returned, "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"},
		{"postmaster@b.example", "Delayed: x", "", "Delivery is delayed to these recipients", "Final-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.4.1\n"},
		{"a@b.example", "Read: x", "", "Your message\n\n  To: a@b.example\n\nwas read on Monday", ""},
		{"a@b.example", "Прието: x", "", "{\"mail\":{},\"notificationType\":\"Bounce\"}", "Disposition: manual-action; displayed\n"},
	} {
		f.Add(seed.from, seed.subject, seed.fields, seed.text, seed.status)
	}
	f.Fuzz(func(t *testing.T, from, subject, fields, text, status string) {
		head := "From: " + from + "\nSubject: " + subject + "\nTo: savet@oblast.example\n" + fields + "\n"
		raw := head + "\n" + text
		if status != "" {
			raw = head + "Content-Type: multipart/report; boundary=r\n\n--r\n\n" + text + "\n--r\nContent-Type: message/delivery-status\n\n" + status + "\n--r--\n"
		}
		m := verdictOf(t, raw)
		if m == nil {
			return
		}
		if again := verdictOf(t, raw); again.Kind != m.Kind || again.Why != m.Why || toldOf(again.Bounce) != toldOf(m.Bounce) {
			t.Fatalf("%s %s, then %s %s", m.Kind, m.Why, again.Kind, again.Why)
		}
		if !slices.Contains([]Kind{KindReply, KindBounce, KindDelay, KindDelivered, KindAutoReply, KindOther}, m.Kind) || m.Why == "" {
			t.Fatalf("kind %q, why %q", m.Kind, m.Why)
		}
		report := m.Kind == KindBounce || m.Kind == KindDelay || m.Kind == KindDelivered
		if report != (m.Bounce != nil) {
			t.Fatalf("%s with report %+v", m.Kind, m.Bounce)
		}
		if m.Bounce == nil {
			return
		}
		for _, r := range m.Bounce.Recipients {
			if r.Permanent && (r.Action != "failed" || m.Kind != KindBounce) {
				t.Fatalf("%s says that %+v is dead", m.Kind, r)
			}
			if r.Permanent && strings.HasPrefix(r.Status, "4") {
				t.Fatalf("dead for now: %+v", r)
			}
		}
	})
}

func verdictOf(t *testing.T, raw string) *Message {
	t.Helper()
	m, err := Parse(bytes.NewReader([]byte(raw)), int64(len(raw)), Options{OwnAddress: "savet@oblast.example"}, nil)
	if err != nil {
		return nil
	}
	return m
}
