package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"srok/config"
	"srok/mail"
	"srok/workflow"
)

// An officialReply is what one institution sends, as its programs write it, and what a careful secretary
// would have become of it.
type officialReply struct {
	name  string
	early bool // it comes before the period is over
	send  func(*official) []eml
	// want is the outcome of its last message, and what it is received for: „received report“; several
	// are told apart by „|“ where a secretary might decide either way.
	want string
}

// official is the institution whose turn it is.
type official struct {
	*examined
	institution workflow.Institution
}

// eml is a mail as a program of the sender's writes it, byte for byte where a case says so.
type eml struct {
	id, from, to, subject string
	answers               string // a Message-ID
	headers               string // further ones, each with its CRLF
	text, html            string
	files                 []emlFile
	act                   func(*official) // what a person does when it was read
	raw                   string          // instead of all else
}

type emlFile struct {
	name, disposition string // disposition: the whole header field, where the name is not written as it should be
	kind              string
	data              []byte
}

func file(name string, data []byte) emlFile { return emlFile{name: name, data: data} }

// The instants of the year's end, as the council lives it.
const (
	moreAsked = "2018-12-14 09:00" // the request of the trainings' data
	early     = "2018-12-17 10:00" // the period is not over
	late      = "2019-01-15 11:00" // and the trainings' day is today
)

// newRepliesHouse asks each institution for two confirmations and the report in one letter, and for the data
// of the trainings in another.
func newRepliesHouse(t *testing.T) *contentHouse {
	t.Helper()
	h := &contentHouse{realHouse: newRealHouse(t)}
	path := filepath.Join(h.dir, config.PlanFile)
	h.srok(asked, "plan", "import", filepath.Join(h.dir, config.ExamplePlan), "--out", path)
	plan, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(plan), allReport, allReport+"    accept: passing-form\n", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	h.srok(asked, "plan", "approve", "--office", "областен управител", "--task", "report", "--task", "services", "--task", "internal-acts", "--task", "trainings")
	h.srok(asked, "step")
	h.srok(moreAsked, "step")
	return h
}

func (o *official) address() string { return o.institution.Contacts[0] }

// asking is the letter of the two confirmations and the report, training that of the trainings' data.
func (o *official) asking() workflow.Letter {
	return o.request(func(l workflow.Letter) bool { return len(l.Steps) > 1 })
}

func (o *official) training() workflow.Letter {
	return o.request(func(l workflow.Letter) bool { return len(l.Steps) == 1 })
}

func (o *official) request(is func(workflow.Letter) bool) workflow.Letter {
	o.t.Helper()
	all := o.letters(workflow.LetterRequest, o.id)
	i := slices.IndexFunc(all, is)
	if i < 0 {
		o.t.Fatalf("%s: no such request among %d", o.id, len(all))
	}
	return all[i]
}

// filled is the form of an institution's own request, filled in without a fault but for some rows.
func (o *official) filled(changes ...string) []byte { return o.filledOf(o.id, changes...) }

func (o *official) filledOf(id string, changes ...string) []byte {
	answers := maps.Clone(faultless())
	for change := range slices.Chunk(changes, 2) {
		answers[change[0]] = change[1]
	}
	return filledIn(o.t, o.blank(id), answers)
}

// blank is the form as the request carries it.
func (o *official) blank(id string) []byte {
	o.t.Helper()
	if o.blanks[id] == nil {
		path := filepath.Join(o.t.TempDir(), "letter.eml")
		other := official{examined: &examined{contentHouse: o.contentHouse, t: o.t, id: id}}
		o.srok(answered, "outbox", "show", other.asking().Name(), "--out", path)
		raw, err := os.ReadFile(path)
		if err != nil {
			o.t.Fatal(err)
		}
		o.blanks[id] = formFile(o.t, raw)
	}
	return o.blanks[id]
}

// reply is an answer to the letter of the confirmations and the report, with it quoted as the program
// does it that most offices have.
func (o *official) reply(text string, files ...emlFile) eml {
	return o.answering(o.asking(), text, files...)
}

func (o *official) answering(letter workflow.Letter, text string, files ...emlFile) eml {
	quoted := "\n\n________________________________\nОт: ООСППК <" + intakeCouncil + ">\nИзпратено: понеделник, 3 декември 2018 г. 09:00\nДо: " + o.address() + "\nОтносно: " + letter.Subject +
		"\n\nМоля в срок до 31 януари 2019 г. (четвъртък) включително да представите годишен доклад. Ако през периода не са постъпили сигнали, моля да го отбележите в образеца.\n"
	return eml{subject: "RE: " + letter.Subject, answers: letter.MessageID, text: text + quoted, files: files}
}

// fresh is a mail of its own that refers to nothing.
func fresh(subject, text string, files ...emlFile) eml {
	return eml{subject: subject, text: text, files: files}
}

// bytes are the mail as it goes over the wire.
func (m eml) bytes(o *official) []byte {
	if m.raw != "" {
		return []byte(strings.ReplaceAll(m.raw, "\n", "\r\n"))
	}
	var b strings.Builder
	from := m.from
	if from == "" {
		from = fmt.Sprintf("%s <%s>", mime.BEncoding.Encode("utf-8", o.institution.Name), o.address())
	}
	to := m.to
	if to == "" {
		to = intakeCouncil
	}
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\n", from, to, mime.BEncoding.Encode("utf-8", m.subject),
		clockOf(o.t, answered).Format("Mon, 02 Jan 2006 15:04:05 -0700"), m.id)
	if m.answers != "" {
		fmt.Fprintf(&b, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n", m.answers, m.answers)
	}
	b.WriteString(m.headers)
	kind, body := "text/plain", m.text
	if m.html != "" {
		kind, body = "text/html", m.html
	}
	part := func(head string, data []byte) string {
		return head + "Content-Transfer-Encoding: base64\r\n\r\n" + folded(base64.StdEncoding.EncodeToString(data))
	}
	text := part("Content-Type: "+kind+"; charset=utf-8\r\n", []byte(body))
	if len(m.files) == 0 {
		return []byte(b.String() + text)
	}
	b.WriteString("Content-Type: multipart/mixed; boundary=\"--=_Part\"\r\n\r\n----=_Part\r\n" + text)
	for _, f := range m.files {
		disposition := f.disposition
		if disposition == "" {
			disposition = "Content-Disposition: " + mime.FormatMediaType("attachment", map[string]string{"filename": f.name}) + "\r\n"
		}
		kind := f.kind
		if kind == "" {
			kind = "application/octet-stream"
		}
		b.WriteString("\r\n----=_Part\r\n" + part("Content-Type: "+kind+"\r\n"+disposition, f.data))
	}
	return []byte(b.String() + "\r\n----=_Part--\r\n")
}

func folded(s string) string {
	var b strings.Builder
	for line := range slices.Chunk([]byte(s), 76) {
		b.Write(line)
		b.WriteString("\r\n")
	}
	return b.String()
}

// outcomeOf says what became of a message, and for what it was received.
func (o *official) outcomeOf(id string) string {
	o.t.Helper()
	var m shownMessage
	all := o.inboxAll()
	i := slices.IndexFunc(all, func(m workflow.Message) bool { return m.MessageID == id })
	if i < 0 {
		return "lost"
	}
	m.Message = all[i]
	switch {
	case m.Submission == "" && m.Quarantine:
		return "quarantine"
	case m.Verdict == workflow.VerdictHeld:
		return "held"
	case m.Verdict != workflow.VerdictReply:
		return string(m.Verdict)
	case m.Submission == "":
		return "correspondence"
	}
	outcome, tasks := "received", []string{}
	for _, key := range m.Obligations {
		task, _, _ := strings.Cut(key, "/")
		tasks = append(tasks, map[string]string{"internal-acts": "acts"}[task])
		if tasks[len(tasks)-1] == "" {
			tasks[len(tasks)-1] = task
		}
		for _, s := range o.submitted(key) {
			if s.Key == m.Submission && s.Review != workflow.UnderReview {
				outcome = string(s.Review)
			}
		}
	}
	if m.Quarantine {
		outcome = "quarantine"
	}
	slices.Sort(tasks)
	return outcome + " " + strings.Join(tasks, "+")
}

func (o *official) inboxAll() []workflow.Message {
	o.t.Helper()
	var all []workflow.Message
	if err := json.Unmarshal([]byte(o.srok(late, "inbox", "--all", "--json")), &all); err != nil {
		o.t.Fatal(err)
	}
	return all
}

func (o *official) submitted(obligation string) []workflow.Submission {
	o.t.Helper()
	var why struct{ Delivered []workflow.Submission }
	if err := json.Unmarshal([]byte(o.srok(late, "why", obligation, "--json")), &why); err != nil {
		o.t.Fatal(err)
	}
	return why.Delivered
}

// judge feeds the replies of officials to councils, and compares what became of each.
func judge(t *testing.T, replies []officialReply) {
	const most = 20 // to one council, beside two that others may mistake themselves for
	for from := 0; from < len(replies); from += most {
		t.Run(fmt.Sprint("from ", from), func(t *testing.T) {
			t.Parallel()
			judgeIn(t, replies[from:min(from+most, len(replies))])
		})
	}
}

func judgeIn(t *testing.T, replies []officialReply) {
	h := newRepliesHouse(t)
	directory, err := config.ExampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	var institutions []workflow.Institution
	for _, i := range directory.Institutions {
		if !slices.Contains([]string{"oa", "breznik", "zemen"}, i.ID) {
			institutions = append(institutions, i)
		}
	}
	blanks := map[string][]byte{}
	all := make([]*official, len(replies))
	ids := make([]string, len(replies))
	mails := make([][]eml, len(replies))
	for i, r := range replies {
		all[i] = &official{examined: &examined{contentHouse: h, t: t, id: institutions[i].ID, blanks: blanks}, institution: institutions[i]}
		mails[i] = r.send(all[i])
	}
	for _, when := range []string{early, late} {
		for round := 0; ; round++ {
			posted := false
			for i, r := range replies {
				if r.early != (when == early) || round >= len(mails[i]) {
					continue
				}
				m := mails[i][round]
				if m.id == "" {
					m.id = fmt.Sprintf("%s.%d.%d@posta.example", all[i].id, i, round)
				}
				ids[i], posted = m.id, true
				raw := m.bytes(all[i])
				if dir := os.Getenv("SROK_REPLIES"); dir != "" {
					if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(r.name, "/", "-")+fmt.Sprintf("-%d.eml", round)), raw, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				if err := h.dovecot.Put(intakeCouncil, fmt.Sprintf("1544432400.%s%d%d.srok", all[i].id, i, round), raw); err != nil {
					t.Fatal(err)
				}
			}
			if !posted {
				break
			}
			h.srok(when, "step")
			for i, r := range replies {
				if r.early == (when == early) && round < len(mails[i]) && mails[i][round].act != nil {
					mails[i][round].act(all[i])
				}
			}
		}
	}
	for i, r := range replies {
		if got := all[i].outcomeOf(ids[i]); !slices.Contains(strings.Split(r.want, "|"), got) {
			t.Errorf("%s: %s, want %s", r.name, got, r.want)
		}
	}
	h.srok(late, "verify")
}

// formFile is the report form in a letter of ours.
func formFile(t *testing.T, raw []byte) []byte {
	t.Helper()
	var form []byte
	if _, err := mail.Parse(bytes.NewReader(raw), int64(len(raw)), mail.Options{}, func(a mail.Attachment, r io.Reader) error {
		content, err := io.ReadAll(r)
		if strings.HasSuffix(a.Name, ".xlsx") {
			form = content
		}
		return err
	}); err != nil || form == nil {
		t.Fatalf("the letter carries no form, %v", err)
	}
	return form
}
