package mail

import (
	"slices"
	"strings"
)

// isFreeBounce knows the reports of servers that follow no RFC, or half of one. It wants a
// machine's sign (a daemon's name, an empty return path, a letter inside it that came back) as
// well as the words, because people forward and discuss bounces.
func (p *parser) isFreeBounce(h header) (verdict, bool) {
	m := p.m
	failed := p.failedRecipients(h)
	machine := p.machineSign(h)
	if machine == "" {
		return verdict{}, false
	}
	human, original := p.told().human, p.told().original
	heading := p.reportHeading()
	subject := bounceSubject.MatchString(heading)
	text := bounceText.MatchString(human)
	delayed := delayWords.MatchString(heading) || delayWords.MatchString(human) && !gaveUp.MatchString(heading+"\n"+human)
	switch {
	case len(failed) > 0 || p.report.is && (subject || text || delayed):
	case isAutoSubject(heading):
		return verdict{}, false
	case mailerDaemon.MatchString(m.From) && (original != "" || p.report.returned != nil || len(p.report.nested) > 0):
		// Who gives a letter back under this name reports that it failed, in whatever language.
	case delayed && (subject || text || delayWords.MatchString(heading)):
	case subject && text:
	case (text || refusalText.MatchString(human)) && m.ReturnPath == "<>" && anAddress.MatchString(human) && !awayText.MatchString(human):
	case text && (original != "" || p.report.returned != nil || len(p.report.nested) > 0 || daemonAddress.MatchString(m.From)):
	case subject && (original != "" || len(p.report.nested) > 0 || anAddress.MatchString(human)):
	default:
		return verdict{}, false
	}
	if p.report.returned == nil {
		p.report.returned = p.returnedHeader(original)
	}
	if b, err := p.nestedStatus(); err == nil && len(b.Recipients) > 0 {
		if kind, why := judge(b); kind != "" {
			p.identify(b)
			return verdict{kind, why + ", препратен от " + m.From, b}, true
		}
	}
	action, kind := "failed", KindBounce
	if delayed {
		action, kind = "delayed", KindDelay
	}
	b := &Bounce{Recipients: p.freeRecipients(failed, action)}
	p.identify(b)
	why := "съобщение за недоставено писмо: " + machine
	if kind == KindDelay {
		why = "съобщение за забавено писмо: " + machine
	}
	return verdict{kind, why, b}, true
}

// machineSign is what shows that a program reports, and no person writes about a report.
func (p *parser) machineSign(h header) string {
	m := p.m
	switch {
	case h.has("x-failed-recipients"):
		return "X-Failed-Recipients"
	case p.report.is:
		return "multipart/report"
	case p.answersByHand(h):
		return ""
	case daemonAddress.MatchString(m.From):
		return "подател " + m.From
	case daemonName.MatchString(m.FromName):
		return "подател " + m.FromName
	case m.ReturnPath == "<>":
		return "празен Return-Path"
	case h.has("x-mlserver"):
		return "пощенски списък " + h.get("x-mlserver")
	case len(m.InReplyTo) == 0 && bounceSubject.MatchString(p.heading()) && !forwardSubject.MatchString(p.heading()) &&
		(openingWords.MatchString(p.told().human) || p.told().original != "" && bounceText.MatchString(p.told().human)):
		return "тема и текст"
	case len(p.report.nested) > 0 && !p.answers() && !replySubject.MatchString(p.heading()) && !forwardSubject.MatchString(p.heading()) &&
		openingWords.MatchString(p.told().human):
		return "текст и върнато писмо"
	}
	return ""
}

// answersByHand: „Re:“ before the subject of a letter that it names, above what it quotes, and no
// mark of a program (RFC 3834). So an office's postmaster answers, whose address is a daemon's too.
func (p *parser) answersByHand(h header) bool {
	return replySubject.MatchString(p.heading()) && p.answers() && p.m.Text != p.m.FullText &&
		p.m.ReturnPath != "<>" && autoMark(h) == autoNone
}

// answers: the message names the one that it answers (RFC 5322, 3.6.4).
func (p *parser) answers() bool { return len(p.m.InReplyTo) > 0 || len(p.m.References) > 0 }

// nestedStatus reads the delivery report that another machine's letter carries inside.
func (p *parser) nestedStatus() (*Bounce, error) {
	var read func(e *part) error
	read = func(e *part) error {
		if strings.HasSuffix(e.media, "delivery-status") {
			return p.reportPart(e, place{})
		}
		for _, child := range e.parts {
			if err := read(child); err != nil {
				return err
			}
		}
		return nil
	}
	for _, e := range p.report.nested {
		if err := read(e); err != nil {
			return nil, err
		}
	}
	return p.deliveryStatus(), nil
}

// failedRecipients are those that Exim and its like name in a field of their own.
func (p *parser) failedRecipients(h header) []string {
	var found []string
	for _, value := range h.all("x-failed-recipients") {
		for _, a := range p.addresses(value) {
			if strings.Contains(a.address, "@") && !slices.Contains(found, a.address) {
				found = append(found, a.address)
			}
		}
	}
	return found
}

// freeRecipients finds who was not reached and judges each by what stands after its address.
func (p *parser) freeRecipients(failed []string, action string) []BouncedRecipient {
	human := p.told().human
	addresses := failed
	if len(addresses) == 0 {
		addresses = p.toldAddresses()
	}
	if len(addresses) == 0 {
		for _, a := range p.addresses(p.report.returned.get("to")) {
			if strings.Contains(a.address, "@") {
				addresses = append(addresses, a.address)
			}
		}
	}
	if len(addresses) == 0 {
		addresses = p.localParts(human)
	}
	if len(addresses) == 0 && strings.Contains(p.m.From, "@") && !daemonAddress.MatchString(p.m.From) && p.m.ReturnPath == "<>" {
		addresses = []string{p.m.From} // a mailbox that reports of itself
	}
	recipients := []BouncedRecipient{}
	for _, address := range addresses {
		about := human
		if len(addresses) > 1 {
			about = p.told().about(address, addresses)
		}
		status := firstStatus(about)
		recipients = append(recipients, BouncedRecipient{
			Address: address, Status: status, Action: action,
			Permanent: action == "failed" && (provenDead(status, unwrapped(about), unwrapped(about)) || blamesAddress(about) || p.disowns(address, about)),
		})
	}
	return recipients
}

// blamesAddress: the whole report is that a letter could not be delivered to this address. A server
// that gave up says after how long, one that refused says why or gives a code; one that names
// nothing but the address has no other reason.
func blamesAddress(report string) bool {
	rest := anAddress.ReplaceAllString(report, "")
	return openingWords.MatchString(report) && saysNothing(rest) && !strings.ContainsAny(rest, "0123456789") && len(strings.Fields(rest)) <= 30
}

// disowns: a server knows its own users. In whose name it reports, of that domain it may say without
// any code, and quoting no other server, that somebody is unknown.
func (p *parser) disowns(address, about string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	_, host, _ := strings.Cut(strings.ToLower(p.m.From), "@")
	if domain == "" || host != domain && !strings.HasSuffix(host, "."+domain) && !ofItself.MatchString(about) {
		return false
	}
	return unknownUser.MatchString(about) && !quotesServer.MatchString(ownName.ReplaceAllString(about, "")) && !refused.MatchString(about) && !fullMailbox.MatchString(about)
}

// toldAddresses finds the addresses that a report is about: not its sender's, not ours, none that
// stands in a line about whom to ask. Whom the letter was addressed to, as the report repeats it, may
// be a list or an alias: it counts where no other is named. Where some of them are those that the
// letter went to, it is these.
func (p *parser) toldAddresses() []string {
	var found, addressed []string
	for line := range strings.Lines(p.told().human) {
		list := &found
		if quotedTo.MatchString(line) {
			list = &addressed
		}
		line = fromWhom.ReplaceAllString(mailLink.ReplaceAllString(line, ""), "")
		for sentence := range strings.SplitSeq(line, ". ") {
			if contact.MatchString(sentence) {
				continue
			}
			for _, address := range anAddress.FindAllString(sentence, 50) {
				address = barely(address)
				if p.notRecipient(address) || containsFold(*list, address) || len(*list) >= 50 {
					continue
				}
				*list = append(*list, address)
			}
		}
	}
	if len(found) == 0 {
		found = addressed
	}
	var to []string
	for _, name := range []string{"to", "cc", "x-original-to", "delivered-to"} {
		for _, value := range p.report.returned.all(name) {
			to = append(to, addressesOnly(p.addresses(value))...)
		}
	}
	var both []string
	for _, address := range found {
		if containsFold(to, address) {
			both = append(both, address)
		}
	}
	if len(both) > 0 {
		return both
	}
	return found
}

// barely takes off what stands around an address: quotes, a full stop, X.400's „SMTP=“.
func barely(address string) string {
	address = strings.Trim(address, "'.")
	if len(address) > 5 && strings.EqualFold(address[:5], "smtp=") {
		address = address[5:]
	}
	return address
}

var localPart = compiled(`(?m):\s*\n\s*([\w.+-]{2,64})(?: \([^()\n]{3,60}\))?\s*$`)

// localParts finds names without a domain, alone on a line after a colon: they are of the
// domain of the server that reports.
func (p *parser) localParts(human string) []string {
	_, domain, ok := strings.Cut(p.m.From, "@")
	if !ok {
		return nil
	}
	var found []string
	for _, m := range localPart.FindAllStringSubmatch(human, 20) {
		found = append(found, m[1]+"@"+strings.ToLower(domain))
	}
	return found
}

func (p *parser) notRecipient(address string) bool {
	if daemonAddress.MatchString(address) || strings.EqualFold(address, p.m.From) || strings.EqualFold(address, p.o.OwnAddress) {
		return true
	}
	return containsFold(p.m.To, address) && !containsFold(addressesOnly(p.addresses(p.report.returned.get("to"))), address)
}

func addressesOnly(list []mailbox) []string {
	var found []string
	for _, m := range list {
		found = append(found, m.address)
	}
	return found
}

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return strings.EqualFold(x, s) })
}

// completeRecipients names the recipients of a delivery report that names none.
func (p *parser) completeRecipients(b *Bounce, h header) {
	found := p.failedRecipients(h)
	for i := range b.Recipients {
		if strings.Contains(b.Recipients[i].Address, "@") {
			continue
		}
		if len(found) == 0 {
			found = p.toldAddresses()
		}
		if len(found) > 0 {
			b.Recipients[i].Address = found[min(i, len(found)-1)]
		}
	}
}
