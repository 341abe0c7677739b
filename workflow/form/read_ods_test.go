package form

import (
	"slices"
	"strings"
	"testing"
)

// What OpenDocument can say of a cell.
func TestODSCells(t *testing.T) {
	row := func(code, cell string) string {
		return `<table:table-row><table:table-cell office:value-type="string"><text:p>` + code + `</text:p></table:table-cell><table:table-cell/>` + cell + `</table:table-row>`
	}
	typed := func(attributes string) string {
		return `<table:table-cell ` + attributes + `><text:p>както изглежда</text:p></table:table-cell>`
	}
	var content strings.Builder
	for code, cell := range map[string]string{
		"А3":   `<table:table-cell office:value-type="string"><office:annotation><text:p>виж ` + madeUpEGN + `</text:p></office:annotation><text:p>главен<text:s text:c="2"/>експерт<text:tab/>и</text:p><text:p>друг<text:line-break/>ред</text:p></table:table-cell>`,
		"А4":   typed(`office:value-type="boolean" office:boolean-value="false"`),
		"Б1":   typed(`office:value-type="float" office:value="5" table:formula="of:=WEBSERVICE(&quot;http://x.example&quot;)"`),
		"Б1.1": typed(`office:value-type="string"`),
		"Г7.2": typed(`office:value-type="date" office:date-value="2018-12-14T10:00:00"`),
		"Г4":   typed(`office:value-type="float" office:value="43235"`),
		"Г5":   `<table:table-cell table:formula="of:=1+1"/>`,
	} {
		content.WriteString(row(code, cell))
	}
	content.WriteString(`<table:table-row table:number-rows-repeated="300"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`)
	for _, r := range rows[10:] {
		if r.Code == "Г5" {
			continue
		}
		content.WriteString(row(r.Code, `<table:covered-table-cell/>`))
	}
	content.WriteString(`<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`)
	a := read(t, archiveOf(t, "content.xml", odsTable(content.String())))
	sameAnswers(t, a, answersOf(map[string]string{"А3": "главен  експерт\tи\nдруг\nред", "А4": "не", "Б1": "5", "Б1.1": "както изглежда", "Г7.2": "14.12.2018", "Г4": "15.05.2018", "Г5": "формула без стойност"}))
	if !slices.Equal(a.StrayEGN, []string{"коментар на лист 1"}) || a.Cut {
		t.Errorf("stray %q, cut %v", a.StrayEGN, a.Cut)
	}
}
