package mail_test

import (
	"bytes"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/emersion/go-message"
)

// The first encoded word stands on the header's own line, no line has more than 76 octets, no
// character is cut in two, and two libraries read the same text back.
func TestComposeFoldsHeaders(t *testing.T) {
	for _, text := range []string{
		"Съвет", "Council", strings.Repeat("Ж", 90), "a" + strings.Repeat("Ж", 90), "€" + strings.Repeat("😀", 40),
		"=?utf-8?q?X?=", "Областен обществен съвет за превенция и противодействие на корупцията – Перник", `ОД „Земеделие“, "Перник"`,
	} {
		o := outgoing()
		o.Subject, o.FromName = text, text
		raw := compose(t, o)
		head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
		for line := range strings.SplitSeq(head, "\r\n") {
			if len(line) > 76 {
				t.Errorf("%s: a line of %d octets: %s", text, len(line), line)
			}
			if strings.HasPrefix(line, "Subject:") || strings.HasPrefix(line, "From:") {
				if len(line) < len("Subject: a") {
					t.Errorf("%s: an empty line %q", text, line)
				}
			}
		}
		m, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		from, err := m.Header.AddressList("From")
		if err != nil || len(from) != 1 || from[0].Address != o.From || from[0].Name != text {
			t.Errorf("%s: From %v: %v", text, from, err)
		}
		e, err := message.Read(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if subject, err := e.Header.Text("Subject"); err != nil || subject != text {
			t.Errorf("subject %q, want %q: %v", subject, text, err)
		}
	}
}
