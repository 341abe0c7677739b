package mail

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFileName is what the usual file systems take, in bytes.
const maxFileName = 255

var deviceName = compiled(`(?i)^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)`)

// safeName makes of a sender's file name one that harms nobody who shows it or saves under it:
// a base name, without controls, marks that turn the writing direction („exe.pdf“ for
// „fdp.exe“), drive letters or names of devices. Everything else survives exactly. It is empty
// where nothing is left.
func safeName(raw string) (name string, changed bool) {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\uFEFF' || r == '\u200B' || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(raw, "\uFFFD"))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if len(name) > 1 && name[1] == ':' {
		name = name[2:]
	}
	name = strings.ReplaceAll(name, ":", "_") // an alternate data stream elsewhere
	name = strings.TrimRight(strings.TrimSpace(name), ". ")
	name = strings.TrimLeft(name, ". ")
	if deviceName.MatchString(name) {
		name = "_" + name
	}
	name = shorten(name)
	return name, name != strings.TrimSpace(raw)
}

// shorten cuts a name to maxFileName bytes between characters and keeps its extension.
func shorten(name string) string {
	if len(name) <= maxFileName {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	stem := name[:maxFileName-len(ext)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return strings.TrimSpace(stem) + ext
}
