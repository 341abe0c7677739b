package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"srok/config"
	"srok/mail/clamd"
	"srok/workflow/engine"
)

const (
	pdfTime  = 30 * time.Second // for the text of one PDF
	pdfText  = 16 << 20         // bytes of it at most
	pdfPages = "1000"           // at most
)

// lookOutside joins the engine with the programs that look into files for it, where they are. The
// demo has none: it says the same on every machine.
func lookOutside(e *engine.Engine, c config.Clamd) {
	if c.Given() {
		e.Scanner = &clamd.Client{Address: c.Address, Max: c.MaxBytes(), Timeout: c.Timeout()}
	}
	program, err := exec.LookPath(pdfConverter.program)
	if err != nil {
		e.Missing = append(e.Missing, "pdftotext (пакет poppler-utils) не е инсталиран: файловете PDF не се преглеждат за лични данни")
		return
	}
	e.PDFText = pdfReader(program)
}

// pdfReader has pdftotext write the text of a file, within limits of time, pages and bytes: the
// file is a stranger's.
func pdfReader(program string) func(ctx context.Context, file *os.File, w io.Writer) error {
	return func(ctx context.Context, file *os.File, w io.Writer) error {
		limited, cancel := context.WithTimeout(ctx, pdfTime)
		defer cancel()
		cmd := exec.CommandContext(limited, program, "-q", "-enc", "UTF-8", "-l", pdfPages, "-", "-")
		text := &bounded{w: w, left: pdfText}
		cmd.Stdin, cmd.Stdout, cmd.WaitDelay = file, text, time.Second
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("pdftotext: %w", errors.Join(limited.Err(), text.err, err))
		}
		return nil
	}
}

var errTooLong = errors.New("the text is longer than the limit")

// bounded fails at the limit, which ends the program that writes.
type bounded struct {
	w    io.Writer
	left int
	err  error // errTooLong once it was reached
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		b.err = errTooLong
		return 0, b.err
	}
	return b.w.Write(p)
}
