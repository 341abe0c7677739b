package planfile

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"srok/workflow"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readText reads the text of a table, one row a line, tabs between the columns. A line
// without a tab is a paragraph; a form feed, like an empty line, is the end of a page.
func readText(name string, data io.ReaderAt, size int64) (*document, error) {
	raw, err := io.ReadAll(io.NewSectionReader(data, 0, size))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	text, err := decodeText(name, raw)
	if err != nil {
		return nil, err
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n").Replace(text)
	doc := &document{name: name}
	for i, line := range strings.Split(text, "\n") {
		r := row{line: i + 1, place: fmt.Sprintf("ред %d", i+1)}
		if strings.Contains(line, "\t") {
			r.table = 1
		}
		for field := range strings.SplitSeq(line, "\t") {
			r.cells = append(r.cells, cell{text: strings.TrimSpace(field)})
		}
		if err := doc.add(r); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

// decodeText takes UTF-8, UTF-16 with its mark, and otherwise windows-1251, which is what
// Bulgarian programs wrote before UTF-8.
func decodeText(name string, raw []byte) (string, error) {
	if bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) || bytes.HasPrefix(raw, []byte{0xFE, 0xFF}) {
		utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return "", &workflow.Refusal{Where: name, What: "the text is not valid UTF-16", Do: "save it as UTF-8"}
		}
		return string(utf16), nil
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", &workflow.Refusal{Where: name, What: "this is not a text file", Do: "save the plan as one of " + Extensions}
	}
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	decoded, err := charmap.Windows1251.NewDecoder().Bytes(raw)
	if err != nil {
		return "", &workflow.Refusal{Where: name, What: "the text is neither UTF-8 nor windows-1251", Do: "save it as UTF-8"}
	}
	return string(decoded), nil
}
