package engine_test

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
	"srok/mail/smtp"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/form"
	"srok/workflow/store"

	"github.com/robfig/cron/v3"
)

const (
	councilMailbox = "council@oa-pernik.example"
	chairAddress   = "governor@oa-pernik.example"
)

var sofia = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		panic(err)
	}
	return zone
}()

// house is one council with its mail server and a clock that a test sets.
type house struct {
	*engine.Engine
	t      testing.TB
	dir    string
	server *mailtest.Server
	now    time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), now: at("2018-12-03 09:00")}
	server, err := mailtest.New(mailtest.Options{Clock: func() time.Time { return h.now }})
	must(t, err)
	t.Cleanup(func() { server.Close() })
	h.server = server
	for _, address := range []string{councilMailbox, chairAddress, "breznik@obshtina.example", "zemen@obshtina.example", "delovodstvo@obshtina.example"} {
		server.AddMailbox(address, "secret")
	}
	h.Engine = h.open()
	return h
}

// open is what a process does when it starts: the same folder, a new engine.
func (h *house) open() *engine.Engine {
	h.t.Helper()
	hours := workflow.Hours{From: 9 * time.Hour, To: 16*time.Hour + 30*time.Minute, Zone: sofia, Calendar: workflow.NewCalendar(workflow.DaysOff{})}
	db, err := store.Open(h.t.Context(), h.dir, hours)
	must(h.t, err)
	h.t.Cleanup(func() { db.Close() })
	sender, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: port(h.t, h.server.SMTPAddr()), TLS: smtp.NoTLS})
	must(h.t, err)
	h.t.Cleanup(func() { sender.Close() })
	mailbox, err := imap.New(imap.Config{Host: "127.0.0.1", Port: port(h.t, h.server.IMAPAddr()), TLS: imap.NoTLS, User: councilMailbox,
		Secret: func(context.Context) (string, error) { return "secret", nil }})
	must(h.t, err)
	h.t.Cleanup(func() { mailbox.Close() })
	templates, err := workflow.NewTemplates(nil)
	must(h.t, err)
	blank, err := form.NewTemplate()
	must(h.t, err)
	digest, err := cron.ParseStandard("0 8 * * 1")
	must(h.t, err)
	return &engine.Engine{
		Store: db, Mailbox: mailbox, Senders: []engine.Sender{sender}, Templates: templates, Form: blank, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Identity: workflow.NewIdentity([]byte("a secret of thirty-two bytes ...."), councilMailbox),
		Policy: engine.Policy{
			Council: council(), Hours: hours, Folders: []string{"INBOX"}, PerMinute: 1000, ReceiptsPerDay: 3,
			Lease: 10 * time.Minute, ProofWait: 30 * time.Minute, Retry: []time.Duration{5 * time.Minute, time.Hour},
			Digest: digest, SilenceAfter: time.Hour, FixDays: 5, PauseDays: 5,
		},
	}
}

func council() workflow.Council {
	return workflow.Council{
		ID: "oa", Name: "Областна администрация – Перник", Mailbox: councilMailbox, Chair: chairAddress,
		ChairTitle: "Областен управител и председател на ООСППК", ContactOffice: "секретариат на съвета", ShortName: "ООСППК",
		PlanTitle: "Плана за действие за превенция и противодействие на корупцията на ООСППК за 2018 г.",
	}
}

func directory() workflow.Directory {
	return workflow.Directory{Council: council(), Institutions: []workflow.Institution{
		{ID: "breznik", Name: "Община Брезник", Office: "кмет", Contacts: []string{"breznik@obshtina.example"}},
		{ID: "zemen", Name: "Община Земен", Office: "кмет", Contacts: []string{"zemen@obshtina.example", "delovodstvo@obshtina.example"}},
	}}
}

func report() workflow.Task {
	return workflow.Task{
		Key: "report", Kind: workflow.ReportTask, Measures: []string{"I.4", "V.2", "VI.1"}, Nil: []string{"I.4", "VI.1"},
		Title: "годишен доклад", TitleDefinite: "годишния доклад", Whom: []string{"breznik", "zemen"},
		Items: []workflow.Item{
			{Text: "обобщена информация за постъпилите сигнали за корупция", Measures: []string{"I.4", "VI.1"}},
			{Text: "въведените антикорупционни мерки", Measures: []string{"V.2"}},
		},
		Cycles: []workflow.Cycle{{Period: "2018", Request: day("2018-12-03"), Due: day("2019-01-31")}},
		Steps:  workflow.Steps{Remind: []int{10, 3, 1}, Overdue: []int{1, 5}, Escalate: 10},
	}
}

func services() workflow.Task {
	return workflow.Task{
		Key: "services", Kind: workflow.ConfirmationTask, Measures: []string{"I.1"},
		Title: "потвърждение за актуална информация", TitleDefinite: "потвърждението за актуална информация", Whom: []string{"breznik", "zemen"},
		Cycles: []workflow.Cycle{{Period: "2018-Q4", Request: day("2018-12-03"), Due: day("2018-12-31")}},
		Steps:  workflow.Steps{Remind: []int{3}, Overdue: []int{3}},
	}
}

// approve has the chair's office approve the tasks at the current instant.
func (h *house) approve(tasks ...workflow.Task) {
	h.t.Helper()
	must(h.t, h.Do(h.t.Context(), h.now, "областен управител", engine.Approve{
		Plan: workflow.Plan{Tasks: tasks}, Directory: directory(), Office: "областен управител", On: workflow.DateOf(h.now)}))
}

// step runs passes at one instant until nothing is due at once.
func (h *house) step(when string) {
	h.t.Helper()
	h.now = at(when)
	for range 20 {
		wake, err := h.Step(h.t.Context(), h.now)
		must(h.t, err)
		if wake.IsZero() || wake.After(h.now) {
			return
		}
	}
	h.t.Fatalf("at %s the engine never comes to rest", when)
}

// run goes from the last instant to another as serve would: it wakes when the engine asks, and
// looks into the mailbox each hour of the working day.
func (h *house) run(until string) {
	h.t.Helper()
	for end := at(until); ; {
		wake, err := h.Step(h.t.Context(), h.now)
		must(h.t, err)
		if poll := h.now.Add(time.Hour); wake.IsZero() || poll.Before(wake) {
			wake = poll
			if poll.In(sofia).Hour() > 17 { // nothing happens at night
				wake = at(poll.In(sofia).AddDate(0, 0, 1).Format("2006-01-02") + " 08:00")
			}
		}
		if wake.After(end) {
			h.step(until)
			return
		}
		if wake.After(h.now) {
			h.now = wake
		}
	}
}

// letters are the messages that an institution has, parsed.
func (h *house) letters(address string) []*mail.Message {
	h.t.Helper()
	var letters []*mail.Message
	for _, m := range h.server.Mail(address) {
		parsed, err := mail.Parse(strings.NewReader(string(m.Raw)), int64(len(m.Raw)), mail.Options{}, nil)
		must(h.t, err)
		letters = append(letters, parsed)
	}
	return letters
}

// post delivers a message to the council's mailbox.
func (h *house) post(o mail.Outgoing) {
	h.t.Helper()
	if len(o.To) == 0 {
		o.To = []string{councilMailbox}
	}
	o.Date = h.now
	if o.MessageID == "" {
		o.MessageID = "m" + h.now.Format("20060102150405") + "@obshtina.example"
	}
	raw, err := mail.Compose(o)
	must(h.t, err)
	h.postRaw(o.From, raw)
}

func (h *house) postRaw(from string, raw []byte) {
	h.t.Helper()
	client, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: port(h.t, h.server.SMTPAddr()), TLS: smtp.NoTLS})
	must(h.t, err)
	defer client.Close()
	answer := client.Send(h.t.Context(), mail.Envelope{From: from, Recipients: []string{councilMailbox}, Size: int64(len(raw)),
		Body: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(raw))), nil }})
	if answer.Outcome != mail.Accepted {
		h.t.Fatalf("the test's own mail was not accepted: %+v", answer)
	}
}

func (h *house) obligation(key string) workflow.Obligation {
	h.t.Helper()
	o, found, err := h.Store.Read(h.t.Context()).Obligation(key)
	must(h.t, err)
	if !found {
		h.t.Fatalf("no obligation %s", key)
	}
	return o
}

func (h *house) addressee(id string) workflow.Addressee {
	h.t.Helper()
	a, _, err := h.Store.Read(h.t.Context()).Addressee(id)
	must(h.t, err)
	return a
}

// verify folds the log again.
func (h *house) verify() {
	h.t.Helper()
	result, err := h.Store.Verify(h.t.Context())
	must(h.t, err)
	for _, fault := range result.Faults {
		h.t.Error("verify:", fault)
	}
}

func subjects(letters []*mail.Message) []string {
	var s []string
	for _, l := range letters {
		s = append(s, l.Subject)
	}
	return s
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, sofia)
	if err != nil {
		panic(err)
	}
	return t
}

func day(s string) workflow.Date {
	d, err := workflow.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func port(t testing.TB, address string) int {
	t.Helper()
	a, err := netip.ParseAddrPort(address)
	must(t, err)
	return int(a.Port())
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ownTexts replace the embedded request.
var ownTexts = fstest.MapFS{"request.tmpl": {Data: []byte(`{{define "request.subject"}}Собствен текст{{end}}
{{define "request.body"}}Моля да отговорите.{{end}}
{{define "request.notes"}}{{end}}`)}}
