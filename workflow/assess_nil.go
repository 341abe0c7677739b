package workflow

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// nothing is what a reply says of there having been no signals.
type nothing struct {
	said  bool
	doubt string // why it is not taken as said, in Bulgarian
}

// nothing reads whether a reply states, without a but, that there were no signals in a period. „Няма
// данни“ states something else, „засега няма“ leaves it open, and what is said of another period, or
// in a quotation, answers nothing; all that is for a person to read.
func (a answer) nothing(period Period, arrived time.Time) nothing {
	var n nothing
	for _, sentence := range a.said {
		sentence = a.withoutQuotations(sentence)
		switch {
		case noData.MatchString(sentence):
			return nothing{doubt: "заявено е, че няма данни, а не че няма сигнали"}
		case !nothingToReport.in(sentence):
		case unsure.MatchString(sentence):
			n.doubt = "казано е, че няма сигнали, но не твърдо"
		case notYet.MatchString(sentence), soFar.MatchString(sentence) && goesOnAt(period, arrived):
			n.doubt = "заявено е, че сигнали няма досега"
		case !isAbout(sentence, period, arrived):
			n.doubt = "заявено е, че сигнали няма, но за друг период"
		default:
			n.said = true
		}
	}
	if n.said && (exceptions.MatchString(a.whole) || a.someSignals(period, arrived)) {
		return nothing{doubt: "заявено е, че сигнали няма, а и че има"}
	}
	return n
}

// someSignals reports whether there were signals in a period, by what a reply says.
func (a answer) someSignals(period Period, arrived time.Time) bool {
	for _, sentence := range a.said {
		if (countsSignals.in(sentence) || signalCame.in(sentence)) && isAbout(sentence, period, arrived) {
			return true
		}
	}
	return false
}

// withoutQuotations leaves out what somebody else said: „в писмото Ви пише „няма постъпили сигнали““.
// An answer that is nothing but a quotation is the sender's own.
func (a answer) withoutQuotations(sentence string) string {
	without := quotation.ReplaceAllString(sentence, " ")
	if len(strings.Fields(without)) == 0 {
		return sentence
	}
	return without
}

var quotation = regexp.MustCompile(`„[^„“”\n]*[“”]|«[^»\n]*»|"[^"\n]*"`)

// goesOnAt reports whether a period is not over yet.
func goesOnAt(period Period, arrived time.Time) bool {
	_, last := period.Range()
	return !last.IsZero() && !arrived.IsZero() && !DateOf(arrived).After(last)
}

// isAbout reports whether a sentence may be about the whole of a period. One that names no time is
// about what was asked.
func isAbout(sentence string, period Period, arrived time.Time) bool {
	from, last := period.Range()
	if last.IsZero() {
		return true
	}
	if named := yearsIn(sentence, arrived); len(named) > 0 && !named[from.Year] {
		return false
	}
	for _, m := range upTo.FindAllStringSubmatch(sentence, -1) {
		if until, err := time.Parse("2.1.2006", m[1]+"."+m[2]+"."+m[3]); err == nil && DateOf(until).Before(last) {
			return false
		}
	}
	for _, m := range since.FindAllStringSubmatch(sentence, -1) {
		if began, err := time.Parse("2.1.2006", m[1]+"."+m[2]+"."+m[3]); err == nil && DateOf(began).After(from) && !DateOf(began).After(last) {
			return false
		}
	}
	for _, m := range upToMonth.FindAllStringSubmatch(strings.ToLower(sentence), -1) {
		day, _ := strconv.Atoi(m[1]) // none: the month's end
		year, _ := strconv.Atoi(m[3])
		month := time.Month(slices.Index(monthNames[:], m[2]))
		if year <= last.Year && (month < last.Month || month == last.Month && day > 0 && day < last.Day) {
			return false
		}
	}
	if isOfAnotherPart(sentence, period) {
		return false
	}
	return len(period) > len("2018") || !partOfYear.MatchString(wholeYear.ReplaceAllString(sentence, " "))
}

// isOfAnotherPart reports whether a sentence names another half or quarter than a period is; of any
// other kind than the period's it is no answer either.
func isOfAnotherPart(sentence string, period Period) bool {
	m := halfOrQuarter.FindStringSubmatch(sentence)
	if m == nil || len(period) <= len("2018") {
		return false
	}
	part := partNumbers[strings.ToLower(m[1])]
	return part != "" && !strings.HasSuffix(string(period), map[bool]string{true: "H", false: "Q"}[strings.EqualFold(m[2], "полугоди")]+part)
}

// ofAnother reports whether a sentence is expressly for another period of the same length. Days in it say
// nothing of that: a page is updated, and something published, when the period is over.
func ofAnother(sentence string, period Period) bool {
	for _, m := range forPart.FindAllStringSubmatch(sentence, -1) {
		if isOfAnotherPart(m[1], period) {
			return true
		}
	}
	return false
}

// yearsIn are the years that a sentence is about.
func yearsIn(sentence string, arrived time.Time) map[int]bool {
	years := map[int]bool{}
	for _, m := range yearNamed.FindAllStringSubmatch(sentence, -1) {
		if t, err := time.Parse("2006", m[1]); err == nil {
			years[t.Year()] = true
		}
	}
	if !arrived.IsZero() && lastYear.MatchString(sentence) {
		years[arrived.Year()-1] = true
	}
	return years
}

var (
	yearNamed     = regexp.MustCompile(`(?:^|\D)(20\d\d)(?:\D|$)`)
	lastYear      = regexp.MustCompile(`(?i)(?:минала|предходна|предишна|изтекла)та(?:\s+календарна)?\s+година`)
	upTo          = regexp.MustCompile(`(?i)(?:(?:до|към)\s+|[-–—]\s*)(\d{1,2})\.(\d{1,2})\.(\d{4})`)
	since         = regexp.MustCompile(`(?i)(?:от|след|считано\s+от)\s+(\d{1,2})\.(\d{1,2})\.(\d{4})`)
	upToMonth     = regexp.MustCompile(`(?:до|към|[-–—])\s*(?:(\d{1,2})|края\s+на(?:\s+(?:м\.|месец))?)\s+(` + monthNamesOr + `)(?:\s+(\d{4}))?(?:\P{L}|$)`)
	halfOrQuarter = regexp.MustCompile(`(?i)(първо|второ|трето|четвърто|последно)(?:то)?\s+(полугоди|тримесеч)`)
	forPart       = regexp.MustCompile(`(?i)(?:^|\P{L})(?:за|през)\s+((?:първо|второ|трето|четвърто)(?:то)?\s+(?:полугоди|тримесеч))`)
	partNumbers   = map[string]string{"първо": "1", "второ": "2", "трето": "3", "четвърто": "4"}
	wholeYear     = regexp.MustCompile(`(?i)(?:(?:четири(?:те)?|всички(?:те)?)\s+тримесечия|(?:двете|и\s+двете)\s+полугодия|януари\s*(?:[-–—]|до)\s*декември|(?:дванадесет(?:те)?|12(?:-те)?)\s+месеца)`)
	partOfYear    = regexp.MustCompile(`(?i)(?:^|\P{L})(?:през|за|в|във)\s+(?:\p{L}+\s+){0,2}?(?:полугоди|тримесеч|месец(?:а|\s)|` + months + `)`)
)

const (
	// noSignals is what there are none of. With the article („сигналите“) there are some.
	noSignals = `(?:сигнал[иа]?|жалб[аи]|оплакван(?:е|ия))`
	// cameIn is how they reach an office; „по сигнали не са установени нарушения“ says nothing of that.
	cameIn = `(?:постъп|получ|подад|подав|регистрир|завежд|завед|депозир|адресир|вписа|вписв|входир)\p{L}*`
	// otherThings is what else an office has not got, and needs no report on.
	otherThings = `(?:образ(?:ец|ци)|формуляр|указан|разяснени|инструкци|таблиц|файл|приложени|документ|имейл|мейл|съобщени|копи)`
	atAnEnd     = `(?:\s+(?:през|за|в|във|към|до|от|срещу|на|относно|и|нито|по\s+нито)\s|\s*[.,;!)]|\s*$)`
	// opening opens a short answer: „През 2018 г. не са постъпвали.“
	opening = `^[\s–-]*(?:(?:уведомяваме|съобщаваме|информираме|заявяваме|декларираме)\s+(?:ви\s*)?,?\s*че\s+)?(?:не[,.]\s+)?(?:(?:през|за|в|във|към)\s+\S+(?:\s+\S+){0,5}?\s+)?(?:такива\s+)?`
	ofWhen  = `(?:\s+такива)?(?:\s+(?:през|за)\s+\S+(?:\s+\S+){0,2})?[\s.]*$`
)

var (
	nothingToReport = pattern{
		said: lazily(`(?i)` + strings.Join([]string{
			`(?:^|\P{L})(?:няма|нямаме|нямало|нямаше|нямахме|не\s+(?:са\s+|сме\s+|съм\s+|е\s+)?(?:имал[аио]?|налице)|без)\s+(?:(?:такива|никакви|налични|жалби|и|или|` + arrived + `)\s+)*` + noSignals + end,
			`(?:^|\P{L})(?:няма|нямаме|нямало|без|` + isNot + `)\s*` + arrived + between + noSignals + end,
			`(?:^|\P{L})` + isNot + arrived + `\s+` + noSignals + end,
			`(?:^|\P{L})` + noSignals + `,?(?:\s+\S+){0,14}?\s+(?:(?:` + isNot + `|няма\s+)` + cameIn + atAnEnd + `|няма(?:\s+(?:през|за|в|към|до)\s|\s*[.,)]|\s*$)|липсват` + atAnEnd + `)`,
			`(?:^|\P{L})сигнал\p{L}*,?(?:\s+\S+){0,8}?\s+(?:са|е)\s+(?:0|нула)(?:[^\d\p{L}]|$)`,
			`(?:^|\P{L})(?:липса\s+на|липсват)\s+(?:` + arrived + `\s+)?` + noSignals + end,
			`(?:^|[^\p{L}\d.,])(?:0|нула|нито\s+един|нито\s+една)\s+(?:\([^)]*\)\s*)?(?:броя?\s+|бр\.?\s+)?(?:` + arrived + `\s+)?` + signals,
			`(?:^|\P{L})` + signals + `(?:\s+[^\s,;]+){0,6}?\s*[-–—:=]\s*(?:0(?:\D|$)|нула|няма|не)`,
			opening + `(?:няма|нямаме)\s+(?:такива|` + cameIn + `)` + ofWhen,
			opening + isNot + cameIn + ofWhen,
			`(?:^|\P{L})нулев\p{L}*\s+(?:годиш\p{L}+\s+)?(?:отчет|доклад|справка)`,
		}, "|")),
		but: oneOf(`освен`, `извън`, `с\s+изключение`, `други`, `повече`, `нови\s+(?:\p{L}+\s+)?`+signals, `само\s+(?:един|една|едно|\d)`, otherThings, `как\s`, `достъп`, `поле\s`,
			// only a part is empty: „няма постъпили сигнали по т. 2, но …“
			`по\s+(?:т\.|точк\p{L}*|чл\.|ал\.|раздел|ред(?:ове)?)\s*\d`, `(?:по|за)\s+останал`, `период\p{L}*,?\s+(?:в|през)\s+който`, `откакто`, `насам`+end, `от\s+(?:деня|датата)\s`, `на\s+длъжност`, `по\s+(?:електрон|телефон|пощ|имейл)`, `чрез\s`, `в\s+(?:отдел|кметств|сектор|звено)`,
			`(?:не)?основателн`, `(?:анонимн|неприключ|неразгледан|висящ|устн|писмен|повторн)\p{L}*\s+(?:\p{L}+\s+){0,2}?`+signals,
			`(?:но|обаче|а)\s(?:\S+\s+){0,6}?(?:постъпи\p{L}*|получи\p{L}*|има(?:ме|ше)?)\s+(?:\S+\s+){0,2}?(?:сигнал\p{L}*|жалб\p{L}*|един|една|два|две|три|\d)`,
			`(?:няма\s+|`+isNot+`)`+arrived+`\s+(?:\S+\s+){0,2}?(?:писм|отговор|искане)`, `(?:писм|отговор|искане)\p{L}*\s+(?:\p{L}+\s+){0,2}?(?:за|относно)\s+`+noSignals,
			// something else has not come, or was not found: „не са констатирани нарушения по сигнали“
			`по\s+(?:\S+\s+){0,3}?`+signals, `(?:няма\s+|`+isNot+`)`+arrived+`\s+(?:\S+\s+){0,3}?за\s+`+noSignals,
			signals+`\s+има`, `има(?:ме|ше)?\s+(?:\S+\s+){0,3}?`+signals,
			// it is denied
			`невярно`, `твърди\s+се`, `(?:уведомихте|посочихте|казахте|писахте|пишете)`, `не\s+(?:е\s+|сме\s+)?(?:вярно|така|ясно|сигурн|мо(?:же|га)|твърд|потвър[дж]|знач|означ|изключ|зна(?:я|ем)|разполаг)`),
	}
	countsSignals = pattern{
		said: lazily(`(?i)` + strings.Join([]string{
			`(?:^|[^\p{L}\d.,])\(?[1-9]\d{0,2}\)?\s+(?:\([^)]*\)\s*)?(?:броя?\s+|бр\.?\s+)?(?:` + arrived + `\s+)?` + signals, // of 2018 the end is no count
			`(?:^|\P{L})(?:един|два|три|четири|пет|шест|седем|осем|девет|десет|няколко)\s+(?:броя?\s+|бр\.?\s+)?(?:` + arrived + `\s+)?` + signals,
			`(?:^|\P{L})` + signals + `(?:\s+[^\s,;]+){0,6}?\s*[-–—:=]\s*[1-9]`,
		}, "|")),
		but: oneOf(`нито\s+един`, `нито\s+една`),
	}
	// signalCame: „постъпи сигнал срещу служител“.
	signalCame = pattern{
		said: oneOf(`(?:постъпи(?:ха)?|получи(?:хме|ха)?|(?:е|са|сме)\s+(?:постъпил|получил|получен)\p{L}*)\s+(?:\p{L}+\s+)?`+noSignals+end, `има(?:ме|ше)?\s+(?:\p{L}+\s+){0,2}?`+noSignals+end),
		but:  oneOf(`няма`, `нямаме`, `не\s`, `без\s`, `липс`, `нито`, `нула`, `брой`, `0\s`, `за\s+`+signals),
	}
	noData     = oneOf(`(?:няма|нямаме|нямало|липсва\p{L}*|липса\s+на|без|`+isNot+arrived+`|не\s+разполага\p{L}*(?:\s+с(?:ъс)?)?)\s+(?:\p{L}+\s+){0,2}?(?:данни|информация|сведения)\s+(?:\S+\s+){0,3}?`+signals, `^[\s–-]*(?:няма|нямаме)\s+(?:данни|информация|сведения)`)
	exceptions = oneOf(`изключени\p{L}*\s+(?:е|са|прав)`, `ако\s+не\s+(?:се\s+)?бро`)
	unsure     = oneOf(`вероятно`, `може\s+би`, `мисл(?:я|им)`, `предполага`, `доколкото`, `по\s+(?:спомен|памет)`, `проверява`, `предварителн`, `не\s+е\s+(?:още\s+)?окончател`)
	notYet     = oneOf(`все\s+още`, `засега`, `за\s+момента`, `още\s+(?:няма|не)`, `на\s+този\s+етап`)
)
