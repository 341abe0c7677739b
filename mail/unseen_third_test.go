package mail

import (
	"strings"
	"testing"
)

// A third set: what the reports that the public collections of bounces hold, and the labelled corpus
// does not, showed to be missing. The letters are ours.
func TestUnseenThird(t *testing.T) {
	const (
		daemon = "From: Mail Delivery System <MAILER-DAEMON@mx.b.example>\nSubject: "
		office = "From: System Administrator <postmaster@mx.b.example>\nSubject: "
		nested = "\n--m\nContent-Type: message/rfc822\n\n" + returned + "\nletter\n--m--\n"
	)
	mixed := func(head, text string) string {
		return head + "\nTo: savet@oblast.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n" + nested
	}
	checkUnseen(t, []unseen{
		{"behind a list", plain(office+"Undeliverable: Request", "Your message\n\n  To:      spisak@oblast.example\n  Subject: Request\n  Sent:    Mon, 14 Jan 2019 10:12:00 +0200\n\ndid not reach the following recipient(s):\n\nx@b.example on Mon, 14 Jan 2019 10:12:05 +0200\n    The recipient name is not recognized"),
			KindBounce, "x@b.example dead"},
		{"whom it was addressed to, and nobody else", plain(office+"Undeliverable: Request", "Your message\n\n  To:      a@b.example\n  Subject: Request\n\ncould not be delivered. The recipient name is not recognized."),
			KindBounce, "a@b.example dead"},
		{"our subject tells of a delay", plain("From: Системен администратор <postmaster@mx.b.example>\nSubject: Недоставено: Забавен отчет за 2018 г.", "Вашето съобщение\n\n  До: a@b.example\n  Тема: Забавен отчет за 2018 г.\n\nне достигна до следните получатели:\n\na@b.example\n    Получателят не е намерен."),
			KindBounce, "a@b.example dead"},
		{"our subject tells of a delay, in the letter that came back", strings.Replace(mixed(daemon+"Undelivered: Delayed report for 2018", "<a@b.example>: unknown user: \"a\""), "Subject: Request", "Subject: Delayed report for 2018", 1),
			KindBounce, "a@b.example dead"},
		{"our subject tells of spam and of a full quota", plain(office+"Undeliverable: Spam and quota", "Your message\n\n  To:      a@b.example\n  Subject: Spam and quota\n\ndid not reach the following recipient(s):\n\na@b.example on Mon, 14 Jan 2019 10:12:05 +0200\n    The recipient name is not recognized"),
			KindBounce, "a@b.example dead"},
		{"it is the report that tells of a delay", plain(office+"Delayed: Request", "Delivery to the following recipients has been delayed:\n\na@b.example\n\nThe server will keep trying."),
			KindDelay, "a@b.example"},
		{"in a language that nobody here reads", mixed("From: MAILER-DAEMON@mx.b.example\nSubject: 邮件传输失败！", "邮件无法发送到您指定的地址中。\n\n<a@b.example>:"),
			KindBounce, "a@b.example"},
		{"in a language that nobody here reads, with a reason", mixed("From: MAILER-DAEMON@mx.b.example\nSubject: 退信通知", "<a@b.example>: 收件人地址不存在"),
			KindBounce, "a@b.example dead"},
		{"Notes in Japanese", plain("Return-Path: <>\nFrom: postmaster@mx.b.example\nSubject: Undeliverable message", "------- Failure Reasons  --------\n\nディレクトリのリストにありません\na@b.example\n\n------- Returned Message --------\n"+returned),
			KindBounce, "a@b.example dead"},
		{"a gateway under its own name", mixed("From: inetgw1@gate.b.example\nSubject: Mail could not be delivered", "****** Message from InterScan E-Mail VirusWall NT ******\n\nThe following mail could not be delivered.\nReason:  Exceeded Maximum Delivery Attempts."),
			KindBounce, "a@b.example"},
		{"a provider under a name of its own", mixed("From: no-reply@x1.b.example\nSubject: メールエラー通知", "送信先のメールボックスが一杯のため、送信できませんでした。\n\nYour mail sent on: Mon, 14 Jan 2019 10:12:00 +0200\n     Could not be delivered to: <a@b.example>\n     As their mailbox is full."),
			KindBounce, "a@b.example"},
		{"Domino in Japanese", plain("From: Postmaster@mx.b.example\nSubject: DELIVERY FAILURE: ユーザー Neko (a@b.example) は Domino ディレクトリには見つかりません。", "Your message\n\n  Subject: Request\n\nwas not delivered to:\n\n  a@b.example\n\nbecause:\n\n  ユーザー Neko (a@b.example) は Domino ディレクトリには見つかりません。"),
			KindBounce, "a@b.example dead"},
		{"a provider of telephones", plain("From: post_master@b.example\nSubject: Re:Request\nIn-Reply-To: <letter-1@oblast.example>", "Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here\n\nMessage details:\n  Subject: Request\n  MAIL FROM: savet@oblast.example\n  RCPT TO: a@b.example"),
			KindBounce, "a@b.example"},
		{"the reason in the status field", standard(office+"Delivery Notification: Delivery has failed", "This report relates to a message you sent with the following header fields:\n\n  Message-id: <letter-1@oblast.example>\n  From: savet@oblast.example\n  To: a@b.example\n  Subject: Request\n\nYour message cannot be delivered to the following recipients:\n\n  Recipient address: a@b.example\n  Reason: Illegal host/domain name found", "Reporting-MTA: dns;mx (tcp-daemon)\n\nOriginal-recipient: rfc822;a@b.example\nFinal-recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.4.4 (Illegal host/domain name found)\n"),
			KindBounce, "a@b.example 5.4.4 dead"},
		{"who wants no mail is not dead", standard(daemon+"Sorry, your message could not be delivered", "Based on the email preferences of the person you're trying to email, this message could not be delivered.", "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 Refused due to recipient preferences\n"),
			KindBounce, "a@b.example 5.1.1"},
		{"a transcript that goes on", plain(daemon+"Returned mail: Deferred: Connection timed out during user open with c.example", "   ----- Transcript of session follows -----\nWhile talking to mx.b.example:\n>>> RCPT To:<a@b.example>\n<<< 550 <a@b.example>, User Unknown\n550 <a@b.example>... User unknown\n421 c.example (smtp)... Deferred: Connection timed out\n\n   ----- Unsent message follows -----\n"+returned),
			KindBounce, "a@b.example dead"},
		{"a transcript of waiting alone", plain(daemon+"Returned mail: Deferred", "   ----- Transcript of session follows -----\nWhile talking to mx.b.example:\n>>> RCPT To:<a@b.example>\n<<< 450 <a@b.example>, User Unknown for now\n421 b.example (smtp)... Deferred: Connection timed out\n\n   ----- Unsent message follows -----\n"+returned),
			KindBounce, "a@b.example"},
		{"Sendmail, after the whole conversation", standard(daemon+"Returned mail: see transcript for details", "   ----- The following addresses had permanent fatal errors -----\n<a@b.example>\n    (reason: 550 5.5.0 Adresse destinataire invalide. Invalid recipient. 416)\n\n   ----- Transcript of session follows -----\n... while talking to mx.b.example.:\n>>> DATA\n<<< 550 5.5.0 Adresse destinataire invalide. Invalid recipient. 416\n550 5.1.1 <a@b.example>... User unknown\n<<< 554 5.5.1 Error: no valid recipients", "Reporting-MTA: dns; mx\n\nFinal-Recipient: RFC822; a@b.example\nAction: failed\nStatus: 5.5.0\nDiagnostic-Code: SMTP; 550 5.5.0 Adresse destinataire invalide. Invalid recipient. 416\n"),
			KindBounce, "a@b.example 5.5.0 dead"},
		{"a full stop after it", standard(daemon+"Undelivered Mail Returned to Sender", "<a@b.example>: host mx.b.example[192.0.2.1] said: 550 <a@b.example>: Recipient\n    address rejected. (in reply to RCPT TO command)", "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 <a@b.example>: Recipient address rejected.\n"),
			KindBounce, "a@b.example 5.0.0 dead"},
		{"Postfix, its text alone, broken in the middle of it", daemon + "Undelivered Mail Returned to Sender\nTo: savet@oblast.example\n\n" + "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<a@b.example>: host mx.b.example[192.0.2.1] said: 550 User\n    unknown (in reply to RCPT TO command)\n\n<c@b.example>: host mx.b.example[192.0.2.1] said: 552 Mailbox\n    full (in reply to RCPT TO command)",
			KindBounce, "a@b.example dead; c@b.example"},
		{"an account that expired", plain("From: Mailer-Daemon@gw1.b.example\nSubject: Message status - undeliverable", "The message that you sent was undeliverable to the following:\n\n\ta@b.example (User account is expired)"),
			KindBounce, "a@b.example dead"},
		{"a deactivated mailbox", standard(daemon+"Undelivered Mail Returned to Sender", "<a@b.example>: host mx.b.example[192.0.2.1] said: 551 <a@b.example> is a deactivated mailbox (in reply to RCPT TO command)", "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 551 <a@b.example> is a deactivated mailbox\n"),
			KindBounce, "a@b.example 5.0.0 dead"},
		{"IMail", plain("From: \"Postmaster\" <postmaster@mx.b.example>\nSubject: Undeliverable Mail\nX-Mailer: <SMTP32 v8.05>", "Invalid final delivery userid: a@b.example\n\n\nOriginal message follows.\n\n"+returned),
			KindBounce, "a@b.example dead"},
		{"IMail, in short", plain("From: \"Postmaster\" <postmaster@mx.b.example>\nSubject: Undeliverable Mail\nX-Mailer: <SMTP32 v8.05>", "undeliverable  to a@b.example\n\n\nOriginal message follows.\n\n"+returned),
			KindBounce, "a@b.example dead"},
		{"a server of its own users", plain("From: MDaemon@webmail.b.example\nSubject: Warning: a@b.example - User unknown!", "a@b.example - no such user here.\n\nThere is no user by that name at this server."),
			KindBounce, "a@b.example dead"},
		{"a server of its own full mailbox", plain("From: MDaemon@webmail.b.example\nSubject: Warning: a@b.example - mailbox full", "a@b.example - mailbox is full, no such user may receive mail."),
			KindBounce, "a@b.example"},
		{"a server of another's users", plain("From: MAILER-DAEMON@relay.c.example\nSubject: Returned Mail: User unknown", "---The following addresses had delivery errors---\n\na@b.example [User unknown]"),
			KindBounce, "a@b.example"},
		{"a server of itself", plain("From: postmaster@mail7.host.example\nSubject: Delivery failure", "Your message has encountered delivery problems\nto local user a.\n(Originally addressed to a@b.example)\n\nUser not known\n\nYour message reads (in part):\n\n"+returned),
			KindBounce, "a@b.example dead"},
		{"Sieve's reject", thrownAway("Your message to <a@b.example> was automatically rejected:\nQuota exceeded"), KindBounce, "a@b.example"},
		{"Sieve's reject, for good", thrownAway("Your message to <a@b.example> was automatically rejected:\nThis address is no longer in use."), KindBounce, "a@b.example dead"},
		{"deleted unread", thrownAway("Your message\n\n  To: a@b.example\n  Subject: Request\n\nwas deleted without being read on 14 January 2019 10:12."), KindDelivered, "a@b.example"},
		{"a report inside another machine's letter", "From: <postmaster@mx.b.example>\nTo: savet@oblast.example\nSubject: Delivery Status Notification (Failure)\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n" +
			standard(office+"Delivery Status Notification (Failure)", "Delivery to the following recipients failed.\n\n       a@b.example", "Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1\n") + "\n--o\nContent-Type: text/plain\n\nThis e-mail is confidential.\n--o--\n",
			KindBounce, "a@b.example 5.1.1 dead"},
		{"the answer names the address", plain("From: <\"System Administrator\"@mx.b.example>\nSubject: Delivery Failure", "Could not deliver message to the following recipient(s):\n\nFailed Recipient: a@b.example\nReason: Remote host said: 550 unknown user <a@b.example>\n\n   -- The header and top 20 lines of the message follows --\n\n"+returned),
			KindBounce, "a@b.example dead"},
		{"the answer names the address, after DATA", plain(daemon+"failure notice", "a@b.example\n\n-------server message\n550 unknown user <a@b.example>\n\n-------SMTP command\nDATA\n\n-------original message\n"+returned),
			KindBounce, "a@b.example"},
		{"Sendmail's note of the empty return path", mixed("Return-Path: <MAILER-DAEMON@mail.oblast.example>\nFrom: imss@mx.b.example\nSubject: Mail could not be delivered", "****** Message from InterScan Messaging Security Suite ******\n\nSent <<< RCPT TO:<a@b.example>\nReceived >>> 550 5.1.1 unknown user.\n\nUnable to deliver message to <a@b.example> (and other recipients in the same domain)."),
			KindBounce, "a@b.example 5.1.1 dead"},
		{"a heading of its own", plain("From: <admin@b.example>\nSubject: Non-Delivery: Request", "--- Non-Delivery Report ---\nThe email below could not be delivered to the following user:\n\n\"A\" <a@b.example>\n\nOld message:\n\nGood day"),
			KindBounce, "a@b.example dead"},
		{"a gateway that tries on", plain("From: AntiVirus_for_SMTP_Gateways@gw.b.example\nSubject: Delivery failure notification", "Your message with Subject: Request\ncould not be delivered to the following recipients:\n\na@b.example\n\nPlease do not resend your original message.\n\nDelivery attempts will continue to be made for 5  day(s)."),
			KindDelay, "a@b.example"},
		{"a list whose members alone may write", standard(daemon+"Delivery Status Notification (Failure)", "** Address not found **\n\nYour message wasn't delivered to a@b.example because the address couldn't be found, or is unable to receive mail.", "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 510 5.1.1 Your email address, savet@oblast.example, is not subscribed to that group.\n"),
			KindBounce, "a@b.example 5.1.1"},
		{"two fields To", plain("From: MAILER-DAEMON@b.example\nSubject: failure notice", "Hi. This is the qmail-send program at b.example.\nI'm afraid I wasn't able to deliver your message to the\nfollowing addresses. This is a permanent error; I've given up.\n\n<a@b.example>:\nSorry, I couldn't find any host by that name.\n\n<c@b.example>:\nSorry, I couldn't find any host by that name.\n\n--- Below this line is a copy of the message.\n\n"+returned+"To: c@b.example\n"),
			KindBounce, "a@b.example dead; c@b.example dead"},
		{"says so after its thanks, over a line's end", plain("From: foi@b.example\nSubject: Request - acknowledgement\nIn-Reply-To: <letter-1@oblast.example>", "Thank you for your e-mail. This is an\nautomated response to let you know that your message has been\nreceived. We aim to respond within 20 working days."),
			KindAutoReply, ""},
		{"a program's Re:", plain("From: a@b.example\nSubject: Re: Request\nAuto-Submitted: auto-generated", "We deal with letters in the order in which they come."), KindAutoReply, ""},
		{"Yahoo", plain("From: a@b.example\nSubject: Yahoo! Auto Response", "I am away until Monday."), KindAutoReply, ""},
		{"vacation(1) of old", plain("From: a@b.example\nSubject: This is a recording\nPrecedence: bulk\nDelivered-By-The-Graces-Of: The Vacation program", "I am away until Monday."), KindAutoReply, ""},
		{"challenge, over a line's end", plain("From: a@b.example\nSubject: RE: Request", "Your message was received at Mon, 14 Jan 2019 08:12:00 +0000:\n\nThis account is protected.  Please click on the\nfollowing link to have your address added to the recipient's allowed\nlist and to ensure delivery of your email.\n\nhttp://b.example/1"),
			KindAutoReply, ""},
	})
}

// thrownAway is what a program sends that deleted our letter (RFC 8098, RFC 5429).
func thrownAway(text string) string {
	return "From: Mail Delivery Subsystem <admin@b.example>\nTo: savet@oblast.example\nSubject: Automatically rejected mail\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/report; report-type=disposition-notification; boundary=r\n\n--r\nContent-Type: text/plain; charset=utf-8\n\n" + text +
		"\n--r\nContent-Type: message/disposition-notification\n\nReporting-UA: mail; Dovecot\nFinal-Recipient: rfc822; a@b.example\nOriginal-Message-ID: <letter-1@oblast.example>\nDisposition: automatic-action/MDN-sent-automatically; deleted\n\n--r--\n"
}

// People write of absences and answer notices of them.
func TestUnseenThirdPeople(t *testing.T) {
	const (
		from   = "From: Мария Петрова <m.petrova@b.example>\nSubject: "
		answer = "\nIn-Reply-To: <letter-1@oblast.example>\nReferences: <letter-1@oblast.example>"
	)
	checkUnseen(t, []unseen{
		{"answers a notice of absence, quotes nothing", plain(from+"Re: Автоматичен отговор: Искане на отчет\nIn-Reply-To: <auto-7@oblast.example>\nReferences: <letter-1@oblast.example> <auto-7@oblast.example>", "Благодаря, ще изчакам до понеделник."), KindReply, ""},
		{"asks about an absence", plain(from+"Re: Out of office — can we still bring it on Friday?"+answer, "Please let me know, we are nearby."), KindReply, ""},
		{"asks about an absence, in Bulgarian", plain(from+"Отг: Извън офиса: кой приема отчета?"+answer, "Моля, кажете на кого да го донесем."), KindReply, ""},
		{"is away, and says so under Re:", plain(from+"Re: Out of office: Request"+answer, "I am out of the office until Monday."), KindAutoReply, ""},
		{"tells of a notice that he got", plain(from+"Re: Искане на отчет"+answer, "Здравейте,\n\nотчетът беше изпратен на 10.01., но оттогава получаваме само едно и също. Няма постъпили сигнали за 2018 г. Ако пак получите нещо подобно от нас: това е автоматичен отговор на стария ни сървър и не е от значение."), KindReply, ""},
		{"returns a letter", "From: m.petrova@b.example\nSubject: Върнато писмо\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\nЗдравейте, приложеното писмо не можа да бъде доставено до г-н Иванов, който не работи тук.\n--x\nContent-Type: message/rfc822\n\n" + returned + "\nletter\n--x--\n", KindReply, ""},
		{"answers a bounce, quotes nothing", plain(from+"Re: Delivery Status Notification (Failure)"+answer, "Hi, just wanted to check whether you received my request."), KindReply, ""},
		{"answers, with the report's words in it", plain(from+"Re: Request: delivery failure"+answer, "Hello,\n\nwe wrote on Monday and got this:\n\ncould not be delivered to the following recipients:\na@b.example\n\nPlease give us another address."), KindReply, ""},
		{"forwards a bounce of Gmail", plain(from+"Fwd: Delivery Status Notification (Failure)"+answer, "Пратих отчета и получих това.\n\n---------- Forwarded message ---------\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nDate: Mon, Jan 14, 2019\nSubject: Delivery Status Notification (Failure)\nTo: <m.petrova@b.example>\n\nDelivery to the following recipient failed permanently:\n\n     savet@oblast.example"), KindReply, ""},
	})
}
