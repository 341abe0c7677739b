package mail

import "testing"

// A third of the notices of absence bear no mark at all, and „Re:“ before our subject. They are known by
// having nothing else to say; whoever says anything else is a person.
func TestUnseenAbsence(t *testing.T) {
	const re = "From: Петя Иванова <p.ivanova@b.example>\nSubject: Re: Искане\nIn-Reply-To: <letter-1@oblast.example>\nReferences: <letter-1@oblast.example>"
	checkUnseen(t, []unseen{
		{"Bulgarian", plain(re, "Здравейте,\n\nв момента съм извън офиса до 20.01.2019 г. При спешност се обръщайте към П. Петров,\np.petrov@b.example.\n\nПоздрави,\nПетя Иванова"), KindAutoReply, ""},
		{"Bulgarian, on leave", plain(re, "В периода 14–20.01.2019 г. ползвам платен годишен отпуск и няма да имам достъп до пощата си. Ще Ви отговоря след завръщането си."), KindAutoReply, ""},
		{"Bulgarian, thanks first", plain(re, "Благодаря за писмото Ви! До 20 януари съм в командировка. По спешни въпроси се обадете на 0888 123 456."), KindAutoReply, ""},
		{"English", plain(re, "Hello,\n\nThank you for your message. I am out of the office until 20 January and have limited access to e-mail.\nI will reply when I return.\nFor urgent matters please call Mr. Petrov.\n\nRegards\nPetya Ivanova"), KindAutoReply, ""},
		{"English, a desk", plain(re, "Thanks for writing to us! Please expect a reply from our team within three working days."), KindAutoReply, ""},
		{"German, a date with points", plain(re, "Guten Tag,\n\nich bin vom 14.01. bis 20.01. im Urlaub und ab dem 21. Januar wieder erreichbar.\n\nMit freundlichen Grüßen\nPetya Ivanova"), KindAutoReply, ""},
		{"French", plain(re, "Bonjour,\n\nJe suis en congés jusqu'au 20 janvier. En cas d'urgence, appelez le 01 23."), KindAutoReply, ""},
		{"Spanish", plain(re, "Estaré de vacaciones hasta el lunes."), KindAutoReply, ""},
		{"Czech", plain(re, "Dobrý den,\n\njsem mimo kancelář do 20. ledna. V urgentních věcech volejte kolegy.\n\nS pozdravem"), KindAutoReply, ""},
		{"Russian", plain(re, "Здравствуйте! Я в отпуске до 20 января. По срочным вопросам пишите коллегам."), KindAutoReply, ""},
		{"a rule of Exchange, whosever", plain("From: office@b.example\nSubject: Искане\nX-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: p.ivanova@b.example", "Прието."), KindAutoReply, ""},
		{"a value of its own", plain("From: office@b.example\nSubject: Искане\nAuto-Submitted: vacation", "Няма ме."), KindAutoReply, ""},
		{"a notice, in French", plain("From: office@b.example\nSubject: Notification d'absence", "De retour lundi."), KindAutoReply, ""},
		{"abbreviated behind the name", plain("From: office@b.example\nSubject: Petya Ivanova-OOO Re: Request", "Back Monday."), KindAutoReply, ""},
		{"Arabic", plain("From: office@b.example\nSubject: رد تلقائي: طلب", "سأعود يوم الاثنين"), KindAutoReply, ""},
		{"whom to ask", plain(re, "Уважаеми колеги,\n\nот 14.01 до 18.01.2019 г. съм в отпуск. По въпроси на отдела моля обръщайте се към:\nПетър Петров – тел. 02 123 45 67\n\nС уважение,\nПетя Иванова"), KindAutoReply, ""},
		{"German, not passed on", plain(re, "Sehr geehrte Damen und Herren,\n\nvielen Dank für Ihre Nachricht. Ich bin bis 20.01.2019 nicht im Hause. Ihre E-Mail wird nicht weitergeleitet.\n\nMit freundlichen Grüßen\nPetya Ivanova"), KindAutoReply, ""},
		{"Dutch, with a farewell", plain(re, "Beste heer,\n\nIk ben tot 20 januari met vakantie. Voor dringende zaken kunt u bellen.\n\nMet vriendelijke groet,\nPetya"), KindAutoReply, ""},
		{"Swedish, with a farewell", plain(re, "Hej!\n\nJag är på semester till den 20 januari.\n\nMvh\nPetya"), KindAutoReply, ""},
		{"Croatian, with a farewell", plain(re, "Poštovani,\n\nna godišnjem odmoru sam do 20.01. Za hitne slučajeve nazovite kolege.\n\nLijep pozdrav"), KindAutoReply, ""},
		{"it says so before all else", plain(re, "Автоматичен отговор: писмото Ви е прието."), KindAutoReply, ""},
		{"transliterated", plain(re, "V otpusk sam do 20.01.\n\nTova e avtomatichno saobshtenie."), KindAutoReply, ""},
		{"FirstClass", plain(re+"\nX-FC-MachineGenerated: true", "Back in June."), KindAutoReply, ""},
		{"UserVoice", plain("From: office@b.example\nSubject: Request\nX-UV-Mailing: auto_response", "We shall see to it."), KindAutoReply, ""},

		{"and a colleague who answers", plain(re, "В командировка съм, но колегата Петров ще Ви даде всичко."), KindReply, ""},
		{"a registry, with the answer", plain(re, "Този имейл е автоматично създаден. Отговор на Ваше писмо: няма образувани преписки."), KindReply, ""},
		{"asks us to stop answering", plain("From: office@b.example\nSubject: Автоматичен отговор – моля, изключете го", "Пощата Ви праща по десет писма на ден."), KindReply, ""},
		{"and a promise", plain(re, "В отпуск съм до 20.01. Отчета ще изпратя след това."), KindReply, ""},
		{"and a request", plain(re, "До 20 януари съм в отпуск, затова моля за повече време."), KindReply, ""},
		{"and an answer", plain(re, "Извън офиса съм до понеделник. Нямаме такива случаи."), KindReply, ""},
		{"and an answer of one word", plain(re, "В момента съм извън офиса до 20.01.2019 г. Нула."), KindReply, ""},
		{"and an answer after a comma", plain(re, "I am out of the office until Monday, but the answer is no."), KindReply, ""},
		{"and a question", plain(re, "I am out of the office until Monday. Is Tuesday early enough?"), KindReply, ""},
		{"a colleague's", plain(re, "Колегата е в отпуск до 20.01. При спешност се обръщайте към мен."), KindReply, ""},
		{"above our letter", plain(re, "В отпуск съм до 20.01. Ще отговоря след това.\n\nНа 14.1.2019 г. в 10:12 Съвет написа:\n> Моля, пишете ни."), KindReply, ""},
		{"with a document", "From: p.ivanova@b.example\nSubject: Re: Искане\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\nВ отпуск съм до 20.01.\n--x\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n--x--\n", KindReply, ""},
	})
}
