package workflow

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Assessment is what a reply brings for one obligation.
type Assessment struct {
	Delivers bool
	Nil      bool     // a nil statement: „няма постъпили сигнали“
	Files    bool     // by a file, and not by its words
	Covers   []string // measures
	Why      string   // Bulgarian
}

// Assess says what a reply brings for an obligation: a submission, or correspondence only. It
// decides by what was asked, and never reads a promise as a delivery. A person reviews every
// submission, so a doubtful one is received rather than lost. asked is all that the letter which
// it answers asks, and whatever else is owed: a sentence may be about something else of that.
func Assess(in Incoming, o Obligation, task Task, asked ...Asked) Assessment {
	owed := o.Owed()
	if len(owed) == 0 {
		owed = o.Measures
	}
	if slices.ContainsFunc(in.Files, File.MayBeReport) {
		return Assessment{Delivers: true, Files: true, Covers: owed, Why: "приложен файл"}
	}
	if task.Kind == ReportTask && hasFormRows(in.Text) {
		return Assessment{Delivers: true, Covers: owed, Why: "редове на образеца в текста"}
	}
	answer := readAnswer(in.Text)
	nothing := answer.nothing(o.Period, in.Arrived)
	if covers := common(task.Nil, owed); len(covers) > 0 && nothing.said && !answer.provisional() {
		return Assessment{Delivers: true, Nil: true, Covers: covers, Why: "заявено, че няма постъпили сигнали"}
	}
	if answer.disputed() {
		return Assessment{Why: answer.lacks("")}
	}
	if task.Kind != ReportTask {
		answer = answer.notOfOthers(o.Key, asked)
	}
	if why := answer.brings(task.Kind, o.Period, in.Arrived); why != "" {
		if covers := common(task.Nil, owed); task.Kind == ReportTask && len(covers) > 0 {
			owed = covers // what was done besides is not told by a number of signals
		}
		return Assessment{Delivers: true, Covers: owed, Why: why}
	}
	if task.Kind == ReportTask && nothing.doubt != "" {
		return Assessment{Why: answer.lacks(nothing.doubt)}
	}
	if task.Kind == EventTask {
		return Assessment{Why: answer.lacks(cmp.Or(answer.event(o.Period, in.Arrived).doubt, "отговор без исканото"))}
	}
	return Assessment{Why: answer.lacks("отговор без исканото")}
}

// MayBeReport leaves out what mail programs attach of themselves, contact cards, invitations and the
// small pictures of a signature, and what is empty.
func (f File) MayBeReport() bool {
	switch strings.ToLower(path.Ext(f.Name)) {
	case ".vcf", ".ics":
		return false
	}
	switch f.Type { // under whatever name a program gave it
	case "text/calendar", "text/vcard", "text/x-vcard", "text/directory":
		return false
	}
	return f.SHA256 != hashOfNothing && !(f.Size > 0 && f.Size < smallPicture && pictureOfProgram.MatchString(f.Name))
}

const (
	// hashOfNothing is the SHA-256 of an empty file.
	hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	// smallPicture is less than a scanned page has, in bytes.
	smallPicture = 20 << 10
)

// pictureOfProgram: „image001.png“ is how Outlook names the picture of a signature.
var pictureOfProgram = regexp.MustCompile(`(?i)^(?:image\d{1,4}|outlook-[\w-]*|logo\w*|att\d{4,6})\.(?:png|jpe?g|gif|bmp|wmz|emz)$`)

// brings says, in Bulgarian, what of a kind of task the text itself answers; empty: nothing.
func (a answer) brings(kind TaskKind, period Period, arrived time.Time) string {
	switch kind {
	case ReportTask:
		if slices.ContainsFunc(a.said, func(s string) bool { return countsSignals.in(s) && isAbout(s, period, arrived) }) {
			return "данни за сигналите в текста"
		}
	case ConfirmationTask:
		a = a.withoutDenied()
		if slices.ContainsFunc(a.said, func(s string) bool {
			return (isPage(s) || confirmed.in(s) || nothingNew.in(s)) && !ofAnother(s, period)
		}) || a.isDate() {
			return "потвърждение в текста"
		}
	case EventTask:
		return a.event(period, arrived).why
	case PublicationTask:
		if slices.ContainsFunc(a.said, func(s string) bool { return webAddress.in(s) && !ofAnother(s, period) }) {
			return "адрес на публикация в текста"
		}
		if a.says(nothingToPublish) {
			return "заявено, че няма какво да се публикува"
		}
	}
	return ""
}

// isPage reports whether a sentence gives the address of a page: the home page alone, where more is said,
// is what people put below their letters.
func isPage(s string) bool {
	return webAddress.in(s) && !elsewhere.MatchString(s) && (pagePath.MatchString(s) || len(strings.Fields(s)) <= fewWords)
}

// provisional: „няма постъпили сигнали до момента, доклада ще изпратим в края на месеца“ is a promise,
// and who asks for more time has not answered.
func (a answer) provisional() bool {
	return a.promised && soFar.MatchString(a.whole) || moreTime.MatchString(a.whole)
}

// disputed: who says that they need not answer, answers nothing, whatever else they speak of.
func (a answer) disputed() bool { return slices.ContainsFunc(a.said, disputes.MatchString) }

// lacks says what a reply that brings nothing is, for the person who looks at it.
func (a answer) lacks(otherwise string) string {
	switch {
	case a.promised:
		return "обещание без доклад"
	case a.disputed():
		return "оспорване на искането"
	case moreTime.MatchString(a.whole):
		return "молба за удължаване на срока"
	case a.asks:
		return "въпрос"
	case attached.MatchString(a.whole):
		return "споменато е приложение, но файл липсва"
	}
	return otherwise
}

// What an answer may say. Go's \b knows Latin letters only, so Cyrillic words end with (?:\P{L}|$).
const (
	end     = `(?:\P{L}|$)`
	signals = `(?:сигнал|жалб|оплаквани)\p{L}*`
	arrived = `(?:постъп|получ|подад|подав|регистрир|завежд|завед|депозир|установ|констатир|адресир|вписа|вписв|входир)\p{L}*`
	isNot   = `(?:не\s+(?:(?:са|сме|съм|е|бе|беше|бяха)\s+)?(?:бил[аио]?\s+)?)`
	between = `(?:\s+\S+){0,8}?\s+`
)

// pattern is what is said where a sentence has one of these and none of those.
type pattern struct{ said, but matcher }

type matcher interface{ MatchString(string) bool }

// lazy is an expression that is compiled when it is first asked: the large ones take a tenth of what a
// pass may need, and most commands read no answer.
type lazy struct{ compiled func() *regexp.Regexp }

func lazily(expression string) lazy {
	return lazy{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
}

func (l lazy) MatchString(s string) bool { return l.compiled().MatchString(s) }

func (p pattern) in(sentence string) bool {
	return p.said.MatchString(sentence) && (p.but == nil || !p.but.MatchString(sentence))
}

func oneOf(alternatives ...string) matcher {
	return lazily(`(?i)(?:^|\P{L})(?:` + strings.Join(alternatives, "|") + `)`)
}

// notDone: what is asked to be confirmed is denied.
const notDone = `не\s+(?:(?:е|са|сме|съм|беше|бяха|може|можем|мога|да|бил[аио]?|я|го|ги)\s+){0,3}(?:актуал|обнов|публик|потвър[дж])`

var (
	confirmed = pattern{
		said: oneOf(`потвърждава\p{L}*[\s.!]*$`, `(?:потвърждава|потвърждение).*(?:информац|актуал|услуг|акт|публик|данн|страниц|сайт|извърш|изпълн|горно|посочен|искан|двете|всичк)`, `актуалн[аио]`+end, `актуализ(?:ира(?:н[аио]?|ната|ните|хме|т)?|аци[яи]\p{L}*)`+end, `обновен`, `обновихме`, `(?:публикуван|качен|оповестен)[аио]?`+end, `(?:публикува|качи|оповести)хме`+end),
		but:  oneOf(`няма\s+(?:\p{L}+\s+)?публикуван`, `получаване`, `получено`, `получен`, `получих`, notDone, `неактуал`, `очаква`, `чака`, `молба`, `контакт`),
	}
	nothingNew       = pattern{said: oneOf(`нов\p{L}*\s+(?:\p{L}+\s+){0,3}?няма(?:ме)?`+end, `(?:няма|без)\s+(?:настъпил[аи]\s+)?пром(?:ен|ян)`, `(?:няма|нямаме)\s+(?:\p{L}+\s+)?(?:нов\p{L}*(?:\P{L}|$)|приет|прием|издад|издав|утвърд|измен)`, isNot+`(?:прием|издав|издад|утвърд|променя|настъп)`)}
	nothingToPublish = pattern{said: oneOf(`няма\s+(?:какво\s+)?(?:да\s+(?:бъде\s+|се\s+)?|за\s+)публик`, `няма\s+(?:нови\s+|текущи\s+|завършили\s+|приключили\s+|изпълнявани\s+)*проект`, isNot+`(?:изпълнява|реализир)`)}
	webAddress       = pattern{but: oneOf(notDone, `не\s+работи`), said: regexp.MustCompile(`(?i)https?://\S+|\bwww\.\S+|\b[a-z0-9-]+\.(?:bg|com|org|eu|net|info|example)\b|[а-я0-9-]+\.бг`)}

	pagePath  = regexp.MustCompile(`(?i)[a-zа-я]\.[a-zа-я]{2,}/[^\s/]`)
	elsewhere = oneOf(`посетете`, `последвайте`, `писмо(?:то)?\s+ни`, `наше(?:то)?\s+писмо`)
	attached  = oneOf(`прилаг`, `приложен`, `прикач`)
	soFar     = oneOf(`(?:до|към)\s+(?:този\s+|настоящия\s+)?момент[аи]?`+end, `до(?:\s+днес|\s+сега|сега)`+end, `(?:до|към)\s+днешн(?:а\s+дата|ия\s+ден)`, `засега`+end, `все\s+още`+end)
	disputes  = oneOf(`(?:не|нито)\s+(?:сме|съм|е|са)\s+(?:\p{L}+\s+)?(?:задължен|длъжн|адресат|страна\s|компетентн\p{L}*\s+да)`, `няма(?:ме|ш)?\s+(?:\p{L}+\s+)?(?:задължени|правомощи)`, `не\s+(?:дължим|подлежим)`, `отказва(?:м|ме)\s`, `възразява(?:м|ме)\s`,
		`не\s+(?:се\s+отнася|касае)\p{L}*\s+(?:за\s+)?(?:до\s+)?(?:нас|наш|общин|дирекц|институц|администрац)`, `не\s+е\s+(?:в|от)\s+(?:\p{L}+\s+)?компетент`)
	moreTime = oneOf(`удълж\p{L}*`, `отсроч`, `по-дълъг\s+срок`)
)

const (
	monthNamesOr = `януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември`
	months       = `(?:` + monthNamesOr + `)`
)

func common(a, b []string) []string {
	var both []string
	for _, x := range a {
		if slices.Contains(b, x) {
			both = append(both, x)
		}
	}
	return both
}
