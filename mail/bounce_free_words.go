package mail

var (
	daemonAddress = compiled(`(?i)^(?:mailer[-_.]?daemon|post[-_.]?master|(?:\S*[-_.])?(?:smtp|mail)(?:[-_.]?mail)?[-_.]?(?:service|system|server|gateway|router|delivery)|mail[-_.]?daemon|mdaemon|mail-?delivery|maildelivery|double-bounce|bounce|bounces|mailer|autoresponder-bounce|microsoftexchange[0-9a-f]+)(?:[+@-].*)?$`)
	daemonName    = compiled(`(?i)mail(?:er)?[- ]daemon|mail delivery|delivery (?:sub)?system|delivery (?:agent|service)|\bndr\b|system administrator|postmaster|microsoft outlook$|mail administrator|системен администратор|internet mail (?:service|delivery)|mail (?:router|server)\b`)

	// Who reads what postmaster@ gets is a person, and may write from there (RFC 5321, 4.5.1).
	roleAddress = compiled(`(?i)^post[-_.]?master@`)

	bounceSubject = wording(
		`(?:mail|message) (?:was |has been )?(?:rejected|refused|blocked|returned)|error sending|mail loop|loop alert|undeliver|un-deliver|non[- ]?deliver|not (?:be )?delivered|returned (?:mail|message|to sender)|return(?:ed|ing)? (?:mail|message) to sender|mail delivery|delivery (?:status )?(?:notification|failure|failed|problem|error|report|status|has failed)`,
		`failure notice|delivery[^a-z]+fail|failed (?:mail|delivery|message)|(?:mail|message|delivery) (?:failure|error|fail(?:ed)?)|bounced? (?:mail|message)|could(?:n't| not) be delivered|unable to deliver|unknown (?:user|recipient|address)|rejected (?:mail|message|by)|mail system error|user unknown|undelivered`,
		`недостав|не (?:е|бе|беше|може да (?:бъде|се)) достав|неуспешн\S* достав|върнат\S* (?:писмо|поща|съобщение)|невъзможн\S* достав|грешка при достав|не доставлен|возвращен`,
		`(?:писмо|съобщение|имейл)\S* (?:ви |е |бе |беше |не ){0,3}(?:отхвърлен|върнат|блокиран|спрян)`,
		notDelivered,
	)

	bounceText = wording(
		`failed recipients|error message below|trouble delivering|error delivering|could ?n(?:o|')t be (?:delivered|reached|sent)|(?:was|were|is|has) ?(?:not|n't) (?:been )?(?:delivered|able to (?:be )?deliver)|(?:unable|failed|not able) to (?:be )?deliver|delivery (?:to|of|for)[^.]{0,120}(?:failed|failure|unsuccessful|aborted)|delivery (?:has )?failed|undeliverable|undelivered`,
		`permanent (?:fatal )?errors?|(?:did|does) not reach|couldn't deliver|can(?:'t|not) be (?:delivered|reached)|returned (?:to sender|unopened|as undeliver|below|mail)|gave up|giving up|failed permanently|user unknown|unknown user|no such user`,
		`qmail-send program|message (?:has|was|could)[^.]{0,60}(?:returned|rejected|refused|bounced)|(?:was|been) rejected by|recipients? (?:failed|rejected|refused|unknown|address rejected)|transmission (?:failed|error)|error (?:occurred )?(?:while|when|in|during) (?:sending|delivering|trying to deliver|attempting to deliver)|problems? delivering|error in delivering`,
		`не (?:е|бе|беше|може да бъде|можа да бъде|бяха|са|успя да бъде|може да се) достав|не достигна до|недоставен|достав(?:ката|янето)[^.]{0,100}(?:не (?:бе|беше|е) успешн|неуспешн|не успя)`,
		`(?:писмо|съобщение|имейл)\S* [^.\n]{0,80}(?:е|бе|беше) (?:отхвърлен|върнат|блокиран|спрян)`,
		notDelivered,
		`配信|届け`,
	)

	// What people, too, say of letters: asked only where the return path is empty, as no person's can be.
	refusalText = compiled(`(?i)(?:mail|message|letter)[^\n]{0,120} (?:was|been|is) (?:automatically )?(?:rejected|refused|blocked|quarantined)\b`)

	forwardSubject = compiled(`(?i)^\s*(?:fwd?|пр|препр|отг|wg|tr|rv|doorst|pd)\s*:`)

	delayWords = wording(
		`has been postponed|delivery warning|advisory[- ]only|(?:delivery|mail|message|status notification)[^.\n]{0,40}\bdelay|\bdelayed\b|will (?:keep|continue|be) (?:on )?(?:try|retr)|still being retried|not yet been delivered|has not been (?:delivered|possible) (?:yet|so far)|warning(?:: | - )(?:message|could not|mail)|warning message only`,
		`do not need to resend|no action is required|attempts? to deliver[^.]{0,80}(?:will )?continue|delivery (?:attempts )?will continue|(?:could|can)(?: ?not|n't)[^.\n]{0,60}(?:for|in|after) (?:the )?(?:past|last)? ?\d+ (?:hour|minute)|(?:still|will)[^.\n]{0,40}(?:in (?:the )?queue|queued)|temporarily deferred|persistent(?:ly)? (?:transient|deferred)`,
		`забавен|забавя|ще продължи(?:м|т)? (?:опит|да опитва)|ще опитва отново|опит\S*[^.\n]{0,60}продължава|все още не е доставен|задержа(?:н|но|ние)|попытки[^.]{0,60}продолж|продолж\S*[^.\n]{0,40}попыт|пока не (?:может быть |было |удалось )?достав`,
		`(?:zustellung|übermittlung)[^.\n]{0,80}verzöger|retard(?:ée|é)\b|remise (?:différée|retardée)|retrasad[ao]|in ritardo|atrasad[ao]|vertraagd|opóźnion|zpožděn|késleltet|gecik(?:me|ti)|întârziat|intarziat|καθυστ[εέ]ρ|затримано|försenad|forsinket|odgođen|odloženo`,
	)
	gaveUp = compiled(`(?i)gave up|giving up|given up|permanent(?:ly)? (?:fail|error|fatal)|failed permanently|retry (?:timeout|time limit|limit) exceeded|has expired|too long in (?:the )?queue|queue too long|returning (?:message|mail) to sender|returned to sender|will not be retried|delivery (?:has )?failed|no further (?:attempts|delivery)|unable to deliver|message (?:has )?(?:expired|timed out)|(?:е|бе|беше|са) окончателно|прекратен`)

	// Under this name servers report and do nothing else (RFC 5321, 4.5.5 wants the empty return path
	// too, but many a list and a gateway puts its own).
	mailerDaemon = compiled(`(?i)^mailer[-_.]?daemon@`)

	// Our letter's subject, where a report shows it.
	letterSubject = compiled(`(?im)^[> \t*]*(?:subject|тема|относно|betreff|objet|asunto|oggetto|konu|θέμα|subiect|предмет)\s?:[ \t]*(\S[^\n]*?)\s*$`)

	// How a report without any other sign of a machine says it: alone on a line, or to an address.
	openingWords = compiled(`(?im)^[> *-]*(?:your|the) (?:message|mail|e-?mail)(?: below)? (?:could not|cannot|can't|was not|couldn't) (?:be )?delivered to|^[> *-]*(?:could not be delivered|did not reach|was not delivered) to the following (?:user|recipient|address)[a-z()]*:?[ \t]*$|^[> -]*non-?delivery report[ -]*$|^[> *-]*the following (?:message|mail|e-?mail) (?:could not|cannot|was not) be delivered|^[> \t*-]*could not be delivered to:? *<?\S+@|^[> *-]*undeliverable +to +\S+@|^[ -]*failed recipients?[ -]*$|^\W*(?:вашето|изпратеното от вас) (?:писмо|съобщение)[^.\n]{0,40} не (?:е|беше|бе|може да бъде|можа да бъде) доставено до`)

	// Where the report ends and the letter that came back begins.
	returnedMark = compiled(`(?im)^[-=*_> \t]*(?:this is a copy of (?:the|your) message|below this line is a copy|(?:your )?original message(?: \w+)?|unsent message|(?:the )?returned message|(?:included|attached) is (?:a|the|your) (?:copy|original)|(?:below is )?(?:a )?copy of (?:your|the) (?:original )?(?:message|mail)|message (?:text|header|contents?|body)(?: follows?)?|(?:here|following) (?:is|are) (?:a|the|your)[^\n]{0,60}(?:copy|header|message|mail)|the (?:first|header)[^\n]{0,80}(?:message|mail|header)|header(?:s)? (?:of|from)|text of your message|начало на (?:съобщението|писмото)|оригинал(?:но|ни)(?:то|те)? (?:съобщение|писмо|заглавки)|копие на (?:съобщението|писмото)|(?:ursprüngliche|original) ?nachricht(?:enkopf)?|исходные заголовки|en-têtes du message)[^\n]{0,80}$`)
	traceLine    = compiled(`(?i)^(?:received|return-path|message-id|mime-version|content-type): ?\S?`)
	headerLine   = compiled(`(?i)^(?:received|return-path|message-id|mime-version|x-[\w-]+|date|from|to|subject|content-[\w-]+|dkim-signature|reply-to|sender|cc): ?\S?`)

	anAddress = compiled(`[\pL\pN][\pL\pN.!#$%&'*+/=?^_{|}~-]{0,63}@(?:[\pL\pN](?:[\pL\pN-]{0,61}[\pL\pN])?\.)+[\pL\pN-]{2,24}`)
	contact   = compiled(`(?i)\bmail from:|\bcontact\b|postmaster|for (?:help|assistance|further|more)|please (?:contact|forward|send|e?-?mail|write)|^\s*(?:from|sender|sender address|reply-to|message-id|return-path|received|subject)\s*:|mailto:|message-?id|abuse@|support@|подател|свържете`)
	// Whose letter it was, and the alias that an address came from (RFC 3464, 2.3.1: it is the one that we wrote to).
	fromWhom = compiled(`(?i)\b(?:(?:e-?)?mail|message|letter) from:? <?\S+@\S+`)
	expanded = compiled(`<[^<>\s]+> \(expanded from:? <([^<>\s]+@[^<>\s]+)>\)`)
	mailLink = compiled(`(?i)<mailto:[^<>]*>`) // how Outlook's plain text shows an address for the second time
)

// notDelivered is how the localised servers, Exchange before all, say it in the other languages of
// those whom a council writes to. It stands beside a machine's sign only, so that stems suffice.
const notDelivered = `сбой доставки|не уда(?:ется|лось) доставить|не может быть (?:доставлен|отправлен)|не было доставлено|недоставк|недоставлен|ошибк\S* доставки|не вдалося доставити|` +
	`unzustellbar|nicht zustellbar|nicht zugestellt|konnte nicht|fehler bei der (?:nachrichten)?(?:zustellung|übermittlung)|(?:zustellung|übermittlung)[^.\n]{0,60}(?:fehlgeschlagen|nicht möglich)|` +
	`échec|non remis|n'(?:a|ont) pas pu être|no entregad|no se (?:ha podido|pudo|puede) entregar|error al entregar|devuelto|niet (?:bezorgd|afgeleverd)|onbestelbaar|bezorging mislukt|` +
	`mancat[ao] (?:consegna|recapito)|non recapitabil|recapito[^.\n]{0,40}non riuscit|impossibile recapitare|não (?:foi|pôde ser|é possível) entreg|falha na entrega|` +
	`nie dostarczono|niedostarcz|nie (?:można|udało się) dostarczyć|nedoručiteln|nepodařilo (?:se )?doručit|nedoručiteľn|kézbesít(?:hetetlen|és sikertelen)|nem (?:sikerült )?kézbesít|` +
	`teslim edil[ei]?[mn]e|teslim edilemedi|iletilemedi|nu (?:se poate|poate fi|a putut fi) livra|livrarea[^.\n]{0,40}(?:nu a reușit|a eșuat)|nelivra|` +
	`παράδοση[^.\n]{0,40}απέτυχε|δεν (?:είναι|ήταν) δυνατή η παράδοση|μη παραδοτέ|δεν παραδόθηκε|nije (?:moguće )?isporuč|neisporuč|није испоручен|не (?:беше|може да биде) испорачан|` +
	`kan (?:inte|ikke) leverer|kunde inte leverer|kunne ikke leverer|toimitus epäonnistui|ei voida toimittaa`
