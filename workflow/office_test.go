package workflow

import (
	"strings"
	"testing"
)

func TestDefinite(t *testing.T) {
	for office, want := range map[string]string{
		"кмет": "кмета", "директор": "директора", "началник": "началника", "управител": "управителя", "секретар": "секретаря",
		"областен управител": "областния управител", "изпълнителен директор": "изпълнителния директор", "градски прокурор": "градския прокурор", "изпълняващ длъжността кмет": "изпълняващия длъжността кмет",
		"директор на дирекция": "директора на дирекция", "заместник-кмет": "заместник-кмета", "и.ф. кмет": "и.ф. кмет", "кметица": "кметица",
		"заместник кмет": "заместник кмета", "зам. областен управител": "зам. областния управител", "изпълняваща длъжността кмет": "изпълняващата длъжността кмет",
		"завеждащ": "завеждащия", "главен секретар": "главния секретар", "ръководител": "ръководителя",
	} {
		if got := definite(office, UnknownGender); got != want {
			t.Errorf("%s: %s, want %s", office, got, want)
		}
	}
	if got := definite("изпълняващ длъжността директор", Female); got != "изпълняващата длъжността директор" {
		t.Errorf("of a woman: %s", got)
	}
}

// A salutation follows the gender of who holds the office, in the participle too, and says nothing of
// what the office is of.
func TestSalutation(t *testing.T) {
	templates := testTemplates(t)
	for _, c := range []struct {
		office string
		gender Gender
		want   string
	}{
		{"кмет", Female, "УВАЖАЕМА ГОСПОЖО КМЕТ,"},
		{"кмет", Male, "УВАЖАЕМИ ГОСПОДИН КМЕТ,"},
		{"кмет", UnknownGender, "УВАЖАЕМА ГОСПОЖО / УВАЖАЕМИ ГОСПОДИН КМЕТ,"},
		{"изпълняващ длъжността кмет", Female, "УВАЖАЕМА ГОСПОЖО ИЗПЪЛНЯВАЩА ДЛЪЖНОСТТА КМЕТ,"},
		{"изпълняващ длъжността кмет", Male, "УВАЖАЕМИ ГОСПОДИН ИЗПЪЛНЯВАЩ ДЛЪЖНОСТТА КМЕТ,"},
		{"изпълняваща длъжността директор", UnknownGender, "УВАЖАЕМА ГОСПОЖО ИЗПЪЛНЯВАЩА ДЛЪЖНОСТТА ДИРЕКТОР,"},
		{"изпълняваща длъжността директор", Male, "УВАЖАЕМИ ГОСПОДИН ИЗПЪЛНЯВАЩ ДЛЪЖНОСТТА ДИРЕКТОР,"},
		{"временно изпълняващ длъжността началник", Female, "УВАЖАЕМА ГОСПОЖО ВРЕМЕННО ИЗПЪЛНЯВАЩА ДЛЪЖНОСТТА НАЧАЛНИК,"},
		{"изпълняващ длъжността началник", UnknownGender, "УВАЖАЕМА ГОСПОЖО ИЗПЪЛНЯВАЩА ДЛЪЖНОСТТА НАЧАЛНИК / УВАЖАЕМИ ГОСПОДИН ИЗПЪЛНЯВАЩ ДЛЪЖНОСТТА НАЧАЛНИК,"},
		{"и.д. директор", Female, "УВАЖАЕМА ГОСПОЖО И.Д. ДИРЕКТОР,"},
		{"заместник-областен управител", Female, "УВАЖАЕМА ГОСПОЖО ЗАМЕСТНИК-ОБЛАСТЕН УПРАВИТЕЛ,"},
		{"кметица", UnknownGender, "УВАЖАЕМА ГОСПОЖО КМЕТИЦА,"},
		{"кмет на община Брезник", Female, "УВАЖАЕМА ГОСПОЖО КМЕТ,"},
		{"главен секретар", Female, "УВАЖАЕМА ГОСПОЖО ГЛАВЕН СЕКРЕТАР,"},
		{"", Female, "УВАЖАЕМА ГОСПОЖО,"},
		{"", UnknownGender, "УВАЖАЕМИ ГОСПОЖИ И ГОСПОДА,"},
	} {
		view := letterCases()[0].view()
		view.Institution.Office, view.Institution.Gender = c.office, c.gender
		letter, err := templates.Letter(view)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, _ := strings.Cut(letter.Plain, "\n"); got != c.want {
			t.Errorf("%q, %q: %s, want %s", c.office, c.gender, got, c.want)
		}
	}
}

// „ДО“ on a printed letter names the office and the institution once each.
func TestAddressed(t *testing.T) {
	for _, c := range []struct {
		office, name string
		gender       Gender
		want         string
	}{
		{"кмет", "Община Брезник", Female, "КМЕТА НА/ОБЩИНА БРЕЗНИК"},
		{"кмет на община Брезник", "Община Брезник", Male, "КМЕТА НА/ОБЩИНА БРЕЗНИК"},
		{"директор на РЗИ", "РЗИ – Перник", UnknownGender, "ДИРЕКТОРА НА/РЗИ – ПЕРНИК"},
		{"изпълняващ длъжността кмет", "Община Земен", Female, "ИЗПЪЛНЯВАЩАТА ДЛЪЖНОСТТА КМЕТ НА/ОБЩИНА ЗЕМЕН"},
		{"секретар на община Трън", "Местна комисия", Female, "СЕКРЕТАРЯ НА ОБЩИНА ТРЪН/МЕСТНА КОМИСИЯ"},
		{"", "РИОСВ – Перник", Male, "РИОСВ – ПЕРНИК"},
	} {
		f := letterFrame{LetterView: LetterView{Kind: LetterRequest, Institution: Institution{Office: c.office, Name: c.name, Gender: c.gender}}}
		if got := strings.Join(addressed(f), "/"); got != c.want {
			t.Errorf("%q of %q: %s, want %s", c.office, c.name, got, c.want)
		}
	}
}
