package mail_test

import (
	"strings"
	"testing"
	"time"

	"srok/mail"
)

func outgoing() mail.Outgoing {
	return mail.Outgoing{
		From: "council@pernik.example", FromName: "Областен обществен съвет", ReplyTo: "council+SROK-1@pernik.example",
		To: []string{"kmet@breznik.example"}, Cc: []string{"delovodstvo@община.example"},
		Subject: "Искане на годишен отчет по мерки I.4, V.2 и VI.1 от плана за 2018 г. [SROK-7KQ2M]", MessageID: "abc.1@pernik.example", InReplyTo: "x.1@breznik.example",
		Date: time.Date(2018, 12, 3, 9, 0, 0, 0, time.FixedZone("EET", 7200)), AutoSubmitted: "auto-generated",
		Plain: "Уважаеми господин кмете,\nмоля…\n", HTML: "<p>Уважаеми господин кмете,</p>",
		Files: []mail.File{{Name: "Годишен отчет 2018 – Община Перник.xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Data: []byte("PK…")}},
	}
}

func TestComposeLinesAreShort(t *testing.T) {
	raw, err := mail.Compose(outgoing())
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line %q", line)
		}
	}
	t.Logf("%s", raw)
}
