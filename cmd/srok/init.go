package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"srok/config"
)

// initCmd makes a council's folder to start from.
type initCmd struct {
	Folder string `arg:"" name:"dir" help:"The folder to make." type:"path"`
}

// Run writes the folder and says what to do with it.
func (c *initCmd) Run(a *app) error {
	files, err := config.Init(c.Folder)
	if err != nil {
		return err
	}
	return a.show(struct {
		Dir   string   `json:"dir"`
		Files []string `json:"files"`
	}{c.Folder, files}, func(p *page) {
		fmt.Fprintf(p, initText, c.Folder, typed(filepath.Join(c.Folder, config.ExamplePlan)), typed(filepath.Join(c.Folder, config.PlanFile)), typed(c.Folder))
	})
}

// typed is a path as it is typed in a shell.
func typed(path string) string {
	if strings.ContainsAny(path, " \t\"'`$&|;<>()*?[]#~!\\") {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

const initText = `The council's folder is %[1]s. What to do next:

  1. srok.yaml          the council's letterhead and its mail servers
     mail.password      make it: the mailbox's password alone, chmod 600
  2. institutions.yaml  who is asked; the addresses in it are placeholders
  3. plan-2018.txt      a published plan, as an example; put yours beside it and draft the tasks:
       srok --dir %[4]s plan import %[2]s --out %[3]s
     then read and correct the draft, and check it:
       srok --dir %[4]s plan check
  4. See every letter that would go out. Nothing is sent:
       srok --dir %[4]s preview
  5. When a named office has approved the plan:
       srok --dir %[4]s plan approve --office "областен управител"
       srok --dir %[4]s serve

secret holds the council's own key. Keep a copy of it with the backup, and show it to nobody.
`
