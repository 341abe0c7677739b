package mail

import "testing"

// What proves that an address is gone, and what only sounds like it. The answers are ours, the ways to
// word them are those of real servers.
func TestProof(t *testing.T) {
	const rcpt, data = " (in reply to RCPT TO command)", " (in reply to end of DATA command)"
	for _, c := range []struct {
		name, status, text, stage string
		dead                      bool
	}{
		{"no way to the domain", "5.0.0", "no valid MX hosts found", "", true},
		{"a domain without mail", "5.4.4", "Name service error for name=b.example type=MX: Host found but no data record of requested type", "", true},
		{"nothing but the code of it", "5.4.4", "", "", true},
		{"a name server that answers nonsense", "5.4.4", "Name service error for name=b.example type=MX: Malformed or unexpected name server reply", "", false},
		{"a name server that does not answer", "5.4.4", "b.example: host name lookup failure", "", false},
		{"expired", "5.2.1", "550 5.2.1 <a@b.example> is an expired account", rcpt, true},
		{"marked", "5.7.1", "550 5.7.1 <a@b.example>: Recipient address rejected: the address is marked as invalid", "", true},
		{"on no list", "5.7.1", "554 5.7.1 <a@b.example>: Recipient address rejected: not in our recipient list", "", true},
		{"a keyword", "5.7.1", "554 5.7.1 <a@b.example>: Recipient address rejected: Invalid-Recipient.", "", true},
		{"two words at RCPT", "5.1.0", "550 #5.1.0 Address rejected.", rcpt, true},
		{"two words after DATA", "5.1.0", "550 #5.1.0 Address rejected.", data, false},
		{"which mailbox", "5.0.0", "550 mailbox a@b.example unavailable", rcpt, true},
		{"no such mailbox, after the letter, and the code of a full one", "5.0.0", "552 action aborted, mailbox not found", data, false},
		{"the directory at the edge, with the address", "5.4.1", "550 5.4.1 [a@b.example]: Recipient address rejected: Access denied [b.example]", "", true},
		{"cPanel has no way there", "", "550-The mail server could not deliver mail to a@b.example.  The account\n550-or domain may not exist, they may be blacklisted, or missing dns entries.", rcpt, true},

		{"of our own domain", "5.1.7", "550 5.1.7 No such domain oblast.example.", " (in reply to MAIL FROM command)", false},
		{"of our own domain, as Exim says it", "5.1.0", "553 5.1.0 oblast.example does not exist", "SMTP error from remote mail server after MAIL FROM:<savet@oblast.example>:", false},
		{"of our own domain, without a stage", "5.1.8", "553 5.1.8 domain oblast.example does not exist", "", false},
		{"of the From field", "5.2.0", "550 5.2.0 From: Domain is invalid. Please provide a valid From: address", data, false},
		{"before anybody was named", "", "550 unknown host", " (in reply to EHLO command)", false},
		{"too many of them", "5.0.0", "550 Too many invalid recipients", rcpt, false},
		{"a relay", "5.1.1", "553 Relaying disallowed", "", false},
		{"a relay, asked to be one", "5.7.1", "553 you use me as a relay, unknown user", "", false},
	} {
		if got := provenDead(c.status, c.text, c.text+c.stage); got != c.dead {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestProofInReports(t *testing.T) {
	const daemon = "From: Mail Delivery System <MAILER-DAEMON@mx.b.example>\nSubject: Undelivered Mail Returned to Sender"
	checkUnseen(t, []unseen{
		{"the name of the code is no reason", standard(daemon, "  <a@b.example>  delivery failed; will not continue trying", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1 (bad destination mailbox address)\nDiagnostic-Code: smtp;553 relaying disallowed\n"),
			KindBounce, "a@b.example 5.1.1"},
		{"the reason beside the status, where nothing else says it", standard(daemon, "The message could not be delivered.", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.0.0 (recipient reached disk quota)\n"),
			KindBounce, "a@b.example 5.0.0"},
		{"the reason in the text alone", standard(daemon, "The following address failed:\n\n    a@b.example:\n        no valid MX hosts found", "Reporting-MTA:dns;mx\n\nFinal-Recipient:rfc822;a@b.example\nAction:failed\nStatus:5.0.0\n"),
			KindBounce, "a@b.example 5.0.0 dead"},
		{"a sentence broken where the line was full", plain(daemon, "Your message was not delivered. The address that it was sent to,\na@b.example, did not match any address of an employee here, which is\nwhy nobody could receive it. The recipient to whom you wrote could not\nbe found."),
			KindBounce, "a@b.example dead"},
		{"a filter's line under a report without a reason", standard(daemon, "The following message could not be delivered.\n\nThis message has been scanned for viruses by the mail gateway.", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1\n"),
			KindBounce, "a@b.example 5.1.1 dead"},
		{"the recipient's own host does not know it, and its report gives no diagnostic", standard(daemon, "The following address failed:\n\n  a@b.example\n    Unknown user", "Reporting-MTA: dns; b.example\n\nAction: failed\nFinal-Recipient: rfc822;a@b.example\nStatus: 5.0.0\n"),
			KindBounce, "a@b.example 5.0.0 dead"},
		{"an answer to RCPT in the words of another server", plain(daemon, "<a@c.example>: host mx.c.example rcpt to said: 550 User not found: a@c.example"),
			KindBounce, "a@c.example dead"},
	})
}
