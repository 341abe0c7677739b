package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"srok/config"
	"srok/mail/mailtest"
	"srok/workflow"
	"srok/workflow/engine"
)

// served is a council's folder with a mail server, and a clock that runs from a morning of 2018.
type served struct {
	t         testing.TB
	dir       string
	server    *mailtest.Server
	now       func() time.Time
	delivered chan string // addresses that got mail
}

func newServed(t testing.TB) *served {
	t.Helper()
	return newServedBy(t, mailtest.Options{})
}

// newServedBy has a server of these options, and its clock where they have one.
func newServedBy(t testing.TB, options mailtest.Options) *served {
	t.Helper()
	s := &served{t: t, dir: filepath.Join(t.TempDir(), "council"), delivered: make(chan string, 1000)}
	var err error
	if options.Clock == nil {
		began := time.Now()
		options.Clock = func() time.Time {
			return time.Date(2018, time.December, 3, 9, 0, 0, 0, zoneOfSofia(t)).Add(time.Since(began))
		}
	}
	s.now = options.Clock
	if s.server, err = mailtest.New(options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.server.Close() })
	directory, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range append(contactsOf(directory), directory.Council.Mailbox) {
		s.server.AddMailbox(address, "secret")
	}
	s.server.OnDelivery(func(address string) { s.delivered <- address })
	s.srok("init", s.dir)
	writeSecret(s.t, filepath.Join(s.dir, "mail.password"), "secret")
	if err := useServers(s.dir, s.server.SMTPAddr(), s.server.IMAPAddr(), [2]string{"$.listen", "127.0.0.1:0"}); err != nil {
		t.Fatal(err)
	}
	s.srok("plan", "import", filepath.Join(s.dir, config.ExamplePlan), "--out", filepath.Join(s.dir, config.PlanFile))
	return s
}

func contactsOf(d workflow.Directory) []string {
	var addresses []string
	for _, i := range d.Institutions {
		addresses = append(addresses, i.Contacts...)
	}
	return addresses
}

func zoneOfSofia(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// srok runs one command to its end.
func (s *served) srok(args ...string) string {
	s.t.Helper()
	var out, errs bytes.Buffer
	if code := runAt(s.t.Context(), s.now, append([]string{"--dir", s.dir}, args...), &out, &errs); code != exitDone {
		s.t.Fatalf("srok %s: code %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// serve starts the service; stop has it end and gives its exit code.
func (s *served) serve() (pages string, stop func() int) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	logged, log := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- runAt(ctx, s.now, []string{"--dir", s.dir, "serve"}, io.Discard, log)
		log.Close()
	}()
	s.t.Cleanup(cancel)
	lines := bufio.NewScanner(logged)
	for lines.Scan() {
		if m := regexp.MustCompile(`pages=(\S+)`).FindStringSubmatch(lines.Text()); m != nil {
			go func() { // the log must be read on, or serve stands still
				for lines.Scan() {
					if strings.Contains(lines.Text(), "secret") {
						s.t.Error("a secret in the log")
					}
				}
			}()
			return m[1], func() int { cancel(); return <-code }
		}
	}
	s.t.Fatalf("serve ended with %d before it served", <-code)
	return "", nil
}

// await waits until an address gets mail.
func (s *served) await(address string) {
	s.t.Helper()
	limit := time.After(30 * time.Second)
	for {
		select {
		case got := <-s.delivered:
			if got == address {
				return
			}
		case <-limit:
			s.t.Fatalf("no mail to %s", address)
		}
	}
}

func get(t testing.TB, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func TestServe(t *testing.T) {
	t.Parallel()
	s := newServed(t)
	const breznik = "breznik@obshtina.example"
	pages, stop := s.serve()

	// What another process does is noticed at once.
	s.srok("plan", "approve", "--task", "report", "--office", "областен управител")
	s.await(breznik)
	s.srok("extend", "report/2018/breznik", "--due", "2019-02-15", "--reason", "по молба на общината")
	s.await(breznik)

	status, page := get(t, pages)
	if status != http.StatusOK || !strings.Contains(page, "Община Брезник") || !strings.Contains(page, "15.02.2019 г.") {
		t.Errorf("the year's page: %d\n%s", status, page)
	}
	var health engine.Health
	status, body := get(t, pages+"/healthz")
	if err := json.Unmarshal([]byte(body), &health); err != nil || status != http.StatusOK || health.LastCheck.IsZero() || len(health.Silence) > 0 {
		t.Errorf("healthz: %d, %v: %s", status, err, body)
	}
	if code := stop(); code != exitDone {
		t.Errorf("told to stop, serve ended with %d", code)
	}
	s.srok("verify")
}

func TestServeOnATakenPort(t *testing.T) {
	s := newServed(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := setKeys(filepath.Join(s.dir, config.File), [][2]string{{"$.listen", taken.Addr().String()}}); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	if code := runAt(t.Context(), s.now, []string{"--dir", s.dir, "serve"}, io.Discard, &errs); code != exitFailed ||
		!strings.Contains(errs.String(), "the pages: ") || !strings.Contains(errs.String(), "`listen` in srok.yaml") {
		t.Errorf("code %d: %s", code, errs.String())
	}
}
