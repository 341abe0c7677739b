package workflow

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// event is what a reply says of trainings, meetings and the like.
type event struct {
	why   string // what it brings, in Bulgarian
	doubt string // why what it says is not taken for an answer
}

// event reads whether a reply tells of something that was held in a period, or states that nothing was.
// „Досега не са провеждани“ is no answer while the period goes on: what was not held may still be.
func (a answer) event(period Period, arrived time.Time) event {
	var e event
	goesOn := goesOnAt(period, arrived)
	var toldOf, withDetails, day, persons bool
	for _, s := range a.said {
		switch {
		case !notHeld.in(s):
			toldOf = toldOf || held.in(s)
			day, persons = day || dayNamed.MatchString(s), persons || people.MatchString(s)
			withDetails = withDetails || (webAddress.in(s) || whenOrHowMany.in(s)) && mayFallIn(s, period)
		case unsure.MatchString(s):
			e.doubt = "казано е, че не е провеждано, но не твърдо"
		case notYet.MatchString(s), goesOn && soFar.MatchString(s):
			e.doubt = "заявено е, че не е провеждано досега"
		case !isAbout(s, period, arrived):
			e.doubt = "заявено е, че не е провеждано, но за друг период"
		case goesOn && a.announced:
			e.doubt = "заявено е, че не е провеждано, но предстои"
		default:
			e.why = "заявено, че не е провеждано"
		}
	}
	if (toldOf || day && persons) && withDetails {
		return event{why: "данни за проявата в текста"}
	}
	return e
}

// mayFallIn reports whether what a sentence tells of may have been in a period: by the days, the months,
// the half or the year that it names.
func mayFallIn(sentence string, period Period) bool {
	from, last := period.Range()
	if last.IsZero() {
		return true
	}
	if days := dayNamed.FindAllStringSubmatch(sentence, -1); len(days) > 0 {
		return slices.ContainsFunc(days, func(m []string) bool {
			day, err := time.Parse("2.1.2006", m[1]+"."+m[2]+"."+m[3])
			return err != nil || !DateOf(day).Before(from) && !DateOf(day).After(last)
		})
	}
	if named := yearsIn(sentence, time.Time{}); len(named) > 0 && !named[from.Year] || isOfAnotherPart(sentence, period) {
		return false
	}
	months := monthNamed.FindAllStringSubmatch(strings.ToLower(sentence), -1)
	return len(months) == 0 || slices.ContainsFunc(months, func(m []string) bool {
		month := time.Month(slices.Index(monthNames[:], m[1]))
		return month >= from.Month && month <= last.Month
	})
}

const howManyPeople = `(?:\d+\s+(?:служител|участни|граждани|посетител|души|човека|лица|обучени|присъства)|(?:служител|участни|граждани|посетител|присъств|обучени)\p{L}*\s*[:–—-]\s*\d)`

var (
	monthNamed = regexp.MustCompile(`(?:\d|през|на|месец|м\.|от|и)\s+(` + monthNamesOr + `)(?:\P{L}|$)`)
	dayNamed   = regexp.MustCompile(`(\d{1,2})\.(\d{1,2})\.(\d{4})`)

	notHeld       = pattern{but: oneOf(`от\s+нас`+end, `а\s+от\s`), said: oneOf(isNot+`(?:се\s+)?(?:провежда|провед|организир|осъществ|премин|обучав|участва|присъства)`, `(?:няма|нямаме|нямахме|без)\s+(?:провед|провежд|организир|осъществ|премин)`, `(?:обучени|срещ)\p{L}*\s+(?:по\s+темата\s+)?няма(?:ше)?`+end)}
	held          = pattern{said: oneOf(`провед`, `провежда`, `се\s+състоя`, `организир`, `осъществ`, `присъств`, `участва`, `участни`, `обучен`, `тема`)}
	whenOrHowMany = pattern{said: regexp.MustCompile(`(?i)\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?:\D|$)|(?:^|\D)\d{1,2}\s+` + months + `|(?:^|\P{L})(?:през|на|месец|м\.)\s+(?:м(?:\.|есец)\s+)?` + months + `|` + howManyPeople)}
	people        = regexp.MustCompile(`(?i)` + howManyPeople)
)
