package main

import (
	"strings"
	"time"

	"srok/workflow"
)

// listAll lists what came and was taken in, not only what waits: who answers for the council can
// see of each message what was made of it.
func (c *inboxListCmd) listAll(a *app, opened *council, since time.Time) error {
	all, err := opened.store.Read(a.ctx).MessagesSince(since)
	if err != nil {
		return err
	}
	shown := []workflow.Message{}
	for _, m := range all {
		shown = append(shown, m.Shown())
	}
	return a.show(shown, func(p *page) {
		rows := [][]string{{"СЪОБЩЕНИЕ", "ПРИСТИГНАЛО", "ОТ", "ПРЕЦЕНКА", "КАК", "ЗАДЪЛЖЕНИЯ"}}
		for _, m := range shown {
			rows = append(rows, []string{m.Key[:12], stamp(m.Arrived, opened.config.Zone), m.From, madeOf(m), m.How.Words(), strings.Join(m.Obligations, ", ")})
		}
		p.table(rows)
		p.line("Съобщения: %d", len(shown))
	})
}

// madeOf is what a message is, and what a person made of it.
func madeOf(m workflow.Message) string {
	words := m.Verdict.Words()
	if m.Verdict == "" {
		words = "още не е прочетено"
	}
	if m.Done != "" {
		words += ", " + m.Done
	}
	if m.Quarantine {
		words += ", под карантина"
	}
	return words
}

// placed says what a message belongs to, and how that was found.
func (p *page) placed(m workflow.Message) {
	if m.How != "" {
		p.line("Намерено: %s", m.How.Words())
	}
	if len(m.Obligations) > 0 {
		p.line("Задължения: %s", strings.Join(m.Obligations, ", "))
	}
	if m.Done != "" {
		p.line("Решение: %s", visible(m.Done))
	}
}
