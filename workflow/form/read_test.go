package form

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"srok/workflow"

	"github.com/xuri/excelize/v2"
)

// edited is a filled form after a person's changes.
func edited(t testing.TB, change func(*excelize.File) error) []byte {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(filled(t, breznik, good())))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if err := change(book); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What officials do to a form does not make it another form.
func TestReadTolerates(t *testing.T) {
	l := newLayout()
	at := func(column, code string) string { return fmt.Sprint(column, l.line[code]) }
	for name, change := range map[string]func(*excelize.File) error{
		"codes retyped with Latin letters and look-alikes": func(f *excelize.File) error {
			return errors.Join(f.SetCellStr(visibleSheet, at("A", "А1"), "A1"), f.SetCellStr(visibleSheet, at("A", "В2"), " B2."),
				f.SetCellStr(visibleSheet, at("A", "Б3.4"), "бЗ.4"), f.SetCellStr(visibleSheet, at("A", "Г1.1"), "г 1,1"))
		},
		"rows added": func(f *excelize.File) error {
			return errors.Join(f.InsertRows(visibleSheet, l.line["Б4"], 3), f.InsertRows(visibleSheet, 1, 2),
				f.SetCellStr(visibleSheet, "A1", "Изх. № 12-00-5/15.01.2019 г."))
		},
		"a row moved to the end": func(f *excelize.File) error {
			return errors.Join(f.DuplicateRowTo(visibleSheet, l.line["Б4"], l.last+4), f.RemoveRow(visibleSheet, l.line["Б4"]))
		},
		"a row doubled with the same answer": func(f *excelize.File) error {
			return f.DuplicateRow(visibleSheet, l.line["Г3"])
		},
		"a column put before the codes": func(f *excelize.File) error { return f.InsertCols(visibleSheet, "A", 1) },
		"a column put before the answers, another before the notes": func(f *excelize.File) error {
			return errors.Join(f.InsertCols(visibleSheet, "D", 1), f.InsertCols(visibleSheet, "C", 1))
		},
		"sheets renamed and moved": func(f *excelize.File) error {
			return errors.Join(f.SetSheetName(visibleSheet, "Sheet1"), f.SetSheetName(hiddenSheet, "x"), f.MoveSheet("x", "Sheet1"))
		},
		"the same once more": func(f *excelize.File) error {
			same, err := f.NewSheet("копие")
			return errors.Join(err, f.CopySheet(0, same))
		},
		"a blank one before it": func(f *excelize.File) error {
			to, err := f.NewSheet("попълнен")
			if err = errors.Join(err, f.CopySheet(0, to)); err != nil {
				return err
			}
			for code, line := range l.line {
				if code != "А1" && code != "А2" {
					err = errors.Join(err, f.SetCellValue(visibleSheet, fmt.Sprint("C", line), nil), f.SetCellValue(visibleSheet, fmt.Sprint("D", line), nil))
				}
			}
			return err
		},
		"another sheet with a table": func(f *excelize.File) error {
			_, err := f.NewSheet("Справка")
			return errors.Join(err, f.SetCellStr("Справка", "A1", "А1"), f.SetCellStr("Справка", "C1", "7"))
		},
		"counts typed as text": func(f *excelize.File) error {
			return errors.Join(f.SetCellStr(visibleSheet, at("C", "Б1"), " 5 "), f.SetCellStr(visibleSheet, at("C", "Г2"), "34,0"),
				f.SetCellStr(visibleSheet, at("C", "А4"), "НЕ"))
		},
		"a day typed as text": func(f *excelize.File) error {
			return f.SetCellStr(visibleSheet, at("C", "Г7.2"), "14.12.2018")
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := read(t, edited(t, change))
			sameAnswers(t, a, good())
			if a.Header != ownHeader(breznik) {
				t.Errorf("header %+v", a.Header)
			}
			if f := a.Check(breznik); !f.OK() {
				t.Errorf("faults %q", f.Issues())
			}
		})
	}
}

func TestReadTellsWhatPeopleBroke(t *testing.T) {
	l := newLayout()
	at := func(column, code string) string { return fmt.Sprint(column, l.line[code]) }
	for name, c := range map[string]struct {
		change func(*excelize.File) error
		faults []string
	}{
		"a row deleted": {
			func(f *excelize.File) error { return f.RemoveRow(visibleSheet, l.line["Б4"]) },
			[]string{"ред Б4: не е посочено число (когато няма какво да се отчете, се посочва 0)"},
		},
		"the form once more, with other answers": {
			func(f *excelize.File) error {
				to, err := f.NewSheet("2017")
				return errors.Join(err, f.CopySheet(0, to), f.SetCellInt("2017", at("C", "Г3"), 7))
			},
			[]string{"на лист 3 има още един образец с други данни; изпраща се само попълненият за периода"},
		},
		"a thousand or one": {
			func(f *excelize.File) error { return f.SetCellStr(visibleSheet, at("C", "Г2"), "1.000") },
			[]string{"ред Г2: посочено е „1.000“, а се изисква цяло число (когато няма какво да се отчете – 0)"},
		},
		"words beside a number, a dash": {
			func(f *excelize.File) error {
				return errors.Join(f.SetCellStr(visibleSheet, at("C", "Г2"), "34 души"), f.SetCellStr(visibleSheet, at("C", "Г5"), "-"))
			},
			[]string{"ред Г2: посочено е „34 души“, а се изисква цяло число (когато няма какво да се отчете – 0)",
				"ред Г5: посочено е „-“, а се изисква цяло число (когато няма какво да се отчете – 0)"},
		},
		"a row doubled with another answer": {
			func(f *excelize.File) error {
				return errors.Join(f.DuplicateRow(visibleSheet, l.line["Г3"]), f.SetCellInt(visibleSheet, fmt.Sprint("C", l.line["Г3"]+1), 7))
			},
			[]string{"ред Г3: редът се среща повече от веднъж с различни данни"},
		},
		"an ЕГН on another sheet": {
			func(f *excelize.File) error {
				_, err := f.NewSheet("Лист " + madeUpEGN)
				return errors.Join(err, f.SetCellInt("Лист "+madeUpEGN, "B7", 7501020018))
			},
			[]string{"клетка B7 на лист 3: съдържа число, което отговаря на ЕГН; лични данни не се посочват"},
		},
		"an ЕГН in a comment": {
			func(f *excelize.File) error {
				return f.AddComment(visibleSheet, excelize.Comment{Cell: at("C", "Б1"), Text: "виж " + madeUpEGN})
			},
			[]string{"коментар на лист 1: съдържа число, което отговаря на ЕГН; лични данни не се посочват"},
		},
		"an ЕГН in an added row": {
			func(f *excelize.File) error {
				return f.SetCellStr(visibleSheet, fmt.Sprint("B", l.last+3), "подател: "+madeUpEGN)
			},
			[]string{fmt.Sprintf("клетка B%d на лист 1: съдържа число, което отговаря на ЕГН; лични данни не се посочват", l.last+3)},
		},
		"more rows than are read": {
			func(f *excelize.File) error { return f.SetCellStr(visibleSheet, fmt.Sprint("A", maxRows+1), "x") },
			[]string{"файлът съдържа данни извън образеца, които не могат да бъдат прегледани"},
		},
		"a column beyond all": {
			func(f *excelize.File) error { return f.SetCellStr(visibleSheet, "XFD1", "x") },
			[]string{"файлът съдържа данни извън образеца, които не могат да бъдат прегледани"},
		},
		"a formula without a stored value": {
			func(f *excelize.File) error {
				return errors.Join(f.SetCellDefault(visibleSheet, at("C", "Г5"), ""), f.SetCellFormula(visibleSheet, at("C", "Г5"), `WEBSERVICE("http://x.example/")`))
			},
			[]string{"ред Г5: посочено е „формула без стойност“, а се изисква цяло число (когато няма какво да се отчете – 0)"},
		},
		"an error value": {
			func(f *excelize.File) error { return f.SetCellStr(visibleSheet, at("C", "Г5"), "#REF!") },
			[]string{"ред Г5: посочено е „#REF!“, а се изисква цяло число (когато няма какво да се отчете – 0)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, edited(t, c.change)).Check(breznik)
			if !slices.Equal(f.Issues(), c.faults) {
				t.Errorf("faults %q\nwant   %q", f.Issues(), c.faults)
			}
		})
	}
}

// A formula's stored value is the answer, wherever the formula points.
func TestFormulasAreNotCalculated(t *testing.T) {
	cell := fmt.Sprint("C", newLayout().line["Г5"])
	for _, formula := range []string{`[1]Лист1!$A$1`, `'http://x.example/[a.xlsx]S'!A1`, `cmd|'/c calc'!A0`, `1/0`} {
		file := edited(t, func(f *excelize.File) error { return f.SetCellFormula(visibleSheet, cell, formula) })
		file = replacePart(t, file, "xl/worksheets/sheet1.xml", func(xml string) string {
			i := strings.Index(xml, `<c r="`+cell+`"`)
			end := i + strings.Index(xml[i:], "</f>") + len("</f>")
			if rest := xml[end:]; strings.HasPrefix(rest, "<v>") {
				end += strings.Index(rest, "</v>") + len("</v>")
			}
			open := strings.Index(xml[i:], "<f>") + i
			return xml[:open] + xml[open:open+strings.Index(xml[open:], "</f>")] + "</f><v>17</v>" + xml[end:]
		})
		if got := read(t, file).value("Г5"); got != "17" {
			t.Errorf("%s: read %q, want the stored 17", formula, got)
		}
	}
}

// replacePart changes one part of an archive.
func replacePart(t testing.TB, file []byte, name string, change func(string) string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range archive.File {
		if part.Name != name {
			if err := w.Copy(part); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var content bytes.Buffer
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := content.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		if err := writePart(w, name, change(content.String())); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// archiveOf makes a zip file of parts: name, content, name, content …
func archiveOf(t testing.TB, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for pair := range slices.Chunk(parts, 2) {
		if err := writePart(w, pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// liar is a part that declares one byte and unpacks to many.
func liar(t testing.TB, name string) []byte {
	t.Helper()
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := deflate.Write(make([]byte, maxUnpacked+1)); err != nil {
		t.Fatal(err)
	}
	if err := deflate.Close(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(packed.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func otherWorkbook(t testing.TB) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	if err := errors.Join(book.SetCellStr("Sheet1", "A1", "А1"), book.SetCellStr("Sheet1", "A2", "Б1")); err != nil {
		t.Fatal(err)
	}
	buf, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func notForms(t testing.TB) map[string][]byte {
	form := filled(t, breznik, good())
	return map[string][]byte{
		"nothing":                nil,
		"one byte":               []byte("P"),
		"text":                   []byte("Уважаеми г-н председател, изпращаме доклада."),
		"PDF":                    []byte("%PDF-1.4\n%%EOF"),
		"old Office":             append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...),
		"half a form":            form[:len(form)/2],
		"an empty archive":       archiveOf(t),
		"a Word document":        archiveOf(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<w:document/>"),
		"another workbook":       otherWorkbook(t),
		"a workbook without any": archiveOf(t, "xl/workbook.xml", "<workbook/>"),
		"a broken workbook":      archiveOf(t, "xl/workbook.xml", "<workbook><sheets><sheet"),
		"an empty .ods":          archiveOf(t, "content.xml", "<office/>"),
		"a broken .ods":          archiveOf(t, "content.xml", "<office"),
		"entities of entities":   archiveOf(t, "content.xml", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>`),
		"a bomb of XML":          archiveOf(t, "xl/workbook.xml", strings.Repeat("\x00", maxXML+1)),
		"a bomb of pictures":     archiveOf(t, "xl/workbook.xml", "", "xl/media/a.png", strings.Repeat("\x00", maxUnpacked+1)),
		"a bomb of many":         archiveOf(t, slices.Concat([]string{"content.xml", ""}, slices.Repeat([]string{"a", ""}, maxParts))...),
		"a workbook that lies":   liar(t, "xl/workbook.xml"),
		"an .ods that lies":      liar(t, "content.xml"),
		"a million rows":         archiveOf(t, "content.xml", odsTable(`<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>`)),
		"deep nesting":           archiveOf(t, "content.xml", strings.Repeat("<a>", 100_000)),
	}
}

func odsTable(rows string) string {
	return `<office:document-content xmlns:office="` + nsOffice + `" xmlns:table="` + nsTable + `" xmlns:text="` + nsText +
		`"><table:table table:name="x">` + rows + `</table:table></office:document-content>`
}

func TestNotForm(t *testing.T) {
	for name, file := range notForms(t) {
		_, err := Read(bytes.NewReader(file), int64(len(file)))
		var other *NotForm
		if !errors.As(err, &other) || other.Why == "" {
			t.Errorf("%s: error %v, want a *NotForm", name, err)
		}
	}
}

// A reader that fails is not a file that is no form: it is read again later.
func TestReadErrorIsKept(t *testing.T) {
	_, err := Read(failing{}, 100)
	var other *NotForm
	if !errors.Is(err, os.ErrClosed) || errors.As(err, &other) {
		t.Errorf("error %v", err)
	}
}

type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, os.ErrClosed }

// Files that LibreOffice saved are read where there is no LibreOffice too.
func TestSavedByLibreOffice(t *testing.T) {
	for _, name := range []string{"testdata/libreoffice.xlsx", "testdata/libreoffice.ods"} {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sameAnswers(t, read(t, file), good().withNote("Б6", "повторен сигнал"))
	}
}

// FuzzRead feeds it whole files, and files whose one interesting part is the data.
func FuzzRead(f *testing.F) {
	form := filled(f, breznik, good())
	f.Add(byte(0), form)
	for _, file := range notForms(f) {
		if len(file) < 1<<16 {
			f.Add(byte(0), file)
		}
	}
	f.Add(byte(1), []byte(odsTable(`<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>`)))
	f.Add(byte(2), []byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>А1</t></is></c><c r="C1"><f>1/0</f><v>1e9</v></c></row></sheetData></worksheet>`))
	f.Add(byte(3), []byte(`<sst><si><t>А1</t></si><si><r><t>Б</t></r><r><t>1</t></r></si></sst>`))
	f.Fuzz(func(t *testing.T, as byte, data []byte) {
		file := data
		switch as % 4 {
		case 1:
			file = archiveOf(t, "content.xml", string(data))
		case 2:
			file = replacePart(t, form, "xl/worksheets/sheet1.xml", func(string) string { return string(data) })
		case 3:
			file = replacePart(t, form, stringsPart, func(string) string { return string(data) })
		}
		a, err := Read(bytes.NewReader(file), int64(len(file)))
		var other *NotForm
		if err != nil && !errors.As(err, &other) {
			t.Fatalf("error %v", err)
		}
		for _, finding := range texts(a.Check(breznik).Faults) {
			if workflow.FindEGN(finding) {
				t.Fatalf("an ЕГН is quoted: %s", finding)
			}
		}
	})
}
