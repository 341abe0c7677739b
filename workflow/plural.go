package workflow

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plural counts as Bulgarian does: one is singular, everything else plural, 21 too:
// „1 файл“, „0 файла“, „21 файла“. A masculine noun that is no person has a form of its
// own after a number („файла“, not „файлове“), so the caller gives it.
func plural(n int, one, many string) string {
	if n == 1 {
		return strconv.Itoa(n) + " " + one
	}
	return strconv.Itoa(n) + " " + many
}

// measuresWords is „мярка I.4“ or „мерки I.4, V.2 и VI.1“.
func measuresWords(keys []string) string {
	switch len(keys) {
	case 0:
		return ""
	case 1:
		return "мярка " + keys[0]
	}
	return "мерки " + joinAnd(keys)
}

// agree picks the form of an adjective or participle that goes with an indefinite noun
// phrase: „годишен доклад“ is masculine, „информация за обучения“ feminine,
// „потвърждение“ neuter, „протоколи“ plural.
//
// The first word decides, adjective or noun, by its ending; nouns in -ост and -аст („отчетност“, „област“)
// are feminine in spite of their consonant. An abbreviation („РИОСВ – Перник“) has no
// ending: it stands for an institution and is feminine, but for those whose noun is not („управление“,
// „поделение“, „училище“, „институт“). An adjective in -ски tells no number: the noun behind it does.
func agree(phrase, masculine, feminine, neuter, plural string) string {
	word := firstWord(phrase)
	if utf8.RuneCountInString(word) > 1 && word == strings.ToUpper(word) {
		switch {
		case slices.Contains(neuterAbbreviations, word):
			return neuter
		case slices.Contains(masculineAbbreviations, word):
			return masculine
		}
		return feminine
	}
	switch {
	case endsIn(word, "ски") || slices.Contains(firstOrdinals, strings.ToLower(word)): // „статистически отчет“, „технически прегледи“
		if _, noun, more := strings.Cut(strings.TrimSpace(phrase), " "); more && firstWord(noun) != "" {
			return agree(noun, masculine, feminine, neuter, plural)
		}
		return plural
	case endsIn(word, "те"): // an article after all: „адресите“, „данните“
		return plural
	case isPluralNeuter(word):
		return plural
	case endsIn(word, "а", "я"):
		return feminine
	case endsIn(word, "о", "е"):
		return neuter
	case endsIn(word, "и"):
		return plural
	case endsIn(word, "аст") && utf8.RuneCountInString(word) > 3, endsIn(word, "ост") && utf8.RuneCountInString(word) > 4:
		return feminine
	}
	return masculine
}

// neuterAbbreviations are of offices of the state: РУО is a „регионално управление“, МЗ a
// „министерство“, ДГС a „държавно горско стопанство“.
var neuterAbbreviations = []string{"РУО", "РУ", "ОПУ", "ТП", "ОУ", "СУ", "НУ", "ДГС", "ДЛС",
	"МТСП", "МВР", "МЗ", "МФ", "МП", "МОН", "МОСВ", "МРРБ", "МЗХ", "МК", "МО", "МИ", "МИР", "МЕ", "МЕУ", "МТС", "ММС", "МТ", "ДП", "ЮЗДП"}

// masculineAbbreviations: an „институт“, a „фонд“, a „център“, a „музей“, a „съд“.
var masculineAbbreviations = []string{"НОИ", "НСИ", "ДФ", "ЦСМП", "ДКЦ", "МЦ", "ЦОП", "ЦПЛР", "РИМ", "РС", "ОС", "АС", "БЧК"}

// isPluralNeuter: „сведения“, „заседания“, „събития“, „действия“, „средства“ end like a feminine noun
// („информация“), and are many.
func isPluralNeuter(word string) bool {
	return endsIn(word, "ения", "ания", "яния", "ития", "ятия", "ствия", "ства", "ища", "писма", "правила") &&
		!endsIn(word, "кампания", "компания")
}

// isPluralNeuterThe is isPluralNeuter of a noun with its article: „сведенията“.
func isPluralNeuterThe(word string) bool {
	bare, article := strings.CutSuffix(strings.ToLower(word), "та")
	return article && isPluralNeuter(bare)
}

// firstOrdinals end like a plural and are masculine before a masculine noun („първи доклад“).
var firstOrdinals = []string{"първи", "втори", "трети"}

// agreeThe is agree for a definite phrase, whose article tells more: „информацията“,
// „годишната“ are feminine, „потвърждението“ neuter, „адресите“ plural, and what is left
// („доклада“, „годишния“, „докладът“) masculine.
func agreeThe(phrase, masculine, feminine, neuter, plural string) string {
	word := firstWord(phrase)
	switch {
	case isPluralNeuterThe(word), isPluralNeuter(word):
		return plural
	case endsIn(word, "ата", "ята", "тта"):
		return feminine
	case endsIn(word, "то"):
		return neuter
	case endsIn(word, "те"):
		return plural
	case endsIn(word, "а", "я", "ът", "ят"):
		return masculine
	}
	return agree(phrase, masculine, feminine, neuter, plural) // no article: indefinite after all
}

// firstWord is the first word of a phrase, without quotes and marks around it.
func firstWord(phrase string) string {
	mark := func(r rune) bool { return !unicode.IsLetter(r) }
	word, _, _ := strings.Cut(strings.TrimLeftFunc(phrase, mark), " ")
	return strings.TrimRightFunc(word, mark)
}

func endsIn(word string, endings ...string) bool {
	return slices.ContainsFunc(endings, func(ending string) bool {
		return strings.HasSuffix(strings.ToLower(word), ending)
	})
}

// mentions reports whether a title speaks of something, by the stem of its word.
func mentions(title, stem string) bool { return strings.Contains(strings.ToLower(title), stem) }

// asks reports whether one of the items asked for speaks of something.
func asks(items []string, stem string) bool {
	return slices.ContainsFunc(items, func(item string) bool { return mentions(item, stem) })
}

// byTask picks the words for what a task of a kind asks for: a report („докладът“), a
// confirmation („потвърждението“), or else information („информацията“).
func byTask(kind TaskKind, report, confirmation, information string) string {
	switch kind {
	case ConfirmationTask:
		return confirmation
	case EventTask, PublicationTask:
		return information
	case accountNoun: // „отчет“ has the endings of „доклад“
		return strings.NewReplacer("доклад", "отчет", "Доклад", "Отчет").Replace(report)
	}
	return report
}

// accountNoun is the noun of a report that its task calls „отчет“: a letter has one word for one thing.
const accountNoun TaskKind = "account"

// noun is the kind whose words a letter uses: what is asked as a report and called otherwise
// („обобщена информация“) is spoken of as information, an „отчет“ as one.
func noun(kind TaskKind, title string) TaskKind {
	switch {
	case kind != ReportTask && kind != "", title == "", mentions(title, "доклад"):
		return kind
	case mentions(title, "отчет"):
		return accountNoun
	}
	return EventTask
}

// fullDate is a day as the records office writes it behind its number.
var fullDate = regexp.MustCompile(`\d{1,2}\.\d{1,2}\.\d{4}`)

// dated reports whether a registration number carries its own date („РД-12-1/03.12.2018 г.“).
func dated(number string) bool { return fullDate.MatchString(number) }

// DatedNumber is a records office's number with its date, once: „РД-12-7/03.12.2018 г.“.
func DatedNumber(number string, on Date) string {
	if dated(number) || on.IsZero() {
		return number
	}
	return number + "/" + on.Short()
}

// stop ends a sentence: a full stop follows unless the text brings its own („2018 г.“).
func stop(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

// bare drops the mark that someone put after an item of a list, since the list sets its
// own; the point of an abbreviation („2018 г.“, „и др.“) belongs to the word and stays.
func bare(item string) string {
	item = strings.TrimRight(item, " ;,")
	body, ended := strings.CutSuffix(item, ".")
	if !ended {
		return item
	}
	word := body[strings.LastIndexAny(body, " .")+1:]
	if utf8.RuneCountInString(word) <= 3 {
		return item
	}
	return body
}
