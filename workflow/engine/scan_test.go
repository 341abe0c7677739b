package engine_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/engine"
)

// fakeScanner finds „virus“, does not take „large“, and answers only while it is up.
type fakeScanner struct {
	up    bool
	asked int
}

func (s *fakeScanner) Scan(_ context.Context, file io.Reader) (mail.Scan, error) {
	s.asked++
	if !s.up {
		return mail.Scan{}, errors.New("nobody answers")
	}
	content, err := io.ReadAll(file)
	switch {
	case strings.Contains(string(content), "virus"):
		return mail.Scan{Virus: "Test"}, err
	case strings.Contains(string(content), "large"):
		return mail.Scan{TooLarge: true}, err
	}
	return mail.Scan{}, err
}

// textFiles are attachments: name, content, name, content …
func textFiles(pairs ...string) []mail.File {
	var files []mail.File
	for pair := range slices.Chunk(pairs, 2) {
		files = append(files, mail.File{Name: pair[0], Type: "application/octet-stream", Data: []byte(pair[1])})
	}
	return files
}

// One that does not answer is asked once in a pass, whatever arrives; later it sees all that waits,
// also what a person placed and accepted meanwhile.
func TestScannerComesBack(t *testing.T) {
	h := newHouse(t)
	scanner := &fakeScanner{}
	h.Scanner = scanner
	h.approve(report())
	h.step("2018-12-03 09:00")
	requests := map[string]*mail.Message{}
	for _, id := range []string{"breznik", "zemen"} {
		requests[id] = h.letters(id + "@obshtina.example")[0]
	}
	h.step("2018-12-03 09:05") // the copies of our own letters come in
	h.now = at("2018-12-10 10:00")
	h.post(mail.Outgoing{From: "breznik@obshtina.example", MessageID: "1@x.example", Subject: "Re: " + requests["breznik"].Subject, InReplyTo: requests["breznik"].MessageID,
		Plain: "Приложено.\n", Files: textFiles("а.txt", "virus", "б.txt", "large", "в.txt", "доклад")})
	h.post(mail.Outgoing{From: "zemen@obshtina.example", MessageID: "2@x.example", Subject: "Доклади", Plain: "Приложено.\n", Files: textFiles("1.txt", "чист", "2.txt", "virus")})
	scanner.asked = 0
	h.step("2018-12-10 10:00")
	if health, err := h.Health(t.Context(), h.now); err != nil || health.Well() || !strings.Contains(strings.Join(health.Silence, " "), "непроверени файлове: 2") {
		t.Errorf("the health while nobody answers: %+v, %v", health, err)
	}
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Split{Message: held[0].Key,
		Parts: []engine.SplitPart{{File: 1, Obligation: "report/2018/zemen"}, {File: 2, Obligation: "report/2018/breznik"}}}))
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Accept{Obligation: "report/2018/breznik"}))

	before := scanner.asked
	h.now = at("2018-12-10 10:05")
	_, err = h.Step(t.Context(), h.now)
	must(t, err)
	if scanner.asked != before+1 {
		t.Errorf("in one pass it was asked %d times", scanner.asked-before)
	}
	scanner.up = true
	h.step("2018-12-10 10:10")
	if health, err := h.Health(t.Context(), h.now); err != nil || !health.Well() {
		t.Errorf("the health afterwards: %+v, %v", health, err)
	}
	var infected []string
	for _, id := range []string{"breznik", "zemen"} {
		for _, submitted := range h.obligation("report/2018/" + id).Submissions {
			s, _, err := h.Store.Read(t.Context()).Submission(submitted.Submission)
			must(t, err)
			if s.Quarantine != submitted.Quarantine || s.Quarantine != workflow.Quarantined(s.Files) || s.Quarantine != (len(s.Findings) > 0) {
				t.Errorf("%s: %+v, as the obligation has it %+v", id, s, submitted)
			}
			for _, f := range s.Files {
				switch {
				case f.Virus != "":
					infected = append(infected, f.Name)
				case f.Has(workflow.ContentUnscanned) != (f.Name == "б.txt"):
					t.Errorf("%s: %s is seen as %v", id, f.Name, f.Seen)
				}
			}
		}
	}
	if !slices.Equal(infected, []string{"а.txt", "2.txt"}) {
		t.Errorf("infected are %q", infected)
	}
	h.verify()
}

// PDFs that take too long are not looked into, and after some of them no other is in that pass:
// the messages are received all the same.
func TestSlowPDFs(t *testing.T) {
	h := newHouse(t)
	var asked atomic.Int32
	h.PDFText = func(context.Context, *os.File, io.Writer) error {
		asked.Add(1)
		return context.DeadlineExceeded
	}
	for i := range 5 {
		h.post(mail.Outgoing{From: "zemen@obshtina.example", MessageID: string(rune('a'+i)) + "@x.example", Subject: "Доклад", Plain: "Приложено.\n", Files: textFiles("а.pdf", "%PDF-1.4")})
	}
	for pass := range 2 {
		asked.Store(0)
		_, err := h.Step(t.Context(), h.now)
		must(t, err)
		held, err := h.Store.Read(t.Context()).Held()
		must(t, err)
		// Two are looked into at once: the last may have begun before its neighbour was too slow.
		if n := asked.Load(); n < 3 || n > 4 || len(held) != 5*(pass+1) {
			t.Errorf("pass %d: %d PDFs were tried, %d messages are held", pass+1, n, len(held))
		}
		for _, m := range held {
			if !m.Files[0].Has(workflow.ContentUnread) {
				t.Errorf("%s: %v", m.Key, m.Files[0].Seen)
			}
		}
		for i := range 5 {
			h.post(mail.Outgoing{From: "zemen@obshtina.example", MessageID: string(rune('f'+i)) + "@x.example", Subject: "Доклад", Plain: "Приложено.\n", Files: textFiles("б.pdf", "%PDF-1.4")})
		}
	}
}

// Of a message that is split, only the part with the number is under quarantine.
func TestSplitQuarantinesThePart(t *testing.T) {
	h := newHouse(t)
	h.approve(report())
	h.step("2018-12-03 09:00")
	h.now = at("2018-12-10 10:00")
	h.post(mail.Outgoing{From: "zemen@obshtina.example", Subject: "Доклади", Plain: "Приложено.\n", Files: textFiles("1.txt", "чист", "2.txt", "ЕГН 7501020018")})
	h.step("2018-12-10 10:00")
	held, err := h.Store.Read(t.Context()).Held()
	must(t, err)
	must(t, h.Do(t.Context(), h.now, "секретар", engine.Split{Message: held[0].Key,
		Parts: []engine.SplitPart{{File: 1, Obligation: "report/2018/zemen"}, {File: 2, Obligation: "report/2018/breznik"}}}))
	for id, want := range map[string]bool{"zemen": false, "breznik": true} {
		if o := h.obligation("report/2018/" + id); slices.Contains(o.Flags(day("2018-12-10")), workflow.FlagQuarantined) != want {
			t.Errorf("%s: %v", id, o.Flags(day("2018-12-10")))
		}
	}
	h.verify()
}

// What passes every check but was not scanned is accepted by itself when the scanner answers, once,
// with a reason; not where the scanner finds something, does not take the file, or a person has decided
// meanwhile.
func TestAcceptanceWaitsForTheScanner(t *testing.T) {
	for name, c := range map[string]struct {
		file      []byte
		meanwhile func(*house)
		want      workflow.Status
		letters   int
	}{
		"clean":     {filledForm(t, passing()), nil, workflow.StatusAccepted, 1},
		"infected":  {stored(t, "virus", filledForm(t, passing())), nil, workflow.StatusReceived, 0},
		"too large": {stored(t, "large", filledForm(t, passing())), nil, workflow.StatusReceived, 0},
		"no rule":   {filledForm(t, passing()), (*house).withoutRule, workflow.StatusReceived, 0},
		"sent back": {filledForm(t, passing()), func(h *house) {
			h.do(engine.Return{Obligation: "report/2018/breznik", Issues: []string{"липсва печат"}})
		}, workflow.StatusReturned, 0},
		"by a person": {filledForm(t, passing()), func(h *house) { h.do(engine.Accept{Obligation: "report/2018/breznik"}) }, workflow.StatusAccepted, 1},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			scanner := &fakeScanner{}
			h.Scanner = scanner
			task := report()
			task.Accept = workflow.AcceptPassingForm
			h.approve(task)
			h.step("2018-12-03 09:00")
			h.now = at("2018-12-10 10:00")
			h.post(mail.Outgoing{From: "breznik@obshtina.example", Subject: "Доклад", InReplyTo: h.letters("breznik@obshtina.example")[0].MessageID,
				Plain: "Приложено.\n", Files: []mail.File{{Name: "доклад.xlsx", Type: "application/octet-stream", Data: c.file}}})
			h.step("2018-12-10 10:00")
			if o := h.obligation("report/2018/breznik"); o.Status != workflow.StatusReceived {
				t.Fatalf("unscanned it is %s", o.Status)
			}
			if c.meanwhile != nil {
				c.meanwhile(h)
			}
			scanner.up = true
			h.step("2018-12-10 10:10")
			h.step("2018-12-10 10:20")
			o := h.obligation("report/2018/breznik")
			accepted := 0
			for _, s := range subjects(h.letters("breznik@obshtina.example")) {
				if strings.HasPrefix(s, "Приет") {
					accepted++
				}
			}
			if o.Status != c.want || accepted != c.letters {
				t.Errorf("it is %s, with %d letters of acceptance", o.Status, accepted)
			}
			if name == "clean" {
				events, err := h.Store.Read(t.Context()).EventsOf(workflow.Subject{Kind: workflow.AboutObligation, Key: o.Key})
				must(t, err)
				if f, ok := events[len(events)-1].Fact.(workflow.SubmissionAccepted); !ok || !strings.Contains(f.Reason, "проверен и за вируси") || events[len(events)-1].By != workflow.BySrok {
					t.Errorf("the last event: %+v", events[len(events)-1])
				}
			}
			h.verify()
		})
	}
}

// stored adds a word to a form in a place that nothing but a scanner reads.
func stored(t *testing.T, word string, xlsx []byte) []byte {
	t.Helper()
	read, err := zip.NewReader(bytes.NewReader(xlsx), int64(len(xlsx)))
	must(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range read.File {
		must(t, w.Copy(part))
	}
	must(t, w.SetComment(word))
	must(t, w.Close())
	return b.Bytes()
}

func (h *house) do(act engine.Act) {
	h.t.Helper()
	must(h.t, h.Do(h.t.Context(), h.now, "секретар", act))
}

// withoutRule approves the report anew: a person accepts it.
func (h *house) withoutRule() {
	h.t.Helper()
	must(h.t, h.Do(h.t.Context(), h.now, "секретар", engine.Apply{
		Plan: workflow.Plan{Tasks: []workflow.Task{report()}}, Directory: directory(), Office: "областен управител", On: workflow.DateOf(h.now)}))
}
