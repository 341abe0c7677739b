package workflow

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// The words of deadline phrases. Bulgarian inflects, so most are known by their stem.

// hasStem reports whether a word begins with one of the stems.
func hasStem(w string, stems ...string) bool {
	return slices.ContainsFunc(stems, func(stem string) bool { return strings.HasPrefix(w, stem) })
}

// hasEnding reports whether a word ends with one of these.
func hasEnding(w string, endings ...string) bool {
	return slices.ContainsFunc(endings, func(ending string) bool { return strings.HasSuffix(w, ending) })
}

// monthOf knows a month by its name, an inflection („марта“) or an abbreviation („септ“).
func monthOf(w string) time.Month {
	if w == "ян" {
		return time.January
	}
	letters := len([]rune(w))
	for m := time.January; m <= time.December; m++ {
		name := MonthName(m)
		short := letters >= 3 || m == time.June || m == time.July
		if w == name || w == name+"а" || short && letters >= 2 && strings.HasPrefix(name, w) {
			return m
		}
	}
	return 0
}

// weekdayOf knows a weekday by its name, with or without an article.
func weekdayOf(w string) (time.Weekday, bool) {
	for day, stem := range []string{"неделя", "понеделник", "вторник", "сряда", "четвъртък", "петък", "събота"} {
		if strings.HasPrefix(w, stem) {
			return time.Weekday(day), true
		}
	}
	return 0, false
}

// periodOf gives the months of a period's noun: „тримесечието“ 3, „полугодие“ 6, „месеца“ 1.
func periodOf(w string) int {
	switch {
	case w == "трим" || w == "тр" || w == "тримес" || hasStem(w, "тримесечи"):
		return 3
	case w == "полуг" || w == "шестм" || hasStem(w, "полугодие", "полугодия", "шестмесечи"):
		return 6
	case hasStem(w, "двумесечи"):
		return 2
	case hasStem(w, "четиримесечи"):
		return 4
	case w == "м" || w == "мес" || hasStem(w, "месец"):
		return 1
	case w == "г" || w == "год" || hasStem(w, "година", "години"):
		return 12
	}
	return 0
}

const weekly = -1 // in place of a number of months

// adverbOf gives the months of „ежемесечно“, „тримесечно“, „ежегодно“, or weekly.
func adverbOf(w string) int {
	stem := strings.TrimPrefix(w, "еже")
	adverb := strings.HasSuffix(w, "о")
	if stem == w && !adverb || periodOf(w) != 0 {
		return 0 // „тримесечен срок“ is a duration, „тримесечието“ a noun
	}
	switch {
	case hasStem(stem, "месеч"), w == "помесечно":
		return 1
	case hasStem(stem, "двумесеч"):
		return 2
	case hasStem(stem, "тримесеч"):
		return 3
	case hasStem(stem, "шестмесеч", "полугодиш"):
		return 6
	case hasStem(stem, "годиш", "годн", "годен"), w == "всекигодишно":
		return 12
	case hasStem(stem, "седмич"):
		return weekly
	}
	return 0
}

// ordinalOf knows ordinals by their stem: „първото“ 1, „последния“ -1.
func ordinalOf(w string) int {
	if hasStem(w, "последн", "последе") {
		return -1
	}
	for _, ending := range []string{"ият", "ите", "ия", "ата", "ото", "и", "а", "о"} {
		stem, inflected := strings.CutSuffix(w, ending)
		if !inflected {
			continue
		}
		if i := slices.Index([]string{"първ", "втор", "трет", "четвърт", "пет", "шест", "седм", "осм", "девет",
			"десет", "единадесет", "дванадесет", "тринадесет", "четиринадесет", "петнадесет"}, stem); i >= 0 {
			return i + 1
		}
	}
	return 0
}

var cardinals = map[string]int{"един": 1, "една": 1, "едно": 1, "два": 2, "две": 2, "три": 3, "четири": 4, "пет": 5,
	"шест": 6, "седем": 7, "осем": 8, "девет": 9, "десет": 10, "единадесет": 11, "дванадесет": 12, "тринадесет": 13,
	"четиринадесет": 14, "четиринайсет": 14, "петнадесет": 15, "петнайсет": 15, "двадесет": 20, "двайсет": 20,
	"тридесет": 30, "трийсет": 30, "четиридесет": 40, "шестдесет": 60, "деветдесет": 90}

// combining are the numerals that change where they start a word: „едномесечен“.
var combining = map[string]string{"едно": "един", "дву": "два"}

// durationOf takes „едномесечен“, „тридневния“, „седмичен“ apart; the number is 1 where
// none is in the word.
func durationOf(w string) (int, countUnit, bool) {
	for stem, unit := range map[string]countUnit{"днев": inDays, "седмич": inWeeks, "месеч": inMonths, "годиш": inYears} {
		prefix, ending, is := strings.Cut(w, stem)
		if !is || !slices.Contains([]string{"ен", "ния", "ният", "на", "ни", "ните", "ната"}, ending) {
			continue
		}
		if prefix == "" {
			return 1, unit, true
		}
		if n := cardinals[cmp.Or(combining[prefix], prefix)]; n > 0 {
			return n, unit, true
		}
	}
	return 0, inDays, false
}

// countUnitOf knows „дни“, „седмица“, „месеца“, „години“.
func countUnitOf(w string) (countUnit, bool) {
	switch {
	case w == "ден" || w == "дни" || w == "дена" || w == "дн" || w == "деня":
		return inDays, true
	case hasStem(w, "седмиц"):
		return inWeeks, true
	case w == "мес" || hasStem(w, "месец"):
		return inMonths, true
	case hasStem(w, "година", "години"):
		return inYears, true
	}
	return inDays, false
}

// lasting are the words for what goes on all the time.
func lasting(w string) bool {
	return hasStem(w, "постоян", "текущ", "непрекъснат", "целогодиш", "безсроч", "перманент", "ежедневн", "непрестан")
}

// anchorOf tells what a term is counted from by the words that follow „от“ or „след“. A
// letter received is named before a plan adopted, for „писмото за приемане на плана“.
func anchorOf(words []string) Anchor {
	has := func(stems ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return hasStem(w, stems...) })
	}
	switch {
	case has("сигнал", "жалб") && !has("писм"):
		return AnchorEvent
	case has("писм", "получава", "получен", "уведом", "съобщ", "покан", "поискв", "запитв", "искане", "връчв"):
		return AnchorLetter
	case has("заседан"):
		return AnchorMeeting
	case has("приема", "прием", "утвържд", "одобр") && (len(words) == 1 || has("план", "програм", "настоящ")):
		return AnchorAdoption
	}
	return AnchorEvent
}

// vagueness is a word of no honest reading and what to write instead.
type vagueness struct {
	stems   []string // consecutive words, each known by its stem
	suggest string
}

const (
	suggestDay     = "посочете ден, напр. „до 31.03.%d г.“"
	suggestCadence = "посочете ритъм, напр. „на тримесечие“ или „до 10-о число на всеки месец“"
)

var vague = []vagueness{
	{[]string{"своевременн"}, suggestDay},
	{[]string{"навременн"}, suggestDay},
	{[]string{"при", "възможност"}, suggestDay},
	{[]string{"по", "възможност"}, suggestDay},
	{[]string{"възможно", "най"}, suggestDay},
	{[]string{"незабавн"}, "посочете брой дни и от какво се броят, напр. „до 3 дни след получаване на писмото“"},
	{[]string{"веднага"}, "посочете брой дни и от какво се броят, напр. „до 3 дни след получаване на писмото“"},
	{[]string{"в", "най", "кратък"}, suggestDay},
	{[]string{"в", "кратък"}, suggestDay},
	{[]string{"в", "разумен"}, suggestDay},
	{[]string{"в", "законов"}, suggestDay},
	{[]string{"в", "законоустановен"}, suggestDay},
	{[]string{"съгласно"}, "посочете самите дати, а не документа, в който са"},
	{[]string{"според", "възможност"}, suggestDay},
	{[]string{"според"}, "посочете самите дати, а не документа, в който са"},
	{[]string{"по", "график"}, "посочете самите дати от графика"},
	{[]string{"по", "утвърден"}, "посочете самите дати от графика"},
	{[]string{"периодич"}, suggestCadence},
	{[]string{"регулярн"}, suggestCadence},
	{[]string{"редовн"}, suggestCadence},
	{[]string{"систематич"}, suggestCadence},
	{[]string{"поетапн"}, "посочете дата за всеки етап"},
	{[]string{"еднократ"}, suggestDay},
	{[]string{"краткосроч"}, suggestDay},
	{[]string{"средносроч"}, suggestDay},
	{[]string{"дългосроч"}, suggestDay},
	{[]string{"неопределен"}, suggestDay},
	{[]string{"пролет"}, "посочете месеци, напр. „март – май %d г.“"},
	{[]string{"лято"}, "посочете месеци, напр. „юни – август %d г.“"},
	{[]string{"лятот"}, "посочете месеци, напр. „юни – август %d г.“"},
	{[]string{"есен"}, "посочете месеци, напр. „септември – ноември %d г.“"},
	{[]string{"зима"}, "посочете месеци, напр. „януари – март %d г.“"},
}
