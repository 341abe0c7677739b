package engine

import (
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"srok/mail"
	"srok/mail/content"
	"srok/workflow"
	"srok/workflow/form"
)

// arrival is a message as it was read: what the mail says, what matching looks at, and the
// report forms in it.
type arrival struct {
	workflow.Incoming
	mail  *mail.Message
	forms []form.Answers
	// formFiles has the hash of the file that each of the forms is.
	formFiles []string
	again     bool // it was read before: nobody is written to for it
	// enclosed are mails attached as files: their Message-IDs by the hashes of the files.
	enclosed map[string]string
	echo     bool // it gives our letter back

	personal   bool // there is personal data in its text
	quarantine bool // or personal data or a virus in a file
	unscanned  bool // the scanner is to be asked again

	seek content.Seek // what its files are looked through for
}

// parse reads a kept message again from the archive.
func (e *Engine) parse(ctx context.Context, key string) (arrival, error) {
	in := arrival{Incoming: workflow.Incoming{Key: key}}
	f, err := e.Store.Archive().Open(key)
	if err != nil {
		return in, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return in, err
	}
	looking, cancel := context.WithTimeout(ctx, pdfTime)
	defer cancel()
	var printed beginning
	in.seek = e.seek(looking, &printed)
	var seen []looked // in the order of the attachments
	var formAt []int
	mailAt := map[int]string{}
	parsed, err := mail.Parse(f, info.Size(), mail.Options{
		OwnAddress: e.Policy.Council.Mailbox, Own: e.isOwn(ctx), AuthServer: e.Policy.AuthServer, Spool: unpack,
	}, func(a mail.Attachment, r io.Reader) error {
		if strings.EqualFold(path.Ext(a.Name), ".eml") {
			if mailAt[len(seen)], r, err = enclosedID(r); err != nil {
				return err
			}
		}
		before := len(in.forms)
		l, err := e.lookInto(ctx, &in, a, r)
		if len(in.forms) > before {
			formAt = append(formAt, len(seen))
		}
		seen = append(seen, l)
		return err
	})
	var unreadable *mail.Unreadable
	if errors.As(err, &unreadable) {
		in.mail = &mail.Message{Kind: mail.KindUnreadable, Why: unreadable.Why}
		return in, nil
	}
	if err != nil {
		return in, err
	}
	in.mail = parsed
	if e.LookupTXT != nil && parsed.Auth == "" && parsed.Kind == mail.KindReply {
		if parsed.Auth, err = mail.VerifyDKIM(io.NewSectionReader(f, 0, info.Size()), parsed.From, e.LookupTXT); err != nil {
			parsed.Warnings = append(parsed.Warnings, "подписът (DKIM) не може да се провери")
		}
	}
	in.Printed = string(printed.text)
	for _, i := range formAt {
		in.formFiles = append(in.formFiles, parsed.Attachments[i].SHA256)
	}
	for i, id := range mailAt {
		if in.enclosed == nil {
			in.enclosed = map[string]string{}
		}
		in.enclosed[parsed.Attachments[i].SHA256] = id
	}
	in.From, in.Recipients = parsed.From, parsed.To
	in.ReplyTo = append(append([]string{}, parsed.InReplyTo...), parsed.References...)
	in.Subject, in.Text, in.FullText = parsed.Subject, parsed.Text, parsed.FullText
	if parsed.Forwarded != "" { // as if it stood in the text, where other programs put it
		in.FullText += "\n\n" + parsed.Forwarded
	}
	if parsed.Bounce != nil {
		in.EnvelopeID, in.ReturnedID = parsed.Bounce.EnvelopeID, parsed.Bounce.OriginalID
	}
	if parsed.Kind == mail.KindOwn { // a copy of our letter: its form is no stranger's file
		seen = make([]looked, len(seen))
	}
	in.personal = workflow.FindEGN(in.Subject + "\n" + in.Text + "\n" + in.FullText + "\n" + parsed.Beside)
	parsed.Beside = "" // nobody else asks
	in.quarantine = in.personal
	for i, a := range parsed.Attachments {
		in.quarantine = in.quarantine || seen[i].quarantined()
		in.unscanned = in.unscanned || seen[i].again
		if !a.Inline || seen[i].quarantined() {
			in.Files = append(in.Files, workflow.File{Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256, Seen: seen[i].seen, Virus: seen[i].virus})
		}
	}
	return in, nil
}

// isOwn knows our letters by the log, and those that the log has lost by what they say themselves.
func (e *Engine) isOwn(ctx context.Context) func(id, origin string) bool {
	return func(id, origin string) bool {
		if _, ours := e.Identity.ReadOrigin(origin, id); ours {
			return true
		}
		_, found, err := e.Store.Read(ctx).LetterByMessageID(id)
		return found && err == nil
	}
}
