package mail

import (
	"embed"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed notices.txt notices_others.txt
var noticeFiles embed.FS

// sayings is a set of what sentences say: bit i is noticeTable.says[i].
type sayings uint32

// saying is one thing that sentences of automatic answers say.
type saying struct {
	name, title string
	weight      int
	veto        bool // no program says it
}

// noticeTable is notices.txt and what stands beside it, read.
type noticeTable struct {
	says    []saying
	phrases []phrase
	first   map[rune][]int // which phrases may begin with a word that begins so
}

type phrase struct {
	says     sayings
	anchored bool
	words    []phraseWord
}

// phraseWord is a place in a phrase: one of several words, some of them up to six words further on.
type phraseWord struct {
	oneOf []string // „*“ at the end: any ending
	far   bool
}

// maxGap is how many words „..“ spans.
const maxGap = 6

// notices is read when it is first asked, as the patterns are.
var notices = sync.OnceValue(func() *noticeTable {
	t := &noticeTable{first: map[rune][]int{}}
	for _, name := range []string{"notices.txt", "notices_others.txt"} {
		text, err := noticeFiles.ReadFile(name)
		if err == nil {
			err = t.add(name, string(text))
		}
		if err != nil {
			panic(err) // every test of a message reads them
		}
	}
	return t
})

// add reads a file of the table.
func (t *noticeTable) add(name, text string) error {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		var err error
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			err = t.addSaying(line)
		default:
			err = t.addPhrases(line)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
	}
	return nil
}

func (t *noticeTable) addSaying(line string) error {
	head, title, ok := strings.Cut(line[1:], "] ")
	name, weight, ok2 := strings.Cut(head, " ")
	if !ok || !ok2 {
		return fmt.Errorf("no [name weight] title: %q", line)
	}
	s := saying{name: name, title: title, veto: weight == "!"}
	if !s.veto {
		var err error
		if s.weight, err = strconv.Atoi(weight); err != nil {
			return fmt.Errorf("weight of %q: %w", name, err)
		}
	}
	t.says = append(t.says, s)
	return nil
}

func (t *noticeTable) addPhrases(line string) error {
	_, list, ok := strings.Cut(line, ": ")
	if !ok || len(t.says) == 0 {
		return fmt.Errorf("no language and phrases under a heading: %q", line)
	}
	for one := range strings.SplitSeq(list, "|") {
		p := phrase{says: 1 << (len(t.says) - 1)}
		one = strings.TrimSpace(one)
		one, p.anchored = strings.CutPrefix(one, "^")
		far := false
		for _, field := range strings.Fields(one) {
			if field == ".." {
				far = true
				continue
			}
			w := phraseWord{far: far, oneOf: strings.Split(field, "/")}
			for i, word := range w.oneOf {
				w.oneOf[i] = plainWord(word)
			}
			if slices.ContainsFunc(w.oneOf, notWord) || len(p.words) == 0 && far {
				return fmt.Errorf("not a phrase: %q", one)
			}
			p.words, far = append(p.words, w), false
		}
		if len(p.words) == 0 {
			return fmt.Errorf("an empty phrase in %q", line)
		}
		t.phrases = append(t.phrases, p)
		for _, word := range p.words[0].oneOf {
			r := []rune(word)[0]
			if known := t.first[r]; len(known) == 0 || known[len(known)-1] != len(t.phrases)-1 {
				t.first[r] = append(known, len(t.phrases)-1)
			}
		}
	}
	return nil
}

// notWord: no sentence has such a word.
func notWord(word string) bool {
	if word == "#" || word == "@" || word == ":" {
		return false
	}
	word = strings.TrimSuffix(word, "*")
	return word == "" || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}

// named is the set of the sayings with these names.
func (t *noticeTable) named(names ...string) (set sayings) {
	for i, s := range t.says {
		if slices.Contains(names, s.name) {
			set |= 1 << i
		}
	}
	if bits.OnesCount32(uint32(set)) != len(names) {
		panic(fmt.Sprintf("notices.txt has not all of %q", names)) // every one is asked for in the tests
	}
	return set
}

// read tells what a sentence says, given its words.
func (t *noticeTable) read(words []string) (set sayings) {
	for at, word := range words {
		for _, i := range t.first[[]rune(word)[0]] {
			p := &t.phrases[i]
			if set&p.says == 0 && (!p.anchored || at == 0) && p.words[0].is(word) && follow(p.words[1:], words[at+1:]) {
				set |= p.says
			}
		}
	}
	return set
}

// follow reports whether the rest of a phrase stands in the rest of a sentence.
func follow(rest []phraseWord, words []string) bool {
	if len(rest) == 0 {
		return true
	}
	reach := 1
	if rest[0].far {
		reach += maxGap
	}
	for i := range min(reach, len(words)) {
		if rest[0].is(words[i]) && follow(rest[1:], words[i+1:]) {
			return true
		}
	}
	return false
}

func (w *phraseWord) is(word string) bool {
	for _, one := range w.oneOf {
		if stem, ok := strings.CutSuffix(one, "*"); one == word || ok && strings.HasPrefix(word, stem) {
			return true
		}
	}
	return false
}

// plainWord is a word without case and accents.
func plainWord(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if plain, ok := unaccented[r]; ok {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unaccented are the letters that Unicode does not take apart.
var unaccented = map[rune]string{'ı': "i", 'ł': "l", 'ø': "o", 'đ': "d", 'ß': "ss", 'æ': "ae", 'ς': "σ"}

// wordsOf are the words of a sentence, folded: „#“ for what has a digit, „@“ for an address.
func wordsOf(sentence string) []string {
	var words []string
	for _, field := range strings.Fields(sentence) {
		if isLink(field) {
			words = append(words, link)
			continue
		}
		if strings.Contains(field, "@") {
			words = append(words, "@")
			continue
		}
		mark := ""
		for _, run := range strings.FieldsFunc(emailWord.ReplaceAllString(plainWord(field), "email"), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if strings.ContainsFunc(run, unicode.IsDigit) {
				if run = "#"; mark == run {
					continue
				}
			}
			words, mark = append(words, run), run
		}
		if strings.HasSuffix(field, ":") {
			words = append(words, ":")
		}
	}
	return words
}

// link stands for the address of a page: whoever sends one may have answered with it.
const link = "www"

func isLink(field string) bool {
	return strings.Contains(field, "://") || strings.HasPrefix(field, "www.")
}

var emailWord = compiled(`e-mail|и-меил|е-меил|е-поща|е-пошта|e-posta|e-poste`)
