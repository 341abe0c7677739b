package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"srok/config"
	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
	"srok/mail/smtp"
	"srok/workflow"
)

// realHouse is a council's folder whose servers are Debian's Postfix and Dovecot.
type realHouse struct {
	t       *testing.T
	dir     string
	dovecot *mailtest.Dovecot
	postfix *mailtest.Postfix
}

func newRealHouse(t *testing.T, users ...string) *realHouse {
	t.Helper()
	directory, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	users = append(users, directory.Council.Mailbox)
	for _, i := range directory.Institutions {
		users = append(users, i.Contacts...)
	}
	if !slices.Contains(users, directory.Council.Chair) {
		users = append(users, directory.Council.Chair)
	}
	h := &realHouse{t: t, dir: filepath.Join(t.TempDir(), "council")}
	h.dovecot = mailtest.StartDovecot(t, users...)
	h.postfix = mailtest.StartPostfix(t, mailtest.PostfixOptions{Deliver: h.dovecot})
	if _, err := config.Init(h.dir); err != nil {
		t.Fatal(err)
	}
	writeSecret(t, filepath.Join(h.dir, "mail.password"), h.dovecot.Password)
	if err := useServers(h.dir, h.postfix.SMTPAddr, h.dovecot.IMAPAddr); err != nil {
		t.Fatal(err)
	}
	return h
}

// srok runs one command at an instant of the council's time.
func (h *realHouse) srok(when string, args ...string) string {
	h.t.Helper()
	code, out, errs := h.run(when, args...)
	if code != exitDone {
		h.t.Fatalf("srok %s: code %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// run is srok for a command that may fail.
func (h *realHouse) run(when string, args ...string) (code int, out, errs string) {
	h.t.Helper()
	now := clockOf(h.t, when)
	var stdout, stderr bytes.Buffer
	code = runAt(h.t.Context(), func() time.Time { return now }, append([]string{"--dir", h.dir}, args...), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// clockOf reads an instant of Sofia's time.
func clockOf(t testing.TB, when string) time.Time {
	t.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04", when, zoneOfSofia(t))
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// await watches a mailbox until it has a message that is looked for.
func (h *realHouse) await(address string, want func(*mail.Message) bool) *mail.Message {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	host, port, _ := net.SplitHostPort(h.dovecot.IMAPAddr)
	box, err := imap.New(imap.Config{Host: host, Port: number(h.t, port), TLS: imap.NoTLS, User: address,
		Secret: func(context.Context) (string, error) { return h.dovecot.Password, nil }})
	if err != nil {
		h.t.Fatal(err)
	}
	defer box.Close()
	for cursor := (mail.Cursor{Folder: imap.Inbox}); ; {
		var found *mail.Message
		err := box.Fetch(ctx, mail.Request{After: cursor}, func(f mail.Fetched, r io.Reader) error {
			raw, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			cursor = f.Cursor
			m, err := mail.Parse(bytes.NewReader(raw), int64(len(raw)), mail.Options{}, nil)
			if err == nil && found == nil && want(m) {
				found = m
			}
			return err
		})
		if err != nil {
			h.t.Fatalf("the mailbox of %s: %v", address, err)
		}
		if found != nil {
			return found
		}
		if err := box.Wait(ctx); err != nil {
			h.t.Fatalf("waiting for mail to %s: %v", address, err)
		}
	}
}

func (h *realHouse) status(when, obligation string) statusRow {
	h.t.Helper()
	var s struct{ Obligations []statusRow }
	if err := json.Unmarshal([]byte(h.srok(when, "status", "--json")), &s); err != nil {
		h.t.Fatal(err)
	}
	i := slices.IndexFunc(s.Obligations, func(r statusRow) bool { return r.Key == obligation })
	if i < 0 {
		h.t.Fatalf("no obligation %s", obligation)
	}
	return s.Obligations[i]
}

// A whole pass against real servers: request out, reply in with two attachments of Cyrillic
// names, receipt out, received, accepted by command, shown in the digest.
func TestWholePassOnRealServers(t *testing.T) {
	t.Parallel()
	h := newRealHouse(t)
	const breznik, council, obligation = "breznik@obshtina.example", "council@oa-pernik.example", "report/2018/breznik"
	h.srok("2018-12-03 08:30", "plan", "import", filepath.Join(h.dir, config.ExamplePlan), "--out", filepath.Join(h.dir, config.PlanFile))
	h.srok("2018-12-03 08:30", "plan", "approve", "--task", "report", "--office", "областен управител")
	h.srok("2018-12-03 09:00", "step")
	request := h.await(breznik, func(*mail.Message) bool { return true })
	if !strings.HasPrefix(request.Subject, "Представяне на годишен доклад") || len(request.Attachments) != 2 {
		t.Fatalf("the request: %q with %v", request.Subject, request.Attachments)
	}
	if got := h.status("2018-12-03 09:01", obligation); got.Status != workflow.StatusRequested {
		t.Fatalf("after the request: %s", got.Status)
	}

	names := []string{"Годишен отчет 2018 – Община Брезник.docx", "Придружително писмо.pdf"}
	raw, err := mail.Compose(mail.Outgoing{From: breznik, FromName: "Община Брезник", To: []string{council}, Subject: "Re: " + request.Subject,
		MessageID: "otgovor-1@obshtina.example", InReplyTo: request.MessageID, Date: time.Date(2018, 12, 10, 9, 30, 0, 0, time.UTC), Plain: "Приложено изпращаме доклада.\n",
		Files: []mail.File{{Name: names[0], Type: "application/octet-stream", Data: []byte("доклад")}, {Name: names[1], Type: "application/pdf", Data: []byte("%PDF-1.4")}}})
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(h.postfix.SMTPAddr)
	sender, err := smtp.New(smtp.Config{Host: host, Port: number(t, port), TLS: smtp.NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	answer := sender.Send(t.Context(), mail.Envelope{From: breznik, Recipients: []string{council}, Size: int64(len(raw)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }})
	if answer.Outcome != mail.Accepted {
		t.Fatalf("Postfix did not take the reply: %+v", answer)
	}
	h.await(council, func(m *mail.Message) bool { return m.MessageID == "otgovor-1@obshtina.example" })

	h.srok("2018-12-10 11:32", "step")
	row := h.status("2018-12-10 11:33", obligation)
	if row.Status != workflow.StatusReceived || len(row.Submissions) != 1 {
		t.Fatalf("after the reply: %s with %d submissions", row.Status, len(row.Submissions))
	}
	receipt := h.await(breznik, func(m *mail.Message) bool {
		return strings.HasPrefix(m.Subject, "Потвърждение за получаване")
	})
	if !strings.Contains(receipt.FullText, "2 файла") {
		t.Errorf("the receipt: %s", receipt.FullText)
	}
	if got := h.submittedFiles(row.Submissions[0].Submission); !slices.Equal(got, names) {
		t.Errorf("files came out as %q", got)
	}

	h.srok("2018-12-10 14:00", "accept", obligation)
	h.srok("2018-12-10 14:01", "step")
	if row = h.status("2018-12-10 14:02", obligation); row.Status != workflow.StatusAccepted {
		t.Fatalf("after acceptance: %s", row.Status)
	}
	h.await(breznik, func(m *mail.Message) bool { return strings.HasPrefix(m.Subject, "Приет") })
	digest := h.srok("2018-12-17 08:00", "digest", "--week", "2018-W50")
	for _, want := range []string{"приети – 1", "Община Брезник", "2 файла"} {
		if !strings.Contains(digest, want) {
			t.Errorf("the digest lacks %q:\n%s", want, digest)
		}
	}
	h.srok("2018-12-17 08:00", "step")
	h.await("governor@oa-pernik.example", func(m *mail.Message) bool {
		return strings.HasPrefix(m.Subject, "Седмична справка 10.12.2018")
	})
	h.srok("2018-12-17 08:01", "verify")
}

func (h *realHouse) submittedFiles(key string) []string {
	h.t.Helper()
	a := &app{ctx: h.t.Context(), stdout: io.Discard, stderr: io.Discard, dir: h.dir, now: time.Now}
	c, err := a.openExisting()
	if err != nil {
		h.t.Fatal(err)
	}
	defer c.Close()
	s, _, err := c.store.Read(h.t.Context()).Submission(key)
	if err != nil {
		h.t.Fatal(err)
	}
	var names []string
	for _, f := range s.Files {
		names = append(names, f.Name)
	}
	return names
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
