package workflow

import (
	"strings"
	"testing"
)

const ourLetter = `УВАЖАЕМИ ГОСПОДИН КМЕТ,

В изпълнение на мярка I.1 от Плана за действие за превенция и противодействие на корупцията за 2018 г. моля до 31 март 2018 г. (събота) включително да потвърдите, че информацията за предлаганите услуги е актуална, като посочите адреса на страницата и датата на последната актуализация. Достатъчен е кратък отговор на това писмо.

С уважение,
Секретариат на съвета
`

func TestOwnWords(t *testing.T) {
	marked := "> " + strings.ReplaceAll(ourLetter, "\n", "\n> ")
	broken := strings.ReplaceAll(ourLetter, " на ", "\nна ")
	for name, c := range map[string]struct {
		text, own string
		ours      bool
	}{
		"verbatim":             {ourLetter, "", true},
		"marked":               {marked, "", true},
		"in other lines":       {broken, "", true},
		"in capitals":          {strings.ToUpper(ourLetter), "", true},
		"with a word before":   {"Получихме:\n" + ourLetter, "", true},
		"with an answer":       {"Потвърждаваме. Последната актуализация е на 20.03.2018 г., вижте https://breznik.example/uslugi и приложенията.\n" + ourLetter, "Потвърждаваме. Последната актуализация е на 20.03.2018 г., вижте https://breznik.example/uslugi и приложенията.", true},
		"an answer alone":      {"Потвърждаваме, че информацията за предлаганите услуги е актуална.", "Потвърждаваме, че информацията за предлаганите услуги е актуална.", false},
		"a sentence is quoted": {"Достатъчен е кратък отговор на това писмо – така пишете. Всичко е актуално.", "Достатъчен е кратък отговор на това писмо – така пишете. Всичко е актуално.", false},
		"nothing":              {"", "", false},
	} {
		own, ours := OwnWords(c.text, ourLetter)
		if own != c.own || ours != c.ours {
			t.Errorf("%s: %q, %v; want %q, %v", name, own, ours, c.own, c.ours)
		}
	}
}
