package config

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"srok/workflow"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// A directory that was written, as YAML or for Excel, is read back to the same one.
func TestInstitutionsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDirectory(t)
		var text, book bytes.Buffer
		if err := WriteInstitutions(&text, d); err != nil {
			t.Fatal(err)
		}
		back, err := ParseInstitutions("institutions.yaml", text.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, text.String())
		}
		if !reflect.DeepEqual(back, d) {
			t.Fatalf("wrote\n%#v\nread\n%#v\n%s", d, back, text.String())
		}
		if err := WriteInstitutionsXLSX(&book, d); err != nil {
			t.Fatal(err)
		}
		back, err = readList(book.Bytes(), d)
		if err != nil {
			t.Fatalf("%v\n%s", err, text.String())
		}
		if !reflect.DeepEqual(back, d) {
			t.Fatalf("wrote\n%#v\nread\n%#v", d, back)
		}
	})
}

func readList(data []byte, known workflow.Directory) (workflow.Directory, error) {
	return ReadInstitutionsXLSX("list.xlsx", bytes.NewReader(data), int64(len(data)), known)
}

// drawDirectory makes ids and addresses that differ; texts are what YAML or Excel could take
// for their own.
func drawDirectory(t *rapid.T) workflow.Directory {
	text := rapid.OneOf(line, rapid.SampledFrom([]string{"no", "null", "1e3", "0761234", "=1+1", "=HYPERLINK(\"a\")", "_x0041_", "+359 76 1", "2018-01-01", "@", "- a", "a: b", "#"}))
	maybe := rapid.OneOf(rapid.Just(""), text)
	ids := rapid.SliceOfNDistinct(rapid.OneOf(rapid.StringMatching(`[a-z0-9][a-z0-9-]{0,12}`), rapid.SampledFrom([]string{"no", "null", "true", "1e3", "007"})), 10, 10, rapid.ID).Draw(t, "ids")
	everyID := slices.Clone(ids)
	id := func() string { next := ids[0]; ids = ids[1:]; return next }
	n := 0
	address := rapid.Custom(func(t *rapid.T) string {
		n++
		return fmt.Sprintf("%s%d@%s", rapid.SampledFrom([]string{"a", "A.b+", "7", "o'", "no"}).Draw(t, "local"), n, rapid.SampledFrom([]string{"example.bg", "Example.com", "xn--e1a4c.bg"}).Draw(t, "domain"))
	})
	some := func(least int, what string) []string { return none(rapid.SliceOfN(address, least, 3).Draw(t, what)) }
	gender := rapid.SampledFrom([]workflow.Gender{workflow.UnknownGender, workflow.Female, workflow.Male})
	council := workflow.Council{ID: id(), Name: text.Draw(t, "name"), Aliases: none(rapid.SliceOfN(text, 0, 2).Draw(t, "aliases")), Mailbox: "council@example.bg", Chair: address.Draw(t, "chair")}
	d := workflow.Directory{Council: council, Institutions: []workflow.Institution{{ID: council.ID, Name: council.Name, Office: maybe.Draw(t, "office"),
		Gender: gender.Draw(t, "gender"), Contacts: []string{council.Chair}, Phone: maybe.Draw(t, "phone"), Addressee: maybe.Draw(t, "addressee")}}}
	for range rapid.IntRange(1, 3).Draw(t, "groups") {
		g := workflow.Group{ID: id(), Title: rapid.OneOf(text, rapid.SampledFrom(everyID)).Draw(t, "title")}
		for range rapid.IntRange(1, 2).Draw(t, "members") {
			i := workflow.Institution{ID: id(), Name: text.Draw(t, "name"), Code: maybe.Draw(t, "code"), Office: maybe.Draw(t, "office"), Gender: gender.Draw(t, "gender"),
				Contacts: some(1, "contacts"), Cc: some(0, "cc"), Domains: none(rapid.SliceOfN(rapid.SampledFrom([]string{"example.bg", "1.55", "a-b.example.com"}), 0, 2).Draw(t, "domains")),
				Phone: maybe.Draw(t, "phone"), Addressee: maybe.Draw(t, "addressee")}
			if i.Channel = rapid.SampledFrom([]workflow.LetterChannel{workflow.LettersByMail, workflow.LettersByRecords}).Draw(t, "channel"); i.ByRecords() {
				i.Contacts = some(0, "contacts of one that is written to on paper")
			}
			if rapid.Bool().Draw(t, "has superior") {
				i.Superior = address.Draw(t, "superior")
			}
			g.Members, d.Institutions = append(g.Members, i.ID), append(d.Institutions, i)
		}
		d.Groups = append(d.Groups, g)
	}
	return d
}

// handTyped is a list as a secretary types it: a title above, other columns beside, no keys.
var handTyped = [][]any{
	{"Институции по Плана"},
	{"№", " наименование ", "ГРУПА", "E-mail", "Обръщение ", "Телефон", "Копие до"},
	{1, "Община Брезник", "общини", "new@obshtina.example;\nsecond@obshtina.example", "г-жа", 359888123456, ""},
	{},
	{2, "Община  Ябланица", "Общини", "yablanitsa@obshtina.example", "Г-н", "", "cc@obshtina.example, b@obshtina.example"},
	{3, "Дирекция „Полиция“", "Нова група", "mvr@example.bg"},
}

func sheetOf(t testing.TB, rows [][]any, more func(*excelize.File)) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(book)
	}
	data, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

func TestHandTypedList(t *testing.T) {
	known := exampleDirectory(t)
	got, err := readList(sheetOf(t, handTyped, nil), known)
	if err != nil {
		t.Fatal(err)
	}
	want := workflow.Directory{
		Council: known.Council,
		Institutions: []workflow.Institution{known.Institutions[0],
			{ID: "breznik", Name: "Община Брезник", Gender: workflow.Female, Contacts: []string{"new@obshtina.example", "second@obshtina.example"}, Phone: "359888123456"},
			{ID: "obshtina-yablanitsa", Name: "Община  Ябланица", Gender: workflow.Male, Contacts: []string{"yablanitsa@obshtina.example"}, Cc: []string{"cc@obshtina.example", "b@obshtina.example"}},
			{ID: "direktsia-politsia", Name: "Дирекция „Полиция“", Contacts: []string{"mvr@example.bg"}},
		},
		Groups: []workflow.Group{
			{ID: "municipalities", Title: "Общини", Members: []string{"breznik", "obshtina-yablanitsa"}},
			{ID: "nova-grupa", Title: "Нова група", Members: []string{"direktsia-politsia"}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// The file was made by LibreOffice Calc, from a CSV: the telephone of the first is a number.
func TestLibreOfficeList(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "libreoffice.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := readList(data, exampleDirectory(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []workflow.Institution{
		{ID: "breznik", Name: "Община Брезник", Gender: workflow.Female, Contacts: []string{"breznik@obshtina.example", "second@obshtina.example"}, Phone: "359888123456"},
		{ID: "obshtina-yablanitsa", Name: "Община Ябланица", Contacts: []string{"yablanitsa@obshtina.example"}, Phone: "076 1234"},
	}
	if !reflect.DeepEqual(got.Institutions[1:], want) {
		t.Errorf("got\n%+v\nwant\n%+v", got.Institutions[1:], want)
	}
}

// A sheet that unpacks to more than the limit is refused before it is unpacked.
func TestListZipBomb(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	for zeros := make([]byte, 1<<20); err == nil && bomb.Len() < 1<<17; {
		_, err = w.Write(zeros)
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	_, err = readList(bomb.Bytes(), exampleDirectory(t))
	onlyRefused(t, err)
	if err == nil || !strings.Contains(err.Error(), "unzip size") {
		t.Errorf("the bomb of %d bytes gives %v", bomb.Len(), err)
	}
}

// A formula counts as its last value and a link is not followed.
func TestListFormulasAndLinks(t *testing.T) {
	data := sheetOf(t, handTyped, func(book *excelize.File) {
		for _, err := range []error{
			book.SetCellFormula("Sheet1", "A3", `=HYPERLINK("http://127.0.0.1:1/","x")`),
			book.SetCellFormula("Sheet1", "A5", `='[http://127.0.0.1:1/other.xlsx]Sheet1'!A1`),
			book.SetCellHyperLink("Sheet1", "D6", "mailto:elsewhere@example.bg", "External"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	got, err := readList(data, exampleDirectory(t))
	if err != nil {
		t.Fatal(err)
	}
	if last := got.Institutions[3].Contacts; !slices.Equal(last, []string{"mvr@example.bg"}) {
		t.Errorf("contacts %q", last)
	}
}

func TestListRefused(t *testing.T) {
	set := func(cell string, value any) func(*excelize.File) {
		return func(book *excelize.File) {
			if err := book.SetCellValue("Sheet1", cell, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	known := exampleDirectory(t)
	var got strings.Builder
	for _, test := range []struct {
		name string
		data []byte
	}{
		{"no zip", []byte("Ключ;Група")},
		{"empty", sheetOf(t, nil, nil)},
		{"no institution", sheetOf(t, handTyped[:2], nil)},
		{"no group column", sheetOf(t, handTyped, set("C2", "Вид"))},
		{"a misspelt column", sheetOf(t, handTyped, set("F2", "Телифон"))},
		{"a column twice", sheetOf(t, handTyped, set("A2", "Група"))},
		{"no name", sheetOf(t, handTyped, set("B5", ""))},
		{"no group", sheetOf(t, handTyped, set("C5", " "))},
		{"no address", sheetOf(t, handTyped, set("D5", ""))},
		{"a bad address", sheetOf(t, handTyped, set("D3", "ok@example.bg; не е адрес"))},
		{"a Cyrillic copy", sheetOf(t, handTyped, set("G5", "кмет@example.bg"))},
		{"the council's mailbox", sheetOf(t, handTyped, set("D3", "council+x@oa-pernik.example"))},
		{"an address twice in a cell", sheetOf(t, handTyped, set("D3", "a@example.bg; A@example.bg"))},
		{"an address in two rows", sheetOf(t, handTyped, set("D6", "new@obshtina.example"))},
		{"a name twice", sheetOf(t, handTyped, set("B6", "община брезник"))},
		{"a wrong channel", sheetOf(t, append([][]any{{"Наименование", "Група", "Ел. поща", "Канал"}}, []any{"Община", "Общини", "a@example.bg", "факс"}), nil)},
		{"a wrong salutation", sheetOf(t, handTyped, set("E3", "мъж"))},
		{"an invisible character", sheetOf(t, handTyped, set("B6", "Дирекция \u202eПолиция"))},
		{"too many columns", sheetOf(t, handTyped, set("CW5", "x"))},
		{"too many rows", sheetOf(t, handTyped, set("B5001", "Община"))},
		{"a bad key", sheetOf(t, append([][]any{{"Ключ", "Наименование", "Група", "Ел. поща"}}, []any{"Брезник", "Община", "Общини", "a@example.bg"}), nil)},
		{"a key twice", sheetOf(t, [][]any{{"Ключ", "Наименование", "Група", "Ел. поща"}, {"a", "А", "Г", "a@example.bg"}, {"a", "Б", "Г", "b@example.bg"}}, nil)},
		{"the council's key", sheetOf(t, [][]any{{"Ключ", "Наименование", "Група", "Ел. поща"}, {"oa", "А", "Г", "a@example.bg"}}, nil)},
		{"a group's key", sheetOf(t, [][]any{{"Ключ", "Наименование", "Група", "Ел. поща"}, {"municipalities", "А", "Общини", "a@example.bg"}}, nil)},
	} {
		_, err := readList(test.data, known)
		if err == nil {
			t.Errorf("%s: is not refused", test.name)
			continue
		}
		onlyRefused(t, err)
		fmt.Fprintf(&got, "%s\n    %v\n", test.name, err)
	}
	checkGolden(t, got.String())
}

func TestIDOf(t *testing.T) {
	for name, want := range map[string]string{
		"Община Брезник":         "obshtina-breznik",
		"РИОСВ – Перник":         "riosv-pernik",
		"ОД „Земеделие“":         "od-zemedelie",
		"Полиция и юстиция":      "politsia-i-yustitsia",
		"Щъркел Жаба Цю":         "shtarkel-zhaba-tsyu",
		"Шофьор Кьосев":          "shofyor-kyosev",
		"Войи\u0306н":            "voyyn", // a decomposed й
		"„–“":                    "",
		strings.Repeat("щ ", 40): strings.TrimSuffix(strings.Repeat("sht-", 16), "-"),
	} {
		if got := idOf(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func FuzzReadInstitutionsXLSX(f *testing.F) {
	known := exampleDirectory(f)
	f.Add(sheetOf(f, handTyped, nil))
	var b bytes.Buffer
	if err := WriteInstitutionsXLSX(&b, known); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := readList(data, known)
		onlyRefused(t, err)
		if err != nil {
			return
		}
		var text bytes.Buffer
		if err := WriteInstitutions(&text, d); err != nil {
			t.Fatal(err)
		}
		if _, err := ParseInstitutions("institutions.yaml", text.Bytes()); err != nil {
			t.Errorf("what was taken is refused as YAML: %v", err)
		}
	})
}
