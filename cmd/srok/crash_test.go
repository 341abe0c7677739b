package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"srok/config"
	"srok/workflow/sim"
)

// crashChild names the folder of the child process that runs the engine.
const crashChild = "SROK_TEST_CRASH_CHILD"

// kills is how often the engine's process is killed in the year.
const kills = 10

// killedTenTimes lets the demo's year of seed 7 pass twice more. Undisturbed it prints the same bytes;
// and one in which the engine's process is killed (SIGKILL) at ten random moments ends like it: every
// obligation in the same state, the same letters in every mailbox, none twice. The parent holds the clock, the mail servers and the people; the child has only the
// folder. A moment is a request for the time or a mail that lands in a mailbox: the latter lies
// between the server's taking a letter and its answer.
func killedTenTimes(t *testing.T, printed []byte) {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("moments of seed %d", seed)

	var again bytes.Buffer
	calm := prepareYear(t, &again)
	if err := errors.Join(calm.run(), calm.finish()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(printed, again.Bytes()) {
		t.Error("the same seed and year printed other bytes")
	}
	stormy := prepareYear(t, io.Discard)
	storm := newStorm(t, stormy, rand.New(rand.NewPCG(seed, 0)))
	storm.run()

	if got, want := statesOf(t, stormy), statesOf(t, calm); !slices.Equal(got, want) {
		t.Errorf("obligations differ:\n%s", difference(got, want))
	}
	for _, i := range calm.council.config.Directory.Institutions {
		for _, address := range i.Contacts {
			got, want := mailOf(stormy.servers, address), mailOf(calm.servers, address)
			if !slices.Equal(got, want) {
				t.Errorf("letters of %s differ:\n%s", address, difference(got, want))
			}
			if twice := slices.Compact(slices.Clone(got)); len(twice) != len(got) {
				t.Errorf("%s has a letter twice", address)
			}
		}
	}
	for _, d := range []*demo{calm, stormy} {
		verified, err := d.council.store.Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range verified.Faults {
			t.Error("verify:", fault)
		}
	}
}

func prepareYear(t *testing.T, stdout io.Writer) *demo {
	t.Helper()
	d := &demo{app: &app{ctx: t.Context(), stdout: stdout, stderr: os.Stderr, json: true},
		cmd: &demoCmd{Year: demoYear, Seed: 7, Out: filepath.Join(t.TempDir(), "year")}}
	if err := d.prepare(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	return d
}

// storm kills the child and starts it again.
type storm struct {
	*demo
	t       *testing.T
	moments []int64 // at which to kill, ascending
	passed  atomic.Int64
	mu      sync.Mutex
	child   *exec.Cmd
	gone    chan struct{} // closed when the child is
	killed  int
}

// aYear is how many moments an undisturbed year has, at least.
const aYear = 1500

func newStorm(t *testing.T, d *demo, random *rand.Rand) *storm {
	s := &storm{demo: d, t: t}
	for len(s.moments) < kills {
		if m := random.Int64N(aYear); !slices.Contains(s.moments, m) {
			s.moments = append(s.moments, m)
		}
	}
	slices.Sort(s.moments)
	d.servers.OnDelivery(func(string) { s.moment() })
	return s
}

// moment counts, and kills the child where its time has come; it returns when the child is gone.
func (s *storm) moment() {
	n := s.passed.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.killed == len(s.moments) || n < s.moments[s.killed] || s.child == nil {
		return
	}
	s.killed++
	s.child.Process.Kill()
	<-s.gone
	s.child = nil
}

func (s *storm) run() {
	s.t.Helper()
	for {
		over, err := s.live()
		if err != nil {
			s.t.Fatal(err)
		}
		if over {
			break
		}
	}
	if s.killed != kills {
		s.t.Errorf("killed %d times: the year has only %d moments", s.killed, s.passed.Load())
	}
	if err := s.world.CatchUp(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// live starts a child and answers it until it is gone, or the year is over.
func (s *storm) live() (over bool, err error) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashChild+"="+s.dir)
	child.Stderr = os.Stderr
	asks, err := child.StdoutPipe()
	if err != nil {
		return false, err
	}
	answers, err := child.StdinPipe()
	if err != nil {
		return false, err
	}
	if err := child.Start(); err != nil {
		return false, err
	}
	gone := make(chan struct{})
	s.mu.Lock()
	s.child, s.gone = child, gone
	s.mu.Unlock()
	go func() {
		child.Process.Wait()
		close(gone)
	}()
	defer func() {
		child.Process.Kill()
		<-gone
		answers.Close()
		asks.Close()
	}()
	lines := bufio.NewScanner(asks)
	for lines.Scan() {
		wake, err := time.Parse(time.RFC3339Nano, lines.Text())
		if err != nil {
			return false, fmt.Errorf("the child asks %q: %w", lines.Text(), err)
		}
		if err := s.world.Until(s.t.Context(), wake); errors.Is(err, sim.ErrOver) {
			return true, nil
		} else if err != nil {
			return false, err
		}
		fmt.Fprintln(answers, s.world.Now().UTC().Format(time.RFC3339Nano)) // a child that is gone reads nothing
		s.moment()
	}
	return false, nil // killed
}

// runCrashChild is the child: the engine of serve, on a clock that the parent holds.
func runCrashChild(dir string) error {
	c, err := config.Load(dir)
	if err != nil {
		return err
	}
	council, err := assemble(context.Background(), dir, c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return err
	}
	defer council.Close()
	if plan, err := loadPlan(dir, c.Directory); err == nil {
		council.engine.Drafted = plan.Tasks
	}
	clock := &pipeClock{answers: bufio.NewScanner(os.Stdin)}
	if err := clock.ask(time.Unix(0, 0)); err != nil { // what time is it?
		return err
	}
	return council.engine.Run(context.Background(), clock, 0)
}

// pipeClock asks the parent on standard output and reads the time on standard input.
type pipeClock struct {
	answers *bufio.Scanner
	now     time.Time
}

func (c *pipeClock) Now() time.Time { return c.now }

func (c *pipeClock) Until(_ context.Context, t time.Time) error { return c.ask(t) }

func (c *pipeClock) ask(t time.Time) (err error) {
	fmt.Println(t.UTC().Format(time.RFC3339Nano))
	if !c.answers.Scan() {
		return io.ErrUnexpectedEOF
	}
	c.now, err = time.Parse(time.RFC3339Nano, c.answers.Text())
	return err
}

func statesOf(t *testing.T, d *demo) []string {
	t.Helper()
	obligations, err := d.council.store.Read(t.Context()).Obligations()
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	for _, o := range obligations {
		states = append(states, fmt.Sprintf("%s %s late=%v covered=%v submissions=%d reminders=%d escalated=%s",
			o.Key, o.Status, o.Late, o.Covered, len(o.Submissions), o.Reminders, o.Escalated))
	}
	return states
}

// mailOf lists the Message-IDs of what srok sent to an address.
func mailOf(servers *sim.Servers, address string) []string {
	var ids []string
	for _, m := range servers.Mail(address) {
		for line := range strings.Lines(string(m.Raw)) {
			if id, found := strings.CutPrefix(line, "Message-ID: "); found {
				ids = append(ids, strings.TrimSpace(id))
				break
			}
		}
	}
	slices.Sort(ids)
	return ids
}

func difference(got, want []string) string {
	var b strings.Builder
	for _, g := range got {
		if !slices.Contains(want, g) {
			fmt.Fprintln(&b, "  +", g)
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			fmt.Fprintln(&b, "  -", w)
		}
	}
	return b.String()
}
