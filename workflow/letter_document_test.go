package workflow

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// linesOfDocument are the paragraphs of a document, a cell of a table in each.
func linesOfDocument(t testing.TB, document string) string {
	t.Helper()
	var lines []string
	var line strings.Builder
	inText := false
	for decoder := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(lines, "\n") + "\n"
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, document)
		}
		switch e := token.(type) {
		case xml.StartElement:
			inText = e.Name.Local == "t"
			if e.Name.Local == "tab" {
				line.WriteByte(' ')
			}
		case xml.CharData:
			if inText {
				line.Write(e)
			}
		case xml.EndElement:
			inText = false
			if e.Name.Local == "p" {
				lines = append(lines, line.String())
				line.Reset()
			}
		}
	}
}

func TestDocumentGolden(t *testing.T) {
	templates := testTemplates(t)
	want := map[string]bool{"request-report": true, "request-report-0": true, "request-report-21": true, "request-two": true, "remind-report": true, "overdue-two-partial": true,
		"return-2": true, "accept": true, "extension": true}
	for _, c := range letterCases() {
		view := c.view()
		view.Printed, view.Council.Mailbox = true, "council@oa-pernik.example"
		document, err := templates.Document(view)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		text := linesOfDocument(t, document)
		if view.Kind != LetterReceipt && (strings.Contains(text, "електронен календар") || strings.Contains(text, "в темата")) {
			t.Errorf("%s speaks of what only an e-mail has:\n%s", c.name, text)
		}
		if want[c.name] {
			golden(t, "document-"+c.name, text)
		}
	}
}

// Whatever stands in names, titles and remarks, the document is whole and says no more than they do.
func TestDocumentIsAlwaysWellFormed(t *testing.T) {
	templates := testTemplates(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"]]>", "<w:p/>", "&amp;", "<!-- x -->", "\ufffe", "\uffff", "\x00", "\u202eобратно"}))
		view := letterCases()[0].view()
		view.Printed = true
		view.Institution.Name, view.Institution.Addressee = text.Draw(t, "name")+"x", text.Draw(t, "addressee")
		view.Council.Name, view.Council.ChairName = text.Draw(t, "council"), text.Draw(t, "chair")
		view.Parts[0].Items = []string{text.Draw(t, "item")}
		document, err := templates.Document(view)
		if err != nil {
			t.Fatal(err)
		}
		depth := 0
		for decoder := xml.NewDecoder(strings.NewReader(document)); ; {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, document)
			}
			switch token.(type) {
			case xml.StartElement:
				depth++
			case xml.EndElement:
				depth--
			case xml.Comment, xml.ProcInst, xml.Directive:
				t.Fatalf("the document has a %T", token)
			}
		}
		if depth != 0 || strings.Count(document, "<w:tbl>") != 1 {
			t.Fatalf("depth %d in\n%s", depth, document)
		}
	})
}
