package engine

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"srok/mail"
	"srok/mail/content"
	"srok/workflow"
)

const (
	// formLimit is the largest file that is looked at as a form, in bytes. Ours has some 15 KB.
	formLimit = 4 << 20
	// lookLimit is the largest file that is looked into at all, in bytes.
	lookLimit = 64 << 20
	// unpackLimit is how much of one message is unpacked to look into it, in bytes.
	unpackLimit = 256 << 20
	// pdfTime is how long another program may take for the PDFs of one message.
	pdfTime = 30 * time.Second
	// slowPDFs is how many PDFs may take too long in one pass; then no other is looked into in it:
	// what someone sends on purpose must not hold up the intake.
	slowPDFs = 3
)

// Scanner finds viruses. An error says that the file was not scanned.
type Scanner interface {
	Scan(ctx context.Context, file io.Reader) (mail.Scan, error)
}

// looked is what was seen in one attachment.
type looked struct {
	seen   []workflow.Content
	virus  string
	again  bool             // the scanner could not be asked
	inside []workflow.Inner // of an archive
}

func (l *looked) see(c workflow.Content, is bool) {
	if is {
		l.seen = append(l.seen, c)
	}
}

func (l looked) quarantined() bool { return workflow.File{Seen: l.seen}.Quarantined() }

// lookInto reads an attachment by its content and not by its name: what a person must be warned
// of, personal data, viruses, and the report form where it is one. What nothing can be told of
// goes by unread.
func (e *Engine) lookInto(ctx context.Context, in *arrival, a mail.Attachment, r io.Reader) (looked, error) {
	var l looked
	l.see(workflow.ContentPersonal, workflow.FindEGN(a.Name))
	start := make([]byte, content.MarkLength)
	n, err := io.ReadFull(r, start)
	if err := ignoreShort(err); err != nil {
		return l, err
	}
	whole := io.MultiReader(strings.NewReader(string(start[:n])), r)
	if !in.seek.Knows(a.Name, start[:n]) {
		l.see(workflow.ContentExecutable, content.IsProgramName(a.Name))
		e.scan(ctx, &l, whole)
		return l, nil
	}
	file, err := content.Take(whole, lookLimit)
	if errors.Is(err, content.ErrTooLarge) {
		l.see(workflow.ContentUnread, true)
		l.see(workflow.ContentUnscanned, e.Scanner != nil)
		return l, nil
	}
	if err != nil {
		return l, err
	}
	defer file.Close()
	var zip unzipped
	seek := in.seek
	seek.Inside = zip.list
	found := content.Look(file, a.Name, seek)
	l.inside = zip.files
	in.takeForms(zip)
	l.see(workflow.ContentPersonal, (found.Hit || zip.personal) && !workflow.FindEGN(a.Name))
	l.see(workflow.ContentExecutable, found.Executable || content.IsProgramName(a.Name))
	l.see(workflow.ContentMacros, found.Macros)
	l.see(workflow.ContentEncrypted, found.Encrypted)
	l.see(workflow.ContentBomb, found.Bomb)
	l.see(workflow.ContentUnread, found.Unread || zip.more)
	e.scan(ctx, &l, file.Reader())
	if file.Size() <= formLimit {
		if answers, is := readForm(file); is {
			in.takeForm(formIn{Answers: answers})
		}
	}
	return l, nil
}

// seek is what no file of a message may hold, and what may be spent to find it. The beginning of
// what its PDFs say is kept for guesses, and what is to be known of packed files is noted.
func (e *Engine) seek(ctx context.Context, printed *beginning, notes *[]string) content.Seek {
	left := int64(unpackLimit)
	s := content.Seek{Text: workflow.FindEGN, Number: workflow.FindNumericEGN, Left: &left, Packed: mail.IsPacked, Unpack: unpacker(notes)}
	if e.PDFText == nil {
		return s
	}
	s.PDF = func(file *os.File, w io.Writer) error {
		if e.slowPDFs.Load() >= slowPDFs {
			return errTooSlow
		}
		err := e.PDFText(ctx, file, io.MultiWriter(w, printed))
		if errors.Is(err, context.DeadlineExceeded) {
			e.slowPDFs.Add(1)
		}
		return err
	}
	return s
}

// beginning keeps the first bytes that are written to it.
type beginning struct{ text []byte }

func (b *beginning) Write(p []byte) (int, error) {
	b.text = append(b.text, p[:min(len(p), workflow.CitedWithin-len(b.text))]...)
	return len(p), nil
}

var errTooSlow = errors.New("the last ones took too long")

// scan asks the scanner about a file. One that does not answer is not asked again in this pass:
// it would hold up every message by its timeout.
func (e *Engine) scan(ctx context.Context, l *looked, file io.Reader) {
	if e.Scanner == nil {
		return
	}
	if !e.scannerFails.Load() {
		scan, err := e.Scanner.Scan(ctx, file)
		if err == nil {
			l.virus = scan.Virus
			l.see(workflow.ContentVirus, scan.Virus != "")
			l.see(workflow.ContentUnscanned, scan.TooLarge)
			return
		}
		e.scannerFails.Store(true)
		e.Log.Warn("the virus scanner does not answer: what arrives is scanned later", "error", err)
	}
	l.see(workflow.ContentUnscanned, true)
	l.again = true
}

// unpack holds a mail that is encoded or signed inside another one, as files are held that are
// looked into.
func unpack(r io.Reader, limit int64) (mail.Spooled, error) {
	held, err := content.Take(r, limit)
	if errors.Is(err, content.ErrTooLarge) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return held, nil
}

// unpacker hands out the files in a mail that was saved as a file, in a signed file or in what Outlook
// packs, and the mail's text. What it is warned of, who signed above all, it notes.
func unpacker(notes *[]string) func(string, *content.Spool, func(string, io.Reader) error) error {
	return func(name string, file *content.Spool, each func(name string, r io.Reader) error) error {
		packed, err := mail.Unpack(name, file, file.Size(), mail.Options{Spool: unpack},
			func(a mail.Attachment, r io.Reader) error { return each(a.Name, r) })
		var noMail *mail.Unreadable
		switch {
		case errors.As(err, &noMail): // a text that only begins like one
			return nil
		case errors.Is(err, mail.ErrEncrypted):
			return content.ErrLocked
		case err != nil:
			return err
		}
		*notes = append(*notes, packed.Warnings...)
		return each("", strings.NewReader("\n"+packed.Text))
	}
}

func ignoreShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// virusFindings say what to correct because of viruses, for the letter that sends the files back.
func virusFindings(files []workflow.File) []string {
	var findings []string
	for _, f := range files {
		if f.Has(workflow.ContentVirus) {
			findings = append(findings, "файлът „"+f.Shown().Name+"“ съдържа вирус и не е отворен; моля да изпратите проверен файл")
		}
	}
	return findings
}
