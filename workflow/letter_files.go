package workflow

import (
	"fmt"
	"strings"
)

// fileRow is a file as a receipt or a return names it.
type fileRow struct {
	Number int
	Name   string
	Size   string
	SHA256 string // in hex
}

// Limits of what a letter says about files: a foreign mail may hold thousands, with long names.
const (
	mostFileRows    = 50
	longestFileName = 120 // characters
)

// fileRows names the files, and says how many more there are. A name that holds an ЕГН is not
// repeated: personal data is never quoted.
func fileRows(files []File) (rows []fileRow, more int) {
	for i, f := range files[:min(len(files), mostFileRows)] {
		name := shortFileName(f.Shown().Name)
		if name == "" {
			name = "(без име)"
		}
		rows = append(rows, fileRow{Number: i + 1, Name: name, Size: sizeWords(f.Size), SHA256: f.SHA256})
	}
	return rows, len(files) - len(rows)
}

// shortFileName cuts the middle out of a long name, since its end says what sort of file it is.
func shortFileName(name string) string {
	runes := []rune(name)
	if len(runes) <= longestFileName {
		return name
	}
	const tail = 20
	return string(runes[:longestFileName-tail-1]) + "…" + string(runes[len(runes)-tail:])
}

// sizeWords is a size with the decimal comma: „1 байт“, „24,6 KB“.
func sizeWords(bytes int64) string {
	if bytes < 1024 {
		return plural(int(bytes), "байт", "байта")
	}
	size, unit := float64(bytes)/1024, "KB"
	for _, larger := range []string{"MB", "GB"} {
		if size < 1023.95 { // 1023,95 KB would be shown as 1024,0 KB
			break
		}
		size, unit = size/1024, larger
	}
	return strings.Replace(fmt.Sprintf("%.1f %s", size, unit), ".", ",", 1)
}

// reviewedFiles are those that an answer to a submission names: none where personal data was
// found, since a name could tell it.
func (v LetterView) reviewedFiles() []File {
	switch {
	case v.Receipt != nil:
		return v.Receipt.Files
	case v.Return != nil && !v.Return.PersonalData:
		return v.Return.Files
	}
	return nil
}
