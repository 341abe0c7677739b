package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// season is a council through some months in which anything may happen to its server, its clock and its
// people, and which holds the promises of design.md („What never breaks“) against every letter that is
// handed over.
type season struct {
	*house
	*rand.Rand
	mood   string
	paused bool
	inbox  [][]byte
	sent   []handed
	unsure map[string]bool // Message-IDs of which an answer was lost
}

// handed is a letter that the server took.
type handed struct {
	at     time.Time
	to     string
	letter workflow.Letter
}

// moods of the server. lost: it takes the letter, but nobody hears so; dropped: it does not.
var moods = []string{"fine", "fine", "fine", "away", "later", "lost", "dropped", "refuses", "no zemen", "full"}

// TestSeasons: the promises hold whatever happens, and once all is well everything that is still owed was
// asked for. SROK_SEASON is the seed of one that failed.
func TestSeasons(t *testing.T) {
	seasons := 12
	if testing.Short() {
		seasons = 3
	}
	for range seasons {
		seed := rand.Uint64()
		if again, err := strconv.ParseUint(os.Getenv("SROK_SEASON"), 0, 64); err == nil {
			seed = again
		}
		t.Run(fmt.Sprintf("%#x", seed), func(t *testing.T) {
			t.Parallel()
			newSeason(t, seed).pass()
		})
	}
}

func newSeason(t *testing.T, seed uint64) *season {
	s := &season{house: newHouse(t), Rand: rand.New(rand.NewPCG(seed, 0)), mood: "fine", unsure: map[string]bool{}}
	s.attend()
	s.approve(seasonTasks()...)
	return s
}

// seasonTasks are a report, and a confirmation for each month of the winter.
func seasonTasks() []workflow.Task {
	monthly := services()
	monthly.Steps = workflow.Steps{Remind: []int{5, 1}, Overdue: []int{1, 3}, Escalate: 6}
	monthly.Cycles = nil
	for first := day("2018-12-03"); first.Before(day("2019-06-01")); first = first.AddDays(31) {
		monthly.Cycles = append(monthly.Cycles, workflow.Cycle{Period: workflow.Period(first.String()[:7]), Request: first, Due: first.AddDays(18)})
	}
	return []workflow.Task{report(), monthly}
}

// attend puts the season's own server and mailbox before the engine.
func (s *season) attend() {
	s.Policy.Retry = fiveDays
	s.Senders, s.Mailbox = []engine.Sender{senderFunc(s.take)}, s
}

func (s *season) pass() {
	for range 100 {
		s.wait()
		s.mood = moods[s.IntN(len(moods))]
		for range s.IntN(3) {
			s.happen()
		}
		s.rest()
	}
	if s.paused {
		must(s.t, s.Do(s.t.Context(), s.now, "секретар", engine.Resume{}))
		s.paused = false
	}
	for s.mood = "fine"; s.now.Before(at("2019-12-01 12:00")); {
		s.rest()
		wake, err := s.Step(s.t.Context(), s.now)
		must(s.t, err)
		if wake.IsZero() {
			break
		}
		s.now = wake
	}
	s.checkEnd()
	s.verify()
}

// wait lets minutes pass, or days, or weeks.
func (s *season) wait() {
	switch s.IntN(8) {
	case 0, 1, 2:
		s.now = s.now.Add(time.Duration(s.IntN(180)+1) * time.Minute)
	case 3, 4, 5:
		s.now = s.now.Add(time.Duration(s.IntN(40)+1) * time.Hour)
	case 6:
		s.now = s.now.AddDate(0, 0, s.IntN(5)+1)
	case 7:
		if s.IntN(4) == 0 {
			s.now = s.now.AddDate(0, 0, s.IntN(15)+5)
		}
	}
}

// rest runs passes until nothing is due at once.
func (s *season) rest() {
	s.t.Helper()
	for range 50 {
		wake, err := s.Step(s.t.Context(), s.now)
		must(s.t, err)
		if wake.IsZero() || wake.After(s.now) {
			return
		}
	}
	s.t.Fatalf("at %s the engine never comes to rest", s.now)
}

// happen is something that people do, or a process that ends.
func (s *season) happen() {
	owed, err := s.Store.Read(s.t.Context()).Obligations()
	must(s.t, err)
	o := owed[s.IntN(len(owed))]
	var act engine.Act
	switch key := o.Key; s.IntN(20) {
	case 0, 1:
		s.reply(o, true)
	case 2:
		s.reply(o, false)
	case 3:
		act = engine.Accept{Obligation: key}
	case 4:
		act = engine.Return{Obligation: key, Issues: []string{"липсва подпис"}}
	case 5:
		act = engine.Extend{Obligation: key, Due: workflow.DateOf(s.now).AddDays(s.IntN(20) + 1), Reason: "по молба"}
	case 6:
		if act = (engine.Waive{Obligation: key, Reason: "закрита"}); s.IntN(5) > 0 {
			act = engine.Note{Obligation: key, Text: "обадиха се"}
		}
	case 7:
		act = engine.Pause{Reason: "проверка"}
		if s.paused {
			act = engine.Resume{}
		}
		s.paused = !s.paused
	case 8:
		s.paused = s.paused && s.Do(s.t.Context(), s.now, "секретар", engine.Resume{}) != nil
	case 9:
		act = s.change()
	case 10:
		act = engine.EndPause{Obligation: key, Reason: "обадиха се"}
	case 11:
		s.bounce(o)
	case 12:
		s.Engine.Store.Close()
		s.Engine = s.open()
		s.attend()
	}
	if act != nil {
		_ = s.Do(s.t.Context(), s.now, "секретар", act) // whatever cannot be is refused
	}
}

// change is one of the plan, or of an address.
func (s *season) change() engine.Act {
	d, tasks := directory(), seasonTasks()
	if s.IntN(2) == 0 {
		d.Institutions[1].Contacts = []string{"delovodstvo@obshtina.example", "zemen@obshtina.example"}
	}
	for i := range tasks {
		for j := range tasks[i].Cycles {
			tasks[i].Cycles[j].Due = tasks[i].Cycles[j].Due.AddDays(s.IntN(20))
		}
	}
	return engine.Apply{Plan: workflow.Plan{Tasks: tasks}, Directory: d, Office: "областен управител", On: workflow.DateOf(s.now)}
}

// reply answers the last letter about an obligation, by a report or a promise.
func (s *season) reply(o workflow.Obligation, report bool) {
	for i := len(s.sent) - 1; i >= 0; i-- {
		l := s.sent[i].letter
		if len(l.Steps) == 0 || l.Institution != o.Institution {
			continue
		}
		out := mail.Outgoing{From: s.sent[i].to, To: []string{councilMailbox}, Subject: "Re: " + l.Subject, InReplyTo: l.MessageID, Date: s.now,
			MessageID: fmt.Sprintf("r%d@obshtina.example", s.Uint64()), Plain: "Ще изпратим доклада следващата седмица.\n"}
		if report {
			out.Plain = "Приложено.\n"
			out.Files = []mail.File{{Name: "доклад.pdf", Type: "application/pdf", Data: fmt.Appendf(nil, "%%PDF-1.4 %d", s.Uint64())}}
		}
		raw, err := mail.Compose(out)
		must(s.t, err)
		s.inbox = append(s.inbox, raw)
		return
	}
}

// bounce reports that the last letter about an obligation did not arrive, now and then for good.
func (s *season) bounce(o workflow.Obligation) {
	for i := len(s.sent) - 1; i >= 0; i-- {
		l := s.sent[i]
		if len(l.letter.Steps) == 0 || l.letter.Institution != o.Institution {
			continue
		}
		status := []string{"5.1.1", "5.2.2", "5.2.2"}[s.IntN(3)]
		s.inbox = append(s.inbox, fmt.Appendf(nil, "From: MAILER-DAEMON@obshtina.example\r\nTo: %s\r\nMessage-ID: <b%d@obshtina.example>\r\nSubject: Undelivered Mail Returned to Sender\r\n"+
			"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n"+
			"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\nOriginal-Envelope-Id: %s\r\n\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: %s\r\n\r\n"+
			"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <%s>\r\nSubject: x\r\n\r\n--b--\r\n", councilMailbox, s.Uint64(), l.letter.Ref, l.to, status, l.letter.MessageID))
		return
	}
}

// Fetch is the mailbox: what the server put there, and what people wrote.
func (s *season) Fetch(_ context.Context, want mail.Request, keep func(mail.Fetched, io.Reader) error) error {
	for i := int(want.After.UID); i < len(s.inbox); i++ {
		at := mail.Fetched{Cursor: mail.Cursor{Folder: want.After.Folder, Validity: 7, UID: uint32(i + 1)}, Size: int64(len(s.inbox[i])), Arrived: s.now}
		if err := keep(at, bytes.NewReader(s.inbox[i])); err != nil {
			return err
		}
	}
	return nil
}

// take is the server.
func (s *season) take(_ context.Context, e mail.Envelope) mail.Answer {
	body, err := e.Body()
	must(s.t, err)
	raw, err := io.ReadAll(body)
	must(s.t, err)
	m, err := mail.Parse(bytes.NewReader(raw), int64(len(raw)), mail.Options{}, nil)
	must(s.t, err)
	l, found, err := s.Store.Read(s.t.Context()).LetterByMessageID(m.MessageID)
	must(s.t, err)
	if !found || l.Status != workflow.Sending || !l.Attempts[len(l.Attempts)-1].Ended.IsZero() {
		s.t.Errorf("at %s letter %s is handed over and no attempt is recorded: %s", s.now, m.Subject, l.Status)
	}
	s.checkMayGo(l, m)
	return s.answer(e, l, raw)
}

func (s *season) answer(e mail.Envelope, l workflow.Letter, raw []byte) mail.Answer {
	all := func(outcome mail.Outcome, reply string) mail.Answer {
		a := mail.Answer{Outcome: outcome, Reply: reply}
		for _, r := range e.Recipients {
			a.Recipients = append(a.Recipients, mail.RecipientAnswer{Address: r, Outcome: outcome, Reply: reply})
		}
		return a
	}
	switch s.mood {
	case "away":
		return away(s.t.Context(), e)
	case "later":
		return later(s.t.Context(), e)
	case "refuses":
		return all(mail.RefusedEnd, "554 5.7.1 not today")
	case "dropped":
		s.unsure[l.MessageID] = true
		return all(mail.Unknown, "no answer to the end of the data")
	}
	a := all(mail.Accepted, "250 2.0.0 taken")
	for i, r := range e.Recipients {
		switch {
		case strings.HasPrefix(r, "zemen") && s.mood == "no zemen":
			a.Recipients[i] = mail.RecipientAnswer{Address: r, Outcome: mail.RefusedEnd, Reply: "550 5.1.1 no such user"}
		case r != councilMailbox && s.mood == "full":
			a.Recipients[i] = mail.RecipientAnswer{Address: r, Outcome: mail.RefusedNow, Reply: "452 4.2.2 full"}
		case r == councilMailbox:
			s.inbox = append(s.inbox, raw)
		default:
			s.sent = append(s.sent, handed{s.now, r, l})
			s.checkOnce(l, r)
		}
	}
	if s.mood == "lost" {
		s.unsure[l.MessageID] = true
		return all(mail.Unknown, "no answer to the end of the data")
	}
	return a
}

// checkMayGo holds a letter that is handed over against points 6 and 7.
func (s *season) checkMayGo(l workflow.Letter, m *mail.Message) {
	local := s.now.In(sofia)
	office, err := s.Store.Read(s.t.Context()).Office()
	must(s.t, err)
	if office.Paused != "" {
		s.t.Errorf("at %s letter %s goes while all sending is paused", local, l.Key)
	}
	if free := l.Kind == workflow.LetterReceipt || l.Kind == workflow.LetterDigest; !free && !s.Policy.Hours.Open(s.now) {
		s.t.Errorf("letter %s goes at %s", l.Key, local)
	}
	unsure := s.unsure[l.MessageID] // it goes as it was
	for _, step := range l.Steps {
		o := s.obligation(step.Obligation)
		switch due := o.CurrentDue(); {
		case !o.Open() || o.Pause != nil:
			s.t.Errorf("at %s letter %s asks for %s, which is %s, paused %v", local, l.Key, o.Key, o.Status, o.Pause)
		case unsure:
		case !strings.Contains(m.FullText, due.Long()) && !strings.Contains(m.FullText, due.Short()):
			s.t.Errorf("at %s letter %s (%s %s) does not say that %s is due on %s; attempts %+v", local, l.Key, step.Step, step.Slot, o.Key, due, l.Attempts)
		case step.Step == workflow.StepRemind && due.Before(workflow.DateOf(local)):
			s.t.Errorf("at %s letter %s reminds of %s, due on %s", local, l.Key, o.Key, due)
		}
	}
	if len(l.Steps) > 0 && !unsure && !s.addressee(l.Institution).Works(l.Recipients[0].Address) {
		s.t.Errorf("at %s letter %s goes to %s, which is known to bounce", local, l.Key, l.Recipients[0].Address)
	}
}

// checkOnce holds a letter that a reader has just got against points 3 to 5.
func (s *season) checkOnce(l workflow.Letter, to string) {
	for _, before := range s.sent[:len(s.sent)-1] {
		switch {
		case before.to != to || s.unsure[l.MessageID] || s.unsure[before.letter.MessageID]:
		case before.letter.Key == l.Key:
			s.t.Errorf("at %s %s gets letter %s again, as at %s", s.now, to, l.Key, before.at)
		case len(l.Steps) == 0 || len(before.letter.Steps) == 0:
		case workflow.DateOf(before.at.In(sofia)) == workflow.DateOf(s.now.In(sofia)):
			s.t.Errorf("%s gets letters %s (%+v) and %s (%+v) on %s", to, before.letter.Key, before.letter.Attempts, l.Key, l.Attempts, s.now)
		}
		if before.letter.Key == l.Key {
			continue
		}
		for _, step := range l.Steps {
			for _, earlier := range before.letter.Steps {
				if step.Obligation == earlier.Obligation && step.Slot == earlier.Slot && before.to == to && !s.unsure[before.letter.MessageID] {
					s.t.Errorf("at %s %s gets %s of %s again, in letter %s after %s", s.now, to, step.Slot, step.Obligation, l.Key, before.letter.Key)
				}
			}
		}
	}
}

// checkEnd: nothing waits, and whatever is owed was asked for or is told to be out of reach.
func (s *season) checkEnd() {
	letters, err := s.Store.Read(s.t.Context()).Letters()
	must(s.t, err)
	for _, l := range letters {
		switch l.Status {
		case workflow.Queued, workflow.Sending, workflow.Uncertain:
			s.t.Errorf("at %s letter %s is still %s until %s: %s", s.now, l.Key, l.Status, l.NotUntil, l.Why)
		}
	}
	all, err := s.Store.Read(s.t.Context()).Obligations()
	must(s.t, err)
	overview, err := s.Overview(s.t.Context(), s.now)
	must(s.t, err)
	for _, o := range all {
		told := slices.ContainsFunc(overview.Decisions, func(d workflow.DecisionText) bool {
			return strings.HasPrefix(d.What, s.addressee(o.Institution).Institution.Name+": няма адрес")
		})
		for _, p := range o.Schedule {
			if o.Open() && o.Pause == nil && !p.Done() {
				s.t.Errorf("at %s nothing became of %s of %s, due on %s", s.now, p.Slot, o.Key, p.Day)
			}
		}
		if o.Open() && !o.Asked() && !told {
			s.t.Errorf("%s is open, nobody was asked, and nobody is told: %+v", o.Key, o)
		}
	}
}
