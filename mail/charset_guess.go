package mail

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// declaredCharset is the one that the message names for its text, of which its raw header is
// likely too. A stateful one (ISO-2022) cannot be what raw 8-bit bytes are in.
func declaredCharset(e *part) string {
	if e.under("text") {
		name := charsetName(e.params["charset"])
		if encodingOf(name) == nil || strings.HasPrefix(name, "iso-2022") || strings.HasPrefix(name, "utf-") {
			return ""
		}
		return name
	}
	if e.under("multipart") {
		for _, child := range e.parts {
			if name := declaredCharset(child); name != "" {
				return name
			}
		}
	}
	return ""
}

// undeclared corrects the fallback where the bytes speak against it. They do so between the
// charsets of Latin and of Cyrillic letters only; whoever configures another one knows better.
func undeclared(fallback encoding.Encoding, raw []byte) encoding.Encoding {
	switch {
	case fallback == charmap.Windows1251 && western(raw):
		return charmap.Windows1252
	case (fallback == charmap.Windows1251 || isLatin1(fallback)) && isPairs(raw) && !readable(raw, cyrillicOf(raw)):
		return simplifiedchinese.GBK
	case fallback == charmap.Windows1251, isLatin1(fallback) && hasCyrillicWords(raw):
		return cyrillicOf(raw)
	}
	return fallback
}

// isPairs: the bytes above ASCII come in pairs of GB 2312, most of them of its common characters,
// as unasked-for mail from China has them.
func isPairs(raw []byte) bool {
	pairs, common := 0, 0
	for i := 0; i < len(raw); i++ {
		if raw[i] < utf8.RuneSelf {
			continue
		}
		if i+1 == len(raw) || raw[i] < 0xA1 || raw[i] > 0xF7 || raw[i+1] < 0xA1 || raw[i+1] == 0xFF {
			return false
		}
		pairs++
		if raw[i] >= 0xB0 && raw[i] <= 0xD7 {
			common++
		}
		i++
	}
	return pairs >= 2 && common*10 >= pairs*7
}

// escaped finds ISO-2022-JP, which is made of ASCII and needs no declaration to be known: its
// escape sequences (RFC 1468) are no text.
func escaped(raw []byte) bool {
	return bytes.Contains(raw, []byte("\x1b$B")) || bytes.Contains(raw, []byte("\x1b$@"))
}

// isLatin1: ISO 8859-1 means windows-1252 (WHATWG Encoding, 4.2); programs that know nothing of
// charsets write its name on whatever they send.
func isLatin1(enc encoding.Encoding) bool {
	return enc == charmap.Windows1252 || enc == charmap.ISO8859_1 || enc == charmap.ISO8859_15
}

// isUTF8After: the text is UTF-8, whatever its label of a single-byte charset says. Two letters in
// valid sequences do not come about by chance.
func isUTF8After(enc encoding.Encoding, raw []byte) bool {
	if !isLatin1(enc) && enc != charmap.Windows1251 && enc != charmap.KOI8R || !utf8.Valid(raw) {
		return false
	}
	return utf8.RuneCount(raw) <= len(raw)-2 && countAbove(raw, utf8.RuneSelf) >= 4
}

func countAbove(raw []byte, from byte) int {
	n := 0
	for _, c := range raw {
		if c >= from {
			n++
		}
	}
	return n
}

// western tells „Fr\xF6sche“ from Cyrillic: bytes above ASCII stand beside Latin letters, where
// Cyrillic words are made of nothing else.
func western(raw []byte) bool {
	for i, c := range raw {
		if c >= 0xC0 && (i > 0 && isLatin(raw[i-1]) || i+1 < len(raw) && isLatin(raw[i+1])) {
			return !hasCyrillicWords(raw)
		}
	}
	return false
}

func isLatin(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

// hasCyrillicWords: most bytes above ASCII stand in runs of three or more, and they can be read.
func hasCyrillicWords(raw []byte) bool {
	all, inRuns, run := 0, 0, 0
	for _, c := range raw {
		if c < 0xC0 {
			run = 0
			continue
		}
		all++
		switch run++; {
		case run == 3:
			inRuns += 3
		case run > 3:
			inRuns++
		}
	}
	return inRuns >= 3 && inRuns*10 >= all*6 && readable(raw, cyrillicOf(raw))
}

// commonness of the letters in Bulgarian and Russian, in tenths of the most common one.
var commonness = map[rune]int{
	'а': 10, 'о': 10, 'и': 10, 'е': 9, 'н': 8, 'т': 8, 'р': 7, 'с': 7, 'в': 7, 'л': 6, 'д': 6, 'к': 6, 'п': 6, 'м': 5, 'з': 5, 'я': 5,
	'г': 4, 'у': 4, 'ъ': 4, 'б': 4, 'ч': 4, 'ж': 3, 'ц': 3, 'ш': 3, 'щ': 3, 'й': 3, 'х': 3, 'ы': 3, 'ь': 2, 'ю': 2, 'ф': 2,
}

// maxGuess bounds the bytes that a guess looks at: a few lines tell.
const maxGuess = 4 << 10

// cyrillicOf tells KOI8-R from windows-1251. Their letters lie in the same place, with the cases
// changed over and in another order: what is read as the wrong one is made of rare letters in
// pairs that no word has. windows-1251 is far more usual here, so the other one must do clearly better.
// The detectors that exist (ICU's, Mozilla's) want more text than a subject has: of the single
// words of the council's own papers this one gets 5 in 1,000 of windows-1251 wrong.
func cyrillicOf(raw []byte) *charmap.Charmap {
	raw = raw[:min(len(raw), maxGuess)]
	if likeness(charmap.KOI8R, raw)*10 > likeness(charmap.Windows1251, raw)*12+5 && readable(raw, charmap.KOI8R) {
		return charmap.KOI8R
	}
	return charmap.Windows1251
}

// readable: the letters are as common as those of a text are, seven and more each. What is neither
// Bulgarian nor Russian („äöüß“, Chinese) has less than half of that.
func readable(raw []byte, charset *charmap.Charmap) bool {
	raw = raw[:min(len(raw), maxGuess)]
	return likeness(charset, raw) >= 5*countAbove(raw, utf8.RuneSelf)
}

func likeness(charset *charmap.Charmap, raw []byte) int {
	points, before := 0, ' '
	for _, c := range raw {
		r := unicode.ToLower(charset.DecodeByte(c))
		points += commonness[r]
		if commonPairs[[2]rune{before, r}] {
			points += 5
		}
		before = r
	}
	return points
}

// commonPairs are the pairs of letters that Bulgarian and Russian are made of.
var commonPairs = func() map[[2]rune]bool {
	pairs := map[[2]rune]bool{}
	for pair := range strings.FieldsSeq("на то ст но ра ни ко не по ен ов пр ка та ат ри ре от ти го ли да ро ор ва ан ер во ит за ск ве ос ле ол ет ак ел те де ди се ин че ал до об ар из ме ия ви щи ци пи ла ма ми мо со са си ке ки кт ск тр ст ча ал ам ен им ом ул ур ус ав ев ив ем ед ад ид од бл гр др бе бъ въ дъ тъ съ ър ъл ът ъд жд ще ят ие ие иц ич ок ог он оп от оц") {
		r := []rune(pair)
		pairs[[2]rune{r[0], r[1]}] = true
	}
	return pairs
}()
