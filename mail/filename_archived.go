package mail

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// ArchivedName is the name of a file in a ZIP, without its folders and made as harmless as that of an
// attachment; empty where nothing is left of it. A ZIP that does not say UTF-8 (APPNOTE 4.4.4, bit
// 11) has its names in the code page of the machine that made it: with Bulgarian letters that of DOS,
// 866, which Windows still takes, or windows-1251 as written by programs that know no other. Many
// write UTF-8 without saying so.
func ArchivedName(raw string) string {
	if !utf8.ValidString(raw) {
		charset := charmap.CodePage866
		if b := []byte(raw); likeness(charmap.Windows1251, b) > likeness(charset, b) {
			charset = charmap.Windows1251
		}
		raw, _ = charset.NewDecoder().String(raw) // a charmap decodes every byte
	}
	name, _ := safeName(strings.ReplaceAll(raw, `\`, "/"))
	return name
}
