package mail

import (
	"bytes"
	"fmt"
	"mime"
	netmail "net/mail"
	"strings"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// Compose makes the bytes of a letter: CRLF lines of at most 998 octets, 7-bit throughout
// (but for a local part beyond ASCII, which needs SMTPUTF8). The same letter gives the same
// bytes, MIME boundaries apart. What may not stand in a header is refused with a *BadField,
// never silently changed.
func Compose(o Outgoing) ([]byte, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithCharset(gomail.CharsetUTF8),
		gomail.WithEncoding(gomail.EncodingB64)) // for Cyrillic shorter than quoted-printable
	if err := setAddresses(msg, o); err != nil {
		return nil, err
	}
	if err := setHeaders(msg, o); err != nil {
		return nil, err
	}
	if err := setBodies(msg, o); err != nil {
		return nil, err
	}
	for i, file := range o.Files {
		if err := attach(msg, file); err != nil {
			return nil, &BadField{fmt.Sprintf("Files[%d]", i), err.Error()}
		}
	}
	if err := o.Sign.sign(msg); err != nil {
		return nil, fmt.Errorf("sign letter %s: %w", o.MessageID, err)
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("compose letter %s: %w", o.MessageID, err)
	}
	return b.Bytes(), nil
}

func setAddresses(msg *gomail.Msg, o Outgoing) error {
	if err := checkText(o.FromName, maxName); err != nil {
		return &BadField{"FromName", err.Error()}
	}
	from, err := WireAddress(o.From)
	if err != nil {
		return &BadField{"From", err.Error()}
	}
	sender := netmail.Address{Name: o.FromName, Address: from}
	if value := fromHeader(sender); value != "" {
		msg.SetGenHeaderPreformatted("From", value)
	} else {
		msg.FromMailAddress(&sender)
	}
	to, err := wireAddresses("To", o.To)
	if err != nil {
		return err
	}
	if len(to) == 0 {
		return &BadField{"To", "nobody to write to"}
	}
	msg.ToMailAddress(to...)
	cc, err := wireAddresses("Cc", o.Cc)
	if err != nil {
		return err
	}
	if len(cc) > 0 {
		msg.CcMailAddress(cc...)
	}
	if o.ReplyTo != "" {
		reply, err := WireAddress(o.ReplyTo)
		if err != nil {
			return &BadField{"ReplyTo", err.Error()}
		}
		msg.ReplyToMailAddress(&netmail.Address{Address: reply})
	}
	return nil
}

func wireAddresses(field string, addresses []string) ([]*netmail.Address, error) {
	var out []*netmail.Address
	for i, address := range addresses {
		wire, err := WireAddress(address)
		if err != nil {
			return nil, &BadField{fmt.Sprintf("%s[%d]", field, i), err.Error()}
		}
		out = append(out, &netmail.Address{Address: wire})
	}
	return out, nil
}

// originHeader carries Outgoing.Origin; no other program knows it.
const originHeader = "X-Srok-Letter"

func setHeaders(msg *gomail.Msg, o Outgoing) error {
	if err := checkText(o.Subject, maxSubject*utf8.UTFMax); err != nil {
		return &BadField{"Subject", err.Error()}
	}
	if utf8.RuneCountInString(o.Subject) > maxSubject {
		return &BadField{"Subject", fmt.Sprintf("longer than %d characters", maxSubject)}
	}
	msg.Subject(encodedWords(o.Subject)) // ASCII now: the library folds it and changes nothing
	if o.Date.IsZero() {
		return &BadField{"Date", "missing"}
	}
	msg.SetDateWithValue(o.Date)
	if err := checkMessageID(o.MessageID); err != nil {
		return &BadField{"MessageID", err.Error()}
	}
	msg.SetMessageIDWithValue(o.MessageID)
	if strings.ContainsFunc(o.Origin, func(r rune) bool { return r < ' ' || r > '~' }) {
		return &BadField{"Origin", fmt.Sprintf("%q is not printable ASCII", o.Origin)}
	}
	if o.Origin != "" {
		msg.SetGenHeader(originHeader, o.Origin)
	}
	if err := setThread(msg, o); err != nil {
		return err
	}
	switch o.AutoSubmitted {
	case "":
	case "auto-generated", "auto-replied":
		msg.SetGenHeader("Auto-Submitted", o.AutoSubmitted)
	default:
		return &BadField{"AutoSubmitted", fmt.Sprintf("%q is not of RFC 3834: want auto-generated or auto-replied", o.AutoSubmitted)}
	}
	return nil
}

// setThread names the letter that is answered, and the conversation that it ends (RFC 5322, 3.6.4).
func setThread(msg *gomail.Msg, o Outgoing) error {
	if o.InReplyTo == "" {
		return nil
	}
	if err := checkMessageID(o.InReplyTo); err != nil {
		return &BadField{"InReplyTo", err.Error()}
	}
	var thread []string
	for i, id := range o.References {
		if err := checkMessageID(id); err != nil {
			return &BadField{fmt.Sprintf("References[%d]", i), err.Error()}
		}
		if id != o.InReplyTo {
			thread = append(thread, "<"+id+">")
		}
	}
	answered := "<" + o.InReplyTo + ">"
	msg.SetGenHeader(gomail.HeaderInReplyTo, answered)
	msg.SetGenHeader(gomail.HeaderReferences, strings.Join(append(thread, answered), " "))
	return nil
}

// checkMessageID takes what other programs wrote as well (InReplyTo), so it asks for no more
// than that the header stays whole: printable ASCII, no blanks, no brackets.
func checkMessageID(id string) error {
	if id == "" {
		return fmt.Errorf("missing")
	}
	if len(id) > maxName {
		return fmt.Errorf("longer than %d octets", maxName)
	}
	for _, r := range id {
		if r <= ' ' || r > '~' || r == '<' || r == '>' {
			return fmt.Errorf("%q is no Message-ID: printable ASCII without blanks and brackets", id)
		}
	}
	return nil
}

// CitableID is the Message-ID that somebody wrote where it may stand in a letter of ours; otherwise
// empty: who writes a bad one is still answered.
func CitableID(id string) string {
	if checkMessageID(id) != nil {
		return ""
	}
	return id
}

func setBodies(msg *gomail.Msg, o Outgoing) error {
	for _, text := range []struct{ field, value string }{{"Plain", o.Plain}, {"HTML", o.HTML}} {
		if !utf8.ValidString(text.value) || strings.ContainsRune(text.value, 0) {
			return &BadField{text.field, "not UTF-8 text"}
		}
	}
	if o.Plain == "" {
		return &BadField{"Plain", "missing: a letter must be readable without HTML"}
	}
	msg.SetBodyString(gomail.TypeTextPlain, canonical(o.Plain))
	if o.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, canonical(o.HTML))
	}
	return nil
}

// canonical ends lines with CRLF, as text must before it is encoded (RFC 2045, 6.8).
func canonical(s string) string {
	return strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n").Replace(s)
}

// attach names a file by RFC 2231: go-mail's own way, RFC 2047 inside quotes, is none
// (RFC 2047, 5), and some readers show it undecoded.
func attach(msg *gomail.Msg, file File) error {
	if file.Name == "" {
		return fmt.Errorf("file without a name")
	}
	if err := checkText(file.Name, maxName); err != nil {
		return err
	}
	if strings.ContainsAny(file.Name, `/\`) {
		return fmt.Errorf("%q is no file name: it has a slash", file.Name)
	}
	kind := file.Type
	if kind == "" {
		kind = "application/octet-stream"
	}
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return fmt.Errorf("%s: type %q: %w", file.Name, kind, err)
	}
	params["name"] = file.Name
	contentType := mime.FormatMediaType(media, params)
	if contentType == "" || !strings.Contains(media, "/") {
		return fmt.Errorf("%s: type %q is none", file.Name, kind)
	}
	msg.AttachReadSeeker(file.Name, bytes.NewReader(file.Data))
	attached := msg.GetAttachments()
	header := attached[len(attached)-1].Header
	header.Set("Content-Type", folded(contentType))
	header.Set("Content-Disposition", folded(mime.FormatMediaType("attachment", map[string]string{"filename": file.Name})))
	return nil
}

// folded begins a line with each parameter, so that three-byte escapes of a long Cyrillic
// name stay far below 998 octets.
func folded(value string) string { return strings.ReplaceAll(value, "; ", ";\r\n ") }
