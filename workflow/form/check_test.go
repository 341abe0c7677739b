package form

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"srok/workflow"

	"pgregory.net/rapid"
)

// checkCases show each check beside what just passes it. rows names the row of form.tsv
// whose check is shown.
var checkCases = []struct {
	row   string
	fault string // the one finding of fails; "!" before it: a warning
	fails Answers
	holds Answers
}{
	{"А1", "ред А1: посочено е „Община Трън“, а докладът е поискан от Община Брезник",
		good().with("А1", "Община Трън"), good().with("А1", "ОБЩИНА „БPEЗНИК“ ")},
	{"А1", "ред А1: не е посочена институцията", good().with("А1", ""), good()},
	{"А2", "ред А2: посочен е период 01.01.2017 – 31.12.2017 г. вместо 01.01.2018 – 31.12.2018 г., за който е поискан докладът",
		good().with("А2", "01.01.2017 – 31.12.2017"), good().with("А2", "от 1.1.2018 г. до 31.12.2018 г.")},
	{"А2", "ред А2: посочено е „през годината“, а се изискват първият и последният ден на периода (дд.мм.гггг – дд.мм.гггг)",
		good().with("А2", "през годината"), good().with("А2", "2018 г.")},
	{"А2", "ред А2: посочено е „31.12.2018 – 01.01.2018“, а се изискват първият и последният ден на периода (дд.мм.гггг – дд.мм.гггг)",
		good().with("А2", "31.12.2018 – 01.01.2018"), good().with("А2", "1 януари 2018 г. - 31 декември 2018 г.")},
	{"А2", "ред А2: не е посочен отчетният период", good().with("А2", ""), good().with("А2", "2018-01-01 – 2018-12-31")},
	{"А3", "!ред А3: изглежда, че е посочено име на лице; посочва се само длъжност",
		good().with("А3", "инж. Иван Петров, секретар"), good().with("А3", "Секретар на община Брезник")},
	{"А3", "!ред А3: изглежда, че е посочено име на лице; посочва се само длъжност",
		good().with("А3", "М. Иванова"), good().with("А3", "Началник отдел „Правна дейност“")},
	{"А3", "!ред А3: не е посочена длъжността на изготвилия доклада", good().with("А3", ""), good()},
	{"А4", "ред А4: посочено е, че няма постъпили сигнали, а такива са отчетени в редове от Б1 до Б1.2, Б1.4, Б1.6, от Б2 до Б3.3 и Б3.5",
		good().with("А4", "да"), noSignals()},
	{"А4", "редове от Б1 до Б3.7: не са посочени числа (когато няма какво да се отчете, се посочва 0)",
		noSignals().with("А4", "не"), noSignals()},
	{"А4", "ред Б4: не е посочено число (когато няма какво да се отчете, се посочва 0)",
		noSignals().with("Б4", ""), noSignals()},
	{"А4", "!ред А4: посочено е „не“, а броят на постъпилите сигнали в ред Б1 е 0",
		zeros(noSignals(), nilCovers).with("А4", "не"), zeros(noSignals(), nilCovers)},
	{"А4", "ред А4: не е посочено „да“ или „не“", good().with("А4", ""), good().with("А4", "Не.")},
	{"А4", "ред А4: посочено е „няма“, а се изисква „да“ или „не“", good().with("А4", "няма"), good().with("А4", " НЕ ")},
	{"Б1.7", "ред Б1: сборът от Б1.1 до Б1.7 е 3, а е посочено 5", good().with("Б1.2", "0"), good().with("Б1.2", "0", "Б1.7", "2")},
	{"Б2", "ред Б2: анонимните сигнали са 6, а всички постъпили в ред Б1 са 5", good().with("Б2", "6"), good().with("Б2", "5")},
	{"Б3.7", "ред Б1: сборът от Б3.1 до Б3.7 е 6, а е посочено 5", good().with("Б3.4", "1"), good().with("Б3.4", "1", "Б3.5", "0")},
	{"Б3.7", "ред Б3.7: в колоната „Бележка“ не е посочен видът на другите сигнали",
		good().with("Б3.7", "1", "Б3.5", "0"), good().with("Б3.7", "1", "Б3.5", "0").withNote("Б3.7", "шум")},
	{"Б5.3", "ред Б5: сборът от Б5.1 до Б5.3 е 4, а е посочено 3", good().with("Б5.3", "2"), good().with("Б5.3", "2", "Б5.1", "0")},
	{"Б5", "ред Б8: сборът от Б5, Б6, Б7 и Б8 е 7, а постъпилите и прехвърлените сигнали (Б1 и Б4) са общо 6; всеки сигнал се отчита в един от редовете Б5–Б8",
		good().with("Б6", "2"), good().with("Б6", "2", "Б7", "0")},
	{"Б8", "ред Б8: сборът от Б5, Б6, Б7 и Б8 е 6, а постъпилите и прехвърлените сигнали (Б1 и Б4) са общо 5; всеки сигнал се отчита в един от редовете Б5–Б8",
		good().with("Б4", "0"), good().with("Б4", "0", "Б7", "0")},
	{"Б8.3", "ред Б8: сборът от Б8.1 до Б8.3 е 2, а е посочено 1", good().with("Б8.3", "1"), good().with("Б8.3", "1", "Б8.1", "0")},
	{"В2", "!ред В2: наложените наказания са 2, а образуваните производства в ред В1 са 1", good().with("В2", "2"), good().with("В2", "1")},
	{"В3", "ред В3: текстът е 1001 знака, а се приемат до 1000", good().with("В3", strings.Repeat("я", 1001)), good().with("В3", strings.Repeat("я", 1000))},
	{"Г1.1", "ред Г1.1: не са посочени темите и датите на обученията, а в ред Г1 е посочено 2",
		good().with("Г1.1", ""), good().with("Г1.1", "", "Г1", "0", "Г2", "0")},
	{"Г2", "ред Г2: посочени са обучени служители, а в ред Г1 не са посочени обучения", good().with("Г1", "0"), good().with("Г1", "0", "Г2", "0")},
	{"Г4", "ред Г4: броят на посочените дати е 1, а в ред Г3 е посочено 2", good().with("Г4", "15.05.2018;"), good().with("Г4", "15.05.2018; 9.11.2018 г.;")},
	{"Г4", "ред Г4: броят на посочените дати е 0, а в ред Г3 е посочено 2", good().with("Г4", ""), good().with("Г4", "", "Г3", "0")},
	{"Г4", "ред Г4: датата 15.05.2017 г. е извън отчетния период", good().with("Г4", "15.05.2017; 31.12.2018"), good().with("Г4", "01.01.2018; 31.12.2018")},
	{"Г4", "ред Г4: посочено е „31.06.2018“, а се изисква дата във вида дд.мм.гггг", good().with("Г4", "31.06.2018; 09.11.2018"), good().with("Г4", "30.06.2018\n9 ноември 2018 г.")},
	{"Г4.2", "ред Г4.2: посочено е „на таблото в сградата“, а се изисква интернет адрес (по един на ред)",
		good().with("Г4.2", "www.breznik.example\nна таблото в сградата"), good().with("Г4.2", "www.breznik.example\nhttps://община.example/обяви?а=1")},
	{"Г6", "ред Г6: не е посочен интернет адресът на публикациите, а в ред Г5 е посочено 1", good().with("Г6", ""), good().with("Г6", "", "Г5", "0")},
	{"Г6", "ред Г6: посочено е „сайтът“, а се изисква интернет адрес (по един на ред)", good().with("Г6", "сайтът"), good().with("Г6", "breznik.example")},
	{"Г7.2", "ред Г7.2: не е посочена датата на последната актуализация", good().with("Г7.2", ""), good().with("Г7.1", "не", "Г7.2", "", "Г7.3", "")},
	{"Г7.2", "ред Г7.2: посочено е „декември“, а се изисква дата във вида дд.мм.гггг", good().with("Г7.2", "декември"), good().with("Г7.2", "14.1.2019 г.")},
	{"Г7.3", "ред Г7.3: не е посочен интернет адресът на информацията за услугите", good().with("Г7.3", ""), good().with("Г7.1", "не", "Г7.3", "")},
	{"Г7.3", "ред Г7.3: посочено е „javascript://alert“, а се изисква интернет адрес (по един на ред)", good().with("Г7.3", "javascript://alert"), good().with("Г7.3", "http://x.example")},
	{"Г8", "ред Г8: не са посочени въведените през годината антикорупционни мерки", good().with("Г8", ""), good().with("Г8", "няма въведени")},
	{"Д1", "ред Д1: не е потвърдено с „да“, че докладът не съдържа лични данни", good().with("Д1", ""), good().with("Д1", "ДА")},
	{"Д1", "ред Д1: не е потвърдено с „да“, че докладът не съдържа лични данни", good().with("Д1", "не"), good().with("Д1", "да.")},
	{"Д1", "ред Г8: съдържа число, което отговаря на ЕГН; лични данни не се посочват", good().with("Г8", "лице "+madeUpEGN), good().with("Г8", "преписка 7501020017")},
	{"Д1", "ред Б6: съдържа число, което отговаря на ЕГН; лични данни не се посочват",
		good().withNote("Б6", "ЕГН:"+madeUpEGN), good().withNote("Б6", "сметка "+madeUpEGN+"11")},

	// What a count is; no row of form.tsv says it, its type does.
	{"", "ред Г5: не е посочено число (когато няма какво да се отчете, се посочва 0)", good().with("Г5", ""), good().with("Г5", "0", "Г6", "")},
	{"", "редове Б4 и Г5: не са посочени числа (когато няма какво да се отчете, се посочва 0)", good().with("Г5", "", "Б4", ""), good()},
	{"", "ред Г5: посочено е „няма“, а се изисква цяло число (когато няма какво да се отчете – 0)", good().with("Г5", "няма"), good().with("Г5", "1 200")},
	{"", "ред Г5: посочено е „1,5“, а се изисква цяло число (когато няма какво да се отчете – 0)", good().with("Г5", "1,5"), good().with("Г5", "1,0")},
	{"", "ред Г5: посочено е -1, а числото не може да бъде отрицателно", good().with("Г5", "-1"), good().with("Г5", "2")},
	{"", "ред Г5: посочено е „9999999999“, а се изисква цяло число (когато няма какво да се отчете – 0)", good().with("Г5", "9999999999"), good().with("Г5", "9999999")},
	{"", "ред Г7.1: посочено е друго, а се изисква „да“ или „не“",
		good().with("Г7.1", strings.Repeat("много ", 10), "Г7.2", "", "Г7.3", ""), good()},
}

func TestNil(t *testing.T) {
	for answer, want := range map[string]bool{"да": true, "ДА.": true, "не": false, "": false, "да, но": false} {
		if got := good().with("А4", answer).Nil(); got != want {
			t.Errorf("А4 %q: Nil is %v", answer, got)
		}
	}
}

func zeros(a Answers, codes []string) Answers {
	for _, code := range codes {
		a = a.with(code, "0")
	}
	return a
}

// noSignals is a form of an institution that got no signal, with one carried over.
func noSignals() Answers {
	a := good().with("А4", "да")
	for _, code := range nilCovers {
		a = a.with(code, "")
	}
	return a.with("Б5", "1", "Б5.1", "0", "Б5.2", "0", "Б6", "0", "Б7", "0", "Б8", "0", "Б8.1", "0")
}

func TestCheck(t *testing.T) {
	for i, c := range checkCases {
		t.Run(fmt.Sprint(i, " ", c.row), func(t *testing.T) {
			warning, isWarning := strings.CutPrefix(c.fault, "!")
			wantFaults, wantWarnings := []string{c.fault}, []string{}
			if isWarning {
				wantFaults, wantWarnings = []string{}, []string{warning}
			}
			if strings.HasSuffix(c.fault, ".") || strings.HasSuffix(c.fault, ";") {
				t.Error("a letter ends its items itself")
			}
			f := c.fails.Check(breznik)
			if !slices.Equal(f.Issues(), wantFaults) || !slices.Equal(texts(f.Warnings), wantWarnings) {
				t.Errorf("fails:\nfaults   %q\nwarnings %q\nwant     %q", f.Issues(), texts(f.Warnings), c.fault)
			}
			if f := c.holds.Check(breznik); len(f.Faults)+len(f.Warnings) > 0 {
				t.Errorf("holds:\nfaults   %q\nwarnings %q", f.Issues(), texts(f.Warnings))
			}
		})
	}
}

func texts(findings []Finding) []string {
	out := make([]string, len(findings))
	for i, f := range findings {
		out[i] = f.Text
	}
	return out
}

// What form.tsv says in words is checked, and shown to be.
func TestEveryCheckOfTheTableHasAMachine(t *testing.T) {
	for _, row := range rows {
		bound := slices.ContainsFunc(checks, func(c check) bool { return slices.Contains(c.rows, row.Code) })
		shown := false
		for _, c := range checkCases {
			shown = shown || c.row == row.Code
		}
		if row.Check != "" && !(bound && shown) {
			t.Errorf("row %s („%s“): has a check: %v, a case that shows it: %v", row.Code, row.Check, bound, shown)
		}
		if row.Check == "" && bound {
			t.Errorf("row %s is checked beyond form.tsv", row.Code)
		}
	}
}

// The embedded table is the council's, not a copy gone stale.
func TestTableIsTheDomains(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	given, err := os.ReadFile(filepath.Join(root, "..", "shared", "domain", "form.tsv"))
	if err != nil {
		t.Skip("SKIPPED: ../shared/domain/form.tsv is not beside the repository: ", err)
	}
	if string(given) != formTSV {
		t.Error("form.tsv differs from ../shared/domain/form.tsv")
	}
}

func TestPersonalDataIsNeverQuoted(t *testing.T) {
	stray := good()
	stray.StrayEGN = []string{"клетка B7 на лист 2"}
	for name, a := range map[string]Answers{
		"institution": good().with("А1", madeUpEGN), "period": good().with("А2", madeUpEGN), "count": good().with("Г5", madeUpEGN),
		"count that lost its zeros": good().with("Г5", "41020016"), "yes or no": good().with("А4", "да "+madeUpEGN),
		"date": good().with("Г7.2", madeUpEGN), "dates": good().with("Г4", madeUpEGN+"; 09.11.2018"), "address": good().with("Г6", madeUpEGN),
		"text": good().with("В3", "а"+madeUpEGN), "note": good().withNote("А3", madeUpEGN), "elsewhere": stray,
	} {
		f := a.Check(breznik)
		if !f.PersonalData || f.OK() {
			t.Errorf("%s: not found", name)
		}
		if said := fmt.Sprintf("%+v", f); strings.Contains(said, madeUpEGN) || strings.Contains(said, "41020016") {
			t.Errorf("%s: quoted in %s", name, said)
		}
	}
}

// A form that adds up has no fault; one count more or less in it has.
func TestSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, n := good(), map[string]int{}
		set := func(code string, value int) {
			n[code] = value
			a = a.with(code, strconv.Itoa(value))
		}
		draw := func(codes []string) (sum int) {
			for _, code := range codes {
				set(code, rapid.IntRange(0, 50).Draw(t, code))
				sum += n[code]
			}
			return sum
		}
		set("Б1", draw(byChannel.parts))
		left := n["Б1"]
		for _, code := range bySubject.parts[:6] {
			set(code, rapid.IntRange(0, left).Draw(t, code))
			left -= n[code]
		}
		set("Б3.7", left)
		a = a.withNote("Б3.7", "други")
		set("Б2", rapid.IntRange(0, n["Б1"]).Draw(t, "Б2"))
		ends := draw(byOutcome.parts)
		set("Б5", ends)
		set("Б8", draw(byAddressee.parts))
		ends += n["Б8"] + draw([]string{"Б6", "Б7"})
		if ends < n["Б1"] {
			set("Б7", n["Б7"]+n["Б1"]-ends)
			ends = n["Б1"]
		}
		set("Б4", ends-n["Б1"])
		if f := a.Check(breznik); !f.OK() {
			t.Fatalf("adds up, but %q", f.Issues())
		}
		counted := slices.Concat([]string{"Б1", "Б4", "Б5", "Б6", "Б7", "Б8"}, byChannel.parts, bySubject.parts, byOutcome.parts, byAddressee.parts)
		code := rapid.SampledFrom(counted).Draw(t, "slip")
		if f := a.with(code, strconv.Itoa(n[code]+1)).Check(breznik); f.OK() {
			t.Fatalf("one more in %s is not noticed", code)
		}
	})
}

// Without a want, a form is checked against itself.
func TestCheckWithoutWant(t *testing.T) {
	a := good().with("А1", "Община Трън", "А2", "01.01.2017 – 31.12.2017")
	if f := a.Check(Header{}); !f.OK() {
		t.Errorf("faults %q", f.Issues())
	}
	a.Header = ownHeader(breznik)
	if f := a.Check(Header{InstitutionID: "tran"}); len(f.Warnings) != 1 || !strings.Contains(f.Warnings[0].Text, "друга институция") {
		t.Errorf("the form of another institution: %+v", f)
	}
	a.Header.Period = workflow.Period("2017")
	if f := a.Check(Header{}); !slices.Equal(f.Issues(), []string{
		"ред Г4: датата 15.05.2018 г. е извън отчетния период", "ред Г4: датата 09.11.2018 г. е извън отчетния период"}) {
		t.Errorf("days outside of the form's own period: %q", f.Issues())
	}
}
