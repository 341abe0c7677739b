// Command outbox measures how fast the outbox empties: every attempt durable before its first
// byte, every answer recorded.
//
//	outbox fill DIR    puts 5,000 letters of 43 KB into the outbox of a new folder
//	outbox send DIR    sends all of them, in working hours, to 127.0.0.1:14025
//
// send fails where a letter was not taken. bench/outbox.sh pairs it with smtp-source.
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/pprof"
	"strings"
	"time"

	"srok/mail"
	"srok/mail/smtp"
	"srok/workflow"
	"srok/workflow/engine"
	"srok/workflow/store"

	"github.com/robfig/cron/v3"
)

const mailbox = "srok@example.org"

// morning is a Monday within working hours.
var morning = time.Date(2018, time.December, 3, 10, 0, 0, 0, time.UTC)

var hours = workflow.Hours{From: 9 * time.Hour, To: 16*time.Hour + 30*time.Minute, Zone: time.UTC, Calendar: workflow.NewCalendar(workflow.DaysOff{})}

func main() {
	letters := flag.Int("letters", 5000, "how many letters fill makes")
	size := flag.Int("size", 43000, "bytes of a letter on the wire")
	port := flag.Int("port", 14025, "of the server on 127.0.0.1")
	connections := flag.Int("connections", 4, "at once")
	profile := flag.String("cpuprofile", "", "a file for the profile of send")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch command, dir := flag.Arg(0), flag.Arg(1); {
	case command == "fill" && dir != "":
		err = fill(ctx, dir, *letters, *size)
	case command == "send" && dir != "":
		err = profiled(*profile, func() error { return send(ctx, dir, *port, *connections) })
	default:
		err = errors.New("usage: outbox [flags] fill|send DIR")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "outbox:", err)
		os.Exit(1)
	}
}

// profiled runs f, and writes its profile where one is wanted.
func profiled(path string, f func() error) error {
	if path == "" {
		return f()
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return f()
}

// fill writes what deciding and composing would: an institution, its obligation, and the letter
// that asks for it.
func fill(ctx context.Context, dir string, letters, size int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	db, err := store.Open(ctx, dir, hours)
	if err != nil {
		return err
	}
	defer db.Close()
	task := workflow.Task{Key: "report", Kind: workflow.ReportTask, Measures: []string{"I.4"}, Title: "годишен доклад", TitleDefinite: "годишния доклад",
		Cycles: []workflow.Cycle{{Period: "2018", Request: workflow.Date{Year: 2018, Month: 12, Day: 3}, Due: workflow.Date{Year: 2019, Month: 1, Day: 31}}},
		Steps:  workflow.Steps{Remind: []int{10, 3, 1}, Overdue: []int{1, 5}, Escalate: 10}}
	identity := workflow.NewIdentity([]byte("of this bench alone"), mailbox)
	for first := 0; first < letters; first += 500 {
		err := db.Write(ctx, func(tx *store.Tx) error {
			if first == 0 {
				if err := errors.Join(
					tx.Append(morning, workflow.BySrok, store.Council, workflow.Founded{}),
					tx.Append(morning, workflow.BySrok, workflow.Subject{Kind: workflow.AboutTask, Key: task.Key}, workflow.TaskApproved{Task: task})); err != nil {
					return err
				}
			}
			for n := first; n < min(first+500, letters); n++ {
				if err := fillOne(tx, identity, task, n, size); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func fillOne(tx *store.Tx, identity workflow.Identity, task workflow.Task, n, size int) error {
	id := fmt.Sprintf("inst%d", n)
	to := id + "@example.bg"
	opened, _ := workflow.OpenObligations(task, []string{id}, workflow.DateOf(morning), hours.Calendar)
	obligation := workflow.Subject{Kind: workflow.AboutObligation, Key: workflow.ObligationKey(task.Key, "2018", id)}
	step := workflow.LetterStep{Obligation: obligation.Key, Step: workflow.StepRequest, Slot: "request", Reason: "03.12.2018 г. (понеделник) е работен ден"}
	l := workflow.Letter{Kind: workflow.LetterRequest, Institution: id, Subject: "Искане на годишен доклад", Steps: []workflow.LetterStep{step},
		Recipients: []workflow.Recipient{{Address: to}, {Address: mailbox, Own: true}}}
	l.Key = workflow.StepsKey(id, l.Steps)
	l.MessageID, l.Ref = identity.MessageID(l.Key), identity.Ref(l.Key, 0)
	body, err := compose(l, to, size)
	if err != nil {
		return err
	}
	l.SHA256 = fmt.Sprintf("%x", sha256.Sum256(body))
	return errors.Join(
		tx.Append(morning, workflow.BySrok, workflow.Subject{Kind: workflow.AboutInstitution, Key: id},
			workflow.InstitutionRecorded{Institution: workflow.Institution{ID: id, Name: "Община " + id, Office: "кмет", Contacts: []string{to}}}),
		tx.Append(morning, workflow.BySrok, obligation, opened[0]),
		tx.Append(morning, workflow.BySrok, workflow.Subject{Kind: workflow.AboutLetter, Key: l.Key}, workflow.Composed{Letter: l}),
		tx.Append(morning, workflow.BySrok, obligation, workflow.StepTaken{Slot: step.Slot, Letter: l.Key, Reason: step.Reason}),
		tx.KeepLetter(l.Key, body),
	)
}

// compose makes a letter with a file that fills it up to its size: base64 takes 78 bytes for 57.
func compose(l workflow.Letter, to string, size int) ([]byte, error) {
	o := mail.Outgoing{From: mailbox, FromName: "ОСППК", To: []string{to}, Subject: l.Subject, MessageID: l.MessageID, Date: morning,
		Plain: strings.Repeat("Моля да представите годишния доклад.\n", 20)}
	bare, err := mail.Compose(o)
	if err != nil {
		return nil, err
	}
	const header = 250 // of the file's own part
	o.Files = []mail.File{{Name: "obrazec.xlsx", Data: make([]byte, max(0, size-len(bare)-header)*57/78)}}
	return mail.Compose(o)
}

// nothing is a mailbox in which no mail arrives: this bench is about the way out.
type nothing struct{}

func (nothing) Fetch(context.Context, mail.Request, func(mail.Fetched, io.Reader) error) error {
	return nil
}

func send(ctx context.Context, dir string, port, connections int) error {
	db, err := store.Open(ctx, dir, hours)
	if err != nil {
		return err
	}
	defer db.Close()
	waiting, err := db.Read(ctx).CountLetters(workflow.Queued)
	if err != nil {
		return err
	}
	digest, err := cron.ParseStandard("0 8 * * 1")
	if err != nil {
		return err
	}
	templates, err := workflow.NewTemplates(nil)
	if err != nil {
		return err
	}
	e := &engine.Engine{Store: db, Mailbox: nothing{}, Templates: templates, Log: slog.New(slog.DiscardHandler),
		Identity: workflow.NewIdentity([]byte("of this bench alone"), mailbox),
		Policy: engine.Policy{Council: workflow.Council{Mailbox: mailbox}, Hours: hours, PerMinute: 2 * waiting,
			Lease: 10 * time.Minute, ProofWait: time.Hour, Retry: []time.Duration{time.Hour}, Digest: digest, SilenceAfter: time.Hour}}
	for range connections {
		sender, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: port, TLS: smtp.NoTLS})
		if err != nil {
			return err
		}
		defer sender.Close()
		e.Senders = append(e.Senders, sender)
	}
	if _, err := e.Step(ctx, morning); err != nil {
		return err
	}
	taken, err := db.Read(ctx).CountLetters(workflow.Taken)
	if err == nil && taken != waiting {
		err = fmt.Errorf("of %d letters the server took %d", waiting, taken)
	}
	return err
}
