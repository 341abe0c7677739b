package mail

import "testing"

// Who is away says so in every language and seldom as RFC 3834 asks.
func TestUnseenAutoReplies(t *testing.T) {
	const from = "From: Иван Иванов <i.ivanov@b.example>\nSubject: "
	checkUnseen(t, []unseen{
		{"Bulgarian", plain(from+"Автоматичен отговор: Искане на отчет", "В отпуск съм до 20.01.2019 г."), KindAutoReply, ""},
		{"Bulgarian, out of office", plain(from+"Извън офиса: Искане на отчет", "Ще се върна на 20.01."), KindAutoReply, ""},
		{"Bulgarian, on leave", plain(from+"В отпуск съм Re: Искане на отчет", "До 20.01. ме замества П. Петрова."), KindAutoReply, ""},
		{"Bulgarian, paid leave", plain(from+"Платен годишен отпуск", "От 14 до 20.01. съм в платен годишен отпуск."), KindAutoReply, ""},
		{"Bulgarian, sick", plain(from+"В болничен съм", "При спешност: п.петрова."), KindAutoReply, ""},
		{"Bulgarian, travelling", plain(from+"В командировка до 20.01.", "При спешност се обадете."), KindAutoReply, ""},
		{"Bulgarian, absent", plain(from+"Отсъствам от офиса до 20.01.2019", "Ще прочета писмото Ви след това."), KindAutoReply, ""},
		{"Bulgarian, the text says it", plain(from+"Re: Искане на отчет", "Това е автоматичен отговор.\n\nВ момента не съм на работа и ще Ви отговоря след 20.01."), KindAutoReply, ""},
		{"Bulgarian, a registry", plain(from+"Re: Искане на отчет", "Това е автоматично генерирано съобщение, моля не отговаряйте на него.\n\nВашето писмо е получено и ще бъде регистрирано."), KindAutoReply, ""},
		{"Bulgarian, a notice of receipt", plain(from+"Автоматично потвърждение за получено писмо", "Писмото Ви е получено в деловодството."), KindAutoReply, ""},
		{"transliterated", plain(from+"Avtomatichen otgovor: Iskane", "V otpusk sam do 20.01."), KindAutoReply, ""},
		{"English", plain(from+"Out of Office: Request", "I am away."), KindAutoReply, ""},
		{"English, no colon", plain(from+"Out of the office until January 20", "I am away."), KindAutoReply, ""},
		{"English, person's own", plain(from+"I'm currently out of the office Re: Request", "I am away."), KindAutoReply, ""},
		{"English, annual leave", plain(from+"Annual leave: Request", "I am away until Monday."), KindAutoReply, ""},
		{"English, the text says it", plain(from+"Re: Request", "This is an automated response. I am out of the office until 20 January."), KindAutoReply, ""},
		{"English, a registry", plain(from+"Thank you for contacting us", "This is an automatic reply to confirm that we have received your message."), KindAutoReply, ""},
		{"German", plain(from+"Automatische Antwort: Anfrage", "Ich bin im Urlaub."), KindAutoReply, ""},
		{"German, absent", plain(from+"Abwesend bis 20.01. AW: Anfrage", "Ich bin nicht im Büro."), KindAutoReply, ""},
		{"German, not in", plain(from+"Nicht im Büro: Anfrage", "Ich bin nicht da."), KindAutoReply, ""},
		{"French", plain(from+"Réponse automatique : Demande", "Je suis absent."), KindAutoReply, ""},
		{"French, absent", plain(from+"Message d'absence : Demande", "Je suis absent."), KindAutoReply, ""},
		{"Russian", plain(from+"Автоматический ответ: Запрос", "Я в отпуске."), KindAutoReply, ""},
		{"Russian, auto", plain(from+"Автоответ: Запрос", "Я в отпуске."), KindAutoReply, ""},
		{"Russian, away", plain(from+"Нет на рабочем месте: Запрос", "Я в отпуске."), KindAutoReply, ""},
		{"Russian, on leave", plain(from+"В отпуске до 20 января", "Я в отпуске."), KindAutoReply, ""},
		{"Turkish", plain(from+"Otomatik yanıt: İstek", "Ofis dışındayım."), KindAutoReply, ""},
		{"Turkish, out", plain(from+"Ofis Dışında: İstek", "Ofis dışındayım."), KindAutoReply, ""},
		{"Romanian", plain(from+"Răspuns automat: Cerere", "Sunt plecat."), KindAutoReply, ""},
		{"Romanian, without diacritics", plain(from+"Raspuns automat: Cerere", "Sunt plecat."), KindAutoReply, ""},
		{"Romanian, out", plain(from+"În afara biroului: Cerere", "Sunt plecat."), KindAutoReply, ""},
		{"Greek", plain(from+"Αυτόματη απάντηση: Αίτημα", "Λείπω."), KindAutoReply, ""},
		{"Greek, out", plain(from+"Εκτός γραφείου: Αίτημα", "Λείπω."), KindAutoReply, ""},
		{"Serbian", plain(from+"Аутоматски одговор: Захтев", "Одсутан сам."), KindAutoReply, ""},
		{"Croatian", plain(from+"Automatski odgovor: Zahtjev", "Odsutan sam."), KindAutoReply, ""},
		{"Macedonian", plain(from+"Автоматски одговор: Барање", "Отсутен сум."), KindAutoReply, ""},
		{"Ukrainian", plain(from+"Автоматична відповідь: Запит", "Мене немає."), KindAutoReply, ""},
		{"RFC 3834, vacation", plain(from+"Re: Искане\nAuto-Submitted: auto-replied (vacation)\nPrecedence: bulk", "Няма ме."), KindAutoReply, ""},
		{"Sieve, in answer", plain(from+"Auto: Искане\nAuto-Submitted: auto-replied\nIn-Reply-To: <letter-1@oblast.example>", "Няма ме."), KindAutoReply, ""},
		{"Sieve's prefix alone", plain(from+"Auto: Искане на отчет", "Няма ме до понеделник."), KindAutoReply, ""},
		{"Exchange, by its headers alone", plain(from+"Re: Искане\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\nX-MS-Exchange-Inbox-Rules-Loop: i.ivanov@b.example\nIn-Reply-To: <letter-1@oblast.example>", "Няма ме."), KindAutoReply, ""},
		{"a rule of Exchange", plain(from+"Re: Искане\nX-MS-Exchange-Inbox-Rules-Loop: i.ivanov@b.example", "Получих Вашето писмо."), KindAutoReply, ""},
		{"Apple Mail", plain(from+"Re: Request\nX-Apple-Action: VACATION/42", "I am away."), KindAutoReply, ""},
		{"cPanel", plain(from+"Re: Request\nX-Autorespond: Request\nPrecedence: auto_reply", "I am away."), KindAutoReply, ""},
		{"Plesk", plain(from+"Re: Request\nX-Autoreply: yes", "I am away."), KindAutoReply, ""},
		{"the vacation of Unix", plain(from+"Re: Request\nPrecedence: bulk\nIn-Reply-To: <letter-1@oblast.example>", "I am on vacation until Monday and will read your mail then."), KindAutoReply, ""},
		{"challenge, TMDA", plain(from+"Please confirm your message\nX-Delivery-Agent: TMDA/1.1.12\nAuto-Submitted: auto-replied", "This message was created automatically. To release your message, reply to this message."), KindAutoReply, ""},
		{"challenge, without headers", plain(from+"Re: Request [verification required]", "Your message to i.ivanov@b.example is being held because your address was not recognized. To have your message delivered, please click the link below to verify your address."), KindAutoReply, ""},
		{"challenge, Bulgarian", plain(from+"Потвърдете изпратеното от Вас писмо", "Вашето писмо е задържано. За да бъде доставено писмото Ви, моля потвърдете, че не сте робот, като натиснете връзката."), KindAutoReply, ""},
		{"a calendar's answer", "From: Иван Иванов <i.ivanov@b.example>\nSubject: Прието: Срок за годишния отчет\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\n\n \n--c\nContent-Type: text/calendar; charset=utf-8; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n--c--\n", KindAutoReply, ""},
	})
}

// Receipts: the letter has come to somebody, and nothing more.
func TestUnseenReceipts(t *testing.T) {
	const from = "From: Иван Иванов <i.ivanov@b.example>\nSubject: "
	checkUnseen(t, []unseen{
		{"Outlook, without the parts", plain(from+"Read: Request", "Your message\n\n   To: i.ivanov@b.example\n   Subject: Request\n   Sent: Monday, January 14, 2019 10:12:00 AM\n\n was read on Monday, January 14, 2019 10:30:00 AM."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Bulgarian", plain(from+"Прочетено: Искане на отчет", "Вашето съобщение\n\n   До: i.ivanov@b.example\n   Тема: Искане на отчет\n   Изпратено: понеделник, 14 януари 2019 г. 10:12\n\n е прочетено на понеделник, 14 януари 2019 г. 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Bulgarian, deleted", plain(from+"Непрочетено: Искане на отчет", "Вашето съобщение\n\n   До: i.ivanov@b.example\n   Тема: Искане на отчет\n   Изпратено: 14.1.2019 г. 10:12\n\n е изтрито, без да бъде прочетено, на 14.1.2019 г. 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, German", plain(from+"Gelesen: Anfrage", "Ihre Nachricht\n\n   An: i.ivanov@b.example\n   Betreff: Anfrage\n   Gesendet: Montag, 14. Januar 2019 10:12\n\n wurde am Montag, 14. Januar 2019 10:30 gelesen."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Russian", plain(from+"Прочтено: Запрос", "Ваше сообщение\n\n   Кому: i.ivanov@b.example\n   Тема: Запрос\n   Отправлено: 14.01.2019 10:12\n\n было прочтено 14.01.2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Polish", plain(from+"Przeczytano: Wniosek", "Twoja wiadomość\n\n   Do: i.ivanov@b.example\n   Temat: Wniosek\n\n została przeczytana 14 stycznia 2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Dutch", plain(from+"Gelezen: Verzoek", "Uw bericht\n\n   Aan: i.ivanov@b.example\n   Onderwerp: Verzoek\n\n is gelezen op 14 januari 2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Czech", plain(from+"Přečteno: Žádost", "Vaše zpráva\n\n   Komu: i.ivanov@b.example\n   Předmět: Žádost\n\n byla přečtena 14. ledna 2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Greek", plain(from+"Αναγνώστηκε: Αίτημα", "Το μήνυμά σας\n\n   Προς: i.ivanov@b.example\n   Θέμα: Αίτημα\n\n αναγνώστηκε στις 14/1/2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Swedish", plain(from+"Läst: Begäran", "Meddelandet\n\n   Till: i.ivanov@b.example\n   Ämne: Begäran\n\n lästes den 14 januari 2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Danish", plain(from+"Læst: Anmodning", "Din meddelelse\n\n   Til: i.ivanov@b.example\n   Emne: Anmodning\n\n blev læst 14. januar 2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Finnish", plain(from+"Luettu: Pyyntö", "Viesti\n\n   Vastaanottaja: i.ivanov@b.example\n   Aihe: Pyyntö\n\n luettiin 14. tammikuuta 2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Hungarian", plain(from+"Elolvasva: Kérelem", "Az üzenet\n\n   Címzett: i.ivanov@b.example\n   Tárgy: Kérelem\n\n elolvasva: 2019. január 14. 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Portuguese", plain(from+"Lida: Pedido", "A sua mensagem\n\n   Para: i.ivanov@b.example\n   Assunto: Pedido\n\n foi lida em 14 de janeiro de 2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Outlook, Macedonian", plain(from+"Прочитано: Барање", "Вашата порака\n\n   До: i.ivanov@b.example\n   Предмет: Барање\n\n е прочитана на 14.1.2019 10:30."), KindDelivered, "i.ivanov@b.example"},
		{"Roundcube, Bulgarian, without the parts", plain(from+"Потвърждение за прочитане: Искане", "Вашето съобщение\n\nДо: i.ivanov@b.example\nОтносно: Искане\n\nе било прочетено на 14.01.2019 10:30"), KindDelivered, "i.ivanov@b.example"},
		{"Thunderbird, Bulgarian", "From: i.ivanov@b.example\nSubject: Върната разписка (показано) - Искане\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=\"r\"\n\n--r\nContent-Type: text/plain; charset=utf-8\n\nТова е обратна разписка за писмото, което сте изпратили.\n--r\nContent-Type: message/disposition-notification\n\nReporting-UA: oblast; Thunderbird\nFinal-Recipient: rfc822;i.ivanov@b.example\nOriginal-Message-ID: <letter-1@oblast.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--r--\n", KindDelivered, "i.ivanov@b.example"},
	})
}
