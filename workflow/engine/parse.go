package engine

import (
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"srok/mail"
	"srok/mail/content"
	"srok/workflow"
)

// arrival is a message as it was read: what the mail says, what matching looks at, and the
// report forms in it.
type arrival struct {
	workflow.Incoming
	mail  *mail.Message
	forms []formIn
	share map[string][]formIn // which of them are for an obligation
	again bool                // it was read before: nobody is written to for it
	// enclosed are mails attached as files: their Message-IDs by the hashes of the files.
	enclosed  map[string]string
	echo      bool // it gives our letter back
	heeded    bool // a person is to read what stands beside its forms
	untouched bool // it is our own letter, byte for byte

	personal   bool // there is personal data in its text
	quarantine bool // or personal data or a virus in a file
	unscanned  bool // the scanner is to be asked again

	seek content.Seek // what its files are looked through for
}

// parse reads a kept message again from the archive.
func (e *Engine) parse(ctx context.Context, key string) (arrival, error) {
	in := arrival{Incoming: workflow.Incoming{Key: key}}
	if err := ctx.Err(); err != nil { // who stops srok does not wait for a backlog
		return in, err
	}
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
	var notes []string
	in.seek = e.seek(looking, &printed, &notes)
	own := ownLetters{Engine: e, ctx: ctx}
	files := filesOf{Engine: e, ctx: ctx, in: &in, mailAt: map[int]string{}}
	parsed, err := mail.Parse(f, info.Size(), mail.Options{
		OwnAddress: e.Policy.Council.Mailbox, Own: own.has, AuthServer: e.Policy.AuthServer, Spool: unpack,
		Untouched: func(id string) bool {
			in.untouched = own.untouched(f, info.Size(), id)
			return in.untouched
		},
	}, files.look)
	if own.failed != nil { // whose letter it is decides what it is
		return in, own.failed
	}
	var unreadable *mail.Unreadable
	if errors.As(err, &unreadable) {
		in.mail = &mail.Message{Kind: mail.KindUnreadable, Why: unreadable.Why}
		return in, nil
	}
	if err != nil {
		return in, err
	}
	e.verifyDKIM(io.NewSectionReader(f, 0, info.Size()), parsed)
	in.says(parsed)
	in.Printed = string(printed.text)
	in.warn(notes)
	files.judge()
	return in, nil
}

// verifyDKIM takes the place of a mailbox's server that says nothing of who sent a reply.
func (e *Engine) verifyDKIM(raw io.Reader, m *mail.Message) {
	if e.LookupTXT == nil || m.Auth != "" || m.Kind != mail.KindReply {
		return
	}
	var err error
	if m.Auth, err = mail.VerifyDKIM(raw, m.From, e.LookupTXT); err != nil {
		m.Warnings = append(m.Warnings, "подписът (DKIM) не може да се провери")
	}
}

// says takes what the mail says of itself.
func (in *arrival) says(m *mail.Message) {
	in.mail = m
	in.From, in.Recipients = m.From, m.To
	in.ReplyTo = append([]string{}, m.InReplyTo...)
	for _, id := range slices.Backward(m.References) { // the last is the one answered (RFC 5322, 3.6.4)
		in.ReplyTo = append(in.ReplyTo, id)
	}
	in.Subject, in.Text, in.FullText = m.Subject, m.Text, m.FullText
	if m.Forwarded != "" { // as if it stood in the text, where other programs put it
		in.FullText += "\n\n" + m.Forwarded
	}
	if m.Bounce != nil {
		in.EnvelopeID, in.ReturnedID = m.Bounce.EnvelopeID, m.Bounce.OriginalID
	}
	// There is nothing in our own letter that we did not write.
	in.personal = !in.untouched && workflow.FindEGN(in.Subject+"\n"+in.Text+"\n"+in.FullText+"\n"+m.Beside)
	m.Beside = "" // nobody else asks
	in.quarantine = in.personal
}

// mostWarnings is how many warnings about one message are kept.
const mostWarnings = 50

// warn adds what is to be known of files in its files.
func (in *arrival) warn(notes []string) {
	for _, note := range notes {
		if len(in.mail.Warnings) < mostWarnings && !slices.Contains(in.mail.Warnings, note) {
			in.mail.Warnings = append(in.mail.Warnings, note)
		}
	}
}

// filesOf looks into the files of one mail as they are read. What they are called and where they
// stand is known only when all of it was.
type filesOf struct {
	*Engine
	ctx    context.Context
	in     *arrival
	seen   []looked       // in the order of the attachments
	mailAt map[int]string // which are mails, and their Message-IDs
}

func (f *filesOf) look(a mail.Attachment, r io.Reader) (err error) {
	if strings.EqualFold(path.Ext(a.Name), ".eml") {
		if f.mailAt[len(f.seen)], r, err = enclosedID(r); err != nil {
			return err
		}
	}
	before := len(f.in.forms)
	l, err := f.lookInto(f.ctx, f.in, a, r)
	for i := before; i < len(f.in.forms); i++ {
		f.in.forms[i].at = len(f.seen)
	}
	f.seen = append(f.seen, l)
	return err
}

// judge tells the arrival what was seen in its files.
func (f *filesOf) judge() {
	in, attachments := f.in, f.in.mail.Attachments
	for i := range in.forms {
		in.forms[i].comesIn(attachments[in.forms[i].at].SHA256)
	}
	for i, id := range f.mailAt {
		if in.enclosed == nil {
			in.enclosed = map[string]string{}
		}
		in.enclosed[attachments[i].SHA256] = id
	}
	if in.untouched {
		f.seen = make([]looked, len(attachments))
	}
	in.Files = slices.Grow(in.Files, len(attachments))
	for i, a := range attachments {
		in.quarantine = in.quarantine || f.seen[i].quarantined()
		in.unscanned = in.unscanned || f.seen[i].again
		if !a.Inline || f.seen[i].quarantined() {
			in.Files = append(in.Files, workflow.File{Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256, Seen: f.seen[i].seen, Virus: f.seen[i].virus, Inside: f.seen[i].inside})
		}
	}
}
