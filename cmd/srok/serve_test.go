package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"srok/config"
	"srok/mail/mailtest"
)

// serve runs on the wall clock, notices at once what another process does, and stops when told to.
func TestServeNoticesAnApprovalAndStops(t *testing.T) {
	monday := time.Date(2018, 12, 3, 8, 0, 0, 0, time.UTC) // 10:00 in Sofia
	started := time.Now()
	now := func() time.Time { return monday.Add(time.Since(started)) }
	directory, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	server, err := mailtest.New(mailtest.Options{Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	server.AddMailbox(directory.Council.Mailbox, "secret")
	arrived := make(chan string, 100)
	for _, i := range directory.Institutions {
		server.AddMailbox(i.Contacts[0], "secret")
	}
	server.OnDelivery(func(address string) { arrived <- address })
	dir := filepath.Join(t.TempDir(), "council")
	if _, err := config.Init(dir); err != nil {
		t.Fatal(err)
	}
	writeSecret(t, filepath.Join(dir, "mail.password"), "secret")
	smtpHost, smtpPort, _ := net.SplitHostPort(server.SMTPAddr())
	imapHost, imapPort, _ := net.SplitHostPort(server.IMAPAddr())
	if err := setKeys(filepath.Join(dir, config.File), [][2]string{
		{"$.smtp.host", smtpHost}, {"$.smtp.port", smtpPort}, {"$.smtp.tls", "none"}, {"$.smtp.auth", "none"},
		{"$.imap.host", imapHost}, {"$.imap.port", imapPort}, {"$.imap.tls", "none"}, {"$.listen", "127.0.0.1:0"},
	}); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) {
		if code := runAt(t.Context(), now, append([]string{"--dir", dir}, args...), io.Discard, os.Stderr); code != exitDone {
			t.Fatalf("%v: code %d", args, code)
		}
	}
	command("plan", "import", filepath.Join(dir, config.ExamplePlan), "--out", filepath.Join(dir, config.PlanFile))

	ctx, stop := context.WithCancel(t.Context())
	logs, log := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- runAt(ctx, now, []string{"--dir", dir, "serve"}, io.Discard, log)
		log.Close()
	}()
	pages := ""
	lines := bufio.NewScanner(logs)
	for pages == "" && lines.Scan() {
		if m := regexp.MustCompile(`pages=(http\S+)`).FindStringSubmatch(lines.Text()); m != nil {
			pages = m[1]
		}
	}
	go func() { // nobody else reads the log: it must not block
		for lines.Scan() {
			t.Log(lines.Text())
			if strings.Contains(lines.Text(), "secret") {
				t.Error("a secret in the log")
			}
		}
	}()

	command("plan", "approve", "--task", "report", "--office", "областен управител")
	for letters := 0; letters == 0; {
		select {
		case address := <-arrived:
			if address != directory.Council.Mailbox && address != directory.Council.Chair {
				letters++
			}
		case <-time.After(time.Minute):
			t.Fatal("no letter went out within a minute of the approval")
		}
	}
	response, err := http.Get(pages + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var health struct{ Silence []string }
	if err := json.NewDecoder(response.Body).Decode(&health); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d %v", response.StatusCode, err)
	}
	stop()
	select {
	case code := <-done:
		if code != exitDone {
			t.Errorf("it ended with %d", code)
		}
	case <-time.After(time.Minute):
		t.Fatal("serve does not stop")
	}
}
