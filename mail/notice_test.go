package mail

import (
	"slices"
	"strings"
	"testing"
)

func TestNoticePhrases(t *testing.T) {
	table := &noticeTable{first: map[rune][]int{}}
	err := table.add("notices.txt", "# a comment\n\n[away 3] отсъствие\nbg: съм .. отпуск* | ^отпуск : #\nen: i/m on leave\n[person !] човек\nbg: нула")
	if err != nil {
		t.Fatal(err)
	}
	for sentence, want := range map[string]string{
		"Аз съм в платен годишен отпуск.":                  "away",
		"СЪМ В ОТПУСКА":                                    "away",
		"съм, а едно две три четири пет шест седем отпуск": "", // too far away
		"отпуск съм":                                       "", // in another order
		"Отпуск: 14.01.2019":                               "away",
		"Моят отпуск: 14.01.2019":                          "", // not at the beginning
		"I’m on leave":                                     "away",
		"I am on sick leave":                               "",
		"съм в отпуск, нула":                               "away person",
		"нулата":                                           "",
		"Съм\u00a0в\u00a0отпуск":                           "away",
		"":                                                 "",
	} {
		var names []string
		for i, s := range table.says {
			if table.read(wordsOf(sentence))&(1<<i) != 0 {
				names = append(names, s.name)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%q says %q, not %q", sentence, got, want)
		}
	}
}

func TestNoticesSayWhereTheyAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"bg: отпуск":                          "notices.txt:1:",
		"[away 3] отсъствие\nотпуск":          "notices.txt:2:",
		"[away] отсъствие":                    "notices.txt:1:",
		"[away много] отсъствие":              "weight",
		"[away 3] отсъствие\nbg: съм | | ще":  "an empty phrase",
		"[away 3] отсъствие\nbg: съм/ отпуск": "not a phrase",
		"[away 3] отсъствие\nbg: .. отпуск":   "not a phrase",
		"[away 3] отсъствие\nbg: на-път":      "not a phrase", // no sentence has such a word
	} {
		table := &noticeTable{first: map[rune][]int{}}
		if err := table.add("notices.txt", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWordsOfASentence(t *testing.T) {
	for sentence, want := range map[string]string{
		"Ёлка, Й и È: 12.3.2019 г.":                "елка и и e : # г",
		"E-mail: a@b.example, https://b.example/x": "email : @ www",
		"J'ai l'adresse":                           "j ai l adresse",
		"İzindeyim, ışık, straße":                  "izindeyim isik strasse",
		"№ РД-12-00-45/14.01.2019":                 "рд #",
	} {
		if got := strings.Join(wordsOf(sentence), " "); got != want {
			t.Errorf("%q: %q, not %q", sentence, got, want)
		}
	}
}

// Lines that are broken anywhere are one sentence, those of a form are as many as there are.
func TestNoticeSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"Ще отсъствам до 21.01.2019 г. При спешност пишете.":                       {"Ще отсъствам до 21.01.2019 г.", "При спешност пишете."},
		"Номер: 12\nСрок: 14 дни":                                                  {"Номер: 12", "Срок: 14 дни"},
		"Моля, обърнете се към колегата ми, който ме замества, г-н\nПетър Петров.": {"Моля, обърнете се към колегата ми, който ме замества, г-н Петър Петров."},
		"Писмото „Искане. За отчет“ е прието.":                                     {"Писмото е прието."},
		"В отпуск съм\n\nНяма":                                                     {"В отпуск съм", "Няма"},
	} {
		if got := noticeSentences(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// What an office answers must not be lost among the words of an automatic answer, however many of these there are.
func TestWhatAPersonSaysBesideBeingAway(t *testing.T) {
	const away = "Здравейте,\n\nв отпуск съм до 20.01.2019 г. Ще отговоря след завръщането си. При спешност се обръщайте към П. Петров на тел. 076 12 34 56.\n"
	const head = "From: Петя Иванова <p.ivanova@b.example>\nSubject: Re: Искане\nIn-Reply-To: <letter-1@oblast.example>"
	if m, _ := parsed(t, plain(head, away), Options{}); m.Kind != KindAutoReply || m.Unsure {
		t.Fatalf("%s (%s), unsure %t", m.Kind, m.Why, m.Unsure)
	}
	for _, said := range []string{
		"Няма.", "Нула.", "Нямаме.", "Не е имало такива.", "Няма постъпили сигнали.", "Сигнали – 0", "Обучения – 2", "Брой: 0", "0", "Не.", "Да.",
		"http://b.example/uslugi", "Вижте страницата http://b.example/uslugi.", "Информацията е на страницата ни.", "Страницата е обновена на 10.01.2019 г.",
		"Отчетът е приложен.", "Докладът е готов.", "Всичко е без промяна.", "Обучиха се двама служители.", "Молим за удължаване на срока.",
		"Прилагам доклада.", "Благодаря за писмото нямаме сигнали", "Може ли до 1 февруари?", "No complaints.", "Nil return.", "Обращений не было.", "Fehlanzeige.", "Néant.",
	} {
		m, _ := parsed(t, plain(head, away+"\n"+said+"\n\nПоздрави,\nПетя Иванова"), Options{})
		if m.Kind != KindReply && !m.Unsure {
			t.Errorf("%q is lost: %s (%s)", said, m.Kind, m.Why)
		}
		if m, _ := parsed(t, plain(head, said+"\n\n"+away), Options{}); m.Kind != KindReply && !m.Unsure {
			t.Errorf("%q first is lost: %s (%s)", said, m.Kind, m.Why)
		}
	}
}

func BenchmarkNotice(b *testing.B) {
	raw := plain("From: p.ivanova@b.example\nSubject: Re: Искане", strings.Repeat("В отпуск съм до 20.01.2019 г. Ще отговоря след завръщането си. При спешност пишете на колегата. ", 10))
	b.ReportAllocs()
	for b.Loop() {
		if m, err := Parse(strings.NewReader(raw), int64(len(raw)), Options{}, nil); err != nil || m.Kind != KindAutoReply {
			b.Fatal(err, m)
		}
	}
}
