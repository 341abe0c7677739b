package workflow

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestCleanLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Община Брезник", "Община Брезник"},
		{" Община\t Брезник\r\n", "Община Брезник"},
		{"a\r\nBcc: all@example.org", "a Bcc: all@example.org"},
		{"a\u2028b\u0085c\u00a0d", "a b c d"},
		{"\u202eцавонез\u202c", "цавонез"},
		{"сро\u00adк\u200b", "срок"},
		{"\x00\xff\xfe", ""},
		{`Дирекция "Инспекция по труда"`, "Дирекция „Инспекция по труда“"},
		{`("X"-"Y")`, "(„X“-„Y“)"},
		{"O'Neil", "O’Neil"},
		{"2018 г..", "2018 г."},
		{"край...", "край."},
		{strings.Repeat("я", 5000), strings.Repeat("я", 3999) + "…"},
	} {
		if got := cleanLine(c.in); got != c.want {
			t.Errorf("cleanLine(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCleanedCopiesDeeply(t *testing.T) {
	received := time.Date(2019, time.January, 30, 14, 5, 0, 0, time.UTC)
	view := LetterView{
		Parts:       []LetterPart{{Items: []string{"a\nb"}}},
		Receipt:     &ReceiptView{Received: received, InNo: "1\r\n2"},
		Institution: Institution{Contacts: []string{"x\n@y"}},
	}
	got := cleaned(view)
	if got.Parts[0].Items[0] != "a b" || got.Receipt.InNo != "1 2" || got.Institution.Contacts[0] != "x @y" || !got.Receipt.Received.Equal(received) {
		t.Errorf("%+v", got)
	}
	if view.Parts[0].Items[0] != "a\nb" || view.Receipt.InNo != "1\r\n2" {
		t.Error("the view itself was changed")
	}
}

func FuzzCleanLine(f *testing.F) {
	for _, seed := range []string{"", "Община Брезник", "a\r\nb", "\u202e\u200b", `""`, "..", "\xff", ". .", "' '"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := cleanLine(s)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > longestValue {
			t.Fatalf("%q", got)
		}
		if strings.ContainsFunc(got, func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '"' || unicode.IsSpace(r) && r != ' '
		}) {
			t.Fatalf("%q lets through what it should not", got)
		}
		if strings.Contains(got, "  ") || strings.Contains(got, "..") || got != strings.TrimSpace(got) {
			t.Fatalf("%q is untidy", got)
		}
		if again := cleanLine(got); again != got {
			t.Fatalf("%q, cleaned again, is %q", got, again)
		}
	})
}
