package mail

import (
	"strings"
	"testing"
)

// unseen is a message of a form that the labelled corpus does not have: the texts are those of
// real servers and programs, as their sources, manuals and users show them; the letters are ours.
type unseen struct {
	name, raw string
	kind      Kind
	// told is what the report says of each recipient: „a@b.example 5.1.1 dead“, without the status
	// or without „dead“ where it tells or proves none.
	told string
}

func checkUnseen(t *testing.T, messages []unseen) {
	t.Helper()
	for _, c := range messages {
		t.Run(c.name, func(t *testing.T) {
			m, _ := parsed(t, c.raw, Options{OwnAddress: "savet@oblast.example"})
			if m.Kind != c.kind {
				t.Errorf("%s (%s), not %s", m.Kind, m.Why, c.kind)
			}
			if got := toldOf(m.Bounce); got != c.told {
				t.Errorf("recipients %q, not %q", got, c.told)
			}
			if m.Bounce != nil && strings.Contains(c.raw, returned) && m.Bounce.OriginalID != "letter-1@oblast.example" {
				t.Errorf("the returned letter is %q", m.Bounce.OriginalID)
			}
		})
	}
}

func toldOf(b *Bounce) string {
	if b == nil {
		return ""
	}
	var all []string
	for _, r := range b.Recipients {
		words := []string{r.Address}
		if r.Status != "" {
			words = append(words, r.Status)
		}
		if r.Permanent {
			words = append(words, "dead")
		}
		all = append(all, strings.Join(words, " "))
	}
	return strings.Join(all, "; ")
}

// plain is a message that is nothing but a text.
func plain(head, body string) string {
	return head + "\nTo: savet@oblast.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + body + "\n"
}

// returned is the header of our letter, as servers give it back.
const returned = "Received: from mail.oblast.example by mx.b.example with ESMTP id 7; Mon, 14 Jan 2019 10:12:00 +0200\nMessage-ID: <letter-1@oblast.example>\n" +
	"From: savet@oblast.example\nTo: a@b.example\nSubject: Request\nDate: Mon, 14 Jan 2019 10:12:00 +0200\n"

// standard is a delivery report as RFC 3464 has it: a text, the groups of fields, the letter.
func standard(head, text, groups string) string {
	return head + "\nTo: savet@oblast.example\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"=_r\"\n\n" +
		"--=_r\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n\n--=_r\nContent-Type: message/delivery-status\n\n" + groups + "\n--=_r\nContent-Type: message/rfc822\n\n" +
		returned + "\nletter\n\n--=_r--\n"
}
