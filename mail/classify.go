package mail

import (
	"strings"
)

// verdict is what a message is and the sign that decided it.
type verdict struct {
	kind   Kind
	why    string
	bounce *Bounce
}

// verdict asks the surest signs first: our own id, then reports that name themselves
// (RFC 3464, RFC 8098), then the marks of automatic mail (RFC 3834), then what programs without
// any of them write. What nothing speaks against was written by a person.
func (p *parser) verdict(h header) verdict {
	for _, ask := range []func(header) (verdict, bool){
		p.isOwn, p.isReport, p.isNotification, p.isReceipt, p.isFreeBounce, p.isAutoReply, p.isBulk, p.isPerson,
	} {
		if v, ok := ask(h); ok {
			return v
		}
	}
	return verdict{kind: KindOther, why: "няма подател"}
}

// heading is as much of the subject as a verdict asks for: a sender may make it long.
func (p *parser) heading() string { return p.m.Subject[:min(len(p.m.Subject), 1000)] }

func (p *parser) isOwn(header) (verdict, bool) {
	m := p.m
	if p.o.Own != nil && m.MessageID != "" && p.o.Own(m.MessageID, m.Origin) {
		if p.o.OwnAddress == "" || strings.EqualFold(m.From, p.o.OwnAddress) {
			return verdict{kind: KindOwn, why: "идентификаторът му е наш"}, true
		}
	}
	return verdict{}, false
}

func (p *parser) isReport(h header) (verdict, bool) {
	switch r := &p.report; {
	case len(r.feedback) > 0:
		return verdict{kind: KindOther, why: "оплакване за нежелана поща (RFC 5965)"}, true
	case len(r.read) > 0:
		b := p.readReceipt()
		if p.thrownAway() {
			for i := range b.Recipients {
				b.Recipients[i].Action = "failed"
				b.Recipients[i].Permanent = provenDead("", p.told().human, p.told().human)
			}
			return verdict{KindBounce, "отхвърлено от правило на получателя (RFC 5429)", b}, true
		}
		return verdict{KindDelivered, "обратна разписка за прочитане (RFC 8098): " + r.read.get("disposition"), b}, true
	}
	b := p.deliveryStatus()
	kind, why := judge(b)
	if kind == "" {
		return verdict{}, false
	}
	p.identify(b)
	if kind == KindBounce {
		p.completeRecipients(b, h)
	}
	return verdict{kind, why, b}, true
}

// readReceipt keeps which letter was read, and by whom.
func (p *parser) readReceipt() *Bounce {
	r := p.report.read
	b := &Bounce{Recipients: []BouncedRecipient{}}
	address := reportAddress(r.get("original-recipient"))
	if address == "" {
		address = reportAddress(r.get("final-recipient"))
	}
	if address != "" {
		b.Recipients = append(b.Recipients, BouncedRecipient{Address: address, Action: "delivered"})
	}
	if ids := messageIDs(r.get("original-message-id")); len(ids) > 0 {
		b.OriginalID = ids[0]
	}
	return b
}

// thrownAway: Sieve's reject, and servers whose mailbox is full, answer with a receipt: a program, no
// person, deleted the letter (RFC 5429, 2.2.1.2). Outlook says the same of one that was deleted
// unread, in other words.
func (p *parser) thrownAway() bool {
	disposition := strings.ToLower(strings.Join(strings.Fields(p.report.read.get("disposition")), ""))
	return strings.HasPrefix(disposition, "automatic-action/") && strings.Contains(disposition, ";deleted") &&
		refusalText.MatchString(p.told().human) && !readText.MatchString(p.told().human)
}

// identify finds out which letter a report is about.
func (p *parser) identify(b *Bounce) {
	if ids := messageIDs(p.report.returned.get("message-id")); len(ids) > 0 {
		b.OriginalID = ids[0]
	}
}

func (p *parser) isPerson(header) (verdict, bool) {
	m := p.m
	switch {
	case m.From == "":
		return verdict{}, false
	case p.o.OwnAddress != "" && strings.EqualFold(m.From, p.o.OwnAddress):
		return verdict{kind: KindOther, why: "от адреса на съвета, но не от системата"}, true
	case p.answers():
		return verdict{kind: KindReply, why: "посочва писмото, на което отговаря"}, true
	case replySubject.MatchString(p.heading()):
		return verdict{kind: KindReply, why: "по темата: „" + m.Subject + "“"}, true
	}
	return verdict{kind: KindReply, why: "няма белези на автоматично или масово писмо"}, true
}
