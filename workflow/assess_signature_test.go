package workflow

import "testing"

// Who wrote, and what a server adds, answers nothing; what stands alone is the answer itself.
func TestSignatureAnswersNothing(t *testing.T) {
	task := taskOf(string(ConfirmationTask))
	for text, want := range map[string]bool{
		"Получихме писмото.\n\nИван Иванов\nГлавен експерт\nОбщина Брезник\nтел. 07751 2233\nwww.breznik.bg":                          false,
		"Получихме писмото.\n\nИван Иванов\nОбщина Брезник\nhttp://www.breznik.bg/":                                                   false,
		"Получихме писмото.\n\nИван Иванов, тел. 07751 2233\n\nТова съобщение е поверително. Повече на www.breznik.bg/poveritelnost.": false,
		"Получихме писмото.\n\nИзпратено от моя iPhone\nwww.apple.com":                                                                false,
		"Здравейте,\n\nwww.breznik.bg/uslugi\nтел. за въпроси: 07751 2233":                                                            true,
		"Здравейте,\n\nhttps://breznik.bg/uslugi\n12.12.2018 г.\n\nИван Иванов\nтел. 07751 2233":                                      true,
		"www.breznik.bg": true,
		"Информацията е актуална.\n\nОбщина Брезник\nпл. „Централен“ 1\nwww.breznik.bg": true,
		"Здравейте,\n\nинформацията е актуална\nтел. 07751 2233":                        true,
	} {
		if a := Assess(Incoming{Text: text}, Obligation{Measures: task.Measures}, task); a.Delivers != want {
			t.Errorf("%q: %+v", text, a)
		}
	}
}
