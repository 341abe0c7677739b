package mail

import (
	"encoding/base64"
	"html"
	"mime/quotedprintable"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
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
			for dress, raw := range otherClothes(t, c.raw) {
				other, _ := parsed(t, raw, Options{OwnAddress: "savet@oblast.example"})
				if other.Kind != m.Kind || toldOf(other.Bounce) != toldOf(m.Bounce) {
					t.Errorf("as %s: %s (%s) of %q", dress, other.Kind, other.Why, toldOf(other.Bounce))
				}
			}
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
	return head + "\nTo: savet@oblast.example\nMIME-Version: 1.0\n" + plainText + body + "\n"
}

// otherClothes are the same message as other programs would have sent it: what it is may depend on
// none of that.
func otherClothes(t *testing.T, raw string) map[string]string {
	t.Helper()
	head, body, ok := strings.Cut(raw, plainText)
	if !ok {
		return nil
	}
	page := "<html><body><div>" + strings.ReplaceAll(html.EscapeString(body), "\n", "<br>\n") + "</div></body></html>"
	var folded strings.Builder
	w := quotedprintable.NewWriter(&folded)
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	clothes := map[string]string{
		"CRLF":             crlf(raw),
		"base64":           head + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(body)),
		"quoted-printable": head + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n" + folded.String(),
		"a page":           head + "Content-Type: text/html; charset=utf-8\n\n" + page,
		"both":             head + "Content-Type: multipart/alternative; boundary=\"=_a\"\n\n--=_a\nContent-Type: text/plain; charset=utf-8\n\n" + body + "\n--=_a\nContent-Type: text/html; charset=utf-8\n\n" + page + "\n--=_a--\n",
		"with a logo":      head + "Content-Type: multipart/mixed; boundary=\"=_m\"\n\n--=_m\nContent-Type: text/plain; charset=utf-8\n\n" + body + "\n--=_m\nContent-Type: image/png; name=logo.png\n\nx\n--=_m--\n",
	}
	if narrow, err := charmap.Windows1251.NewEncoder().String(body); err == nil {
		clothes["windows-1251"] = head + "Content-Type: text/plain; charset=windows-1251\n\n" + narrow
		clothes["windows-1251 that nobody names"] = head + "Content-Type: text/plain\n\n" + narrow
	}
	return clothes
}

// plainText ends the header that plain writes.
const plainText = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"

// returned is the header of our letter, as servers give it back.
const returned = "Received: from mail.oblast.example by mx.b.example with ESMTP id 7; Mon, 14 Jan 2019 10:12:00 +0200\nMessage-ID: <letter-1@oblast.example>\n" +
	"From: savet@oblast.example\nTo: a@b.example\nSubject: Request\nDate: Mon, 14 Jan 2019 10:12:00 +0200\n"

// standard is a delivery report as RFC 3464 has it: a text, the groups of fields, the letter.
func standard(head, text, groups string) string {
	return head + "\nTo: savet@oblast.example\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"=_r\"\n\n" +
		"--=_r\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n\n--=_r\nContent-Type: message/delivery-status\n\n" + groups + "\n--=_r\nContent-Type: message/rfc822\n\n" +
		returned + "\nletter\n\n--=_r--\n"
}

// written is a message that nothing but its text marks.
type written struct {
	from, subject string
	answers       bool // it has our letter's Message-ID
	text          string
}

func checkWritten(t *testing.T, kind Kind, messages []written) {
	t.Helper()
	all := make([]unseen, len(messages))
	for i, w := range messages {
		head := "From: " + w.from + "\nSubject: " + w.subject
		if w.answers {
			head += "\nIn-Reply-To: <letter-1@oblast.example>\nReferences: <letter-1@oblast.example>"
		}
		all[i] = unseen{w.text[:min(len(w.text), 60)], plain(head, w.text), kind, ""}
	}
	checkUnseen(t, all)
}
