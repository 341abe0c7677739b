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
	topics := topicsOf(asked)
	for _, sentence := range spokenOf(in) {
		for i, is := range topics.namedBy(sentence) {
			named[i] = named[i] || is
		}
	}
	return named
}

// notOfOthers leaves out the sentences that speak of other things that the letter asks, and not of this
// one: „докладът е на https://…“ confirms no page.
func (a answer) notOfOthers(obligation string, asked []Asked) answer {
	self := slices.IndexFunc(asked, func(x Asked) bool { return x.Obligation.Key == obligation })
	if self < 0 || len(asked) < 2 {
		return a
	}
	topics := topicsOf(asked)
	a.said = slices.DeleteFunc(slices.Clone(a.said), func(sentence string) bool {
		named := topics.namedBy(sentence)
		return !named[self] && slices.Contains(named, true)
	})
	return a
}

// spokenOf are the sentences by which a reply can name what it answers, with its subject and the names
// of its files.
func spokenOf(in Incoming) []string {
	spoken := append(readAnswer(in.Text).withoutDenied().said, in.Subject)
	for _, f := range in.Files {
		spoken = append(spoken, wordsOfName.Replace(f.Name))
	}
	return spoken
}

// topics are the words of several things that are asked, by which each is told from the others.
type topics struct {
	asked []Asked
	words []map[string]bool
}

func topicsOf(asked []Asked) topics {
	t := topics{asked, make([]map[string]bool, len(asked))}
	for i, a := range asked {
		t.words[i] = topicOf(a.Task)
	}
	return t
}

// namedBy reports of each thing whether a sentence names it.
func (t topics) namedBy(sentence string) []bool {
	named := make([]bool, len(t.asked))
	stems, all := stemsOf(sentence), allOfThem.MatchString(sentence)
	for i, a := range t.asked {
		named[i] = all || slices.ContainsFunc(stems, func(stem string) bool { return t.owns(i, stem) }) ||
			slices.ContainsFunc(a.Obligation.Measures, func(key string) bool { return measureIn(sentence, key) })
	}
	return named
}

// owns reports whether a word is of one task's topic and of no other's. Two periods of one task have one
// topic.
func (t topics) owns(i int, stem string) bool {
	if !t.words[i][stem] {
		return false
	}
	for j := range t.asked {
		if t.asked[j].Task.Key != t.asked[i].Task.Key && t.words[j][stem] {
			return false
		}
	}
	return true
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
	denied      = oneOf(notDone, `неактуал`, `[^-–—]*[-–—]\s*не\s*[.;!]?\s*$`)
)

// measureIn looks for a measure's key: after the word, since a bare „4“ says nothing, or where it has a
// section, which nothing else has.
func measureIn(text, key string) bool {
	if _, number, ok := strings.Cut(key, "."); ok && number != "" && hasWord(text, key) {
		return true
	}
	for _, at := range wordForMeasure.FindAllStringIndex(text, -1) {
		if hasWord(text[at[1]:], key) {
			return true
		}
	}
	return false
}
