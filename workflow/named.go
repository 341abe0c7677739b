package workflow

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Asked is one of the things that a letter asks for.
type Asked struct {
	Obligation Obligation
	Task       Task
}

// NamedIn reports, of each of several things that a letter asks, whether a reply to it names that one:
// by a word of its title or of what is asked that no other of them has, or by its measure. A reply that
// speaks of all of them names each. What it denies or only announces is not named.
func NamedIn(in Incoming, asked []Asked) []bool {
	named := make([]bool, len(asked))
	topics := make([]map[string]bool, len(asked))
	for i, a := range asked {
		topics[i] = topicOf(a.Task)
	}
	for _, sentence := range spokenOf(in) {
		words := stemsOf(sentence)
		for i, a := range asked {
			own := func(stem string) bool { return topics[i][stem] && !inAnother(topics, asked, i, stem) }
			named[i] = named[i] || allOfThem.MatchString(sentence) || slices.ContainsFunc(words, own) ||
				slices.ContainsFunc(a.Obligation.Measures, func(key string) bool { return measureIn(sentence, key) })
		}
	}
	return named
}

// spokenOf are the sentences by which a reply can name what it answers, with its subject and the names
// of its files.
func spokenOf(in Incoming) []string {
	spoken := slices.DeleteFunc(readAnswer(in.Text).said, denied.MatchString)
	spoken = append(spoken, in.Subject)
	for _, f := range in.Files {
		spoken = append(spoken, wordsOfName.Replace(f.Name))
	}
	return spoken
}

// inAnother reports whether a word is of another task's topic too. Two periods of one task have one topic.
func inAnother(topics []map[string]bool, asked []Asked, i int, stem string) bool {
	for j := range asked {
		if asked[j].Task.Key != asked[i].Task.Key && topics[j][stem] {
			return true
		}
	}
	return false
}

// topicOf are the words that tell what a task asks from what others ask.
func topicOf(task Task) map[string]bool {
	topic := map[string]bool{}
	add := func(text string) {
		for _, stem := range stemsOf(text) {
			topic[stem] = topic[stem] || !saysNothing.MatchString(stem)
		}
	}
	add(task.Title)
	for _, item := range task.Items {
		add(item.Text)
	}
	return topic
}

// stemsOf are the words of a text in lower case, without what declines them: „услуги“, „услугите“ and
// „услугата“ are one.
func stemsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	for i, w := range words {
		words[i] = stemOf(w)
	}
	return words
}

const shortestStem = 3 // „акт“

func stemOf(word string) string {
	for _, ending := range endings {
		if stem, ok := strings.CutSuffix(word, ending); ok && len([]rune(stem)) >= shortestStem {
			word = stem
			break
		}
	}
	if stem, ok := strings.CutSuffix(word, "н"); ok && len([]rune(stem)) > shortestStem && endsHard(stem) {
		return stem // „вътрешни“ is of „вътрешен“
	}
	return word
}

func endsHard(stem string) bool {
	runes := []rune(stem)
	return !strings.ContainsRune("аеиоуъюя", runes[len(runes)-1])
}

// endings of nouns and adjectives, the longest first.
var endings = []string{"овете", "ията", "ието", "иите", "ове", "ите", "ата", "ята", "ото", "ето", "ия", "ие", "ии", "ен", "ът", "ят", "та", "те", "а", "я", "о", "е", "и"}

var (
	// saysNothing are stems that what is asked has in common, whatever it is.
	saysNothing = regexp.MustCompile(`^(?:\p{L}{1,2}|потвържд\p{L}*|информац|актуал|адрес|публик\p{L}*|страниц|данн|дат|провед\p{L}*|предлаг\p{L}*|период\p{L}*|годи[нш]\p{L}*|през|към|или|тях|брой|ред|образец|образц\p{L}*|въвед\p{L}*|обобщ\p{L}*|отнас\p{L}*|интернет|последн\p{L}*)$`)
	allOfThem   = oneOf(`и\s+двете`, `и\s+за\s+двете`, `всички\s+(?:поискани|искани|точки|искания)`, `(?:цялата|поисканата|исканата)\s+информация`, `потвърждения(?:та)?`+end)
	denied      = oneOf(notDone, `неактуал`)
)

// measureIn looks for a measure's key after the word, since a bare „4“ says nothing.
func measureIn(text, key string) bool {
	for _, at := range wordForMeasure.FindAllStringIndex(text, -1) {
		if hasWord(text[at[1]:], key) {
			return true
		}
	}
	return false
}
