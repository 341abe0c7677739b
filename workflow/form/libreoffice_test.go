package form

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"srok/workflow/officetest"

	"github.com/xuri/excelize/v2"
)

// sent are three forms as institutions send them: correct, with a wrong sum, empty.
func sent(t *testing.T) map[string][]byte {
	return map[string][]byte{
		"correct.xlsx": filled(t, breznik, good().withNote("Б6", "повторен сигнал")),
		"wrong.xlsx":   filled(t, breznik, good().with("Б1.2", "1")),
		"empty.xlsx":   filled(t, breznik, Answers{}),
	}
}

func TestThroughLibreOffice(t *testing.T) {
	empty := []string{
		"ред А4: не е посочено „да“ или „не“",
		"редове от Б1 до Б8.3, В1, В2, Г1, Г2, Г3, Г4.1 и Г5: не са посочени числа (когато няма какво да се отчете, се посочва 0)",
		"ред Г7.1: не е посочено „да“ или „не“",
		"ред Г8: не са посочени въведените през годината антикорупционни мерки",
		"ред Д1: не е потвърдено с „да“, че докладът не съдържа лични данни",
	}
	for _, format := range []string{"xlsx", "ods"} {
		t.Run(format, func(t *testing.T) {
			saved := officetest.Convert(t, format, sent(t))
			a := read(t, saved["correct"])
			sameAnswers(t, a, good().withNote("Б6", "повторен сигнал"))
			if a.Header != ownHeader(breznik) {
				t.Errorf("hidden sheet: %+v", a.Header)
			}
			for name, want := range map[string][]string{
				"correct": {},
				"wrong":   {"ред Б1: сборът от Б1.1 до Б1.7 е 4, а е посочено 5"},
				"empty":   empty,
			} {
				f := read(t, saved[name]).Check(breznik)
				if !slices.Equal(f.Issues(), want) || f.PersonalData {
					t.Errorf("%s: issues\n%s\nwant\n%s", name, strings.Join(f.Issues(), "\n"), strings.Join(want, "\n"))
				}
			}
		})
	}
}

// What LibreOffice calculates in the column Проверка is what Check says.
func TestLiveChecksInLibreOffice(t *testing.T) {
	l := newLayout()
	cases := map[string]struct {
		answers Answers
		summary string
		shown   map[string]string // by row code
	}{
		"correct": {good(), "Образецът е попълнен; няма открити пропуски.", nil},
		"empty": {Answers{}, "Редове за попълване или проверка: 39", map[string]string{
			"Б1": "попълнете", "Б3.7": "попълнете", "А4": "попълнете", "Д1": "попълнете", "Г8": "попълнете", "В3": "", "Г1.1": "", "Г6": ""}},
		"nil": {good().with("А4", "да", "Б1", "", "Б1.1", "", "Б1.2", "", "Б1.3", "", "Б1.4", "", "Б1.5", "", "Б1.6", "", "Б1.7", "", "Б2", "",
			"Б3.1", "", "Б3.2", "", "Б3.3", "", "Б3.4", "", "Б3.5", "", "Б3.6", "", "Б3.7", "", "Б4", "6"), "Образецът е попълнен; няма открити пропуски.", nil},
		"wrong": {good().with("Б1.2", "1", "Б2", "9", "Б3.7", "2", "Б5.1", "4", "Б7", "3", "Б8.2", "5", "В2", "3",
			"Г1", "0", "Г4", "15.05.2018", "Г5", "2", "Г6", "", "Г7.2", "", "Г8", ""), "Редове за попълване или проверка: 13", map[string]string{
			"Б1": "сборът от Б1.1 до Б1.7 е 4", "Б2": "повече от посочените в Б1", "Б3": "сборът от Б3.1 до Б3.7 е 7",
			"Б3.7": "посочете вида в Бележка", "Б5": "сборът от Б5.1 до Б5.3 е 6", "Б7": "Б1 + Б4 = 6, а Б5 до Б8 = 8",
			"Б8": "сборът от Б8.1 до Б8.3 е 6", "В2": "повече от В1 – проверете", "Г2": "в Г1 не са посочени обучения",
			"Г4": "дати: 1, а в Г3: 2", "Г6": "попълнете", "Г7.2": "попълнете", "Г8": "попълнете"}},
	}
	files := map[string][]byte{}
	for name, c := range cases {
		files[name+".xlsx"] = filled(t, breznik, c.answers)
	}
	for name, content := range officetest.Convert(t, "xlsx", files) {
		book, err := excelize.OpenReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		cells, err := book.GetRows(visibleSheet)
		if err != nil {
			t.Fatal(err)
		}
		shown := func(line, column int) string {
			if row := cells[line-1]; column < len(row) {
				return row[column]
			}
			return ""
		}
		if got := shown(summaryLine, 0); got != cases[name].summary {
			t.Errorf("%s: the summary says %q, want %q", name, got, cases[name].summary)
		}
		for _, row := range rows {
			want, named := cases[name].shown[row.Code]
			if got := shown(l.line[row.Code], 4); got != want && (named || name != "empty") {
				t.Errorf("%s: row %s shows %q, want %q", name, row.Code, got, want)
			}
		}
	}
}
