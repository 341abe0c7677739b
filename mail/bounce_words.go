package mail

import (
	"strings"
)

var statusCode = compiled(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.\s)`)

// firstStatus finds an enhanced status code (RFC 3463). A gateway may put one that says nothing
// (x.y.0: “other”, RFC 3463, 3.1) before the one that it was given.
func firstStatus(s string) string {
	first := ""
	for s != "" {
		m := statusCode.FindStringSubmatchIndex(s)
		if m == nil {
			break
		}
		status := s[m[2]:m[3]]
		switch {
		case first == "":
			first = status
		case status[0] == first[0] && !strings.HasSuffix(status, ".0"):
			return status
		}
		if !strings.HasSuffix(first, ".0") {
			break
		}
		s = s[m[3]:]
	}
	return first
}

// What servers say of an address that does not exist, and of everything else that keeps a letter
// out. Sources: the texts of Postfix, Exim, Sendmail, qmail, Exchange, Domino, Courier, Gmail,
// Yahoo, AOL, mail.ru, Yandex, abv.bg, and of filters before them.
var (
	// A directory was asked, or a whole sentence says it: the address, its account or its domain
	// is not there.
	noAddress = wording(
		`(?:user|recipient|mailbox|account|address|person|e-?mail|alias)[^.\n]{0,80}(?:does not|doesn't|doesnt|do not|did not|don't) (?:exist|have an?)`,
		`(?:user|recipient|mail[- ]?box|account|address|person|e-?mail)[^.\n]{0,60}(?:couldn't|could not|can't|cannot|wasn't|was not) be (?:found|resolved|located)`,
		`(?:user|recipient|mail[- ]?box|account|address|person|e-?mail)[^.\n]{0,60}(?:wasn't|was not) found`, `(?:wasn't|was not) found (?:at|in) \S+\.\pL{2}`,
		`(?:couldn't|could not|can't|cannot|unable to) (?:be )?(?:find|found|locate|resolve|look ?up) (?:any |a |the |your )?(?:host|domain|mailbox|user|recipient|address|alias)`,
		`recipient(?:'s)? (?:name )?(?:is|was) not (?:recognized|found)`, `(?:unknown|invalid) (?:user|recipient|address|mailbox)\s*:`, `(?:receiver|recipient|user|mailbox) not found\s*:`, `\S@\S+ (?:does not|doesn't) exist`, `(?:unknown|invalid)[- ]recipient\.?\s*$`, `(?:unknown|invalid)[^.\n]{0,30} user ?id\b`, `did not (?:exactly )?match (?:an?|any)[^.\n]{0,40} (?:address|user|mailbox)`,
		`no valid (?:recipient|mailbox|address|user)s?\b`, `no longer (?:valid|available|in use|exists?|on (?:this )?server|works|employed|on (?:our )?staff|using this|an employee|a valid|has an?)`,
		`(?:account|mailbox|user|address|e-?mail)[^.\n]{0,60}(?:deleted|discontinued|terminated|removed|closed|cancell?ed|disabled|deactivated)`, `(?:deleted|discontinued|terminated|closed|cancell?ed|deactivated) (?:mailbox|account|user|address)`, `(?:account|mailbox)[^.\n]{0,20} (?:is|has) (?:been )?expired`, `(?:is|an) expired (?:account|mailbox|user)`, `(?:address|mailbox|account|recipient|user)[^.\n]{0,40} (?:is |was )?marked (?:as )?(?:invalid|inexistent|non-?existent)`, `unallocated`,
		`(?:host|domain)(?: ?name)?(?: \S{1,80})? (?:is |was )?(?:unknown|not found|does not exist|doesn't exist|(?:couldn't|could not|can't|cannot) be found|non-?existent|invalid)`, `domain (?:name )?is not reachable`, `recipient domain must exist`, `address no longer accepts mail`, `(?:unknown|invalid|nonexistent|bad) (?:mail )?(?:host|domain)`,
		`no such (?:host|domain)`, `(?:name or )?service not known`, `nxdomain`, `unr?routeable (?:mail )?(?:address|domain)`, `unroutable`,
		`no (?:valid |usable |such )?(?:mx|dns|a record|mail (?:server|host|exchanger))[^.\n]{0,40}(?:for|found|exists?)`, `no data record of requested type`, `any hosts? (?:named|by that)`, `(?:could not|cannot|unable to) (?:initiate|establish|open)[^.\n]{0,60}any hosts?`,
		`not (?:listed |found |present )?(?:in|on) (?:the |our |my )?(?:\S{1,20} )?(?:domino|directory|public|address ?book|name|user|relay_recipient|recipients? (?:list|table|map))`, `resolver\.adr\.\w*notfound`, `recipient ?not ?found`, `not a known user`,
		`not specify a valid (?:notes )?mail`, `final e-?mail delivery point`, `not our customer`, `addressee unknown`, `unknown or illegal`, `5\.1\.10`, `\b542 \S+ rejected`, // 542 is Symantec's answer for an address that is not registered
		`requested action not taken: mailbox unavailable`, `local mailbox \S+ is unavailable`, `unknown local[- ]part`,
		`null mx|nullmx|does not accept mail|no smtp service`, `host address lookups failed permanently`, `point to non-?existent hosts`, `find a mail exchanger`, `illegal host`,
		`(?:user|account|address|mailbox|recipient)[^.\n]{0,40}has (?:been )?moved`, `non répertorié dans l'annuaire`,
		`няма такъв (?:потребител|адрес|получател|домейн)`, `(?:потребител|адрес|получател|кутия|домейн)\S*[^.\n]{0,60}не (?:съществува|(?:е|бе|беше|може да бъде) (?:намерен|открит))`,
		`несъществуващ`, `непознат (?:потребител|получател|адрес)`, `невалиден (?:адрес|получател|потребител)`,
		`нет такого|не существует|не найден|неизвестный (?:пользователь|получатель)`,
		`n'existe pas|utilisateur inconnu|unbekannter (?:empfänger|benutzer)|existiert nicht|no existe`,
	)
	// The same as the servers of Microsoft say it to those who read other languages; asked only of a
	// text that may be in one (foreign), because so many patterns take their time.
	noAddressAbroad = wording(
		`(?:адрес|получател|пользовател|домен|ящик)\S*[^.\n]{0,80}(?:не удалось найти|отсутствует)|не удалось найти[^.\n]{0,60}(?:адрес|получател|пользовател|домен)`,
		// „x was not found at b.example“
		`wurde (?:in|bei|unter|auf) \S+\.\pL{2,24} nicht gefunden|wurde nicht (?:in|bei|unter|auf) \S+\.\pL{2,24} gefunden`, `(?:introuvable|n'a pas été trouvée?(?:\(e\))?) (?:à|dans|sur|chez) \S+\.\pL{2}`, `no se (?:encontró|ha encontrado|pudo encontrar) \S{1,80} en \S+\.\pL{2}`, `не (?:е|бе|беше) (?:намерен|открит)\S{0,3} (?:в|на|при) \S+\.\pL{2}`,
		`(?:e-?mail-?)?adresse[^.\n]{0,80}(?:nicht gefunden|unbekannt|ungültig)|empfänger[^.\n]{0,60}(?:nicht gefunden|unbekannt)`, `adresse[^.\n]{0,100}(?:introuvable|n'a pas (?:pu être|été) trouvée?)|destinataire inconnu`,
		`(?:dirección|usuario|destinatario|buzón)[^.\n]{0,100}(?:no se (?:encontró|ha encontrado|pudo encontrar)|desconocid)|no se (?:encontró|ha encontrado|pudo encontrar)[^.\n]{0,40}(?:dirección|usuario|destinatario|buzón)|(?:casilla|cuenta|buzón) ha expirado|nadie con esta direcci`, `adres[^.\n]{0,80}(?:niet (?:worden )?gevonden|bestaat niet)`, `(?:indirizzo|utente|destinatario|casella)[^.\n]{0,100}(?:non (?:è stat[oa] )?(?:trovat|esiste)|inesistente|sconosciut|errat)|destin\. sconosciut`,
		`(?:adres|kullanıcı|alıcı|posta kutusu)\S*[^.\n]{0,60}(?:bulunamadı|mevcut değil)`, `(?:adres|utilizator|destinatar)\S*[^.\n]{0,80}(?:nu (?:a putut fi|a fost|poate fi|este) găsit|nu există|inexistent|necunoscut)`,
		`(?:διεύθυνση|παραλήπτη|χρήστη)\S*[^.\n]{0,80}(?:δεν (?:βρέθηκε|υπάρχει)|άγνωστ)|(?:εύρεση|βρεθεί)[^.\n]{0,20}διε[υύ]θυνσ`, `(?:adres|użytkownik|odbiorc)\S*[^.\n]{0,60}(?:nie (?:istnieje|znaleziono|został znalezion)|nieznan)|nie (?:można|udało się) znaleźć[^.\n]{0,40}(?:adres|użytkownik|odbiorc)|(?:konto|skrzynka|adres)(?: \S{1,80}){0,2} nie istnieje|nie ma takie(?:go|j) (?:konta|adresu|użytkownika|skrzynki)`,
		`(?:adres[aeu]|korisnik|primala)\S*[^.\n]{0,60}(?:ne postoji|nije pronađen)|(?:адрес|корисник|примал)\S*[^.\n]{0,60}не (?:постои|постоји)`,
		`naslov[^.\n]{0,60}(?:ne obstaja|ukinjen|ni (?:bilo )?mogoče najti)|neexistuje|neznám[ýá] (?:uživatel|příjemce|používateľ|adres)|nem létezik|ismeretlen (?:címzett|felhasználó)|fin(?:ns|nes|des) (?:inte|ikke)|(?:okänd|ukendt|ukjent) (?:mottagare|användare|modtager|mottaker|bruger|bruker)|não existe|(?:destinatário|usuário|endereço)[^.\n]{0,40}(?:desconhecid|inexistente|não encontrad)|не існує|не знайдено`,
		`(?:リスト|ディレクトリ)に(?:は)?ありません|(?:宛先|あて先|ユーザー?|アドレス)[^\n。]{0,120}(?:存在しません|見つかりません)|(?:用户|收件人|地址|邮箱)[^\n。]{0,20}不存在`,
	)
	foreign = wording(`[^\x00-\x7f]`, `adres[^s]`, `indirizzo|usuario|destin|utente|korisnik|casilla|cuenta|\bwurde\b|\bnie\b|naslov|neexist|fin(?:ns|nes|des) (?:inte|ikke)`)
	// The short words of an SMTP answer. Filters and the gateways of telephones give the same ones
	// after DATA for letters that they do not like, so they prove something only with a code of
	// RFC 3463 or as an answer to RCPT.
	unknownUser = wording(
		`no such (?:[\w-]{1,10} ){0,2}(?:user|recipient|mail[- ]?(?:box|drop)|account|address|person|alias|id\b)`, `(?:user|recipient|mail[- ]?box|account|address|addressee|alias)(?: \S{1,80}){0,2} (?:is |was )?(?:unknown|unrecogni[sz]ed|not found|not known|non-?existent|invalid)\b`,
		`(?:unknown|unrecogni[sz]ed|unregistered|invalid|non-?existent|bad|illegal|malformed|undefined|unavailable) (?:local |e-?mail |mail )?(?:user|recipient|mailbox|account|address|addressee|alias|destination mailbox|local[- ]part)`,
		`not (?:a )?(?:valid|known) (?:user|recipient|mailbox|account|address|local)`, `(?:isn't|is not|not) (?:a )?(?:valid|known|listed|found)(?: here| in| at)`,
		`no (?:e-?mail )?(?:mailbox|account|recipient|user|person|address)(?: here)? (?:by|with|named|found|here|registered)`, `no mailbox`, `mailbox (?:\S+@\S+ )?(?:is )?(?:unavailable|not available|not exist)`, `user (?:is )?unavailable`,
		`(?:addresses|recipients) (?:were|are) (?:unknown|invalid)`, `(?:user|recipient|mailbox|account|address)[^.\n]{0,40} (?:is|was) not (?:recogni[sz]ed|registered|found|known)\b`, `(?:don't|doesn't|do not|does not) (?:exists?|handle|host)\b[^.\n]{0,30}\b(?:user|recipient|address)`, `not (?:a )?user (?:of|on|at)\b`, `(?:does |do )?not exist`, `not (?:an )?active(?: address)?(?: at|\s*$|[ .(])`, `(?:mailbox|user|address|recipient) not present`, `mailbox unavaiable`, `no mail box`, `account (?:is )?unavailable`,
		`not (?:a )?local(?: address|\s*$|[ .(])`, `(?:bad|valid)(?:rcptto|recipientto)`, `\bno[- ]?one (?:at|with|by|here)\b`, `missing home directory`, `unknown (?:or invalid )?virtual user|unknown virtual`, `> not found`, `in name directory`, `non[- ]?existent user`, `unknown e-?mail address`, `nessun utente`,
		`userunknown|unknownuser|usernotfound`, `bad destination`, `(?:^|recipient |\d[ -])(?:address )?rejected\.?\s*$`, `recipient rejected\.?\s*$`, `sorry, no-?one`,
	)
	// The address is there, or nobody says that it is not: room, size, taste.
	refused = wording(
		`message (?:size|too|is too|exceeds|length|larger)`, `too (?:big|large|long)`, `size limit`, `maximum (?:size|message|allowed)`, `larger than`,
		`\bspam`, `unsolicited`, `\bbulk\b`, `black ?list`, `block ?list`, `\bblocked\b`, `\brbl\b`, `dnsbl`, `reputation`, `spamhaus`, `barracuda`, `\bjunk\b`,
		`\bvirus|malware|phish|infected`, `content (?:rejected|filter|policy|denied)`, `(?:local|security|site|our|message|administrative) polic`, `policy (?:reason|violation|reject|restrict)`, `prohibited`,
		`dmarc|\bspf\b|\bdkim\b|authenticat`, `relay(?:ing)? (?:access )?(?:denied|disallowed|prohibited|not|is)`, `\bas a relay\b`, `(?:unable|not permitted) to relay|cannot relay|do not relay`,
		`not (?:authori[sz]ed|permitted|allowed)`, `access denied|permission|restricted|not accepting`, `rate limit|throttl`, `too many`, `suspended|inactive`,
		`\bsenders?\b[^.\n]{0,30}(?:unknown|invalid|unavailable|not exist|doesn't exist)|(?:unknown|invalid|such) sender|mail from address|domain may not exist`, `\byour (?:reverse |sending |own )?(?:host|domain|dns\b|ip\b)`, `sender (?:verify|address|denied|rejected)`, `invalid dns\b`, `sender(?:'s)? (?:domain|e-?mail)|domain of sender|valid from:|null sender`, `спам|отказан`, `(?:recipient|user)(?:'s)? (?:preferences|rules)|refuses? to (?:receive|accept)|not (?:subscribed|a (?:member|subscriber))|(?:members?|subscribers?) only|only (?:members|subscribers)|only accept(?:s|ing) (?:mail|messages?) from`,
	)
	// The weather: it says nothing of the address, and it changes.
	weather = wording(
		`try (?:again|later)|temporar|temp_fail|greylist|deferred`, `timed? ?out|connection|unreachable|loop|too many hops|hop count|(?:couldn't|could not|cannot) (?:connect|reach)`,
		`host name lookup failure|malformed or unexpected|unexpected name server|server fail|servfail|could be reached`, `starttls|\btls\b|certificate`, `system (?:error|configuration|resources)|local configuration`,
	)
	// Who says this says that it may yet be accepted.
	laterWords  = compiled(`(?i)\btry (?:it |again |once more )*later\b|\btemporar`)
	fullMailbox = wording(
		`(?:mailbox|mail box|inbox|account|user|recipient|maildir|storage|disk)[^.\n]{0,60}(?:full\b|over ?quota|too full|exceed|out of space|over (?:the|its) )`, `quota`,
		`(?:insufficient|out of|not enough)[^.\n]{0,40}(?:storage|space|disk)`, `mailfull|mailboxfull`, `(?:mailbox|buz[oó]n|casilla|casella|caixa|bo[iî]te)[^.\n]{0,40}(?:llen[oa]|pien[oa]|pleine?|chei[oa])\b`, `препълнена|е пълна|квота|превишен`, `переполнен`, `\bvoll\b|überschritten`,
	)
	// The answer came to RCPT: of that address, before the letter was seen. A transcript shows the two
	// on lines that follow each other.
	atRCPT = compiled(`(?i)(?:in reply to|after|>>>|smtp:|response to|\bon) ?(?:the )?(?:end of )?rcpt|rcpt (?:to )?command|like recipient|\brcpt to said\b|` + refusedRCPT)
	// A transcript goes on to other hosts: what they said later takes nothing back.
	transcript = compiled(`(?i)` + refusedRCPT)
	// What Sendmail makes of an answer that carries another code, or none.
	concluded = compiled(`(?i)\b55\d 5\.1\.1 <?\S+@\S+>?\.\.\. user unknown`)
	// The address stands in the answer itself, which so was given to RCPT, unless the report says
	// that it came after DATA.
	namesIt   = compiled(`(?i)\b55\d (?:unknown|invalid) (?:user|recipient|address|mailbox)\s+<\S+@\S+>`)
	afterDATA = compiled(`(?im)^(?:>>> )?data\s*$|\b(?:end of|to|after) data\b`)
	// A server speaks of itself, whatever its name is in the report's address.
	ofItself = compiled(`(?i)\blocal (?:user|mailbox|recipient|account)\b|\b(?:at|on) this (?:server|system|site|host)\b|\baddress here\b|unknown in\s+(?:\S{1,20}\s+){1,4}table\b`)
	// Whose words these are: another server's, if any of this stands in them.
	quotesServer = compiled(`(?i)\b[245]\d\d\b|\bsmtp\b|\bsaid\b|\bhost\b|\bremote\b`)
	// How Postfix opens every report: it quotes nobody.
	ownName = compiled(`(?i)\bmail system at host \S+`)
	// Answers that mean more than their words: what Exchange Online says of whom its directory does not
	// know (Microsoft, “Use Directory-Based Edge Blocking”; with another code the same words are a policy
	// of Postfix), and cPanel of a domain that it finds no way to.
	understood = wording(`5\.4\.1 [^\n]{0,100}recipient address rejected: access denied`, `account\s+(?:\d+-)?or domain may not exist`)
	// What was said before anybody was named is of the sender, or of the server that it came through
	// (RFC 5321, 3.3).
	beforeRCPT = compiled(`(?i)(?:in reply to|response to|\bafter) (?:the )?(?:mail from|[eh]{1,2}lo\b|initial conn|pipelined mail from)`)
)

const refusedRCPT = `\brcpt to\s*:[^\n]*\n[^\n\pL]*(?:[^\n\d]{0,40}|[^\n]*<-- )55\d\b`

// replyForNow is a reply code of RFC 5321, 4.2.1 that means: later.
var replyForNow = compiled(`(?m)(?:^|[\s:;,(])4[25]\d(?:[ -][4\D]|,)`)

func wording(patterns ...string) pattern {
	return compiled(`(?im)(?:` + strings.Join(patterns, "|") + `)`)
}

// deadStatus are the codes that say that the address itself is not there (RFC 3463, 3.2; 5.1.10
// is of RFC 7505). Servers give them for other reasons too, so the text is asked first.
func deadStatus(status string) bool {
	switch status {
	case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4":
		return true
	}
	return false
}

// provenDead tells whether a failure proves that the address itself is gone: only then must
// nobody write to it again. A full mailbox, a policy, size, spam prove nothing, whatever the
// status. text is what the server said; context, all that is told of the recipient, may tell
// what it said it to.
func provenDead(status, text, context string) bool {
	switch {
	case strings.HasPrefix(status, "4") || replyForNow.MatchString(text) && !transcript.MatchString(text):
		return false
	case fullMailbox.MatchString(text):
		return false
	case beforeRCPT.MatchString(context) || ofSender(status):
		return false
	case understood.MatchString(text):
		return true
	case laterWords.MatchString(text) && !deadStatus(status):
		return false
	case namesNoAddress(text):
		return !refused.MatchString(text) || deadStatus(status)
	case unknownUser.MatchString(text):
		return deadStatus(status) || !refused.MatchString(text) && saidOfAddress(status, text, context)
	case refused.MatchString(text) || weather.MatchString(text):
		return false
	}
	return deadStatus(status)
}

// saidOfAddress tells whether an answer was about the address and not about the letter: it came to
// RCPT, or it names the address or carries an address's code (5.1.0, “other address status”) and did
// not come after DATA.
func saidOfAddress(status, text, context string) bool {
	if atRCPT.MatchString(context) || concluded.MatchString(context) {
		return true
	}
	return (status == "5.1.0" || namesIt.MatchString(text)) && !afterDATA.MatchString(context)
}

// ofSender are the codes that speak of the sender's address (RFC 3463, 3.2; RFC 7505, 4.2).
func ofSender(status string) bool {
	return status == "5.1.7" || status == "5.1.8" || status == "5.7.27"
}

func namesNoAddress(text string) bool {
	return noAddress.MatchString(text) || foreign.MatchString(text) && noAddressAbroad.MatchString(text)
}

// saysNothing: a diagnostic that only repeats that it failed.
func saysNothing(diagnostic string) bool {
	for _, words := range []pattern{fullMailbox, unknownUser, refused, weather} {
		if words.MatchString(diagnostic) {
			return false
		}
	}
	return !namesNoAddress(diagnostic)
}
