package workflow

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// paperOnEvent begins the title of an event task: the paper that is asked for, and about what.
var paperOnEvent = regexp.MustCompile(`^(?i:(информация|данни|сведения|справка|отчет|доклад) (?:за|относно|от) (?:проведен(?:ите|ия|ата|ото|и|а|о)? )?|проведен(?:ите|ия|ата|ото|и|а|о)? )(.+)$`)

// papersOfEvent are no events themselves, and a letter asks for them as they are called.
var papersOfEvent = []string{"протокол", "протоколи", "списък", "списъци", "снимки", "покана", "покани", "програма", "програми",
	"копие", "копия", "документи", "доказателства", "материали", "график", "адрес", "адреси", "потвърждение"}

// eventOf is what was held, taken from the title of an event task, which follows
// „представяне на“: „информация за проведените обучения“ is about „обучения“. A title that names
// only a paper („протокол от заседание“) tells of none.
func eventOf(title string) string {
	if m := paperOnEvent.FindStringSubmatch(title); m != nil {
		return m[2]
	}
	if slices.Contains(papersOfEvent, strings.ToLower(firstWord(title))) {
		return ""
	}
	return title
}

// paperOf is what the title of an event task asks for: „справка“, or else „информация“.
func paperOf(title string) string {
	if m := paperOnEvent.FindStringSubmatch(title); m != nil && m[1] != "" {
		return m[1]
	}
	return "информация"
}

// isDefinite reports whether a phrase has its article: „обученията“, „годишната“, „откритото“.
func isDefinite(phrase string) bool {
	return endsIn(firstWord(phrase), "те", "ата", "ята", "стта", "ото", "ето", "ът", "ят")
}

// capital begins a phrase with a capital letter.
func capital(phrase string) string {
	if phrase == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(phrase)
	return string(unicode.ToUpper(r)) + phrase[n:]
}
