package workflow

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
)

// What a mail program must not need, and what a dark theme could not turn: pictures, styles from
// elsewhere, scripts, and colours of text or ground.
var notInMail = regexp.MustCompile(`(?i)<(img|style|script|link|iframe|form|video|svg)\b|url\(|src=|href=|class=|[ ;"](background|background-color|color|bgcolor)\s*[:=]`)

// Every letter and digest is laid out for Outlook, Gmail and Roundcube, for a dark theme, without
// pictures, and so that a program that reads it aloud knows tables of layout from those of data.
func TestHTMLForMailPrograms(t *testing.T) {
	templates := testTemplates(t)
	check := func(name, page string) {
		t.Helper()
		if found := notInMail.FindString(page); found != "" {
			t.Errorf("%s has %q", name, found)
		}
		for _, must := range []string{`<html lang="bg">`, `<meta name="color-scheme" content="light dark">`, "<!--[if mso]><table", "max-width:"} {
			if !strings.Contains(page, must) {
				t.Errorf("%s lacks %s", name, must)
			}
		}
		if problem := untidy(page); problem != "" {
			t.Errorf("%s: %s", name, problem)
		}
	}
	for _, c := range letterCases() {
		letter, err := templates.Letter(c.view())
		if err != nil {
			t.Fatal(err)
		}
		check(c.name, letter.HTML)
	}
	for _, view := range sampleDigests() {
		digest, err := templates.Digest(view)
		if err != nil {
			t.Fatal(err)
		}
		check("digest", digest.HTML)
	}
}

// untidy walks the page and says what is wrong with its tables: a cell of text that names no font
// (Outlook would take Times for it), or a table that is neither of layout nor has heads with a scope.
func untidy(page string) string {
	decoder := xml.NewDecoder(strings.NewReader(page))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	type table struct{ layout, heads bool }
	var tables []table
	var cells []bool // whether each open cell names a font
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return ""
		}
		if err != nil {
			return err.Error()
		}
		switch e := token.(type) {
		case xml.StartElement:
			attributes := map[string]string{}
			for _, a := range e.Attr {
				attributes[a.Name.Local] = a.Value
			}
			switch e.Name.Local {
			case "table":
				tables = append(tables, table{layout: attributes["role"] == "presentation"})
			case "th":
				if attributes["scope"] != "col" {
					return "a head of a column has no scope"
				}
				tables[len(tables)-1].heads = true
				fallthrough
			case "td":
				cells = append(cells, strings.Contains(attributes["style"], "font-family:"))
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "table":
				last := tables[len(tables)-1]
				tables = tables[:len(tables)-1]
				if last.layout == last.heads {
					return "a table is neither of layout nor of data"
				}
			case "td", "th":
				cells = cells[:len(cells)-1]
			}
		case xml.CharData:
			if len(strings.TrimSpace(string(e))) > 0 && len(cells) > 0 && !cells[len(cells)-1] {
				return "no font for " + string(e)
			}
		}
	}
}
