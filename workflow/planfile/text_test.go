package planfile_test

import (
	"strings"
	"testing"

	"srok/workflow/planfile"

	"golang.org/x/text/encoding/charmap"
)

const header = "№\tМярка\tСрок\tОтговорна институция\tИндикатор\tРезултат\n"

func TestRefusedText(t *testing.T) {
	row := "1.\tОбучения\tм. май\tобщини\tПроведени обучения\t\n"
	for name, c := range map[string]struct{ text, must string }{
		"no deadline":       {"План за 2018 г.\n№\tМярка\tОтговорник\n1.\tОбучения\tобщини\n", "plan.txt:2: the table has no column „Срок“"},
		"no one":            {"План за 2018 г.\n№\tМярка\tСрок\n1.\tОбучения\tм. май\n", "„Отговорна институция“"},
		"no measure":        {"План за 2018 г.\n№\tСрок\tОтговорник\n1.\tм. май\tобщини\n", "„Мярка“"},
		"equal keys":        {"План за 2018 г.\n" + header + "I. Раздел\n" + row + row, "plan.txt:5: two measures have the key I.1, the other is at plan.txt:4"},
		"no table":          {"Уважаеми господине,\nпишем Ви.\n", "no table"},
		"empty":             {"", "no table"},
		"a header alone":    {"План за 2018 г.\n" + header, "no measures"},
		"no year":           {"План за действие\n" + header + row, "for which year"},
		"10,000 columns":    {"План за 2018 г.\n" + header + "1." + strings.Repeat("\tx", 10_000), "plan.txt:3: the row has 10001 columns"},
		"a huge cell":       {header + "1.\t" + strings.Repeat("а", 1<<20), "a cell holds more"},
		"a binary":          {"MZ\x00\x01", "not a text file"},
		"too many rows":     {header + strings.Repeat("\tа\n", 30_000), "more than 20000 rows"},
		"broken UTF-16":     {"\xff\xfe\x00", "no table"},
		"unknown 1251 \x98": {"\x98\x98", "no table"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, "plan.txt", []byte(c.text), c.must) })
	}
	refused(t, "plan.odt", nil, ".docx")
}

func TestWindows1251(t *testing.T) {
	raw := published(t)
	encoded, err := charmap.Windows1251.NewEncoder().Bytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	sameMeasures(t, load(t, "plan.txt", encoded), load(t, "plan.txt", raw))
}

// sameMeasures compares every column of two drafts but for line breaks.
func sameMeasures(t *testing.T, got, want planfile.Draft) {
	t.Helper()
	if len(got.Measures) != len(want.Measures) {
		t.Fatalf("%d measures, want %d", len(got.Measures), len(want.Measures))
	}
	flat := func(s string) string { return strings.ReplaceAll(s, "\n", " ") }
	for i, g := range got.Measures {
		w := want.Measures[i]
		for _, c := range [][3]string{
			{"key", g.Key, w.Key}, {"section", g.Section, w.Section}, {"section's title", g.SectionTitle, w.SectionTitle}, {"number", g.Number, w.Number},
			{"text", g.Text, w.Text}, {"term", g.Term, w.Term}, {"responsible", g.Responsible, w.Responsible},
			{"indicator", g.Indicator, w.Indicator}, {"result", g.Result, w.Result},
		} {
			if flat(c[1]) != flat(c[2]) {
				t.Errorf("%s, %s:\n got %q\nwant %q", w.Key, c[0], c[1], c[2])
			}
		}
	}
}
