package planfile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"srok/workflow/planfile"
)

// BenchmarkImport reads a plan of 500 measures; the wish is under 1 s and 100 MB.
func BenchmarkImport(b *testing.B) {
	const measures = 500
	text := "План за действие за 2018 г.\n" + header
	body := head
	page := "<meta charset=utf-8><p>План за действие за 2018 г.<table>" + htmlHead
	rows := [][]any{{"План за действие за 2018 г."}, {"№", "Мярка", "Срок", "Отговорник", "Индикатор", "Резултат"}}
	terms := []string{"постоянен", "31.10.2018 г.", "на тримесечие", "януари – декември 2018 г."}
	for i := range measures {
		c := []string{fmt.Sprintf("%d.", i+1), fmt.Sprintf("Провеждане на обучения и публикуване на информация № %d за %s", i, strings.Repeat("дейността ", 30)),
			terms[i%len(terms)], "ОА - Перник, общини, териториални звена на изпълнителната власт", "Проведени обучения", "Прозрачност"}
		text += strings.Join(c, "\t") + "\n"
		body += tr(c...)
		page += "<tr><td>" + strings.Join(c, "<td>")
		rows = append(rows, []any{c[0], c[1], c[2], c[3], c[4], c[5]})
	}
	dir := pernik(b)
	for _, doc := range []struct {
		name string
		data []byte
	}{
		{"plan.txt", []byte(text)}, {"plan.html", []byte(page)}, {"plan.xlsx", sheet(b, rows, nil)},
		{"plan.docx", word(b, wp("План за действие за 2018 г.")+tbl(body))},
	} {
		b.Run(doc.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				draft, err := planfile.Import(doc.name, bytes.NewReader(doc.data), int64(len(doc.data)), dir)
				if err != nil || len(draft.Measures) != measures {
					b.Fatal(len(draft.Measures), err)
				}
			}
		})
	}
}
