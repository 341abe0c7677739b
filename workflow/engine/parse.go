package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"srok/mail"
	"srok/mail/content"
	"srok/workflow"
	"srok/workflow/form"
)

// formLimit is the largest file that is looked at as a form, in bytes. Ours has some 15 KB.
const formLimit = 4 << 20

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

	personal bool     // an attached document holds what looks like an ЕГН
	warnings []string // what a person should know about the files
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
	seen, formAt, mailAt := 0, []int{}, map[int]string{}
	parsed, err := mail.Parse(f, info.Size(), mail.Options{
		OwnAddress: e.Policy.Council.Mailbox, OwnMessageID: e.ownMessageID(ctx), AuthServer: e.Policy.AuthServer,
	}, func(a mail.Attachment, r io.Reader) error {
		if strings.EqualFold(path.Ext(a.Name), ".eml") {
			mailAt[seen] = enclosedID(r)
		}
		before := len(in.forms)
		err := in.lookInto(a.Name, r)
		if len(in.forms) > before {
			formAt = append(formAt, seen)
		}
		seen++
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
	parsed.Warnings = append(parsed.Warnings, in.warnings...)
	in.mail = parsed
	if e.LookupTXT != nil && parsed.Auth == "" && parsed.Kind == mail.KindReply {
		if parsed.Auth, err = mail.VerifyDKIM(io.NewSectionReader(f, 0, info.Size()), parsed.From, e.LookupTXT); err != nil {
			parsed.Warnings = append(parsed.Warnings, "подписът (DKIM) не може да се провери")
		}
	}
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
	if parsed.Bounce != nil {
		in.EnvelopeID, in.ReturnedID = parsed.Bounce.EnvelopeID, parsed.Bounce.OriginalID
	}
	for _, a := range parsed.Attachments {
		if !a.Inline {
			in.Files = append(in.Files, workflow.File{Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256})
		}
	}
	return in, nil
}

func (e *Engine) ownMessageID(ctx context.Context) func(string) bool {
	return func(id string) bool {
		_, found, err := e.Store.Read(ctx).LetterByMessageID(id)
		return found && err == nil
	}
}

// lookInto reads an attachment by its content and not by its name: what a person must be warned
// of, personal data, and the report form where it is one.
func (in *arrival) lookInto(name string, r io.Reader) error {
	start := make([]byte, content.MarkLength)
	n, err := io.ReadFull(r, start)
	if err != nil || !content.Knows(start[:n]) {
		return ignoreShort(err)
	}
	var b bytes.Buffer
	b.Write(start[:n])
	if _, err := io.Copy(&b, io.LimitReader(r, formLimit+1)); err != nil {
		return ignoreShort(err)
	}
	seen := content.Look(b.Bytes(), content.Seek{Text: workflow.FindEGN, Number: workflow.FindNumericEGN})
	in.personal = in.personal || seen.Hit
	in.warn(name, seen)
	if b.Len() > formLimit {
		return nil
	}
	answers, err := form.Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return nil // some other document: not our form, and no fault of the sender
	}
	if ref, ok := workflow.ParseRef(answers.Ref()); ok {
		in.FormRefs = append(in.FormRefs, ref)
	}
	in.forms = append(in.forms, answers)
	return nil
}

func (in *arrival) warn(name string, seen content.Finding) {
	for _, w := range []struct {
		is   bool
		what string
	}{{seen.Macros, "съдържа макроси"}, {seen.Executable, "съдържа изпълним файл"}, {seen.Encrypted, "шифрован файл"}, {seen.Unread, "непрегледан"}} {
		if w.is {
			in.warnings = append(in.warnings, "файл „"+name+"“: "+w.what)
		}
	}
}

func ignoreShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
