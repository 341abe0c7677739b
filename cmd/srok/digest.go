package main

import (
	"fmt"
	"path/filepath"

	"srok/workflow"
)

// digestCmd writes the digest on a week as it would be written now; it sends nothing.
type digestCmd struct {
	Week string `placeholder:"2018-W10" help:"The week, ending on its Sunday (default: the last whole one)."`
	Out  string `placeholder:"DIR" type:"path" help:"Write it as .txt and .html into this folder."`
}

func (c *digestCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	now := a.now()
	today := opened.today(now)
	sunday := today.AddDays(-(int(today.Weekday())+6)%7 - 1) // before this week's Monday
	if c.Week != "" {
		if sunday, err = workflow.ParseWeek(c.Week); err != nil {
			return &workflow.Refusal{Where: "--week", What: err.Error()}
		}
		if sunday.AddDays(-6).After(today) {
			return &workflow.Refusal{Where: "--week", What: c.Week + " has not begun yet", Do: "give this week, " + today.Week() + ", or an earlier one"}
		}
	}
	text, err := opened.engine.Digest(a.ctx, sunday, now)
	if err != nil {
		return err
	}
	files := []string{}
	if c.Out != "" {
		if err := makeFolder(c.Out, 0o750); err != nil {
			return err
		}
		for _, file := range []struct{ ext, body string }{{".txt", text.Subject + "\n\n" + text.Plain}, {".html", text.HTML}} {
			path := filepath.Join(c.Out, "digest-"+sunday.Week()+file.ext)
			if err := putWhole(path, []byte(file.body)); err != nil {
				return fmt.Errorf("digest: %w", err)
			}
			files = append(files, path)
		}
	}
	return a.show(struct {
		Week    string   `json:"week"`
		Subject string   `json:"subject"`
		Text    string   `json:"text"`
		Files   []string `json:"files"` // written
	}{sunday.Week(), text.Subject, text.Plain, files}, func(p *page) {
		if len(files) > 0 {
			p.line("%s\nЗаписана в %s", text.Subject, c.Out)
			return
		}
		p.line("%s\n\n%s", text.Subject, text.Plain)
	})
}
