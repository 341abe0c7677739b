package mailtest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"srok/mail"
	"srok/mail/imap"
	"srok/mail/mailtest"
	"srok/mail/smtp"

	"github.com/emersion/go-message"
)

var monday = time.Date(2018, 3, 5, 9, 0, 0, 0, time.FixedZone("EET", 7200))

func inProcess(t *testing.T) (*mailtest.Server, *smtp.Client) {
	t.Helper()
	server, err := mailtest.New(mailtest.Options{Clock: func() time.Time { return monday }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	server.AddMailbox(council, "c")
	server.AddMailbox(mayor, "m")
	host, port := hostPort(t, server.SMTPAddr())
	client, err := smtp.New(smtp.Config{Host: host, Port: port, TLS: smtp.NoTLS, Helo: "srok.example"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return server, client
}

func TestNewWantsAClock(t *testing.T) {
	if _, err := mailtest.New(mailtest.Options{}); err == nil {
		t.Error("started without a clock")
	}
}

func TestDelivery(t *testing.T) {
	server, client := inProcess(t)
	var told []string
	server.OnDelivery(func(address string) {
		told = append(told, fmt.Sprint(address, len(server.Mail(address)))) // it may ask the server
	})
	e := letter("L1", mayor, "Council+SROK-1@pernik.example")
	if a := client.Send(t.Context(), e); a.Outcome != mail.Accepted {
		t.Fatalf("%+v", a)
	}
	if want := []string{mayor + "1", council + "1"}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	got := server.Mail(council)[0]
	want := "Return-Path: <council@pernik.example>\r\nDelivered-To: Council+SROK-1@pernik.example\r\n" +
		"Received: from srok.example ([127.0.0.1])\r\n\tby mail.srok.example with ESMTP id 00000001\r\n" +
		"\tfor <Council+SROK-1@pernik.example>; Mon, 05 Mar 2018 09:00:00 +0200\r\nFrom: "
	if !strings.HasPrefix(string(got.Raw), want) {
		t.Errorf("%s\nwant\n%s", got.Raw, want)
	}
	if got.To != "Council+SROK-1@pernik.example" || got.EnvelopeFrom != council || !got.Arrived.Equal(monday) {
		t.Errorf("%+v", got)
	}
	if server.Mail("nobody@pernik.example") != nil {
		t.Error("mail of nobody")
	}
}

func TestRecipientStates(t *testing.T) {
	server, client := inProcess(t)
	server.SetRecipient(mayor, mailtest.RecipientState{Reply: "451 4.7.1 Greylisted", Times: 2})
	for i, want := range []mail.Outcome{mail.RefusedNow, mail.RefusedNow, mail.Accepted, mail.Accepted} {
		if a := client.Send(t.Context(), letter("L", mayor)); a.Outcome != want {
			t.Errorf("attempt %d: %+v", i+1, a)
		}
	}
	if a := client.Send(t.Context(), letter("L", "kmt@breznik.example")); a.Outcome != mail.RefusedEnd || !strings.HasPrefix(a.Reply, "550 5.1.1") {
		t.Errorf("%+v", a)
	}
}

// A bounce and a delay are what RFC 3464 says, read by another library.
func TestReports(t *testing.T) {
	server, client := inProcess(t)
	server.SetRecipient("old@breznik.example", mailtest.RecipientState{Bounce: "5.1.1", Diagnostic: "550 5.1.1 User unknown"})
	server.SetRecipient(mayor, mailtest.RecipientState{Bounce: "4.2.2", Diagnostic: "452 4.2.2 Mailbox full"})
	if a := client.Send(t.Context(), letter("L1", mayor, "old@breznik.example")); a.Outcome != mail.Accepted {
		t.Fatalf("%+v", a)
	}
	if n := len(server.Mail(mayor)); n != 1 {
		t.Errorf("delayed, but not delivered in the end: %d", n)
	}
	reports := server.Mail(council)
	if len(reports) != 2 {
		t.Fatalf("%d reports", len(reports))
	}
	for i, wants := range [][]string{
		{"Final-Recipient: rfc822; " + mayor, "Action: delayed", "Status: 4.2.2", "Original-Envelope-Id: L1"},
		{"Final-Recipient: rfc822; old@breznik.example", "Original-Recipient: rfc822;old@breznik.example", "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 User unknown"},
	} {
		if reports[i].EnvelopeFrom != "" {
			t.Errorf("a report from %s", reports[i].EnvelopeFrom)
		}
		e, err := message.Read(bytes.NewReader(reports[i].Raw))
		if err != nil {
			t.Fatal(err)
		}
		if kind, params, _ := e.Header.ContentType(); kind != "multipart/report" || params["report-type"] != "delivery-status" {
			t.Errorf("%s %v", kind, params)
		}
		var kinds []string
		err = e.Walk(func(_ []int, part *message.Entity, err error) error {
			kind, _, _ := part.Header.ContentType()
			kinds = append(kinds, kind)
			if strings.HasPrefix(kind, "multipart/") {
				return err
			}
			body, _ := io.ReadAll(part.Body)
			for _, want := range wants {
				if kind == "message/delivery-status" && !bytes.Contains(body, []byte(want+"\r\n")) {
					t.Errorf("lacks %q:\n%s", want, body)
				}
			}
			if kind == "text/rfc822-headers" && !bytes.Contains(body, []byte("Message-ID: <L1@pernik.example>")) {
				t.Errorf("the letter's headers are not returned: %s", body)
			}
			return err
		})
		if err != nil || strings.Join(kinds, " ") != "multipart/report text/plain message/delivery-status text/rfc822-headers" {
			t.Errorf("%v %v", kinds, err)
		}
	}

	// What comes from nobody is answered by nobody.
	e := letter("L2", "old@breznik.example")
	e.From = ""
	if a := client.Send(t.Context(), e); a.Outcome != mail.Accepted {
		t.Fatalf("%+v", a)
	}
	if n := len(server.Mail(council)); n != 2 {
		t.Errorf("%d reports", n)
	}
}

func TestSizeLimit(t *testing.T) {
	server, err := mailtest.New(mailtest.Options{Clock: func() time.Time { return monday }, MaxMessageBytes: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	server.AddMailbox(mayor, "m")
	host, port := hostPort(t, server.SMTPAddr())
	client, err := smtp.New(smtp.Config{Host: host, Port: port, TLS: smtp.NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	e := letter("L1", mayor)
	if a := client.Send(t.Context(), e); a.Outcome != mail.RefusedEnd || !strings.HasPrefix(a.Reply, "552 5.3.4") {
		t.Errorf("announced: %+v", a)
	}
	e.Size = 0
	if a := client.Send(t.Context(), e); a.Outcome != mail.RefusedEnd || !strings.HasPrefix(a.Reply, "552 5.3.4") {
		t.Errorf("not announced: %+v", a)
	}
}

func TestFaultsCount(t *testing.T) {
	server, client := inProcess(t)
	server.Fail(mailtest.Fault{At: mailtest.PhaseRcpt, Match: mayor, Do: mailtest.Reply, Reply: "450 4.0.0 Wait", Skip: 1, Times: 2})
	for i, want := range []mail.Outcome{mail.Accepted, mail.RefusedNow, mail.RefusedNow, mail.Accepted} {
		if a := client.Send(t.Context(), letter("L", mayor)); a.Outcome != want {
			t.Errorf("%d: %+v", i, a)
		}
		if a := client.Send(t.Context(), letter("L", council)); a.Outcome != mail.Accepted {
			t.Errorf("%d, another recipient: %+v", i, a)
		}
	}
}

// In a bubble with a clock of its own the servers wait like everything else: a week of IDLE
// passes at once.
func TestInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := mailtest.New(mailtest.Options{Clock: time.Now, InMemory: true})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		server.AddMailbox(council, "c")
		client, err := smtp.New(smtp.Config{Host: "localhost", TLS: smtp.NoTLS, Dial: server.DialSMTP})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		inbox, err := imap.New(imap.Config{Host: "localhost", TLS: imap.NoTLS, Dial: server.DialIMAP, User: council,
			Secret: func(context.Context) (string, error) { return "c", nil }})
		if err != nil {
			t.Fatal(err)
		}
		defer inbox.Close()
		begun := time.Now()
		var sending sync.WaitGroup
		defer sending.Wait() // the letter may arrive before its sender knows
		sending.Go(func() {
			time.Sleep(7 * 24 * time.Hour) // of the bubble
			if a := client.Send(t.Context(), letter("L1", council)); a.Outcome != mail.Accepted {
				t.Errorf("%+v", a)
			}
		})
		var at mail.Cursor
		for at.UID == 0 {
			if err := inbox.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			err := inbox.Fetch(t.Context(), mail.Request{After: at}, func(f mail.Fetched, _ io.Reader) error { at = f.Cursor; return nil })
			if err != nil {
				t.Fatal(err)
			}
		}
		if waited := time.Since(begun); waited < 7*24*time.Hour || waited > 8*24*time.Hour {
			t.Errorf("waited %s", waited)
		}
	})
}
