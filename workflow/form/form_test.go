package form

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"srok/workflow"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var breznik = Header{
	Institution: "Община Брезник", InstitutionID: "breznik", Period: "2018", Ref: "SROK-7K3M9QX",
	Council: "Областен обществен съвет за превенция и противодействие на корупцията", PlanTitle: "Плана за действие за 2018 г.",
}

// madeUpEGN has the form of an ЕГН and belongs to nobody in particular.
const madeUpEGN = "7501020018"

// good is a form without a fault or a warning.
func good() Answers {
	return answersOf(map[string]string{
		"А1": "Община Брезник", "А2": "01.01.2018 – 31.12.2018", "А3": "началник на отдел", "А4": "не",
		"Б1": "5", "Б1.1": "1", "Б1.2": "2", "Б1.3": "0", "Б1.4": "1", "Б1.5": "0", "Б1.6": "1", "Б1.7": "0", "Б2": "1",
		"Б3.1": "2", "Б3.2": "1", "Б3.3": "1", "Б3.4": "0", "Б3.5": "1", "Б3.6": "0", "Б3.7": "0",
		"Б4": "1", "Б5": "3", "Б5.1": "1", "Б5.2": "1", "Б5.3": "1", "Б6": "1", "Б7": "1", "Б8": "1", "Б8.1": "1", "Б8.2": "0", "Б8.3": "0",
		"В1": "1", "В2": "1", "В3": "Въведено е правилото на „четирите очи“.\nСменен е съставът на комисията.",
		"Г1": "2", "Г1.1": "Конфликт на интереси – 12.04.2018 г.\nЗащита на сигнализиращи – 03.10.2018 г.", "Г2": "34",
		"Г3": "2", "Г4": "15.05.2018; 09.11.2018", "Г4.1": "41", "Г4.2": "https://breznik.example/otvoreni-vrati\nhttps://breznik.example/noemvri",
		"Г5": "1", "Г6": "www.breznik.example/aktove", "Г7.1": "да", "Г7.2": "14.12.2018", "Г7.3": "https://breznik.example/uslugi",
		"Г8": "Кодекс за поведение; ротация на служителите в касите.", "Д1": "да",
	})
}

func answersOf(values map[string]string) Answers {
	a := Answers{Cells: map[string]Cell{}}
	for code, value := range values {
		a.Cells[code] = Cell{Value: value}
	}
	return a
}

// with changes answers: code, value, code, value …; an empty value empties the row.
func (a Answers) with(pairs ...string) Answers {
	a.Cells = maps.Clone(a.Cells)
	for pair := range slices.Chunk(pairs, 2) {
		cell := a.Cells[pair[0]]
		cell.Value = pair[1]
		a.Cells[pair[0]] = cell
		if cell == (Cell{}) {
			delete(a.Cells, pair[0])
		}
	}
	return a
}

func (a Answers) withNote(code, note string) Answers {
	a.Cells = maps.Clone(a.Cells)
	a.Cells[code] = Cell{a.Cells[code].Value, note}
	return a
}

func newTemplate(t testing.TB) *Template {
	t.Helper()
	template, err := NewTemplate()
	if err != nil {
		t.Fatal(err)
	}
	return template
}

func filled(t testing.TB, h Header, a Answers) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := newTemplate(t).WriteFilled(&out, h, a); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, file []byte) Answers {
	t.Helper()
	a, err := Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func sameAnswers(t *testing.T, got, want Answers) {
	t.Helper()
	for _, row := range rows {
		if got.Cells[row.Code] != want.Cells[row.Code] {
			t.Errorf("row %s: read %q, want %q", row.Code, got.Cells[row.Code], want.Cells[row.Code])
		}
	}
}

// ownHeader is what a form's hidden sheet carries of a header.
func ownHeader(h Header) Header {
	return Header{Institution: h.Institution, InstitutionID: h.InstitutionID, Period: h.Period, Ref: h.Ref}
}

func TestWrittenFormReadsBack(t *testing.T) {
	a := read(t, filled(t, breznik, good()))
	sameAnswers(t, a, good())
	if a.Header != ownHeader(breznik) || a.Ref() != breznik.Ref {
		t.Errorf("header %+v", a.Header)
	}
	if f := a.Check(breznik); !f.OK() || len(f.Warnings) > 0 {
		t.Errorf("findings of a good form: %+v", f)
	}
}

func TestEmptyFormIsPrefilled(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, breznik); err != nil {
		t.Fatal(err)
	}
	a := read(t, out.Bytes())
	sameAnswers(t, a, answersOf(map[string]string{"А1": "Община Брезник", "А2": "01.01.2018 – 31.12.2018"}))
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for cell, want := range map[string]string{
		"A1": "ГОДИШЕН ДОКЛАД",
		"A2": "за сигналите за корупция и предприетите антикорупционни мерки за периода 01.01.2018 – 31.12.2018 г.",
		"A3": breznik.Council + " · в изпълнение на " + breznik.PlanTitle,
		"E4": "Обозначение: SROK-7K3M9QX",
	} {
		if got, _ := book.GetCellValue(visibleSheet, cell); got != want {
			t.Errorf("%s holds %q, want %q", cell, got, want)
		}
	}
	if visible, _ := book.GetSheetVisible(hiddenSheet); visible {
		t.Error("the sheet with the ref is visible")
	}
}

// Only answers and notes can be written into; what is prefilled cannot.
func TestLocks(t *testing.T) {
	l := newLayout()
	book, err := l.build()
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	locked := func(cell string) bool {
		id, err := book.GetCellStyle(visibleSheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := book.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		return style.Protection == nil || style.Protection.Locked
	}
	if protection, err := book.GetSheetProtection(visibleSheet); err != nil || !protection.SelectUnlockedCells {
		t.Fatalf("the sheet is not protected: %+v, %v", protection, err)
	}
	for _, row := range rows {
		fixed := row.Type == TypeHeader || row.Code == "А1" || row.Code == "А2"
		for column, want := range map[string]bool{codeColumn: true, indicatorColumn: true, answerColumn: fixed, noteColumn: fixed, checkColumn: true} {
			if got := locked(fmt.Sprint(column, l.line[row.Code])); got != want {
				t.Errorf("row %s, column %s: locked is %v", row.Code, column, got)
			}
		}
	}
}

// The same form twice is the same bytes: a letter made again after a crash is the same letter.
func TestWriteIsDeterministic(t *testing.T) {
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := newTemplate(t).Write(out, breznik); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two forms of one header differ")
	}
}

// One template serves all who compose letters at once.
func TestTemplateIsShared(t *testing.T) {
	template := newTemplate(t)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			h := breznik
			h.Ref = fmt.Sprint("SROK-", i)
			var out bytes.Buffer
			if err := template.Write(&out, h); err != nil {
				t.Error(err)
				return
			}
			if a, err := Read(bytes.NewReader(out.Bytes()), int64(out.Len())); err != nil || a.Ref() != h.Ref {
				t.Errorf("read ref %q, %v; wrote %q", a.Ref(), err, h.Ref)
			}
		})
	}
	wait.Wait()
}

// Names come from a file of the council's, but a form must open whatever is in it.
func TestHostileHeader(t *testing.T) {
	h := Header{
		Institution: "=HYPERLINK(\"http://x.example\")<&>\x00\r\n\u202eобърнато {{ref}} " + strings.Repeat("дълго ", 200), InstitutionID: "a\"b<c>",
		Period: "2018-Q3", Ref: "SROK-1", Council: "]]> <x/>", PlanTitle: "\ufffe\xff",
	}
	var out bytes.Buffer
	if err := newTemplate(t).Write(&out, h); err != nil {
		t.Fatal(err)
	}
	a := read(t, out.Bytes())
	if a.value("А1") != tidy(h.Institution) || len([]rune(a.value("А1"))) != maxPrefilled {
		t.Errorf("А1 holds %q", a.value("А1"))
	}
	if a.value("А2") != "01.07.2018 – 30.09.2018" || a.Header.InstitutionID != h.InstitutionID {
		t.Errorf("А2 %q, header %+v", a.value("А2"), a.Header)
	}
}

// Whatever is answered comes back, or is at least not taken for something else.
func TestRoundTrip(t *testing.T) {
	template := newTemplate(t)
	rapid.Check(t, func(t *rapid.T) {
		want := Answers{Cells: map[string]Cell{}}
		for _, row := range rows {
			cell := Cell{Value: drawAnswer(t, row), Note: strings.TrimSpace(rapid.StringMatching(`[а-я0-9 <&"]{0,12}`).Draw(t, "note"))}
			if row.Type == TypeHeader || cell == (Cell{}) {
				continue
			}
			want.Cells[row.Code] = cell
		}
		var out bytes.Buffer
		if err := template.WriteFilled(&out, Header{}, want); err != nil {
			t.Fatal(err)
		}
		got, err := Read(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(got.Cells, want.Cells) {
			t.Fatalf("read %v\nwrote %v", got.Cells, want.Cells)
		}
	})
}

func drawAnswer(t *rapid.T, row Row) string {
	switch row.Type {
	case TypeInt:
		return rapid.SampledFrom([]string{"", "0", "1", "21", "999999999", "-3", "няма", "2,5"}).Draw(t, row.Code)
	case TypeYesNo, TypeYes:
		return rapid.SampledFrom([]string{"", yes, no, "може би"}).Draw(t, row.Code)
	case TypeDate:
		day := workflow.Date{Year: 2017, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 1000).Draw(t, row.Code))
		return rapid.SampledFrom([]string{"", formatDate(day), "скоро"}).Draw(t, row.Code)
	}
	return strings.TrimSpace(rapid.StringMatching(`[А-Яа-я0-9 ;=+\n<&>"-]{0,30}`).Draw(t, row.Code))
}

func BenchmarkWrite(b *testing.B) {
	template := newTemplate(b)
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := template.Write(&out, breznik); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}

func BenchmarkWriteFilled(b *testing.B) {
	template := newTemplate(b)
	for b.Loop() {
		var out bytes.Buffer
		if err := template.WriteFilled(&out, breznik, good()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewTemplate(b *testing.B) {
	for b.Loop() {
		newTemplate(b)
	}
}

func BenchmarkRead(b *testing.B) {
	file := filled(b, breznik, good())
	for b.Loop() {
		read(b, file)
	}
}
