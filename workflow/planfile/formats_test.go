package planfile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestZZ(t *testing.T) {
	all, _ := filepath.Glob("testdata/*.*")
	for _, f := range all {
		switch filepath.Ext(f) {
		case ".docx", ".html", ".xlsx":
		default:
			continue
		}
		data, _ := os.ReadFile(f)
		d := load(t, f, data)
		fmt.Println("=====", f, d.Title, d.Council, d.From, d.To)
		for _, m := range d.Measures {
			fmt.Printf("%q\n", []string{m.Key, m.Section, m.SectionTitle, m.Number, m.Text, m.Term, m.Responsible, m.Indicator, m.Result, m.Place})
		}
		for _, m := range d.Tasks {
			fmt.Println("  ", m.Key, m.Kind, m.Measures, m.Whom)
		}
		for _, w := range d.Warnings {
			fmt.Println("  !", w.Where, w.What)
		}
		if filepath.Base(f)[:4] == "plan" {
			sameMeasures(t, d, load(t, "plan.txt", published(t)))
		}
	}
}
