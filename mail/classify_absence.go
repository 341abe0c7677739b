package mail

import (
	"strings"
)

// maxNotice bounds a notice of absence: who is away says so in a few sentences.
const maxNotice = 1500

// onlyAbsent: without any mark, a text is a notice of absence where each of its sentences is a part of
// one: the greeting, the thanks, who is away until when, when they will answer, who stands in. One sentence
// on anything else, or a question, and a person wrote it: programs know nothing of what we asked.
func (p *parser) onlyAbsent() bool {
	text := p.m.Text
	if len(text) > maxNotice || quotesSomething(p.m.FullText) || strings.Contains(text, "?") || !contains(text, absenceWords...) || !absent.MatchString(text) || matterWords.MatchString(text) {
		return false
	}
	away := false
	for _, s := range noticeSentences(text) {
		s = strings.TrimSpace(salutation.ReplaceAllString(s, ""))
		switch {
		case s == "" || courtesy.MatchString(s) || whenBack.MatchString(s) || whoElse.MatchString(s):
			away = away || absent.MatchString(s)
		case absent.MatchString(s) && len(s) < 300:
			away = true
		default:
			return false
		}
	}
	return away
}

func quotesSomething(full string) bool {
	lines := strings.Split(full, "\n")
	if quoteStart(lines) < len(lines) {
		return true
	}
	for _, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), ">") {
			return true
		}
	}
	return false
}

var (

	// absenceWords: one of them stands in whatever absent matches, and looking for them takes a hundredth of the time.
	absenceWords = strings.Fields("office leave vacation holiday away travel trip town reach ooo access expect " +
		"отпуск командировк болнич почивка офис отсъствам работа разположение достъп büro haus urlaub abwesend erreichbar absent cong vacances déplacement " +
		"oficina vacaciones ausente escritório férias assente fuori ferie kancel dovolen nepř neprí nieobecn urlop biur afwezig vakantie aanwezig verlof " +
		"semester borta ledig frånvar tjänsteresa bortreist fravær kontoret loma poissa concediu plecat отсутств больнич відпустц відсутн відрядженні " +
		"izin ofis szabads házon λείπω άδεια odsut godišnjem одсут годишњем отсут одмор")

	// absent is the first person's: of a colleague's leave people write, and of their own too, but not that alone.
	absent = compiled(`(?i)(?:^|[^\pL])(?:` +
		`(?:i am|i'm|i’m|i will be|i'll be|i shall be|currently|presently)(?: [\pL’']+){0,3} (?:out of (?:the |my )?(?:office|town|country|e-?mail reach)|on (?:annual |maternity |paternity |parental |sick |business )?(?:leave|vacation|holidays?|travel|trip)|away|travell?ing|ooo)|(?:limited|no|intermittent|little) (?:e-?mail )?access|expect an? (?:response|reply)[^!?]{0,80} within|` +
		`(?:съм|ще бъда|ползвам|излизам|намирам се)(?: [\pL\d.,–-]+){0,8} (?:извън офиса|(?:платен |годишен |неплатен |служебен )*отпуск|командировка|болнич\pL+|почивка)|(?:в|на) (?:платен |годишен |неплатен |служебен )*(?:отпуск|командировка|болнич\pL+|почивка) (?:съм|ще бъда)|(?:извън офиса) (?:съм|ще бъда)|отсъствам|ще отсъствам|не съм (?:в офиса|на работа)|няма да (?:съм|бъда) (?:в офиса|на работа|на разположение)|(?:няма да имам|нямам) (?:\pL+ )?достъп|` +
		`ich (?:bin|werde)[^!?]{0,70}(?:nicht im (?:büro|haus)|im urlaub|außer haus|abwesend|nicht erreichbar)|je (?:suis|serai)[^!?]{0,60}(?:absente?|en congés?|en vacances|en déplacement)|(?:estoy|estaré)[^!?]{0,50}(?:fuera de la oficina|de vacaciones|ausente)|(?:estou|estarei)[^!?]{0,50}(?:ausente|fora do escritório|de férias)|(?:sono|sarò)[^!?]{0,50}(?:assente|fuori (?:sede|ufficio)|in ferie)|` +
		`(?:jsem|budu)[^!?]{0,50}(?:mimo kancelář|dovolené|nepřítom)|(?:som|budem)[^!?]{0,50}(?:mimo kancelárie|dovolenke|neprítom)|(?:jestem|będę)[^!?]{0,50}(?:nieobecn|na urlopie|poza biurem)|ik ben[^!?]{0,60}(?:afwezig|vakantie|niet aanwezig|verlof)|jag är[^!?]{0,50}(?:semester|borta|ledig|frånvarande|tjänsteresa)|jeg er[^!?]{0,50}(?:ferie|bortreist|fraværende|ikke på kontoret|ude af kontoret)|olen[^!?]{0,50}(?:lomalla|poissa)|sunt[^!?]{0,50}(?:în concediu|plecat|absent)|` +
		`(?:я|нахожусь|буду)[^!?]{0,50}(?:в отпуске|отсутств|командировке|на больничном)|(?:я|перебуваю|буду)[^!?]{0,50}(?:у відпустці|відсутн|відрядженні)|izindeyim|ofis dışındayım|szabadságon (?:vagyok|leszek)|házon kívül (?:vagyok|leszek)|λείπω|σε άδεια|(?:sam|ću biti)[^!?]{0,30}(?:odsut|godišnjem)|odsut(?:an|na) sam|na godišnjem odmoru|на годишњем одмору|(?:сам|ћу бити)[^!?]{0,30}(?:одсут|годишњем)|одсут(?:ан|на) сам|(?:отсутен|отсутна|на одмор) сум)`)

	salutation = compiled(`(?i)^(?:здравейте|здравей|добър ден|уважаем[\pL/]+(?: [\pL/-]+){0,7}|hello|hi|dear(?: [\pL-]+){0,4}|good (?:day|morning|afternoon)|guten (?:tag|morgen)|hallo|sehr geehrte[^,!]{0,60}|bonjour|madame, monsieur|hola|buen(?:os|as) (?:días|tardes)|estimad[\pL/]+(?: [\pL/-]+){0,4}|dobrý den|zdravím|dzień dobry|buongiorno|gentile [^,!]{0,30}|olá|geachte [^,!]{0,40}|beste [^,!]{0,30}|hej|hei|bună ziua|merhaba|sayın [^,!]{0,30}|здравствуйте|добрый день|добрий день|поштовани|почитувани|poštovan\pL|καλησπέρα|καλημέρα|γεια|αγαπητ\pL+|stimat\pL+(?: [\pL/-]+){0,4}|dragi|caro|cara|cher|chère|liebe\pL* [^,!]{0,40})(?: there| all| everyone| σας)?\s*[,!.:]\s*`)

	courtesy = compiled(`(?i)^(?:` +
		`(?:много )?благодар\pL+(?: [\pL]+){0,8}|(?:many )?thank(?:s| you)(?: [\pL’'-]+){0,8}|(?:vielen |herzlichen )?dank(?:e)?(?: [\pL-]+){0,8}|merci(?: [\pL’']+){0,8}|gracias(?: [\pL]+){0,8}|obrigad\pL(?: [\pL]+){0,8}|grazie(?: [\pL]+){0,8}|děkuji(?: [\pL-]+){0,8}|ďakujem(?: [\pL-]+){0,8}|dziękuj\pL+(?: [\pL-]+){0,8}|bedankt(?: [\pL-]+){0,8}|tack(?: [\pL-]+){0,8}|tak(?: [\pL-]+){0,8}|kiitos(?: [\pL-]+){0,8}|спасибо(?: [\pL]+){0,8}|дякую(?: [\pL]+){0,8}|mulțumesc(?: [\pL-]+){0,8}|` +
		`(?:моля )?(?:да )?(?:ме |ни )?извин\pL+(?: [\pL]+){0,6}|(?:i(?: am|'m) )?sorry(?: [\pL]+){0,8}|(?:i |my )?apolog\pL+(?: [\pL]+){0,8}|поздрави|с уважение|приятен ден|хубав ден|(?:best |kind |warm )*regards|cheers|sincerely|mit freundlichen grüßen|cordialement|bien à vous|un saludo|saludos|s pozdravem|s pozdravom|pozdrawiam|med vänlig hälsning|mvh|с уважением|с повагою|с уважением|[iİ]yi (?:çalışmalar|günler)|saygılarım\pL+|cu (?:stimă|respect)|με εκτίμηση|(?:lep|lijep|srdačan) pozdrav|(?:срдачан|лијеп) поздрав|со почит|приятн\pL+ (?:ден|седмица|работа|празници)|(?:freundliche|beste|viele) grüße|best(?: wishes)?|bonne journée|cordiali saluti|distinti saluti|всего доброго|екипът на [^.!?]{1,60}|(?:the|your|ihr|l’|l')\s?[^.!?]{0,40}(?:team|équipe)|весели празници|честит\pL+ [\pL ]{3,40})\s*[.,!…]*$`)

	whenBack = compiled(`(?i)^(?:(?:and|но|и) )?(?:ще (?:Ви |ти )?(?:се върна|отговоря|прочета|прегледам|бъда (?:отново |пак )?(?:на разположение|в офиса|на работа))|връщам се|на работа съм|след завръщането си ще|i (?:will|shall|’ll|'ll) (?:[\pL]+ ){0,3}(?:respond|reply|answer|get back|be back|return|read|attend|be returning|be in the office)|i'll (?:be back|respond|reply|get back|return)|i return|i am back|(?:i am |i'm )?back (?:on|in|by|monday)|returning|` +
		`ich (?:werde|bin)[^.]{0,60}(?:beantworten|zurück|wieder (?:erreichbar|da|im büro)|melden)|je (?:vous )?(?:répondrai|serai de retour|reviens|traiterai)[^.]{0,80}|(?:volveré|regreso|responderé|contestaré)[^.]{0,80}|(?:voltarei|regresso|responderei)[^.]{0,80}|(?:torno|rientro|risponderò|tornerò)[^.]{0,80}|e-maily budu[^.]{0,60}|(?:vrátím|odpovím|ozvu)[^.]{0,60}|(?:wracam|odpowiem|wrócę)[^.]{0,60}|ik (?:zal|ben)[^.]{0,60}(?:terug|beantwoorden)|jag (?:är tillbaka|svarar|återkommer)[^.]{0,60}|jeg (?:er tilbage|er tilbake|svarer|vender)[^.]{0,60}|palaan[^.]{0,60}|(?:вернусь|отвечу|буду на)[^.]{0,60}|(?:повернуся|відповім)[^.]{0,60}|(?:revin|voi reveni|voi răspunde)[^.]{0,60}|(?:vraćam|odgovoriću|odgovorit ću|враћам|одговорићу)[^.]{0,60})`)

	whoElse = compiled(`(?i)^(?:(?:при|по|за) (?:спешн|неотложн|належащ|необходим)|по време на отсъствието ми|в мое отсъствие|докато ме няма|(?:замества ме|ме замества)|моля,? (?:обърнете се|обръщайте се|свържете се|пишете|обадете се|обаждайте се)|до тогава|(?:по|за)(?: \pL+)? въпроси|за контакт|писмото Ви няма|(?:in|for|if)(?: [\pL’']+){0,6} (?:urgent|emergenc|immediate|absence)|urgent|in my absence|your (?:e-?mail|message) will (?:not )?be|ihre (?:e-?mail|nachricht) wird (?:nicht |auch nicht )?(?:weitergeleitet|gelesen|bearbeitet)|votre (?:message|courriel) (?:ne )?sera|за хитне|za hitne|during (?:my absence|this time)|please (?:contact|call|write|reach|direct|e-?mail)|in dringenden|bei dringenden|dringende|bitte wenden|en cas d[’']urgence|pour toute urgence|en mi ausencia|para (?:asuntos|temas) urgentes|per urgenze|em caso de urgência|v urgentních|v naléhav|v prípade|w pilnych|w sprawach|voor dringende|bij (?:dringende|spoed)|vid brådskande|ved hastende|kiireellisissä|по срочным|в случае|у термінових|за спешн|pentru urgențe|acil)`)

	// matterWords are of what a report is about, or promise one: with any of them the text is a person's.
	matterWords = compiled(`(?i)(?:^|[^\pL])(?:но|обаче|aber|mais|pero|maar|ale)[^\pL]|(?:^|[.!\n] *)(?:да|не|yes|no|ja|nein|oui|non|sí)[,.! ]|ще (?:\pL+ )?(?:да[дм]|подад|предостав)|цифр|данни|отчет|доклад|справк|сигнал|жалб|срок|мярк|мерк|изпълн|изпра(?:ща|тя|тим|тих)|прило|прила|\bbut\b|report|attach|deadline|exten[ds]|complain|figures|schedule|затова|bericht|anhang|anlage|rapport|informe|relazione|zpráv(?:u|a) (?:za|o) |отчёт|звіт|raport|rapport|beretning|raportti`)
)
