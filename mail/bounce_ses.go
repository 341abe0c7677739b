package mail

import (
	"encoding/json"
	"strings"
)

// notification is what Amazon SES tells of a letter: JSON as the text of a mail (Amazon SES
// Developer Guide, “Amazon SNS notification contents”).
type notification struct {
	Type   string `json:"notificationType"`
	Event  string `json:"eventType"` // of event publishing, its newer name
	Bounce struct {
		Type       string `json:"bounceType"` // Permanent, Transient, Undetermined
		Recipients []struct {
			Address    string `json:"emailAddress"`
			Action     string `json:"action"`
			Status     string `json:"status"`
			Diagnostic string `json:"diagnosticCode"`
		} `json:"bouncedRecipients"`
	} `json:"bounce"`
	Delivery struct {
		Recipients []string `json:"recipients"`
		Response   string   `json:"smtpResponse"`
	} `json:"delivery"`
}

func (p *parser) isNotification(header) (verdict, bool) {
	text := strings.TrimSpace(p.m.FullText)
	if !strings.HasPrefix(text, "{") || !strings.Contains(text, `"mail"`) {
		return verdict{}, false
	}
	var n notification
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&n); err != nil {
		return verdict{}, false
	}
	if n.Type == "" {
		n.Type = n.Event
	}
	b := &Bounce{Recipients: []BouncedRecipient{}}
	switch n.Type {
	case "Delivery":
		for _, address := range n.Delivery.Recipients {
			b.Recipients = append(b.Recipients, BouncedRecipient{Address: address, Action: "delivered", Status: firstStatus(n.Delivery.Response)})
		}
		return verdict{KindDelivered, "известие на Amazon SES за доставка", b}, true
	case "Bounce":
		for _, r := range n.Bounce.Recipients {
			b.Recipients = append(b.Recipients, BouncedRecipient{
				Address: r.Address, Action: "failed", Status: r.Status,
				Permanent: n.Bounce.Type == "Permanent" && provenDead(r.Status, r.Diagnostic, r.Diagnostic),
			})
		}
		return verdict{KindBounce, "известие на Amazon SES за недоставено писмо", b}, true
	case "Complaint":
		return verdict{kind: KindOther, why: "известие на Amazon SES за оплакване"}, true
	}
	return verdict{}, false
}
