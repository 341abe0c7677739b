package workflow

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestGuessFor(t *testing.T) {
	asked := Date{2018, 12, 3}
	index := memoryIndex{
		institutions: []Addressee{
			{Institution: Institution{ID: "breznik", Name: "Община Брезник", Contacts: []string{"obshtina@breznik.example"}, Domains: []string{"breznik.bg"}}},
			{Institution: Institution{ID: "tran", Name: "Община Трън", Contacts: []string{"tran@abv.example"}, Domains: []string{"tran.bg", "shared.bg"}}},
			{Institution: Institution{ID: "riosv", Name: "РИОСВ – Перник", Contacts: []string{"riosv@gov.example"}, Domains: []string{"shared.bg"}}},
			{Gone: true, Institution: Institution{ID: "closed", Name: "Община Закрита", Contacts: []string{"closed@x.example"}}},
		},
		open: []Obligation{
			{Key: "report/2018/breznik", Institution: "breznik", AskedOn: asked, AskedNo: "РД-12-1", Measures: []string{"I.4", "V.2"}},
			{Key: "services/2018-Q4/breznik", Institution: "breznik", AskedOn: Date{2018, 10, 1}, AskedNo: "РД-11-7", Measures: []string{"I.1"}},
			{Key: "doors/2018/breznik", Institution: "breznik", Measures: []string{"I.9"}}, // nobody asked yet
			{Key: "report/2018/tran", Institution: "tran", AskedOn: asked, AskedNo: "РД-12-10", Measures: []string{"I.4"}},
			{Key: "report/2018/riosv", Institution: "riosv", AskedOn: asked, Measures: []string{"I.4"}},
		},
	}
	ref := testIdentity.Ref("tran", 0)
	index.letters = []Letter{
		{Ref: ref, Institution: "tran", Obligations: []string{"report/2018/tran"}},
		{Ref: testIdentity.Ref("closed", 0), Institution: "closed", Obligations: []string{"report/2018/closed"}},
	}
	both := "report/2018/breznik services/2018-Q4/breznik"
	file := func(name string) []File { return []File{{Name: name}} }
	for name, c := range map[string]struct {
		in   Incoming
		want string // institution: obligations (why), a line each
	}{
		"sender":                {Incoming{From: "obshtina@breznik.example"}, "breznik: " + both + " (подателят е Община Брезник)"},
		"stranger":              {Incoming{From: "other@breznik.example"}, ""},
		"not asked any more":    {Incoming{From: "closed@x.example", Subject: "Община Закрита"}, ""},
		"number in the text":    {Incoming{From: "a@x.example", FullText: "Във връзка с Ваше писмо изх. № РД-12-1/03.12.2018 г."}, "breznik: report/2018/breznik (цитиран е нашият изх. № РД-12-1)"},
		"number in the subject": {Incoming{From: "a@x.example", Subject: "отг. на № рд-12-10"}, "tran: report/2018/tran (цитиран е нашият изх. № РД-12-10)"},
		"number in a PDF":       {Incoming{From: "a@x.example", Printed: "на Ваше писмо изх. № РД-12-10/03.12.2018 г."}, "tran: report/2018/tran (цитиран е нашият изх. № РД-12-10)"},
		"two numbers, one of them twice": {Incoming{From: "a@x.example", FullText: "на писма № РД-12-1, № РД-11-7 и № РД-12-1"},
			"breznik: " + both + " (цитиран е нашият изх. № РД-12-1; цитиран е нашият изх. № РД-11-7)"},
		"ref in a PDF": {Incoming{From: "kmet@breznik.bg", Printed: "на Ваше писмо с обозначение [" + string(ref) + "]"},
			"tran: report/2018/tran (в PDF файл е цитирано обозначението " + string(ref) + ")"},
		"ref of one not asked any more": {Incoming{From: "a@x.example", Printed: string(testIdentity.Ref("closed", 0))}, ""},
		"number not cited":              {Incoming{From: "a@x.example", FullText: "Каталог РД-12-1"}, ""},
		"number beats sender": {Incoming{From: "tran@abv.example", FullText: "по писмо № РД-12-1"},
			"breznik: report/2018/breznik (цитиран е нашият изх. № РД-12-1)\ntran: report/2018/tran (подателят е Община Трън)"},
		"number and sender":     {Incoming{From: "obshtina@breznik.example", FullText: "по писмо № РД-12-1"}, "breznik: report/2018/breznik (цитиран е нашият изх. № РД-12-1; подателят е Община Брезник)"},
		"date cited":            {Incoming{From: "obshtina@breznik.example", FullText: "на Ваше писмо от 01.10.2018 г."}, "breznik: services/2018-Q4/breznik (подателят е Община Брезник; цитирана е датата на искането)"},
		"measure in subject":    {Incoming{From: "obshtina@breznik.example", Subject: "Информация по мярка I.1"}, "breznik: services/2018-Q4/breznik (подателят е Община Брезник; посочена е мярката)"},
		"measure of a file":     {Incoming{From: "obshtina@breznik.example", Files: file("V.2_доклад.docx")}, "breznik: report/2018/breznik (подателят е Община Брезник; посочена е мярката)"},
		"measure of all asked":  {Incoming{From: "riosv@gov.example", Subject: "Информация по мярка I.4"}, "riosv: report/2018/riosv (подателят е РИОСВ – Перник)"}, // it tells nothing
		"forwarded":             {Incoming{From: "a@x.example", FullText: "-----Original Message-----\n> From: Кмет <Obshtina@breznik.example>\n> Sent: …"}, "breznik: " + both + " (препратено е писмо от Община Брезник)"},
		"forwarded, Bulgarian":  {Incoming{From: "a@x.example", FullText: "От: някой@друг.example\nОт: kmet@tran.bg [mailto:kmet@tran.bg]"}, "tran: report/2018/tran (препратено е писмо от Община Трън)"},
		"domain, one open":      {Incoming{From: "kmet@TRAN.bg"}, "tran: report/2018/tran (домейнът на подателя е на Община Трън, с едно отворено задължение)"},
		"domain, two open":      {Incoming{From: "kmet@breznik.bg"}, ""},
		"domain of two":         {Incoming{From: "kmet@shared.bg"}, ""},
		"named in the subject":  {Incoming{From: "a@x.example", Subject: "Доклад на община Брезник"}, "breznik: " + both + " (в темата е посочена Община Брезник)"},
		"named by a file":       {Incoming{From: "a@x.example", Files: file("Отчет_2018_Трън.docx")}, "tran: report/2018/tran (в името на файл е посочена Община Трън)"},
		"part of a longer word": {Incoming{From: "a@x.example", Subject: "Трънски район, Брезнишко"}, ""},
	} {
		guesses, err := GuessFor(c.in, index)
		var got []string
		for _, g := range guesses {
			got = append(got, g.Institution+": "+strings.Join(g.Obligations, " ")+" ("+g.Why+")")
		}
		if err != nil || strings.Join(got, "\n") != c.want {
			t.Errorf("%s: guessed\n%s\nnot\n%s (%v)", name, strings.Join(got, "\n"), c.want, err)
		}
	}
}

func TestGuessesAreFew(t *testing.T) {
	var index memoryIndex
	var subject []string
	for _, name := range []string{"а1", "а2", "а3", "а4", "а5", "а6", "а7"} {
		index.institutions = append(index.institutions, Addressee{Institution: Institution{ID: name, Name: name}})
		subject = append(subject, name)
	}
	guesses, err := GuessFor(Incoming{Subject: strings.Join(subject, ", ")}, index)
	if err != nil || len(guesses) != maxGuesses || !slices.IsSortedFunc(guesses, func(a, b Guess) int { return strings.Compare(a.Institution, b.Institution) }) {
		t.Errorf("%d guesses, %v", len(guesses), err)
	}
}

// No text and no name breaks guessing, and what is proposed is always among what is open.
func FuzzGuess(f *testing.F) {
	index := memoryIndex{
		institutions: []Addressee{{Institution: Institution{ID: "tran", Name: "Община Трън", Contacts: []string{"tran@abv.example"}, Domains: []string{"tran.bg"}}}},
		open:         []Obligation{{Key: "report/2018/tran", Institution: "tran", AskedOn: Date{2018, 12, 3}, AskedNo: "РД-12-1", Measures: []string{"I.4"}}},
	}
	f.Add("kmet@tran.bg", "Доклад на Община Трън по мярка I.4", "От: tran@abv.example\nписмо № РД-12-1 от 03.12.2018 г.", "I.4 Трън.docx")
	f.Add("@", "\xff№", "from:\xf0@", "\x00")
	f.Fuzz(func(t *testing.T, from, subject, text, file string) {
		guesses, err := GuessFor(Incoming{From: from, Subject: subject, FullText: text, Files: []File{{Name: file}}}, index)
		if err != nil || len(guesses) > 1 {
			t.Fatalf("%+v, %v", guesses, err)
		}
		for _, g := range guesses {
			if g.Institution != "tran" || len(g.Obligations) != 1 || g.Why == "" {
				t.Fatalf("%+v", g)
			}
		}
	})
}

// A number is looked for among those that were asked under, not among all that is open.
func TestGuessAsksWhatItNeeds(t *testing.T) {
	index := countingIndex{asked: map[string]int{}}
	for i := range 30 {
		id := fmt.Sprintf("i%d", i)
		index.institutions = append(index.institutions, Addressee{Institution: Institution{ID: id, Name: "Община " + id, Domains: []string{id + ".bg"}}})
		index.open = append(index.open, Obligation{Key: id, Institution: id, AskedOn: Date{2018, 12, 3}, AskedNo: "РД-12-" + id})
	}
	guesses, err := GuessFor(Incoming{From: "kmet@i7.bg", Subject: "на Ваше № РД-12-i4"}, index)
	if err != nil || len(guesses) != 2 || guesses[0].Institution != "i4" || guesses[1].Institution != "i7" {
		t.Fatalf("%+v, %v", guesses, err)
	}
	if len(index.asked) != 1 || index.asked["i7"] != 1 {
		t.Errorf("the open obligations were asked for %v", index.asked)
	}
}

type countingIndex struct {
	memoryIndex
	asked map[string]int // by institution
}

func (c countingIndex) OpenOf(institution string) ([]Obligation, error) {
	c.asked[institution]++
	return c.memoryIndex.OpenOf(institution)
}
