package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// noticeSentences splits a text where a sentence ends. Lines may be broken anywhere: one goes on in the next
// unless it ends a sentence, or is short and the next begins as a sentence does. „21.01.2019 г. При“ is an end,
// „Г. Георгиев“ and „5. Oktober“ are none.
func noticeSentences(text string) []string {
	var all []string
	add := func(unit string) {
		unit = strings.Join(strings.Fields(initials.ReplaceAllString(quotedWords.ReplaceAllString(unit, " "), "$1$2 $3")), " ")
		if unit != "" {
			all = append(all, strings.Split(sentenceBreak.ReplaceAllString(unit, "$1\n$2"), "\n")...)
		}
	}
	unit := ""
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if unit != "" && !goesOn(unit, line) {
			add(unit)
			unit = ""
		}
		unit = strings.TrimSpace(unit + "\n" + line)
	}
	add(unit)
	return all
}

// brokenLine is how long a line must be for a mail program to break it.
const brokenLine = 50

func goesOn(unit, next string) bool {
	if next == "" || strings.ContainsRune(".!?…;:", lastRune(unit)) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(next)
	last := unit[strings.LastIndexByte(unit, '\n')+1:]
	return unicode.IsLower(first) || unicode.IsLetter(first) && utf8.RuneCountInString(last) >= brokenLine
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// isWho: the line names somebody or an office, as below a letter: words in capitals, and small ones between them.
// One word alone may be all that there is to say („Няма“): a name it is where it is the sender's.
func (p *parser) isWho(line string) bool {
	fields := strings.Fields(line)
	if len(fields) > 12 || strings.ContainsRune(".!?…", lastRune(line)) {
		return false
	}
	names, digits := 0, 0
	for _, field := range fields {
		if isLink(field) {
			return false
		}
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '@' })
		first, _ := utf8.DecodeRuneInString(word)
		switch {
		case whoWords.MatchString(word), unicode.IsUpper(first), strings.Contains(word, "@"):
			names++
		case unicode.IsDigit(first):
			digits += len(word)
		case utf8.RuneCountInString(word) > 3:
			return false
		}
	}
	if len(fields) == 1 && !whoWords.MatchString(line) && !strings.Contains(line, "@") {
		return strings.Contains(strings.ToLower(p.m.FromName), strings.ToLower(strings.Trim(line, " ,")))
	}
	const telephone = 5 // digits
	return names > 0 && (digits == 0 || digits >= telephone)
}

var (
	initials      = compiled(`((?:^|[\s(,])(?:\p{Lu}|(?i:инж|г-н|г-жа|д-р|проф|тел|mr|mrs|ms|dr|hr|fr|tel|sig|dott|ул|вх|изх|бр|стр|ext|nr|no|prot|чл|ал|п)))\.\s*|(\d)\.\s+((?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|januar|februar|mart|april|maj|jun|jul|avgust|septembar|oktobar|novembar|decembar)\pL*)`)
	sentenceBreak = compiled(`([.!?…;]+)\s+([\p{Lu}\d])`)
	// quotedWords: our subject, as a program puts it into its own sentence.
	quotedWords = compiled(`[„“"«»][^„“"«»\n]{1,200}[“”"«»]`)
	whoWords    = compiled(`(?i)^(?:експерт\pL*|специалист\pL*|началник|директор\pL*|секретар|кмет\pL*|отдел|дирекция|община|област\pL*|администрация|екип\pL*|център|деловодство|служба|старши|младши|главен|държавен|юрисконсулт|счетоводител|управление|агенция|министерство|инспектор|посредник|тел|моб|телефон|факс|team|office|department|officer|manager|head|senior|director|secretary|phone|mobile|fax|ihre?|stadt\pL*|votre|mairie|equipe|équipe|service|equipo|servizio|primăria|primaria|отдел|администрация|команда|ekib\pL*|tim|тим|општина|opština)$`)

	// Greetings and courtesies say nothing.
	salutation = compiled(`(?i)^(?:здравейте|привет|здрасти|здравей|добър ден|уважаем[\pL/]+(?: [\pL/-]+){0,7}|hello|hi|dear(?: [\pL-]+){0,4}|good (?:day|morning|afternoon)|guten (?:tag|morgen)|hallo|sehr geehrte[^,!]{0,60}|bonjour|madame, monsieur|hola|buen(?:os|as) (?:días|tardes)|estimad[\pL/]+(?: [\pL/-]+){0,4}|dobrý den|zdravím|dzień dobry|buongiorno|gentile [^,!]{0,30}|olá|geachte [^,!]{0,40}|beste [^,!]{0,30}|hej|hei|bună ziua|merhaba|sayın [^,!]{0,30}|здравствуйте|добрый день|добрий день|поштовани|почитувани|poštovan\pL|καλησπέρα|καλημέρα|γεια|αγαπητ\pL+|stimat\pL+(?: [\pL/-]+){0,4}|dragi|caro|cara|cher|chère|liebe\pL* [^,!]{0,40})(?: there| all| everyone| σας)?\s*[,!.:]\s*`)

	courtesy = compiled(`(?i)^(?:` +
		`(?:много )?благодар\pL+(?: [\pL]+){0,8}|(?:many )?thank(?:s| you)(?: [\pL’'-]+){0,8}|(?:vielen |herzlichen )?dank(?:e)?(?: [\pL-]+){0,8}|merci(?: [\pL’']+){0,8}|gracias(?: [\pL]+){0,8}|obrigad\pL(?: [\pL]+){0,8}|grazie(?: [\pL]+){0,8}|děkuji(?: [\pL-]+){0,8}|ďakujem(?: [\pL-]+){0,8}|dziękuj\pL+(?: [\pL-]+){0,8}|bedankt(?: [\pL-]+){0,8}|tack(?: [\pL-]+){0,8}|tak(?: [\pL-]+){0,8}|kiitos(?: [\pL-]+){0,8}|спасибо(?: [\pL]+){0,8}|дякую(?: [\pL]+){0,8}|mulțumesc(?: [\pL-]+){0,8}|` +
		`(?:моля )?(?:да )?(?:ме |ни )?извин\pL+(?: [\pL]+){0,6}|(?:i(?: am|'m) )?sorry(?: [\pL]+){0,8}|(?:i |my )?apolog\pL+(?: [\pL]+){0,8}|поздрави|с уважение|приятен ден|хубав ден|(?:best |kind |warm )*regards|cheers|sincerely|mit freundlichen grüßen|cordialement|bien à vous|un saludo|saludos|s pozdravem|s pozdravom|pozdrawiam|med vänlig hälsning|mvh|с уважением|с повагою|с уважением|[iİ]yi (?:çalışmalar|günler)|saygılarım\pL+|cu (?:stimă|respect)|με εκτίμηση|(?:lep|lijep|srdačan) pozdrav|(?:срдачан|лијеп) поздрав|со почит|приятн\pL+ (?:ден|седмица|работа|празници)|(?:freundliche|beste|viele) grüße|best(?: wishes)?|bonne (?:journée|réception)|cordiali saluti|distinti saluti|всего доброго|hvala|хвала|благодарам|mulțumesc|danke|gracias|merci|grazie|екипът на [^.!?]{1,60}|(?:the|your|ihr|l’|l')\s?[^.!?]{0,40}(?:team|équipe)|весели празници|пожелава\pL+ [\pL ]{3,40}|честит\pL+ [\pL ]{3,40})\s*[.,!…]*$`)
)

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
