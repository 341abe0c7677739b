package workflow

import "slices"

// Content is what was seen in a file when it was taken in, and a person should know before
// opening it.
type Content string

const (
	ContentPersonal   Content = "personal-data"
	ContentVirus      Content = "virus"
	ContentExecutable Content = "executable"
	ContentMacros     Content = "macros"
	ContentEncrypted  Content = "encrypted"
	ContentBomb       Content = "bomb"
	ContentUnread     Content = "not-looked-into" // no one but a person can see what it says
	ContentUnscanned  Content = "not-scanned"     // the virus scanner is set up and has not seen it
)

// Words is what was seen, as officials read it.
func (c Content) Words() string {
	switch c {
	case ContentPersonal:
		return "лични данни"
	case ContentVirus:
		return "вирус"
	case ContentExecutable:
		return "изпълним файл"
	case ContentMacros:
		return "съдържа макроси"
	case ContentEncrypted:
		return "шифрован"
	case ContentBomb:
		return "архив, който не бива да се разопакова"
	case ContentUnread:
		return "не е прегледан автоматично"
	case ContentUnscanned:
		return "непроверен за вируси"
	}
	return string(c)
}

// quarantines reports whether a file in which this was seen is neither shown nor sent on.
func (c Content) quarantines() bool { return c == ContentPersonal || c == ContentVirus }

// Quarantined reports whether the file is kept, but neither shown nor sent on.
func (f File) Quarantined() bool { return slices.ContainsFunc(f.Seen, Content.quarantines) }

// Has reports whether something was seen in the file.
func (f File) Has(c Content) bool { return slices.Contains(f.Seen, c) }

// Quarantined reports whether one of the files is.
func Quarantined(files []File) bool { return slices.ContainsFunc(files, File.Quarantined) }

// Virus is what a scanner found in a file.
type Virus struct {
	SHA256 string `json:"sha256"`
	Name   string `json:"name"` // as the scanner calls it
}

// scanned are the files after a scanner saw what it had not seen; of those that are too large for it
// it has seen none.
func scanned(files []File, viruses []Virus, tooLarge []string) []File {
	files = slices.Clone(files)
	for i, f := range files {
		f.Seen = slices.DeleteFunc(slices.Clone(f.Seen), func(c Content) bool {
			return c == ContentUnscanned && !slices.Contains(tooLarge, f.SHA256)
		})
		at := slices.IndexFunc(viruses, func(v Virus) bool { return v.SHA256 == f.SHA256 })
		if at >= 0 {
			f.Seen, f.Virus = append(f.Seen, ContentVirus), viruses[at].Name
		}
		if len(f.Seen) == 0 {
			f.Seen = nil
		}
		files[i] = f
	}
	return files
}

// withHidden adds the viruses that were found in what the text shows: images, which are no files
// of the message otherwise.
func withHidden(files []File, viruses []Virus) []File {
	for _, v := range viruses {
		if !slices.ContainsFunc(files, func(f File) bool { return f.SHA256 == v.SHA256 }) {
			files = append(files, File{SHA256: v.SHA256, Seen: []Content{ContentVirus}, Virus: v.Name})
		}
	}
	return files
}

// What stands for a text that personal data was found in.
const (
	hiddenName    = "(името съдържа лични данни)"
	hiddenSubject = "(темата съдържа лични данни)"
)

// Shown is the file as it may be shown: personal data in its name is not repeated.
func (f File) Shown() File {
	if FindEGN(f.Name) {
		f.Name = hiddenName
	}
	f.Inside = slices.Clone(f.Inside)
	for i, inner := range f.Inside {
		if FindEGN(inner.Name) {
			f.Inside[i].Name = hiddenName
		}
	}
	return f
}

// Shown is the message as it may be shown: without personal data in what it was called.
func (m Message) Shown() Message {
	if FindEGN(m.Subject) {
		m.Subject = hiddenSubject
	}
	m.Files = shownFiles(m.Files)
	m.Warnings = slices.Clone(m.Warnings) // they name files
	for i, w := range m.Warnings {
		if FindEGN(w) {
			m.Warnings[i] = hiddenName
		}
	}
	return m
}

// Shown is the submission as it may be shown.
func (s Submission) Shown() Submission {
	s.Files = shownFiles(s.Files)
	return s
}

func shownFiles(files []File) []File {
	if files == nil {
		return nil
	}
	shown := make([]File, len(files))
	for i, f := range files {
		shown[i] = f.Shown()
	}
	return shown
}
