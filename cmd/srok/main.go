// Command srok follows a council's yearly plan: it asks, reminds, takes in and reports.
// A file holds a command, or some that are alike; main.go parses, runs and turns errors into exit codes.
//
// # How it fails
//
// A command does all of what it says or nothing, and says on stderr what is wrong, where, and what to
// do: exit code 2 for a wrong use, 3 for input or an act that is refused (a *workflow.Refusal, whatever
// it is wrapped in), 1 for the rest. Only serve goes on after a failure: it logs it and tries again.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // Europe/Sofia must be known on a machine without zone files

	"srok/workflow"

	"github.com/alecthomas/kong"
)

// Exit codes, as other programs may rely on them.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3
)

// cli is the whole command line. A command is a struct with a Run method.
type cli struct {
	Dir  string `help:"The council's folder (default: here)." default:"." type:"path" placeholder:"DIR"`
	JSON bool   `name:"json" help:"Print JSON for other programs."`

	Form     formCmd     `cmd:"" help:"The report form."`
	Mail     mailCmd     `cmd:"" help:"Look into e-mails."`
	Init     initCmd     `cmd:"" help:"Make a council's folder to start from."`
	Plan     planCmd     `cmd:"" help:"The plan: from the published document to the next year's."`
	Demo     demoCmd     `cmd:"" help:"A whole year of the real plan, on embedded mail servers."`
	Calendar calendarCmd `cmd:"" help:"Show a year's working days and days off, and why."`
	Preview  previewCmd  `cmd:"" help:"Show every letter that would go out; send nothing."`
	Serve    serveCmd    `cmd:"" help:"Run the service, with its pages."`
	Step     stepCmd     `cmd:"" help:"Do what is due now (fetch, decide, deliver), then end."`
	Status   statusCmd   `cmd:"" help:"Show who owes what."`
	Why      whyCmd      `cmd:"" help:"Show how an obligation's dates were counted, and what happened."`
	Inbox    inboxCmd    `cmd:"" help:"Messages that no rule could place; alone, it lists them."`
	Assign   assignCmd   `cmd:"" help:"Say which obligations a held message answers."`
	Outbox   outboxCmd   `cmd:"" help:"Letters and their attempts; alone, it lists them."`
	Digest   digestCmd   `cmd:"" help:"Write the digest on a week; send nothing."`
	Receive  receiveCmd  `cmd:"" help:"Enter what came on paper, by hand, by ССЕВ or by СЕОС."`
	Accept   acceptCmd   `cmd:"" help:"Accept the submission under review."`
	Return   returnCmd   `cmd:"" help:"Send the submission under review back to be corrected."`
	Extend   extendCmd   `cmd:"" help:"Give obligations a new due date."`
	Waive    waiveCmd    `cmd:"" help:"Close obligations: nothing is owed any more."`
	Note     noteCmd     `cmd:"" help:"Record a call or a talk."`
	Register registerCmd `cmd:"" help:"Enter the records office's numbers."`
	Pause    pauseCmd    `cmd:"" help:"Stop all sending at once."`
	Resume   resumeCmd   `cmd:"" help:"Let sending go on, or the reminders of an obligation."`
	Verify   verifyCmd   `cmd:"" help:"Check that log, state and archive agree."`

	Trial trialCmd `cmd:"" hidden:"" help:"Read a message on trial."`

	Institutions institutionsCmd `cmd:"" help:"The institutions: out to Excel and in again, and the history of their contacts."`
}

// app is what a command runs with.
type app struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer
	dir    string
	json   bool
	now    func() time.Time // the shell's one clock
}

func main() {
	ctx, stop := untilInterrupted()
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// untilInterrupted ends with the first SIGINT or SIGTERM: what is under way is finished. A person who
// will not wait for that presses Ctrl-C again, and the program is gone, as after a crash; a SIGTERM
// again changes nothing, because timeout(1) sends it twice.
func untilInterrupted() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, func() { signal.Reset(syscall.SIGINT) })
	return ctx, stop
}

// run is the whole program but for the exit, on the wall clock.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return runAt(ctx, time.Now, args, stdout, stderr)
}

// runAt is run with a clock of the caller's.
func runAt(ctx context.Context, now func() time.Time, args []string, stdout, stderr io.Writer) int {
	var c cli
	out := &shown{Writer: stdout}
	exited := -1
	parser, err := kong.New(&c, kong.Name("srok"),
		kong.Description("Follows a council's yearly plan: asks, reminds, takes in and reports."),
		kong.Writers(out, stderr), kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, "srok:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	switch {
	case out.err != nil: // the help
		return exitCode(out.err, stderr)
	case exited >= 0:
		return exited
	case err != nil:
		fmt.Fprintf(stderr, "srok: %v\nTry: %s --help\n", err, commandOf(err))
		return exitUsage
	}
	err = parsed.Run(&app{ctx: ctx, stdout: out, stderr: stderr, dir: c.Dir, json: c.JSON, now: now})
	return exitCode(cmp.Or(err, out.err), stderr)
}

// shown is where a command shows what it shows. That it could not is a failure of every command.
type shown struct {
	io.Writer
	err error
}

func (s *shown) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	if err != nil {
		err = fmt.Errorf("the output: %w", err)
		s.err = cmp.Or(s.err, err)
	}
	return n, err
}

// commandOf names the command that was used wrongly, as far as it was understood.
func commandOf(err error) string {
	var wrong *kong.ParseError
	if !errors.As(err, &wrong) {
		return "srok"
	}
	words := []string{"srok"}
	for _, part := range wrong.Context.Path {
		if part.Command != nil {
			words = append(words, part.Command.Name)
		}
	}
	return strings.Join(words, " ")
}

func exitCode(err error, stderr io.Writer) int {
	var refusal *workflow.Refusal
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &refusal):
		fmt.Fprintln(stderr, "srok:", err)
		return exitRefused
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "srok: it was interrupted before it was done")
		return exitFailed
	}
	fmt.Fprintln(stderr, "srok:", err)
	return exitFailed
}
