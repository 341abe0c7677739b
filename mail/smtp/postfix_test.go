package smtp_test

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"srok/mail"
	"srok/mail/mailtest"
	"srok/mail/smtp"
)

// What a real Postfix says, in each of the ways in which it is set up not to take a letter, or not for
// all.
func TestPostfixMoods(t *testing.T) {
	const zemen, cyrillic = "zemen@breznik.example", "кмет@breznik.example"
	var greyed atomic.Bool
	grey := func(_, recipient string) string {
		if recipient == mayor && greyed.CompareAndSwap(false, true) {
			return "450 4.2.0 Greylisted, see https://x.example/5.1.1"
		}
		return "DUNNO"
	}
	by := func(address, action string) func(string, string) string {
		return func(_, recipient string) string {
			if recipient == address {
				return action
			}
			return "DUNNO"
		}
	}
	now, end, taken := mail.RefusedNow, mail.RefusedEnd, mail.Accepted
	for _, c := range []struct {
		name   string
		set    map[string]string
		policy func(sender, recipient string) string
		to     []string
		first  []mail.Outcome // of each recipient
		reply  string         // to the first one
		then   []mail.Outcome // when it is sent again at once; nil: the same
	}{
		{name: "fine", to: []string{mayor, zemen}, first: []mail.Outcome{taken, taken}, reply: "250 2.1.5 Ok"},
		{name: "few extensions", set: map[string]string{"smtpd_discard_ehlo_keywords": "pipelining, 8bitmime, dsn, size, smtputf8, chunking"},
			to: []string{mayor, zemen}, first: []mail.Outcome{taken, taken}, reply: "250 2.1.5 Ok"},
		{name: "too big", set: map[string]string{"message_size_limit": "40"}, to: []string{mayor}, first: []mail.Outcome{end}, reply: "552 5.3.4 Message size exceeds fixed limit"},
		{name: "too big, said late", set: map[string]string{"message_size_limit": "40", "smtpd_discard_ehlo_keywords": "size"}, to: []string{mayor}, first: []mail.Outcome{end}, reply: "552 5.3.4 Error: message file too big"},
		{name: "greylisting", policy: grey, to: []string{mayor}, first: []mail.Outcome{now}, reply: "450 4.2.0 <" + mayor + ">: Recipient address rejected: Greylisted", then: []mail.Outcome{taken}},
		{name: "one of two refused", policy: by(zemen, "550 5.7.1 not from you"), to: []string{zemen, mayor}, first: []mail.Outcome{end, taken}, reply: "550 5.7.1 <" + zemen + ">: Recipient address rejected: not from you"},
		{name: "one of two is unknown", to: []string{"gone@breznik.example", mayor}, first: []mail.Outcome{end, taken}, reply: "550 5.1.1 <gone@breznik.example>: Recipient address rejected: User unknown"},
		{name: "goodbye at a recipient", policy: by(mayor, "421 4.7.0 too many of you"), to: []string{mayor, zemen}, first: []mail.Outcome{now, now}, reply: "421 4.7.0"},
		{name: "no SMTPUTF8", set: map[string]string{"smtputf8_enable": "no"}, to: []string{cyrillic, mayor}, first: []mail.Outcome{end, taken}, reply: cyrillic + ": the server takes no addresses beyond ASCII (it lacks SMTPUTF8)"},
		{name: "SMTPUTF8", to: []string{mayor, cyrillic}, first: []mail.Outcome{taken, end}, reply: "250 2.1.5 Ok"},
		{name: "wants TLS", set: map[string]string{"smtpd_tls_security_level": "encrypt"}, to: []string{mayor}, first: []mail.Outcome{now}, reply: "530 5.7.0 Must issue a STARTTLS command first"},
		{name: "sender refused", set: map[string]string{"smtpd_sender_restrictions": "static:{553 5.7.1 not owned by user}", "smtpd_delay_reject": "no"}, to: []string{mayor, zemen}, first: []mail.Outcome{end, end}, reply: "553 5.7.1"},
		{name: "refused after the data", set: map[string]string{"smtpd_end_of_data_restrictions": "check_client_access static:{554 5.7.1 spam}"}, to: []string{mayor, zemen}, first: []mail.Outcome{end, end}, reply: "554 5.7.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dovecot := mailtest.StartDovecot(t, mayor, zemen)
			postfix := mailtest.StartPostfix(t, mailtest.PostfixOptions{Deliver: dovecot, Settings: c.set, Policy: c.policy})
			host, port, _ := net.SplitHostPort(postfix.SMTPAddr)
			client, err := smtp.New(smtp.Config{Host: host, Port: number(t, port), TLS: smtp.NoTLS})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			for i, want := range [][]mail.Outcome{c.first, c.then} {
				if want == nil {
					want = c.first
				}
				a := client.Send(t.Context(), envelope(c.to...))
				var got []mail.Outcome
				for _, r := range a.Recipients {
					got = append(got, r.Outcome)
				}
				if !slices.Equal(got, want) || a.Trouble != "" {
					t.Errorf("try %d: %+v, want %v", i+1, a, want)
				}
				if said := a.Recipients[0].Reply; i == 0 && !strings.HasPrefix(said, c.reply) {
					t.Errorf("it said %q", said)
				}
				if overall := slices.Contains(got, taken); overall != (a.Outcome == taken) {
					t.Errorf("try %d as a whole: %+v", i+1, a)
				}
			}
			for i, address := range c.to {
				if c.first[i] == taken && c.then == nil {
					if raw := arrived(t, dovecot, address); !strings.Contains(raw, "\r\n.dot\r\nline\r\n") {
						t.Errorf("%s has %s", address, fmt.Sprintf("%q", raw))
					}
				}
			}
		})
	}
}
