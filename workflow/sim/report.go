package sim

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"

	"srok/workflow"
	"srok/workflow/form"
)

// report is the form as an institution fills it in.
func (w *World) report(i *institution, o workflow.Obligation, kind answerKind) form.Answers {
	number := func(least, most int, what string) int {
		return w.between(least, most, "report", i.ID, string(o.Period), what)
	}
	from, to := o.Period.Range()
	cells := map[string]form.Cell{}
	count := func(code string, n int) { cells[code] = form.Cell{Value: strconv.Itoa(n)} }
	text := func(code, s string) { cells[code] = form.Cell{Value: s} }

	signals := number(0, 4, "signals")
	if kind == completed {
		signals = 0
	}
	text("А1", i.Name)
	text("А2", from.Short()+" – "+to.Short())
	text("А3", []string{"главен експерт", "секретар на общината", "директор на дирекция „Обща администрация“"}[number(0, 2, "office")])
	text("А4", yesNo(signals == 0))
	for _, code := range []string{"Б1.1", "Б1.2", "Б1.3", "Б1.4", "Б1.5", "Б1.6", "Б1.7", "Б2", "Б3.1", "Б3.2", "Б3.3", "Б3.4", "Б3.5", "Б3.6", "Б3.7",
		"Б5.2", "Б6", "Б8", "Б8.1", "Б8.2", "Б8.3", "В1", "В2"} {
		count(code, 0)
	}
	byPost := min(signals, number(0, 3, "by post"))
	count("Б1", signals)
	count("Б1.1", byPost)
	count("Б1.2", signals-byPost)
	licences := min(signals, number(0, 4, "licences"))
	count("Б3.2", licences)
	count("Б3.3", signals-licences)
	carried := number(0, 1, "carried")
	going := min(signals+carried, number(0, 1, "going"))
	closed := signals + carried - going
	founded := min(closed, number(0, 1, "founded"))
	count("Б4", carried)
	count("Б5", closed)
	count("Б5.1", founded)
	count("Б5.3", closed-founded)
	count("Б7", going)
	count("В1", founded)
	text("В3", "Извършени са проверки по постъпилите сигнали и са дадени указания на служителите.")
	trainings := number(0, 2, "trainings")
	count("Г1", trainings)
	count("Г2", trainings*number(6, 25, "trained"))
	if trainings > 0 {
		text("Г1.1", fmt.Sprintf("Етично поведение и конфликт на интереси – %s", w.dayIn(o.Period, to, i.ID, "training").Short()))
	}
	count("Г3", 1)
	text("Г4", w.dayIn(o.Period, to, i.ID, "open doors").Short())
	count("Г4.1", number(4, 30, "visitors"))
	text("Г4.2", page(i)+"/otvoreni-vrati")
	count("Г5", number(1, 5, "acts"))
	text("Г6", page(i)+"/aktove")
	text("Г7.1", "да")
	text("Г7.2", w.dayIn(o.Period, to, i.ID, "updated").Short())
	text("Г7.3", page(i)+"/uslugi")
	text("Г8", measures[number(0, len(measures)-1, "measures")])
	text("Д1", "да")
	if kind == wrongForm {
		count("Б1.2", signals-byPost+1)
		count("Б1", signals+2)
	}
	return form.Answers{Cells: cells}
}

var measures = []string{
	"Утвърдени са вътрешни правила за деклариране на конфликт на интереси; въведена е ротация на служителите с контролни функции.",
	"Въведен е двоен контрол при издаването на разрешителни; поставени са кутии за сигнали.",
	"Публикуван е регистър на проверките; проведен е инструктаж на служителите за етично поведение.",
}

func yesNo(yes bool) string {
	if yes {
		return "да"
	}
	return "не"
}

// page is the institution's site.
func page(i *institution) string { return "https://www." + i.ID + ".example" }

// dayIn picks a working day of a period that is not after a limit.
func (w *World) dayIn(p workflow.Period, limit workflow.Date, about ...string) workflow.Date {
	from, to := p.Range()
	if limit.Before(to) {
		to = limit
	}
	days := max(to.DaysSince(from)-5, 1)
	day := w.cal.Previous(from.AddDays(2 + w.below(days, append(about, "day in", string(p))...)))
	if day.Before(from) {
		return w.cal.Next(from)
	}
	return day
}

// wordDocument is the smallest .docx that Word opens.
func wordDocument(text string) ([]byte, error) {
	var b, escaped bytes.Buffer
	if err := xml.EscapeText(&escaped, []byte(text)); err != nil {
		return nil, err
	}
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + escaped.String() + `</w:t></w:r></w:p></w:body></w:document>`},
	} {
		f, err := z.Create(part.name)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(xml.Header + part.content)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// scannedPage is a PDF of one empty page; what a scanner saw of it is in no text.
func scannedPage(id string) []byte {
	return fmt.Appendf(nil, "%%PDF-1.4\n%% %s\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n", id)
}
