package main

import (
	"encoding/base64"
	"strings"
	"testing"

	"srok/mail/mailtest/pack"
	"srok/workflow/officetest"
)

// Forty more, written when the first sixty were taken for what they are.
func TestMoreRepliesOfOfficials(t *testing.T) {
	takesLong(t)
	t.Parallel()
	judge(t, secondReplies(t))
}

func secondReplies(t *testing.T) []officialReply {
	return []officialReply{
		// Nil reports in other words.
		{name: "not one was filed", want: "received report", send: says("С настоящото декларираме, че през изтеклата 2018 година в инспекцията не е подаван нито един сигнал за корупционни действия на служители.\n\nС уважение,\nинж. П. Павлов")},
		{name: "a heading and a dash", want: "received report", send: says("Сигнали, съдържащи данни за корупция – не са постъпили.")},
		{name: "a nil report by its name", want: "received report", send: says("Здравейте,\nпредставяме нулев отчет за 2018 г.\nПоздрави,\nДеловодство")},
		{name: "from the first to the last day", want: "received report", send: says("За периода 01.01.2018 г. – 31.12.2018 г. няма регистрирани сигнали и жалби за корупция срещу служители на агенцията.")},
		{name: "of the first half alone", want: "correspondence", send: says("За периода 01.01.2018 г. – 30.06.2018 г. няма постъпили сигнали.")},
		{name: "until the middle of December", want: "correspondence", send: says("Към 15.12.2018 г. сигнали не са постъпвали.")},
		{name: "and nothing was done", want: "received report", send: says("Информираме Ви, че в ОД „Земеделие“ не са постъпвали сигнали за корупция през 2018 г. и не са предприемани действия по такива.")},
		{name: "a line of a list", want: "received report", send: says("Сигнали за 2018 г.: няма")},
		{name: "no", want: "correspondence|held", send: says("Няма.")},
		{name: "in English", want: "correspondence", send: says("No reports of corruption were received in 2018.")},
		{name: "points without words", want: "correspondence|held", send: says("По т. 1 – 0 бр.; по т. 2 – 0 бр.")},
		{name: "none proven", want: "correspondence", send: says("Постъпилите през годината сигнали са проверени и не се потвърдиха.")},

		// Promises in the present, and other empty hands.
		{name: "it waits for a signature", want: "correspondence", send: says("Докладът е готов и чака подпис от кмета, изпращаме го до края на деня.")},
		{name: "tomorrow", want: "correspondence", send: says("утре ви го пращам, колеги")},
		{name: "we are ready to", want: "correspondence", send: says("Имаме готовност да представим данните до петък.")},
		{name: "a link", want: "correspondence", send: says("Докладът можете да изтеглите от https://we.tl/t-Abc123 до 7 дни.")},
		{name: "passed on to another office", want: "correspondence", send: says("Препращаме писмото Ви по компетентност на РУО – Перник, тъй като училищата са към тях.")},
		{name: "who is to sign", want: "correspondence", send: says("Може ли докладът да се подпише от заместник-кмета? Кметът е в отпуск.")},

		// The confirmations.
		{name: "the one, and a colleague for the other", want: "received services", send: says("Страницата с услугите е обновена, вижте www.obshtina.example/uslugi. За актовете колегата ще пише отделно.")},
		{name: "both in one sentence", want: "received acts+services", send: says("Потвърждаваме актуалността на предлаганите от общината административни услуги и на публикуваните вътрешни актове (https://www.obshtina.example/pravilnitsi).")},
		{name: "an address alone", want: "held|received services", send: says("https://www.obshtina.example/administrativni-uslugi\n28.12.2018 г.")},
		{name: "no site", want: "correspondence", send: says("Нямаме собствена интернет страница, услугите са описани на таблото във фоайето.")},
		{name: "by their keys", want: "held|received acts+services", send: says("I.1 – актуална към 20.12.2018 г.\nIII.1 – няма нови актове.")},
		{name: "that it is current", want: "held", send: says("Потвърждаваме, че информацията е актуална.")},

		// The trainings.
		{name: "in June", want: "correspondence", send: tells("През юни 2018 г. проведохме обучение за 12 души.")},
		{name: "two of them", want: "received trainings", send: tells("Проведени са 2 бр. обучения: 03.10.2018 г. – 18 служители, и 07.12.2018 г. – 22 служители. Темата и на двете е „Етичен кодекс“.")},
		{name: "by the institute", want: "received trainings", send: tells("Двама наши служители участваха в обучение, организирано от Института по публична администрация, на 15 и 16 октомври 2018 г.")},
		{name: "none held, one planned for spring", want: "received trainings", send: tells("През второто полугодие не са провеждани обучения. За пролетта на 2019 г. е планирано едно.")},

		// The form.
		{name: "form, as LibreOffice saves it", want: "accepted report", send: one(func(o *official) eml {
			saved := officetest.Convert(o.t, "ods", map[string][]byte{"doklad.xlsx": o.filled(rows(twoSignals)...)})["doklad"]
			return o.reply("Приложено.", file("Доклад.ods", saved))
		})},
		{name: "form, words in its cells", want: "returned report", send: one(func(o *official) eml {
			return o.reply("Приложено.", file("Доклад.xlsx", o.filled("Г1", "няма", "Г3", "-")))
		})},
		{name: "form, with the services in the text", want: "accepted report+services", send: one(func(o *official) eml {
			return o.reply("Прилагаме доклада. Информацията за услугите е актуална към 10.01.2019 г.: www.obshtina.example/uslugi.", file("Доклад.xlsx", o.filled()))
		})},
		{name: "form, as the answer to the other letter", want: "accepted report", send: one(func(o *official) eml {
			return o.answering(o.training(), "Изпращаме годишния доклад.", file("Доклад.xlsx", o.filled()))
		})},
		{name: "form, a draft by the text", want: "received report", send: one(func(o *official) eml {
			return o.reply("Изпращаме работен вариант за съгласуване.", file("Доклад.xlsx", o.filled()))
		})},
		{name: "form, forwarded as a mail", want: "accepted report|received report", send: one(func(o *official) eml {
			inner := fresh("Доклад", "Колеги, изпратете го на областния.", file("Доклад.xlsx", o.filled()))
			inner.id, inner.from, inner.to = "vatreshno@posta.example", "ekspert@posta.example", o.address()
			return o.reply("Препращам.", emlFile{name: "Доклад.eml", kind: "message/rfc822", data: inner.bytes(o)})
		})},
		{name: "form, the mail signed", want: "accepted report", send: one(func(o *official) eml {
			return o.reply("Приложено.", file("Доклад.xlsx", o.filled()), emlFile{name: "smime.p7s", kind: "application/pkcs7-signature", data: []byte("0\x80\x06\x09")})
		})},
		{name: "form in winmail.dat with a letter", want: "received report", send: one(func(o *official) eml {
			return o.reply("Приложено.", file("winmail.dat", pack.Winmail(pack.WinmailFile{Name: "Доклад.xlsx", Title: "A", Data: o.filled()}, pack.WinmailFile{Name: "Придружително.docx", Title: "B", Data: word(t, "Писмо")})))
		})},

		// Whose it is, and what programs say.
		{name: "two of our letters", want: "received report+trainings", send: one(func(o *official) eml {
			return fresh("Отговор", "По писма с обозначения "+string(o.asking().Ref)+" и "+string(o.training().Ref)+": през 2018 г. не са постъпвали сигнали; обучения не са провеждани.")
		})},
		{name: "from a free mail, by the form's ref", want: "received report", send: one(func(o *official) eml {
			m := fresh("Годишен доклад на "+o.institution.Name, "Здравейте, прилагам.", file("Доклад 2018.xlsx", o.filled()))
			m.from = "obshtina.delovodstvo@gmail.example"
			return m
		})},
		{name: "accepts our day in the calendar", want: "auto-reply|other|correspondence", send: one(func(o *official) eml {
			m := eml{id: "kalendar." + o.id + "@posta.example"}
			m.raw = "From: " + o.address() + "\nTo: " + intakeCouncil + "\nSubject: =?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("Прието: Срок: годишен доклад")) + "?=\nMessage-ID: <" + m.id + ">\nIn-Reply-To: <" + o.asking().MessageID +
				">\nMIME-Version: 1.0\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:1\nATTENDEE;PARTSTAT=ACCEPTED:mailto:" + o.address() + "\nEND:VEVENT\nEND:VCALENDAR\n"
			return m
		})},
		{name: "a receipt that it was read", want: "auto-reply|other|delivered", send: one(func(o *official) eml {
			m := eml{id: "prochetено." + o.id + "@posta.example"}
			m.id = strings.ReplaceAll(m.id, "ено", "eno")
			m.raw = "From: " + o.address() + "\nTo: " + intakeCouncil + "\nSubject: =?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("Прочетено: "+o.asking().Subject)) + "?=\nMessage-ID: <" + m.id + ">\nIn-Reply-To: <" + o.asking().MessageID +
				">\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=r\n\n--r\nContent-Type: text/plain; charset=utf-8\n\nПисмото Ви е прочетено.\n--r\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;" + o.address() +
				"\nOriginal-Message-ID: <" + o.asking().MessageID + ">\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--r--\n"
			return m
		})},
	}
}
