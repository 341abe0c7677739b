package mail

import (
	"slices"
	"testing"
)

// How servers that follow no RFC word it; each as a whole, short message of our own making.
func TestFreeForms(t *testing.T) {
	for _, c := range []struct {
		name, raw  string
		kind       Kind
		recipients []BouncedRecipient
	}{
		{"Exim", "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: a@b.example\nSubject: Mail delivery failed: returning message to sender\n\n" +
			"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n" +
			"  a@b.example\n    host mx.b.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<a@b.example>:\n    550 5.1.1 <a@b.example>: Recipient address rejected: User unknown\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "5.1.1", "failed", true}}},
		{"Exim, host", "From: Mail Delivery System <Mailer-Daemon@mx.example>\nSubject: Mail delivery failed: returning message to sender\n\nA message that you sent could not be delivered. The following address(es) failed:\n\n  a@nqma.example\n    Unrouteable address\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <savet@oblast.example>\nReceived: from x\nTo: a@nqma.example\nMessage-ID: <l1@oblast.example>\n\nhi c@d.example\n",
			KindBounce, []BouncedRecipient{{"a@nqma.example", "", "failed", true}}},
		{"Exim, gave up", "From: Mailer-Daemon@mx.example\nX-Failed-Recipients: a@b.example\nSubject: Mail delivery failed\n\n  a@b.example\n    retry timeout exceeded\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "", "failed", false}}},
		{"Exim, warning", "From: Mail Delivery System <Mailer-Daemon@mx.example>\nSubject: Warning: message 1abc delayed 48 hours\n\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 48 hours on the queue.\n\n  a@b.example\n\nNo action is required on your part.\n",
			KindDelay, []BouncedRecipient{{"a@b.example", "", "delayed", false}}},
		{"Sendmail, warning", "From: MAILER-DAEMON@mx.example\nSubject: Warning: could not send message for past 4 hours\n\n    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n   ----- The following addresses had transient non-fatal errors -----\n<a@b.example>\n\n   ----- Transcript of session follows -----\n<a@b.example>... Deferred: Connection refused by mx.b.example.\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n",
			KindDelay, []BouncedRecipient{{"a@b.example", "", "delayed", false}}},
		{"Sendmail", "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\nSubject: Returned mail: User unknown\n\n   ----- The following addresses had permanent fatal errors -----\n<a@b.example>\n\n   ----- Transcript of session follows -----\n... while talking to mx.b.example.:\n>>> RCPT To:<a@b.example>\n<<< 550 User unknown\n550 <a@b.example>... User unknown\n\n   ----- Original message follows -----\n\nReceived: from x\nFrom: savet@oblast.example\nTo: a@b.example\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "", "failed", true}}},
		{"Exchange 2003", "From: System Administrator <postmaster@b.example>\nSubject: Undeliverable: Request\n\nYour message\n\n  To:      a@b.example\n  Subject: Request\n  Sent:    Mon, 14 Jan 2019 10:12:00 +0200\n\ndid not reach the following recipient(s):\n\na@b.example on Mon, 14 Jan 2019 10:13:00 +0200\n    The recipient name is not recognized\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "", "failed", true}}},
		{"Exchange, full", "From: postmaster@b.example\nSubject: Undeliverable: Request\n\nDelivery has failed to these recipients or distribution lists:\n\na@b.example\nThe recipient's mailbox is full and can't accept messages now.\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "", "failed", false}}},
		{"Domino", "From: Postmaster@b.example\nSubject: DELIVERY FAILURE: User ivan (ivan@b.example) not listed in Domino Directory\n\nYour message\n\n  Subject: Request\n\nwas not delivered to:\n\n  ivan@b.example\n\nbecause:\n\n  User ivan (ivan@b.example) not listed in Domino Directory\n",
			KindBounce, []BouncedRecipient{{"ivan@b.example", "", "failed", true}}},
		{"Gmail of old", "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nSubject: Delivery Status Notification (Failure)\n\nDelivery to the following recipient failed permanently:\n\n     a@b.example\n\nTechnical details of permanent failure:\nGoogle tried to deliver your message, but it was rejected by the server for the recipient domain b.example by mx.b.example. [192.0.2.1].\n\nThe error that the other server returned was:\n550 5.1.1 <a@b.example>: Recipient address rejected: User unknown\n\n----- Original message -----\n\nReceived: by 192.0.2.7\nFrom: savet@oblast.example\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "5.1.1", "failed", true}}},
		{"Gmail, delayed", "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nSubject: Delivery Status Notification (Delay)\n\nThis is an automatically generated Delivery Status Notification\n\nTHIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     a@b.example\n\nMessage will be retried for 2 more day(s)\n",
			KindDelay, []BouncedRecipient{{"a@b.example", "", "delayed", false}}},
		{"Yahoo", "From: MAILER-DAEMON@yahoo.example\nSubject: Failure Notice\n\nSorry, we were unable to deliver your message to the following address.\n\n<a@b.example>:\n554: delivery error: dd This user doesn't have a b.example account (a@b.example) [0]\n\n--- Below this line is a copy of the message.\n\nReceived: from x\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "", "failed", true}}},
		{"mail.ru", "From: mailer-daemon@corp.mail.example\nSubject: Mail failure.\n\nA message that you sent was not delivered to one or more recipients.\n\n * a@mail.example\n   SMTP error from remote mailer after end of data: invalid mailbox. User a@mail.example.\n   550 Message was not accepted -- invalid mailbox.  Local mailbox a@mail.example is unavailable: user not found\n",
			KindBounce, []BouncedRecipient{{"a@mail.example", "", "failed", true}}},
		{"Yandex", "Return-Path: <>\nFrom: mailer-daemon@yandex.example\nSubject: =?utf-8?B?0J3QtdC00L7RgdGC0LDQstC70LXQvdC90L7QtSDRgdC+0L7QsdGJ0LXQvdC40LU=?=\nContent-Type: text/plain; charset=utf-8\n\nЭто письмо отправлено почтовым сервером. К сожалению, мы не можем доставить ваше письмо. Ваше письмо не может быть доставлено адресату:\n\n<a@b.example>: Пользователь не найден\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "", "failed", true}}},
		{"abv.bg", "From: MAILER-DAEMON@abv.example\nSubject: failure notice\nContent-Type: text/plain; charset=utf-8\n\nHi. This is the deliver program at abv.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<a@abv.example>:\nПотребителската кутия е препълнена.\n\n--- Below this line is a copy of the message.\n\nReceived: from x\n",
			KindBounce, []BouncedRecipient{{"a@abv.example", "", "failed", false}}},
		{"a filter", "Return-Path: <>\nFrom: MailGate <gate@b.example>\nSubject: Message rejected\n\nYour message to a@b.example was rejected by our spam filter.\n",
			KindBounce, []BouncedRecipient{{"a@b.example", "", "failed", false}}},
		{"a person about a bounce", "From: Maria <maria@b.example>\nSubject: Re: failure notice\nIn-Reply-To: <l@oblast.example>\n\nHello, your message could not be delivered to a@b.example, try c@b.example.\n", KindReply, nil},
		{"absent, from the mailbox of a postmaster", "From: Postmaster <postmaster@b.example>\nSubject: Out of Office: Request\n\nI am out of the office. Delivery of reports has failed before.\n", KindAutoReply, nil},
	} {
		m, _ := parsed(t, c.raw, Options{OwnAddress: "savet@oblast.example"})
		if m.Kind != c.kind {
			t.Errorf("%s: %s (%s), not %s", c.name, m.Kind, m.Why, c.kind)
		}
		var got []BouncedRecipient
		if m.Bounce != nil {
			got = m.Bounce.Recipients
		}
		if !slices.Equal(got, c.recipients) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
