package mail

import "testing"

// The forms in which programs put the letter that is answered, as they write them here.
func TestUnseenQuotes(t *testing.T) {
	const own = "Изпращаме отчета. Няма постъпили сигнали."
	for _, c := range []struct{ name, below string }{
		{"Outlook, Bulgarian", "________________________________\nОт: Съвет <savet@oblast.example>\nИзпратено: понеделник, 14 януари 2019 г. 10:12\nДо: Мария Петрова <m.petrova@b.example>\nОтносно: Искане на отчет\n\nМоля, изпратете отчета."},
		{"Outlook, Bulgarian, newer", "От: Съвет <savet@oblast.example>\nДата: понеделник, 14 януари 2019 г. в 10:12\nДо: Мария Петрова\nТема: Искане на отчет\n\nМоля, изпратете отчета."},
		{"Outlook, with stars", "*От:* Съвет <savet@oblast.example>\n*Изпратено:* 14 януари 2019 г. 10:12\n*До:* Мария Петрова\n*Относно:* Искане на отчет\n\nМоля, изпратете отчета."},
		{"Outlook, with a copy", "From: savet@oblast.example [mailto:savet@oblast.example] \nSent: Monday, January 14, 2019 10:12 AM\nTo: m.petrova@b.example\nCc: office@b.example\nSubject: Искане на отчет\nImportance: High\n\nМоля, изпратете отчета."},
		{"Outlook, German", "Von: Rat <savet@oblast.example>\nGesendet: Montag, 14. Januar 2019 10:12\nAn: m.petrova@b.example\nBetreff: Anfrage\n\nBitte."},
		{"Outlook, Russian", "От: Совет <savet@oblast.example>\nОтправлено: 14 января 2019 г. 10:12\nКому: m.petrova@b.example\nТема: Запрос\n\nПросим."},
		{"Outlook Express", "----- Original Message ----- \nFrom: \"Съвет\" <savet@oblast.example>\nTo: <m.petrova@b.example>\nSent: Monday, January 14, 2019 10:12 AM\nSubject: Искане на отчет\n\nМоля, изпратете отчета."},
		{"Windows Live Mail, Bulgarian", "-----Оригинално съобщение----- \nFrom: Съвет\nSent: Monday, January 14, 2019\nSubject: Искане\n\nМоля."},
		{"Gmail, Bulgarian", "На пн, 14.01.2019 г. в 10:12 ч. Съвет <savet@oblast.example> написа:\n\n> Моля, изпратете отчета."},
		{"Gmail, Bulgarian, folded", "На пн, 14.01.2019 г. в 10:12 ч. Областен съвет за изпълнение на плана\n<savet@oblast.example> написа:\n\n> Моля, изпратете отчета."},
		{"Gmail, Bulgarian, older", "На 14 януари 2019 г., 10:12, Съвет <savet@oblast.example> написа:\n\n> Моля, изпратете отчета."},
		{"Gmail, English", "On Mon, Jan 14, 2019 at 10:12 AM Council <savet@oblast.example> wrote:\n\n> Please"},
		{"Gmail, forwarded", "---------- Forwarded message ---------\nОт: Съвет <savet@oblast.example>\nDate: пн, 14.01.2019 г. в 10:12 ч.\nSubject: Искане\nTo: <m.petrova@b.example>\n\nМоля."},
		{"Gmail, forwarded, Bulgarian", "---------- Препратено съобщение ---------\nОт: Съвет <savet@oblast.example>\nДата: пн, 14.01.2019 г.\nТема: Искане\nДо: <m.petrova@b.example>\n\nМоля."},
		{"Roundcube", "On 2019-01-14 10:12, Съвет wrote:\n> Моля, изпратете отчета."},
		{"Roundcube, Bulgarian", "На 2019-01-14 10:12, Съвет написа:\n\n> Моля, изпратете отчета."},
		{"Roundcube, forwarded", "-------- Оригинално съобщение --------\nОтносно: Искане\nДата: 2019-01-14 10:12\nОт: Съвет <savet@oblast.example>\nДо: m.petrova@b.example\n\nМоля."},
		{"abv.bg", " >-------- Оригинално писмо --------\n >От: Съвет savet@oblast.example\n >Относно: Искане на отчет\n >До: m.petrova@b.example\n >Изпратено на: 14.01.2019 10:12\n\n Моля, изпратете отчета."},
		{"mail.bg", "Цитат от Съвет <savet@oblast.example>:\n\n> Моля, изпратете отчета."},
		{"Horde, English", "Quoting Council <savet@oblast.example>:\n\n> Please"},
		{"Thunderbird, Bulgarian", "На 14.1.2019 г. в 10:12, Съвет написа:\n> Моля, изпратете отчета."},
		{"Thunderbird, Bulgarian, pronouns", "На 14.1.2019 г. 10:12 ч., Съвет <savet@oblast.example> написа(ла):\n> Моля, изпратете отчета."},
		{"Thunderbird, forwarded", "-------- Препратено писмо --------\nОтносно: Искане\nДата: Mon, 14 Jan 2019 10:12:00 +0200\nОт: Съвет <savet@oblast.example>\nДо: m.petrova@b.example\n\nМоля."},
		{"iPhone, Bulgarian", "Изпратено от моя iPhone\n\n> На 14.01.2019 г., в 10:12, Съвет <savet@oblast.example> написа:\n> \n> Моля, изпратете отчета."},
		{"iPhone, with a blank", "На 14.01.2019 г., в 10:12 ч., Съвет <savet@oblast.example> написа:\n\n\ufeffМоля, изпратете отчета."},
		{"Mail of Windows", "Изпратено от Поща за Windows\n\nОт: Съвет\nИзпратено: понеделник, 14 януари 2019 г. 10:12\nДо: m.petrova@b.example\nОтносно: Искане\n\nМоля."},
		{"Samsung", "Изпратено от моето устройство Samsung Galaxy.\n\n-------- Оригинално съобщение --------\nОт: Съвет <savet@oblast.example>\nДата: 14.1.19 10:12 (GMT+02:00)\nДо: m.petrova@b.example\nОтносно: Искане\n\nМоля."},
		{"Yahoo", "    On Monday, January 14, 2019, 10:12:00 AM GMT+2, Council <savet@oblast.example> wrote:  \n \n Please"},
		{"mail.ru", "Понедельник, 14 января 2019, 10:12 +03:00 от Совет <savet@oblast.example>:\n>Просим"},
		{"Yandex", "14.01.2019, 10:12, \"Съвет\" <savet@oblast.example>:\n> Моля"},
		{"Lotus Notes", "Съвет <savet@oblast.example>\n14.01.2019 10:12\n\nTo\nm.petrova@b.example\ncc\n\nSubject\nИскане\n\nМоля."},
		{"Zimbra", "----- Original Message -----\n> From: \"Съвет\" <savet@oblast.example>\n> To: m.petrova@b.example\n> Sent: Monday, January 14, 2019\n> Subject: Искане\n\n> Моля"},
		{"Zimbra, Bulgarian", "От: \"Съвет\" <savet@oblast.example>\nДо: m.petrova@b.example\nИзпратени: понеделник, 14 януари 2019 г. 10:12:00\nТема: Искане\n\nМоля."},
		{"Evolution", "В пн, 2019-01-14 в 10:12 +0200, Съвет написа:\n> Моля"},
		{"The Bat!", "Вие писахте 14 януари 2019 г., 10:12:00:\n\n> Моля"},
		{"Serbian", "Dana 14.1.2019. u 10:12, Savet je napisao:\n> Molim"},
		{"Romanian", "În lun., 14 ian. 2019 la 10:12, Consiliul <savet@oblast.example> a scris:\n\n> Vă rugăm"},
		{"Turkish", "Konsey <savet@oblast.example>, 14 Oca 2019 Pzt, 10:12 tarihinde şunu yazdı:\n\n> Lütfen"},
		{"Greek", "Στις Δευ, 14 Ιαν 2019 στις 10:12 π.μ., ο χρήστης Council <savet@oblast.example> έγραψε:\n\n> Παρακαλώ"},
		{"a signature of dashes", "-- \nМария Петрова\nглавен експерт\nтел. 076 12 34 56"},
		{"a signature with a rule", "______________\nМария Петрова\nглавен експерт, Община Примерна\nтел.: 076 12 34 56\ne-mail: m.petrova@b.example"},
		{"a farewell", "С уважение,\n\nМария Петрова\nглавен експерт"},
		{"a farewell, respectful", "С почитание:\nМария Петрова"},
		{"a farewell, in short", "Поздрави!\nМария"},
		{"a disclaimer", "С уважение,\nМария Петрова\n\nТова съобщение и приложенията към него са поверителни и предназначени само за адресата. Ако сте го получили по погрешка, моля, изтрийте го."},
	} {
		if got := ownText(own + "\n\n" + c.below); got != own {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// What a person writes below or beside such lines is theirs.
func TestUnseenOwnWords(t *testing.T) {
	for _, c := range []struct{ name, full, own string }{
		{"a colon of one's own", "От: 1 януари до 31 декември няма сигнали.\nДо: края на годината ще има обучение.", "От: 1 януари до 31 декември няма сигнали.\nДо: края на годината ще има обучение."},
		{"a list of dates", "Дата: 14.01.2019\nТема: обучение\nБрой: 12", "Дата: 14.01.2019\nТема: обучение\nБрой: 12"},
		{"an answer below the quote", "На 14.1.2019 г. в 10:12, Съвет написа:\n> Моля, изпратете отчета.\n\nНяма постъпили сигнали.", "Няма постъпили сигнали."},
		{"regards in the middle", "Поздравления за плана.\nИзпращаме отчета.", "Поздравления за плана.\nИзпращаме отчета."},
		{"a rule between parts", "Първа част.\n______________\nВтора част с много текст, който не е подпис, защото е по-дълъг от подпис.\n\nТрета част.\n\nЧетвърта.\n\nПета.\n\nШеста.\n\nСедма.\n\nОсма.", "Първа част.\n______________\nВтора част с много текст, който не е подпис, защото е по-дълъг от подпис.\n\nТрета част.\n\nЧетвърта.\n\nПета.\n\nШеста.\n\nСедма.\n\nОсма."},
	} {
		if got := ownText(c.full); got != c.own {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestUnseenPages(t *testing.T) {
	for _, c := range []struct{ name, page, own string }{
		{"Outlook", `<div class=WordSection1><p class=MsoNormal>Изпращаме отчета.</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>От:</b> Съвет<br><b>Изпратено:</b> 14 януари 2019 г. 10:12<br><b>До:</b> Мария<br><b>Относно:</b> Искане</p></div></div><p>Моля.</p></div>`, "Изпращаме отчета."},
		{"Outlook on the web", `<div>Изпращаме отчета.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>От:</b> Съвет<br><b>Изпратено:</b> 14 януари<br><b>До:</b> Мария<br><b>Относно:</b> Искане</div><div>Моля.</div>`, "Изпращаме отчета."},
		{"Gmail", `<div dir="ltr">Изпращаме отчета.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">На пн, 14.01.2019 г. в 10:12 ч. Съвет написа:<br></div><blockquote class="gmail_quote">Моля.</blockquote></div>`, "Изпращаме отчета."},
		{"Thunderbird", `<p>Изпращаме отчета.</p><div class="moz-cite-prefix">На 14.1.2019 г. в 10:12, Съвет написа:<br></div><blockquote type="cite"><p>Моля.</p></blockquote><div class="moz-signature">-- <br>Мария</div>`, "Изпращаме отчета."},
		{"Apple", `Изпращаме отчета.<br><br><div dir="ltr">Изпратено от моя iPhone</div><div dir="ltr"><br><blockquote type="cite">На 14.01.2019 г., в 10:12, Съвет написа:<br><br></blockquote></div><blockquote type="cite"><div>Моля.</div></blockquote>`, "Изпращаме отчета."},
		{"abv.bg", `<div>Изпращаме отчета.</div><br><blockquote style="border-left: 3px solid">-------- Оригинално писмо --------<br>От: Съвет<br>Относно: Искане<br>Моля.</blockquote>`, "Изпращаме отчета."},
		{"Yahoo", `<div class="ydp">Изпращаме отчета.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, January 14, 2019, Council wrote:</div><div>Моля.</div></div>`, "Изпращаме отчета."},
		{"Roundcube", `<p>Изпращаме отчета.</p><p id="reply-intro">На 2019-01-14 10:12, Съвет написа:</p><blockquote type="cite">Моля.</blockquote>`, "Изпращаме отчета."},
	} {
		full, _ := htmlText(c.page)
		if got := ownText(full); got != c.own {
			t.Errorf("%s: %q of %q", c.name, got, full)
		}
	}
}
