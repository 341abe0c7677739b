package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// trialCmd reads a message that was being read whenever srok ended, in a process that may end. It is no
// command for people.
type trialCmd struct {
	Message string `arg:""`
}

// What a trial says: only between the two words is the message to blame for its end.
const (
	trialBegins = "reading"
	trialEnds   = "read"
	trialTime   = 10 * time.Minute
)

func (c *trialCmd) Run(a *app) error {
	opened, err := a.openExisting()
	if err != nil {
		return err
	}
	defer opened.Close()
	if _, err := fmt.Fprintln(a.stdout, trialBegins); err != nil {
		return err
	}
	err = opened.engine.TryReading(a.ctx, a.now(), c.Message)
	_, told := fmt.Fprintln(a.stdout, trialEnds)
	return errors.Join(err, told)
}

// trialIn runs this program again for a trial in a council's folder.
func trialIn(dir string) func(ctx context.Context, message string) (ended bool, err error) {
	return func(ctx context.Context, message string) (bool, error) {
		program, err := os.Executable()
		if err != nil {
			return false, fmt.Errorf("reading on trial: %w", err)
		}
		ctx, cancel := context.WithTimeout(ctx, trialTime)
		defer cancel()
		cmd := exec.CommandContext(ctx, program, "--dir", dir, "trial", message)
		cmd.Args[0] = "srok"
		return trialOf(ctx, cmd)
	}
}

// trialOf tells whether a trial came to its end.
func trialOf(ctx context.Context, cmd *exec.Cmd) (ended bool, err error) {
	var said, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &errs
	err = cmd.Run()
	switch words := strings.Fields(said.String()); {
	case len(words) == 2 && words[1] == trialEnds:
		return true, nil
	case context.Cause(ctx) != nil && !errors.Is(context.Cause(ctx), context.DeadlineExceeded): // srok is told to stop
		return false, context.Cause(ctx)
	case len(words) == 1 && words[0] == trialBegins:
		return false, nil
	}
	first, _, _ := strings.Cut(errs.String(), "\n")
	return false, fmt.Errorf("reading on trial: %w: %s", cmp.Or(err, io.ErrUnexpectedEOF), first)
}
