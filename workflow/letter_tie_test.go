package workflow

import (
	"strings"
	"testing"
	"time"
)

func TestTied(t *testing.T) {
	for text, want := range map[string]string{
		"до 31 януари 2018 г. (сряда)":                                         "до 31~януари 2018~г. (сряда)",
		"вх. № РД-12-1/03.12.2018 г., в 14:05 ч.":                              "вх. №~РД-12-1/03.12.2018~г., в 14:05~ч.",
		"(и още 4 искания), 2 файла":                                           "(и още 4~искания), 2 файла",
		"остават 10 работни дни, чл. 12, тел. 076":                             "остават 10~работни дни, чл.~12, тел.~076",
		"мерки I.4, V.2 и VI.1 и мярка 5, две мерки":                           "мерки~I.4, V.2 и VI.1 и мярка~5, две мерки",
		`<td style="x; word-break:break-word;">отчет 2018 г.docx</td> 2018 г.`: `<td style="x; word-break:break-word;">отчет 2018 г.docx</td> 2018~г.`,
	} {
		if got := strings.ReplaceAll(tied(text), "\u00a0", "~"); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// No letter, digest or document that is laid out goes over to the next line before „г.“; the plain
// text and the names of files have blanks as they came.
func TestLaidOutTextIsTied(t *testing.T) {
	templates := testTemplates(t)
	const file = "Отчет за 2018 г. на общината.docx"
	loose := func(name, page string) {
		t.Helper()
		page = strings.ReplaceAll(page, file, "")
		if i := strings.Index(page, " г."); i >= 0 {
			t.Errorf("%s: loose „г.“ in %s", name, page[max(0, i-60):i+4])
		}
	}
	for _, c := range letterCases() {
		view := c.view()
		if view.Receipt != nil {
			view.Receipt.Files = append(view.Receipt.Files, File{Name: file, Size: 1})
		}
		letter, err := templates.Letter(view)
		if err != nil {
			t.Fatal(err)
		}
		loose(c.name, letter.HTML)
		if strings.Contains(letter.Plain+letter.Subject, "\u00a0") {
			t.Errorf("%s: the plain text is searched", c.name)
		}
		if view.Receipt != nil && len(view.Receipt.Files) < 20 && !strings.Contains(letter.HTML, file) {
			t.Errorf("%s: the file's name did not survive", c.name)
		}
		document, err := templates.Document(view)
		if err != nil {
			t.Fatal(err)
		}
		loose(c.name, document)
	}
	for _, view := range sampleDigests() {
		view.Now = time.Date(2019, time.February, 11, 8, 0, 0, 0, time.UTC)
		digest, err := templates.Digest(view)
		if err != nil {
			t.Fatal(err)
		}
		loose("digest", digest.HTML)
	}
}
