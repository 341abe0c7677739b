package workflow

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// answer is a reply's text, with apart what it states: without questions, conditions, requests
// and what is only going to be.
type answer struct {
	whole     string
	said      []string // sentences
	promised  bool     // something will be sent or done
	announced bool     // something is going to be, whatever it is
	asks      bool     // there is a question
}

// says reports whether one of the sentences says something.
func (a answer) says(p pattern) bool {
	return slices.ContainsFunc(a.said, p.in)
}

// isDate reports whether the answer is a date and little else: „15.12.2018 г.“
func (a answer) isDate() bool {
	const few = 6
	text := strings.Join(a.said, " ")
	return len(strings.Fields(text)) <= few && justDate.MatchString(text)
}

// withoutDenied leaves out what a reply says not to be so: „услугите са актуални, актовете – не“.
func (a answer) withoutDenied() answer {
	said := a.said
	a.said = nil
	for _, sentence := range said {
		if denied.MatchString(sentence) {
			clauses := slices.DeleteFunc(clausesOf(sentence), denied.MatchString)
			if sentence = strings.Join(clauses, ", "); strings.TrimSpace(sentence) == "" {
				continue
			}
		}
		a.said = append(a.said, sentence)
	}
	return a
}

// readAnswer splits a reply into sentences and keeps those that state something.
func readAnswer(text string) answer {
	text = withoutSignature(closing.Split(text, 2)[0])
	a := answer{whole: text}
	for _, sentence := range sentences(emailAddress.ReplaceAllString(text, " ")) {
		sentence = preamble.ReplaceAllString(citedLetter.ReplaceAllString(sentence, " "), " ")
		if question.MatchString(sentence) {
			a.asks = true
			continue
		}
		if at := condition.FindStringIndex(sentence); at != nil {
			sentence = sentence[:at[0]]
		}
		if asking.MatchString(sentence) && !stating.MatchString(sentence) {
			continue
		}
		if future.MatchString(sentence) {
			a.announced = a.announced || future.MatchString(notComing.ReplaceAllString(sentence, " "))
			a.promised = a.promised || promise.MatchString(sentence)
			sentence = strings.Join(slices.DeleteFunc(clausesOf(sentence), future.MatchString), ", ")
		}
		if strings.TrimSpace(sentence) != "" {
			a.said = append(a.said, sentence)
		}
	}
	return a
}

// clausesOf are the clauses of a sentence, each with those that depend on it.
func clausesOf(sentence string) []string {
	return clause.Split(subordinate.ReplaceAllString(sentence, " $1"), -1)
}

var (
	// closing begins the signature, which has addresses and dates of its own.
	closing      = regexp.MustCompile(`(?im)^[\s>]*(?:с уважение|с поздрав|поздрави|с почит|--\s*$)`)
	emailAddress = regexp.MustCompile(`\S+@\S+`)
	// citedLetter is a number and date of correspondence: no date of what was asked.
	citedLetter = regexp.MustCompile(`(?i)(?:писмо\p{L}*|изх\.|вх\.|рег\.|№)[^,;]{0,40}?\d{1,2}[./]\d{1,2}[./]\d{4}(?:\s*г\.)?`)
	// preamble is how an official's answer begins: „във връзка с Ваше писмо“.
	preamble = regexp.MustCompile(`(?i)(?:във\s+връзка\s+с(?:ъс)?|(?:с|чрез)\s+(?:настоящото|това)|в\s+отговор\s+на|в\s+изпълнение\s+на|по|относно|на|по\s+повод(?:\s+на)?)\s+(?:\p{L}+\s+){0,4}?(?:писмо|искане|запитване)\p{L}*(?:\s+(?:Ви|ви|до\s+нас))?`)
	question = regexp.MustCompile(`(?i)\?\s*$|(?:^|\P{L})ли(?:\P{L}|$)`)
	// condition opens what is not stated: „ако през периода не са постъпили сигнали …“ is our own
	// request given back, not an answer.
	condition = regexp.MustCompile(`(?i)(?:^|\P{L})(?:а\s+|но\s+|и\s+)?(?:ако|в\s+случай,?\s+че|в\s+случай\s+на|при\s+липса|при\s+(?:условие|положение),?\s+че|стига\s+да|щом|дали|когато)(?:\P{L}|$)`)
	asking    = regexp.MustCompile(`(?i)(?:^|\P{L})(?:моля|молим|следва\s+да|необходимо\s+е|трябва\s+да|искате|изисквате|(?:потвърд|посоч|напиш|попълн|изпрат|представ)ете|(?:декларир|уточн|поясн)[ае]йте|уточнете|пояснете)(?:\P{L}|$)`)
	stating   = regexp.MustCompile(`(?i)приемете|имате\s+предвид|вземете\s+предвид|счита|отбележете`)
	future    = regexp.MustCompile(`(?i)(?:^|\P{L})(?:ще(?:\P{L}|$)|предсто(?:и|ят|ящ)|в\s+процес\s+(?:на\s+)?(?:изгот|подгот|събир|съглас|обобщ|окомплект|комплект|попълв|подпис|актуал|публик|разработ|обнов|изпълн|прием)|(?:изготвя|подготвя|планира|предвижда|очаква)(?:т|ме|\s+се)|се\s+(?:изготвя|подготвя|съгласува|обработва|събира|оформя|попълва|чака|очаква)|насроч|планиран|в\s+момента\s+(?:се\s+)?(?:изготвя|подготвя))`)
	notComing = regexp.MustCompile(`(?i)(?:не|нито)\s+(?:(?:са|се|е|сме)\s+)?(?:предсто(?:и|ят|ящ)|планира|предвижда|предвиден|очаква|насроч)\p{L}*`)
	promise   = regexp.MustCompile(`(?i)изпрат|изпращ|представ|предостав|подад|внес|прат|отговор|в\s+процес|изготвя|подготвя|прилож|публик|проведе|получите`)
	clause    = regexp.MustCompile(`,\s*|\s+(?:и|а|но|като|както)\s+`)
	// subordinate clauses go with the one before: „ще изпратим справка, че няма постъпили сигнали“.
	subordinate = regexp.MustCompile(`(?i),\s*(че|кой|коя|кое|кои|с\s+ко[йяе]|за\s+ко[йяе])`)
	justDate    = regexp.MustCompile(`\d{1,2}\.\d{1,2}\.\d{4}`)
)

// formRow begins a line of the report form that was copied or typed into the text: „Б3.1 – 2“. Its
// letters may be typed as Latin ones.
var formRow = regexp.MustCompile(`(?m)^[\s>|*•–-]*(?:[Рр]ед\s+)?([АБВГДAB]\s?\d{1,2}(?:\.\d{1,2})?)(?:[\s.,:;)=|–-]|$)`)

// fewFormRows could be meant otherwise: a question about them, the paper's size.
const fewFormRows = 4

// hasFormRows reports whether a text gives the answers of the form row by row.
func hasFormRows(text string) bool {
	rows := map[string]bool{}
	for _, m := range formRow.FindAllStringSubmatch(text, -1) {
		rows[m[1]] = true
	}
	return len(rows) > fewFormRows
}

// sentences splits a text. A line that goes on in lower case continues the one before it; a full
// stop ends a sentence only before a capital letter, because of „г.“, „бр.“ and „изх.“.
func sentences(text string) []string {
	var joined strings.Builder
	for line := range strings.Lines(text) {
		line = strings.Join(strings.FieldsFunc(line, unicode.IsSpace), " ")
		first, _ := utf8.DecodeRuneInString(line)
		switch {
		case line == "":
			joined.WriteByte('\n')
		case unicode.IsLower(first) && joined.Len() > 0:
			joined.WriteString(" " + line)
		default:
			joined.WriteString("\n" + line)
		}
	}
	var found []string
	for line := range strings.Lines(joined.String()) {
		start := 0
		for _, at := range sentenceEnd.FindAllStringIndex(line, -1) {
			next, _ := utf8.DecodeRuneInString(strings.TrimLeft(line[at[1]:], ` „"«(–-`))
			if strings.ContainsAny(line[at[0]:at[1]], "!?;…") || next == utf8.RuneError || unicode.IsUpper(next) {
				found = append(found, strings.TrimSpace(line[start:at[1]]))
				start = at[1]
			}
		}
		found = append(found, strings.TrimSpace(line[start:]))
	}
	return slices.DeleteFunc(found, func(s string) bool { return s == "" })
}

var sentenceEnd = regexp.MustCompile(`[.!?;…]+(?:\s+|$)`)
