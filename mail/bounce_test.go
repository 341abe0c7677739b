package mail

import (
	"slices"
	"testing"
)

func TestBouncedRecipients(t *testing.T) {
	for _, c := range []struct {
		file       string
		original   string
		recipients []BouncedRecipient
	}{
		{"ndr-exchange.eml", "letter-5@oblast.example", []BouncedRecipient{{"staro@ruo.example", "5.1.10", "failed", true}}},
		{"ndr-free-bg.eml", "letter-6@oblast.example", []BouncedRecipient{{"nqma@mail.example", "", "failed", true}}},
		{"bounce-full.eml", "letter-7@oblast.example", []BouncedRecipient{{"pylna@obshtina.example", "5.2.2", "failed", false}}},
		{"bounce-qmail.eml", "letter-8@oblast.example", []BouncedRecipient{{"edno@qmail.example", "5.1.1", "failed", true}, {"dve@qmail.example", "5.2.2", "failed", false}}},
		{"delay.eml", "", []BouncedRecipient{{"bavno@obshtina.example", "", "delayed", false}}},
	} {
		m := parsedFile(t, c.file, Options{OwnAddress: "savet@oblast.example"})
		if m.Bounce == nil {
			t.Errorf("%s: no bounce", c.file)
			continue
		}
		if !slices.Equal(m.Bounce.Recipients, c.recipients) || m.Bounce.OriginalID != c.original {
			t.Errorf("%s: %+v", c.file, m.Bounce)
		}
		if len(m.Attachments) > 0 {
			t.Errorf("%s: what came back is no attachment: %+v", c.file, m.Attachments)
		}
	}
	if m := parsedFile(t, "ndr-exchange.eml", Options{}); m.Bounce.EnvelopeID != "env-77" {
		t.Errorf("envelope id %q", m.Bounce.EnvelopeID)
	}
}

// Only what proves that the address is gone may stop all letters to it.
func TestProvenDead(t *testing.T) {
	for _, c := range []struct {
		status, text string
		dead         bool
	}{
		{"5.1.1", "550 5.1.1 <a@b>: Recipient address rejected: User unknown in local recipient table", true},
		{"5.1.1", "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking", true},
		{"5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", true},
		{"5.4.4", "Host or domain name not found. Name service error for name=nqma.example type=A: Host not found", true},
		{"5.1.10", "Domain nqma.example does not accept mail (nullMX)", true},
		{"", "User ivan (ivan@b) not listed in Domino Directory", true},
		{"", "550 unknown user (in reply to RCPT TO command)", true},
		{"5.1.1", "", true},
		{"5.4.1", "550 5.4.1 Recipient address rejected: Access denied. [X.prod.protection.outlook.com]", true},
		{"", "--> RCPT To:<a@b>\n<-- 550 <a@b>, Recipient unknown", true},
		{"", "--> RCPT To:<a@b>\n<-- 250 ok\n--> DATA\n<-- 550 Recipient unknown", false},
		{"", "Потребителят не съществува", true},
		{"", "550 5.1.1 Нет такого пользователя", true},

		{"", "550 User unknown (in reply to end of DATA command)", false},
		{"5.2.2", "552 5.2.2 The email account that you tried to reach is over quota", false},
		{"5.1.1", "550 5.1.1 user's mailbox is full", false},
		{"5.7.1", "550 5.7.1 Message rejected as spam by Content Filtering", false},
		{"5.7.26", "550 5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy", false},
		{"5.3.4", "552 5.3.4 Message size exceeds fixed limit", false},
		{"5.7.1", "554 5.7.1 <a@b>: Recipient address rejected: Access denied", false},
		{"5.7.1", "554 5.7.1 Relay access denied", false},
		{"4.4.1", "connect to mx.b[192.0.2.1]:25: Connection timed out", false},
		{"4.1.1", "450 4.1.1 <a@b>: Recipient address rejected: unverified address: User unknown", false},
		{"", "421 host not reachable", false},
		{"", "550 no such user", false}, // nor who was asked, nor by which command
		{"", "Пощенската кутия на получателя е препълнена", false},
		{"5.0.0", "", false},
	} {
		if got := provenDead(c.status, c.text, c.text); got != c.dead {
			t.Errorf("%s %q: %v", c.status, c.text, got)
		}
	}
}

func TestFirstStatus(t *testing.T) {
	for text, want := range map[string]string{
		"550 5.1.1 User unknown": "5.1.1", "(#5.2.2)": "5.2.2", "host 192.5.1.1 said": "", "5.1.1": "5.1.1", "5.7.26 x": "5.7.26",
		"5.1.0 - Unknown address error 550-'5.1.1 <a@b>": "5.1.1", "5.1.1 x 5.2.2": "5.1.1", "5.0.0 x 4.2.2": "5.0.0", "5.0.0": "5.0.0",
		"smtp;5.4.7": "5.4.7", "version 2.5.1.0": "",
	} {
		if got := firstStatus(text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

func TestAmazonNotifications(t *testing.T) {
	const bounce = `{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"a@b.example","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},"mail":{}}`
	m, _ := parsed(t, "From: no-reply@sns.example\nSubject: x\n\n"+bounce+"\n", Options{})
	if m.Kind != KindBounce || !m.Bounce.Recipients[0].Permanent {
		t.Errorf("%s %+v", m.Kind, m.Bounce)
	}
	m, _ = parsed(t, "From: no-reply@sns.example\n\n{\"notificationType\":\"Delivery\",\"mail\":{},\"delivery\":{\"recipients\":[\"a@b.example\"],\"smtpResponse\":\"250 2.6.0 ok\"}}\n\n-- \nfooter\n", Options{})
	if m.Kind != KindDelivered || m.Bounce.Recipients[0].Address != "a@b.example" {
		t.Errorf("%s %+v", m.Kind, m.Bounce)
	}
}
