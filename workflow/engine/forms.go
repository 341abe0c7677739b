package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path"
	"slices"
	"strings"

	"srok/mail"
	"srok/mail/content"
	"srok/workflow"
	"srok/workflow/form"
)

// formIn is a report form that a message brought: as a file of its own, or in a ZIP.
type formIn struct {
	form.Answers
	sha  string // SHA-256 of the form itself
	file string // of the attachment that it is or lies in
	at   int    // which one of the message that is
	// asked are the obligations that it is for, as a person says, or as the letter did whose ref it holds.
	asked []string
}

// comesIn says which attachment the form is, or lies in.
func (f *formIn) comesIn(attachment string) {
	f.file = attachment
	if f.sha == "" {
		f.sha = attachment
	}
}

// takeForm takes in a form with the letter that it names.
func (in *arrival) takeForm(f formIn) {
	if ref, ok := workflow.ParseRef(f.Ref()); ok {
		in.FormRefs = append(in.FormRefs, ref)
	}
	in.forms = append(in.forms, f)
}

func (in *arrival) takeForms(from unzipped) {
	for _, f := range from.forms {
		in.takeForm(f)
	}
}

// readForm reads the report form in a file, where it is one. Some other document is no fault of the
// sender.
func readForm(file *content.Spool) (form.Answers, bool) {
	answers, err := form.Read(file, file.Size())
	return answers, err == nil
}

// Limits of what is made of one archive.
const (
	mostInside = 100 // files that are listed
	mostForms  = 50  // archives in it that are tried as a form: each is unpacked for it
)

// unzipped is what was found in an archive, file by file.
type unzipped struct {
	files    []workflow.Inner
	forms    []formIn
	tried    int
	personal bool // in a name
	more     bool // than is read here
}

// list takes one file of an archive, as if it had been attached beside it.
func (a *unzipped) list(name string, file *content.Spool) {
	if isLitter(name) {
		return
	}
	inner := workflow.Inner{Name: mail.ArchivedName(name)}
	a.personal = a.personal || workflow.FindEGN(inner.Name)
	if file != nil {
		inner.SHA256 = hashOfFile(file)
		a.tryForm(inner.SHA256, file)
	}
	if len(a.files) == mostInside {
		a.more = true
		return
	}
	a.files = append(a.files, inner)
}

func (a *unzipped) tryForm(sha string, file *content.Spool) {
	start := make([]byte, 2)
	if _, err := file.ReadAt(start, 0); err != nil || string(start) != "PK" || sha == "" || file.Size() > formLimit {
		return
	}
	if a.tried == mostForms {
		a.more = true
		return
	}
	a.tried++
	if answers, is := readForm(file); is {
		a.forms = append(a.forms, formIn{Answers: answers, sha: sha})
	}
}

// isLitter knows what systems put into archives of themselves, and signatures, which in a mail are no
// files either.
func isLitter(name string) bool {
	folder, _, _ := strings.Cut(name, "/")
	return mail.IsSignature(name) || folder == "__MACOSX" || slices.Contains([]string{".DS_Store", "Thumbs.db", "desktop.ini"}, path.Base(name))
}

// hashOfFile is empty where the file cannot be read back.
func hashOfFile(file *content.Spool) string {
	sum := sha256.New()
	if _, err := io.Copy(sum, file.Reader()); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// onlyOurs: an archive of nothing but what a letter of ours carried.
func onlyOurs(f workflow.File, ours map[string]bool) bool {
	return len(f.Inside) > 0 && !slices.ContainsFunc(f.Inside, func(i workflow.Inner) bool { return !ours[i.SHA256] })
}
