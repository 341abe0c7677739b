package mail

import (
	"strings"
	"testing"
)

func TestOwnText(t *testing.T) {
	for _, c := range []struct{ name, full, own string }{
		{"quoted below", "Изпращаме отчета.\n\nНа пн, 7.01.2019 г. в 9:30 Съвет <a@b.org> написа:\n> Моля, изпратете\n> отчета.", "Изпращаме отчета."},
		{"English", "See attached.\n\nOn Mon, 7 Jan 2019 at 09:30, Council <a@b.org> wrote:\n\n> Please", "See attached."},
		{"cut in two lines", "See attached.\n\nOn Mon, 7 Jan 2019 at 09:30, The Council of the Region\n<a@b.org> wrote:\n\n> Please", "See attached."},
		{"answers between", "> Има ли сигнали?\nНяма.\n> А обучения?\nЕдно.", "Няма.\nЕдно."},
		{"Outlook", "Приложено.\n\n________________________________\nОт: Съвет\nИзпратено: 7 януари\nДо: Община\nОтносно: Отчет\n\nМоля", "Приложено."},
		{"Android", "Приложено.\n02.04.2018 14:20 потребител \"Съвет\" <\na@b.org> написа:\n\n> Моля", "Приложено."},
		{"original message", "Приложено.\n-----Original Message-----\nМоля", "Приложено."},
		{"signature", "Приложено.\n-- \nИван, тел. 076", "Приложено."},
		{"telephone", "Няма постъпили сигнали.\n\nИзпратено от моя iPhone", "Няма постъпили сигнали."},
		{"farewell", "Приложено.\n\nС уважение,\nИванка Иванова", "Приложено."},
		{"nothing of one's own", "> само цитат", "> само цитат"},
		{"a word is no quote", "На заседанието председателят написа:\nДокладът е приет.", "На заседанието председателят написа:\nДокладът е приет."},
		{"from in the text", "From: the municipality we have heard nothing.", "From: the municipality we have heard nothing."},
	} {
		if got := ownText(c.full); got != c.own {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestHTMLText(t *testing.T) {
	for _, c := range []struct{ name, page, text string }{
		{"paragraphs", "<p>Първи</p><p>Втори\n ред</p>", "Първи\n\nВтори ред"},
		{"breaks", "a<br>b<br/><br>c", "a\nb\n\nc"},
		{"hidden", "<head><title>x</title><style>p{}</style></head><script>y()</script>text", "text"},
		{"head never closed", "<head><meta charset=utf-8><body>text", "text"},
		{"entities", "1 &lt; 2 &amp; 3&nbsp;4", "1 < 2 & 3 4"},
		{"table", "<table><tr><td>I.4</td><td>12</td></tr><tr><td>V.2</td><td>0</td></tr></table>", "I.4\t12\nV.2\t0"},
		{"list", "<ul><li>едно<li>две</ul>", "- едно\n- две"},
		{"words in tags", "<b>Год</b>ишен <i>отчет</i>", "Годишен отчет"},
		{"quote", "Приложено.<blockquote>Моля<br>отчета</blockquote>", "Приложено.\n> Моля\n> отчета"},
		{"Gmail", `<div>Приложено.</div><div class="gmail_quote"><div>На пн написа:</div><div>Моля</div></div><div>край</div>`, "Приложено.\n> На пн написа:\n> Моля\nкрай"},
	} {
		if got, _ := htmlText(c.page); got != c.text {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestCharsetOfText(t *testing.T) {
	for _, c := range []struct{ name, header, body string }{
		{"declared", "text/plain; charset=windows-1251", win1251("Отчет")},
		{"another name", "text/plain; charset=CP-1251", win1251("Отчет")},
		{"none", "text/plain", win1251("Отчет")},
		{"none, UTF-8", "text/plain", "Отчет"},
		{"ASCII, it says", "text/plain; charset=us-ascii", win1251("Отчет")},
		{"unknown", "text/plain; charset=x-none", "Отчет"},
		{"in the page", "text/html", "<meta charset='windows-1251'>" + win1251("Отчет")},
		{"UTF-7", "text/plain; charset=utf-7", "+BB4EQgRHBDUEQg-"},
	} {
		if m, _ := parsed(t, "From: a@b.org\nContent-Type: "+c.header+"\n\n"+c.body+"\n", Options{}); m.Text != "Отчет" {
			t.Errorf("%s: %q", c.name, m.Text)
		}
	}
	if m, _ := parsed(t, "From: a@b.org\n\n\xe1\xf4\n", Options{Charset: "koi8-r"}); m.Text != "АТ" && m.Text != "Ат" {
		t.Errorf("configured fallback: %q", m.Text)
	}
	if m, _ := parsed(t, "From: a@b.org\n\n"+strings.Repeat("Отчет ", 20)+"\xd0\n", Options{}); !strings.HasPrefix(m.Text, "Отчет Отчет") {
		t.Errorf("damaged UTF-8: %q", m.Text)
	}
}
