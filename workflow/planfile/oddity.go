package planfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"srok/workflow"
)

// Where a warning concerns the document as a whole.
const wholePlan = "план"

// misprints are slips known from published plans; what they probably mean is a suggestion
// to the person, the text stays as it is.
var misprints = []struct {
	form  *regexp.Regexp
	meant string
}{
	{regexp.MustCompile(`(?i)информиратност\p{L}*`), "информираност"},
	{regexp.MustCompile(`(?i)проведен и (?:обучения|срещи|мероприятия|заседания|проверки|кампании)`), "проведени …"},
	{regexp.MustCompile(`\p{L}+ +,`), ""},
	{regexp.MustCompile(`\p{L}+,\p{Lu}\p{Ll}+`), ""},
}

var (
	tightYear = regexp.MustCompile(`\d{4}г\.?`)
	wordForm  = regexp.MustCompile(`\p{L}+`)
)

// oddities looks at the measures as they were read: misprints, variants of one name, and
// terms that name no day.
func oddities(p workflow.Plan, dir workflow.Directory) []workflow.Warning {
	var found []workflow.Warning
	warn := func(where, format string, args ...any) {
		found = append(found, workflow.Warning{Where: where, What: fmt.Sprintf(format, args...)})
	}
	sections := map[string]bool{}
	for _, m := range p.Measures {
		if !sections[m.Section] && m.Section != "" {
			sections[m.Section] = true
			for _, slip := range slips(m.SectionTitle) {
				warn(m.Section, "В заглавието на раздела: %s", slip)
			}
		}
		for _, c := range []column{textColumn, termColumn, responsibleColumn, indicatorColumn, resultColumn} {
			for _, slip := range slips(columnOf(&m, c)) {
				warn(m.Key, "В колоната „%s“: %s", c, slip)
			}
		}
		for _, c := range []column{textColumn, termColumn, responsibleColumn} {
			if columnOf(&m, c) == "" {
				warn(m.Key, "Колоната „%s“ е празна.", c)
			}
		}
	}
	for _, what := range variants(p, dir) {
		warn(wholePlan, "%s", what)
	}
	return append(found, gaps(p)...)
}

// slips finds misprints, and words typed in two alphabets, in one text.
func slips(text string) []string {
	var found []string
	for _, m := range misprints {
		for _, s := range m.form.FindAllString(text, -1) {
			what := fmt.Sprintf("вероятна печатна грешка „%s“", s)
			if m.meant != "" {
				what += fmt.Sprintf(" (вместо „%s“)", m.meant)
			}
			found = append(found, what+"; текстът е запазен.")
		}
	}
	for _, w := range wordForm.FindAllString(text, -1) {
		if strings.ContainsFunc(w, isLatin) && strings.ContainsFunc(w, isCyrillic) {
			found = append(found, fmt.Sprintf("думата „%s“ съдържа и латински, и кирилски букви; текстът е запазен.", w))
		}
	}
	return found
}

// variants finds names and terms that the plan writes in more than one way.
func variants(p workflow.Plan, dir workflow.Directory) []string {
	var found []string
	all := wholeText(p)
	for _, alias := range append([]string{dir.Council.Name}, dir.Council.Aliases...) {
		if spellings := spellingsOf(alias, all); len(spellings) > 1 {
			found = append(found, "Едно и също име е изписано по различен начин: "+quoted(spellings)+"; приема се за едно.")
		}
	}
	if s := spellingsOfPlace(all); len(s) > 1 {
		found = append(found, "Едно и също име е изписано с главна и с малка буква: "+quoted(s)+"; приема се за едно.")
	}
	if s := similarAcronyms(p.Council, all); len(s) > 0 {
		found = append(found, fmt.Sprintf("Съветът е наречен „%s“ в заглавието и %s в мерките; приема се за един.", p.Council, quoted(s)))
	}
	terms := map[string][]string{}
	for _, m := range p.Measures {
		if folded := fold(m.Term); folded != "" && !slices.Contains(terms[folded], m.Term) {
			terms[folded] = append(terms[folded], m.Term)
		}
	}
	for _, m := range p.Measures {
		if same := terms[fold(m.Term)]; len(same) > 1 && same[0] == m.Term {
			found = append(found, "Един и същ срок е изписан по различен начин: "+quoted(same)+".")
			delete(terms, fold(m.Term))
		}
	}
	if tight := uniq(tightYear.FindAllString(p.Title+"\n"+all, -1)); len(tight) > 0 {
		found = append(found, "Годината е изписана без интервал: "+quoted(tight)+"; текстът е запазен.")
	}
	return found
}

func wholeText(p workflow.Plan) string {
	var b strings.Builder
	for _, m := range p.Measures {
		for _, s := range []string{m.Text, m.Term, m.Responsible, m.Indicator, m.Result} {
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// spellingsOf finds a name whatever stands between its words: „ОА - Перник“, „ОА – Перник“,
// „ОА -Перник“, „ОА Перник“. A name of one word has no variants.
func spellingsOf(name, text string) []string {
	parts := wordForm.FindAllString(name, -1)
	if len(parts) < 2 {
		return nil
	}
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	form, err := regexp.Compile(`(?i)` + strings.Join(parts, `[ \x{a0}]*[-–—]?[ \x{a0}]*`))
	if err != nil {
		return nil // an alias too long for an expression has no variants worth a warning
	}
	return uniq(form.FindAllString(text, -1))
}

var place = regexp.MustCompile(`[Оо]бласт\s+\p{Lu}\p{L}+`)

func spellingsOfPlace(text string) []string {
	byName := map[string][]string{}
	for _, s := range uniq(place.FindAllString(text, -1)) {
		if same := append(byName[strings.ToLower(s)], s); len(same) > 1 {
			return same
		}
		byName[strings.ToLower(s)] = []string{s}
	}
	return nil
}

// similarAcronyms are one letter more or less than the council's own: ООСПК and ООСППК.
func similarAcronyms(council, text string) []string {
	var similar []string
	for _, w := range uniq(acronym.FindAllString(text, -1)) {
		if council != "" && w != council && len([]rune(council)) > 3 && oneLetterApart([]rune(w), []rune(council)) {
			similar = append(similar, w)
		}
	}
	return similar
}

func oneLetterApart(a, b []rune) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > 1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i < len(a) && string(a[i+1:]) == string(b[i+1:])
	}
	return string(a[i+1:]) == string(b[i:])
}

// gaps finds numbers that skip one or go back within a section.
func gaps(p workflow.Plan) []workflow.Warning {
	var found []workflow.Warning
	last := map[string]int{}
	for _, m := range p.Measures {
		var n int
		if _, err := fmt.Sscanf(m.Number, "%d", &n); err != nil || strings.Contains(strings.TrimRight(m.Number, "."), ".") {
			continue
		}
		if before, known := last[m.Section]; known && n != before+1 {
			found = append(found, workflow.Warning{Where: m.Key, What: fmt.Sprintf("Номерацията прескача: след № %d следва № %d.", before, n)})
		}
		last[m.Section] = n
	}
	return found
}

func uniq(list []string) []string {
	var once []string
	for _, s := range list {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}

func quoted(list []string) string { return "„" + strings.Join(list, "“, „") + "“" }
