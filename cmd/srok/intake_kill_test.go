package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"srok/config"
	"srok/mail"
	"srok/mail/mailtest"
	"srok/workflow"
)

const (
	// stepChild names the folder of the child process that makes one step.
	stepChild = "SROK_TEST_STEP_CHILD"
	// dieAt is the record of its log at which the child kills itself; 0: it lives on.
	dieAt = "SROK_TEST_DIE_AT"
)

// runStepChild is `srok step` with a log that can kill: the engine's records lie inside its
// transactions, where no byte passes on any connection.
func runStepChild(dir string) error {
	n, err := strconv.Atoi(os.Getenv(dieAt))
	if err != nil {
		return err
	}
	c, err := config.Load(dir)
	if err != nil {
		return err
	}
	ctx := context.Background()
	council, err := assemble(ctx, dir, c, slog.New(&deadlyLog{Handler: slog.NewTextHandler(io.Discard, nil), left: n}))
	if err != nil {
		return err
	}
	defer council.Close()
	for now := clockOfScript(); ; {
		wake, err := council.engine.Step(ctx, now)
		if err != nil || wake.IsZero() || wake.After(now) {
			return err
		}
	}
}

type deadlyLog struct {
	slog.Handler
	left int
}

func (l *deadlyLog) Handle(ctx context.Context, r slog.Record) error {
	if l.left--; l.left == 0 {
		if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
			return err
		}
		select {} // it dies here
	}
	return l.Handler.Handle(ctx, r)
}

// killedIntake is a council whose mailbox is Dovecot's and whose `step` is killed again and again.
type killedIntake struct {
	*served
	dovecot *mailtest.Dovecot
	random  *rand.Rand

	mu       sync.Mutex
	requests []*mail.Message // what the institutions were asked
	sent     [][]byte        // what arrived, as it was delivered
	replies  int
	copies   int // of our letters that reached Dovecot

	child    *exec.Cmd
	imapLeft int // bytes until the kill; 0: none to come
	smtpLeft int
}

const intakeCouncil = "council@oa-pernik.example"

// The intake is killed (SIGKILL) at random bytes of its IMAP and SMTP connections and inside its
// transactions, while replies arrive: each is archived once, as it was sent, has one verdict and
// one submission, and no letter goes out twice.
func TestIntakeKilled(t *testing.T) {
	kills := 200
	if testing.Short() {
		kills = 15
	}
	seed := rand.Uint64()
	t.Logf("moments of seed %d", seed)
	k := newKilledIntake(t, rand.New(rand.NewPCG(seed, 0)))
	killed := map[string]int{}
	for passes, total := 0, 0; total < kills; passes++ {
		if passes > 4*kills {
			t.Fatalf("after %d passes only %d kills: %v", passes, total, killed)
		}
		if how := k.killOnce([]string{"imap", "smtp", "log", "imap"}[passes%4]); how != "" {
			killed[how]++
			total++
		}
	}
	t.Logf("killed %v, %d messages", killed, len(k.sent))
	for _, how := range []string{"imap", "log", "smtp"} {
		if killed[how] == 0 {
			t.Errorf("no kill by %s", how)
		}
	}
	// Lease, wait for proof and the retries all pass within a working day.
	for _, at := range []string{"2018-12-03T11:00", "2018-12-03T13:00", "2018-12-03T15:00", "2018-12-04T09:00", "2018-12-04T12:00"} {
		if err := k.step(at, 0); err != nil {
			t.Fatalf("an undisturbed pass: %v", err)
		}
	}
	k.check()
}

func newKilledIntake(t *testing.T, random *rand.Rand) *killedIntake {
	t.Helper()
	k := &killedIntake{served: newServed(t), random: random}
	go func() { // nobody awaits these, and a full channel would hold the server's answers
		for {
			select {
			case <-k.delivered:
			case <-t.Context().Done():
				return
			}
		}
	}()
	k.dovecot = mailtest.StartDovecot(t, intakeCouncil)
	writeSecret(t, filepath.Join(k.dir, "mail.password"), k.dovecot.Password)
	k.server.OnDelivery(func(address string) {
		if address == intakeCouncil {
			k.copyOver()
		}
	})
	smtpHost, smtpPort, _ := net.SplitHostPort(relayTo(t, k.server.SMTPAddr(), func(_ bool, p []byte) int { return k.spend(&k.smtpLeft, p) }))
	imapHost, imapPort, _ := net.SplitHostPort(relayTo(t, k.dovecot.IMAPAddr, func(_ bool, p []byte) int { return k.spend(&k.imapLeft, p) }))
	if err := setKeys(filepath.Join(k.dir, config.File), [][2]string{
		{"$.smtp.host", smtpHost}, {"$.smtp.port", smtpPort}, {"$.imap.host", imapHost}, {"$.imap.port", imapPort},
		{"$.letters.per_minute", "10000"}, {"$.letters.receipts_per_day", "1000"},
	}); err != nil {
		t.Fatal(err)
	}
	k.srok("plan", "approve", "--task", "report", "--office", "областен управител")
	if err := k.step("2018-12-03T09:30", 0); err != nil {
		t.Fatal(err)
	}
	directory, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range contactsOf(directory) {
		for _, m := range k.server.Mail(address) {
			parsed, err := mail.Parse(bytes.NewReader(m.Raw), int64(len(m.Raw)), mail.Options{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			parsed.To = []string{address}
			k.requests = append(k.requests, parsed)
		}
	}
	if len(k.requests) == 0 {
		t.Fatal("nobody was asked")
	}
	return k
}

// copyOver lays the council's copies of what was sent into Dovecot.
func (k *killedIntake) copyOver() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, m := range k.server.Mail(intakeCouncil)[k.copies:] {
		k.copies++
		if err := k.dovecot.Put(intakeCouncil, fmt.Sprintf("1543820000.copy%d.srok", k.copies), m.Raw); err != nil {
			k.t.Error(err)
		}
		k.sent = append(k.sent, m.Raw)
	}
}

// spend counts down to the kill; the byte at which it comes is the last that passes.
func (k *killedIntake) spend(left *int, p []byte) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if *left == 0 || len(p) < *left {
		*left = max(*left-len(p), 0)
		return len(p)
	}
	n := *left
	*left = 0
	k.child.Process.Kill()
	return n
}

// arrive delivers a few replies and returns how many bytes they have.
func (k *killedIntake) arrive() (size int) {
	for range 1 + k.random.IntN(2) {
		k.mu.Lock()
		request := k.requests[k.random.IntN(len(k.requests))]
		k.replies++
		serial := k.replies
		k.mu.Unlock()
		file := make([]byte, k.random.IntN(40_000))
		for i := range file {
			file[i] = byte(k.random.Uint32())
		}
		raw, err := mail.Compose(mail.Outgoing{From: request.To[0], To: []string{intakeCouncil}, Subject: "Re: " + request.Subject,
			InReplyTo: request.MessageID, MessageID: fmt.Sprintf("otgovor-%d@obshtina.example", serial),
			Date: time.Date(2018, 12, 3, 7, 45, 0, 0, time.UTC), Plain: "Приложено изпращаме доклада.\n",
			Files: []mail.File{{Name: fmt.Sprintf("Отчет %d.bin", serial), Type: "application/octet-stream", Data: file}}})
		if err != nil {
			k.t.Fatal(err)
		}
		k.mu.Lock()
		k.sent = append(k.sent, raw)
		k.mu.Unlock()
		if err := k.dovecot.Put(intakeCouncil, fmt.Sprintf("1543820001.reply%d.srok", serial), raw); err != nil {
			k.t.Fatal(err)
		}
		size += len(raw)
	}
	return size
}

// killOnce makes a pass that a kill is meant for, and says by what it died; empty: it lived.
func (k *killedIntake) killOnce(how string) string {
	size := k.arrive()
	record := 0
	k.mu.Lock()
	k.imapLeft, k.smtpLeft = 0, 0
	switch how {
	case "imap":
		k.imapLeft = 1 + k.random.IntN(1500+size)
	case "smtp":
		k.smtpLeft = 1 + k.random.IntN(4000)
	case "log":
		record = 1 + k.random.IntN(8)
	}
	k.mu.Unlock()
	err := k.step("2018-12-03T09:50", record)
	k.mu.Lock()
	k.imapLeft, k.smtpLeft = 0, 0
	k.mu.Unlock()
	if err == nil {
		return ""
	}
	if status, ok := k.child.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		k.t.Fatalf("the child ended by itself: %v", err)
	}
	return how
}

// step runs the child to its end; what arrives meanwhile is there before or after its look.
func (k *killedIntake) step(now string, record int) error {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), stepChild+"="+k.dir, scriptNow+"="+now, fmt.Sprintf("%s=%d", dieAt, record))
	var errs bytes.Buffer
	child.Stderr = &errs
	k.mu.Lock()
	k.child = child
	err := child.Start()
	k.mu.Unlock()
	if err != nil {
		return err
	}
	if len(k.requests) > 0 && record == 0 {
		k.arrive() // while it works
	}
	if err := child.Wait(); err != nil {
		return fmt.Errorf("%w: %s", err, errs.String())
	}
	return nil
}

func (k *killedIntake) check() {
	t := k.t.(*testing.T)
	if err := k.step("2018-12-04T14:00", -1); err != nil { // what arrived during the last pass
		t.Fatal(err)
	}
	k.srok("verify")
	a := &app{ctx: t.Context(), stdout: io.Discard, stderr: io.Discard, dir: k.dir, now: time.Now}
	c, err := a.openExisting()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	read := c.store.Read(t.Context())
	submissions := map[string]string{}
	for _, raw := range k.sent {
		hash := fmt.Sprintf("%x", sha256.Sum256(raw))
		m, found, err := read.Message(hash)
		if err != nil || !found {
			t.Errorf("a message of %d bytes is not there: %v", len(raw), err)
			continue
		}
		kept, err := c.store.Archive().Open(hash)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := io.ReadAll(kept)
		kept.Close()
		if err != nil || !bytes.Equal(got, raw) {
			t.Errorf("message %s is not in the archive as it was sent: %v", hash, err)
		}
		events, err := read.EventsOf(workflow.Subject{Kind: workflow.AboutMessage, Key: hash})
		if err != nil || len(events) != 2 || m.Verdict == "" {
			t.Errorf("message %s has %d events, verdict %q: %v", hash, len(events), m.Verdict, err)
		}
		if m.Verdict != workflow.VerdictReply {
			continue
		}
		if other := submissions[m.Submission]; m.Submission == "" || other != "" {
			t.Errorf("submission %q of message %s is also of %q", m.Submission, hash, other)
		}
		submissions[m.Submission] = hash
	}
	all, err := read.SubmissionsBetween(time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || len(all) != k.replies || len(submissions) != k.replies {
		t.Errorf("%d replies: %d submissions, %d of messages: %v", k.replies, len(all), len(submissions), err)
	}
	k.eachOnce()
}

// eachOnce looks for letters that an address got twice.
func (k *killedIntake) eachOnce() {
	directory, err := config.ExampleDirectory()
	if err != nil {
		k.t.Fatal(err)
	}
	for _, address := range contactsOf(directory) {
		var ids []string
		for _, m := range k.server.Mail(address) {
			_, id, _ := strings.Cut(string(m.Raw), "\nMessage-ID: ")
			id, _, _ = strings.Cut(id, "\r")
			if slices.Contains(ids, id) {
				k.t.Errorf("%s got %s twice", address, id)
			}
			ids = append(ids, id)
		}
	}
}
