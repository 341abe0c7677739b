package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// inboxCmd is the holding pen.
type inboxCmd struct {
	List   inboxListCmd   `cmd:"" default:"1" help:"List the messages that wait for a person, with guesses."`
	Show   inboxShowCmd   `cmd:"" help:"Show a message, and write out its files."`
	Ignore inboxIgnoreCmd `cmd:"" help:"Close a held message that needs nothing."`
	Split  inboxSplitCmd  `cmd:"" help:"Place a held message that answers several things, file by file."`

	Retry inboxRetryCmd `cmd:"" help:"Ask the server again for messages that it could not give."`
	Leave inboxLeaveCmd `cmd:"" help:"Close a message that the server cannot give."`

	Reparse inboxReparseCmd `cmd:"" help:"Read messages again after an upgrade, and show what would change."`
}

type inboxListCmd struct{}

func (c *inboxListCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	held, err := opened.store.Read(a.ctx).Held()
	if err != nil {
		return err
	}
	office, err := opened.store.Read(a.ctx).Office()
	if err != nil {
		return err
	}
	if held == nil {
		held = []workflow.Message{}
	}
	return a.show(held, func(p *page) {
		for _, m := range held {
			p.line("%s  %s  %s", m.Key[:12], stamp(m.Arrived, opened.config.Zone), m.From)
			p.line("  %s", visible(m.Subject))
			p.line("  %s", m.Why)
			if m.Auth != "" {
				p.line("  проверка на подателя: %s", visible(m.Auth))
			}
			for i, f := range m.Files {
				p.line("  файл %d: %s (%d байта)", i+1, visible(f.Name), f.Size)
			}
			for _, g := range m.Guesses {
				p.line("  предположение: %s", g.Why)
				if len(g.Obligations) == 0 {
					continue
				}
				p.line("    srok assign %s %s", m.Key[:12], strings.Join(g.Obligations, " "))
			}
		}
		p.line("Чакат за преглед: %d", len(held))
		if len(office.Aside) > 0 {
			opened.listAside(p, office.Aside)
		}
	})
}

type inboxShowCmd struct {
	Message string `arg:"" help:"The start of its key, at least six signs."`
	Files   string `placeholder:"DIR" type:"path" help:"Write its files into this folder, under their own names."`
}

func (c *inboxShowCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	m, err := messageByPrefix(opened.store.Read(a.ctx), c.Message)
	if err != nil {
		return err
	}
	raw, err := opened.store.Archive().Open(m.Key)
	if err != nil {
		return err
	}
	defer raw.Close()
	var written []string
	var sink mail.Sink
	if c.Files != "" {
		sink = func(f mail.Attachment, r io.Reader) error {
			path, err := writeFile(c.Files, f.Name, r)
			written = append(written, path)
			return err
		}
	}
	parsed, err := mail.Parse(raw, m.Size, mail.Options{}, sink)
	if unreadable := (*mail.Unreadable)(nil); errors.As(err, &unreadable) { // its bytes are all that there is
		parsed, err = &mail.Message{Text: "Нечетимо: " + unreadable.Why + ". Суровите данни са в " + raw.Name()}, nil
	}
	if err != nil {
		return fmt.Errorf("message %s: %w", m.Key, err)
	}
	return a.show(struct {
		workflow.Message
		Text    string   `json:"text"`
		Written []string `json:"written"`
	}{m, parsed.Text, append([]string{}, written...)}, func(p *page) {
		p.line("От: %s\nОтносно: %s\nПристигнало: %s\nПреценка: %s (%s)\n", visible(m.From), visible(m.Subject),
			stamp(m.Arrived, opened.config.Zone), m.Verdict, visible(m.Why))
		if m.Auth != "" {
			p.line("Проверка на подателя: %s\n", visible(m.Auth))
		}
		for _, line := range strings.Split(parsed.Text, "\n") {
			p.line("%s", visible(line))
		}
		for _, f := range parsed.Attachments {
			p.line("Файл: %s (%s, %d байта, SHA-256 %s)", visible(f.Name), f.Type, f.Size, f.SHA256)
		}
		for _, path := range written {
			p.line("Записан: %s", path)
		}
	})
}

// writeFile writes an attachment under its own name, which package mail has made harmless; one that
// is there already is not written over.
func writeFile(dir, name string, r io.Reader) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	if name == "" {
		name = "файл"
	}
	base, ext := strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name)
	for n := 1; ; n++ {
		if n > 1 {
			name = fmt.Sprintf("%s (%d)%s", base, n, ext)
		}
		path := filepath.Join(dir, filepath.Base(name))
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if os.IsExist(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(f, r); err != nil {
			f.Close()
			return "", err
		}
		return path, f.Close()
	}
}

type inboxIgnoreCmd struct {
	Message string `arg:"" help:"The start of its key, at least six signs."`
	Reason  string `required:"" help:"Why; it is recorded."`
	clerk
}

func (c *inboxIgnoreCmd) Run(a *app) error {
	return a.actOnMessage(c.Message, c.By, func(key string) engine.Act { return engine.Ignore{Message: key, Reason: c.Reason} })
}

// assignCmd places a held message.
type assignCmd struct {
	Message     string   `arg:"" help:"The start of its key, at least six signs."`
	Obligations []string `arg:"" name:"obligation" help:"Keys of what it answers, as task/period/institution."`
	clerk
}

func (c *assignCmd) Run(a *app) error {
	return a.actOnMessage(c.Message, c.By, func(key string) engine.Act { return engine.Assign{Message: key, Obligations: c.Obligations} })
}

func (a *app) actOnMessage(prefix, by string, act func(key string) engine.Act) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	m, err := messageByPrefix(opened.store.Read(a.ctx), prefix)
	if err != nil {
		return err
	}
	if err := opened.engine.Do(a.ctx, a.now(), by, act(m.Key)); err != nil {
		return err
	}
	if m, _, err = opened.store.Read(a.ctx).Message(m.Key); err != nil {
		return err
	}
	return a.show(m, func(p *page) { p.line("%s: %s", m.Key[:12], m.Done) })
}
