package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"srok/config"
	"srok/mail"
	"srok/mail/mailtest"
	"srok/workflow"
)

// echoHouse is a council for a whole year, in which some institutions' servers answer everything
// and nobody else answers anything.
type echoHouse struct {
	*mailHouse
	council *council

	mu    sync.Mutex
	time  time.Time
	end   time.Time
	news  bool            // something came into the council's mailbox
	echos map[string]echo // by address
	count atomic.Int32    // of echoes
}

var errYearIsOver = errors.New("the year is over")

// Now and Until are the engine's clock: time passes at once, up to what is next.
func (h *echoHouse) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *echoHouse) Until(_ context.Context, t time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.news:
		h.news = false
		h.time = h.time.Add(time.Minute)
	case t.IsZero() || t.After(h.end):
		return errYearIsOver
	case t.After(h.time):
		h.time = t
	}
	return nil
}

// echo is what a server answers to a letter; n counts the answers of all.
type echo func(letter *mail.Message, raw []byte, n int) mail.Outgoing

// whole is a file that stands for the answer itself: the letter as it was, but for its envelope.
const whole = "whole"

// newEchoHouse approves the whole plan on its first day.
func newEchoHouse(t *testing.T) *echoHouse {
	t.Helper()
	zone := zoneOfSofia(t)
	h := &echoHouse{time: time.Date(2018, 1, 2, 8, 30, 0, 0, zone)}
	h.mailHouse = newMailHouseBy(t, mailtest.Options{Clock: h.Now})
	h.server.AddMailbox("governor@oa-pernik.example", "secret")
	h.server.OnDelivery(h.answer)
	c, err := config.Load(h.dir)
	must(t, err)
	h.council, err = assemble(t.Context(), h.dir, c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	must(t, err)
	t.Cleanup(h.council.Close)
	plan, err := loadPlan(h.dir, c.Directory)
	must(t, err)
	var tasks []string
	for _, task := range plan.Tasks {
		tasks = append(tasks, "--task", task.Key)
	}
	h.srok(append([]string{"plan", "approve", "--office", "областен управител"}, tasks...)...)
	return h
}

func (h *echoHouse) answering(echos map[string]echo) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.echos = echos
}

// answer is what an echo's server does at once with whatever it gets.
func (h *echoHouse) answer(address string) {
	h.mu.Lock()
	echo := h.echos[address]
	h.news = h.news || address == intakeCouncil || echo != nil
	h.mu.Unlock()
	if echo == nil {
		return
	}
	got := h.server.Mail(address)
	raw := got[len(got)-1].Raw
	letter, err := mail.Parse(bytes.NewReader(raw), int64(len(raw)), mail.Options{}, nil)
	if err != nil {
		h.t.Error(err)
		return
	}
	n := h.count.Add(1)
	out := echo(letter, raw, int(n))
	out.From, out.To, out.Date = address, []string{intakeCouncil}, h.Now()
	out.MessageID = fmt.Sprintf("echo-%d@obshtina.example", n)
	answer, err := mail.Compose(out)
	if len(out.Files) > 0 && out.Files[0].Name == whole {
		answer, err = readdressed(out, out.Files[0].Data), nil
	}
	if err == nil {
		err = h.server.Append(intakeCouncil, "INBOX", answer)
	}
	if err != nil {
		h.t.Error(err)
	}
}

// readdressed is a letter with the sender, recipient, date and Message-ID of an answer.
func readdressed(out mail.Outgoing, raw []byte) []byte {
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nMessage-ID: <%s>\r\nDate: %s\r\n", out.From, out.To[0], out.MessageID, out.Date.Format(time.RFC1123Z))
	keep := false
	for line := range bytes.Lines(append(head, "\r\n\r\n"...)) {
		if line[0] != ' ' && line[0] != '\t' {
			name, _, _ := bytes.Cut(bytes.ToLower(line), []byte(":"))
			keep = bytes.HasPrefix(name, []byte("content-")) || slices.Contains([]string{"subject", "mime-version", "\r\n"}, string(name))
		}
		if keep {
			b.Write(line)
		}
	}
	b.Write(body)
	return b.Bytes()
}

// until lets the time pass up to a day.
func (h *echoHouse) until(year int, month time.Month, day int) {
	h.t.Helper()
	h.mu.Lock()
	h.end = time.Date(year, month, day, 0, 0, 0, 0, h.council.config.Zone)
	h.mu.Unlock()
	if err := h.council.engine.Run(h.t.(*testing.T).Context(), h, 24*time.Hour); err != nil && !errors.Is(err, errYearIsOver) {
		h.t.Fatal(err)
	}
}

func quoted(text string) string {
	return "> " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n> ")
}

// Echoes as servers make them: none says by a header that it is one.
var (
	returning = func(l *mail.Message, raw []byte, n int) mail.Outgoing {
		return mail.Outgoing{Subject: l.Subject, Plain: "-", Files: []mail.File{{Name: whole, Type: "message/rfc822", Data: raw}}}
	}
	thanking = func(l *mail.Message, _ []byte, n int) mail.Outgoing {
		return mail.Outgoing{Subject: "Re: " + l.Subject, InReplyTo: l.MessageID,
			Plain: "Вашето писмо е заведено. Благодарим Ви.\n\n" + quoted(l.FullText),
			Files: []mail.File{{Name: "Номер.pdf", Type: "application/pdf", Data: fmt.Appendf(nil, "%%PDF-1.4 вх. № %d", n)}}}
	}
	quoting = func(l *mail.Message, _ []byte, _ int) mail.Outgoing {
		return mail.Outgoing{Subject: "Re: " + l.Subject, InReplyTo: l.MessageID, Plain: quoted(l.FullText)}
	}
	mirroring = func(l *mail.Message, _ []byte, _ int) mail.Outgoing {
		return mail.Outgoing{Subject: l.Subject, InReplyTo: l.MessageID, Plain: "Получихме следното съобщение:\n\n" + l.FullText}
	}
	byRef = func(l *mail.Message, _ []byte, _ int) mail.Outgoing {
		return mail.Outgoing{Subject: l.Subject, Plain: l.FullText}
	}
	enclosing = func(l *mail.Message, raw []byte, n int) mail.Outgoing {
		return mail.Outgoing{Subject: "Re: " + l.Subject, InReplyTo: l.MessageID, Plain: "Вашето съобщение:\n",
			Files: []mail.File{{Name: "message.eml", Type: "application/octet-stream", Data: append([]byte(fmt.Sprintf("X-Serial: %d\r\n", n)), raw...)}}}
	}
	attaching = func(l *mail.Message, _ []byte, _ int) mail.Outgoing {
		return mail.Outgoing{Subject: "Re: " + l.Subject, InReplyTo: l.MessageID, Plain: quoted(l.FullText),
			Files: []mail.File{{Name: "Уведомление.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4 получено")}}}
	}
	stamping = func(l *mail.Message, _ []byte, n int) mail.Outgoing {
		return mail.Outgoing{Subject: l.Subject, Plain: quoted(l.FullText),
			Files: []mail.File{{Name: "Уведомление.pdf", Type: "application/pdf", Data: fmt.Appendf(nil, "%%PDF-1.4 получено под № %d", n)}}}
	}
)

// tally is what passed between the council and one institution.
type tally struct {
	letters     int
	receipts    int
	mostADay    int // of the receipts
	submissions int
	twice       int // obligations of which two submissions wait for a review at once
}

func (h *echoHouse) tally(institution string) (sum tally) {
	h.t.Helper()
	r := h.council.store.Read(h.t.(*testing.T).Context())
	letters, err := r.LettersOf(institution)
	if err != nil {
		h.t.Fatal(err)
	}
	days := map[string]int{}
	for _, l := range letters {
		sum.letters++
		if l.Kind == workflow.LetterReceipt {
			sum.receipts++
			day := l.Composed.In(h.council.config.Zone).Format(time.DateOnly)
			days[day]++
			sum.mostADay = max(sum.mostADay, days[day])
		}
	}
	obligations, err := r.ObligationsOf(institution)
	if err != nil {
		h.t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, o := range obligations {
		waiting := 0
		for _, s := range o.Submissions {
			seen[s.Submission] = true
			if s.Review == workflow.UnderReview {
				waiting++
			}
		}
		if waiting > 1 {
			sum.twice++
		}
	}
	sum.submissions = len(seen)
	return sum
}

// A whole year with servers that answer every letter at once and without a header that says so: the
// letters to them are bounded, nothing is received that nobody wrote, nothing twice, and people
// are told.
func TestEchoServers(t *testing.T) {
	takesLong(t)
	t.Parallel()
	h := newEchoHouse(t)
	h.answering(map[string]echo{
		"breznik@obshtina.example": quoting, "zemen@obshtina.example": quoting, "tran@obshtina.example": mirroring,
		"kovachevtsi@obshtina.example": byRef, "radomir@obshtina.example": enclosing,
		"pernik@obshtina.example": attaching, "rzi@pernik.example": stamping, "rzok@pernik.example": thanking,
		"nap@pernik.example": returning, "governor@oa-pernik.example": quoting, // the chair's, who gets the digests too
	})
	h.until(2018, time.July, 2)
	inFolder(t, h.dir, "2018-07-02 10:00", "return", "services/2018-Q1/pernik", "--issue", "не е посочена дата")
	h.until(2019, time.March, 1)

	silent := h.tally("riosv")
	if silent.letters != 38 {
		t.Errorf("to one who never answers %d letters went out", silent.letters)
	}
	for _, id := range []string{"breznik", "zemen", "tran", "kovachevtsi", "radomir", "nap"} {
		if got := h.tally(id); got.letters > silent.letters || got.receipts+got.submissions > 0 {
			t.Errorf("%s gave back our letters alone: %+v", id, got)
		}
	}
	if got := h.tally("oa"); got.receipts+got.submissions > 0 {
		t.Errorf("the chair's server gave back letters and digests alone: %+v", got)
	}
	// The file of a program cannot be told from a person's: it is received once, for each of the 8
	// requests, and what came with it after a return is looked at again.
	if got := h.tally("pernik"); got != (tally{letters: 8 + 9 + 1, receipts: 9, mostADay: 1, submissions: 9}) {
		t.Errorf("one file again and again: %+v", got)
	}
	for _, id := range []string{"rzi", "rzok"} {
		if got := h.tally(id); got != (tally{letters: 16, receipts: 8, mostADay: 1, submissions: 8}) {
			t.Errorf("%s, another file each time: %+v", id, got)
		}
	}
	h.told()
	inFolder(t, h.dir, "2019-03-01 10:00", "verify")
}

// told sees what the secretary learns of an echo.
func (h *echoHouse) told() {
	t := h.t.(*testing.T)
	for command, want := range map[string]string{
		"why services/2018-Q1/breznik": "обратно е получено само нашето писмо, вероятно от автоматична програма; напомнянията спират до",
		"digest --week 2018-W01":       "Община Брезник: получен отговор без материали (обратно е получено само нашето писмо, вероятно от автоматична програма)",
		"inbox":                        "документ в отговор на наше потвърждение, без собствен текст или веднага след него; вероятно от автоматична програма",
	} {
		if got := inFolder(t, h.dir, "2019-03-01 10:00", strings.Fields(command)...); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", command, want, got)
		}
	}
	for _, row := range h.statusOf("2019-03-01 10:00").Obligations {
		if row.Institution == "breznik" && row.Status != workflow.StatusRequested {
			t.Errorf("%s is %s", row.Key, row.Status)
		}
	}
}
