package main

import "fmt"

// verifyCmd folds the log again and compares it with the state and the archive.
type verifyCmd struct{}

func (c *verifyCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	verified, err := opened.store.Verify(a.ctx)
	if err != nil {
		return err
	}
	if err := a.show(verified, func(p *page) {
		agree := ""
		if len(verified.Faults) == 0 {
			agree = ": all agree"
		}
		p.line("%s folded again into %s, %s in the archive%s", many(verified.Events, "event"), many(verified.Subjects, "state"), many(verified.Messages, "message"), agree)
		for _, fault := range verified.Faults {
			p.line("fault: %s", fault)
		}
	}); err != nil {
		return err
	}
	if n := len(verified.Faults); n > 0 {
		return fmt.Errorf("log, state and archive do not agree: %s", many(n, "fault"))
	}
	return nil
}
