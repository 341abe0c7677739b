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

		{"no such, and a few words", "5.0.0", "550 no such mail drop here", rcpt, true},
		{"nobody with it", "5.0.0", "550 No one with this address here", rcpt, true},
		{"unavailable before", "5.0.0", "550 unavailable mail user", rcpt, true},
		{"unrecognised after", "5.0.0", "550 <a@b.example> recipient unrecognised", rcpt, true},
		{"broken English", "5.0.0", "550 server don't exists that user", rcpt, true},
		{"no user of it", "5.0.0", "550 a@b.example: not user of the server", rcpt, true},
		{"two words between", "5.0.0", "550 recipient mail address unknown", rcpt, true},
		{"no alias", "5.0.0", "550 unable to find alias", rcpt, true},
		{"not recognised", "5.0.0", "550 user is not recognised", rcpt, true},
		{"unrecognised before, after no known command", "5.0.0", "550 unregistered e-mail address", rcpt, true},
		{"nothing registered", "5.0.0", "550 no email address registered", rcpt, true},
		{"gone from the office", "5.0.0", "550 a@b.example is no longer on our staff", "", true},
		{"Domino's", "5.0.0", "Entry for a in Domino's book does not specify a valid mail file", "", true},
		{"in Spanish, as Yahoo says it", "5.0.0", "550 nadie con esta dirección", rcpt, true},
		{"in Slovene", "5.0.0", "550 Naslov ne obstaja", rcpt, true},
		{"in Czech", "5.0.0", "550 uživatel neexistuje", rcpt, true},
		{"in Swedish", "5.0.0", "550 Adressaten finns inte", rcpt, true},
		{"our own host", "5.0.0", "550 cannot find your hostname", rcpt, false},
		{"in Italian", "5.0.0", "550 Destinatario errato", rcpt, true},
		{"in Spanish", "5.0.0", "550 Esta cuenta ha expirado", rcpt, true},
		{"in Polish", "5.0.0", "550 Nie ma takiego adresu", rcpt, true},
		{"in Polish, with the address", "5.0.0", "550 Konto a@b.example nie istnieje", rcpt, true},
		{"for a time", "5.0.0", "550 mailbox temporarily disabled", rcpt, false},

		{"the sender is unknown", "5.0.0", "550 Sender unknown", rcpt, false},
		{"the sender's address is not there", "5.0.0", "550 MAIL FROM address does not exist", rcpt, false},
		{"the sender's domain has no mail", "5.7.27", "550 5.7.27 oblast.example has null MX", rcpt, false},
		{"the sender's domain was not found", "5.0.0", "550 Domain may not exist or its DNS check failed", rcpt, false},
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
		{"an alias that is no address", plain(daemon, "<root@web.c.example> (expanded from <root>): Host or domain name not found. Name service error for name=web.c.example type=A: Host not found"),
			KindBounce, "root@web.c.example dead"},
		{"Postfix of its own tables", plain(daemon, "This is the mail system at host mx.z.example.\n\n<x@y.example> (expanded from <office@c.example>): User unknown in\n    virtual alias table"),
			KindBounce, "office@c.example dead"},
		{"a full sentence about the address", plain(daemon, "relay.c.example rejected your message to the following addresses:\n\na@c.example\nThe address that you wrote to wasn't found at the domain it was for."),
			KindBounce, "a@c.example dead"},
		{"a domain that could not be found", plain(daemon, "** Address not found **\n\nYour message wasn't delivered to a@c.example because the domain c.example couldn't be found. Look for mistakes and try again."),
			KindBounce, "a@c.example dead"},
		{"in German, without one letter that is not English", plain(daemon, "Ihre Nachricht an a@c.example konnte nicht zugestellt werden.\n\na wurde in c.example nicht gefunden."),
			KindBounce, "a@c.example dead"},
		{"a more precise code in the diagnostic", standard(daemon, "Your message could not be delivered.", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@c.example\nAction: failed\nStatus: 5.1.0\nDiagnostic-Code: smtp; 5.1.0 - Unknown address error 550-'5.1.1 user unknown' (delivery attempts: 0)\n"),
			KindBounce, "a@c.example 5.1.1 dead"},
		{"a code for any address, with short words", standard(daemon, "Your message could not be delivered.", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@c.example\nAction: failed\nStatus: 5.1.0\nDiagnostic-Code: smtp; 550 #5.1.0 Address rejected.\n"),
			KindBounce, "a@c.example 5.1.0 dead"},
		{"whoever says “later” proves nothing", standard(daemon, "Your message could not be delivered.", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@c.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-Requested action not taken: mailbox unavailable 550 Sending failed. Try again later\n"),
			KindBounce, "a@c.example 5.0.0"},
		{"the sender's domain has no name server's answer", standard(daemon, "Your message could not be delivered.", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@c.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-Requested action not taken: mailbox unavailable 550 invalid DNS record of your domain\n"),
			KindBounce, "a@c.example 5.0.0"},
		{"unknown or full, in Spanish", plain(daemon, "<a@c.example>: host mx.c.example said: 550 <a@c.example>: Destinatario desconocido o buzón lleno (in reply to RCPT TO command)"),
			KindBounce, "a@c.example"},
		{"what stands before an address called user", standard(daemon, "<user@c.example>: host mx.c.example said: 550 Sender unknown (in reply to RCPT TO command)", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;user@c.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Sender unknown\n"),
			KindBounce, "user@c.example 5.0.0"},
		{"two recipients and no empty line between them", standard(daemon, "Not delivered.", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@c.example\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822;b@c.example\nAction: failed\nStatus: 5.2.2\n"),
			KindBounce, "a@c.example 5.1.1 dead; b@c.example 5.2.2"},
		{"the same, and the action first", standard(daemon, "Not delivered.", "Reporting-MTA: dns;mx\n\nAction: failed\nFinal-Recipient: rfc822;a@c.example\nStatus: 5.2.2\nAction: failed\nFinal-Recipient: rfc822;b@c.example\nStatus: 5.1.1\n"),
			KindBounce, "a@c.example 5.2.2; b@c.example 5.1.1 dead"},
		{"a group that names nobody", standard(daemon+"\nX-Failed-Recipients: a@c.example", "Not delivered.", "Reporting-MTA: dns;mx\n\nAction: failed\nStatus: 5.1.1\n"),
			KindBounce, "a@c.example 5.1.1 dead"},
		{"given up, whatever the reason was", plain(daemon, "<a@c.example>: host mx.c.example refused to talk to me: 421 Messages from you temporarily deferred"),
			KindBounce, "a@c.example"},
		{"its own addresses", plain(daemon, "This is a permanent error. The following address failed:\n\n  a@c.example\n    no such address here"),
			KindBounce, "a@c.example dead"},
	})
}
