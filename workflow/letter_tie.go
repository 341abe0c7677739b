package workflow

import (
	"slices"
	"strings"
)

// A cell with the name of a file is told by its style, the one that lets a long name break.
const fileCell = "word-break:break-word"

// tied holds together in a page or a document what may not go over to the next line: a day and its month,
// a year and „г.“, „№“ and the number. A cell with the name of a file is passed by: names stay as they
// came. The plain text, which every program breaks in its own way and people search, keeps its blanks.
// Every letter comes through here: it looks at the blanks alone, because a pattern that asks at each
// character took half of the time of a letter.
func tied(page string) string {
	var b strings.Builder
	b.Grow(len(page) + len(page)/64)
	for page != "" {
		text, cell, rest := cutFileCell(page)
		tieInto(&b, text)
		b.WriteString(cell)
		page = rest
	}
	return b.String()
}

// cutFileCell divides a page at its first cell with the name of a file.
func cutFileCell(page string) (before, cell, after string) {
	style := strings.Index(page, fileCell)
	if style < 0 {
		return page, "", ""
	}
	start := max(0, strings.LastIndex(page[:style], "<td"))
	end := strings.Index(page[style:], "</td>")
	if end < 0 {
		return page, "", ""
	}
	return page[:start], page[start : style+end], page[style+end:]
}

func tieInto(b *strings.Builder, text string) {
	for {
		before, after, blank := strings.Cut(text, " ")
		b.WriteString(before)
		if !blank {
			return
		}
		if tie(before, after) {
			b.WriteString("\u00a0")
		} else {
			b.WriteByte(' ')
		}
		text = after
	}
}

// tie reports whether the blank between the end of one text and the beginning of another holds.
func tie(before, after string) bool {
	begins := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(after, word) })
	}
	ends := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.HasSuffix(before, word) })
	}
	number := after != "" && isDigit(after[0])
	switch {
	case ends("№"):
		return after != "" && !strings.ContainsAny(after[:1], " \n<")
	case ends("чл.", "ал.", "т.", "тел."):
		return number
	case ends("мярка", "мерки"):
		return number || begins("I", "V", "X")
	case ends("…"):
		return begins("г.")
	case before == "" || !isDigit(before[len(before)-1]):
		return false
	}
	return begins("г.", "ч.", "работен", "работни", "искан") || begins(monthNames[1:]...)
}
