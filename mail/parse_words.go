package mail

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/cention-sany/utf7"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
)

// decodeWords turns a raw header value into text: encoded words (RFC 2047) wherever they
// stand, raw UTF-8, and raw bytes of the fallback charset. Bytes of neighbouring words of one
// charset are put together before they are converted, because senders cut characters in two.
func decodeWords(s, fallback string) string {
	if !strings.Contains(s, "=?") {
		return toUTF8([]byte(s), "", fallback)
	}
	var out strings.Builder
	var pending []byte // of neighbouring encoded words
	charset := ""
	flush := func() {
		out.WriteString(toUTF8(pending, charset, fallback))
		pending = nil
	}
	for s != "" {
		before, w, rest, ok := nextWord(s)
		if !ok {
			break
		}
		if strings.TrimSpace(before) != "" || pending == nil {
			flush()
			out.WriteString(toUTF8([]byte(before), "", fallback))
			charset = w.charset
		}
		if !strings.EqualFold(w.charset, charset) {
			flush()
			charset = w.charset
		}
		pending = append(pending, w.bytes...)
		if pending == nil {
			pending = []byte{}
		}
		s = rest
	}
	flush()
	out.WriteString(toUTF8([]byte(s), "", fallback))
	return out.String()
}

type word struct {
	charset string
	bytes   []byte
}

// nextWord finds the next „=?charset?B?text?=“. Blanks inside and missing padding are borne.
func nextWord(s string) (before string, w word, rest string, ok bool) {
	for from := 0; ; {
		i := strings.Index(s[from:], "=?")
		if i < 0 {
			return "", word{}, "", false
		}
		i += from
		if w, n, ok := parseWord(s[i:]); ok {
			return s[:i], w, s[i+n:], true
		}
		from = i + 2
	}
}

// maxWord bounds one encoded word. RFC 2047, 2 allows 75 characters; some programs put a whole
// subject into one.
const maxWord = 8 << 10

func parseWord(s string) (word, int, bool) {
	charset, rest, ok := strings.Cut(s[2:], "?")
	if !ok || charset == "" || len(charset) > 60 || strings.ContainsAny(charset, " \t=") || len(rest) < 2 || rest[1] != '?' {
		return word{}, 0, false
	}
	text, _, ok := strings.Cut(rest[2:min(len(rest), 2+maxWord)], "?=")
	if !ok {
		return word{}, 0, false
	}
	n := 2 + len(charset) + 1 + 2 + len(text) + 2
	charset, _, _ = strings.Cut(charset, "*") // RFC 2231, 5: a language after it
	var raw []byte
	switch rest[0] {
	case 'B', 'b':
		raw = looseBase64(text)
	case 'Q', 'q':
		raw = appendQ(nil, text)
		if !utf8.Valid(raw) && charsetName(charset) == "utf-8" {
			// A blank is no character of such a word (RFC 2047, 4.2): it came from folding, here
			// in the middle of one.
			if joined := appendQ(nil, strings.ReplaceAll(text, " ", "")); utf8.Valid(joined) {
				raw = joined
			}
		}
	default:
		return word{}, 0, false
	}
	return word{charset, raw}, n, true
}

// looseBase64 decodes what is there: foreign characters dropped, padding not needed.
func looseBase64(s string) []byte {
	clean := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if isBase64(s[i]) {
			clean = append(clean, s[i])
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	raw := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(raw, clean) // only the last bits can be wrong now
	return raw[:n]
}

func appendQ(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '_':
			dst = append(dst, ' ')
		case s[i] == '=' && i+2 < len(s):
			if b, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				dst = append(dst, b[0])
				i += 2
				continue
			}
			dst = append(dst, s[i])
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}

// toUTF8 converts bytes of a charset. Where the charset is unknown, absent or plainly wrong
// the bytes are UTF-8 if they can be, else of the fallback charset.
func toUTF8(raw []byte, charset, fallback string) string {
	if len(raw) == 0 {
		return ""
	}
	charset = charsetName(charset)
	if charset == "utf-7" || charset == "unicode-1-1-utf-7" {
		if text, err := utf7.UTF7DecodeBytes(raw); err == nil {
			return cleanText(string(text))
		}
	}
	enc := encodingOf(charset)
	if enc == nil && escaped(raw) {
		enc = japanese.ISO2022JP
	}
	switch {
	case enc == nil && utf8.Valid(raw) || enc != nil && isUTF8After(enc, raw):
		return cleanText(string(raw))
	case enc == nil && mostlyUTF8(raw):
		return cleanText(strings.ToValidUTF8(string(raw), "\uFFFD"))
	case enc == nil:
		if enc = undeclared(encodingOf(charsetName(fallback)), raw); enc == nil {
			return cleanText(strings.ToValidUTF8(string(raw), "\uFFFD"))
		}
	case isLatin1(enc) && hasCyrillicWords(raw):
		enc = cyrillicOf(raw)
	}
	text, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		text = bytes.ToValidUTF8(raw, []byte("\uFFFD"))
	}
	return cleanText(string(text))
}

// mostlyUTF8 tells damaged UTF-8 (cut, or with a stray byte) from another charset: most of
// its bytes above ASCII stand in valid sequences.
func mostlyUTF8(raw []byte) bool {
	good, bad := 0, 0
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		raw = raw[n:]
	}
	return good > bad
}

// cleanText takes out what no text has: NUL and the other control characters but tab and line ends.
func cleanText(s string) string {
	if strings.IndexFunc(s, isControl) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, s)
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 || r == '\uFEFF'
}

// charsetName brings the many names of one charset together: „cp1251“, „win-1251“, „x-cp1251“
// and „"Windows-1251"“ are windows-1251.
func charsetName(name string) string {
	name = strings.ToLower(strings.Trim(strings.TrimSpace(name), `"' `))
	name = strings.TrimPrefix(name, "x-")
	for _, prefix := range []string{"cp", "cp-", "win", "win-", "windows", "windows_", "ansi-"} {
		if digits, ok := strings.CutPrefix(name, prefix); ok && strings.HasPrefix(digits, "125") {
			return "windows-" + digits
		}
	}
	switch name {
	case "utf8", "utf_8", "utf-8mb4", "utf8mb4", "unicode-1-1-utf-8":
		return "utf-8"
	case "latin1", "latin-1", "iso8859-1", "8859-1":
		return "iso-8859-1"
	case "mac-cyrillic", "maccyrillic", "mac-ukrainian":
		return "x-mac-cyrillic"
	}
	return name
}

// encodingOf gives nil for UTF-8, ASCII and what nobody knows: those bytes speak for themselves.
func encodingOf(charset string) encoding.Encoding {
	switch charset {
	case "", "utf-8", "us-ascii", "ascii", "unknown-8bit", "8bit", "default", "default_charset", "binary":
		return nil
	}
	if enc, err := htmlindex.Get(charset); err == nil && enc != encoding.Replacement {
		return enc
	}
	if enc, err := ianaindex.MIME.Encoding(charset); err == nil && enc != nil {
		return enc
	}
	return nil
}
