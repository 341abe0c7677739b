package workflow

import (
	"regexp"
	"strings"
)

// tiedWords are the places where a letter may not go over to the next line: between a day and its
// month, a year and „г.“, „№“ and the number. A cell with the name of a file is passed by: names
// stay as they came.
var tiedWords = regexp.MustCompile(`<td[^>]*word-break:break-word[^>]*>[^<]*</td>` +
	`|(?:\d{4}|…) г\.` +
	`|\d{1,2} (?:` + strings.Join(monthNames[1:], "|") + `)` +
	`|\d{2}:\d{2} ч\.` +
	`|№ [^\s<]` +
	`|(?:чл\.|ал\.|т\.|тел\.) \d` +
	`|\d+ работ(?:ен|ни)` +
	`|(?:мярка|мерки) [IVX\d]`)

// tied holds such words together in a page or a document. The plain text, which every program breaks
// in its own way and people search, keeps its blanks.
func tied(page string) string {
	return tiedWords.ReplaceAllStringFunc(page, func(found string) string {
		if strings.HasPrefix(found, "<") {
			return found
		}
		return strings.Replace(found, " ", "\u00a0", 1)
	})
}
