package mail

import (
	"regexp"
	"strings"
)

// ownText is what the sender wrote: without the letter that they answer and without their
// signature. Where that leaves nothing (a bare forward, an answer written inside a signature)
// the whole text stands.
func ownText(full string) string {
	lines := strings.Split(full, "\n")
	lines = lines[:quoteStart(lines)]
	lines = lines[:signatureStart(lines)]
	var kept []string
	for _, line := range lines {
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
			kept = append(kept, strings.TrimRight(line, " \t"))
		}
	}
	own := strings.TrimSpace(severalBlank.ReplaceAllString(strings.Join(kept, "\n"), "\n\n"))
	if own == "" {
		return full
	}
	return own
}

const verb = `(?:wrote|написа(?:л|ла|ха)?|пише|писа|schrieb|écrit|a écrit|escribió|scritto|skrev|schreef|napisała?|napsal|je napisao|пишет)\s*:\s*$`

var (
	severalBlank = regexp.MustCompile(`\n{3,}`)

	// „On Mon, 5 Feb 2018 … wrote:“ and its like in the languages of the mail programs used here.
	wrote    = regexp.MustCompile(`(?i)^(?:on|на|в|am|le|el|il|den|op|w dniu|dne|u|dana|пн|вт|ср|чт|пт|сб|вс|нд|понеделник|вторник|сряда|четвъртък|петък|събота|неделя|\d{1,2}\.\d{1,2}\.\d{2,4})[ ,.].{4,250}` + verb)
	wroteEnd = regexp.MustCompile(`(?i)` + verb)

	original = regexp.MustCompile(`(?i)^\s*[-_=*]{2,}\s*(?:original message|оригинално съобщение|първоначално съобщение|препратено съобщение|forwarded message|` +
		`ursprüngliche nachricht|message d'origine|mensaje original|исходное сообщение|пересылаемое сообщение|пересланное сообщение|reply message)\s*[-_=*]*\s*$`)

	fromLine = regexp.MustCompile(`(?i)^\W{0,3}(?:from|от|von|de|da|от кого)\s?:\W*\s\S`)
	sentLine = regexp.MustCompile(`(?i)^\W{0,3}(?:sent|date|изпратено|изпратен|дата|gesendet|datum|envoyé|enviado|отправлено|to|до|кому|an|à|subject|относно|тема)\s?:`)

	mobile = regexp.MustCompile(`(?i)^\s*(?:sent from (?:my|mail for|yahoo|outlook)|get outlook for|изпратено от (?:моя|моето|мобилн|телефон|iphone|ipad|android|samsung|поща)|` +
		`изпратен от |von meinem .{2,30} gesendet|envoyé de mon|enviado desde mi|отправлено (?:с|из) )`)
	farewell = regexp.MustCompile(`(?i)^\s*(?:с уважение|поздрави|сърдечни поздрави|с поздрав|с най-добри пожелания|best regards|kind regards|regards|sincerely|yours (?:sincerely|faithfully)|best wishes|mit freundlichen grüßen|cordialement)[\s,.!-]*$`)
)

// A hostile text must not make the search for quotes long.
const (
	maxQuoteLines = 5000
	maxQuoteSigns = 20
)

// quoteStart is the line at which the quoted letter begins and after which nothing of one's own
// comes: an answer written between quoted lines goes on after them.
func quoteStart(lines []string) int {
	candidates := 0
	for i, line := range lines {
		t := strings.TrimSpace(line)
		if i > maxQuoteLines || candidates > maxQuoteSigns {
			break
		}
		switch {
		case t == "" || len(t) > 400:
		case strings.IndexByte("-_=*", t[0]) >= 0 && original.MatchString(t):
			return i
		case beginsQuote(t) || i+1 < len(lines) && len(t) < 200 && endsQuote(lines[i+1]) && wrote.MatchString(t+" "+strings.TrimSpace(lines[i+1])):
			candidates++
			if onlyQuotes(lines[i+1:]) {
				return i
			}
		case strings.IndexByte(t, ':') > 0 && fromLine.MatchString(t) && headerBlock(lines[i+1:]):
			if i > 0 && strings.Trim(lines[i-1], "_- \t") == "" && strings.TrimSpace(lines[i-1]) != "" {
				return i - 1 // Outlook's rule above it
			}
			return i
		}
	}
	return len(lines)
}

// beginsQuote asks the colon first, as endsQuote does: most lines have none, and the patterns
// would take a third of the time that a message takes.
func beginsQuote(t string) bool { return strings.HasSuffix(t, ":") && wrote.MatchString(t) }

func endsQuote(line string) bool {
	t := strings.TrimSpace(line)
	return strings.HasSuffix(t, ":") && wroteEnd.MatchString(t)
}

// headerBlock: two of the next five lines are „Sent:“, „To:“, „Subject:“ …
func headerBlock(next []string) bool {
	n := 0
	for _, line := range next[:min(len(next), 5)] {
		if sentLine.MatchString(strings.TrimSpace(line)) {
			n++
		}
	}
	return n >= 2
}

// onlyQuotes tells whether the sender's own words end here: quoted lines follow, and after them
// at most a few lines, or the quoted text is not marked at all.
func onlyQuotes(lines []string) bool {
	quoted, after := false, 0
	for _, line := range lines {
		t := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(t, ">"):
			quoted, after = true, 0
		case t != "" && quoted:
			after++
		}
	}
	return after == 0
}

// signatureStart is the line at which the signature begins: after „-- “ (RFC 3676, 4.3), a
// telephone's advertisement, or the farewell, where the farewell is among the last lines.
func signatureStart(lines []string) int {
	for i, line := range lines {
		if strings.TrimRight(line, "\r") == "-- " || strings.TrimSpace(line) == "--" && i > 0 {
			return i
		}
		if mobile.MatchString(line) {
			return i
		}
	}
	for i := max(1, len(lines)-20); i < len(lines); i++ {
		if farewell.MatchString(lines[i]) {
			return i
		}
	}
	return len(lines)
}
