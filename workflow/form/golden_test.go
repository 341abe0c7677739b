package form

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGoldenFindings shows the whole of what is said of three forms, to be read aloud.
func TestGoldenFindings(t *testing.T) {
	messy := good().with("А1", "Община Трън", "А2", "2017 г.", "А3", "Мария Георгиева", "Б1", "пет", "Б1.4", "-1", "Б2", "7", "Б3.7", "2",
		"Б5.3", "2", "Б6", "", "Б8.2", "3", "В1", "0", "В3", "Сигналът на лице с ЕГН "+madeUpEGN, "Г1.1", "", "Г3", "3", "Г4", "15.05.2018; 31.11.2018; 02.02.2019",
		"Г4.1", "", "Г4.2", "поставено на таблото", "Г5", "2", "Г6", "", "Г7.2", "", "Г7.3", "виж сайта", "Г8", "", "Д1", "не")
	for name, a := range map[string]Answers{"good": good(), "empty": {}, "no-signals": noSignals(), "messy": messy} {
		var said strings.Builder
		f := a.Check(breznik)
		for i, fault := range f.Issues() {
			fmt.Fprintf(&said, "%d. %s\n", i+1, fault)
		}
		for _, warning := range f.Warnings {
			fmt.Fprintf(&said, "– %s\n", warning.Text)
		}
		fmt.Fprintf(&said, "лични данни: %v\n", f.PersonalData)
		path := "testdata/" + name + ".golden"
		if *update {
			if err := os.WriteFile(path, []byte(said.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if said.String() != string(want) {
			t.Errorf("%s: said\n%s\nwant (go test -update writes it)\n%s", name, said.String(), want)
		}
	}
}
