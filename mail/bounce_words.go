package mail

import (
	"regexp"
	"strings"
)

var (
	statusCode = regexp.MustCompile(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.\s)`)
	smtpCode   = regexp.MustCompile(`(?:^|[^\d.])([45]\d\d)(?:[ -]|$)`)
)

// firstStatus finds an enhanced status code (RFC 3463).
func firstStatus(s string) string {
	if m := statusCode.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// What servers say of an address that does not exist, and of everything else that keeps a letter
// out. Sources: the texts of Postfix, Exim, Sendmail, qmail, Exchange, Domino, Courier, Gmail,
// Yahoo, AOL, mail.ru, Yandex, abv.bg, and of filters before them.
var (
	// The address or its domain is not there.
	noSuchAddress = wording(
		`no such (?:user|recipient|mailbox|account|address|person|local user|domain|host)`,
		`(?:user|recipient|mailbox|account|address|addressee|alias)(?: \S{1,80})? (?:is |was )?(?:unknown|not found|not known|nonexistent|non-existent|invalid)\b`,
		`(?:unknown|invalid|nonexistent|non-existent|bad|illegal|undefined) (?:local )?(?:user|recipient|mailbox|account|address|addressee|alias|destination mailbox|domain|host|local[- ]part)`,
		`(?:user|recipient|mailbox|account|address|person)(?: \S{1,80})? (?:does not|doesn't|doesnt|do not|did not) (?:exist|have an? \S{1,40} ?account)`,
		`(?:user|recipient|mailbox|account|address)[^.\n]{0,60}(?:does not|doesn't) exist`,
		`(?:couldn't|could not|can't|cannot|unable to) (?:be )?(?:find|found|locate|resolve|look ?up) (?:any |a |the |your )?(?:host|domain|mailbox|user|recipient|address)`,
		`(?:address|recipient|mailbox|user|email)[^.\n]{0,40}(?:couldn't|could not|can't|cannot|wasn't|was not) be (?:found|resolved)`,
		`not (?:a )?(?:valid|known) (?:user|recipient|mailbox|account|address|local)`,
		`(?:isn't|is not|not) (?:a )?(?:valid|known|listed|found)(?: here| in| at)`,
		`no (?:valid )?(?:mailbox|account|recipient|user|person|address)(?: here)? (?:here )?(?:by|with|of|for|named|found|here)`,
		`no longer (?:valid|available|active|in use|exists|on server|with|works|employed|an employee|a valid|has an?)`,
		`(?:account|mailbox|user|address|email)[^.\n]{0,40}(?:has been |is |was )?(?:deleted|discontinued|terminated|removed|closed|cancell?ed)`,
		`(?:host|domain)(?: name)?(?: \S{1,80})? (?:is )?(?:unknown|not found|does not exist|doesn't exist|non-existent|nonexistent)`,
		`host or domain name not found`, `(?:name or )?service not known`, `domain name not found`, `nxdomain`, `name service error`,
		`no (?:mx|dns|a record|mx record|mail server)[^.\n]{0,40}(?:for|found|exists?)`,
		`user (?:account )?(?:is )?(?:unavailable|unknown|disabled)`, `userunknown`, `unknownuser`, `unrouteable address`, `unroutable`,
		`not our customer`, `no mailbox`, `mailbox unavailable`, `mailbox (?:is )?(?:not available|not exist)`, `bad destination`,
		`recipient(?: address)? (?:is )?(?:unknown|not exist)`, `resolver\.adr\.(?:ex)?recipnotfound`, `recipnotfound`, `recipientnotfound`,
		`not listed in (?:domino|public name|public address|the)`, `not found in (?:domino|directory)`,
		`addressee unknown`, `unknown or illegal`, `is not a known user`, `5\.1\.1`, `delivery to the following recipients? failed permanently[^.]{0,200}does not exist`,
		`sorry, (?:no mailbox here|i couldn't find any host|no-?one)`, `no hosts? (?:named|found)`,
		`няма такъв (?:потребител|адрес|получател)`, `(?:потребителят|адресът|получателят|пощенската кутия)[^.\n]{0,60}не (?:съществува|е намерен|е открит|може да бъде намерен|беше намерен)`,
		`несъществуващ`, `непознат (?:потребител|получател|адрес)`, `невалиден (?:адрес|получател|потребител)`, `не (?:бе|беше|е) намерен`,
		`нет такого|не существует|не найден|неизвестный (?:пользователь|получатель)`,
		`n'existe pas|utilisateur inconnu|unbekannter (?:empfänger|benutzer)|existiert nicht|no existe`,
	)
	// The address is there, or nobody says that it is not: room, size, taste, weather.
	anotherReason = wording(
		`(?:mailbox|mail box|inbox|account|user|recipient|storage|disk|quota|maildir)[^.\n]{0,60}(?:is |was )?(?:full|over ?quota|exceeds?|exceeded|too full|out of space|over the|over its|over limit)`,
		`(?:over|exceed(?:s|ed|ing)?|insufficient|out of|not enough)[^.\n]{0,40}(?:quota|storage|space|disk|allocat|capacity)`, `quota`, `mailfull`, `mailboxfull`,
		`message (?:size|too|is too|exceeds|length|larger)`, `too (?:big|large|long|many)`, `size limit`, `maximum (?:size|message|allowed)`, `larger than`,
		`\bspam`, `unsolicited`, `\bbulk\b`, `black ?list`, `block ?list`, `\bblocked\b`, `\brbl\b`, `dnsbl`, `reputation`, `spamhaus`, `barracuda`, `\bjunk\b`,
		`\bvirus|malware|phish|infected`, `content (?:rejected|filter|policy|denied)`, `(?:local|security|site|our|message|administrative) polic`, `policy (?:reason|violation|reject|restrict)`, `prohibited`,
		`dmarc|\bspf\b|\bdkim\b|authenticat`, `relay(?:ing)? (?:access )?(?:denied|not|is)`, `unable to relay|not permitted to relay|cannot relay|relaying denied|we do not relay`,
		`not (?:authori[sz]ed|permitted|allowed)`, `access denied|permission|restricted|not accepting`, `rate limit|throttl|too fast|try again|temporar|greylist|deferred`,
		`timed? ?out|time ?out|connection|unreachable|loop|too many hops|hop count|(?:couldn't|could not|cannot) (?:connect|reach)`,
		`starttls|\btls\b|certificate`, `suspended|inactive|disabled`, `verif(?:y|ication) failed|sender (?:verify|address|denied|rejected)`, `system (?:error|configuration|resources)|local configuration`,
		`препълнена|пълна|надвишава|квота|превишен|спам|отказан`,
		`переполнен|превышен`, `voll\b|überschritten`,
	)
	fullMailbox = wording(
		`(?:mailbox|mail box|inbox|account|user|recipient|maildir|storage)[^.\n]{0,60}(?:full|over ?quota|exceeded|out of space)`, `quota`, `insufficient (?:system )?storage`, `препълнена|е пълна`, `переполнен`,
	)
)

func wording(patterns ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:` + strings.Join(patterns, "|") + `)`)
}

// deadStatus are the codes that say that the address itself is not there (RFC 3463, 3.2;
// 5.1.10 is of RFC 7505). Servers give them for other reasons too, so the text is asked first.
func deadStatus(status string) bool {
	switch status {
	case "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10":
		return true
	}
	return false
}

// provenDead tells whether a failure proves that the address itself is gone: only then must
// nobody write to it again. A full mailbox, a policy, size, spam prove nothing, whatever the status.
func provenDead(status, text string) bool {
	missing, other := noSuchAddress.MatchString(text), anotherReason.MatchString(text)
	switch {
	case fullMailbox.MatchString(text):
		return false
	case missing && !other:
		return true
	case missing && other:
		return deadStatus(status)
	case other:
		return false
	}
	return deadStatus(status)
}

// saysNothing: a diagnostic that only repeats that it failed.
func saysNothing(diagnostic string) bool {
	return !noSuchAddress.MatchString(diagnostic) && !anotherReason.MatchString(diagnostic)
}
