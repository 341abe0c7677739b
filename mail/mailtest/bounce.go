package mailtest

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"strings"
	"time"
)

// failure is a recipient whose mail comes back.
type failure struct {
	recipient
	state RecipientState
}

// report sends a delivery status notification (RFC 3464) from the null sender to whom the
// message came from, with the message's headers returned.
func (s *Server) report(m Message, f failure, now time.Time) error {
	serial := s.nextSerial()
	raw, err := statusNotification(m, f, serial, now)
	if err != nil {
		return err
	}
	bounce := Message{Raw: raw, Arrived: now}
	s.deliver([]string{m.EnvelopeFrom}, bounce, func(to string) string {
		return traceHeaders("", to, Host, fmt.Sprintf("%08X", serial), now)
	})
	return nil
}

func statusNotification(m Message, f failure, serial int, now time.Time) ([]byte, error) {
	action, subject := "failed", "Undelivered Mail Returned to Sender"
	if strings.HasPrefix(f.state.Bounce, "4") {
		action, subject = "delayed", "Delayed Mail (still being retried)"
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	fmt.Fprintf(&b, "From: MAILER-DAEMON@%s (Mail Delivery System)\r\nTo: %s\r\nSubject: %s\r\n", Host, m.EnvelopeFrom, subject)
	fmt.Fprintf(&b, "Date: %s\r\nMessage-ID: <report.%d@%s>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n",
		now.Format(time.RFC1123Z), serial, Host)
	fmt.Fprintf(&b, "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=%q\r\n\r\n", w.Boundary())

	parts := []struct{ kind, body string }{
		{"text/plain; charset=us-ascii", humanReport(f, action)},
		{"message/delivery-status", machineReport(m, f, action, now)},
		{"text/rfc822-headers", returnedHeaders(m.Raw)},
	}
	for _, part := range parts {
		pw, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {part.kind}})
		if err != nil {
			return nil, err
		}
		if _, err := pw.Write([]byte(part.body)); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func humanReport(f failure, action string) string {
	said := "could not be delivered"
	if action == "delayed" {
		said = "has not been delivered yet; it will be retried, you need not send it again"
	}
	return fmt.Sprintf("This is the mail system at host %s.\r\n\r\nYour message %s.\r\n\r\n<%s>: %s\r\n", Host, said, f.address, f.state.Diagnostic)
}

func machineReport(m Message, f failure, action string, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Reporting-MTA: dns; %s\r\n", Host)
	if m.EnvelopeID != "" {
		fmt.Fprintf(&b, "Original-Envelope-Id: %s\r\n", m.EnvelopeID)
	}
	fmt.Fprintf(&b, "Arrival-Date: %s\r\n\r\n", now.Format(time.RFC1123Z))
	if f.options.OriginalRecipient != "" {
		fmt.Fprintf(&b, "Original-Recipient: %s;%s\r\n", strings.ToLower(string(f.options.OriginalRecipientType)), f.options.OriginalRecipient)
	}
	fmt.Fprintf(&b, "Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s\r\n", f.address, action, f.state.Bounce)
	fmt.Fprintf(&b, "Diagnostic-Code: smtp; %s\r\n", f.state.Diagnostic)
	return b.String()
}

func returnedHeaders(raw []byte) string {
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	return string(head) + "\r\n"
}
