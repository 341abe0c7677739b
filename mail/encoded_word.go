package mail

import (
	"encoding/base64"
	netmail "net/mail"
	"strings"
	"unicode/utf8"
)

// A header's line has 76 octets where encoded words stand in it (RFC 2047 section 2), the first one
// with the header's name before it. The library makes the first word as long as the others, and so
// it stands on a line below the name: some filters take that for a sign of spam.
const (
	firstWordBytes = 36 // 48 octets of base64, 60 with what is around them
	wordBytes      = 45 // 60 and 72
)

// encodedWords is a text as it may stand in a header: as it is where it is ASCII, but for one that
// looks like an encoded word, which the reader's program would decode.
func encodedWords(s string) string {
	beyond := func(r rune) bool { return r > '~' }
	if !strings.ContainsFunc(s, beyond) && !strings.Contains(s, "=?") {
		return s
	}
	var words []string
	for left, room := s, firstWordBytes; left != ""; room = wordBytes {
		end := cutAtRune(left, room)
		words = append(words, "=?UTF-8?b?"+base64.StdEncoding.EncodeToString([]byte(left[:end]))+"?=")
		left = left[end:]
	}
	return strings.Join(words, " ")
}

// cutAtRune is how many octets of a text make up at most room without a character cut in two, which
// no encoded word may do (RFC 2047 section 5).
func cutAtRune(s string, room int) int {
	if len(s) <= room {
		return len(s)
	}
	for !utf8.RuneStart(s[room]) {
		room--
	}
	return room
}

// fromHeader is the value of From, with the name's encoded words a line each; a name in ASCII is
// left to the library (empty).
func fromHeader(from netmail.Address) string {
	words := encodedWords(from.Name)
	if words == from.Name {
		return ""
	}
	bare := netmail.Address{Address: from.Address}
	return strings.ReplaceAll(words+" "+bare.String(), " ", "\r\n ")
}
