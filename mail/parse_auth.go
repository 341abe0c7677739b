package mail

import (
	"strings"

	"github.com/emersion/go-msgauth/authres"
)

// authResults sums up what the one trusted server found (RFC 8601): „spf=pass dkim=pass
// (example.bg) dmarc=pass“. Fields of other servers may have been written by the sender, and so may
// those below the topmost one of that server: it decides, even where it cannot be read whole.
func authResults(fields []string, server string) string {
	if server == "" {
		return ""
	}
	for _, value := range fields {
		said := strings.Split(bareTokens(value), ";")
		id, _, _ := strings.Cut(strings.TrimSpace(said[0]), " ")
		if !strings.EqualFold(id, server) {
			continue
		}
		var found []string
		for _, one := range said[1:] {
			// Each by itself: authres reads nothing behind one that breaks the rules.
			_, results, err := authres.Parse(said[0] + ";" + one)
			if err != nil || len(results) == 0 {
				continue
			}
			if words := authWords(results[0]); words != "" {
				found = append(found, words)
			}
		}
		return strings.Join(found, " ")
	}
	return ""
}

func authWords(r authres.Result) string {
	switch r := r.(type) {
	case *authres.SPFResult:
		return "spf=" + string(r.Value)
	case *authres.DKIMResult:
		if r.Domain != "" {
			return "dkim=" + string(r.Value) + " (" + r.Domain + ")"
		}
		return "dkim=" + string(r.Value)
	case *authres.DMARCResult:
		return "dmarc=" + string(r.Value)
	}
	return ""
}

// bareTokens takes the comments and quotation marks out of a structured field (RFC 5322, 3.2.2 and
// 3.2.4), and from what was quoted whatever divides tokens: authres knows neither, and servers cite
// in both what the sender said.
func bareTokens(s string) string {
	var bare strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && (quoted || depth > 0):
			i++ // what it protects is no mark
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
			if !strings.ContainsRune("; =()\t", rune(c)) {
				bare.WriteByte(c)
			}
		case c == '(':
			depth++
			bare.WriteByte(' ')
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			bare.WriteByte(c)
		}
	}
	return aroundEquals.Replace(strings.Join(strings.Fields(bare.String()), " "))
}

var aroundEquals = strings.NewReplacer(" = ", "=", " =", "=", "= ", "=")
