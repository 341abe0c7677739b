package planfile_test

import (
	"strings"
	"testing"
)

const htmlHead = "<tr><th>№<th>Мярка<th>Срок<th>Отговорник<th>Индикатор<th>Резултат</tr>"

func TestHTMLMarkup(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"scripts and styles": {"<script>document.write('<table><tr><td>9.')</script><style>№ Мярка Срок</style><table>" + htmlHead +
			"<tr><td>1.<td>Обучения<script>alert(1)</script><!-- не --><td>м. май<td>общини<td><td></table>", "1|Обучения|м. май|общини"},
		"rowspan and colspan": {"<table>" + htmlHead + "<tr><td colspan=6>І. Първи</tr><tr><td>1.<td>а<td rowspan=2>м. май<td>общини<td><td></tr><tr><td>2.<td>б<td>общини<td><td></table>",
			"I.1|а|м. май|общини\nI.2|б|м. май|общини"},
		"a table that lays out": {"<table><tr><td><h1>меню</h1></td><td><table>" + htmlHead + "<tr><td>1.<td>Обучения<td>м. май<td>общини<td><td></table></td></tr></table>",
			"1|Обучения|м. май|общини"},
		"line breaks":  {"<table>" + htmlHead + "<tr><td>1.<td>а<br>б<p>в\n  г</p><td>Юни<br>2018<td>общини<td><td></table>", "1|а\nб\nв г|Юни\n2018|общини"},
		"entities":     {"<table>" + htmlHead + "<tr><td>1.&nbsp;<td>&bdquo;отворени врати&ldquo;&nbsp;<td>м.&nbsp;май<td>общини<td><td></table>", "1|„отворени врати“|м.\u00a0май|общини"},
		"open rowspan": {"<table>" + htmlHead + "<tr><td>1.<td>а<td rowspan=9999999999>м. май<td>общини<td><td></table>", "1|а|м. май|общини"},
	} {
		t.Run(name, func(t *testing.T) {
			draft := load(t, "plan.html", []byte("<meta charset=utf-8><title>x</title><p>План за 2018 г.</p>"+c.page))
			var got []string
			for _, m := range draft.Measures {
				got = append(got, strings.Join([]string{m.Key, m.Text, m.Term, m.Responsible}, "|"))
			}
			if s := strings.Join(got, "\n"); s != c.want {
				t.Errorf("got  %q\nwant %q", s, c.want)
			}
		})
	}
}

func TestRefusedHTML(t *testing.T) {
	for name, c := range map[string]struct{ page, must string }{
		"no table":       {"<p>План за 2018 г.", "no table"},
		"no deadline":    {"<p>План за 2018 г.<table><tr><td>№<td>Мярка<td>Отговорник<tr><td>1<td>а<td>общини</table>", "таблица 1, ред 1: the table has no column „Срок“"},
		"10,000 columns": {"<table><tr>" + strings.Repeat("<td>а", 10_000) + "</table>", "columns"},
		"a huge colspan": {"<table><tr><td colspan=1000>а</table>", "columns"},
		"too many rows":  {"<table>" + htmlHead + strings.Repeat("<tr><td><td>а", 30_000) + "</table>", "more than 20000 rows"},
		"nested deep":    {strings.Repeat("<table><tr><td>", 20_000), "plan.html"},
		"a huge cell":    {"<table><tr><td>" + strings.Repeat("а", 1<<20) + "</table>", "a cell holds more"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, "plan.html", []byte(c.page), c.must) })
	}
}
