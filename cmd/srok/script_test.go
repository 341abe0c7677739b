package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"srok/config"
	"srok/mail"
	"srok/mail/mailtest"
	"srok/mail/smtp"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// TestScripts runs testdata/script: each file is the specification and the test of a command. A
// script has a mail server of its own; `council DIR` makes a folder that uses it, `letters ADDRESS`
// prints the subjects of what an address got, `reply ADDRESS FILE` answers its last letter, and
// `exits CODE srok …` expects a failure of that code, `capture NAME REGEX` keeps what the group
// of a pattern matched in the last output, `sheet FILE.xlsx FILE` makes a sheet of lines with tabs,
// `zipped FILE.zip FILE…` packs files, `newer FILE.db` makes a database that a newer srok has had.
func TestScripts(t *testing.T) {
	takesLong(t) // four hundred processes
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			server, err := scriptServer(env)
			if err != nil {
				return err
			}
			env.Defer(func() { server.Close() })
			env.Values["server"] = server
			env.Setenv(scriptNow, "2018-12-03T09:00")
			env.Setenv(raceOptions, os.Getenv(raceOptions))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"council": makeCouncil, "letters": showLettersOf, "reply": replyToLast, "exits": exitsWith,
			"capture": capture, "sheet": makeSheet, "zipped": makeZIP, "newer": makeNewer,
		},
	})
}

func scriptServer(env *testscript.Env) (*mailtest.Server, error) {
	directory, err := config.ExampleDirectory()
	if err != nil {
		return nil, err
	}
	server, err := mailtest.New(mailtest.Options{Clock: func() time.Time { return time.Date(2018, 12, 3, 7, 0, 0, 0, time.UTC) }})
	if err != nil {
		return nil, err
	}
	addMailboxes(server, directory)
	return server, nil
}

func serverOf(ts *testscript.TestScript) *mailtest.Server {
	return ts.Value("server").(*mailtest.Server)
}

func makeCouncil(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	_, err := config.Init(dir)
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(dir, "mail.password"), []byte("secret\n"), 0o600))
	ts.Check(useServers(dir, serverOf(ts).SMTPAddr(), serverOf(ts).IMAPAddr(), [2]string{"$.listen", "127.0.0.1:0"}))
	ts.Check(ts.Exec("srok", "--dir", dir, "plan", "import", filepath.Join(dir, config.ExamplePlan), "--out", filepath.Join(dir, config.PlanFile)))
}

func parsedMail(ts *testscript.TestScript, address string) []*mail.Message {
	var letters []*mail.Message
	for _, m := range serverOf(ts).Mail(address) {
		parsed, err := mail.Parse(bytes.NewReader(m.Raw), int64(len(m.Raw)), mail.Options{}, nil)
		ts.Check(err)
		letters = append(letters, parsed)
	}
	return letters
}

func showLettersOf(ts *testscript.TestScript, _ bool, args []string) {
	for _, l := range parsedMail(ts, args[0]) {
		fmt.Fprintln(ts.Stdout(), l.Subject)
	}
	fmt.Fprintf(ts.Stdout(), "letters: %d\n", len(serverOf(ts).Mail(args[0])))
}

// replyToLast sends a file as the answer to the address's last letter; with a third argument under
// a subject of its own and without a reference to it („-“: not so); the others name files that it
// carries, with something in them where the script has none of the name.
func replyToLast(ts *testscript.TestScript, _ bool, args []string) {
	letters := parsedMail(ts, args[0])
	last := letters[len(letters)-1]
	o := mail.Outgoing{From: args[0], To: []string{"council@oa-pernik.example"}, Subject: "Re: " + last.Subject, InReplyTo: last.MessageID,
		MessageID: fmt.Sprintf("reply%d@obshtina.example", len(serverOf(ts).Mail("council@oa-pernik.example"))),
		Date:      clockAt(ts), Plain: ts.ReadFile(args[1])}
	if len(args) > 2 && args[2] != "-" {
		o.Subject, o.InReplyTo = args[2], ""
	}
	for _, name := range args[min(3, len(args)):] {
		data, err := os.ReadFile(ts.MkAbs(name))
		if errors.Is(err, fs.ErrNotExist) {
			data, err = []byte("съдържание"), nil
		}
		ts.Check(err)
		o.Files = append(o.Files, mail.File{Name: name, Type: "application/octet-stream", Data: data})
	}
	raw, err := mail.Compose(o)
	ts.Check(err)
	host, port, _ := net.SplitHostPort(serverOf(ts).SMTPAddr())
	var n int
	fmt.Sscan(port, &n)
	client, err := smtp.New(smtp.Config{Host: host, Port: n, TLS: smtp.NoTLS})
	ts.Check(err)
	defer client.Close()
	answer := client.Send(context.Background(), mail.Envelope{From: o.From, Recipients: o.To, Size: int64(len(raw)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }})
	if answer.Outcome != mail.Accepted {
		ts.Fatalf("the reply was not taken: %s", answer.Reply)
	}
}

func clockAt(ts *testscript.TestScript) time.Time {
	at, err := time.Parse("2006-01-02T15:04", strings.TrimSpace(ts.Getenv(scriptNow)))
	ts.Check(err)
	return at
}

func exitsWith(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || fmt.Sprint(exit.ExitCode()) != args[0] {
		ts.Fatalf("it ended with %v, not with %s", err, args[0])
	}
}

func capture(ts *testscript.TestScript, _ bool, args []string) {
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("%s is not in the output", args[1])
	}
	ts.Setenv(args[0], m[1])
}

func makeSheet(ts *testscript.TestScript, _ bool, args []string) {
	book := excelize.NewFile()
	defer book.Close()
	text := os.Expand(ts.ReadFile(args[1]), ts.Getenv)
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		for j, cell := range strings.Split(line, "\t") {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			ts.Check(err)
			if day, err := time.Parse("day 2.1.2006", cell); err == nil {
				ts.Check(book.SetCellValue("Sheet1", name, day)) // as Excel keeps a day
				continue
			}
			ts.Check(book.SetCellValue("Sheet1", name, cell))
		}
	}
	ts.Check(book.SaveAs(ts.MkAbs(args[0])))
}

func makeNewer(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`)
	ts.Check(errors.Join(err, db.Close()))
}
