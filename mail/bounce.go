package mail

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// report is what the parts of a message tell about the delivery of another one.
type report struct {
	is       bool     // a multipart/report
	status   []header // groups of message/delivery-status (RFC 3464, 2.1): the message's, then one a recipient
	read     header   // message/disposition-notification (RFC 8098, 3.1)
	feedback header   // message/feedback-report (RFC 5965): somebody called it spam
	returned header   // of the letter that came back
	nested   []*part  // messages inside a message that is no report
	size     int      // bytes read of all this
	told     *told    // what the text says, once it was looked at
}

func isReportPart(media string) bool {
	switch media {
	case "message/delivery-status", "message/global-delivery-status",
		"message/disposition-notification", "message/global-disposition-notification",
		"message/feedback-report", "text/rfc822-headers", "text/rfc822-header", "message/global-headers",
		"message/rfc822-headers":
		return true
	}
	return false
}

// What is read of a machine's report.
const (
	maxReport     = 256 << 10
	maxRecipients = 200
)

func (p *parser) reportPart(e *part, at place) error {
	if at.forward || at.returned {
		return nil // a report that somebody forwards reports nothing to us
	}
	raw, err := io.ReadAll(io.LimitReader(e.body(), int64(maxReport-p.report.size)))
	if err != nil {
		return fmt.Errorf("read report: %w", err)
	}
	p.report.size += len(raw)
	groups := fieldsOf(toUTF8(raw, e.params["charset"], p.o.Charset))
	switch {
	case len(groups) == 0:
	case strings.HasSuffix(e.media, "delivery-status"):
		p.report.status = append(p.report.status, groups...)
	case strings.HasSuffix(e.media, "disposition-notification"):
		p.report.read = slices.Concat(groups...)
	case e.is("message/feedback-report"):
		p.report.feedback = slices.Concat(groups...)
	case p.report.returned == nil:
		p.report.returned = groups[0]
	}
	return nil
}

// deliveryStatus reads the groups of a delivery report. Some servers send a report's fields
// as plain text: those are found there.
func (p *parser) deliveryStatus() *Bounce {
	groups := p.report.status
	if len(groups) == 0 && strings.Contains(strings.ToLower(p.m.FullText), "final-recipient:") {
		groups = fieldsOf(p.m.FullText)
	}
	b := &Bounce{Recipients: []BouncedRecipient{}}
	if len(groups) == 0 {
		return b
	}
	named := p.toldAddresses()
	for _, g := range separated(groups) {
		if id := g.get("original-envelope-id"); id != "" {
			b.EnvelopeID = strings.TrimSpace(id)
		}
		if len(b.Recipients) >= maxRecipients {
			p.warn("отчетът е за повече от %d получатели: останалите не са показани", maxRecipients)
			break
		}
		if !g.has("final-recipient") && !g.has("original-recipient") && !g.has("action") {
			continue
		}
		b.Recipients = append(b.Recipients, p.recipientOf(g, named))
	}
	return b
}

// separated gives every recipient a group of its own, where a server left out the empty line between
// two (RFC 3464, 2.1): none of these fields may come twice in one.
func separated(groups []header) []header {
	var out []header
	for _, g := range groups {
		start := 0
		for i, f := range g {
			switch f.name {
			case "original-recipient", "final-recipient", "action", "status":
				if g[start:i].has(f.name) && len(g.all("final-recipient")) > 1 {
					out = append(out, g[start:i])
					start = i
				}
			}
		}
		out = append(out, g[start:])
	}
	return out
}

// recipientOf reads one recipient's group (RFC 3464, 2.3). The original recipient is the
// address that we wrote to; the final one may be where an alias led. named are the addresses in
// the report's text.
func (p *parser) recipientOf(g header, named []string) BouncedRecipient {
	r := BouncedRecipient{
		Address: reportAddress(g.get("original-recipient")),
		Action:  strings.ToLower(firstWord(stripComment(g.get("action")))),
		Status:  firstStatus(g.get("status")),
	}
	if !strings.Contains(r.Address, "@") {
		r.Address = reportAddress(g.get("final-recipient"))
	}
	diagnostic := strings.TrimSpace(strings.Join(g.all("diagnostic-code"), " ") + " " + g.get("x-supplementary-info"))
	if diagnostic == "" {
		// Where some servers say why (RFC 3464, 2.3.4); beside a diagnostic it only names the code.
		_, diagnostic, _ = strings.Cut(g.get("status"), "(")
	}
	if r.Status == "" || strings.HasSuffix(r.Status, ".0") {
		if s := firstStatus(diagnostic); s != "" && (r.Status == "" || s[0] == r.Status[0] && !strings.HasSuffix(s, ".0")) {
			r.Status = s
		}
	}
	if r.Action == "" && r.Status != "" {
		r.Action = map[byte]string{'2': "delivered", '4': "delayed", '5': "failed"}[r.Status[0]]
	}
	if r.Action == "failed" {
		text, context := diagnostic, diagnostic+"\n"+unwrapped(p.told().about(r.Address, named))
		if saysNothing(diagnostic) {
			text = context
		}
		r.Permanent = provenDead(r.Status, text, context) || diagnostic == "" && p.disowns(r.Address, context)
	}
	return r
}

// reportAddress reads „rfc822; <a@b.bg>“ (RFC 3464, 2.3.1), also with the type left out.
func reportAddress(s string) string {
	if _, address, ok := strings.Cut(s, ";"); ok {
		s = address
	}
	return cleanAddress(stripComment(s))
}

func firstWord(s string) string {
	for word := range strings.FieldsSeq(s) {
		return strings.Trim(word, ";,.")
	}
	return ""
}

// judge is the kind that a delivery report's actions add up to: one recipient that failed makes
// a bounce.
func judge(b *Bounce) (Kind, string) {
	kind, why := Kind(""), ""
	for _, r := range b.Recipients {
		switch r.Action {
		case "failed":
			return KindBounce, "отчет за доставка (RFC 3464): Action: failed"
		case "delayed":
			kind, why = KindDelay, "отчет за доставка (RFC 3464): Action: delayed"
		case "delivered", "relayed", "expanded":
			if kind == "" {
				kind, why = KindDelivered, "отчет за доставка (RFC 3464): Action: "+r.Action
			}
		}
	}
	return kind, why
}
