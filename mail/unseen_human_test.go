package mail

import "testing"

const aBounce = "This is the mail system at host mx.b.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<a@b.example>: host mx.b.example[192.0.2.1] said: 550 5.1.1 User unknown"

// People write about machines, answer them and forward what they said; some use programs that
// look like machines. None of them may be taken for one: nobody would see what they wrote.
func TestUnseenPeople(t *testing.T) {
	const (
		from   = "From: Мария Петрова <m.petrova@b.example>\nSubject: "
		answer = "\nIn-Reply-To: <letter-1@oblast.example>\nReferences: <letter-1@oblast.example>"
	)
	checkUnseen(t, []unseen{
		{"answers a bounce", plain(from+"Re: Undelivered Mail Returned to Sender"+answer, "Здравейте, адресът вече работи.\n\nOn Mon, 14 Jan 2019 at 10:12, Mail Delivery System <MAILER-DAEMON@mx.b.example> wrote:\n> "+aBounce), KindReply, ""},
		{"forwards a bounce in the text", plain(from+"FW: Undelivered Mail Returned to Sender", "Здравейте, получихме това, когато Ви отговорихме. Моля, потвърдете адреса.\n\n-----Original Message-----\nFrom: MAILER-DAEMON@mx.b.example\nSent: Monday, January 14, 2019\nTo: m.petrova@b.example\nSubject: Undelivered Mail Returned to Sender\n\n"+aBounce), KindReply, ""},
		{"forwards a Bulgarian bounce", plain(from+"ПР: Недоставено: Отчет", "Изпращаме отново отчета, защото първия път се върна.\n\nОт: Системен администратор\nИзпратено: 14 януари 2019 г. 10:12\nДо: Мария Петрова\nОтносно: Недоставено: Отчет\n\nВашето съобщение не достигна до следния получател:\nsavet@oblast.example"), KindReply, ""},
		{"forwards a bounce with its report", "From: m.petrova@b.example\nSubject: Fwd: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=f\n\n--f\nContent-Type: text/plain; charset=utf-8\n\nВижте какво получихме.\n--f\nContent-Type: message/rfc822\n\n" + standard("From: MAILER-DAEMON@mx.b.example\nSubject: Undelivered Mail Returned to Sender", aBounce, "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n") + "\n--f--\n", KindReply, ""},
		{"writes of undelivered mail", plain(from+"Re: Искане на отчет"+answer, "Писмото Ви до стария ни адрес не е доставено: a@b.example вече не съществува. Моля, пишете на office@b.example."), KindReply, ""},
		{"about a letter on paper", plain(from+"Уведомление за недоставено писмо", "Уведомяваме Ви, че писмо с изх. № 12 до г-н Иванов не беше доставено от пощата и е върнато с отбелязване „непотърсено“."), KindReply, ""},
		{"new letter of a bounce", plain(from+"Върнато писмо", "Колеги, отговорът ни до Вас се върна с грешка 550 User unknown. Изпращам го пак, приложено."), KindReply, ""},
		{"the postmaster of an office", plain("From: Системен администратор <postmaster@b.example>\nSubject: Re: Искане на отчет"+answer, "Здравейте,\n\nпощенският ни сървър не работеше и няколко писма не са доставени. Моля, изпратете искането отново.\n\nНа 14.1.2019 г. в 10:12 Съвет написа:\n> Моля, изпратете отчета."), KindReply, ""},
		{"the postmaster, by himself", plain("From: Postmaster <postmaster@b.example>\nSubject: Нов адрес за отчетите", "Здравейте, аз отговарям за пощата на общината. Пишете ни на office@b.example."), KindReply, ""},
		{"of automatic stations", plain(from+"Автоматични измервателни станции – отчет за 2018 г.", "Прилагаме отчета."), KindReply, ""},
		{"says automatic in the text", plain(from+"Re: Искане на отчет"+answer, "Данните идват от автоматичната система и автоматичният отговор, който получихте вчера, е грешка. Отчетът е готов."), KindReply, ""},
		{"answers from leave", plain(from+"Re: Искане на отчет"+answer, "В отпуск съм до 20.01., но изпращам отчета сега.\n\nМ. Петрова\n\nНа 14.1.2019 г. в 10:12 Съвет написа:\n> Моля"), KindReply, ""},
		{"asks for time because of leave", plain(from+"Удължаване на срока – отговорникът е в отпуск"+answer, "Молим за удължаване до 31.01."), KindReply, ""},
		{"of leave, with a report", "From: m.petrova@b.example\nSubject: Отпуски и отсъствия – справка 2018\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\nПрилагаме справката.\n--x\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n--x--\n", KindReply, ""},
		{"absences, at the beginning", plain(from+"Отсъствия от работа на експертите през 2018 г.", "Прилагаме справка."), KindReply, ""},
		{"those absent", plain(from+"Отсъстващи от заседанието членове", "Списъкът е в протокола."), KindReply, ""},
		{"a report under an automatic subject", "From: m.petrova@b.example\nSubject: Автоматичен отговор на въпросите от формуляра\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\nПрилагаме.\n--x\nContent-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; name=\"otchet.xlsx\"\n\nx\n--x--\n", KindReply, ""},
		{"forwards a notice of absence", plain(from+"FW: Автоматичен отговор: Искане на отчет", "Препращам, за да видите защо колегата не отговаря. Отчета ще изпратя аз.\n\nОт: Иван Иванов\nИзпратено: 14 януари 2019 г. 10:12\nДо: Мария Петрова\nОтносно: Автоматичен отговор: Искане на отчет\n\nВ отпуск съм."), KindReply, ""},
		{"Exchange asks for silence", plain(from+"Re: Искане на отчет"+answer+"\nX-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply", "Приложено."), KindReply, ""},
		{"a system that serves papers", plain("From: Община Примерна чрез СЕВ <noreply@sev.b.example>\nSubject: RE: Искане на отчет"+answer+"\nPrecedence: bulk", "Изпращаме Ви отговор по вх. № 12-34/14.01.2019 г."), KindReply, ""},
		{"a system that serves papers, its notice", plain("From: еВръчване <no-reply@edelivery.b.example>\nSubject: Re: Искане на отчет"+answer+"\nPrecedence: bulk\nX-Mailer: eDelivery", "Отговорът на институцията е в прикачения файл."), KindReply, ""},
		{"a registry that sends the report by itself", "From: Деловодство <registry@b.example>\nSubject: Отговор по вх. № 12-34/14.01.2019" + answer + "\nAuto-Submitted: auto-generated\nReturn-Path: <>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\nТова е автоматично генерирано съобщение. Отговорът е приложен.\n--x\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n--x--\n", KindReply, ""},
		{"a system that brings the answer in its text", plain(from+"Re: Искане на отчет"+answer, "Това е автоматично генерирано съобщение, моля не отговаряйте.\n\nОтговор по вх. № 12-34: няма постъпили сигнали за 2018 г."), KindReply, ""},
		{"leave, as a report", plain(from+"Отпуск 2018 г. – справка", "Прилагаме справка."), KindReply, ""},
		{"absence, as a report", plain(from+"Отсъствие – справка", "Прилагаме справка."), KindReply, ""},
		{"in a junk folder", plain(from+"Re: Искане на отчет"+answer+"\nX-Spam-Flag: YES\nX-Spam-Status: Yes, score=6.1", "Приложено."), KindReply, ""},
		{"quotes a bounce below", plain(from+"Re: Искане на отчет"+answer, "Отчетът е приложен; първият опит се върна, виж долу.\n\n> "+aBounce), KindReply, ""},
		{"pastes a bounce", plain(from+"Проблем с пощата Ви", "Здравейте,\n\nпри отговор получаваме следното:\n\n"+aBounce+"\n\nМоля, проверете адреса си.\n\nМ. Петрова"), KindReply, ""},
		{"asks whether it was read", plain(from+"Прочетено: и какво следва?", "Прочетохме писмото Ви. Кога е следващото заседание?"), KindReply, ""},
		{"was read at a meeting", plain(from+"Прочетено: Докладът по мярка 4", "Докладът е прочетен на заседанието на 14.01. и е приет."), KindReply, ""},
		{"a scanner with an empty return path", "Return-Path: <>\n" + from + "Сканиран документ\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\nОтчет.\n--x\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n--x--\n", KindReply, ""},
		{"a system that serves papers, with words of receipt", from + "Re: Искане на отчет" + answer + "\nPrecedence: bulk\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\nВашето писмо е получено; отговорът е приложен.\n--x\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n--x--\n", KindReply, ""},
		{"was delivered by hand", plain(from+"Доставено: техника по проекта", "Уведомяваме Ви, че техниката беше доставена на 14.01.2019 г. Отчетът следва."), KindReply, ""},
		{"delays", plain(from+"Забавено изпълнение на мярка 4", "Изпълнението е забавено; опитите за възлагане ще продължат."), KindReply, ""},
		{"delays in English", plain(from+"Re: Request"+answer, "Delivery of the report is delayed; we will keep trying to send it this week."), KindReply, ""},
		{"invites", "From: m.petrova@b.example\nSubject: Покана за среща\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\n\nКаним Ви на среща.\n--c\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--c--\n", KindReply, ""},
		{"accepts, and says something", "From: m.petrova@b.example\nSubject: Прието: Заседание\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\n\nЩе дойда, а отчетът ще бъде готов до петък.\n--c\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--c--\n", KindReply, ""},
		{"confirms", plain(from+"Потвърждаваме получаването", "Потвърждаваме, че писмото Ви е получено, и ще отговорим в срок."), KindReply, ""},
		{"thanks", plain(from+"Re: Request"+answer, "Thank you for contacting us. Our report is below: no signals were received in 2018."), KindReply, ""},
		{"on vacation policy", plain(from+"Vacation policy and annual leave report 2018", "See below."), KindReply, ""},
		{"a list", plain(from+"Re: [plan] Искане\nList-Id: <plan.b.example>"+answer, "До всички."), KindOther, ""},
		{"a newsletter", plain("From: Бюлетин <news@b.example>\nSubject: Новини\nList-Unsubscribe: <mailto:u@b.example>\nPrecedence: bulk", "Новини."), KindOther, ""},
		{"bulk, and answers nothing", plain("From: Бюлетин <news@b.example>\nSubject: Новини\nPrecedence: bulk", "Новини."), KindOther, ""},
	})
}
