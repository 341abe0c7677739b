package config

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// latin is the table of the Transliteration Act (Закон за транслитерацията, чл. 4–6).
var latin = strings.NewReplacer(
	"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и", "i", "й", "y",
	"к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u",
	"ф", "f", "х", "h", "ц", "ts", "ч", "ch", "ш", "sh", "щ", "sht", "ъ", "a", "ь", "y", "ю", "yu", "я", "ya",
)

const mostIDLetters = 63

// idOf makes an id of a name: „Община Брезник“ becomes obshtina-breznik. A name without a
// letter or a digit gives the empty string.
func idOf(name string) string {
	// A pasted й may be two characters, и and a breve.
	words := strings.FieldsFunc(strings.ToLower(norm.NFC.String(name)), func(r rune) bool {
		return !(r >= 'а' && r <= 'я' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	})
	for i, word := range words {
		if stem, ends := strings.CutSuffix(word, "ия"); ends { // чл. 5, ал. 2: at the end of a word
			word = stem + "ia"
		}
		words[i] = latin.Replace(word)
	}
	return shortened(strings.Join(words, "-"), mostIDLetters)
}

func shortened(id string, most int) string {
	return strings.TrimRight(id[:min(len(id), most)], "-")
}

// freeID is the id of a name, numbered where others have it, and taken from now on.
func freeID(name, otherwise string, taken map[string]bool) string {
	stem := idOf(name)
	if stem == "" {
		stem = otherwise
	}
	id := stem
	for n := 2; taken[id]; n++ {
		suffix := fmt.Sprintf("-%d", n)
		id = shortened(stem, mostIDLetters-len(suffix)) + suffix
	}
	taken[id] = true
	return id
}
