package workflow

import "regexp"

// deliveryStatus is the last status of RFC 3463 in a text: class, subject, detail.
var deliveryStatus = regexp.MustCompile(`\b([45])\.(\d{1,3})\.(\d{1,3})\b`)

// DeliveryWords say in words why another server did not deliver a letter, with what it said behind
// them: „адресът не съществува (5.1.1)“.
func DeliveryWords(said string) string {
	m := deliveryStatus.FindStringSubmatch(said)
	if m == nil {
		return said
	}
	why := ""
	switch subject, detail := m[2], m[3]; { // RFC 3463, sections 3.2 to 3.8
	case subject == "1" && detail == "2":
		why = "няма такъв домейн"
	case subject == "1" && (detail == "1" || detail == "3" || detail == "6"):
		why = "адресът не съществува"
	case subject == "2" && detail == "2":
		why = "пощенската кутия е пълна"
	case subject == "2" && detail == "3", subject == "3" && detail == "4":
		why = "писмото е твърде голямо за получателя"
	case subject == "2":
		why = "пощенската кутия не приема писма"
	case subject == "4":
		why = "няма връзка със сървъра на получателя"
	case subject == "7":
		why = "отказано по правилата на сървъра на получателя"
	default:
		why = "отказано от сървъра на получателя"
	}
	return why + " (" + said + ")"
}

// WhyWords say in words why the letter stands as it does; of one that did not arrive, as DeliveryWords.
func (l Letter) WhyWords() string {
	if l.Status == Undelivered {
		return DeliveryWords(l.Why)
	}
	return l.Why
}

// ReplyWords are what was heard of this recipient: of one whom the letter did not reach, as DeliveryWords.
func (r Recipient) ReplyWords() string {
	if r.State == RecipientBounced {
		return DeliveryWords(r.Reply)
	}
	return r.Reply
}
