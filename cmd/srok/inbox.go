package main

import (
	"slices"
	"strings"
	"time"

	"srok/workflow"
	"srok/workflow/engine"
)

// inboxCmd is the holding pen.
type inboxCmd struct {
	List   inboxListCmd   `cmd:"" default:"withargs" help:"List the messages that wait for a person, with guesses."`
	Show   inboxShowCmd   `cmd:"" help:"Show a message, and write out its files."`
	Ignore inboxIgnoreCmd `cmd:"" help:"Close a held message that needs nothing."`
	Split  inboxSplitCmd  `cmd:"" help:"Place a held message that answers several things, file by file."`

	Retry inboxRetryCmd `cmd:"" help:"Ask the server again for messages that it could not give."`
	Leave inboxLeaveCmd `cmd:"" help:"Close a message that the server cannot give."`

	Reparse inboxReparseCmd `cmd:"" help:"Read messages again after an upgrade, and show what would change."`
}

type inboxListCmd struct {
	All   bool          `help:"Every message that was taken in, with what was made of it and how."`
	Since workflow.Date `placeholder:"DATE" help:"Only what came from this day on."`
}

func (c *inboxListCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	var since time.Time
	if !c.Since.IsZero() {
		since = c.Since.At(0, 0, opened.config.Zone)
	}
	if c.All {
		return c.listAll(a, opened, since)
	}
	held, err := opened.store.Read(a.ctx).Held()
	if err != nil {
		return err
	}
	office, err := opened.store.Read(a.ctx).Office()
	if err != nil {
		return err
	}
	held = slices.DeleteFunc(held, func(m workflow.Message) bool { return m.Arrived.Before(since) })
	aside := slices.DeleteFunc(slices.Clone(office.Aside), func(one workflow.Aside) bool { return one.Since.Before(since) })
	waiting := []any{}
	for i, m := range held {
		held[i] = m.Shown()
		waiting = append(waiting, held[i])
	}
	for _, one := range aside {
		waiting = append(waiting, setAside{one})
	}
	return a.show(waiting, func(p *page) {
		for _, m := range held {
			p.heldMessage(m, opened.config.Zone)
		}
		p.line("Чакат за преглед: %d", len(held))
		if len(aside) > 0 {
			opened.listAside(p, aside)
		}
	})
}

// setAside is, in JSON, what stands behind the held messages for one that the server cannot give: there
// is nothing of it but its place.
type setAside struct {
	Aside workflow.Aside `json:"aside"`
}

// heldMessage shows one in the pen, with where it may belong.
func (p *page) heldMessage(m workflow.Message, zone *time.Location) {
	p.line("%s  %s  %s", m.Key[:12], stamp(m.Arrived, zone), visible(m.From))
	p.line("  %s", visible(m.Subject))
	p.line("  %s", visible(m.Why))
	if m.Quarantine {
		p.line("  ПОД КАРАНТИНА: текстът и файловете не се показват и не се препращат")
	}
	if m.Auth != "" {
		p.line("  проверка на подателя: %s", visible(m.Auth))
	}
	for _, w := range m.Warnings {
		p.line("  забележка: %s", visible(w))
	}
	for i, f := range m.Files {
		p.line("  файл %d: %s (%s)%s", i+1, visible(f.Name), bytesOf(f.Size), seenIn(f))
	}
	for _, g := range m.Guesses {
		p.line("  предположение: %s", visible(g.Why))
		if len(g.Obligations) > 0 {
			p.line("    srok assign %s %s", m.Key[:12], strings.Join(g.Obligations, " "))
		}
	}
	if len(m.Files) > 1 && len(m.Guesses) > 1 {
		p.line("  по файлове: srok inbox split %s --part 1=ЗАДЪЛЖЕНИЕ --part 2=ЗАДЪЛЖЕНИЕ", m.Key[:12])
	}
}

// seenIn is „ – вирус (Eicar), съдържа макроси“, and what an archive holds; empty where there is
// nothing to say.
func seenIn(f workflow.File) string {
	var words []string
	for _, c := range f.Seen {
		word := c.Words()
		if c == workflow.ContentVirus {
			word += " (" + visible(f.Virus) + ")"
		}
		words = append(words, word)
	}
	said := ""
	if len(words) > 0 {
		said = " – " + strings.Join(words, ", ")
	}
	if len(f.Inside) == 0 {
		return said
	}
	var inside []string
	for _, inner := range f.Inside {
		inside = append(inside, "„"+visible(inner.Name)+"“")
	}
	return said + " (в него: " + strings.Join(inside, ", ") + ")"
}

type inboxIgnoreCmd struct {
	Message string `arg:"" help:"The start of its key, at least six signs."`
	Reason  string `required:"" placeholder:"TEXT" help:"Why; it is recorded."`
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
	return a.show(m.Shown(), func(p *page) { p.line("%s: %s", m.Key[:12], m.Done) })
}
