package mail

import (
	"slices"
	"strings"
)

// maxSays bounds a message that is nothing but a notice: programs fill in a short form.
const maxSays = 3000

// saysAutomatic: without a mark in the header a program often says itself, below what it has to tell,
// that it is one. That alone proves nothing, a registry sends the report itself so: what it tells must be
// no more than that our letter has come, or that nobody is there to read it.
func (p *parser) saysAutomatic() (verdict, bool) {
	text := unquoted(p.m.FullText)
	if len(text) > maxSays || forwardSubject.MatchString(p.heading()) && p.m.Text != p.m.FullText {
		return verdict{}, false
	}
	text = strings.Join(strings.Fields(text), " ")
	v, ok := p.noticeOf(text)
	if !ok {
		v, ok = p.notice(p.m.Text, unquoted(p.m.FullText))
	}
	if ok && bringsAnswer.MatchString(text) {
		return verdict{}, false
	}
	return v, ok
}

func (p *parser) noticeOf(text string) (verdict, bool) {
	switch {
	case contains(text, "auto", "avtomat", "автомат", "аутомат", "otomatik", "αυτ", "自", "computer", "system") && saysItIsMachine.MatchString(text) && (receipt.MatchString(text) || nobodyThere.MatchString(text) || thanks.MatchString(text)):
		return verdict{kind: KindAutoReply, why: "текстът казва, че съобщението е автоматично и че писмото ни е получено или няма кой да го прочете"}, true
	case readByNobody.MatchString(p.m.From) && receipt.MatchString(text):
		return verdict{kind: KindAutoReply, why: "от адрес, който не приема писма: писмото ни е получено"}, true
	case contains(text, "monitor", "attended", "not checked", "not read", "не се ") && unattended.MatchString(text[:min(len(text), maxReceipt)]):
		return verdict{kind: KindAutoReply, why: "пощата на този адрес не се чете"}, true
	case notesAway.MatchString(p.heading()) && notesUntil.MatchString(text):
		return verdict{kind: KindAutoReply, why: "известие за отсъствие на Lotus Notes: „" + p.m.Subject + "“"}, true
	case p.onlyAbsent():
		return verdict{kind: KindAutoReply, why: "в текста няма нищо освен известие за отсъствие"}, true
	}
	return verdict{}, false
}

// saysGone: whoever had the address has left, or another one has taken its place. A person has to enter
// whom to ask from now on.
func (p *parser) saysGone() bool {
	text := strings.Join(strings.Fields(p.heading()+". "+unquoted(p.m.FullText)), " ")
	return gone.MatchString(text[:min(len(text), maxSays)])
}

// contains asks whether it is worth while to ask a long pattern: for most letters it is not.
func contains(text string, words ...string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(lower, w) })
}

// unquoted is a text without the letter that it answers, the signature still below it: programs write
// who they are there.
func unquoted(full string) string {
	lines := strings.Split(full[:min(len(full), maxTold)], "\n")
	var own []string
	for _, line := range lines[:quoteStart(lines)] {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			own = append(own, line)
		}
	}
	return strings.Join(own, "\n")
}

var (
	// saysItIsMachine speaks of this very message: people write of automatic systems, answers and letters too.
	saysItIsMachine = compiled(`(?i)(?:this|it)(?: (?:e-?mail|message|mail|notification|response|reply|acknowledg\w+|confirmation))? (?:was|is|has been) (?:(?:auto(?:matically|mated)?|computer|system)[- ]?(?:generated|sent|created|issued|produced)|(?:generated|sent|created|issued|produced) automatically|an? (?:automat\w+|auto|(?:computer|system)[- ]generated)[- ]?(?:generated )?(?:sent|e-?mail|message|mail|reply|response|acknowledg\w+|notification|confirmation|answer))|` +
		`(?:is|was) (?:sent|generated) automatically|(?:please )?do not (?:reply|respond)[^.]{0,40}automat\w+|^(?:automat\w+|auto) (?:message|notification|acknowledg\w+|confirmation)(?:[^\pL ]|$)|` +
		`(?:това|този|настоящ\pL+|той|то) (?:(?:писмо|съобщение|имейл|[еи]-?мейл|отговор|известие|потвърждение|уведомление) )?(?:е|беше|бе) (?:автоматич\pL+ (?:генериран|изпратен|създаден|съставен|съобщение|отговор|потвърждение|известие|уведомление|писмо)|(?:генериран|изпратен|създаден|съставен)\pL* (?:е )?автоматично)|(?:^|[.!?:–-] ?)автоматично (?:генерирано )?(?:съобщение|известие|уведомление|потвърждение)(?:[^\pL ]| от |$)|avtomatichno (?:generirano )?s[auy]obshtenie|avtomatichen otgovor|` +
		`(?:diese|dies|es)\pL* [^.]{0,40}automatisch (?:erstellt|generiert|erzeugt|versandt|versendet|verschickt)|automatisch (?:erstellte|generierte|erzeugte|versandte)|dies ist eine automatisch|automatische (?:eingangsbestätigung|empfangsbestätigung|antwort)|` +
		`(?:message|courriel|e-?mail|mail|réponse) (?:(?:est|a été) )?(?:(?:généré|envoyé|un (?:message|envoi))\pL* )?automatique|` +
		`(?:mensaje|correo|mensagem|e-?mail|messaggio|respuesta|resposta|risposta)[^.]{0,30}autom[aá]tic[aoi](?:mente)?(?:[^\pL]|$)|` +
		`automatisch (?:gegenereerd|verzonden|verstuurd|aangemaakt|bericht|antwoord)|automatische (?:ontvangst|bevestiging|reactie|e-?mail)|` +
		`(?:это|данное|настоящее|цей|це) [^.]{0,30}автоматич\pL+|(?:письмо|сообщение|лист|повідомлення) (?:\pL+ )?автоматич\pL+|` +
		`wygenerowan\pL+ automatycznie|automatycznie wygenerowan|wiadomość automatyczna|automatyczna (?:odpowied|wiadomo)|automaticky (?:vygener|generov|vytvo|odesl)|vygenerov[aá]n\pL* automaticky|automatická (?:odpov|zpráva)|` +
		`automatiskt? (?:genere|skapa|skick|send|opret|svar|besked|medde)|automaattinen (?:viesti|vastaus|kuittaus|ilmoitus)|automaattisesti|automatikus(?:an)? (?:gener|üzenet|válasz|küld|értesít)|` +
		`otomatik olarak|otomatik (?:bir )?(?:mesaj|yanıt|cevap|e-?posta)|(?:mesaj|e-?mail|răspuns)\pL*[^.]{0,25}automată?(?:[^\pL]|$)|αυτ[όο]μα(?:το|τη|τα)|(?:аутоматс|автоматс)к\pL+ (?:генерис|генерир|послат|испратен|одговор|порака|порука)|automatsk\pL+ (?:gener|poslan|odgovor|poruk)|自動(?:送信|返信|配信|応答)|自动(?:发送|回复)`)

	// receipt: our letter has come, and somebody will see to it.
	receipt = compiled(`(?i)(?:писмо|съобщение|запитване|имейл|заявк|заявлени|сигнал|искане|документ|билет)\pL*(?: [\pL\d№„“"./-]+){0,5} (?:е|беше|бе|са|бяха) (?:\pL+ ){0,2}(?:получен|приет|регистриран|заведен|създаден)|(?:е|беше) създаден билет|(?:създаден|регистриран)\pL? е (?:билет|заявка)|създаден е билет|(?:получихме|приехме|регистрирахме) (?:ваш|писм|съоб|запит|имейл)|потвърждаваме (?:получаването|че)|сме получили|` +
		`(?:e-?mail|message|request|enquiry|inquiry|query|complaint|correspondence|ticket|case)\b[^.]{0,80}(?:has|have) been (?:successfully )?(?:received|logged|registered|created|opened|submitted)|(?:have|we'?ve|has|been) (?:successfully )?received your|received your (?:e-?mail|message|request|enquiry|inquiry)|got your (?:e-?mail|message|request)|acknowledg\w+ (?:the )?receipt|confirm\w*(?: the)? receipt|request for support has been|` +
		`(?:nachricht|e-?mail|anfrage|schreiben)\b[^.]{0,80}(?:eingegangen|erhalten)|accus\pL+ (?:bonne )?réception|bien (?:été )?reçu|a été (?:reçu|enregistré)|(?:is|werd|hebben|heeft)[^.]{0,60} ontvangen|(?:hemos recibido|ha sido recibid|se ha recibido|acusamos recibo|recebemos|foi recebid|abbiamo ricevuto|è stat[ao] ricevut)|otrzymaliśmy|została (?:odebrana|przyjęta|zarejestrowana)|(?:письмо|сообщение|обращение|запрос|заявка)[^.]{0,60} (?:получен|принят|зарегистрирован)|(?:звернення|лист|запит)[^.]{0,60} (?:отриман|прийнят|зареєстрован)|` +
		`jsme (?:obdrželi|přijali)|(?:byl|bol)\pL? (?:přijat|prijat|doručen|zaevid)|(?:har|er|blev) (?:\pL+ ){0,4}(?:mottag|modtag|mottatt|tagit emot)\pL*|(?:vastaanotettu|olemme vastaanottaneet)|megkaptuk|beérkezett|(?:alındı|alınmıştır|ulaşmıştır|aldık)|(?:am primit|a fost (?:primit|înregistrat))|(?:λάβαμε|ελήφθη|παραλάβαμε|έχει ληφθεί)|(?:примили смо|је примљен|е примен|примивме|zaprimljen|primili smo)|受け付け|受付`)

	// nobodyThere: whom we wrote to is away, or gone.
	nobodyThere = compiled(`(?i)отпуск|v otpusk|ots[ay]stvam|отсъства|извън офиса|няма да имам достъп|не съм (?:в офиса|на работа)|вече не (?:работ|съм)|не работ\pL+ (?:вече|в |до )|(?:администраци|общин|офис|дирекци|отдел)\pL* (?:няма да|не) работ|командировка|(?:не се|няма да бъд\pL+) (?:следи|чете|обслужва|прочет)|` +
		`out of (?:the |my )?office|\baway\b|on (?:annual |maternity |sick )?(?:leave|vacation|holiday)|no longer (?:with|works?|working|employed|active|in use|monitored|at)|left the (?:company|organi)|not (?:being )?(?:monitored|checked|read|attended)|unattended|unmonitored|` +
		`(?:^|[^\pL])(?:abwesend|nicht im (?:büro|haus)|urlaub|absent|congé|vacances|fuera de la|vacaciones|fuori (?:sede|ufficio)|assente|ferie|ausente|férias|afwezig|vakantie|urlop|nieobecn|dovolen|mimo kancel|szabadság|semester|ferie|loma|izin|concediu|άδεια|отпустк|відпустц|одмор|odmor|не на работе|рабочем месте|больше не работа|уже не работа|більше не працю|nicht mehr (?:im|bei|für|in|erreichbar|tätig)|ne travaille plus|ne fait plus partie|ya no trabaja|non lavora più|já não trabalha|nie pracuje|nepracuje|nu mai lucrează|више не ради|повеќе не работи|više ne radi|artık çalışm)|不在`)

	// gone is not for a while.
	gone = compiled(`(?i)вече не (?:работ|съм служител|се (?:използва|следи|чете|обслужва))|не работ\pL+ вече|напусн\pL+ (?:работа|общин|министерств|агенци|дирекци|институци|служ|компани|фирм)|пенсионира|(?:адрес|поща)\pL*[^.]{0,30} (?:е|беше|бе) (?:променен|сменен|закрит|заменен)|нови(?:ят|я)?(?: ми| ни)?(?: електронен| имейл| пощенски)? адрес|нов (?:електронен |имейл )?адрес|(?:тази|този)[^.]{0,40} не се (?:следи|чете|обслужва|използва)|` +
		`no longer (?:with|works?|working|employed|at |a member|active|in use|in service|monitored)|(?:has|have) left (?:the|our|my)|left (?:the company|the organi)|retired|(?:address|e-?mail|mailbox) (?:has (?:changed|been (?:changed|closed|discontinued|replaced))|is (?:not|no longer|un) ?(?:being )?(?:monitored|attended|in use|used|checked))|new (?:e-?mail )?address|unattended (?:mailbox|inbox|address)|unmonitored|` +
		`nicht mehr (?:im|bei|für|in|tätig|gültig|aktiv)|neue (?:e-?mail-?)?adresse|ne (?:travaille|fait) plus|nouvelle adresse|ya no trabaja|nueva dirección|non lavora più|nuovo indirizzo|já não trabalha|nie pracuje|nowy adres|již nepracuje|už nepracuje|больше не работа|уже не работа|новый адрес|більше не працю|nu mai lucrează|više ne radi|више не ради|повеќе не работи|artık çalışm`)

	thanks = compiled(`(?i)thank(?:s| you) for (?:your|contacting|e-?mailing|writing|getting)|благодар\pL+ (?:Ви )?(?:за (?:Ваш|писм|съоб|запит)|че се свърза)|vielen dank für ihre|merci (?:de|pour) (?:votre|nous)|спасибо за (?:ваше|обращ)|gracias por (?:su|contact)|grazie per|bedankt voor uw|dziękujemy za`)

	// unattended is said in so many words by the answering programs of addresses that only send.
	unattended = compiled(`(?i)(?:this|the|an|that) (?:e-?mail )?(?:mail ?box|inbox|address|account|e-?mail)[^.]{0,40} (?:is|are) (?:not|un|no longer)[ -]?(?:being )?(?:monitored|attended|checked|read)[^.]{0,80}(?:will not|cannot|please|won't|\.|$)|(?:e-?mail|message|reply|sent)[^.]{0,40} to an (?:un(?:attended|monitored)|automated) (?:mail ?box|inbox|address)|(?:тази|този) (?:пощенска кутия|пощ\pL+|адрес|имейл)[^.]{0,30} не се (?:следи|чете|обслужва)`)

	// notesAway: what Lotus Notes sets for the subject of its notices, the name of who is away first,
	// and how their text begins.
	notesAway  = compiled(`(?i)^[^:]{2,80} (?:is out of the office|ist außer haus|ist nicht im büro|est absent|è fuori ufficio|está ausente|está fuera de la oficina|is afwezig|е извън офиса|нет на работе)`)
	notesUntil = compiled(`(?i)^(?:i (?:will be|am) out of the office|ich (?:werde|bin)[^!?]{0,60}nicht im (?:büro|haus)|je (?:serai|suis) absent|sarò (?:assente|fuori)|estaré (?:ausente|fuera)|estarei ausente|ik ben (?:afwezig|niet)|ще бъда извън офиса|меня не будет)`)

	// bringsAnswer: the message has something to say on the matter itself.
	bringsAnswer = compiled(`(?i)отговор на (?:ваш\pL*|вх|писмо)[^.]{0,60}:|(?:^|[^\pL])(?:няма|липсват|не са)(?: \pL+){0,3} (?:постъпил|подаден|жалб|сигнал|образуван|установен|случаи)|(?:we|i) (?:hold|have|had|received) no |no (?:complaints|records|such)|отговор по вх|приложен[оаи]?[^\pL]|прилага(?:ме|м)|изпраща(?:ме|м) |в отговор на|по същество|please find|(?:is|are|see) attached|in (?:response|reply|answer) to your|anbei|im anhang|ci-joint|во вложении|в приложении`)
)
