package engine

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"srok/mail"
	"srok/workflow"
	"srok/workflow/docx"
	"srok/workflow/store"
)

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// printed gives a letter that the records office sends its bytes: one archive of the document and
// its forms. What is in electronic calendars is left out, since the letter may go on paper.
func (e *Engine) printed(now time.Time, d *draft) ([]byte, error) {
	document, err := e.Templates.Document(d.view)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := docx.Write(&b, document); err != nil {
		return nil, err
	}
	letter := mail.File{Name: "pismo-" + string(d.letter.Ref) + ".docx", Type: docxType, Data: b.Bytes()}
	return archived(now, append([]mail.File{letter}, d.files...))
}

func archived(now time.Time, files []mail.File) ([]byte, error) {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, f := range files {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: now.UTC()})
		if err != nil {
			return nil, fmt.Errorf("file %s: %w", f.Name, err)
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, fmt.Errorf("file %s: %w", f.Name, err)
		}
	}
	err := archive.Close()
	return b.Bytes(), err
}

// PrintedFiles takes apart what printed put together, for the records office.
func PrintedFiles(stored []byte) ([]mail.File, error) {
	archive, err := zip.NewReader(bytes.NewReader(stored), int64(len(stored)))
	if err != nil {
		return nil, fmt.Errorf("the letter's files: %w", err)
	}
	var files []mail.File
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			return nil, fmt.Errorf("the letter's files: %s: %w", entry.Name, err)
		}
		data, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			return nil, fmt.Errorf("the letter's files: %s: %w", entry.Name, err)
		}
		files = append(files, mail.File{Name: entry.Name, Data: data})
	}
	return files, nil
}

// numberPrinted records that the records office sent the letter under a number on a day: from then
// on it is followed like any other. The number of one that was sent can be corrected.
func (a Register) numberPrinted(e *Engine, tx *store.Tx, now time.Time, by string, letter workflow.Letter) error {
	first := letter.WaitsForRecords()
	switch {
	case !first && letter.Status != workflow.Taken:
		return &workflow.Refusal{Where: string(a.Ref), What: "it was taken back before it had a number: " + letter.Why,
			Do: "where it has gone out all the same, say so with `srok note`"}
	case a.On.Before(e.today(letter.Composed)):
		return &workflow.Refusal{Where: string(a.Ref), What: fmt.Sprintf("on %s there was no such letter: it is of %s", a.On, e.today(letter.Composed)),
			Do: "give the day on which the records office sent it"}
	}
	if err := tx.Append(now, by, about(workflow.AboutLetter, letter.Key), workflow.LetterNumbered{No: a.Out, On: a.On}); err != nil {
		return err
	}
	for _, step := range letter.Steps {
		if !first && step.Step != workflow.StepRequest { // a corrected day is one more reminder to nobody
			continue
		}
		if err := tx.Append(now, by, about(workflow.AboutObligation, step.Obligation), workflow.StepSent{
			Slot: step.Slot, Letter: letter.Key, On: a.On, Printed: true}); err != nil {
			return err
		}
	}
	return a.numberRequests(tx, now, by, letter)
}

// withdraw cancels the letters that wait for the records office and whose matter was settled
// meanwhile: nobody should number and send them.
func (e *Engine) withdraw(ctx context.Context, now time.Time) error {
	keys, err := e.Store.Read(ctx).OvertakenLetters()
	if err != nil {
		return err
	}
	return together(ctx, keys, func(keys []string) error {
		return e.Store.Write(ctx, func(tx *store.Tx) error {
			for _, key := range keys {
				if err := e.withdrawOne(tx, now, key); err != nil {
					return fmt.Errorf("letter %s: %w", key, err)
				}
			}
			return nil
		})
	})
}

func (e *Engine) withdrawOne(tx *store.Tx, now time.Time, key string) error {
	l, _, err := tx.Letter(key)
	if err != nil || !l.WaitsForNo() && !l.WaitsForRecords() { // another process was faster
		return err
	}
	_, err = e.overtaken(tx, now, l)
	return err
}

// supersede takes back what still waits for the records office when a later step of the same
// obligation has come: of several, the gravest is then written once.
func (e *Engine) supersede(tx *store.Tx, now time.Time, to workflow.Addressee) error {
	if !e.Policy.Hours.Open(now) || to.WrittenOn == e.today(now) {
		return nil
	}
	waiting, err := tx.WaitingOf(to.Institution.ID)
	if err != nil {
		return err
	}
	for _, l := range waiting {
		late, err := e.overdueBy(tx, now, l)
		if err != nil {
			return err
		}
		if late == "" {
			continue
		}
		if err := e.cancel(tx, now, workflow.BySrok, l, "неизпратено, когато дойде следващата стъпка по "+late); err != nil {
			return err
		}
	}
	return nil
}

// overdueBy is an obligation that the letter reminds of and that wants a later step by now.
func (e *Engine) overdueBy(tx *store.Tx, now time.Time, l workflow.Letter) (string, error) {
	for _, step := range l.Steps {
		if step.Step == workflow.StepRequest { // nothing follows before it went out
			continue
		}
		o, _, err := tx.Obligation(step.Obligation)
		if err != nil {
			return "", err
		}
		if o.WantsWriting(e.today(now)) {
			return o.Key, nil
		}
	}
	return "", nil
}
