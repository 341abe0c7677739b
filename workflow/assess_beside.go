package workflow

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Heed says, in Bulgarian, why a person should read what stands beside a report form that counts so
// many signals: the two contradict each other, or something is asked or taken back that nobody would
// see otherwise. Empty: nothing of that.
func Heed(in Incoming, o Obligation, signals int) string {
	a := readAnswer(in.Text)
	switch {
	case signals > 0 && a.nothing(o.Period, in.Arrived).said:
		return fmt.Sprintf("в писмото е заявено, че няма постъпили сигнали, а в ред Б1 на образеца е посочено %d", signals)
	case signals == 0 && a.someSignals(o.Period, in.Arrived):
		return "в писмото са споменати постъпили сигнали, а в ред Б1 на образеца е посочено 0"
	case notFinal.MatchString(a.whole):
		return "в писмото пише, че докладът не е окончателен"
	case a.asks:
		return "в писмото има въпрос"
	case saysMore(in.Text, signals):
		return "в писмото пише и друго освен придружителни думи"
	}
	return ""
}

// saysMore reports whether a covering letter says anything but what covering letters say. What it may say
// of a report cannot be listed („вярното в ред Б5 е 3“, „кметът още не е подписал“), so what is not known
// to be harmless is for a person to read.
func saysMore(text string, signals int) bool {
	text = emailAddress.ReplaceAllString(withoutSignature(text), " ")
	return slices.ContainsFunc(sentences(text), func(sentence string) bool {
		sentence = preamble.ReplaceAllString(citedLetter.ReplaceAllString(sentence, " "), " ")
		if at := condition.FindStringIndex(sentence); at != nil {
			sentence = sentence[:at[0]]
		}
		return future.MatchString(sentence) && !onPaper.MatchString(sentence) || !covers(sentence, signals)
	})
}

// covers reports whether a sentence is one of a covering letter, or states what agrees with a form that
// counts so many signals, or answers something else that was asked.
func covers(sentence string, signals int) bool {
	words := strings.Fields(sentence)
	switch {
	case len(words) == 0:
		return true
	case takesBack.MatchString(sentence) || formRowNamed.MatchString(sentence):
		return false
	case nothingToReport.in(sentence):
		return signals == 0
	case countsSignals.in(sentence):
		m := numberOfSignals.FindStringSubmatch(sentence)
		return m != nil && m[1] == strconv.Itoa(signals)
	case notHeld.in(sentence), nothingNew.in(sentence), confirmed.in(sentence), whenOrHowMany.in(sentence) && held.in(sentence):
		return true
	case negates.MatchString(sentence):
		return false
	}
	return covering.MatchString(sentence) || len(words) <= fewWords && !hasDigit.MatchString(sentence)
}

// fewWords are a name, an office, a greeting.
const fewWords = 4

var (
	covering = oneOf(`прила[гж]`, `приложен`, `приложих`, `прикач`, `изпра[щт]`, `пра[щт]а`, `представ`, `предостав`, `препра[щт]`, `подава`, `внася`,
		`уважаем`, `здраве`, `добър`, `колеги`, `относно`, `до`+end, `благодар`, `извин`, `успех`, `приятн`, `хубав`, `поздрав`, `уважение`, `почит`,
		`(?:за|при)\s+(?:контакт|връзка|въпрос|допълнителн|необходимост)`, `лице\s+за\s+контакт`, `получаване`, `отстранен`, `директор`, `кмет`, `секретар`, `деловодство`, `община`,
		`attached`, `enclosed`, `dear`+end, `regards`)
	// takesBack is what makes a report less than one, or another than the one that is here.
	takesBack = oneOf(`проект`, `чернов`, `пример`, `непъл`, `частичн`, `греш`, `погреш`, `неточ`, `уточн`, `ориентир`, `приблиз`, `предварит`, `съглас(?:ув|ие)`, `виж(?:те)?`+end, `провер`, `преглед`,
		`оттегл`, `анулир`, `невалид`, `недействит`, `върн`, `игнор`, `вярн`, `вместо`, `преди\s+(?:официал|подпис)`,
		`draft`, `wrong`, `incomplete`, `preliminary`, `unsigned`, `ignore`, `withdraw`, `instead`, `correct`)
	negates = oneOf(`не`+end, `нито`+end, `няма`+end, `без`+end, `освен`+end, `но`+end, `обаче`+end, `вероятно`, `може\s+би`, `not`+end, `but`+end, `except`, `without`+end)
	// onPaper: what is only going to be is the same report by another way.
	onPaper = oneOf(`оригинал`, `хартия`, `хартиен`, `пощ`, `куриер`, `ссев`, `сеос`, `на\s+място`, `деловодство`)
	// formRowNamed: „ред Б5“, „раздел Г“.
	formRowNamed    = oneOf(`[абвгд]\s?\d`, `ред(?:ове)?`+end, `раздел`)
	numberOfSignals = regexp.MustCompile(`(?i)(\d{1,3})\s+(?:броя?\s+|бр\.?\s+)?сигнал`)
	hasDigit        = regexp.MustCompile(`\d`)
)

var notFinal = oneOf(`предварител(?:ен|ни)\s+(?:доклад|данн|вариант)`, `чернов`, `работен\s+вариант`, `проект\s+на\s+(?:годиш\p{L}+\s+)?доклад`,
	corrected+`(?:\s+[^\s.!?]+){0,8}?\s+ще`+end, `ще(?:\s+[^\s.!?]+){0,8}?\s+`+corrected, `да\s+не\s+(?:се\s+)?(?:взем|приема|разглежда)`, `не\s+(?:го|я|ги)?\s*(?:приемайте|вземайте|разглеждайте)`)

// corrected is a report that is yet to come: one that is here is what was asked for.
const corrected = `(?:окончателн|коригиран|поправен|изправен|допълнен|уточнен)\p{L}*\s+(?:доклад|вариант|образец|данни)\p{L}*`
