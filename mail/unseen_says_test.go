package mail

import "testing"

// Programs without a mark in the header say in the text what they are, at its end as often as at its
// beginning; people write the same words about other things.
func TestUnseenSaysItself(t *testing.T) {
	const (
		from   = "From: Петя Иванова <p.ivanova@b.example>\nSubject: "
		office = "From: Деловодство <office@b.example>\nSubject: "
		answer = "\nIn-Reply-To: <letter-1@oblast.example>\nReferences: <letter-1@oblast.example>"
	)
	checkUnseen(t, []unseen{
		{"received, and below that by whom", plain(office+"Потвърждение за получаване", "Уважаеми госпожи и господа,\n\nВашето писмо е получено в пощата на Община Примерна и ще бъде регистрирано до края на деня.\n\nТова е автоматично генерирано съобщение. Моля, не отговаряйте."), KindAutoReply, ""},
		{"registered, by a program", plain(office+"Re: Искане"+answer, "Документът Ви е регистриран с вх. № 12-34/14.01.2019 г.\n\nТова съобщение е изпратено автоматично от деловодната система."), KindAutoReply, ""},
		{"confirms, by a program", plain(office+"RE: Искане"+answer, "Потвърждаваме получаването на писмото Ви.\n\nТой е изпратен автоматично, не отговаряйте на него."), KindAutoReply, ""},
		{"below a line for signatures", plain(from+"Re: Искане"+answer, "Няма да имам достъп до пощата до 20.01.\n\n-- \nТова съобщение е изпратено автоматично."), KindAutoReply, ""},
		{"from an address that reads nothing", plain("From: Портал <no-reply@b.example>\nSubject: Заявление 94-1", "Заявлението Ви е прието с номер 94-1."), KindAutoReply, ""},
		{"the box is not read", plain(from+"Re: Request"+answer, "This mailbox is not monitored and you will not receive a response."), KindAutoReply, ""},
		{"sent to an unattended box", plain("From: Notices <notify@b.example>\nSubject: Unattended mailbox", "Your message was sent to an unattended mailbox. Nobody will read it."), KindAutoReply, ""},
		{"gone", plain(from+"Re: Request"+answer, "Ivan Ivanov is no longer with the office, please write to p.petrova@b.example instead.\n\nThis is an automated message."), KindAutoReply, ""},
		{"bulk, and received", plain(office+"[Ticket#1234] Искане\nPrecedence: bulk", "Благодарим Ви. Създаден е билет с номер 1234."), KindAutoReply, ""},
		{"junk, and away", plain(from+"Re: Искане\nPrecedence: junk"+answer, "В отпуск съм до 20.01."), KindAutoReply, ""},
		{"a desk that generates", plain(office+"SD-12 Request\nAuto-Submitted: auto-generated", "Just to say that we have received your request."), KindAutoReply, ""},
		{"the vacation of Unix names itself", plain(from+"Re: Искане\nX-Mailer: vacation 1.2.6"+answer, "Не съм тук."), KindAutoReply, ""},
		{"Lotus Notes", plain(from+"Ivan Ivanov is out of the office.", "I will be out of the office starting 14.01.2019 and will not return until 20.01.2019."), KindAutoReply, ""},
		{"Lotus Notes, French", plain(from+"Ivan Ivanov est absent(e).", "Je serai absent(e) à partir du 14/01/2019."), KindAutoReply, ""},
		{"German, received", plain(office+"Eingangsbestätigung", "Ihre E-Mail ist bei uns eingegangen.\n\nDiese Nachricht wurde automatisch erstellt."), KindAutoReply, ""},
		{"French, received", plain(office+"Accusé de réception", "Nous accusons réception de votre courriel.\n\nCeci est un message automatique."), KindAutoReply, ""},
		{"Dutch, received", plain(office+"Ontvangstbevestiging", "Uw bericht is door ons ontvangen. Dit bericht is automatisch gegenereerd."), KindAutoReply, ""},
		{"Russian, received", plain(office+"Обращение принято", "Ваше обращение зарегистрировано под № 12. Письмо сформировано автоматически."), KindAutoReply, ""},
		{"French, absent until", plain(from+"Absent jusqu'au 20 janvier", "Je reviens le 21."), KindAutoReply, ""},
		{"Italian, absent from", plain(from+"Assente dall'ufficio: Richiesta", "Torno lunedì."), KindAutoReply, ""},
		{"Swedish", plain(from+"Automatiskt svar: Begäran", "Tillbaka på måndag."), KindAutoReply, ""},
		{"Finnish", plain(from+"Poissa: Pyyntö", "Palaan maanantaina."), KindAutoReply, ""},
		{"Ukrainian", plain(from+"Автовідповідь: Запит", "Повернуся в понеділок."), KindAutoReply, ""},
		{"Japanese", plain(from+"自動応答: 依頼", "月曜日に戻ります。"), KindAutoReply, ""},

		{"asks about automatic answers", plain(from+"Автоматичен отговор от Вас?", "Получихме едно и също писмо два пъти."), KindReply, ""},
		{"scanned by a program", plain(from+"RE: Request"+answer, "The report follows tomorrow.\n\nI am out of the office until 2 January.\n\nThis e-mail was automatically scanned for viruses."), KindReply, ""},
		{"registered by hand", plain(from+"RE: Искане"+answer, "Писмото Ви е получено и регистрирано с вх. № 12. Ще отговорим в срок."), KindReply, ""},
		{"received, and the matter itself", plain(from+"Re: Искане"+answer, "Вашето писмо е получено с вх. № 12. По същество: няма постъпили жалби. Справката е съставена автоматично."), KindReply, ""},
		{"of a letter redirected by a program", plain(from+"Re: Искане"+answer, "Писмото Ви е автоматично пренасочено към мен и е получено вчера. Няма сигнали."), KindReply, ""},
		{"a system's answer to the matter", plain("From: Деловодство <no-reply@b.example>\nSubject: Re: Искане"+answer, "Искането Ви е получено. Изпращаме отговор по вх. № 12-34: няма сигнали.\n\nТова съобщение е генерирано автоматично."), KindReply, ""},
		{"quotes a program", plain(from+"Re: Искане"+answer, "Получих това; кой ще го прочете?\n\n> Писмото Ви е получено.\n> Това съобщение е изпратено автоматично."), KindReply, ""},
		{"forwards a program", plain(from+"FW: Потвърждение", "Виж по-долу.\n\nОт: Деловодство\nИзпратено: 14 януари 2019 г. 10:12\nДо: Петя Иванова\nОтносно: Потвърждение\n\nПисмото Ви е получено. Това съобщение е изпратено автоматично."), KindReply, ""},
	})
}
