package planfile

import (
	"regexp"
	"strings"

	"srok/workflow"
)

// duty is one thing that a measure asks of someone.
type duty struct {
	measure workflow.Measure
	kind    workflow.TaskKind
	council bool            // asked of the council's own office
	dates   []workflow.Date // that the plan names itself
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?;]\s+\p{Lu}|\n`)
	publishing  = regexp.MustCompile(`публикув|оповестя|обявяван|разгласява|поддържане на (?:актуал|интернет|страница|регистър)|актуална информация|актуализира`)
	reporting   = regexp.MustCompile(`доклад|отчет|справк|информация за (?:\S+ ){0,2}сигнали|обобщен\S* информация`)
	handingOver = regexp.MustCompile(`изисква|представя|изпраща|предоставя|изготвя|внася|подава|отчитане|докладван`)
	holding     = regexp.MustCompile(`провед|провежда|организира|обучени|семинар|кампани|конкурс|кръгла маса|отворени врати|заседани|среща|срещи`)
	demanding   = regexp.MustCompile(`изисква`)
)

// kindOf says what a text asks for. Publication comes first, because what is published is
// often a report or the minutes of an event.
func kindOf(folded string) (workflow.TaskKind, bool) {
	switch {
	case publishing.MatchString(folded):
		return workflow.PublicationTask, true
	case holding.MatchString(folded):
		return workflow.EventTask, true
	case reporting.MatchString(folded):
		return workflow.ReportTask, true
	}
	return "", false
}

// duties reads what a measure asks for: first by its indicator, which names the evidence,
// and only where that is silent by its text. A sentence that demands a report is a duty of
// its own whatever the indicator counts („Изискване на годишен доклад … Публикуване на
// информация от докладите“).
func duties(m workflow.Measure, who addressees) []duty {
	kind, known := kindOf(fold(m.Indicator))
	reports := kind == workflow.ReportTask
	for _, s := range sentences(m.Text) {
		if reporting.MatchString(s) && handingOver.MatchString(s) && !publishing.MatchString(s) && !holding.MatchString(s) {
			reports = true
		}
		if !known {
			kind, known = kindOf(s)
		}
	}
	var found []duty
	if reports || kind == workflow.ReportTask {
		// Who demands a report does not owe one.
		demands := demanding.MatchString(fold(m.Text))
		if len(who.others) > 0 {
			found = append(found, duty{measure: m, kind: workflow.ReportTask})
		}
		if who.council && (!demands || len(who.others) == 0) {
			found = append(found, duty{measure: m, kind: workflow.ReportTask, council: true})
		}
	}
	switch {
	case !known || kind == workflow.ReportTask:
	case kind == workflow.PublicationTask && reports:
		if who.council {
			found = append(found, duty{measure: m, kind: kind, council: true})
		}
	case kind == workflow.PublicationTask && len(who.others) > 0:
		// Many institutions cannot be asked for addresses one by one: a line confirms.
		found = append(found, duty{measure: m, kind: workflow.ConfirmationTask})
	case len(who.others) > 0:
		found = append(found, duty{measure: m, kind: kind})
	case who.council:
		found = append(found, duty{measure: m, kind: kind, council: true})
	}
	return found
}

// sentences of a text, folded.
func sentences(text string) []string {
	var found []string
	for text != "" {
		end := sentenceEnd.FindStringIndex(text)
		if end == nil {
			break
		}
		found = append(found, fold(text[:end[0]+1]))
		text = text[end[0]+1:]
	}
	return append(found, fold(text))
}

// topicOf finds the subject of a duty.
func topicOf(d duty) (topic, bool) {
	for _, source := range []string{d.measure.Text, d.measure.Indicator} {
		folded := fold(source)
		for _, t := range topics {
			if t.kind == d.kind && t.council == d.council && t.about.MatchString(folded) {
				return t, true
			}
		}
	}
	t := general[d.kind]
	t.kind, t.council = d.kind, d.council
	t.key = "measure-" + latinKey(d.measure.Key)
	t.title = strings.ReplaceAll(t.title, "%s", d.measure.Key)
	t.the = strings.ReplaceAll(t.the, "%s", d.measure.Key)
	return t, false
}

var latin = strings.NewReplacer("а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и", "i", "й", "y",
	"к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "h",
	"ц", "ts", "ч", "ch", "ш", "sh", "щ", "sht", "ъ", "a", "ь", "y", "ю", "yu", "я", "ya")

// latinKey writes a measure's key as a task's may be: lower-case Latin, digits and dashes.
func latinKey(key string) string {
	parts := strings.FieldsFunc(latin.Replace(strings.ToLower(key)), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(parts, "-")
}
