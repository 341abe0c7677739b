package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"srok/config"
)

const (
	// stepChild names the folder of the child process that makes one step.
	stepChild = "SROK_TEST_STEP_CHILD"
	// dieAt is the record of its log at which the child kills itself; 0: it lives on.
	dieAt = "SROK_TEST_DIE_AT"
	// dieReading is a message at whose reading it does so; empty: at none.
	dieReading = "SROK_TEST_DIE_READING"
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
	council, err := assemble(ctx, dir, c, slog.New(&deadlyLog{Handler: slog.NewTextHandler(io.Discard, nil), left: n, reading: os.Getenv(dieReading)}))
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
	left    int
	reading string
}

func (l *deadlyLog) Handle(ctx context.Context, r slog.Record) error {
	deadly := false
	r.Attrs(func(a slog.Attr) bool {
		deadly = deadly || r.Message == "message read" && a.Key == "message" && a.Value.String() == l.reading
		return true
	})
	if l.left--; l.left == 0 || deadly {
		if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
			return err
		}
		select {} // it dies here
	}
	return l.Handler.Handle(ctx, r)
}

// killedIntake is a council whose mailbox is Dovecot's and whose `step` is killed again and again.
type killedIntake struct {
	*mailHouse
	random *rand.Rand

	child    *exec.Cmd
	imapLeft int // bytes until the kill; 0: none to come
	smtpLeft int
}

// The intake is killed (SIGKILL) at random bytes of its IMAP and SMTP connections and inside its
// transactions, while replies arrive: each is archived once, as it was sent, has one verdict and
// one submission, and no letter goes out twice.
func TestIntakeKilled(t *testing.T) {
	takesLong(t)
	t.Parallel()
	const kills = 200
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
	if err := k.step("2018-12-04T14:00", -1); err != nil { // what arrived during the last pass
		t.Fatal(err)
	}
	k.check()
}

func newKilledIntake(t *testing.T, random *rand.Rand) *killedIntake {
	t.Helper()
	k := &killedIntake{mailHouse: newDovecotHouse(t), random: random}
	smtpHost, smtpPort, _ := net.SplitHostPort(relayTo(t, k.server.SMTPAddr(), func(_ bool, p []byte) int { return k.spend(&k.smtpLeft, p) }))
	imapHost, imapPort, _ := net.SplitHostPort(relayTo(t, k.dovecot.IMAPAddr, func(_ bool, p []byte) int { return k.spend(&k.imapLeft, p) }))
	if err := setKeys(filepath.Join(k.dir, config.File), [][2]string{
		{"$.smtp.host", smtpHost}, {"$.smtp.port", smtpPort}, {"$.imap.host", imapHost}, {"$.imap.port", imapPort},
		{"$.letters.per_minute", "10000"}, {"$.letters.receipts_per_day", "1000"},
	}); err != nil {
		t.Fatal(err)
	}
	k.ask(func() error { return k.step("2018-12-03T09:30", 0) })
	return k
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
		k.mu.Unlock()
		file := make([]byte, k.random.IntN(40_000))
		for i := range file {
			file[i] = byte(k.random.Uint32())
		}
		size += len(k.reply(request, file))
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
