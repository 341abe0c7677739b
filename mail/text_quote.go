package mail

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// ownText is what the sender wrote: without the letter that they answer and without their
// signature. Where that leaves nothing (a bare forward, an answer written inside a signature)
// the whole text stands.
func ownText(full string) string {
	lines := strings.SplitN(full, "\n", maxLines)
	lines = lines[:quoteStart(lines)]
	lines = lines[:signatureStart(lines)]
	kept := lines[:0] // who introduces a quote is told by the lines behind it
	for i, line := range lines {
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") && !introduces(lines, i) {
			kept = append(kept, strings.TrimRight(line, " \t"))
		}
	}
	own := strings.TrimSpace(severalBlank.ReplaceAllString(strings.Join(kept, "\n"), "\n\n"))
	if own == "" {
		return full
	}
	return own
}

const verb = `(?:wrote|написа(?:л|ла|ха|\((?:л|ла|ха|а)\))?|пише|писа(?:хте)?|schrieb|écrit|a écrit|escribió|scritto|skrev|schreef|napisała?|napsal|je napisao|је написао|пишет|a scris|yazdı|έγραψε|kirjoitti)\s*:\s*$`

var (
	severalBlank = compiled(`\n{3,}`)

	// „On Mon, 5 Feb 2018 … wrote:“ and its like in the languages of the mail programs used here.
	wrote    = compiled(`(?i)^(?:on|на|в|am|le|el|il|den|op|w dniu|dne|u|dana|în|στις|вие|пн|вт|ср|чт|пт|сб|вс|нд|понеделник|вторник|сряда|четвъртък|петък|събота|неделя|\d{1,2}\.\d{1,2}\.\d{2,4})[ ,.].{4,250}` + verb)
	wroteEnd = compiled(`(?i)` + verb)

	original = compiled(`(?i)^\s*[-_=*]{2,}\s*(?:original message|(?:оригинално|първоначално|препратено) (?:съобщение|писмо)|forwarded message|` +
		`ursprüngliche nachricht|message d'origine|mensaje original|mesaj(?:ul)? original|orijinal (?:ileti|mesaj)|αρχικό μήνυμα|исходное сообщение|пересылаемое сообщение|пересланное сообщение|reply message)\s*[-_=*]*\s*$`)

	fromLine = compiled(`(?i)^\W{0,3}(?:from|от|von|de|da|от кого)\s?:\W*\s\S`)
	sentLine = compiled(`(?i)^\W{0,3}(?:sent|date|изпратено|изпратен|дата|gesendet|datum|envoyé|enviado|отправлено|to|до|кому|an|à|subject|относно|тема)\s?:`)

	mobile = compiled(`(?i)^\s*(?:sent from (?:my|mail for|yahoo|outlook)|get outlook for|изпратено от (?:моя|моето|мобилн|телефон|iphone|ipad|android|samsung|поща)|` +
		`изпратен от |von meinem .{2,30} gesendet|envoyé de mon|enviado desde mi|отправлено (?:с|из) )`)
	farewell = compiled(`(?i)^\s*(?:с уважение|с почитание|поздрави|хубав ден|лек ден|сърдечни поздрави|с поздрав|с най-добри пожелания|best regards|kind regards|regards|sincerely|yours (?:sincerely|faithfully)|best wishes|(?:mit )?(?:freundlichen?|besten?|vielen|herzlichen?) grü(?:ß|ss)en?|mfg|(?:bien |très )?cordialement|bien à vous|salutations(?: distinguées)?|(?:cordiali|distinti) saluti|saludos(?: cordiales)?|un (?:cordial )?saludo|atentamente|(?:com os melhores )?cumprimentos|atenciosamente|met vriendelijke groet(?:en)?|(?:med )?(?:vänliga?|venlig|vennlig) hilsen|med vänliga? hälsning(?:ar)?|mvh|ystävällisin terveisin|(?:z poważaniem|pozdrawiam|s pozdravem|s pozdravom|üdvözlettel|saygılarımla|cu stimă|με εκτίμηση|с уважением|з повагою|(?:lijep|srdačan) pozdrav|(?:лијеп|срдачан|со) поздрав|со почит|s poštovanjem|с поштовањем))[\s,.!:-]*$`)

	// What stands before a quoted line, ends in a colon and names an address or an hour.
	introduction = compiled(`@|\d{1,2}[:.]\d\d(?:\D|$)`)

	// Lotus Notes sets the words of the header on lines of their own.
	toAlone      = compiled(`(?i)^(?:to|до)$`)
	subjectAlone = compiled(`(?i)^(?:subject|относно|тема)$`)

	// A line drawn above a signature, and what stands in one.
	drawnLine = compiled(`^\s*[-_]{5,}\s*$`)
	reachable = compiled(`(?i)(?:^|[^\pL])(?:тел|tel|phone|mobile|моб|gsm|факс|fax|e-?mail|имейл|www|https?)(?:[^\pL]|$)|@`)
)

// A hostile text must not make the search for quotes long, nor need much memory for its lines.
const (
	maxLines      = 50_000 // what comes after them is one line
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
		case toAlone.MatchString(t) && slices.ContainsFunc(lines[i+1:min(len(lines), i+8)], isSubjectAlone):
			return senderAbove(lines, i)
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

func isSubjectAlone(line string) bool { return subjectAlone.MatchString(strings.TrimSpace(line)) }

// senderAbove steps back over the sender and the hour, which Lotus Notes writes above „To“.
func senderAbove(lines []string, i int) int {
	start := i
	for j := i - 1; j >= max(0, i-4); j-- {
		if introduction.MatchString(lines[j]) {
			start = j
		} else if strings.TrimSpace(lines[j]) != "" {
			break
		}
	}
	return start
}

// introduces tells whether a line only says whose words the quoted lines after it are.
func introduces(lines []string, i int) bool {
	t := strings.TrimSpace(lines[i])
	if !strings.HasSuffix(t, ":") || len(t) > 400 || !introduction.MatchString(t) && !wrote.MatchString(t) {
		return false
	}
	for _, line := range lines[i+1 : min(len(lines), i+4)] {
		if next := strings.TrimSpace(line); next != "" {
			return strings.HasPrefix(next, ">")
		}
	}
	return false
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
		if farewell.MatchString(lines[i]) || drawnLine.MatchString(lines[i]) && isCard(lines[i+1:]) {
			return i
		}
	}
	return len(lines)
}

// isCard: the few short lines of who somebody is and how to reach them.
func isCard(lines []string) bool {
	n, reach := 0, false
	for _, line := range lines {
		if t := strings.TrimSpace(line); t != "" {
			n++
			reach = reach || reachable.MatchString(t)
			if n > 8 || utf8.RuneCountInString(t) > 100 {
				return false
			}
		}
	}
	return reach
}
