package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"srok/mail"
	"srok/workflow"
)

// mailCmd is what is asked about e-mails that lie in files.
type mailCmd struct {
	Inspect mailInspectCmd `cmd:"" help:"Show what the intake would make of messages (.eml)."`
}

type mailInspectCmd struct {
	Files []string `arg:"" name:"file" help:"Raw messages, as a mail program saves them (.eml)."`
}

// inspected is one line of the output: the message, and the ref of ours that it answers.
type inspected struct {
	*mail.Message
	Date *time.Time `json:"date"` // null: it has none
	Ref  string     `json:"ref"`
}

func inspectedOf(m *mail.Message) inspected {
	i := inspected{Message: m, Ref: refOf(m)}
	if !m.Date.IsZero() {
		i.Date = &m.Date
	}
	return i
}

// Run prints every message, the unreadable too, before it says that some were.
func (c *mailInspectCmd) Run(a *app) error {
	unreadable := 0
	for _, name := range c.Files {
		m, err := inspectFile(name)
		if err != nil {
			unreadable++
			fmt.Fprintf(a.stderr, "srok: %s: %v\n", name, err)
			m = &mail.Message{
				Kind: mail.KindUnreadable, Why: err.Error(),
				InReplyTo: []string{}, References: []string{}, Attachments: []mail.Attachment{}, Warnings: []string{},
			}
		}
		shown := inspectedOf(m)
		if err := a.show(shown, func(p *page) { shown.page(p, name) }); err != nil {
			return err
		}
	}
	if unreadable > 0 {
		return &workflow.Refusal{
			What: fmt.Sprintf("%d of %s could not be read", unreadable, many(len(c.Files), "message")),
			Do:   "see the lines above; a message must be raw, as a mail program saves it (.eml)",
		}
	}
	return nil
}

// refOf is the ref of the letter that a message answers, where it names one.
func refOf(m *mail.Message) string {
	for _, text := range []string{m.Subject, m.Text, m.FullText} {
		if refs := workflow.FindRefs(text); len(refs) > 0 {
			return string(refs[0])
		}
	}
	return ""
}

func inspectFile(name string) (*mail.Message, error) {
	info, err := os.Stat(name) // before it is opened: a pipe would be waited for without an end
	if err != nil {
		return nil, plainly(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, plainly(err)
	}
	defer f.Close()
	m, err := mail.Parse(f, info.Size(), mail.Options{}, nil)
	if err != nil {
		return nil, plainly(err)
	}
	return m, nil
}

// plainly leaves out the name that the line has already.
func plainly(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// page is for people: what the message is, why, and what is in it.
func (m inspected) page(p *page, name string) {
	p.line("%s: %s (%s)", name, m.Kind, visible(m.Why))
	line := func(label, value string) {
		if value != "" {
			p.line("  %-10s %s", label, visible(value))
		}
	}
	from := m.From
	if m.FromName != "" {
		from = m.FromName + " <" + m.From + ">"
	}
	line("from", from)
	if m.Date != nil {
		line("date", m.Date.Format("2006-01-02 15:04 MST"))
	}
	line("subject", m.Subject)
	line("ref", m.Ref)
	line("auth", m.Auth)
	if m.Bounce != nil {
		for _, r := range m.Bounce.Recipients {
			proven := "not proven dead"
			if r.Permanent {
				proven = "dead"
			}
			line("recipient", strings.Join(strings.Fields(r.Address+" "+r.Action+" "+r.Status), " ")+", "+proven)
		}
	}
	for _, at := range m.Attachments {
		inline := ""
		if at.Inline {
			inline = ", inline"
		}
		line("file", fmt.Sprintf("%s (%s, %s%s) %s", at.Name, at.Type, many(int(at.Size), "byte"), inline, at.SHA256))
	}
	for _, warning := range m.Warnings {
		line("warning", warning)
	}
	if m.Text == "" {
		return
	}
	p.line("")
	for text := range strings.SplitSeq(m.Text, "\n") {
		p.line("    %s", visible(text))
	}
	p.line("")
}
