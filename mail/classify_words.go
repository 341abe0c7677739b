package mail

// replySubject: what mail programs put before the subject of an answer.
var replySubject = compiled(`(?i)^\s*(?:re|aw|отг|отговор|отн|sv|antw|antwort|rv|ynt|odp|vs|на|rép|ré|απ|bls|ref|res|rif|ang|svar|vá|відп)\s*(?:\[\d+\])?\s*:`)

// untilWhen ends a subject's word for absence, where the sentence does not go on to something else.
const untilWhen = `\s*(?:$|[:!,(]|[–-]\s*(?:re|aw|отг)|съм(?:$|[^\pL])|до(?:$|[^\pL])|от \d|от \PL|на \d|\d|(?:re|aw|отг)\s*:)`

// autoSubject: how programs begin the subject of an answer for somebody who is away, or that
// something has come in. (\b is for ASCII alone in these patterns: RE2 knows no other.)
var autoSubject = compiled(`(?i)^\s*(?:(?:re|fw|fwd|aw|отг|отн)\s*:\s*)*\[?(?:` +
	`auto(?:matic|mated|matisch|matique|matica|mática)?[-: ]*(?:re(?:ply|sponse|sponder)|answer|antwort|réponse|respuesta|acknowledg\w+)|autoreply|auto-?(?:re)?\s*:|oof\s*:|auto(?:matisk\pL*[- ]?)?(?:svar|odpov|vastaus)\w*|` +
	`(?:i(?:'m| am) )?(?:currently |temporarily )?out[- ]of[- ](?:the[- ]|my )?office|(?:i am |i'm )?out of (?:town|e-?mail reach)|ooo\b|vacation(?: message| reply| response)?\s*(?::|$)|away (?:from|message)|i(?:'m| am) (?:currently )?(?:away|out|on (?:vacation|leave|holiday))|business trip\s*(?:$|:|until|till|from)|(?:on |annual |maternity |paternity |parental |sick )(?:vacation|leave|holiday)s?\s*(?::|$|until|till|from|[–-]\s*(?:re|aw|fw)\s*:)|` +
	`автоматично\s*:|автоматич\S* (?:отговор|отг\.|съобщение|известие|потвърждение|ответ|уведомлени\S*)|автоотговор|автоответ|извън офиса|няма ме в офиса|не съм (?:в офиса|на работа)|отсъств(?:ие|ам|а|увам)(?: от (?:офиса|работа|кабинета))?` + untilWhen + `|` +
	`(?:(?:аз )?(?:в|на|ползвам|излизам в) |платен |(?:платен )?годишен |неплатен )(?:платен |годишен |неплатен )*отпуска?` + untilWhen + `|отпуск\s*(?:(?:от|до|на)\s*)?\d{1,2}[.\s–-]|(?:в|на) (?:болничен|болнични|командировка|почивка)` + untilWhen + `|` +
	`a[wv]tomati(?:chen|4en) otgovor|izvan ofisa|v otpusk|` +
	`автоматическ\S* (?:ответ|уведомлени\S*)|вне офиса|нет на (?:рабочем )?месте|отсутств\S* на рабочем|я в отпуске|в отпуске` + untilWhen + `|автоматична відповідь|автовідповідь|поза офісом|(?:у|в) відпустці` + untilWhen + `|` +
	`автоматски одговор|аутоматски одговор|automatski odgovor|samodejni odgovor|odsutan|na (?:godišnjem )?odmoru|` +
	`abwesen\w+|abwesend|(?:im )?urlaub\s*(?:$|[:,-]|bis|vom|ab |\d)|nicht im büro|automatische antwort|réponse automatique|(?:message|avis|notification)(?: automatique)? d[’']absence|absen(?:t|te|ce)s?\s*(?:$|:)|en dehors du bureau|absence du bureau|absente? (?:du bureau|jusqu|du \d)|(?:en )?(?:congés?|vacances)` + untilWhen + `|respuesta (?:automática|de estoy ausente)|de vacaciones` + untilWhen + `|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|assente (?:dall|fino|dal |da )|in ferie` + untilWhen + `|resposta automática|ausência|` +
	`automatisch antwoord|(?:ik ben )?afwezig|niet aanwezig|autosvar|frånvar|fravær|poza biurem|nieobecno|automatyczna odpowied|mimo kancelář|automatická odpověď|automatická odpoveď|házon kívül|automatikus válasz|` +
	`r[ăa]spuns automat|[îi]n afara biroului|absent din birou|otomatik (?:yanıt|cevap)|ofis dışında|[iİ]zin(?:deyim|liyim)|σε [άα]δεια|αυτ[όο]ματη απ[άα]ντηση|εκτ[όο]ς γραφε[ίι]ου|απουσ[ίι]α απ[όο] το γραφε[ίι]ο|automaattinen vastaus|poissa(?: toimistolta)?` + untilWhen + `|lomalla` + untilWhen + `|(?:på )?semester` + untilWhen + `|på ferie` + untilWhen + `|op vakantie` + untilWhen + `|na urlopie` + untilWhen + `|szabadság\pL*` + untilWhen + `|dovolená` + untilWhen + `|de férias` + untilWhen + `|` +
	`رد تلقائي|自动回复|自動回覆|自動(?:返信|応答)|자동\s*회신|不在)`)

// autoAnywhere stands elsewhere in a subject: „Re: … (Automatic Response)“.
var autoAnywhere = compiled(`(?i)[ -]ooo\s*(?:$|[-–:]|re:)|slow to respond\s*(?:$|[-–:]|re:)|[(\[](?:auto(?:matic)?[- ]?(?:reply|response|answer)|out of (?:the )?office|автоматичен отговор|извън офиса)[^)\]]{0,60}[)\]]|(?:^|[^\pL])(?:в|на) (?:платен |годишен )*отпуск съм(?:$|[^\pL])|\bauto-?reply\b|auto(?:matic)?[- ](?:reply|response)|out of (?:the )?office\s*(?:reply|message|auto|:|$)|automatisk[ae]? (?:svar|atbilde)|automatiska atbilde|autom[aā]tisk[aā]? atbilde|automatic e-?mail response`)

func isAutoSubject(subject string) bool {
	return autoSubject.MatchString(subject) || autoAnywhere.MatchString(subject)
}

// awayText is asked only of a message that a program sent, or that has other signs of one.
var awayText = compiled(`(?i)out of (?:the |my )?office|(?:on|i'?m on|currently on) (?:vacation|leave|holiday|annual leave)|away from (?:my|the) (?:office|desk|e-?mail)|(?:this is an?|automat\w+) (?:automat\w+ )?(?:reply|response|acknowledg\w+|answer|message)|auto(?:matic(?:ally)?|-)? ?(?:generated|reply|response|responder)|will (?:be (?:back|returning)|return) (?:on|in|to)|limited access to (?:my )?e-?mail|thank you for (?:your |contacting|e-?mailing|writing)[^.]{0,80}(?:e-?mail|us|message|enquiry|inquiry)|has been received|` +
	`извън офиса|в отпуск|отсъствам|ще (?:се върна|бъда на разположение (?:след|от)|Ви отговоря (?:след|когато|щом))|няма да имам достъп|автоматичен отговор|автоматично (?:генериран|съобщение)|не отговаряйте на (?:това|този)|получихме Вашето|вашето (?:съобщение|писмо|запитване) (?:е|беше) (?:получено|прието)|abwesend|im urlaub|en vacances|absent|fuera de la oficina|не на работе|в отпуске|ofis dışında|[iİ]zin(?:deyim|liyim)|σε [άα]δεια|în concediu|σε άδεια|不在`)
