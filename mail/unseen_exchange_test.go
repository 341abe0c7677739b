package mail

import "testing"

// Exchange writes in the language of whoever it writes to, and leaves the report's parts out where
// the message passed through Outlook or a connector.
func TestUnseenExchange(t *testing.T) {
	const (
		admin = "From: System Administrator <postmaster@b.example>\nSubject: "
		agent = "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@b.example>\nSubject: "
	)
	checkUnseen(t, []unseen{
		{"2003", plain(admin+"Undeliverable: Request", "Your message\n\n  To:      a@b.example\n  Subject: Request\n  Sent:    Mon, 14 Jan 2019 10:12:00 +0200\n\ndid not reach the following recipient(s):\n\na@b.example on Mon, 14 Jan 2019 10:13:00 +0200\n    The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.\n    <mx.b.example #5.1.1>"),
			KindBounce, "a@b.example 5.1.1 dead"},
		{"2003, size", plain(admin+"Undeliverable: Request", "Your message did not reach some or all of the intended recipients.\n\n      Subject:  Request\n      Sent:     14.1.2019 10:12\n\nThe following recipient(s) could not be reached:\n\n      a@b.example on 14.1.2019 10:13\n            This message is larger than the current system limit or the recipient's mailbox is full.  Create a shorter message body or remove attachments and try sending it again.\n            <mx.b.example #5.2.3>"),
			KindBounce, "a@b.example 5.2.3"},
		{"2003, Bulgarian", plain("From: =?utf-8?B?0KHQuNGB0YLQtdC80LXQvSDQsNC00LzQuNC90LjRgdGC0YDQsNGC0L7RgA==?= <postmaster@b.example>\nSubject: Недоставено: Искане", "Вашето съобщение\n\n  До:      a@b.example\n  Относно: Искане\n  Изпратено: 14.1.2019 г. 10:12\n\nне достигна до следния получател (получатели):\n\na@b.example на 14.1.2019 г. 10:13\n    Имейл акаунтът не съществува в организацията, до която е изпратено това съобщение.\n    <mx.b.example #5.1.1>"),
			KindBounce, "a@b.example 5.1.1 dead"},
		{"2007", plain(agent+"Undeliverable: Request", "Delivery has failed to these recipients or distribution lists:\n\na@b.example\nThe recipient's e-mail address was not found in the recipient's e-mail system. Microsoft Exchange will not try to redeliver this message for you. Please check the e-mail address and try resending this message.\n\nSent by Microsoft Exchange Server 2007\n\nDiagnostic information for administrators:\n\nGenerating server: mx.b.example\n\na@b.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nOriginal message headers:\n\n"+returned),
			KindBounce, "a@b.example 5.1.1 dead"},
		{"2016", plain(agent+"Undeliverable: Request", "Delivery has failed to these recipients or groups:\n\nИван Иванов (a@b.example)<mailto:a@b.example>\nThe email address you entered couldn't be found. Please check the recipient's email address and try to resend the message. If the problem continues, please contact your helpdesk.\n\n\nDiagnostic information for administrators:\n\nGenerating server: mx.b.example\n\na@b.example\nRemote Server returned '550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found'\n\nOriginal message headers:\n\n"+returned),
			KindBounce, "a@b.example 5.1.1 dead"},
		{"2010, Bulgarian", plain(agent+"Не може да се достави: Искане", "Доставката до следните получатели или групи не бе успешна:\n\na@b.example<mailto:a@b.example>\nВъведеният имейл адрес не можа да бъде намерен. Проверете имейл адреса на получателя и опитайте да изпратите съобщението отново. Ако проблемът продължава, обърнете се към вашия отдел за поддръжка.\n\nДиагностична информация за администратори:\n\nГенериращ сървър: mx.b.example\n\na@b.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nОригинални заглавки на съобщението:\n\n"+returned),
			KindBounce, "a@b.example 5.1.1 dead"},
		{"2010, Bulgarian, without the diagnostics", plain("From: postmaster@b.example\nSubject: Неуспешно доставяне: Искане", "Доставката до следните получатели или списъци за разпространение не бе успешна:\n\na@b.example\nАдресът на получателя не е намерен в пощенската система на получателя."),
			KindBounce, "a@b.example dead"},
		{"2010, Bulgarian, full", plain(agent+"Недоставимо: Искане", "Доставката до следните получатели не беше успешна:\n\na@b.example\nПощенската кутия на получателя е пълна и сега не може да приема съобщения. Опитайте да изпратите съобщението по-късно."),
			KindBounce, "a@b.example"},
		{"2010, Bulgarian, late", plain(agent+"Забавено: Искане", "Доставката до следните получатели или групи се забавя:\n\na@b.example\n\nТова съобщение все още не е доставено. Microsoft Exchange ще продължи да опитва да достави съобщението от ваше име.\n\nДоставката на това съобщение ще бъде опитвана до 16.1.2019 г. 10:12."),
			KindDelay, "a@b.example"},
		{"2013, German", plain(agent+"Unzustellbar: Anfrage", "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\na@b.example<mailto:a@b.example>\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden. Überprüfen Sie die E-Mail-Adresse des Empfängers, und versuchen Sie erneut, die Nachricht zu senden.\n\nDiagnoseinformationen für Administratoren:\n\nGenerierender Server: mx.b.example\n"),
			KindBounce, "a@b.example dead"},
		{"2013, French", plain(agent+"Non remis : Demande", "Échec de la remise aux destinataires ou groupes suivants :\n\na@b.example\nL'adresse de messagerie que vous avez entrée est introuvable. Vérifiez l'adresse de messagerie du destinataire et essayez de renvoyer le message."),
			KindBounce, "a@b.example dead"},
		{"2013, Russian", plain(agent+"Не удается доставить: Запрос", "Сбой доставки следующим получателям или группам:\n\na@b.example\nНе удалось найти введенный адрес электронной почты. Проверьте адрес получателя и попробуйте отправить сообщение еще раз."),
			KindBounce, "a@b.example dead"},
		{"2013, Turkish", plain(agent+"Teslim Edilemedi: İstek", "Şu alıcılara veya gruplara teslim edilemedi:\n\na@b.example\nGirdiğiniz e-posta adresi bulunamadı. Lütfen alıcının e-posta adresini denetleyin ve iletiyi yeniden göndermeyi deneyin."),
			KindBounce, "a@b.example dead"},
		{"2013, Romanian", plain(agent+"Nu se poate livra: Cerere", "Livrarea nu a reușit la acești destinatari sau grupuri:\n\na@b.example\nAdresa de e-mail introdusă nu a putut fi găsită. Verificați adresa de e-mail a destinatarului și încercați să retrimiteți mesajul."),
			KindBounce, "a@b.example dead"},
		{"2013, Greek", plain(agent+"Δεν είναι δυνατή η παράδοση: Αίτημα", "Η παράδοση απέτυχε σε αυτούς τους παραλήπτες ή ομάδες:\n\na@b.example\nΔεν ήταν δυνατή η εύρεση της διεύθυνσης ηλεκτρονικού ταχυδρομείου που εισαγάγατε."),
			KindBounce, "a@b.example dead"},
		{"365", plain(agent+"Undeliverable: Request", "Your message to a@b.example couldn't be delivered.\n\na wasn't found at b.example.\n\nsavet    Office 365    a\nAction Required        Recipient\n\nUnknown To address\n\nHow to Fix It\nThe address may be misspelled or may not exist. Try one or more of the following:\n\nMore Info for Email Admins\nStatus code: 550 5.1.10\n\nOriginal Message Details\nCreated Date: 14.1.2019\nSender Address: savet@oblast.example\nRecipient Address: a@b.example\nSubject: Request\n\nError Details\nReported error: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@b.example not found by SMTP address lookup\nDSN generated by: X.eurprd.prod.outlook.example"),
			KindBounce, "a@b.example 5.1.10 dead"},
		{"365, Bulgarian", plain(agent+"Не може да се достави: Искане", "Съобщението ви до a@b.example не можа да бъде доставено.\n\na не беше намерен в b.example.\n\nsavet    Office 365    a\nНеобходимо е действие    Получател\n\nНеизвестен адрес „До“\n\nКак да коригирате проблема\nАдресът може да е изписан неправилно или може да не съществува.\n\nКод на състояние: 550 5.1.10"),
			KindBounce, "a@b.example 5.1.10 dead"},
		{"365, the directory at the edge", standard(agent+"Undeliverable: Request", "a@b.example\nYour message couldn't be delivered. The recipient's address was rejected.", "Reporting-MTA: dns;x.prod.outlook.example\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.4.1\nDiagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access denied. [AM5EUR.prod.protection.outlook.com]\n"),
			KindBounce, "a@b.example 5.4.1 dead"},
		{"365, only for its own", standard(agent+"Undeliverable: Request", "Your message wasn't delivered because the recipient's email provider rejected it.", "Reporting-MTA: dns;x.prod.outlook.example\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.7.133\nDiagnostic-Code: smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required\n"),
			KindBounce, "a@b.example 5.7.133"},
		{"365, gave up", standard(agent+"Undeliverable: Request", "a@b.example\nYour message couldn't be delivered. Several attempts to deliver your message were unsuccessful and we stopped trying.", "Reporting-MTA: dns;x.prod.outlook.example\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 4.4.316\nDiagnostic-Code: smtp;550 4.4.316 Connection refused [Message=Socket error code 10061]\n"),
			KindBounce, "a@b.example 4.4.316"},
		{"365, no such domain", standard(agent+"Undeliverable: Request", "b.example couldn't be found.", "Reporting-MTA: dns;x.prod.outlook.example\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.4.310\nDiagnostic-Code: smtp;550 5.4.310 DNS domain b.example does not exist [Message=InfoDomainNonexistent]\n"),
			KindBounce, "a@b.example 5.4.310 dead"},
		{"365, late", standard(agent+"Delivery delayed: Request", "Delivery is delayed to these recipients or groups:\n\na@b.example\n\nThis message hasn't been delivered yet. Delivery will continue to be attempted.", "Reporting-MTA: dns;x.prod.outlook.example\n\nFinal-Recipient: rfc822;a@b.example\nAction: delayed\nStatus: 4.4.7\nWill-Retry-Until: Wed, 16 Jan 2019 10:12:00 +0200\n"),
			KindDelay, "a@b.example 4.4.7"},
		{"late, without the parts", plain(agent+"Delivery Delayed: Request", "Delivery is delayed to these recipients or groups:\n\na@b.example (a@b.example)\n\nSubject: Request\n\nThis message hasn't been delivered yet. Delivery will continue to be attempted.\n\nThe server will keep trying to deliver this message for the next 1 days, 19 hours and 54 minutes. You'll be notified if the message can't be delivered by that time."),
			KindDelay, "a@b.example"},
		{"late, German", plain(agent+"Zustellung verzögert: Anfrage", "Die Zustellung an die folgenden Empfänger oder Gruppen verzögert sich:\n\na@b.example\n\nDiese Nachricht wurde noch nicht zugestellt. Es wird weiterhin versucht, die Nachricht zuzustellen."),
			KindDelay, "a@b.example"},
		{"delivered, it says", plain(agent+"Relayed: Request", "Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:\n\na@b.example\n\nSubject: Request"),
			KindDelivered, "a@b.example"},
		{"delivered, Bulgarian", plain(agent+"Препредадено: Искане", "Доставката до тези получатели или групи е завършена, но целевият сървър не изпрати известие за доставка:\n\na@b.example"),
			KindDelivered, "a@b.example"},
		{"delivered to a mailbox", plain(agent+"Delivered: Request", "Your message has been delivered to the following recipients:\n\na@b.example\n\nSubject: Request"),
			KindDelivered, "a@b.example"},
	})
}
