package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"srok/config"
	"srok/mail/mailtest"
	"srok/workflow"
)

// lineProxy stands between srok and its mail server, counts the lines of the first connection in
// both directions, and does something instead of handing one of them on. A message is one line,
// its final dot another.
type lineProxy struct {
	net.Listener
	target string
	at     int    // the line that is not handed on; 0: the first answer to a whole message
	strike func() // what is done instead, once

	mu     sync.Mutex
	passed int
	last   string // that was handed on before
	dotted bool   // a whole message was handed on before
	line   string // that was not
}

func newLineProxy(t *testing.T, target string, at int) *lineProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &lineProxy{Listener: l, target: target, at: at, strike: func() {}}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(client)
		}
	}()
	return p
}

// start starts the child that speaks through p, which no line passes before it is known how to
// kill it.
func (p *lineProxy) start(child *exec.Cmd, kill bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if kill {
		p.strike = func() { child.Process.Kill() }
	}
	return child.Start()
}

func (p *lineProxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer server.Close()
	done := make(chan struct{}, 2)
	go func() { p.pass(client, server, true); done <- struct{}{} }()
	go func() { p.pass(server, client, false); done <- struct{}{} }()
	<-done
}

// pass hands lines on until the one that is not.
func (p *lineProxy) pass(to io.Writer, from io.Reader, fromServer bool) {
	lines := bufio.NewReader(from)
	inMessage := false
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		counts := fromServer || !inMessage || line == ".\r\n"
		if !fromServer {
			if inMessage && line == ".\r\n" {
				inMessage = false
			} else if strings.HasPrefix(strings.ToUpper(line), "DATA") && !inMessage {
				inMessage = true
			}
		}
		if counts && p.strikes(line, fromServer) {
			return
		}
		if _, err := io.WriteString(to, line); err != nil {
			return
		}
	}
}

func (p *lineProxy) strikes(line string, fromServer bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.passed++
	here := p.passed == p.at || p.at == 0 && p.dotted && fromServer
	if p.line != "" || !here {
		if p.line == "" {
			p.last = strings.TrimSpace(line)
			p.dotted = p.dotted || p.last == "."
		}
		return false
	}
	p.line = strings.TrimSpace(line)
	p.strike()
	return true
}

// stopped is the line that was not handed on, empty if it never came; the one before it; and
// whether a whole message had been handed on.
func (p *lineProxy) stopped() (line, last string, dotted bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.line, p.last, p.dotted
}

// A connection that ends, or a process that is killed (SIGKILL), at whatever line of an SMTP
// transaction: each institution has exactly one copy of its letter in the end. Where the server
// had taken the letter and its answer was lost, the letter was uncertain, and its copy in the
// council's mailbox proved that it had gone.
func TestEndedAtEveryLine(t *testing.T) {
	takesLong(t)
	t.Parallel()
	prepared := prepareForFew(t)
	for _, kill := range []bool{false, true} {
		t.Run(fmt.Sprintf("killed %v", kill), func(t *testing.T) {
			t.Parallel()
			endedAtEachLine(t, prepared, kill)
		})
	}
}

func endedAtEachLine(t *testing.T, prepared string, kill bool) {
	t.Helper()
	lost := 0
	for at := 1; ; at++ {
		run := lineRun{t: t, kill: kill}
		if !run.over(prepared, at) {
			if at < 12 {
				t.Errorf("a transaction has only %d lines", at-1)
			}
			break
		}
		if run.lost {
			lost++
		}
	}
	if lost != 1 {
		t.Errorf("%d times the answer to the message was lost, want once", lost)
	}
}

// prepareRequests is a council of which one task is approved and nothing is sent.
func prepareRequests(t *testing.T) string {
	t.Helper()
	return approvedIn(t, preparePlan(t))
}

// preparePlan is a council's folder of which nothing is approved, so that it has no home yet: what
// is copied then is no copy that does not send.
func preparePlan(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "council")
	if _, err := config.Init(dir); err != nil {
		t.Fatal(err)
	}
	writeSecret(t, filepath.Join(dir, "mail.password"), "secret")
	inFolder(t, dir, "2018-12-03 08:30", "plan", "import", filepath.Join(dir, config.ExamplePlan), "--out", filepath.Join(dir, config.PlanFile))
	return dir
}

// few is how many prepareForFew has asked: what befalls one letter of many befalls it among six.
const few = 6

// prepareForFew is preparePlan with a report that only the municipalities are asked for.
func prepareForFew(t *testing.T) string {
	t.Helper()
	dir := preparePlan(t)
	file := filepath.Join(dir, config.PlanFile)
	plan, err := os.ReadFile(file)
	must(t, err)
	must(t, os.WriteFile(file, bytes.ReplaceAll(plan, []byte("whom: [municipalities, territorial-units]"), []byte("whom: [municipalities]")), 0o644))
	return dir
}

// approvedIn copies a prepared folder, and approves a task there.
func approvedIn(t *testing.T, prepared string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "council")
	if err := os.CopyFS(dir, os.DirFS(prepared)); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"mail.password", "secret"} { // CopyFS opens them to all
		if err := os.Chmod(filepath.Join(dir, secret), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inFolder(t, dir, "2018-12-03 08:30", "plan", "approve", "--task", "report", "--office", "областен управител")
	return dir
}

func inFolder(t *testing.T, dir, when string, args ...string) string {
	t.Helper()
	code, out, errs := tryInFolder(t, dir, when, args...)
	if code != exitDone {
		t.Fatalf("srok %s: code %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// tryInFolder runs a command that may fail.
func tryInFolder(t *testing.T, dir, when string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	now := sofiaTime(t, when)
	var out, errs bytes.Buffer
	code = runAt(t.Context(), func() time.Time { return now }, append([]string{"--dir", dir}, args...), &out, &errs)
	return code, out.String(), errs.String()
}

func sofiaTime(t *testing.T, when string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	now, err := time.ParseInLocation("2006-01-02 15:04", when, zone)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// lineRun is one disturbed sending.
type lineRun struct {
	t      *testing.T
	kill   bool
	dir    string
	server *mailtest.Server
	lost   bool // the server had taken a letter, and its answer never came
}

// over reports whether the line at was reached.
func (r *lineRun) over(prepared string, at int) bool {
	r.t.Helper()
	r.dir = approvedIn(r.t, prepared)
	directory, err := config.LoadInstitutions(filepath.Join(r.dir, config.InstitutionsFile))
	if err != nil {
		r.t.Fatal(err)
	}
	r.server = serverFor(r.t, directory)
	proxy := newLineProxy(r.t, r.server.SMTPAddr(), at)
	r.point(proxy.Addr().String())

	err = stepThrough(r.t, proxy, r.dir, r.kill)
	line, last, dotted := proxy.stopped()
	if r.kill != (err != nil) && line != "" {
		r.t.Fatalf("line %d, %q: the process ended with %v", at, line, err)
	}
	if line == "" || strings.HasPrefix(line, "MAIL") && dotted {
		return false // the first letter has gone, and the next one's transaction is the same
	}
	r.point(r.server.SMTPAddr())
	for _, when := range []string{"2018-12-03 09:01", "2018-12-03 09:15", "2018-12-03 09:16", "2018-12-03 10:30", "2018-12-03 11:40", "2018-12-03 11:41"} {
		inFolder(r.t, r.dir, when, "step")
	}
	r.lost = last == "."
	r.check(fmt.Sprintf("line %d, %q, killed %v", at, line, r.kill))
	return true
}

// stepThrough makes one pass in a process of its own, which may be killed; the error is how it ended.
func stepThrough(t *testing.T, proxy *lineProxy, dir string, kill bool) error {
	t.Helper()
	child := exec.Command(os.Args[0], "--dir", dir, "step")
	child.Args[0] = "srok" // what TestMain makes the test's binary be
	child.Env = append(os.Environ(), scriptNow+"=2018-12-03T09:00")
	if err := proxy.start(child, kill); err != nil {
		t.Fatal(err)
	}
	err := child.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return err
}

func serverFor(t *testing.T, directory workflow.Directory) *mailtest.Server {
	t.Helper()
	return serverWith(t, directory, mailtest.Options{Clock: func() time.Time { return time.Date(2018, 12, 3, 7, 0, 0, 0, time.UTC) }})
}

// serverWith has a mailbox for each address of the directory.
func serverWith(t *testing.T, directory workflow.Directory, options mailtest.Options) *mailtest.Server {
	t.Helper()
	server, err := mailtest.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	addMailboxes(server, directory)
	return server
}

// point has srok use the in-process server, by a way of its own for sending.
func (r *lineRun) point(smtpAddress string) {
	r.t.Helper()
	if err := useServers(r.dir, smtpAddress, r.server.IMAPAddr()); err != nil {
		r.t.Fatal(err)
	}
}

// askedOfOthers changes the institutions of a folder, applies that, and has everybody asked.
func askedOfOthers(t *testing.T, dir string, change *strings.Replacer) (lineRun, workflow.Directory) {
	t.Helper()
	file := filepath.Join(dir, config.InstitutionsFile)
	institutions, err := os.ReadFile(file)
	must(t, err)
	must(t, os.WriteFile(file, []byte(change.Replace(string(institutions))), 0o644))
	inFolder(t, dir, "2018-12-03 08:40", "plan", "apply", "--office", "областен управител")
	directory, err := config.LoadInstitutions(file)
	must(t, err)
	run := lineRun{t: t, dir: dir, server: serverFor(t, directory)}
	run.point(run.server.SMTPAddr())
	inFolder(t, dir, "2018-12-03 09:00", "step")
	return run, directory
}

func (r *lineRun) check(what string) {
	r.t.Helper()
	a := &app{ctx: r.t.Context(), stdout: io.Discard, stderr: io.Discard, dir: r.dir, now: time.Now}
	c, err := a.openExisting()
	if err != nil {
		r.t.Fatal(err)
	}
	defer c.Close()
	letters, err := c.store.Read(r.t.Context()).Letters()
	if err != nil {
		r.t.Fatal(err)
	}
	if len(letters) != few {
		r.t.Errorf("%s: %d letters", what, len(letters))
	}
	proven := false
	for _, l := range letters {
		if l.Status != workflow.Taken {
			r.t.Errorf("%s: letter %s is %s: %s", what, l.Key, l.Status, l.Why)
		}
		proven = proven || strings.HasPrefix(l.Why, "доказано")
		if got := len(r.server.Mail(l.Recipients[0].Address)); got != 1 {
			r.t.Errorf("%s: %s has %d copies", what, l.Recipients[0].Address, got)
		}
	}
	if proven != r.lost {
		r.t.Errorf("%s: a copy was the proof is %v", what, proven)
	}
	verified, err := c.store.Verify(r.t.Context())
	if err != nil || len(verified.Faults) > 0 {
		r.t.Errorf("%s: verify: %v, %v", what, verified.Faults, err)
	}
}
