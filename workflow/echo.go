package workflow

import (
	"slices"
	"strings"
	"unicode"
)

// A reply is an echo where hardly a word in it is not ours, in our order. People quote and cite
// us too, so only long runs of our words count, and a few words of a program's own („Получихме
// следното съобщение:“) do not make it an answer.
const (
	echoRun   = 8  // words in our order that nobody writes by chance
	echoLeast = 20 // words of ours without which a text is no echo of a letter
	echoOwn   = 5  // in a hundred words, so many of its own
)

// OwnWords is what a reply says that does not stand in the letter that it answers, however its
// lines are broken and marked. ours reports whether most of it did: the letter, come back. Otherwise
// own is the whole text.
func OwnWords(text, letter string) (own string, ours bool) {
	known := runsOf(letter)
	words := echoWords(text)
	mine := make([]bool, len(words))
	for i := range words {
		if i+echoRun <= len(words) && known[joined(words[i:i+echoRun])] {
			for j := range echoRun {
				mine[i+j] = true
			}
		}
	}
	var left strings.Builder
	from, n := 0, 0
	for i, w := range words {
		if !mine[i] {
			n++
			continue
		}
		left.WriteString(text[from:w.start])
		from = w.end
	}
	left.WriteString(text[from:])
	if echoed := len(words) - n; echoed < echoLeast || echoed < n {
		return text, false
	}
	if n*100 <= echoOwn*len(words) {
		return "", true
	}
	return withWords(left.String()), true
}

// withWords drops lines of which only signs are left.
func withWords(text string) string {
	lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return len(echoWords(line)) == 0 })
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// echoWord is one of a text, in lower case and without what stands around it, and where it is.
type echoWord struct {
	text       string
	start, end int
}

func echoWords(text string) []echoWord {
	var words []echoWord
	start := -1
	for i, r := range text + " " {
		switch in := unicode.IsLetter(r) || unicode.IsDigit(r); {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			words = append(words, echoWord{strings.ToLower(text[start:i]), start, i})
			start = -1
		}
	}
	return words
}

// runsOf has every run of echoRun words.
func runsOf(letter string) map[string]bool {
	words := echoWords(letter)
	runs := map[string]bool{}
	for i := 0; i+echoRun <= len(words); i++ {
		runs[joined(words[i:i+echoRun])] = true
	}
	return runs
}

func joined(words []echoWord) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.text)
		b.WriteByte(' ')
	}
	return b.String()
}
