package workflow

import (
	"testing"
	"time"
)

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 файла", 1: "1 файл", 2: "2 файла", 11: "11 файла", 21: "21 файла", 101: "101 файла"} {
		if got := plural(n, "файл", "файла"); got != want {
			t.Errorf("plural(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestMeasuresWords(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want string
	}{
		{nil, ""}, {[]string{"I.4"}, "мярка I.4"}, {[]string{"I.4", "V.2"}, "мерки I.4 и V.2"}, {[]string{"I.4", "V.2", "VI.1"}, "мерки I.4, V.2 и VI.1"},
	} {
		if got := measuresWords(c.keys); got != c.want {
			t.Errorf("measuresWords(%v) = %q, want %q", c.keys, got, c.want)
		}
	}
}

func TestAgree(t *testing.T) {
	for phrase, want := range map[string]string{
		"годишен доклад": "m", "доклад": "m", "отчет за дейността": "m", "списък": "m",
		"информация за обучения": "f", "годишна справка": "f", "отчетност": "f", "Дирекция „Инспекция по труда“": "f",
		"потвърждение за актуална информация": "n", "писмо": "n", "Областно пътно управление – Перник": "n",
		"протоколи от заседания": "p", "данни": "p",
		"РИОСВ – Перник": "f", "ОД „Земеделие“ – Перник": "f", "НАП – офис Перник": "f", "ТП на НОИ – Перник": "n", "РУО – Перник": "n",
		"статистически отчет": "m", "Общински съвет – Перник": "m", "Градски исторически музей": "m", "Технически университет": "m",
		"технически прегледи": "p", "Първи доклад": "m", "исторически": "p", "Общински служби": "p", "Област Перник": "f",
		"Министерство на финансите": "n", "Агенция „Митници“": "f", "НСИ": "m", "НОИ": "m", "МЗ": "n", "ДФ „Земеделие“ – Перник": "m", "ДГС – Радомир": "n",
		"РИМ – Русе": "m", "МЕУ": "n", "Кметство Мартен": "n", "Регионален исторически музей – Русе": "m", "Русенски университет „Ангел Кънчев“": "m", "МБАЛ „Рахила Ангелова“": "f",
		"сведения за изпълнението": "p", "събития": "p", "действия": "p", "мероприятия": "p", "средства": "p", "кампания": "f", "информация": "f", "комисия": "f",
		"Община Перник": "f", "Държавен архив – Перник": "m", "„Отворени врати“": "p", "мост": "m", "": "m",
	} {
		if got := agree(phrase, "m", "f", "n", "p"); got != want {
			t.Errorf("agree(%q) = %s, want %s", phrase, got, want)
		}
	}
}

func TestAgreeThe(t *testing.T) {
	for phrase, want := range map[string]string{
		"доклада": "m", "годишния доклад": "m", "докладът": "m", "адреса на публикацията": "m", "отчета": "m", "проекта": "m",
		"информацията за обученията": "f", "годишната справка": "f", "дейността": "f",
		"потвърждението": "n", "адресите на документите": "p", "данните и адреса": "p",
		"сведенията": "p", "кампанията": "f", "заседания": "p",
		"годишен доклад": "m", "потвърждение": "n",
	} {
		if got := agreeThe(phrase, "m", "f", "n", "p"); got != want {
			t.Errorf("agreeThe(%q) = %s, want %s", phrase, got, want)
		}
	}
}

func TestSmallWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{stop("31 януари 2018 г."), "31 януари 2018 г."}, {stop("РД-12-99"), "РД-12-99."}, {stop("Защо?"), "Защо?"},
		{bare("доклад за 2018 г."), "доклад за 2018 г."}, {bare("протоколи и др."), "протоколи и др."}, {bare("брой участници."), "брой участници"},
		{bare("дата и тема; "), "дата и тема"}, {bare(""), ""}, {bare("."), "."},
		{weeksWords([]string{"2018-W52", "2019-W01"}), "52/2018 и 1/2019"}, {weeksWords([]string{"2018-10"}), "2018-10"},
		{byTask(ReportTask, "а", "б", "в"), "а"}, {byTask(ConfirmationTask, "а", "б", "в"), "б"}, {byTask(EventTask, "а", "б", "в"), "в"}, {byTask(PublicationTask, "а", "б", "в"), "в"}, {byTask("", "а", "б", "в"), "а"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if !dated("РД-12-345/03.12.2018 г.") || dated("РД-12-345") || dated("") {
		t.Error("a number with its date")
	}
}

func TestDatedNumber(t *testing.T) {
	on := Date{2018, time.December, 3}
	for number, want := range map[string]string{"РД-12-7": "РД-12-7/03.12.2018 г.", "РД-12-7/01.12.2018 г.": "РД-12-7/01.12.2018 г."} {
		if got := DatedNumber(number, on); got != want {
			t.Errorf("DatedNumber(%q) = %q, want %q", number, got, want)
		}
	}
}
