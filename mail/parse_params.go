package mail

import (
	"slices"
	"strconv"
	"strings"
)

// contentType reads Content-Type as it is written, not as it should be. What cannot be a
// type is replaced by the one that holds where none is given.
func contentType(h header, otherwise, fallback string) (string, map[string]string) {
	media, params := parameters(h.get("content-type"), fallback)
	media = strings.ToLower(strings.Join(strings.Fields(media), ""))
	switch kind, subtype, ok := strings.Cut(media, "/"); {
	case media == "text":
		media = "text/plain"
	case !ok || kind == "" || subtype == "":
		media = otherwise
	}
	return media, params
}

// parameters splits „value; name=value; name*0*=…“ (RFC 2045, RFC 2231) and decodes the values:
// quoted or not, encoded words inside quotes (which RFC 2047, 5 forbids and everybody sends),
// percent encoding with or without a charset, continuations in any order, raw 8-bit text.
func parameters(s, fallback string) (string, map[string]string) {
	value, rest := cutUnquoted(s[:min(len(s), maxValue)], ';')
	params := map[string]string{}
	var extended []section
	for n := 0; rest != "" && n < maxItems; n++ {
		var one string
		one, rest = cutUnquoted(rest, ';')
		name, raw, ok := strings.Cut(one, "=")
		if !ok {
			continue
		}
		name, raw = strings.ToLower(strings.TrimSpace(name)), unquote(strings.TrimSpace(raw))
		if base, suffix, is2231 := strings.Cut(name, "*"); is2231 {
			extended = append(extended, newSection(base, suffix, raw))
		} else if _, seen := params[name]; !seen {
			params[name] = decodeWords(raw, fallback)
		}
	}
	slices.SortStableFunc(extended, func(a, b section) int { return a.number - b.number })
	joined := map[string][]section{}
	for _, x := range extended {
		joined[x.name] = append(joined[x.name], x)
	}
	for name, sections := range joined {
		if v := joinSections(sections, fallback); v != "" {
			params[name] = v // RFC 6266, 4.3: the extended form has precedence
		}
	}
	return stripComment(strings.TrimSpace(value)), params
}

// section is one „name*3*=“ of an extended parameter.
type section struct {
	name    string
	number  int
	percent bool
	raw     string
}

func newSection(name, suffix, raw string) section {
	x := section{name: name, raw: raw}
	number, percent := strings.CutSuffix(suffix, "*")
	x.percent = percent || suffix == "" // „name*=“
	if n, err := strconv.Atoi(number); err == nil {
		x.number = n
	}
	return x
}

// joinSections puts the bytes together first and converts them then: a character of several
// bytes may be cut between two sections.
func joinSections(sections []section, fallback string) string {
	charset := ""
	var raw []byte
	for i, x := range sections {
		text := x.raw
		if x.percent {
			// RFC 2231, 4.1 wants the charset in the first section only; some repeat it in each.
			if cs, rest, ok := strings.Cut(text, "'"); ok && (i == 0 || strings.EqualFold(cs, charset)) {
				if _, after, ok := strings.Cut(rest, "'"); ok {
					charset, text = cs, after
				}
			}
		}
		if x.percent {
			raw = appendPercent(raw, text)
		} else {
			raw = append(raw, text...)
		}
	}
	if charset == "" && strings.Contains(string(raw), "=?") { // two wrongs: encoded words cut into sections
		return decodeWords(string(raw), fallback)
	}
	return toUTF8(raw, charset, fallback)
}

func appendPercent(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if b, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				dst = append(dst, byte(b))
				i += 2
				continue
			}
		}
		dst = append(dst, s[i])
	}
	return dst
}

// Each item of a list may have to look for its closing quote up to the end of the list.
const (
	maxValue = 32 << 10 // bytes of a structured field
	maxItems = 1000
)

// cutUnquoted cuts at sep outside of quotes. A quote that never ends is no quote.
func cutUnquoted(s string, sep byte) (before, after string) {
	quotes := true
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == sep:
			return s[:i], s[i+1:]
		case s[i] == '"' && quotes:
			n := quoteEnd(s[i:])
			quotes = n > 0
			i += n
		}
	}
	return s, ""
}

// quoteEnd gives the index of the quote that closes the one s begins with, or 0.
func quoteEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return 0
}

// unquote takes the quotes off. A backslash escapes only a quote or another backslash: Windows
// programs send „C:\dir\file“ unescaped.
func unquote(s string) string {
	if len(s) == 0 || s[0] != '"' {
		return s
	}
	body := s[1:]
	if n := quoteEnd(s); n > 0 {
		body = s[1:n]
	}
	if !strings.Contains(body, `\`) {
		return body
	}
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(body)
}

func stripComment(s string) string {
	if i := strings.IndexByte(s, '('); i >= 0 {
		return strings.TrimSpace(s[:i])
	}
	return s
}
