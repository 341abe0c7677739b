package main

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"srok/config"
	"srok/mail/imap"
	"srok/mail/mailtest"
	"srok/mail/smtp"
	"srok/workflow"
	"srok/workflow/engine"
)

// working is a council whose engine works as in `srok serve`, in a bubble: time passes when all of
// it rests, so that hours are over at once.
type working struct {
	*mailHouse
	council *council
	stop    context.CancelFunc
	ended   chan error
}

// works begins in the middle of a working day, with everybody asked. Its mailbox is looked at
// seldom, so that what is noticed sooner was told by the connection.
func works(t *testing.T, options mailtest.Options) *working {
	t.Helper()
	options.InMemory = true
	w := &working{mailHouse: newMailHouseBy(t, options), ended: make(chan error, 1)}
	w.configure("$.imap.poll_minutes", "45")
	w.srok("plan", "approve", "--task", "report", "--office", "областен управител")
	c, err := config.Load(w.dir)
	must(t, err)
	w.council, err = assemble(t.Context(), w.dir, c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	must(t, err)
	secret := func(context.Context) (string, error) { return "secret", nil }
	w.council.mailbox, err = imap.New(imap.Config{Host: "localhost", TLS: imap.NoTLS, User: intakeCouncil, Secret: secret, Dial: w.server.DialIMAP})
	must(t, err)
	sender, err := smtp.New(smtp.Config{Host: "localhost", TLS: smtp.NoTLS, Dial: w.server.DialSMTP})
	must(t, err)
	w.council.senders = []*smtp.Client{sender}
	w.council.engine.Mailbox, w.council.engine.Senders = w.council.mailbox, []engine.Sender{sender}
	ctx, stop := context.WithCancel(t.Context())
	w.stop = stop
	go func() { w.ended <- w.council.work(ctx, w.now) }()
	time.Sleep(10 * time.Minute)
	w.readRequests()
	return w
}

// within waits until so many obligations are received, and reports whether that took no longer.
func (w *working) within(limit time.Duration, want int) {
	w.t.Helper()
	began := w.now()
	for w.received() < want {
		if w.now().Sub(began) > limit {
			w.t.Errorf("after %s only %d obligations are received", limit, w.received())
			return
		}
		time.Sleep(time.Second)
	}
}

func (w *working) received() (n int) {
	w.t.Helper()
	obligations, err := w.council.store.Read(w.t.(*testing.T).Context()).Obligations()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, o := range obligations {
		if o.Status == workflow.StatusReceived {
			n++
		}
	}
	return n
}

// end stops the work and looks at all of it.
func (w *working) end(silences int) {
	w.t.Helper()
	time.Sleep(10 * time.Minute) // the copies of the last receipts
	w.stop()
	<-w.ended
	if began, ended := countSilences(w.t, w.council); began != silences || ended != silences {
		w.t.Errorf("a silence began %d times and ended %d times, want %d", began, ended, silences)
	}
	w.council.Close()
	w.check()
}

// A link that has died without a word while srok waits in IDLE is noticed when IDLE is issued anew.
func TestServeOnALinkThatDied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := works(t, mailtest.Options{})
		w.answers(1)
		w.within(2*time.Second, 1) // told by IDLE
		time.Sleep(20 * time.Minute)
		w.server.StallIMAP()
		w.answers(2)
		w.within(9*time.Minute+2*time.Minute+5*time.Second, 3)
		w.end(0)
	})
}

// The server says nothing on any connection for hours: that is raised once, and its end told when
// all is caught up, within the minute that srok pauses at most.
func TestServeOnASilentServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := works(t, mailtest.Options{})
		w.server.MuteIMAP(true)
		w.answers(2)
		time.Sleep(4 * time.Hour)
		health, err := w.council.engine.Health(t.Context(), w.now())
		if err != nil || len(health.Silence) != 1 {
			t.Errorf("after hours of silence: %+v, %v", health, err)
		}
		w.server.MuteIMAP(false)
		w.within(3*time.Minute, 2)
		w.answers(1)
		w.within(time.Minute+time.Second, 3)
		w.end(1)
	})
}

// Where IDLE is absent the server is asked each minute.
func TestServeWithoutIdle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := works(t, mailtest.Options{NoIdle: true})
		for i := range 3 {
			w.answers(1)
			w.within(time.Minute+time.Second, i+1)
		}
		w.server.StallIMAP()
		w.answers(1)
		w.within(time.Minute+2*time.Minute+5*time.Second, 4)
		w.server.DropIMAP()
		w.answers(1)
		w.within(time.Minute, 5)
		w.end(0)
	})
}
