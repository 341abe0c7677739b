package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// poisoned is a council on Dovecot in whose mailbox one UID does harm whenever it is given.
type poisoned struct {
	troubled
	mu     sync.Mutex
	harm   func() // what happens instead of the message; nil: it does no harm any more
	struck int
}

// poison has harm done in the place of the second of three replies, which lie behind what was read.
func poison(t *testing.T) *poisoned {
	t.Helper()
	p := &poisoned{troubled: askedBy(t, newDovecotHouse(t)), harm: func() {}}
	p.step("2018-12-03 09:40") // the copies of the requests
	uid := p.cursorOf("INBOX") + 2
	given := fmt.Appendf(nil, "* %d FETCH (", uid) // nothing was ever deleted: its number is its UID
	p.configure("$.imap.port", portOf(relayTo(t, p.dovecot.IMAPAddr, func(toServer bool, b []byte) int {
		p.mu.Lock()
		defer p.mu.Unlock()
		if toServer || p.harm == nil || !bytes.Contains(b, given) {
			return len(b)
		}
		p.struck++
		p.harm()
		return bytes.Index(b, given)
	})))
	p.answers(3)
	return p
}

// does says what harm is done from now on; nil: none.
func (p *poisoned) does(harm func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.harm = harm
}

func (p *poisoned) strikes() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.struck
}

func (h *mailHouse) cursorOf(folder string) uint32 {
	h.t.Helper()
	c := h.open()
	defer c.Close()
	at, _, err := c.store.Read(h.t.(*testing.T).Context()).Cursor(folder)
	if err != nil {
		h.t.Fatal(err)
	}
	return at.UID
}

// The server hangs up whenever it is to give one message: the message is set aside, those behind
// it are read, people are told, it is asked for again now and then, and read when it can be.
func TestMessageThatBreaksTheConnection(t *testing.T) {
	t.Parallel()
	p := poison(t)
	for _, when := range []string{"2018-12-03 10:00", "2018-12-03 10:01", "2018-12-03 10:02", "2018-12-03 10:03"} {
		p.fails(when, "message UID")
	}
	p.received(1)
	p.step("2018-12-03 10:04")
	p.received(2)
	if p.strikes() != 5 { // once more after the others came, in case the line was to blame
		t.Errorf("it was asked for %d times", p.strikes())
	}
	p.tells("2018-12-03 10:10")

	p.step("2018-12-03 10:30")
	if p.strikes() != 5 {
		t.Errorf("set aside, it was asked for again at once")
	}
	p.step("2018-12-03 11:10") // one more try, in vain, which holds up nothing
	p.answers(1)
	p.step("2018-12-03 11:20")
	p.received(3)
	if p.strikes() != 6 {
		t.Errorf("after an hour it was asked for %d times", p.strikes())
	}
	if out := inFolder(t, p.dir, "2018-12-03 11:30", "inbox", "retry"); !strings.Contains(out, "от сървъра: 1") || p.strikes() != 7 {
		t.Errorf("asked for again by hand, %d times:\n%s", p.strikes(), out)
	}

	p.does(nil)
	if out := inFolder(t, p.dir, "2018-12-03 11:40", "inbox", "retry"); !strings.Contains(out, "от сървъра: 0") {
		t.Errorf("it can be read again, and was not:\n%s", out)
	}
	p.step("2018-12-03 11:41")
	p.step("2018-12-03 11:50")
	p.received(4)
	if page := inFolder(t, p.dir, "2018-12-03 12:00", "status"); strings.Contains(page, "ВНИМАНИЕ") {
		t.Errorf("the status still warns:\n%s", page)
	}
	p.check()
}

// The same where it is the process that ends each time (SIGKILL): what must be known was stored before.
func TestMessageThatEndsTheProcess(t *testing.T) {
	t.Parallel()
	p := poison(t)
	var child *exec.Cmd // guarded by p.mu
	p.does(func() { child.Process.Kill() })
	killed := 0
	for ; ; killed++ {
		step := exec.Command(os.Args[0], "--dir", p.dir, "step")
		step.Args[0] = "srok" // what TestMain makes the test's binary be
		step.Env = append(os.Environ(), scriptNow+"=2018-12-03T10:00")
		var errs bytes.Buffer
		step.Stderr = &errs
		p.mu.Lock()
		child = step
		err := step.Start()
		p.mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		if err = step.Wait(); err == nil {
			break
		}
		if killed == 6 {
			t.Fatalf("it never ends: %v\n%s", err, errs.String())
		}
	}
	if killed < 3 {
		t.Errorf("set aside after %d kills", killed)
	}
	p.received(2)
	p.tells("2018-12-03 10:10")
	p.does(nil)
	p.step("2018-12-03 11:10") // by itself
	p.step("2018-12-03 11:20")
	p.received(3)
	p.check()
}

// A message that was fetched ends the process (SIGKILL) whenever it is read: after a few tries a person
// is shown it, the next one is read, and when the program is mended it is read too.
func TestMessageThatEndsItsReader(t *testing.T) {
	t.Parallel()
	d := askedBy(t, newMailHouse(t))
	d.answers(1)
	hash := sha256.Sum256(d.reply(d.requests[1], []byte("отчет")))
	d.answers(1)
	killed := 0
	for ; ; killed++ {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), stepChild+"="+d.dir, scriptNow+"=2018-12-03T10:00", dieAt+"=0", fmt.Sprintf("%s=%x", dieReading, hash))
		if child.Run() == nil {
			break
		}
		if killed == 6 {
			t.Fatal("it never ends")
		}
	}
	if killed < 3 {
		t.Errorf("given up after %d kills", killed)
	}
	d.received(2)
	if inbox := inFolder(t, d.dir, "2018-12-03 10:10", "inbox"); !strings.Contains(inbox, "програмата прекъсва при всеки опит да го прочете") {
		t.Errorf("nobody is told:\n%s", inbox)
	}
	inFolder(t, d.dir, "2018-12-03 10:20", "inbox", "reparse", "--apply", "--reason", "обновена програма")
	d.received(3)
	inFolder(t, d.dir, "2018-12-03 10:21", "verify")
}

// A message that was only being read whenever something ended the process (SIGKILL) is not to blame: a
// process of its own tells, and it is taken in.
func TestKillsAreNotTheMessagesFault(t *testing.T) {
	t.Parallel()
	d := askedBy(t, newMailHouse(t))
	hash := sha256.Sum256(d.reply(d.requests[0], []byte("отчет")))
	for range 4 { // the first reads it as it comes, the others note each time that they begin
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), stepChild+"="+d.dir, scriptNow+"=2018-12-03T10:00", dieAt+"=0", fmt.Sprintf("%s=%x", dieReading, hash))
		if child.Run() == nil {
			t.Fatal("it was not killed")
		}
	}
	step := exec.Command(os.Args[0], "--dir", d.dir, "step")
	step.Args[0], step.Env = "srok", append(os.Environ(), scriptNow+"=2018-12-03T10:10")
	if out, err := step.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	d.step("2018-12-03 10:20") // the copy of the receipt
	d.received(1)
	d.check()
}

// A trial whose process dies between its two words tells that the message is to blame; one that did not
// get so far, or was told to stop, tells nothing.
func TestTrialIsJudged(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for script, c := range map[string]struct {
		ctx   context.Context
		ended bool
		wrong string
	}{
		"echo reading; echo read":                       {t.Context(), true, ""},
		"echo reading; echo read; exit 1":               {t.Context(), true, ""}, // a full disk: no fault of the message
		"echo reading; kill -9 $$":                      {t.Context(), false, ""},
		"echo reading; exit 2":                          {t.Context(), false, ""}, // as Go does after a panic
		"echo 'srok: no such command' >&2; exit 2":      {t.Context(), false, "no such command"},
		"echo 'srok: the database is gone' >&2; exit 1": {t.Context(), false, "the database is gone"},
		"echo reading; sleep 60":                        {stopped, false, "canceled"},
	} {
		ended, err := trialOf(c.ctx, exec.CommandContext(c.ctx, "sh", "-c", script))
		if ended != c.ended || (err != nil) != (c.wrong != "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %t, %v", script, ended, err)
		}
	}
}

// A person has looked at it in the mailbox, and it needs nothing.
func TestMessageThatIsLeftAside(t *testing.T) {
	t.Parallel()
	p := poison(t)
	for _, when := range []string{"2018-12-03 10:00", "2018-12-03 10:01", "2018-12-03 10:02", "2018-12-03 10:03"} {
		p.fails(when, "message UID")
	}
	p.step("2018-12-03 10:04")
	if code, _, errs := tryInFolder(t, p.dir, "2018-12-03 10:05", "inbox", "leave", "INBOX/1", "--reason", "реклама"); code != exitRefused || !strings.Contains(errs, "FOLDER/UID") {
		t.Errorf("another message: code %d: %s", code, errs)
	}
	name := p.statusOf("2018-12-03 10:05").Mailbox.Aside[0].Name()
	inFolder(t, p.dir, "2018-12-03 10:06", "inbox", "leave", name, "--reason", "реклама")
	p.step("2018-12-03 12:00")
	if s := p.statusOf("2018-12-03 12:01"); len(s.Mailbox.Aside) != 0 || p.strikes() != 5 {
		t.Errorf("left aside, it was asked for %d times: %v", p.strikes(), s.Mailbox.Aside)
	}
	inFolder(t, p.dir, "2018-12-03 12:02", "verify")
}

// tells sees that people are told of the one message: in the status, the inbox and the digest.
func (p *poisoned) tells(when string) {
	p.t.Helper()
	if s := p.statusOf(when); len(s.Mailbox.Aside) != 1 || s.Mailbox.Aside[0].Folder != "INBOX" {
		p.t.Errorf("status --json: %+v", s.Mailbox)
	}
	for what, want := range map[string]string{
		"status": "ВНИМАНИЕ: съобщение INBOX/", "inbox": "не може да бъде прочетено от сървъра от 10:0",
		"digest --week 2018-W49": "1 съобщение в пощата не може да бъде прочетено и не е отразено",
	} {
		if got := inFolder(p.t, p.dir, when, strings.Fields(what)...); !strings.Contains(got, want) {
			p.t.Errorf("%s lacks %q:\n%s", what, want, got)
		}
	}
	for since, want := range map[string]int{"2018-12-03": 1, "2018-12-04": 0} {
		var waiting []setAside
		if err := json.Unmarshal([]byte(inFolder(p.t, p.dir, when, "inbox", "--since", since, "--json")), &waiting); err != nil || len(waiting) != want || want > 0 && waiting[0].Aside.Folder != "INBOX" {
			p.t.Errorf("inbox --json since %s: %v, %v", since, waiting, err)
		}
	}
}
