package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"srok/config"
	"srok/mail"
	"srok/workflow"
)

const (
	asked    = "2018-12-03 09:00" // the requests go out
	answered = "2018-12-10 11:00" // the replies lie in the mailbox
)

// contentHouse is a council on real servers that has asked; replies are laid into its mailbox and
// all that is looked at are the commands.
type contentHouse struct {
	*realHouse
	posted int
}

// shownMessage is what `inbox show --json` prints.
type shownMessage struct {
	workflow.Message
	Text    string
	Written []string
}

// How a plan says who reports and how: as it was imported, and otherwise.
const (
	allReport            = "    whom: [municipalities, territorial-units]\n    nil: [I.4, VI.1]\n"
	municipalitiesReport = "    whom: [municipalities]\n    nil: [I.4, VI.1]\n"
)

// newContentHouse asks for the report. keys are changed in srok.yaml; report takes the place of
// allReport in the plan.
func newContentHouse(t *testing.T, keys [][2]string, report string) *contentHouse {
	t.Helper()
	h := &contentHouse{realHouse: newRealHouse(t)}
	if err := setKeys(filepath.Join(h.dir, config.File), keys); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(h.dir, config.PlanFile)
	h.srok(asked, "plan", "import", filepath.Join(h.dir, config.ExamplePlan), "--out", path)
	plan, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(plan, []byte(allReport)) {
		t.Fatalf("the plan lacks %q", allReport)
	}
	if err := os.WriteFile(path, bytes.Replace(plan, []byte(allReport), []byte(report), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	h.srok(asked, "plan", "approve", "--office", "областен управител", "--task", "report")
	h.srok(asked, "step")
	return h
}

// institution finds one of the example's.
func (h *contentHouse) institution(id string) workflow.Institution {
	h.t.Helper()
	directory, err := config.ExampleDirectory()
	if err != nil {
		h.t.Fatal(err)
	}
	i := slices.IndexFunc(directory.Institutions, func(i workflow.Institution) bool { return i.ID == id })
	if i < 0 {
		h.t.Fatalf("there is no institution %s", id)
	}
	return directory.Institutions[i]
}

// letters are those of a kind that went to an institution, as the outbox has them.
func (h *contentHouse) letters(kind workflow.LetterKind, institution string) []workflow.Letter {
	h.t.Helper()
	var all []workflow.Letter
	if err := json.Unmarshal([]byte(h.srok(answered, "outbox", "--all", "--json")), &all); err != nil {
		h.t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(l workflow.Letter) bool { return l.Kind != kind || l.Institution != institution })
}

// letter is the one letter of a kind to an institution, as it was sent, with its files.
func (h *contentHouse) letter(kind workflow.LetterKind, institution string) (*mail.Message, map[string][]byte) {
	h.t.Helper()
	found := h.letters(kind, institution)
	if len(found) != 1 {
		h.t.Fatalf("%d letters (%s) to %s", len(found), kind, institution)
	}
	path := filepath.Join(h.t.TempDir(), "letter.eml")
	h.srok(answered, "outbox", "show", found[0].Name(), "--out", path)
	raw, err := os.ReadFile(path)
	if err != nil {
		h.t.Fatal(err)
	}
	files := map[string][]byte{}
	m, err := mail.Parse(bytes.NewReader(raw), int64(len(raw)), mail.Options{}, func(a mail.Attachment, r io.Reader) error {
		content, err := io.ReadAll(r)
		files[a.Name] = content
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return m, files
}

// reply lays an institution's answer to its request into the mailbox. What o names itself, its
// sender, subject or recipients, stays; with a subject of its own it refers to nothing.
func (h *contentHouse) reply(institution string, o mail.Outgoing) (messageID string) {
	h.t.Helper()
	request, _ := h.letter(workflow.LetterRequest, institution)
	if o.From == "" {
		o.From = h.institution(institution).Contacts[0]
	}
	if o.To == nil {
		o.To = []string{intakeCouncil}
	}
	if o.Subject == "" {
		o.Subject, o.InReplyTo = "Re: "+request.Subject, request.MessageID
	}
	h.posted++
	o.MessageID = fmt.Sprintf("otgovor-%d@%s.example", h.posted, institution)
	o.Date = clockOf(h.t, answered)
	raw, err := mail.Compose(o)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.dovecot.Put(intakeCouncil, fmt.Sprintf("1544432400.reply%d.srok", h.posted), raw); err != nil {
		h.t.Fatal(err)
	}
	return o.MessageID
}

// message is what brought the last submission for an obligation, as `inbox show` has it.
func (h *contentHouse) message(when, obligation string) shownMessage {
	h.t.Helper()
	var why struct{ Delivered []workflow.Submission }
	if err := json.Unmarshal([]byte(h.srok(when, "why", obligation, "--json")), &why); err != nil {
		h.t.Fatal(err)
	}
	if len(why.Delivered) == 0 {
		h.t.Fatalf("nothing came for %s", obligation)
	}
	var shown shownMessage
	if err := json.Unmarshal([]byte(h.srok(when, "inbox", "show", why.Delivered[len(why.Delivered)-1].Message, "--json")), &shown); err != nil {
		h.t.Fatal(err)
	}
	return shown
}

// word makes the smallest .docx that a word processor opens: a paragraph of runs, as it splits a
// text.
func word(t *testing.T, runs ...string) []byte {
	t.Helper()
	const office = "http://schemas.openxmlformats.org/"
	return zipped(t,
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="`+office+`package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels", `<?xml version="1.0"?><Relationships xmlns="`+office+`package/2006/relationships"><Relationship Id="r1" Type="`+office+
			`officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="`+office+`wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>`+
			strings.Join(runs, "</w:t></w:r><w:r><w:t>")+`</w:t></w:r></w:p></w:body></w:document>`)
}

// zipped is an archive of files: name, content, name, content …
func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for file := range slices.Chunk(files, 2) {
		w, err := z.Create(file[0])
		if err == nil {
			_, err = io.WriteString(w, file[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// numbered are the numbered lines of a letter, without their numbers, which must be 1, 2, 3 …
func numbered(t *testing.T, text string) []string {
	t.Helper()
	var items []string
	for line := range strings.Lines(text) {
		if item, ok := strings.CutPrefix(line, fmt.Sprintf("%d. ", len(items)+1)); ok {
			items = append(items, strings.TrimSpace(item))
		}
	}
	return items
}
