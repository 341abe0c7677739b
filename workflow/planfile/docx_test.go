package planfile_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// zipOf makes an archive of parts, given as name, content, name, content ….
func zipOf(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// word makes a .docx of a body, as Word writes it but for everything that is no text.
func word(t testing.TB, body string, more ...string) []byte {
	t.Helper()
	return zipOf(t, append([]string{"word/document.xml", `<w:document ` + wordNS + `><w:body>` + body + `</w:body></w:document>`}, more...)...)
}

func wp(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }

// tr is a row of cells; one that begins with < is given as it is.
func tr(cells ...string) string {
	var b strings.Builder
	for _, c := range cells {
		if !strings.HasPrefix(c, "<") {
			c = "<w:tc>" + wp(c) + "</w:tc>"
		}
		b.WriteString(c)
	}
	return "<w:tr>" + b.String() + "</w:tr>"
}

func tbl(rows ...string) string { return "<w:tbl>" + strings.Join(rows, "") + "</w:tbl>" }

var head = tr("№", "Мярка", "Срок", "Отговорник", "Индикатор", "Резултат")

// What LibreOffice does not write but Word does.
func TestWordMarkup(t *testing.T) {
	title := wp("План за действие за 2018 г.")
	for name, c := range map[string]struct{ body, want string }{
		"content controls": {"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>" +
			tbl(head, "<w:sdt><w:sdtContent>"+tr("1.", "<w:sdt><w:sdtContent><w:tc>"+wp("Обучения")+"</w:tc></w:sdtContent></w:sdt>", "м. май", "общини", "", "")+"</w:sdtContent></w:sdt>") +
			"</w:sdtContent></w:sdt>", "1|Обучения|м. май|общини"},
		"tracked changes and hyperlinks": {tbl(head, tr("1.",
			"<w:tc><w:p><w:ins><w:r><w:t xml:space='preserve'>Публикуване </w:t></w:r></w:ins><w:del><w:r><w:delText>не</w:delText></w:r></w:del>"+
				"<w:hyperlink><w:r><w:t>на сайта</w:t></w:r></w:hyperlink><w:moveFrom><w:r><w:t>махнато</w:t></w:r></w:moveFrom></w:p></w:tc>",
			"м. май", "общини", "", "")), "1|Публикуване на сайта|м. май|общини"},
		"a deleted row": {tbl(head, "<w:tr><w:trPr><w:del/></w:trPr><w:tc>"+wp("9.")+"</w:tc><w:tc>"+wp("махнато")+"</w:tc></w:tr>",
			tr("1.", "Обучения", "м. май", "общини", "", "")), "1|Обучения|м. май|общини"},
		"a header on each page": {tbl(head, tr("1.", "Обучения", "м. май", "общини", "", ""), head, tr("2.", "Проекти", "м. юни", "общини", "", "")),
			"1|Обучения|м. май|общини\n2|Проекти|м. юни|общини"},
		"a table for each page": {tbl(head, tr("1.", "Обучения за", "м. май", "общини", "", "")) + wp("") + tbl(tr("", "всички", "", "", "", ""), tr("2.", "Проекти", "м. юни", "общини", "", "")),
			"1|Обучения за всички|м. май|общини\n2|Проекти|м. юни|общини"},
		"columns that are counted": {tbl(head, tr("1", "2", "3", "4", "5", "6"), tr("1.", "Обучения", "м. май", "общини", "", "")), "1|Обучения|м. май|общини"},
		"a numeral in a column of its own": {tbl(head, tr("ІІ.", "Втори раздел", "", "", "", ""), tr("1.", "Обучения", "м. май", "общини", "", "")),
			"II.1|Обучения|м. май|общини"},
		"one number over two rows": {tbl(head, tr("<w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"+wp("1.")+"</w:tc>", "Обучения", "м. май", "общини", "", ""),
			tr("<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>", "Семинари", "м. юни", "", "", "")), "1|Обучения\nСеминари|м. май\nм. юни|общини"},
		"breaks, tabs and hyphens": {tbl(head, tr("1.", "<w:tc><w:p><w:r><w:t>а</w:t><w:br/><w:t>б</w:t><w:tab/><w:t>в</w:t><w:noBreakHyphen/><w:t>г</w:t></w:r></w:p></w:tc>", "м. май", "общини", "", "")),
			"1|а\nб в-г|м. май|общини"},
		"a text box, once": {tbl(head, tr("1.", "Обучения", "м. май", "общини", "", "")) +
			"<w:p><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>каре</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>каре</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:p>",
			"1|Обучения|м. май|общини"},
		"Latin letters in the header": {tbl(tr("№", "Mяpкa", "Cpoк", "Oтгoвopник", "", ""), tr("1.", "Обучения", "м. май", "общини", "", "")), "1|Обучения|м. май|общини"},
		"a table in a cell":           {tbl(head, tr("1.", "<w:tc>"+tbl(tr("а", "б"))+"<w:p/></w:tc>", "м. май", "общини", "", "")), "1|а \x7c б|м. май|общини"},
	} {
		t.Run(name, func(t *testing.T) {
			draft := load(t, "plan.docx", word(t, title+c.body))
			var got []string
			for _, m := range draft.Measures {
				got = append(got, strings.Join([]string{m.Key, m.Text, m.Term, m.Responsible}, "|"))
			}
			if s := strings.Join(got, "\n"); s != c.want {
				t.Errorf("got  %q\nwant %q", s, c.want)
			}
			if name == "a text box, once" {
				warned(t, draft, "абзац 2: „каре“")
			}
		})
	}
}

// Automatic numbers come from the list, the level and the style.
func TestWordNumbering(t *testing.T) {
	numbering := `<w:numbering ` + wordNS + `>
		<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
			<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
		<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
		<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:numbering>`
	styles := `<w:styles ` + wordNS + `><w:style w:styleId="Nomer"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`
	section := func(s string) string {
		return `<w:tr><w:tc><w:tcPr><w:gridSpan w:val="6"/></w:tcPr><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>` + s + `</w:t></w:r></w:p></w:tc></w:tr>`
	}
	number := `<w:tc><w:p><w:pPr><w:pStyle w:val="Nomer"/></w:pPr></w:p></w:tc>`
	bullet := `<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t>общини</w:t></w:r></w:p></w:tc>`
	row := tr(number, "Обучения", "м. май", bullet, "", "")
	draft := load(t, "plan.docx", word(t, wp("План за 2018 г.")+tbl(head, section("Първи"), row, row, section("Втори"), row),
		"word/numbering.xml", numbering, "word/styles.xml", styles))
	var got []string
	for _, m := range draft.Measures {
		got = append(got, fmt.Sprint(m.Key, " ", m.SectionTitle, " ", m.Responsible))
	}
	if want := "I.1 Първи общини, I.2 Първи общини, II.1 Втори общини"; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// takesLong leaves a test out with -short, by which the race detector's pass runs: it unpacks bombs,
// and nothing in this package runs beside anything else.
func takesLong(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes long: not with -short")
	}
}

func TestRefusedWord(t *testing.T) {
	takesLong(t)
	deep := strings.Repeat("<w:tbl><w:tr><w:tc>", 500)
	for name, c := range map[string]struct {
		data []byte
		must string
	}{
		"no zip":            {[]byte("%PDF-1.4"), "plan.docx: this is not a .docx document"},
		"an empty file":     {nil, "no zip"},
		"no text inside":    {zipOf(t, "xl/workbook.xml", "<a/>"), "not a Word document"},
		"broken XML":        {word(t, "<w:p><w:r>"), "damaged"},
		"an entity bomb":    {zipOf(t, "word/document.xml", `<!DOCTYPE a [<!ENTITY b "bbbb">]><w:p>&b;</w:p>`), "damaged"},
		"a zip bomb":        {word(t, wp(strings.Repeat("а", 40<<20))), "unpacks to more than"},
		"a large paragraph": {word(t, "<w:p>"+strings.Repeat("<w:r><w:t>"+strings.Repeat("а", 1000)+"</w:t></w:r>", 100)+"</w:p>"), "more than 64 kB"},
		"10,000 columns":    {word(t, tbl(tr(slices.Repeat([]string{"x"}, 10_000)...))), "columns"},
		"a huge span":       {word(t, tbl("<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2000000000'/></w:tcPr><w:p/></w:tc></w:tr>")), "columns"},
		"tables in tables":  {word(t, deep), "nests"},
		"no deadline":       {word(t, wp("План за 2018 г.")+tbl(tr("№", "Мярка", "Отговорник"), tr("1.", "Обучения", "общини"))), "plan.docx: таблица 1, ред 1: the table has no column „Срок“"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, "plan.docx", c.data, c.must) })
	}
}
