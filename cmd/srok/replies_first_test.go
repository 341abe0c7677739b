package main

import (
	"fmt"
	"strings"
	"testing"

	"srok/mail/mailtest/pack"

	"golang.org/x/text/encoding/charmap"
)

// What sixty officials wrote, and what a careful secretary makes of each.
func TestRepliesOfOfficials(t *testing.T) {
	takesLong(t)
	t.Parallel()
	judge(t, firstReplies(t))
}

func one(send func(o *official) eml) func(*official) []eml {
	return func(o *official) []eml { return []eml{send(o)} }
}

// says is a reply of words alone to the letter of the confirmations and the report.
func says(text string) func(*official) []eml {
	return one(func(o *official) eml { return o.reply(text) })
}

// tells is one to the letter about the trainings.
func tells(text string) func(*official) []eml {
	return one(func(o *official) eml { return o.answering(o.training(), text) })
}

const signature = "\n\nМария Петрова\nСекретар на общината\nтел. 07741/20-30, GSM 0888 123 456\nhttp://www.obshtina-primer.bg\n"

const twoSignals = "А4=не Б1=2 Б1.1=2 Б3.1=2 Б5=2 Б5.3=2"

func rows(changes string) (all []string) {
	for _, change := range strings.Fields(changes) {
		code, value, _ := strings.Cut(change, "=")
		all = append(all, code, value)
	}
	return all
}

func raw1251(t *testing.T, s string) string {
	t.Helper()
	encoded, err := charmap.Windows1251.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func percent1251(t *testing.T, s string) string {
	var b strings.Builder
	for _, c := range []byte(raw1251(t, s)) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func firstReplies(t *testing.T) []officialReply {
	signed := func(content []byte) []byte {
		data, err := pack.Signed("Иван Иванов", content)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	scan := []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n")
	return []officialReply{
		// The form.
		{name: "form, a signature with a site", want: "accepted report", send: one(func(o *official) eml {
			return o.reply("Здравейте,\n\nПриложено изпращаме попълнения образец."+signature, file("Доклад 2018.xlsx", o.filled()))
		})},
		{name: "form, two signals", want: "accepted report", send: one(func(o *official) eml {
			return o.reply("Уважаеми госпожи и господа,\n\nв изпълнение на писмото Ви приложено представяме годишния доклад на институцията за 2018 г.\n\nС уважение,\nДиректор: (п)\n", file("obrazec_2018_popalnen.xlsx", o.filled(rows(twoSignals)...)))
		})},
		{name: "form, wrong sums", want: "returned report", send: one(func(o *official) eml {
			return o.reply("Приложено.", file("Доклад.xlsx", o.filled(rows("А4=не Б1=5 Б1.1=2 Б1.2=2 Б3.1=5 Б5=5 Б5.3=5")...)))
		})},
		{name: "form, units in its cells", want: "accepted report", send: one(func(o *official) eml {
			return o.reply("Изпращам доклада.", file("Доклад.xlsx", o.filled("А4", "не", "Б1", "2 бр.", "Б1.1", "2 броя", "Б3.1", "2", "Б5", "2 бр.", "Б5.3", "2 бр.")))
		})},
		{name: "our blank form given back", want: "correspondence", send: one(func(o *official) eml {
			return o.reply("Изпращаме Ви образеца.", file("Образец.xlsx", o.blank(o.id)))
		})},
		{name: "form opened and saved, nothing in it", want: "correspondence", send: one(func(o *official) eml {
			return o.reply("Изпращаме Ви попълнен образеца.", file("Образец.xlsx", filledIn(o.t, o.blank(o.id), nil)))
		})},
		{name: "form of last year's period", want: "returned report|held", send: one(func(o *official) eml {
			return o.reply("Приложено изпращаме доклада за 2017 г.", file("Доклад 2017.xlsx", o.filled("А2", "01.01.2017 – 31.12.2017")))
		})},
		{name: "form of another institution", want: "held", send: one(func(o *official) eml {
			return o.reply("Приложено изпращаме доклада.", file("Доклад.xlsx", o.filledOf("breznik")))
		})},
		{name: "form, ЕГН in a note", want: "quarantine report", send: one(func(o *official) eml {
			return o.reply("Приложено.", file("Доклад.xlsx", o.filled("В3", "наказано лице с ЕГН "+madeUpEGN)))
		})},
		{name: "ЕГН in the mail", want: "quarantine report", send: one(func(o *official) eml {
			return o.reply("Постъпил е един сигнал от лице с ЕГН "+madeUpEGN+", приключен.", file("Доклад.docx", word(o.t, "Доклад")))
		})},
		{name: "ЕГН in a document", want: "quarantine report", send: one(func(o *official) eml {
			return o.reply("Приложено е годишният доклад.", file("Доклад.docx", word(o.t, "Сигнал на Иван Иванов, ЕГН "+madeUpEGN)))
		})},
		{name: "ЕГН in a promise", want: "quarantine", send: says("Докладът ще изпратим до петък; служителят с ЕГН " + madeUpEGN + " е в отпуск.")},
		{name: "form, signed around", want: "accepted report", send: one(func(o *official) eml {
			return o.reply("Приложено, подписан с КЕП доклад.", file("Доклад.xlsx.p7m", signed(o.filled())))
		})},
		{name: "form in a ZIP", want: "accepted report", send: one(func(o *official) eml {
			return o.reply("Приложен е архив с доклада.", file("Доклад.zip", zipped(o.t, "Доклад.xlsx", string(o.filled()))))
		})},
		{name: "form in winmail.dat", want: "accepted report", send: one(func(o *official) eml {
			return o.reply("Приложено.", file("winmail.dat", pack.Winmail(pack.WinmailFile{Name: "Доклад.xlsx", Title: "A", Data: o.filled()})))
		})},
		{name: "form from a private address", want: "received report", send: one(func(o *official) eml {
			m := fresh("Доклад "+string(o.asking().Ref), "Изпращам от личната си поща, служебната не работи.", file("Доклад.xlsx", o.filled()))
			m.from = "m.petrova@abv.example"
			return m
		})},
		{name: "form, none by it and one by the text", want: "received report", send: one(func(o *official) eml {
			return o.reply("Приложено изпращаме доклада. През годината е постъпил един сигнал, който е препратен.", file("Доклад.xlsx", o.filled()))
		})},
		{name: "forms of two institutions", want: "held", send: one(func(o *official) eml {
			return o.reply("Изпращаме и доклада на съседната община.", file("Доклад.xlsx", o.filled()), file("Доклад 2.xlsx", o.filledOf("breznik")))
		})},
		{name: "forwarded by another official, with the form", want: "received report", send: one(func(o *official) eml {
			m := fresh("FW: "+o.asking().Subject, "Приложено изпращам исканото.\n\n-----Original Message-----\nFrom: ООСППК <"+intakeCouncil+">\nSent: Monday, December 3, 2018 9:00 AM\nTo: "+o.address()+
				"\nSubject: "+o.asking().Subject+"\n\nМоля в срок до 31 януари 2019 г. да представите годишен доклад.", file("Доклад.xlsx", o.filled()))
			m.from = "zam.kmet@drug-domein.example"
			return m
		})},
		{name: "the report again, after acceptance", want: "received report", send: func(o *official) []eml {
			return []eml{o.reply("Приложено.", file("Доклад.xlsx", o.filled())), o.reply("Изпращаме отново доклада, за всеки случай.", file("Доклад.xlsx", o.filled(rows(twoSignals)...)))}
		}},

		// Corrections and second thoughts.
		{name: "a correction after acceptance", want: "received report", send: func(o *official) []eml {
			return []eml{o.reply("Приложено.", file("Доклад.xlsx", o.filled())),
				o.reply("Моля считайте предишния отчет за невалиден. Приложено изпращаме коригирания.", file("Доклад коригиран.xlsx", o.filled(rows(twoSignals)...)))}
		}},
		{name: "a correction before review", want: "received report", send: func(o *official) []eml {
			return []eml{o.reply("Приложено изпращаме доклада.", file("Доклад.docx", word(o.t, "Доклад"))),
				o.reply("Моля да считате предишния отчет за невалиден, изпращаме нов.", file("Доклад.xlsx", o.filled()))}
		}},
		{name: "taken back without another", want: "correspondence", send: func(o *official) []eml {
			return []eml{o.reply("Приложено изпращаме доклада.", file("Доклад.docx", word(o.t, "Доклад"))),
				o.reply("Моля да считате изпратения вчера отчет за невалиден, допусната е техническа грешка. Нов ще изпратим допълнително.")}
		}},
		{name: "a correction after a return", want: "accepted report", send: func(o *official) []eml {
			return []eml{o.reply("Приложено.", file("Доклад.xlsx", o.filled(rows("А4=не Б1=5 Б1.1=2 Б3.1=5 Б5=5 Б5.3=5")...))),
				o.reply("Изпращаме коригирания доклад.", file("Доклад.xlsx", o.filled()))}
		}},
		{name: "thanks after all", want: "correspondence", send: func(o *official) []eml {
			return []eml{o.reply("Приложено.", file("Доклад.xlsx", o.filled())), o.reply("Благодаря за бързия отговор!\nПоздрави, М. Петрова")}
		}},

		// Other documents.
		{name: "a report in Word", want: "received report", send: one(func(o *official) eml {
			return o.reply("Уважаеми господин областен управител,\n\nприложено изпращаме годишния доклад за 2018 г.\n\nС уважение,\nКмет\n", file("Годишен доклад 2018.docx", word(o.t, "Доклад")))
		})},
		{name: "all in one scan", want: "received acts+report+services", send: one(func(o *official) eml {
			return fresh("Отговор по "+string(o.asking().Ref), "Приложено Ви изпращаме исканата информация.", file("Сканиран_20190110.pdf", scan))
		})},
		{name: "a scan out of a records system", want: "held", send: one(func(o *official) eml {
			return fresh("Писмо изх. № 26-00-123/10.01.2019 г.", "Приложено Ви изпращаме писмо с изх. № 26-00-123/10.01.2019 г.", file("26-00-123.pdf", scan))
		})},
		{name: "a name in raw windows-1251", want: "received report", send: one(func(o *official) eml {
			return o.reply("Прилагам годишния доклад.", emlFile{disposition: "Content-Disposition: attachment; filename=\"" + raw1251(t, "Годишен доклад 2018 г..doc") + "\"\r\n", data: []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600))})
		})},
		{name: "a name in broken RFC 2231", want: "received report", send: one(func(o *official) eml {
			name := percent1251(t, "Годишен доклад за сигналите за корупция.docx")
			return o.reply("Прилагам годишния доклад.", emlFile{disposition: "Content-Disposition: attachment;\r\n filename*0*=windows-1251''" + name[:37] + ";\r\n filename*1*=" + name[37:] + "\r\n", data: word(o.t, "Доклад")})
		})},
		{name: "photographs of the pages", want: "received report", send: one(func(o *official) eml {
			return o.reply("Прилагам снимки на подписания доклад.", emlFile{name: "IMG_0412.jpg", kind: "image/jpeg", data: []byte("\xff\xd8\xff\xe0" + strings.Repeat("x", 300<<10))}, emlFile{name: "IMG_0413.jpg", kind: "image/jpeg", data: []byte("\xff\xd8\xff\xe0" + strings.Repeat("y", 300<<10))})
		})},
		{name: "a list of the acts in a file", want: "received acts", send: one(func(o *official) eml {
			return o.reply("Приложено изпращаме списък с адресите на публикуваните вътрешни актове.", file("spisak.docx", word(o.t, "Списък")))
		})},

		// Nil reports.
		{name: "nil", want: "received report", send: says("Здравейте,\n\nза отчетния период в общината не са получавани сигнали за корупция." + signature)},
		{name: "nil, formally", want: "received report", send: says("ДО\nОБЛАСТНИЯ УПРАВИТЕЛ\n\nОТНОСНО: Годишен доклад за 2018 г.\n\nУВАЖАЕМИ ГОСПОДИН ОБЛАСТЕН УПРАВИТЕЛ,\n\nВъв връзка с Ваше писмо, Ви уведомявам, че в Дирекцията през 2018 г. не са постъпвали сигнали\nза корупция и конфликт на интереси.\n\nС уважение,\nДиректор")},
		{name: "nil, in HTML", want: "received report", send: one(func(o *official) eml {
			m := o.reply("")
			m.html = "<html><body><p class=MsoNormal>Здравейте,</p><p>През 2018&nbsp;г. <b>няма постъпили сигнали</b>.</p><p>Поздрави,<br>Иванова</p><img src=\"cid:logo\"></body></html>"
			m.files = []emlFile{{name: "image001.png", kind: "image/png", disposition: "Content-Disposition: inline; filename=\"image001.png\"\r\nContent-ID: <logo>\r\n", data: []byte("\x89PNG\r\n\x1a\n" + strings.Repeat("x", 3000))}}
			return m
		})},
		{name: "nil, for another year", want: "correspondence", send: says("През 2017 г. в общината нямаме регистрирани сигнали за корупция.")},
		{name: "nil, but one", want: "correspondence|received report", send: says("Няма постъпили сигнали освен един анонимен, който е оставен без разглеждане.")},
		{name: "no data", want: "correspondence", send: says("Към настоящия момент в общината няма данни за подадени сигнали за корупция.")},
		{name: "nil so far", early: true, want: "correspondence", send: says("До момента не са постъпвали сигнали за корупция.")},
		{name: "a number in words", want: "received report", send: says("Постъпили сигнали за 2018 г. – 2 бр., от които 1 основателен. Образувано е едно дисциплинарно производство.")},

		// Words of other kinds.
		{name: "a promise", want: "correspondence", send: says("Уважаеми господине, поради отсъствие на служителя, който отговаря за материята, справката ще Ви бъде предоставена до 25.01.2019 г.")},
		{name: "a question", want: "correspondence", send: says("Здравейте, колежката пита дали трябва да попълваме и раздел Г. Моля за указания.")},
		{name: "a dispute", want: "correspondence", send: says("Считаме, че не сме задължени да представяме исканата информация, тъй като не сме страна по плана и нямаме правомощия по публикуване на актове.")},
		{name: "not for us", want: "correspondence", send: says("Писмото Ви не е за нашата дирекция, моля да го препратите на РУО – Перник.")},
		{name: "received and registered", want: "correspondence", send: says("Потвърждаваме получаването на писмото Ви. Регистрирано е с вх. № РД-26-12/04.12.2018 г.")},
		{name: "two of three", want: "received acts+services", send: says("По т. 1 – информацията за услугите е актуална към 05.01.2019 г., https://www.obshtina.example/uslugi\nПо т. 2 – вътрешните актове са публикувани на https://www.obshtina.example/aktove\nГодишният доклад ще изпратим допълнително.\n\nПоздрави")},
		{name: "the services alone", want: "received services", send: says("Информацията за административните услуги на интернет страницата на общината е актуализирана на 21.12.2018 г. – www.obshtina.example/uslugi.")},
		{name: "the services are not up to date", want: "correspondence", send: says("Към момента информацията за услугите не е актуализирана поради смяна на сайта.")},
		{name: "no new acts", want: "received acts", send: says("През второто полугодие на 2018 г. няма приети нови вътрешноведомствени актове.")},
		{name: "I confirm", want: "held", send: says("Потвърждаваме.")},

		// The trainings.
		{name: "a training", want: "received trainings", send: tells("В отговор на Ваше писмо: през второто полугодие на 2018 г. е проведено едно обучение на тема „Конфликт на интереси“ – 22.11.2018 г., присъствали 34 служители. Обявата е на сайта.")},
		{name: "no trainings", want: "received trainings", send: tells("Обучения през второто полугодие на 2018 г. не са провеждани поради липса на средства.")},
		{name: "no trainings so far", early: true, want: "correspondence", send: tells("До момента не са провеждани обучения по темата.")},
		{name: "a training to come", want: "correspondence", send: tells("Предвидено е обучение през м. февруари 2019 г.")},

		// Whose it is.
		{name: "the ref of another", want: "held", send: one(func(o *official) eml {
			other := official{examined: &examined{contentHouse: o.contentHouse, t: o.t, id: "zemen"}}
			return fresh("Отговор ["+string(other.asking().Ref)+"]", "Няма постъпили сигнали.")
		})},
		{name: "a wrong check character", want: "held", send: one(func(o *official) eml {
			ref := string(o.asking().Ref)
			wrong := map[bool]string{true: "B", false: "A"}[strings.HasSuffix(ref, "A")]
			return fresh("Отговор ["+ref[:len(ref)-1]+wrong+"]", "Няма постъпили сигнали.")
		})},
		{name: "the ref in a mix of alphabets", want: "received report", send: one(func(o *official) eml {
			return fresh("Отн. "+strings.NewReplacer("SROK", "СРОК", "0", "О", "A", "А", "B", "В", "C", "С").Replace(string(o.asking().Ref)), "Няма постъпили сигнали.")
		})},
		{name: "out of office", want: "auto-reply", send: one(func(o *official) eml {
			m := o.answering(o.asking(), "В отпуск съм до 20.01.2019 г. За спешни случаи – тел. 076 123 456.")
			m.subject, m.headers = "Автоматичен отговор: "+o.asking().Subject, "Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n"
			return m
		})},
		{name: "out of office, without its header", want: "auto-reply|correspondence", send: one(func(o *official) eml {
			m := o.answering(o.asking(), "Отсъствам от офиса до 20.01.2019 г. Писмото Ви ще бъде прегледано след завръщането ми.")
			m.subject = "Извън офиса: " + o.asking().Subject
			return m
		})},
		{name: "a newsletter of the institution", want: "other|held", send: one(func(o *official) eml {
			m := fresh("Покана за честването на празника", "Заповядайте на 19 януари!", file("pokana.pdf", scan))
			m.headers = "List-Id: <novini.example>\r\nList-Unsubscribe: <mailto:x@novini.example>\r\nPrecedence: bulk\r\n"
			return m
		})},
	}
}
