package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

type inboxShowCmd struct {
	Message     string `arg:"" help:"The start of its key, at least six signs."`
	Files       string `placeholder:"DIR" type:"path" help:"Write its files into this folder, under their own names; never one with a virus."`
	Quarantined string `placeholder:"REASON" help:"Show also what the quarantine keeps from sight. Why is recorded."`
	clerk
}

// shownText is a message as a command shows it.
type shownText struct {
	workflow.Message
	Text    string   `json:"text"`
	Written []string `json:"written"`
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
	if err := c.passQuarantine(a, opened, m); err != nil {
		return err
	}
	shown, err := c.read(opened, m)
	if err != nil {
		return err
	}
	return a.show(shown, func(p *page) {
		p.line("От: %s\nОтносно: %s\nПристигнало: %s\nПреценка: %s – %s\n", visible(shown.From), visible(shown.Subject),
			stamp(m.Arrived, opened.config.Zone), m.Verdict.Words(), visible(m.Why))
		p.placed(m)
		if m.Auth != "" {
			p.line("Проверка на подателя: %s\n", visible(m.Auth))
		}
		for _, w := range shown.Warnings {
			p.line("Забележка: %s", visible(w))
		}
		for _, line := range strings.Split(shown.Text, "\n") {
			p.line("%s", visible(line))
		}
		for _, f := range shown.Files {
			p.line("Файл: %s (%s, %s, контролна сума SHA-256: %s)%s", visible(f.Name), f.Type, bytesOf(f.Size), f.SHA256, seenIn(f))
		}
		for _, path := range shown.Written {
			p.line("Записан: %s", path)
		}
	})
}

// passQuarantine lets nobody at what is under quarantine without a reason, which is recorded.
func (c *inboxShowCmd) passQuarantine(a *app, opened *council, m workflow.Message) error {
	switch {
	case m.Verdict == "":
		return &workflow.Refusal{Where: m.Key[:12], What: "the message is kept, and nobody has looked for personal data in it yet", Do: "`srok step` reads it"}
	case m.Quarantine && c.Quarantined != "":
		return opened.engine.Do(a.ctx, a.now(), c.By, engine.OpenQuarantine{Message: m.Key, Reason: c.Quarantined})
	case m.Quarantine && c.Files != "":
		return &workflow.Refusal{Where: m.Key[:12], What: "the message is under quarantine: its files are not written out",
			Do: "where you must see them, say why with --quarantined"}
	}
	return nil
}

// read shows what the archive has of a message, as far as the quarantine lets it.
func (c *inboxShowCmd) read(opened *council, m workflow.Message) (shownText, error) {
	shown := shownText{Message: m.Shown(), Written: []string{}}
	if m.Quarantine && c.Quarantined == "" {
		shown.Text = "(под карантина: текстът и файловете не се показват)"
		return shown, nil
	}
	if m.Quarantine {
		shown.Message = m
	}
	raw, err := opened.store.Archive().Open(m.Key)
	if err != nil {
		return shown, err
	}
	defer raw.Close()
	parsed, err := mail.Parse(raw, m.Size, mail.Options{}, nil)
	if unreadable := (*mail.Unreadable)(nil); errors.As(err, &unreadable) { // its bytes are all that there is
		shown.Text = "Нечетимо: " + unreadable.Why + ". Суровите данни са в " + raw.Name()
		return shown, nil
	}
	if err == nil && c.Files != "" {
		shown.Written, err = c.writeFiles(raw, m, parsed.Attachments)
	}
	if err != nil {
		return shown, fmt.Errorf("message %s: %w", m.Key, err)
	}
	shown.Text = strings.TrimSpace(parsed.Text + "\n\n" + parsed.Forwarded)
	return shown, nil
}

// writeFiles writes out the attachments, which are known from a first reading: one with a virus
// never leaves the archive.
func (c *inboxShowCmd) writeFiles(raw io.ReaderAt, m workflow.Message, known []mail.Attachment) ([]string, error) {
	written, at := []string{}, -1
	_, err := mail.Parse(raw, m.Size, mail.Options{}, func(f mail.Attachment, r io.Reader) error {
		at++
		if slices.ContainsFunc(m.Files, func(f workflow.File) bool { return f.SHA256 == known[at].SHA256 && f.Has(workflow.ContentVirus) }) {
			return nil
		}
		path, err := writeFile(c.Files, f.Name, r)
		if err == nil {
			written = append(written, path)
		}
		return err
	})
	return written, err
}

// writeFile writes an attachment under its own name, which package mail has made harmless: whole or
// not at all, and over nothing that is there already.
func writeFile(dir, name string, r io.Reader) (string, error) {
	if err := makeFolder(dir, 0o700); err != nil {
		return "", err
	}
	name = filepath.Base(cmp.Or(name, "файл"))
	fresh, err := writeBeside(filepath.Join(dir, name), 0o600, func(f *os.File) error {
		_, err := io.Copy(f, r)
		return err
	})
	if err != nil {
		return "", err
	}
	defer os.Remove(fresh)
	path := filepath.Join(dir, name)
	for n := 2; ; n++ {
		if err := settle(fresh, path); !errors.Is(err, fs.ErrExist) {
			return path, err
		}
		path = filepath.Join(dir, nthName(name, n))
	}
}

// nthName is „доклад (2).docx“, not longer than file systems take.
func nthName(name string, n int) string {
	ext := fmt.Sprintf(" (%d)%s", n, filepath.Ext(name))
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	for len(stem)+len(ext) > 255 {
		_, last := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-last]
	}
	return stem + ext
}
