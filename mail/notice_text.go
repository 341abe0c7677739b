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
	whoWords    = compiled(`(?i)^(?:експерт\pL*|специалист\pL*|началник|директор\pL*|секретар|кмет\pL*|отдел|дирекция|община|област\pL*|администрация|екип\pL*|център|деловодство|служба|старши|младши|главен|държавен|юрисконсулт|счетоводител|управление|агенция|министерство|инспектор|тел|моб|телефон|факс|team|office|department|officer|manager|head|senior|director|secretary|phone|mobile|fax|ihre?|stadt\pL*|votre|mairie|equipe|équipe|service|equipo|servizio|primăria|primaria|отдел|администрация|команда|ekib\pL*|tim|тим|општина|opština)$`)
)
